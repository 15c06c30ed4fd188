//! Numbers, amounts, shares, durations, ages, ordinals, dates and times as read from any text.

mod key;
mod read;

use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};

pub(super) use read::may_open;
pub use read::read_quantities;

use super::{Span, words};

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
    /// `next week`, `last year`; `last day` for yesterday.
    Relative,
    Time,
}

impl Kind {
    /// Whether it tells of days, months or years of the calendar.
    pub(crate) fn is_of_calendar(self) -> bool {
        matches!(self, Self::Date | Self::Weekday | Self::Year | Self::Relative)
    }

    /// Whether it tells when something is rather than how much: the time of a day as well.
    pub(crate) fn is_when(self) -> bool {
        self.is_of_calendar() || self == Self::Time
    }
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
    pub bound: Option<Ordering>,
}

/// A quantity with the tokens it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    pub kind: Kind,
    /// The value, or the lower end of a range. Durations and ages in minutes, times in minutes of the day, shares in
    /// percent, weekdays from Monday = 0; 0 for dates.
    pub low: f64,
    pub high: f64,
    /// Count: the stem of what is counted, or of the word whose number it is (`articl`), or `m` for the bare letter,
    /// or `fold` for a multiple; ordinal: `quarter` or `half` where it counts those;
    /// currency: the code (`usd`); percentage points: `point`; duration and age: the unit (`year`); relative: `next week`; a decade of years:
    /// `decade`; else empty.
    pub unit: String,
    pub date: Option<Date>,
    pub approximation: Option<Approximation>,
    /// Significant digits as written; 0 for "hundreds of".
    pub digits: u8,
    pub tokens: Range<usize>,
    pub span: Span,
}

impl Quantity {
    /// Whether `evidence` bears this quantity out: equal, inside a range, inside the interval of an approximation, or
    /// the same after rounding.
    pub fn is_borne_out_by(&self, evidence: &Quantity) -> bool {
        match self.kind {
            Kind::Date => self.date.zip(evidence.date).is_some_and(|(claim, evidence)| claim.is_borne_out_by(evidence)),
            Kind::Weekday => evidence.kind == Kind::Weekday && self.low == evidence.low,
            Kind::Relative => evidence.kind == Kind::Relative && self.unit == evidence.unit,
            Kind::Year => self.year_is_borne_out_by(evidence),
            _ => self.number_is_borne_out_by(evidence),
        }
    }

    /// Whether the two could be said of the same thing, so that different values would be a conflict.
    pub fn is_comparable_with(&self, other: &Quantity) -> bool {
        match self.kind {
            Kind::Count => other.kind == Kind::Count && self.unit == other.unit,
            Kind::Duration | Kind::Age => {
                matches!(other.kind, Kind::Duration | Kind::Age) && (self.unit == other.unit || self.kind == other.kind)
            }
            Kind::Year => other.kind == Kind::Year || other.date.is_some_and(|it| it.year.is_some()),
            Kind::Relative => {
                let mut parts = self.unit.split(' ').zip(other.unit.split(' '));
                other.kind == Kind::Relative && parts.any(|(one, other)| one == other) && !self.may_lie_in(other)
            }
            Kind::Percent | Kind::Ordinal => other.kind == self.kind && self.unit == other.unit,
            _ => self.kind == other.kind,
        }
    }

    /// Counts and ordinals up to three, multiples, and "hundreds of", which are too common to flag by themselves.
    pub fn is_small(&self) -> bool {
        let is_small = match self.kind {
            Kind::Count => self.low <= 3.0 || self.unit == FOLD,
            Kind::Ordinal => self.low <= 3.0 && self.unit.is_empty(),
            _ => false,
        };
        (is_small && self.low == self.high) || self.digits == 0
    }

    /// "Last summer" may lie in "last year".
    fn may_lie_in(&self, other: &Quantity) -> bool {
        let (Some((direction, one)), Some((same, other))) = (self.unit.split_once(' '), other.unit.split_once(' '))
        else {
            return false;
        };
        let is_season = |it: &str| matches!(it, "spring" | "summer" | "autumn" | "fall" | "winter");
        let lies_in =
            |one: &str, other: &str| (is_season(one) && other == "year") || (one == "weekend" && other == "week");
        direction == same && (lies_in(one, other) || lies_in(other, one))
    }

