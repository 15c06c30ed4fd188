//! Years, decades and times of day.

use super::{Ends, Measure, Numeral, Reader};
use crate::text::quantity::{HOUR, Kind, Quantity};
use crate::text::{TokenKind, words};
use std::ops::Range;

impl<'a> Reader<'a> {
    /// `the 1990s`, `the '90s`, and `in her 30s`, which is an age.
    pub(super) fn decade(&mut self, numeral: Numeral) -> Option<usize> {
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

    /// `the Sixties`, `the sixties`; `in her sixties` is an age.
    pub(super) fn decade_in_words(&mut self, at: usize) -> Option<usize> {
        let tens = self.word(at).strip_suffix("ies").map(|it| format!("{it}y"))?;
        let value = f64::from(*words::NUMBERS.get(tens.as_str()).filter(|it| **it >= 20)?);
        if matches!(self.word_before(at, 1), "his" | "her" | "their" | "my" | "our" | "your") {
            let (unit, minutes) = words::duration("year")?;
            self.push(self.quantity(Kind::Age, value * minutes, (value + 9.0) * minutes, unit, at..at + 1));
        } else if self.word_before(at, 1) == "the" || self.is_capital(at) && at > 0 {
            let decade = self.quantity(Kind::Year, 1900.0 + value, 1909.0 + value, "decade", at..at + 1);
            self.push(Quantity { digits: 4, ..decade });
        } else {
            return None;
        }
        Some(at + 1)
    }

    /// `2025`, and both years of `2007-11` or `2024/25`.
    pub(super) fn years(&mut self, numeral: Numeral) -> Option<usize> {
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

    pub(super) fn push_year(&mut self, year: f64, tokens: Range<usize>) {
        let quantity = Quantity { digits: 4, ..self.quantity(Kind::Year, year, year, "", tokens) };
        self.push(quantity);
    }

    /// `10:30`, `10:30 p.m.`, `10.30am`, `10 o'clock`.
    pub(super) fn time(&mut self, numeral: Numeral) -> Option<usize> {
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
        let time = hours * HOUR + minutes;
        self.push(self.quantity(Kind::Time, time, time, "", start..end));
        Some(end)
    }

    /// The hours that `am` or `pm` at `at` adds.
    pub(super) fn half_of_day(&self, at: usize) -> Option<f64> {
        match self.word(at) {
            "pm" | "p.m" => Some(12.0),
            "am" | "a.m" => Some(0.0),
            _ => None,
        }
    }

    /// `2 p.m.`, `2-3pm`.
    pub(super) fn time_measure(&self, ends: &Ends) -> Option<Measure> {
        let shift = self.half_of_day(ends.end())?;
        let is_hour = |it: Numeral| !it.is_in_words && it.factor == 1.0 && it.value <= 12.0 && it.value.fract() == 0.0;
        if !is_hour(ends.first) || !is_hour(ends.last()) {
            return None;
        }
        // `push_number` turns the hours into minutes of the day.
        let unit = if shift > 0.0 { "pm" } else { "am" };
        Some(Measure { kind: Kind::Time, factor: HOUR, unit: unit.to_owned(), end: ends.end() + 1 })
    }
}
