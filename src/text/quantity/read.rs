//! Reads quantities from the tokens of a sentence, left to right.

use std::ops::Range;

use super::{Approximation, Date, Kind, LETTER_M, Part, Quantity, significant_digits};
use crate::text::{Span, Token, TokenKind, stem, words};

/// The quantities among the tokens of one sentence, in order of place. `text` is the text that the tokens' spans
/// refer to.
pub fn read_quantities(tokens: &[Token], text: &str) -> Vec<Quantity> {
    let mut reader = Reader { tokens, text, acc: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        at = reader.read_at(at).map_or(at + 1, |end| end.max(at + 1));
    }
    reader.share_measures();
    reader.acc.into_iter().map(|it| it.quantity).collect()
}

struct Reader<'a> {
    tokens: &'a [Token],
    text: &'a str,
    acc: Vec<Reading>,
}

/// A quantity with what its neighbours in a list need to know of it.
struct Reading {
    quantity: Quantity,
    /// What the numeral was multiplied by: 1e6 in "3 million".
    factor: f64,
    /// Nothing but the numeral: no sign, no unit of its own.
    is_bare: bool,
}

/// A number as written, in digits or words.
#[derive(Clone, Copy)]
struct Numeral {
    start: usize,
    end: usize,
    value: f64,
    factor: f64,
    digits: u8,
    is_in_words: bool,
    /// Ends in a bare `m`.
    has_letter_m: bool,
}

/// One numeral, or the two ends of a range.
struct Ends {
    start: usize,
    first: Numeral,
    /// The upper end, with the value of the lower one in its terms.
    second: Option<(Numeral, f64)>,
    /// "from 30 to 40" tells of a change: two quantities rather than a range.
    is_change: bool,
}

/// What a numeral turned out to measure.
struct Measure {
    kind: Kind,
    factor: f64,
    unit: String,
    end: usize,
}

impl Ends {
    fn last(&self) -> Numeral {
        self.second.map_or(self.first, |it| it.0)
    }

    fn end(&self) -> usize {
        self.last().end
    }
}

impl<'a> Reader<'a> {
    fn read_at(&mut self, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        if !matches!(token.kind, TokenKind::Word | TokenKind::Number) {
            return None;
        }
        self.iso_date(at)
            .or_else(|| self.date_by_day(at))
            .or_else(|| self.date_by_month(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.part_of_a_whole(at))
            .or_else(|| self.ordinal(at))
            .or_else(|| self.number(at))
    }

    // Looking at tokens. Positions beyond the ends hold nothing.

    fn word(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind == TokenKind::Word => &token.folded,
            _ => "",
        }
    }