    fn year_is_borne_out_by(&self, evidence: &Quantity) -> bool {
        match evidence.kind {
            Kind::Date => {
                let year = evidence.date.and_then(|it| it.year).map(f64::from);
                year.is_some_and(|it| self.low <= it && it <= self.high)
            }
            Kind::Year => {
                let is_in_decade = self.low <= evidence.low && evidence.low <= self.high;
                (evidence.low <= self.low && self.low <= evidence.high) || is_in_decade
            }
            Kind::Count => evidence.low == self.low,
            _ => false,
        }
    }

    fn number_is_borne_out_by(&self, evidence: &Quantity) -> bool {
        // "Hundreds of people" do not bear out 450.
        let is_too_vague = evidence.digits == 0 && self.digits > 0;
        // "Some 1,900" are no year.
        let is_year = self.kind == Kind::Count && self.digits < 4 && evidence.kind == Kind::Year;
        if is_too_vague || self.stands_against(evidence) || (is_year && self.low != evidence.low) {
            return false;
        }
        if let Some(factor) = self.conversion_from(evidence) {
            return self.is_converted_from(evidence.low * factor, evidence.high * factor);
        }
        let Some((low, high)) = self.measure(evidence) else { return false };
        let slack = SLACK * self.low.abs().max(1.0);
        if self.kind == Kind::Ordinal && evidence.kind == Kind::Count && (low - self.low).abs() > slack {
            return false;
        }
        if self.low < self.high && low < high && self.approximation.is_none() {
            // Two ranges: "28 to 38" is not "28 to 33", and "170 to 345" not "170 to 340".
            let leeway = if self.digits > 2 { 0.001 } else { 0.02 };
            let is_near = |ours: f64, theirs: f64| (ours - theirs).abs() <= leeway * theirs.abs() + slack;
            let is_vague = self.digits == 0 || evidence.digits == 0;
            return is_near(self.low, low) && is_near(self.high, high)
                || (is_vague && self.low <= high && low <= self.high);
        }
        let holds = self.low <= low + slack && high <= self.high + slack;
        let lies_inside = high > low && low - slack <= self.low && self.high <= high + slack;
        holds
            || lies_inside
            || (self.approximates(low, slack) && !self.has_same_bound(evidence))
            || (low == high && self.rounds(low, slack))
            || self.is_millions_as_metres(evidence)
    }

    /// The ends of the evidence in what this quantity is measured in; `None` for kinds that never bear it out.
    fn measure(&self, evidence: &Quantity) -> Option<(f64, f64)> {
        use Kind::*;
        let (low, high) = (evidence.low, evidence.high);
        match (self.kind, evidence.kind) {
            (Currency, Currency) | (Percent, Percent) if self.unit != evidence.unit => None,
            // The third quarter is none of "the third time".
            (Ordinal, Ordinal | Count) if !self.unit.is_empty() && self.unit != evidence.unit => None,
            (Count, Ordinal) if !evidence.unit.is_empty() => None,
            (Count, Percent) if self.unit == FOLD => Some((1.0 + low / 100.0, 1.0 + high / 100.0)),
            (Count, Count) if (self.unit == FOLD) != (evidence.unit == FOLD) => None,
            (Count, Currency | Ordinal | Year) if self.unit == FOLD => None,
            (Count, Count | Currency | Percent | Ordinal | Year)
            | (Percent, Percent)
            | (Currency, Currency | Count)
            | (Duration | Age, Duration | Age)
            | (Ordinal, Ordinal | Count) => Some((low, high)),
            // "Three people" are no three hours.
            (Duration, Count) if !evidence.unit.is_empty() => None,
            (Duration | Age, Count) => {
                let minutes = self.unit_minutes();
                Some((low * minutes, high * minutes))
            }
            // Nor is a win in "a three-month spell" one of three; "two more years" are counted.
            (Count, Duration) if !self.unit.is_empty() && self.unit != evidence.unit => None,
            (Count | Ordinal, Duration | Age) => {
                let minutes = evidence.unit_minutes();
                Some((low / minutes, high / minutes))
            }
            (Time, Time) => {
                let shift = half_day_between(self.low, low);
                Some((low + shift, high + shift))
            }
            (Time, Count) => {
                let shift = half_day_between(self.low, low * HOUR);
                Some((low * HOUR + shift, high * HOUR + shift))
            }
            (Count, Time) => {
                let shift = half_day_between(self.low * HOUR, low);
                Some(((low + shift) / HOUR, (high + shift) / HOUR))
            }
            _ => None,
        }
    }

