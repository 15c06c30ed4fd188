//! Numbers in digits and words, their ranges, and ordinals.

use std::borrow::Cow;

use super::{Ends, Numeral, Reader};
use crate::text::quantity::{Kind, significant_digits};
use crate::text::words;

impl<'a> Reader<'a> {
    pub(super) fn ordinal(&mut self, at: usize) -> Option<usize> {
        let (value, end) = self.quarter(at).or_else(|| self.ordinal_in_words(at))?;
        if self.word(at) == "second" && matches!(self.word(end), "of" | "to" | "in") {
            return None;
        }
        // "The first days of January" are a part of it.
        let has_days = matches!(self.word(end), "day" | "days" | "week" | "part") && self.word(end + 1) == "of";
        if value == 1.0 && has_days && self.month(end + 2).is_some() {
            return None;
        }
        // "The first half" of a match is no matter of the calendar, a quarter mostly is.
        let is_quarter = self.quarter(at).is_some() || self.word(self.past_hyphen(end)) == "quarter";
        let has_adjective =
            matches!(self.word(end), "fiscal" | "financial" | "calendar") && self.word(end + 1) == "quarter";
        let unit = if is_quarter || has_adjective { "quarter" } else { "" };
        self.push(self.quantity(Kind::Ordinal, value, value, unit, at..end));
        Some(end)
    }

    /// `Q3` and `3Q` are the third quarter.
    pub(super) fn quarter(&self, at: usize) -> Option<(f64, usize)> {
        let has_q_behind = self.word(at + 1) == "q" && self.touches(at + 1);
        let (number, end) = match self.digits(at).filter(|_| has_q_behind) {
            Some(number) => (number, at + 2),
            None => (self.tokens[at].folded.strip_prefix('q')?, at + 1),
        };
        let value = ["1", "2", "3", "4"].iter().position(|it| *it == number)?;
        Some((value as f64 + 1.0, end))
    }

    pub(super) fn ordinal_in_words(&self, at: usize) -> Option<(f64, usize)> {
        if let Some(value) = words::ORDINALS.get(self.word(at)) {
            return Some((f64::from(*value), at + 1));
        }
        let tens = *words::NUMBERS.get(self.word(at)).filter(|it| **it >= 20)?;
        let units = *words::ORDINALS.get(self.word(at + 2)).filter(|it| **it < 10 && self.is_mark(at + 1, "-"))?;
        Some((f64::from(tens + units), at + 3))
    }

    /// The numeral at `at` with its magnitudes: `1.2 million`, `twenty-five`, `two hundred and fifty`, `half a million`.
    pub(super) fn numeral(&self, at: usize) -> Option<Numeral> {
        let is_in_words = self.digits(at).is_none();
        let (mut group, mut end, mut digits) = match self.digits(at) {
            Some(written) => (without_commas(written).parse().ok()?, at + 1, written_digits(written)),
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
    pub(super) fn number_in_words(&self, at: usize) -> Option<(f64, usize, u8)> {
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
    pub(super) fn one_counts(&self, at: usize) -> bool {
        let next = self.past_hyphen(at + 1);
        let word = self.word(next);
        let is_counted = words::MAGNITUDES.contains_key(word)
            || words::duration(word).is_some()
            || words::FRACTIONS.contains_key(word)
            || word == "percent"
            || (self.word(next) == "and" && self.word(next + 2) == "half");
        // "One in six", "one child in six"
        let opens_share = |at: usize| {
            let is_few = |digits: &str| digits.len() < 3;
            self.word(at) == "in" && (self.is_number_word(at + 1) || self.digits(at + 1).is_some_and(is_few))
        };
        let is_share = opens_share(next) || (self.is_noun(next) && opens_share(next + 1));
        is_counted || is_share || (next > at + 1 && self.is_noun(next))
    }

    /// The magnitude at `at`, after a hyphen or not, and where it ends. A single letter must touch its digits.
    pub(super) fn magnitude(&self, at: usize, is_in_words: bool) -> Option<(f64, usize)> {
        let hyphened = self.past_hyphen(at);
        let word = self.word(hyphened);
        let factor = *words::MAGNITUDES.get(word)?;
        let may_be_letter = !is_in_words && hyphened == at && self.touches(at);
        (word.len() > 1 || may_be_letter).then_some((factor, hyphened + 1))
    }

    /// What is added after a hundred, thousand or million in words: "two hundred and fifty".
    pub(super) fn addend(&self, at: usize, is_in_words: bool, last: f64) -> Option<(f64, usize)> {
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
    pub(super) fn ends(&self, at: usize, start: usize) -> Option<Ends> {
        let first = self.numeral(at)?;
        let second = self.upper_end(start, first);
        let is_change = self.word_before(start, 1) == "from" && self.word(first.end) == "to";
        Some(Ends { start, first, second, is_change: is_change && second.is_some() })
    }

    pub(super) fn upper_end(&self, start: usize, first: Numeral) -> Option<(Numeral, f64)> {
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
        // "From 588 to 412 million": the ends of a change may fall, and are of one size.
        let is_change = self.word_before(start, 1) == "from" && self.word(joiner) == "to";
        let of_one_size = first.value * factor < 10.0 * second.value && second.value < 10.0 * first.value * factor;
        if is_change && factor > 1.0 && of_one_size {
            return Some((second, first.value * factor));
        }
        [first.value * factor, first.value].into_iter().find(|it| *it < second.value).map(|low| (second, low))
    }
}

/// Values above this are codes rather than quantities.
const LARGEST: f64 = 1e21;

fn without_commas(written: &str) -> Cow<'_, str> {
    if written.contains(',') { Cow::Owned(written.replace(',', "")) } else { Cow::Borrowed(written) }
}

/// The significant digits of a number written in digits.
fn written_digits(written: &str) -> u8 {
    let plain = without_commas(written);
    let digits = match plain.contains('.') {
        true => plain.replace('.', "").trim_start_matches('0').len(),
        false => plain.trim_matches('0').len(),
    };
    digits.clamp(1, 20) as u8
}
