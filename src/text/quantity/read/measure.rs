//! What a number measures: money, percent, a span of time, an age, or what it counts.

use super::{Ends, Measure, Numeral, Reader, Reading};
use crate::text::quantity::{Approximation, Kind, LETTER_M, Quantity};
use crate::text::{TokenKind, stem, words};
use std::ops::Range;

impl<'a> Reader<'a> {
    /// The currency whose sign or code ends before `at`, and where it starts: `$`, `US$`, `EUR`.
    pub(super) fn currency_before(&self, at: usize) -> Option<(&'static str, usize)> {
        let sign = at.checked_sub(1)?;
        let token = &self.tokens[sign];
        let code = *words::CURRENCIES.get(token.folded.as_str())?;
        if token.kind == TokenKind::Word {
            return (token.is_acronym && token.folded == code).then_some((code, sign));
        }
        if token.folded == "$" && self.touches(sign) {
            let letters = self.word_before(sign, 1);
            if let Some(code) = words::DOLLARS.get(letters) {
                return Some((code, sign - 1));
            }
        }
        Some((code, sign))
    }

    /// The position after a sign such as `$` or `US$`, or the same.
    pub(super) fn past_currency(&self, at: usize) -> usize {
        let sign = at + usize::from(words::DOLLARS.contains_key(self.word(at)) && self.is_mark(at + 1, "$"));
        let is_sign = self.tokens.get(sign).is_some_and(|it| words::CURRENCIES.contains_key(it.folded.as_str()));
        if is_sign { sign + 1 } else { at }
    }

    /// The currency named from `at` on, and where it ends: `euros`, `US dollars`, `€`.
    pub(super) fn currency_after(&self, at: usize) -> Option<(&'static str, usize)> {
        // A dollar sign after a number is more often the end of a formula.
        let sign = self.tokens.get(at).filter(|it| it.kind == TokenKind::Mark && it.folded != "$");
        if let Some(code) = sign.and_then(|it| words::CURRENCIES.get(it.folded.as_str())) {
            return self.digits(at + 1).is_none().then_some((*code, at + 1));
        }
        let at = self.past_hyphen(at);
        let word = self.word(at);
        if let Some(code) = words::CURRENCIES.get(word) {
            return Some((code, at + 1));
        }
        let next = self.word(at + 1);
        let code = *words::CURRENCIES.get(next).filter(|_| self.is_capital(at))?;
        match words::DOLLARS.get(word) {
            Some(dollars) if code == "usd" => Some((dollars, at + 2)),
            _ => words::PLACES.contains_key(word).then_some((code, at + 2)),
        }
    }

    pub(super) fn number(&mut self, at: usize) -> Option<usize> {
        let before = self.currency_before(at);
        let start = before.map_or(at, |it| it.1);
        let ends = self.ends(at, start)?;
        if let Some(end) = self.fraction(ends.first) {
            return Some(end);
        }
        let (ends, percent_end) = match self.percent_end(ends.end()) {
            Some(end) => self.percent_range(ends, end),
            None => (ends, None),
        };
        let measure = match (percent_end, before) {
            (Some(end), _) => Some(self.percent(end)),
            (None, Some((code, _))) => {
                Some(Measure { kind: Kind::Currency, factor: 1.0, unit: code.to_owned(), end: ends.end() })
            }
            (None, None) => self.measure_after(&ends),
        };
        if let Some(measure) = measure {
            return Some(self.push_number(&ends, measure));
        }
        if ends.second.is_none()
            && let Some(end) = self.plain_number(ends.first)
        {
            return Some(end);
        }
        let measure = self.time_measure(&ends).unwrap_or_else(|| self.count(&ends));
        let is_bare = measure.end == ends.end() && measure.unit.is_empty();
        let end = self.push_number(&ends, measure);
        if let Some(reading) = self.acc.last_mut() {
            reading.is_bare = is_bare && ends.second.is_none();
        }
        Some(end)
    }

    /// Percent, or percentage points, which measure a difference.
    pub(super) fn percent(&self, end: usize) -> Measure {
        let is_points = matches!(self.word(end), "point" | "points");
        let unit = if is_points { "point" } else { "" };
        Measure { kind: Kind::Percent, factor: 1.0, unit: unit.to_owned(), end: end + usize::from(is_points) }
    }

    pub(super) fn percent_end(&self, at: usize) -> Option<usize> {
        if self.is_mark(at, "%") {
            return Some(at + 1);
        }
        let at = self.past_hyphen(at);
        matches!(self.word(at), "percent" | "pct" | "pc" | "percentage").then_some(at + 1)
    }