    /// "More than 500" and "less than 500" share a number and nothing else.
    fn stands_against(&self, evidence: &Quantity) -> bool {
        match (self.side(), evidence.side()) {
            (Some(Ordering::Greater), Some(Ordering::Less)) => evidence.low <= self.low,
            (Some(Ordering::Less), Some(Ordering::Greater)) => evidence.low >= self.low,
            _ => false,
        }
    }

    /// On which side of the number the value lies: "nearly" is below as "less than" is.
    fn side(&self) -> Option<Ordering> {
        let approximation = self.approximation?;
        let is_below = approximation.high <= 1.0 && approximation.low < 1.0;
        approximation.bound.or(is_below.then_some(Ordering::Less))
    }

    /// What to multiply a count of other units of the same measure with: miles for kilometres.
    fn conversion_from(&self, evidence: &Quantity) -> Option<f64> {
        if self.kind != Kind::Count || evidence.kind != Kind::Count || self.unit == evidence.unit {
            return None;
        }
        let (ours, theirs) =
            (words::UNIT_STEMS.get(self.unit.as_str())?, words::UNIT_STEMS.get(evidence.unit.as_str())?);
        (ours.0 == theirs.0 && ours.1 != theirs.1).then_some(theirs.1 / ours.1)
    }

    /// Whether it counts units of length, weight and the like, which come in parts.
    fn is_in_units(&self) -> bool {
        self.kind == Kind::Count && words::UNIT_STEMS.contains_key(self.unit.as_str())
    }

    /// Converted figures are rounded on both sides.
    fn is_converted_from(&self, low: f64, high: f64) -> bool {
        let Approximation { low: least, high: most, .. } =
            self.approximation.unwrap_or(Approximation { low: 1.0, high: 1.0, bound: None });
        let step = 0.5 * 10f64.powi(self.low.max(1e-9).log10().floor() as i32 - i32::from(self.digits.max(1)) + 1);
        let leeway = |value: f64| (CONVERTED * value).max(step.min(0.1 * value));
        self.low * least - leeway(low) <= low && high <= self.high * most + leeway(high)
    }

    /// The minutes of the unit that a duration or age is written in.
    fn unit_minutes(&self) -> f64 {
        words::duration(&self.unit).map_or(1.0, |(_, minutes)| minutes)
    }

    /// "Up to 60" is not borne out by "up to 50": both name the limit.
    fn has_same_bound(&self, evidence: &Quantity) -> bool {
        let bound = |it: &Quantity| it.approximation.and_then(|it| it.bound);
        bound(self).is_some() && bound(self) == bound(evidence)
    }

    fn approximates(&self, evidence: f64, slack: f64) -> bool {
        let Some(approximation) = self.approximation else { return false };
        if self.kind == Kind::Time {
            return (evidence - self.low).abs() <= ABOUT_A_TIME;
        }
        let Approximation { mut low, mut high, bound } = approximation;
        // "About 46,100" is meant more closely than "about 46,000".
        if self.digits >= 3 && bound.is_none() {
            (low, high) = (low.max(0.98), high.min(1.02));
        }
        match bound {
            Some(Ordering::Greater) => self.low - slack <= evidence && evidence <= self.low * high + slack,
            Some(Ordering::Less) => self.low * low - slack <= evidence && evidence <= self.low + slack,
            _ => self.low * low - slack <= evidence && evidence <= self.high * high + slack,
        }
    }

    /// Whether it may be a rounded figure at all: small counts are written as they are.
    fn may_be_rounded(&self) -> bool {
        let is_fine = matches!(self.kind, Kind::Currency | Kind::Percent) && self.low > 0.0;
        self.low == self.high && self.kind != Kind::Time && (self.low >= LEAST_ROUNDED || is_fine)
    }

    /// Whether the evidence, rounded to as many digits as this quantity is written with, gives it.
    fn rounds(&self, evidence: f64, slack: f64) -> bool {
        // "11 degrees" is 10.9 rounded, "11 people" are nothing rounded.
        let is_rounded_off = self.low.fract() == 0.0 && evidence.fract() > 0.0 && self.is_in_units();
        if !(self.may_be_rounded() || is_rounded_off && self.low == self.high) || evidence <= 0.0 {
            return false;
        }
        // Durations are rounded in the unit they are written in.
        let scale = match self.kind {
            Kind::Duration | Kind::Age => self.unit_minutes(),
            _ => 1.0,
        };
        let (claim, evidence) = (self.low / scale, evidence / scale);
        let difference = (evidence - claim).abs();
        if self.digits >= 2 {
            let step = 10f64.powi(claim.log10().floor() as i32 - i32::from(self.digits) + 1);
            return difference <= step * 0.5 + slack / scale && self.digits < significant_digits(evidence);
        }
        self.approximation.is_none()
            && self.kind == Kind::Currency
            && difference <= ROUGH_AMOUNT * claim
            && significant_digits(evidence) > 1
    }

