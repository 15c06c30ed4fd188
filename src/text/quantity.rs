//! Numbers, amounts, shares, durations, ages, ordinals, dates and times as read from any text.

use std::ops::Range;

use super::{Span, Token};

/// What a quantity measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Count,
    Percent,
    Currency,
    Duration,
    Age,
    Ordinal,
    Date,
    Weekday,
    Year,
    /// `next week`, `last year`.
    Relative,
    Time,
}

/// Which part of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Early,
    Mid,
    Late,
}

/// A date as far as the text gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Date {
    pub year: Option<i16>,
    pub month: u8,
    pub day: Option<u8>,
    pub part: Option<Part>,
}

/// A word such as "about" or "more than" before a quantity, as the interval of factors it allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approximation {
    pub low: f64,
    pub high: f64,
    /// "more than" (`Greater`), "less than" (`Less`), or neither.
    pub bound: Option<std::cmp::Ordering>,
}

/// A quantity with the tokens it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    pub kind: Kind,
    /// The value, or the lower end of a range. Durations and ages in minutes, times in minutes of the day, shares in
    /// percent, weekdays from Monday = 0; 0 for dates.
    pub low: f64,
    pub high: f64,
    /// Count: the stem of what is counted; currency: the code (`usd`); duration and age: the unit as written
    /// (`year`); relative: `next week`; a decade of years: `decade`; else empty.
    pub unit: String,
    pub date: Option<Date>,
    pub approximation: Option<Approximation>,
    /// Significant digits as written.
    pub digits: u8,
    pub tokens: Range<usize>,
    pub span: Span,
}

/// The quantities among the tokens of one sentence, in order of place. `text` is the text that the tokens' spans
/// refer to.
pub fn read_quantities(_tokens: &[Token], _text: &str) -> Vec<Quantity> {
    Vec::new()
}

impl Quantity {
    /// Whether `evidence` bears this quantity out: equal, inside a range, inside the interval of an approximation, or
    /// the same after rounding.
    pub fn is_borne_out_by(&self, _evidence: &Quantity) -> bool {
        false
    }

    /// Whether the two could be said of the same thing, so that different values would be a conflict.
    pub fn is_comparable_with(&self, _other: &Quantity) -> bool {
        false
    }

    /// Counts and ordinals up to three, which are too common to flag by themselves.
    pub fn is_small(&self) -> bool {
        matches!(self.kind, Kind::Count | Kind::Ordinal) && self.low <= 3.0 && self.low == self.high
    }
}