    /// `10% to 15%` is a range as `10 to 15%` is.
    pub(super) fn percent_range(&self, ends: Ends, end: usize) -> (Ends, Option<usize>) {
        let is_range = match self.word(end) {
            "to" => self.word_before(ends.start, 1) != "from",
            "and" => self.word_before(ends.start, 1) == "between",
            _ => self.is_joining_dash(end),
        };
        if is_range
            && ends.second.is_none()
            && let Some(second) = self.numeral(end + 1)
            && let Some(second_end) = self.percent_end(second.end)
            && ends.first.value < second.value
        {
            let low = ends.first.value;
            return (Ends { second: Some((second, low)), ..ends }, Some(second_end));
        }
        (ends, Some(end))
    }

    /// A currency, unit of time or age that follows.
    pub(super) fn measure_after(&self, ends: &Ends) -> Option<Measure> {
        if let Some((code, end)) = self.currency_after(ends.end()) {
            return Some(Measure { kind: Kind::Currency, factor: 1.0, unit: code.to_owned(), end });
        }
        let at = self.past_hyphen(ends.end());
        let word = self.word(at);
        // "second" is an ordinal more often than a unit.
        let is_ordinal = word == "second" && at == ends.end() && ends.first.value != 1.0;
        // "500 year-long waits" are no 500 years.
        let is_of_noun = at == ends.end() && self.is_mark(at + 1, "-") && self.word(at + 2) == "long";
        if let Some((unit, minutes)) = words::duration(word)
            && !is_ordinal
            && !is_of_noun
        {
            let old = self.past_hyphen(at + 1);
            let (kind, end) = match (self.word(old), self.word(old + 1)) {
                ("old" | "olds", _) => (Kind::Age, old + 1),
                ("of", "age") => (Kind::Age, old + 2),
                _ => (Kind::Duration, at + 1),
            };
            return Some(Measure { kind, factor: minutes, unit: unit.to_owned(), end });
        }
        let is_led = |distance: usize| match self.word_before(ends.start, distance) {
            "aged" | "age" | "ages" => true,
            "of" => self.word_before(ends.start, distance + 1) == "age",
            _ => false,
        };
        let is_aged = is_led(1) || (matches!(self.word_before(ends.start, 1), "between" | "from") && is_led(2));
        if (is_aged || self.is_age_of_somebody(ends)) && ends.last().value <= 130.0 {
            let (unit, minutes) = words::duration("year")?;
            return Some(Measure { kind: Kind::Age, factor: minutes, unit: unit.to_owned(), end: ends.end() });
        }
        None
    }

    /// "An electrician of 34, …"
    fn is_age_of_somebody(&self, ends: &Ends) -> bool {
        const ENDINGS: [&str; 6] = ["ian", "ist", "er", "or", "man", "woman"];
        let noun = self.word_before(ends.start, 2);
        let is_person = words::KIN.contains(noun)
            || words::ROLES.contains(noun)
            || (ENDINGS.iter().any(|it| noun.ends_with(it))
                && !matches!(noun, "number" | "order" | "quarter" | "power"));
        let has_article = matches!(self.word_before(ends.start, 3), "a" | "an");
        let is_closed =
            self.is_mark(ends.end(), ",") || self.is_mark(ends.end(), ".") || self.word(ends.end()) == "who";
        self.word_before(ends.start, 1) == "of"
            && is_person
            && has_article
            && is_closed
            && ends.second.is_none()
            && ends.first.value >= 14.0
    }

    /// `a decade`, `half` aside: one of a unit of time, where the words around show that it measures how long:
    /// "within a month", "almost an hour", "a decade and a half".
    pub(super) fn one_span(&mut self, at: usize) -> Option<usize> {
        if !matches!(self.word(at), "a" | "an") {
            return None;
        }
        let (unit, minutes) = words::duration(self.word(at + 1))?;
        let end = at + 2;
        let has_half = self.word(end) == "and" && self.word(end + 1) == "a" && self.word(end + 2) == "half";
        let approximation = self.approximation(&(at..end));
        let before = self.word_before(at, 1);
        let is_led =
            matches!(before, "for" | "within" | "after" | "lasting" | "lasted" | "last" | "lasts" | "only" | "just")
                || (approximation.is_some() && unit != "day");
        // "After a second of silence" is a manner of speaking, "a minute or two" may be three.
        if unit == "second" || self.word(end) == "or" && self.is_number_word(end + 1) || !(is_led || has_half) {
            return None;
        }
        let (value, end) = if has_half { (1.5 * minutes, end + 3) } else { (minutes, end) };
        let about = Approximation { low: 0.9, high: 1.1, bound: None };
        let quantity = self.quantity(Kind::Duration, value, value, unit, at..end);
        self.push(Quantity { approximation: quantity.approximation.or(Some(about)), ..quantity });
        Some(end)
    }