    /// `5m` may have been read as metres where five million was meant.
    fn is_millions_as_metres(&self, evidence: &Quantity) -> bool {
        let is_written_out = |metres: &Quantity, other: &Quantity| {
            metres.unit == LETTER_M && other.unit != LETTER_M && (metres.low * 1e6 - other.low).abs() < 1e-3
        };
        self.kind == Kind::Count
            && evidence.kind == Kind::Count
            && (is_written_out(self, evidence) || is_written_out(evidence, self))
    }
}

impl Date {
    /// The days from this one to a later one, in the next year where no year is given and the month is an earlier one;
    /// `None` where a day is missing or the other does not come later.
    pub fn days_until(self, other: Date) -> Option<i32> {
        let (day, last) = (self.day?, other.day?);
        let year = self.year.or(other.year).unwrap_or(COMMON_YEAR);
        let is_before = (other.month, last) < (self.month, day);
        let end = other.year.unwrap_or(if is_before { year + 1 } else { year });
        let from = jiff::civil::Date::new(year, i8::try_from(self.month).ok()?, i8::try_from(day).ok()?).ok()?;
        let to = jiff::civil::Date::new(end, i8::try_from(other.month).ok()?, i8::try_from(last).ok()?).ok()?;
        Some((to - from).get_days()).filter(|it| *it > 0)
    }

    /// The months from this one to another, fewer than none when that comes first; `None` where a year is missing.
    pub fn months_until(self, other: Date) -> Option<i32> {
        let months = |it: Date| it.year.map(|year| 12 * i32::from(year) + i32::from(it.month));
        Some(months(other)? - months(self)?)
    }

    /// Whether every field that both give agrees, and the day of this one is confirmed by a day, or by the end of the month.
    pub fn is_borne_out_by(self, evidence: Date) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        if self.month != evidence.month
            || differ(self.year, evidence.year)
            || differ(self.day, evidence.day)
            || differ(self.part, evidence.part)
        {
            return false;
        }
        match (self.day, self.part, evidence.day) {
            (_, Some(part), Some(day)) => part.days().contains(&day),
            // "By the end of July" is by the last day of it.
            (Some(day), None, None) => evidence.part == Some(Part::Late) && day == last_day(self.month),
            (Some(_), Some(_), None) => false,
            (None, Some(_), None) => evidence.part.is_some(),
            _ => true,
        }
    }
}

/// The last day of a month; of February the one that comes in most years.
fn last_day(month: u8) -> u8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Part {
    /// The days of a month that may be called so. They overlap, as usage does.
    pub fn days(self) -> RangeInclusive<u8> {
        match self {
            Part::Early => 1..=12,
            Part::Mid => 9..=21,
            Part::Late => 19..=31,
        }
    }
}

/// A year without a leap day, for dates that name none.
const COMMON_YEAR: i16 = 2001;
/// Relative tolerance for values that went through arithmetic.
const SLACK: f64 = 1e-6;
/// Counts below this are not taken for rounded.
const LEAST_ROUNDED: f64 = 100.0;
/// An amount written with one digit, such as $5 million, may be off by this share.
const ROUGH_AMOUNT: f64 = 0.05;
/// Minutes by which "about 10:30" may be off.
const ABOUT_A_TIME: f64 = 30.0;
const HOUR: f64 = 60.0;
/// A figure converted from other units may be off by this share.
const CONVERTED: f64 = 0.03;
/// The unit of a multiple: "doubled", "three times as many".
const FOLD: &str = "fold";
/// The unit of a count followed by the bare letter.
const LETTER_M: &str = "m";

/// What to add to `evidence` to reach `claim` when they are the same time on the two halves of the clock; else 0.
fn half_day_between(claim: f64, evidence: f64) -> f64 {
    let difference = claim - evidence;
    match difference.abs() == 12.0 * HOUR {
        true => difference,
        false => 0.0,
    }
}

/// The significant digits of a value, of six at most: 90.4 million has three.
fn significant_digits(value: f64) -> u8 {
    let written = format!("{value:.5e}");
    let mantissa = written.split('e').next().unwrap_or_default().replace('.', "");
    mantissa.trim_matches('0').len().max(1) as u8
}

#[cfg(test)]
mod tests;