    fn word_before(&self, at: usize, distance: usize) -> &'a str {
        at.checked_sub(distance).map_or("", |it| self.word(it))
    }

    fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|it| it.is_mark(mark))
    }

    fn digits(&self, at: usize) -> Option<&'a str> {
        self.tokens.get(at).filter(|it| it.kind == TokenKind::Number).map(|it| it.folded.as_str())
    }

    fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|it| it.is_capital)
    }

    /// Whether no space lies between the token and the one before it.
    fn touches(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|it| it.span.start == self.tokens[at - 1].span.end)
    }

    /// A content word in lower case: most likely what the number before it counts.
    fn is_noun(&self, at: usize) -> bool {
        !self.word(at).is_empty() && !self.is_capital(at) && !self.tokens[at].stem.is_empty()
    }

    /// The position after a hyphen, or the same.
    fn past_hyphen(&self, at: usize) -> usize {
        at + usize::from(self.is_mark(at, "-"))
    }

    /// A hyphen or short dash that joins what stands on both sides of it alike; a long dash parts.
    fn is_joining_dash(&self, at: usize) -> bool {
        self.is_mark(at, "-")
            && self.tokens[at].span.of(self.text) != "\u{2014}"
            && self.touches(at) == self.touches(at + 1)
    }

    fn is_joiner(&self, at: usize) -> bool {
        matches!(self.word(at), "and" | "or" | "to") || self.is_joining_dash(at)
    }

    fn push(&mut self, quantity: Quantity) {
        self.acc.push(Reading { quantity, factor: 1.0, is_bare: false });
    }

    fn quantity(&self, kind: Kind, low: f64, high: f64, unit: &str, tokens: Range<usize>) -> Quantity {
        let span = Span::new(self.tokens[tokens.start].span.start, self.tokens[tokens.end - 1].span.end);
        let is_number = !matches!(kind, Kind::Date | Kind::Weekday | Kind::Relative | Kind::Year);
        let approximation = if is_number { self.approximation(&tokens) } else { None };
        Quantity { kind, low, high, unit: unit.to_owned(), date: None, approximation, digits: 1, tokens, span }
    }

    /// The words directly before the quantity that loosen it ("more than", "about another"), or after it ("or so").
    fn approximation(&self, tokens: &Range<usize>) -> Option<Approximation> {
        let skipped = usize::from(matches!(self.word_before(tokens.start, 1), "a" | "an" | "another"));
        let found = words::APPROXIMATIONS.iter().find(|(run, _)| match run[0] {
            "or" => run.iter().enumerate().all(|(idx, word)| self.word(tokens.end + idx) == *word),
            _ => run.iter().rev().enumerate().all(|(idx, it)| self.word_before(tokens.start, idx + 1 + skipped) == *it),
        });
        found.map(|it| it.1)
    }

    // Dates.

    fn iso_date(&mut self, at: usize) -> Option<usize> {
        let year = self.year(at)?;
        let is_date =
            self.is_mark(at + 1, "-") && self.is_mark(at + 3, "-") && (at + 1..at + 5).all(|it| self.touches(it));
        let two = |at: usize| self.digits(at).filter(|it| it.len() == 2)?.parse::<u8>().ok();
        let (month, day) = (two(at + 2)?, two(at + 4)?);
        if !is_date || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // A time stamp goes on without a space: `2025-12-29T10:30:00Z`.
        let has_time = self.touches(at + 5) && self.word(at + 5).starts_with('t');
        let end = match has_time {
            true => (at + 6..=self.tokens.len()).find(|it| !self.touches(*it)).unwrap_or(at + 6),
            false => at + 5,
        };
        self.push_date(Date { year: Some(year), month, day: Some(day), part: None }, at..end);
        Some(end)
    }

    /// `6 January`, `6th of January 2026`, `6, 7 and 8 January`, `the sixth of January`.
    fn date_by_day(&mut self, at: usize) -> Option<usize> {
        let mut days = Vec::new();
        let mut end = at;
        let mut is_list = false;
        let mut has_comma = false;
        loop {
            let (day, after) = self.day(end).or_else(|| self.day_in_words(end))?;
            days.push(day);
            end = after;
            if self.is_joiner(end) {
                is_list = true;
            } else if self.is_mark(end, ",") {
                has_comma = true;
            } else {
                break;
            }
            end += 1;
        }
        if has_comma && !is_list {
            return None;
        }
        if self.word(end) == "of" {
            end += 1;
        }
        let month = self.month(end)?;
        let (year, end) = self.year_after(self.past_stop(end + 1));
        for day in days {
            self.push_date(Date { year, month, day: Some(day), part: None }, at..end);
        }
        Some(end)
    }

    /// `January`, `early January`, `January 6`, `January 6th and 7th`, `Jan. 6, 2026`.
    fn date_by_month(&mut self, at: usize) -> Option<usize> {
        let month = self.month(at)?;
        let (part, start) = self.part_before(at);
        let after_month = self.past_stop(at + 1);
        let (days, end) = self.days_after(at, after_month);
        let (year, end) = self.year_after(end);
        if days.is_empty() && year.is_none() && part.is_none() && !self.may_stand_alone(at) {
            return None;
        }
        let end = if end == after_month { at + 1 } else { end };
        let date = Date { year, month, day: None, part };
        if days.is_empty() {
            self.push_date(date, start..end);
        }
        for day in days {
            self.push_date(Date { day: Some(day), ..date }, start..end);
        }
        Some(end)
    }

    fn push_date(&mut self, date: Date, tokens: Range<usize>) {
        let quantity = Quantity { date: Some(date), ..self.quantity(Kind::Date, 0.0, 0.0, "", tokens) };
        self.push(quantity);
    }

    /// The month named at `at`. In lower case "may" and "march" are verbs unless a number follows.
    fn month(&self, at: usize) -> Option<u8> {
        let month = words::month(self.word(at))?;
        let is_word = matches!(self.word(at), "may" | "march" | "mar");
        let has_number = self.digits(at + 1).is_some_and(|it| matches!(it.len(), 1 | 2 | 4));
        (self.is_capital(at) || !is_word || has_number).then_some(month)
    }

    /// Whether the month at `at` is a month without day or year beside it, and nobody's name or verb.
    fn may_stand_alone(&self, at: usize) -> bool {
        let before = self.word_before(at, 1);
        let is_led = words::MONTH_LEADS.contains(before) || (at > 0 && self.is_joining_dash(at - 1));
        if is_led {
            return self.is_capital(at) || self.word(at) != "may";
        }
        let is_before_a_name = self.is_capital(at + 1) && !self.word(at + 1).is_empty();
        let is_after_a_name = at > 0 && (self.is_capital(at - 1) || self.tokens[at - 1].kind == TokenKind::Clitic);
        match self.word(at) {
            "may" => false,
            "march" => !is_after_a_name,
            "april" | "june" | "august" => !is_before_a_name,
            short => short.len() > 4,
        }
    }

    /// "early January", "mid-January", "early in January": the part, and where it starts.
    fn part_before(&self, at: usize) -> (Option<Part>, usize) {
        let has_in = self.word_before(at, 1) == "in" && matches!(self.word_before(at, 2), "early" | "late");
        let word_at = match has_in || (at > 0 && self.is_mark(at - 1, "-")) {
            true => at.saturating_sub(2),
            false => at.saturating_sub(1),
        };
        let part = match self.word(word_at) {
            "early" => Part::Early,
            "mid" => Part::Mid,
            "late" => Part::Late,
            _ => return (None, at),
        };
        (Some(part), word_at)
    }

    /// The position after the full stop of a short form, where a number follows it.
    fn past_stop(&self, at: usize) -> usize {
        let is_stop = self.is_mark(at, ".") && self.touches(at) && self.digits(at + 1).is_some();
        at + usize::from(is_stop && self.word(at - 1).len() <= 4)
    }

    /// A day in digits at `at`, and where it ends.
    fn day(&self, at: usize) -> Option<(u8, usize)> {
        let written = self.digits(at).filter(|it| it.len() <= 2)?;
        let day = written.parse().ok().filter(|it| (1..=31).contains(it))?;
        let has_suffix = matches!(self.word(at + 1), "th" | "st" | "nd" | "rd") && self.touches(at + 1);
        Some((day, at + 1 + usize::from(has_suffix)))
    }

    fn day_in_words(&self, at: usize) -> Option<(u8, usize)> {
        let day = *words::ORDINALS.get(self.word(at)).filter(|it| **it <= 31)?;
        (self.word(at + 1) == "of").then_some((day, at + 1))
    }

    /// The days that follow the month at `month`, from `at`, and where they end.
    fn days_after(&self, month: usize, at: usize) -> (Vec<u8>, usize) {
        let Some((day, mut end)) = self.first_day_after(month, at) else { return (Vec::new(), at) };
        let mut acc = vec![day];
        while self.is_joiner(end)
            && let Some((day, after)) = self.day(end + 1)
            && !self.goes_on_as_a_number(after)
            && self.month(after).is_none()
            && (self.is_mark(end, "-") || !self.is_noun(after))
        {
            acc.push(day);
            end = after;
        }
        (acc, end)
    }

    fn first_day_after(&self, month: usize, at: usize) -> Option<(u8, usize)> {
        // In "in January 12 people" the number counts; a day would have "on".
        let is_led_by_in = self.word_before(month, 1) == "in";
        if let Some((day, end)) = self.day(at) {
            let counts = is_led_by_in && self.is_noun(end);
            return (!counts && !self.goes_on_as_a_number(end)).then_some((day, end));
        }
        let day = *words::ORDINALS.get(self.word(at)).filter(|it| **it <= 31)?;
        (!is_led_by_in && self.is_capital(month) && self.word(month) != "march").then_some((day, at + 1))
    }

    /// Whether a sign, unit or magnitude at `at` makes the number before it something other than a day.
    fn goes_on_as_a_number(&self, at: usize) -> bool {
        let at = self.past_hyphen(at);
        let word = self.word(at);
        self.is_mark(at, "%")
            || word == "percent"
            || words::duration(word).is_some()
            || words::CURRENCIES.contains_key(word)
            || words::MAGNITUDES.contains_key(word)
    }

    /// The year at `at`, with or without a comma before it, and where it ends.
    fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        if let Some(year) = self.year(at) {
            return (Some(year), at + 1);
        }
        match self.year(at + 1) {
            Some(year) if self.is_mark(at, ",") && !self.counts_something(at + 1) => (Some(year), at + 2),
            _ => (None, at),
        }
    }

    fn year(&self, at: usize) -> Option<i16> {
        let written = self.digits(at).filter(|it| it.len() == 4)?;
        written.parse().ok().filter(|it| (1500..=2100).contains(it))
    }

    /// Whether a four-digit number counts what follows it, as in "2000 troops" but not "the 2021 elections".
    fn counts_something(&self, at: usize) -> bool {
        if matches!(self.word_before(at, 1), "in" | "since" | "until" | "till" | "during" | "early" | "mid" | "late") {
            return false;
        }
        let next = self.past_hyphen(at + 1);
        if words::COUNTED.contains(self.word(next)) {
            return true;
        }
        let is_plural = self.is_noun(next) && self.word(next).ends_with('s') && !self.word(next).ends_with("ss");
        let is_odd_year = self.year(at).is_some_and(|it| it >= 1900 && it % 50 != 0);
        is_plural && !is_odd_year
    }

    fn weekday(&mut self, at: usize) -> Option<usize> {
        let day = f64::from(words::weekday(self.word(at))?);
        self.push(self.quantity(Kind::Weekday, day, day, "", at..at + 1));
        Some(at + 1)
    }

    fn relative(&mut self, at: usize) -> Option<usize> {
        let direction = match self.word(at) {
            "next" | "coming" => "next",
            "last" | "past" => "last",
            "this" => "this",
            _ => return None,
        };
        let period = self.word(at + 1);
        if !words::PERIODS.contains(period) {
            return None;
        }
        self.push(self.quantity(Kind::Relative, 0.0, 0.0, &format!("{direction} {period}"), at..at + 2));
        Some(at + 2)
    }

    // Shares.

    /// `half of`, `a third of`, `by a quarter`, `half an hour`.
    fn part_of_a_whole(&mut self, at: usize) -> Option<usize> {
        if self.word(at) == "half" {
            return self.half(at);
        }
        let parts = *words::FRACTIONS.get(self.word(at + 1)).filter(|it| **it >= 3)?;
        if self.word(at) != "a" {
            return None;
        }
        let before = self.word_before(at, 1);
        let is_led = matches!(before, "by" | "than" | "nearly" | "almost" | "about" | "over" | "around" | "roughly");
        let is_share = self.word(at + 2) == "of" || (is_led && !self.is_noun(at + 2));
        if !is_share {
            return None;
        }
        self.push_share(100.0 / f64::from(parts), 2, at..at + 2);
        Some(at + 2)
    }

    fn half(&mut self, at: usize) -> Option<usize> {
        let next = self.past_hyphen(at + 1);
        let article = usize::from(matches!(self.word(next), "a" | "an"));
        if let Some((unit, minutes)) = words::duration(self.word(next + article))
            && !(article == 0 && unit == "century")
        {
            let end = next + article + 1;
            let value = minutes * 0.5;
            self.push(self.quantity(Kind::Duration, value, value, unit, at..end));
            return Some(end);
        }
        let is_compound =
            next > at + 1 || matches!(self.word(next), "time" | "brother" | "sister" | "past" | "a" | "an");
        if is_compound || matches!(self.word_before(at, 1), "and" | "first" | "second") {
            return None;
        }
        self.push_share(50.0, 1, at..at + 1);
        Some(at + 1)
    }

    fn push_share(&mut self, percent: f64, digits: u8, tokens: Range<usize>) {
        let quantity = Quantity { digits, ..self.quantity(Kind::Percent, percent, percent, "", tokens) };
        self.push(quantity);
    }

    /// `two-thirds`, `one fifth`, `three quarters`; "three quarters" of a year are none.
    fn fraction(&mut self, numeral: Numeral) -> Option<usize> {
        if let Some(end) = self.one_in_so_many(numeral) {
            return Some(end);
        }
        let at = self.past_hyphen(numeral.end);
        let word = self.word(at);
        let parts = f64::from(*words::FRACTIONS.get(word).filter(|it| **it >= 3)?);
        let is_plural = word.ends_with('s');
        let is_time = parts == 4.0
            && at == numeral.end
            && matches!(self.word_before(numeral.start, 1), "last" | "past" | "first" | "next" | "previous" | "for");
        let agrees = is_plural == (numeral.value != 1.0);
        if !numeral.is_in_words || numeral.factor != 1.0 || numeral.value >= parts || !agrees || is_time {
            return None;
        }
        self.push_share(numeral.value / parts * 100.0, 2, numeral.start..at + 1);
        Some(at + 1)
    }

    /// `one in six`, `seven in ten`, `seven out of 18`.
    fn one_in_so_many(&mut self, numeral: Numeral) -> Option<usize> {
        let at = match (self.word(numeral.end), self.word(numeral.end + 1)) {
            ("in", _) => numeral.end + 1,
            ("out", "of") => numeral.end + 2,
            _ => return None,
        };
        let all = self.numeral(at)?;
        let is_share = numeral.factor == 1.0 && numeral.value < all.value && (2.0..=100.0).contains(&all.value);
        // "3 in 20 minutes" and "one in 10 March" are none.
        let is_alone = words::duration(self.word(self.past_hyphen(all.end))).is_none()
            && words::month(self.word(all.end)).is_none()
            && !self.is_mark(all.end, "%")
            && !matches!(self.word(all.end), "percent" | "per");
        if !is_share || !is_alone {
            return None;
        }
        self.push_share(numeral.value / all.value * 100.0, 2, numeral.start..all.end);
        Some(all.end)
    }

    // Ordinals.

    fn ordinal(&mut self, at: usize) -> Option<usize> {
        let (value, end) = self.quarter(at).or_else(|| self.ordinal_in_words(at))?;
        if self.word(at) == "second" && matches!(self.word(end), "of" | "to" | "in") {
            return None;
        }
        self.push(self.quantity(Kind::Ordinal, value, value, "", at..end));
        Some(end)
    }

    /// `Q3` is the third quarter.
    fn quarter(&self, at: usize) -> Option<(f64, usize)> {
        let number = self.tokens[at].folded.strip_prefix('q')?;
        let value = ["1", "2", "3", "4"].iter().position(|it| *it == number)?;
        Some((value as f64 + 1.0, at + 1))
    }

    fn ordinal_in_words(&self, at: usize) -> Option<(f64, usize)> {
        if let Some(value) = words::ORDINALS.get(self.word(at)) {
            return Some((f64::from(*value), at + 1));
        }
        let tens = *words::NUMBERS.get(self.word(at)).filter(|it| **it >= 20)?;
        let units = *words::ORDINALS.get(self.word(at + 2)).filter(|it| **it < 10 && self.is_mark(at + 1, "-"))?;
        Some((f64::from(tens + units), at + 3))
    }

    // Numerals.

    /// The numeral at `at` with its magnitudes: `1.2 million`, `twenty-five`, `two hundred and fifty`, `half a million`.
    fn numeral(&self, at: usize) -> Option<Numeral> {
        let is_in_words = self.digits(at).is_none();
        let (mut group, mut end, mut digits) = match self.digits(at) {
            Some(written) => (written.replace(',', "").parse().ok()?, at + 1, written_digits(written)),
            None => self.number_in_words(at)?,
        };
        if self.word(end) == "and" && self.word(end + 1) == "a" && self.word(end + 2) == "half" {
            group += 0.5;
            digits += 1;
            end += 3;
        }
        let base: f64 = group;
        let mut total = 0.0;
        let mut last = 0.0;
        let mut is_sum = false;
        let mut has_letter_m = false;
        loop {
            if let Some((magnitude, after)) = self.magnitude(end, is_in_words) {
                has_letter_m = self.word(after - 1) == "m";
                if magnitude >= 1000.0 && is_in_words && group > 0.0 {
                    total += group * magnitude;
                    group = 0.0;
                } else if group > 0.0 {
                    group *= magnitude;
                } else {
                    total *= magnitude;
                }
                last = magnitude;
                end = after;
            } else if let Some((value, after)) = self.addend(end, is_in_words, last) {
                group += value;
                is_sum = true;
                last = 0.0;
                end = after;
            } else {
                break;
            }
        }
        let value = total + group;
        if value > LARGEST {
            return None;
        }
        let (factor, digits) = match is_sum {
            true => (1.0, significant_digits(value)),
            false => (if base > 0.0 { value / base } else { 1.0 }, digits),
        };
        Some(Numeral { start: at, end, value, factor, digits, is_in_words, has_letter_m })
    }

    /// A number below a hundred in words, where it ends, and its significant digits. "a" and "one" are numbers only
    /// before what can be counted.
    fn number_in_words(&self, at: usize) -> Option<(f64, usize, u8)> {
        let is_magnitude = |at: usize| self.word(at).len() > 3 && words::MAGNITUDES.contains_key(self.word(at));
        match self.word(at) {
            "a" | "an" => is_magnitude(at + 1).then_some((1.0, at + 1, 1)),
            "half" if self.word(at + 1) == "a" => is_magnitude(at + 2).then_some((0.5, at + 2, 1)),
            "dozen" => Some((12.0, at + 1, 1)),
            "one" => self.one_counts(at).then_some((1.0, at + 1, 1)),
            word => {
                let value = *words::NUMBERS.get(word)?;
                let unit_at = self.past_hyphen(at + 1);
                let unit = words::NUMBERS.get(self.word(unit_at)).filter(|it| value >= 20 && **it < 10);
                Some(match unit {
                    Some(unit) => (f64::from(value + unit), unit_at + 1, 2),
                    None => (f64::from(value), at + 1, if value >= 20 { 1 } else { 2 }),
                })
            }
        }
    }

    /// Whether "one" at `at` is a number rather than somebody.
    fn one_counts(&self, at: usize) -> bool {
        let next = self.past_hyphen(at + 1);
        let word = self.word(next);
        let is_counted = words::MAGNITUDES.contains_key(word)
            || words::duration(word).is_some()
            || words::FRACTIONS.contains_key(word)
            || word == "percent"
            || (self.word(next) == "and" && self.word(next + 2) == "half");
        is_counted || (next > at + 1 && self.is_noun(next))
    }

    /// The magnitude at `at`, after a hyphen or not, and where it ends. A single letter must touch its digits.
    fn magnitude(&self, at: usize, is_in_words: bool) -> Option<(f64, usize)> {
        let hyphened = self.past_hyphen(at);
        let word = self.word(hyphened);
        let factor = *words::MAGNITUDES.get(word)?;
        let may_be_letter = !is_in_words && hyphened == at && self.touches(at);
        (word.len() > 1 || may_be_letter).then_some((factor, hyphened + 1))
    }

    /// What is added after a hundred, thousand or million in words: "two hundred and fifty".
    fn addend(&self, at: usize, is_in_words: bool, last: f64) -> Option<(f64, usize)> {
        if !is_in_words || last < 100.0 {
            return None;
        }
        let has_and = last <= 1000.0 && self.word(at) == "and";
        let at = at + usize::from(has_and);
        if !words::NUMBERS.contains_key(self.word(at)) {
            return None;
        }
        let (value, end, _) = self.number_in_words(at)?;
        Some((value, end))
    }

    /// The numeral at `at` with the upper end of its range, if it has one.
    fn ends(&self, at: usize, start: usize) -> Option<Ends> {
        let first = self.numeral(at)?;
        let second = self.upper_end(start, first);
        let is_change = self.word_before(start, 1) == "from" && self.word(first.end) == "to";
        Some(Ends { start, first, second, is_change: is_change && second.is_some() })
    }

    fn upper_end(&self, start: usize, first: Numeral) -> Option<(Numeral, f64)> {
        let joiner = first.end;
        let is_dash = self.is_joining_dash(joiner);
        let is_between = self.word_before(start, 1) == "between" || self.word_before(start, 2) == "between";
        let is_and = self.word(joiner) == "and" && is_between;
        if !is_dash && !is_and && self.word(joiner) != "to" {
            return None;
        }
        let has_sign = start < first.start;
        let second = self.numeral(if has_sign { self.past_currency(joiner + 1) } else { joiner + 1 })?;
        if second.is_in_words && (is_dash || !first.is_in_words && second.factor == 1.0) {
            return None;
        }
        let is_plain = first.factor == 1.0 && second.factor == 1.0;
        let is_year = |it: Numeral| self.year(it.start).is_some() && start == first.start;
        let is_code = is_dash && self.is_mark(second.end, "-") && self.digits(second.end + 1).is_some();
        if (is_plain && (is_year(first) || is_year(second) && first.value < 1000.0)) || is_code {
            return None;
        }
        // "3 to 5 million", "20-30,000": the first goes by the second's magnitude.
        let is_short_for_thousands = is_plain && is_dash && first.value < 1000.0 && second.value % 1000.0 == 0.0;
        let factor = match first.factor == 1.0 {
            true if is_short_for_thousands => 1000.0,
            true => second.factor,
            false => 1.0,
        };
        [first.value * factor, first.value].into_iter().find(|it| *it < second.value).map(|low| (second, low))
    }

    /// The currency whose sign or code ends before `at`, and where it starts: `$`, `US$`, `EUR`.
    fn currency_before(&self, at: usize) -> Option<(&'static str, usize)> {
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
    fn past_currency(&self, at: usize) -> usize {
        let sign = at + usize::from(words::DOLLARS.contains_key(self.word(at)) && self.is_mark(at + 1, "$"));
        let is_sign = self.tokens.get(sign).is_some_and(|it| words::CURRENCIES.contains_key(it.folded.as_str()));
        if is_sign { sign + 1 } else { at }
    }

    /// The currency named from `at` on, and where it ends: `euros`, `US dollars`, `€`.
    fn currency_after(&self, at: usize) -> Option<(&'static str, usize)> {
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

    fn number(&mut self, at: usize) -> Option<usize> {
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
    fn percent(&self, end: usize) -> Measure {
        let is_points = matches!(self.word(end), "point" | "points");
        let unit = if is_points { "point" } else { "" };
        Measure { kind: Kind::Percent, factor: 1.0, unit: unit.to_owned(), end: end + usize::from(is_points) }
    }

    fn percent_end(&self, at: usize) -> Option<usize> {
        if self.is_mark(at, "%") {
            return Some(at + 1);
        }
        let at = self.past_hyphen(at);
        matches!(self.word(at), "percent" | "pct" | "pc" | "percentage").then_some(at + 1)
    }

    /// `10% to 15%` is a range as `10 to 15%` is.
    fn percent_range(&self, ends: Ends, end: usize) -> (Ends, Option<usize>) {
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
    fn measure_after(&self, ends: &Ends) -> Option<Measure> {
        if let Some((code, end)) = self.currency_after(ends.end()) {
            return Some(Measure { kind: Kind::Currency, factor: 1.0, unit: code.to_owned(), end });
        }
        let at = self.past_hyphen(ends.end());
        let word = self.word(at);
        // "second" is an ordinal more often than a unit.
        let is_ordinal = word == "second" && at == ends.end() && ends.first.value != 1.0;
        if let Some((unit, minutes)) = words::duration(word)
            && !is_ordinal
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
        if is_aged && ends.last().value <= 130.0 {
            let (unit, minutes) = words::duration("year")?;
            return Some(Measure { kind: Kind::Age, factor: minutes, unit: unit.to_owned(), end: ends.end() });
        }
        None
    }

    /// Ordinals in digits, designations, decades, years and times: whatever has no upper end.
    fn plain_number(&mut self, numeral: Numeral) -> Option<usize> {
        let Numeral { start, end, .. } = numeral;
        if numeral.is_in_words || numeral.factor != 1.0 {
            return None;
        }
        if self.touches(end) && matches!(self.word(end), "th" | "st" | "nd" | "rd") {
            let ordinal = self.quantity(Kind::Ordinal, numeral.value, numeral.value, "", start..end + 1);
            self.push(Quantity { digits: numeral.digits, ..ordinal });
            return Some(end + 1);
        }
        if let Some(unit) = self.designator_before(start) {
            let count = self.quantity(Kind::Count, numeral.value, numeral.value, &unit, start..end);
            self.push(Quantity { digits: numeral.digits, approximation: None, ..count });
            return Some(end);
        }
        self.decade(numeral).or_else(|| self.years(numeral)).or_else(|| self.time(numeral))
    }

    /// The word whose number stands at `at`: `Article 5`, `No. 10`, `F-16`.
    fn designator_before(&self, at: usize) -> Option<String> {
        let before = at.checked_sub(1)?;
        let is_whole = self.digits(at).is_some_and(|it| it.chars().all(|c| c.is_ascii_digit()));
        if self.half_of_day(at + 1).is_some() {
            return None;
        }
        let is_hyphened = self.is_mark(before, "-") && self.touches(before) && self.touches(at);
        if is_whole && is_hyphened && self.is_capital(before - 1) {
            let word = self.word(before - 1);
            return (!word.is_empty() && words::month(word).is_none()).then(|| stem(word));
        }
        let word = match self.is_mark(before, ".") && self.touches(before) {
            true => Some(self.word(before - 1)).filter(|it| matches!(*it, "no" | "nr" | "art" | "sec"))?,
            false => Some(self.word(before)).filter(|it| *it != "no" || self.is_capital(before))?,
        };
        (words::DESIGNATORS.contains(word) || self.is_mark(before, ".")).then(|| stem(word))
    }

    /// `the 1990s`, `the '90s`, and `in her 30s`, which is an age.
    fn decade(&mut self, numeral: Numeral) -> Option<usize> {
        let Numeral { start, end, value, .. } = numeral;
        let is_clitic = self.tokens.get(end).is_some_and(|it| it.kind == TokenKind::Clitic && it.folded == "'s");
        if !self.touches(end) || value % 10.0 != 0.0 || !(self.word(end) == "s" || is_clitic) {
            return None;
        }
        let is_part = matches!(self.word_before(start, 1), "early" | "mid" | "late");
        let lead = self.word_before(start, if is_part { 2 } else { 1 });
        let first = match self.year(start) {
            // "1970's Live Album" is of one year, "the 1970's" are ten.
            Some(_) if is_clitic && !is_part && lead != "the" => return None,
            Some(year) => f64::from(year),
            None if is_clitic => return None,
            None if matches!(lead, "his" | "her" | "their" | "my" | "our" | "your") && value < 130.0 => {
                let (unit, minutes) = words::duration("year")?;
                let age = self.quantity(Kind::Age, value * minutes, (value + 9.0) * minutes, unit, start..end + 1);
                self.push(age);
                return Some(end + 1);
            }
            None => {
                let is_cut = start > 0 && self.is_mark(start - 1, "'") && self.touches(start);
                (value < 100.0 && (is_cut || (lead == "the" && value >= 50.0))).then_some(1900.0 + value)?
            }
        };
        let decade = self.quantity(Kind::Year, first, first + 9.0, "decade", start..end + 1);
        self.push(Quantity { digits: 4, ..decade });
        Some(end + 1)
    }

    /// `2025`, and both years of `2007-11` or `2024/25`.
    fn years(&mut self, numeral: Numeral) -> Option<usize> {
        let Numeral { start, end, .. } = numeral;
        let year = f64::from(self.year(start)?);
        if self.counts_something(start) {
            return None;
        }
        self.push_year(year, start..end);
        let is_joined =
            (self.is_joining_dash(end) || self.is_mark(end, "/")) && self.touches(end) && self.touches(end + 1);
        let short = self.digits(end + 1).filter(|it| is_joined && it.len() == 2);
        let last = short.and_then(|it| it.parse::<f64>().ok()).map(|it| year - year % 100.0 + it);
        match last {
            Some(last) if last > year => {
                self.push_year(last, start..end + 2);
                Some(end + 2)
            }
            _ => Some(end),
        }
    }

    fn push_year(&mut self, year: f64, tokens: Range<usize>) {
        let quantity = Quantity { digits: 4, ..self.quantity(Kind::Year, year, year, "", tokens) };
        self.push(quantity);
    }

    /// `10:30`, `10:30 p.m.`, `10.30am`, `10 o'clock`.
    fn time(&mut self, numeral: Numeral) -> Option<usize> {
        let Numeral { start, end, value, .. } = numeral;
        let two = |written: &str| written.parse::<f64>().ok().filter(|it| written.len() == 2 && *it < 60.0);
        let written = self.digits(start)?;
        let (hours, minutes, end) = if let Some((hours, minutes)) = written.split_once('.') {
            self.half_of_day(end)?;
            (hours.parse().ok()?, two(minutes)?, end)
        } else if self.is_mark(end, ":") && self.touches(end) && self.touches(end + 1) {
            let has_seconds = self.is_mark(end + 2, ":") && self.touches(end + 2) && self.touches(end + 3);
            let seconds = self.digits(end + 3).and_then(two).filter(|_| has_seconds);
            (value, self.digits(end + 1).and_then(two)?, if seconds.is_some() { end + 4 } else { end + 2 })
        } else if self.word(end) == "o" && self.word(end + 2) == "clock" {
            (value, 0.0, end + 3)
        } else {
            return None;
        };
        if hours > 24.0 {
            return None;
        }
        let (hours, end) = match self.half_of_day(end) {
            Some(shift) if hours <= 12.0 => (hours % 12.0 + shift, end + 1),
            _ => (hours, end),
        };
        let time = hours * super::HOUR + minutes;
        self.push(self.quantity(Kind::Time, time, time, "", start..end));
        Some(end)
    }

    /// The hours that `am` or `pm` at `at` adds.
    fn half_of_day(&self, at: usize) -> Option<f64> {
        match self.word(at) {
            "pm" | "p.m" => Some(12.0),
            "am" | "a.m" => Some(0.0),
            _ => None,
        }
    }

    /// `2 p.m.`, `2-3pm`.
    fn time_measure(&self, ends: &Ends) -> Option<Measure> {
        let shift = self.half_of_day(ends.end())?;
        let is_hour = |it: Numeral| !it.is_in_words && it.factor == 1.0 && it.value <= 12.0 && it.value.fract() == 0.0;
        if !is_hour(ends.first) || !is_hour(ends.last()) {
            return None;
        }
        // `push_number` turns the hours into minutes of the day.
        let unit = if shift > 0.0 { "pm" } else { "am" };
        Some(Measure { kind: Kind::Time, factor: super::HOUR, unit: unit.to_owned(), end: ends.end() + 1 })
    }

    fn count(&self, ends: &Ends) -> Measure {
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
    fn counted_after(&self, at: usize) -> String {
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
                return token.stem.clone();
            }
        }
        String::new()
    }

    /// The position after `of the 14` in "11 of the 14 parts" and after `-1` in "a 3-1 win": both numbers count the same.
    fn past_partner(&self, at: usize) -> usize {
        let partner = match self.word(at) {
            "of" => at + 1 + usize::from(matches!(self.word(at + 1), "the" | "its" | "their" | "his" | "her" | "our")),
            _ => at + usize::from(self.is_joining_dash(at)),
        };
        let is_number = partner > at && (self.digits(partner).is_some() || self.is_number_word(partner));
        if is_number { partner + 1 } else { at }
    }

    fn is_number_word(&self, at: usize) -> bool {
        self.word(at) != "one" && words::NUMBERS.contains_key(self.word(at))
    }

    /// Pushes one quantity, or two for a change; returns where they end.
    fn push_number(&mut self, ends: &Ends, measure: Measure) -> usize {
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

    // Lists.

    /// Gives the bare members of a list the measure of its last: "two or three years", "30, 40, 50 percent".
    fn share_measures(&mut self) {
        for end in 1..self.acc.len() {
            if !self.lends_its_measure(end) {
                continue;
            }
            let mut start = end;
            let mut has_conjunction = false;
            while start > 0
                && self.acc[start - 1].is_bare
                && let Some(joiner) = self.joiner_before(start)
            {
                has_conjunction |= joiner != Joiner::Comma;
                start -= 1;
            }
            // A single comma joins nothing: "in 5, 3 people".
            if !has_conjunction && end - start < 2 {
                continue;
            }
            for idx in (start..end).rev() {
                let is_or = self.joiner_before(idx + 1) == Some(Joiner::Or);
                let (members, lenders) = self.acc.split_at_mut(end);
                members[idx].borrow_measure(&lenders[0], is_or);
            }
        }
    }

    fn lends_its_measure(&self, idx: usize) -> bool {
        let quantity = &self.acc[idx].quantity;
        match quantity.kind {
            Kind::Percent | Kind::Duration | Kind::Age => true,
            Kind::Currency => {
                let first = &self.tokens[quantity.tokens.start];
                first.kind == TokenKind::Number || words::NUMBERS.contains_key(first.folded.as_str())
            }
            Kind::Count => !quantity.unit.is_empty(),
            _ => false,
        }
    }

    /// What stands between the quantity at `idx` and the one before it.
    fn joiner_before(&self, idx: usize) -> Option<Joiner> {
        let gap = self.acc[idx - 1].quantity.tokens.end..self.acc[idx].quantity.tokens.start;
        match self.tokens.get(gap)? {
            [comma] if comma.is_mark(",") => Some(Joiner::Comma),
            [comma, _] if !comma.is_mark(",") => None,
            [word] if word.folded == "to" => Some(Joiner::And),
            [word] | [_, word] if word.folded == "and" => Some(Joiner::And),
            [word] | [_, word] if word.folded == "or" => Some(Joiner::Or),
            _ => None,
        }
    }
}

impl Reading {
    fn borrow_measure(&mut self, lender: &Reading, is_or: bool) {
        let quantity = &mut self.quantity;
        let mut factor = match lender.quantity.kind {
            Kind::Duration | Kind::Age => lender.quantity.unit_minutes(),
            _ => 1.0,
        };
        // "2 or 3 million"; "2 and 3 million" may be two and three million or just two.
        if is_or && self.factor == 1.0 && quantity.low < 1000.0 {
            factor *= lender.factor;
        }
        quantity.kind = lender.quantity.kind;
        quantity.unit.clone_from(&lender.quantity.unit);
        quantity.low *= factor;
        quantity.high *= factor;
        self.is_bare = false;
    }
}

/// What stands between two members of a list; "to" as in "fell 40 to 30 percent" joins like "and".
#[derive(Clone, Copy, PartialEq)]
enum Joiner {
    Comma,
    And,
    Or,
}

/// Values above this are codes rather than quantities.
const LARGEST: f64 = 1e21;

/// The significant digits of a number written in digits.
fn written_digits(written: &str) -> u8 {
    let plain = written.replace(',', "");
    let digits = match plain.contains('.') {
        true => plain.replace('.', "").trim_start_matches('0').len(),
        false => plain.trim_matches('0').len(),
    };
    digits.clamp(1, 20) as u8
}