    /// The word whose number stands at `at`: `Article 5`, `No. 10`, `F-16`.
    pub(super) fn designator_before(&self, at: usize) -> Option<String> {
        let before = at.checked_sub(1)?;
        let is_whole = self.digits(at).is_some_and(|it| it.chars().all(|c| c.is_ascii_digit()));
        if self.half_of_day(at + 1).is_some() {
            return None;
        }
        let is_hyphened = self.is_mark(before, "-") && self.touches(before) && self.touches(at);
        if is_whole && is_hyphened && self.is_capital(before - 1) {
            let word = self.word(before - 1);
            return (!word.is_empty() && words::month(word).is_none()).then(|| stem(word).into());
        }
        let word = match self.is_mark(before, ".") && self.touches(before) {
            true => Some(self.word(before - 1)).filter(|it| matches!(*it, "no" | "nr" | "art" | "sec"))?,
            false => Some(self.word(before)).filter(|it| *it != "no" || self.is_capital(before))?,
        };
        (words::DESIGNATORS.contains(word) || self.is_mark(before, ".")).then(|| stem(word).into())
    }

    pub(super) fn count(&self, ends: &Ends) -> Measure {
        let last = ends.last();
        let is_plural = self.is_noun(last.end) && self.word(last.end).ends_with('s');
        let is_counted = words::COUNTED.contains(self.word(last.end));
        // "5m people" are millions; "5m" and "a 5m wall" are metres.
        let (factor, unit) = match last.has_letter_m && last.factor == 1e6 {
            true if !is_plural && !is_counted => (1e-6, LETTER_M.to_owned()),
            _ => (1.0, self.counted_after(ends.end())),
        };
        Measure { kind: Kind::Count, factor, unit, end: ends.end() }
    }

    /// The stem of the first content word within four tokens, before the clause or another number begins.
    pub(super) fn counted_after(&self, at: usize) -> String {
        let at = self.past_partner(at);
        for token in self.tokens.iter().skip(at).take(4) {
            let is_end = match token.kind {
                TokenKind::Mark => matches!(token.folded.as_str(), "." | "," | ";" | ":" | "(" | ")"),
                TokenKind::Word => {
                    let is_date = words::month(&token.folded).is_some() && token.is_capital;
                    let is_number = token.folded != "one" && words::NUMBERS.contains_key(token.folded.as_str());
                    is_date || is_number || words::weekday(&token.folded).is_some()
                }
                TokenKind::Number => true,
                _ => false,
            };
            if is_end {
                break;
            }
            if token.kind == TokenKind::Word && !token.stem.is_empty() {
                return token.stem.to_string();
            }
        }
        String::new()
    }

    /// The position after `of the 14` in "11 of the 14 parts" and after `-1` in "a 3-1 win": both numbers count the same.
    pub(super) fn past_partner(&self, at: usize) -> usize {
        let partner = match self.word(at) {
            "of" => at + 1 + usize::from(matches!(self.word(at + 1), "the" | "its" | "their" | "his" | "her" | "our")),
            _ => at + usize::from(self.is_joining_dash(at)),
        };
        let is_number = partner > at && (self.digits(partner).is_some() || self.is_number_word(partner));
        if is_number { partner + 1 } else { at }
    }

    pub(super) fn is_number_word(&self, at: usize) -> bool {
        self.word(at) != "one" && words::NUMBERS.contains_key(self.word(at))
    }

    /// Pushes one quantity, or two for a change; returns where they end.
    pub(super) fn push_number(&mut self, ends: &Ends, measure: Measure) -> usize {
        let Measure { kind, factor, unit, end } = measure;
        let first = ends.first;
        let last = ends.last();
        let low = ends.second.map_or(first.value, |it| it.1);
        let (low, high) = match kind {
            Kind::Time => {
                let shift = if unit == "pm" { 12.0 } else { 0.0 };
                ((low % 12.0 + shift) * factor, (last.value % 12.0 + shift) * factor)
            }
            _ => (low * factor, last.value * factor),
        };
        let unit = if kind == Kind::Time { "" } else { unit.as_str() };
        let mut push = |low: f64, high: f64, tokens: Range<usize>, numeral: Numeral| {
            let quantity = Quantity { digits: numeral.digits, ..self.quantity(kind, low, high, unit, tokens) };
            self.acc.push(Reading { quantity, factor: numeral.factor, is_bare: false });
        };
        match ends.is_change {
            true => {
                push(low, low, ends.start..first.end, first);
                // The sign before the second numeral belongs to it.
                push(high, high, first.end + 1..end, last);
            }
            false => {
                push(low, high.max(low), ends.start..end, Numeral { digits: first.digits.max(last.digits), ..last })
            }
        }
        end
    }
}
