//! Quantities as index keys: text that sorts by value, so that evidence for a claim is found by scanning a few ranges.
//!
//! A key is a letter for the kind, the value so written that it sorts, and what else is needed to read it back. Ranges
//! have a capital letter and stand by themselves, because the scan for them must start further down: a range bears out
//! a claim that lies above its low end.

use std::fmt::Write as _;

use super::{Approximation, Date, FOLD, HOUR, Kind, LETTER_M, Part, Quantity, SLACK};
use crate::text::{Span, words};

/// Ranges of the evidence are looked for from this share of the claim's value upwards; one that starts lower is not
/// found.
const RANGE_REACH: f64 = 0.5;
/// No rounding moves a value by more than this share: half a unit of its second digit, or `ROUGH_AMOUNT`.
const ROUNDING: f64 = 0.05;
/// Keys of years start with the first year, and the longest run of years is a decade.
const DECADE: f64 = 10.0;

impl Quantity {
    /// The key it is indexed under.
    pub fn index_key(&self) -> String {
        match self.kind {
            Kind::Date => date_key(self.date.unwrap_or_default()),
            Kind::Weekday => format!("w{:.0}", self.low),
            Kind::Relative => format!("r{}", self.unit),
            Kind::Year => ["y", &year_key(self.low), ",", &four_digits(self.high)].concat(),
            _ => self.number_key(),
        }
    }

    /// Reads a key back. Tokens and span are empty; all that [`is_borne_out_by`](Self::is_borne_out_by) looks at is
    /// there.
    pub fn from_index_key(key: &str) -> Option<Quantity> {
        let letter = key.chars().next()?;
        let rest = &key[letter.len_utf8()..];
        match letter {
            'm' => Some(Quantity { date: Some(read_date(rest)?), ..bare(Kind::Date, 0.0) }),
            'w' => Some(bare(Kind::Weekday, rest.parse().ok()?)),
            'r' => Some(Quantity { unit: rest.to_owned(), ..bare(Kind::Relative, 0.0) }),
            'y' => read_year(rest),
            _ => read_number(letter, rest),
        }
    }

    /// Inclusive ranges of keys, in the order of their bytes, that hold the keys of all evidence that bears this
    /// quantity out, except ranges that start below half of its value. Not all that they hold does: decode and ask.
    pub fn key_ranges(&self) -> Vec<(String, String)> {
        let mut acc = Vec::new();
        match self.kind {
            Kind::Date => date_ranges(self.date.unwrap_or_default(), &mut acc),
            Kind::Weekday | Kind::Relative => acc.push((self.index_key(), self.index_key())),
            Kind::Year => {
                years(self.low, self.high, &mut acc);
                numbers('n', self.low, self.high, &mut acc);
                for month in 1..=12 {
                    let of_year = |year: f64| format!("m{month:02}{}", year_key(year));
                    acc.push((of_year(self.low), of_year(self.high) + "~"));
                }
            }
            _ => self.number_ranges(&mut acc),
        }
        acc
    }

    fn number_key(&self) -> String {
        let Quantity { kind, low, high, digits, .. } = self;
        let letter = letter(*kind);
        let is_plain = low == high;
        let mut acc = String::with_capacity(24 + self.unit.len());
        acc.push(if is_plain { letter } else { letter.to_ascii_uppercase() });
        acc += &sortable(*low);
        let _ = match is_plain {
            true => write!(acc, ",,{digits},"),
            false => write!(acc, ",{high:e},{digits},"),
        };
        if let Some(approximation) = self.approximation {
            acc += &approximation_key(approximation);
        }
        acc.push(',');
        acc += &self.unit;
        if *kind == Kind::Age {
            acc += " old";
        }
        acc
    }

    /// What the count is multiplied with in other units of the same measure.
    fn conversions(&self) -> Vec<f64> {
        let Some((measured, factor)) = words::UNIT_STEMS.get(self.unit.as_str()) else { return Vec::new() };
        let same = words::UNIT_STEMS.values().filter(|it| it.0 == *measured && it.1 != *factor);
        let mut acc: Vec<f64> = same.map(|it| factor / it.1).collect();
        acc.sort_by(f64::total_cmp);
        acc.dedup();
        acc
    }

    /// The values between which a plain value in the evidence must lie.
    fn reach(&self) -> (f64, f64) {
        if self.kind == Kind::Time {
            let leeway = self.approximation.map_or(0.0, |_| super::ABOUT_A_TIME);
            return (self.low - leeway, self.high + leeway);
        }
        let rounding = if self.may_be_rounded() || self.is_in_units() { ROUNDING } else { 0.0 };
        let (low, high) = self.approximation.map_or((1.0, 1.0), |it| (it.low, it.high));
        (self.low * low.min(1.0 - rounding), self.high * high.max(1.0 + rounding))
    }

    fn number_ranges(&self, acc: &mut Vec<(String, String)>) {
        let (low, high) = self.reach();
        let mut scan = |letter: char, factor: f64| numbers(letter, low * factor, high * factor, acc);
        match self.kind {
            Kind::Count => {
                for letter in ['n', 'c', 'p', 'o', 't'] {
                    scan(letter, if letter == 't' { HOUR } else { 1.0 });
                }
                words::DURATION_UNITS.iter().for_each(|(_, minutes)| scan('d', *minutes));
                for shift in [-12.0, 12.0] {
                    numbers('t', (low + shift) * HOUR, (high + shift) * HOUR, acc);
                }
                for factor in self.conversions() {
                    let (least, most) = (low.min(self.low * 0.9), high.max(self.high * 1.1));
                    numbers('n', least * factor, most * factor, acc);
                }
                if self.unit == FOLD {
                    numbers('p', (low - 1.0) * 100.0, (high - 1.0) * 100.0, acc);
                }
                let in_metres = if self.unit == LETTER_M { 1e6 } else { 1e-6 };
                numbers('n', self.low * in_metres, self.low * in_metres, acc);
                years(low, high, acc);
            }
            Kind::Ordinal => {
                scan('o', 1.0);
                scan('n', 1.0);
                words::DURATION_UNITS.iter().for_each(|(_, minutes)| scan('d', *minutes));
            }
            Kind::Currency => {
                scan('c', 1.0);
                scan('n', 1.0);
            }
            Kind::Duration | Kind::Age => {
                scan('d', 1.0);
                scan('n', 1.0 / self.unit_minutes());
            }
            Kind::Time => {
                for shift in [-12.0 * HOUR, 0.0, 12.0 * HOUR] {
                    numbers('t', low + shift, high + shift, acc);
                    numbers('n', (low + shift) / HOUR, (high + shift) / HOUR, acc);
                }
            }
            _ => scan('p', 1.0),
        }
    }
}

/// The letter of a kind whose key is a number; durations and ages share one, as they bear each other out.
fn letter(kind: Kind) -> char {
    match kind {
        Kind::Percent => 'p',
        Kind::Currency => 'c',
        Kind::Duration | Kind::Age => 'd',
        Kind::Ordinal => 'o',
        Kind::Time => 't',
        _ => 'n',
    }
}

/// A value from 0 to 1e49 so that texts sort as values do: the exponent plus 50, then the digits.
fn sortable(value: f64) -> String {
    if value.is_nan() || value < 1e-49 {
        return "000".to_owned();
    }
    // Most are counts: their digits without the noughts at the end, with a point behind the first.
    if (1.0..1e9).contains(&value) && value.fract() == 0.0 {
        let digits = (value as u32).to_string();
        let kept = digits.trim_end_matches('0');
        let (first, others) = kept.split_at(1);
        let point = if others.is_empty() { "" } else { "." };
        return [&(digits.len() + 49).to_string(), first, point, others].concat();
    }
    let written = format!("{:e}", value.min(9e48));
    let (digits, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    format!("{:02}{digits}", exponent + 50)
}

fn read_sortable(written: &str) -> Option<f64> {
    let exponent: i32 = written.get(..2)?.parse().ok()?;
    format!("{}e{}", written.get(2..)?, exponent - 50).parse().ok()
}

/// The keys of plain values between `low` and `high`, and of ranges that may hold them.
fn numbers(letter: char, low: f64, high: f64, acc: &mut Vec<(String, String)>) {
    let slack = 100.0 * SLACK * high.abs().max(1.0);
    if high + slack < 0.0 {
        return;
    }
    // `-` sorts after the `,` that ends a value and before the digits and the point that would continue it.
    let bounds = |letter: char, low: f64| {
        (format!("{letter}{}", sortable(low - slack)), format!("{letter}{}-", sortable(high + slack)))
    };
    acc.push(bounds(letter, low));
    acc.push(bounds(letter.to_ascii_uppercase(), low * RANGE_REACH));
}

fn years(low: f64, high: f64, acc: &mut Vec<(String, String)>) {
    if high >= 1000.0 {
        acc.push((format!("y{}", year_key(low - DECADE)), format!("y{}-", year_key(high.ceil()))));
    }
}

fn year_key(year: f64) -> String {
    four_digits(year.clamp(0.0, 9999.0))
}

fn four_digits(value: f64) -> String {
    // Whole numbers are written in a third of the time.
    match (0.0..=9999.0).contains(&value) && value.fract() == 0.0 {
        true => format!("{:04}", value as u32),
        false => format!("{value:04.0}"),
    }
}

fn approximation_key(approximation: Approximation) -> String {
    let bound = match approximation.bound {
        Some(std::cmp::Ordering::Greater) => ">",
        Some(std::cmp::Ordering::Less) => "<",
        _ => "~",
    };
    format!("{}{bound}{}", approximation.low, approximation.high)
}

fn read_approximation(written: &str) -> Option<Approximation> {
    let (at, mark) = written.char_indices().find(|(_, c)| matches!(c, '<' | '>' | '~'))?;
    let bound = match mark {
        '>' => Some(std::cmp::Ordering::Greater),
        '<' => Some(std::cmp::Ordering::Less),
        _ => None,
    };
    Some(Approximation { low: written[..at].parse().ok()?, high: written[at + 1..].parse().ok()?, bound })
}

fn bare(kind: Kind, value: f64) -> Quantity {
    Quantity {
        kind,
        low: value,
        high: value,
        unit: String::new(),
        date: None,
        approximation: None,
        digits: 1,
        tokens: 0..0,
        span: Span::default(),
    }
}

fn read_year(rest: &str) -> Option<Quantity> {
    let (low, high) = rest.split_once(',')?;
    let (low, high) = (low.parse().ok()?, high.parse().ok()?);
    let unit = if low == high { "" } else { "decade" };
    Some(Quantity { high, unit: unit.to_owned(), digits: 4, ..bare(Kind::Year, low) })
}

fn read_number(letter: char, rest: &str) -> Option<Quantity> {
    let kind = match letter.to_ascii_lowercase() {
        'n' => Kind::Count,
        'p' => Kind::Percent,
        'c' => Kind::Currency,
        'd' => Kind::Duration,
        'o' => Kind::Ordinal,
        't' => Kind::Time,
        _ => return None,
    };
    let mut fields = rest.splitn(5, ',');
    let low = read_sortable(fields.next()?)?;
    let high = match fields.next()? {
        "" => low,
        high => high.parse().ok()?,
    };
    let digits = fields.next()?.parse().ok()?;
    let approximation = read_approximation(fields.next()?);
    let unit = fields.next()?;
    let (kind, unit) = match unit.strip_suffix(" old") {
        Some(unit) if kind == Kind::Duration => (Kind::Age, unit),
        _ => (kind, unit),
    };
    Some(Quantity { high, digits, approximation, unit: unit.to_owned(), ..bare(kind, low) })
}

/// Month, year, day and part. The year stands before the day, so that the dates of a year are twelve ranges.
fn date_key(date: Date) -> String {
    let part = match date.part {
        None => "",
        Some(Part::Early) => "e",
        Some(Part::Mid) => "m",
        Some(Part::Late) => "l",
    };
    format!("m{:02}{:04}{:02}{part}", date.month, date.year.unwrap_or(0).max(0), date.day.unwrap_or(0))
}

fn read_date(rest: &str) -> Option<Date> {
    let year: i16 = rest.get(2..6)?.parse().ok()?;
    let day: u8 = rest.get(6..8)?.parse().ok()?;
    let part = match rest.get(8..)? {
        "" => None,
        "e" => Some(Part::Early),
        "m" => Some(Part::Mid),
        "l" => Some(Part::Late),
        _ => return None,
    };
    Some(Date {
        year: (year != 0).then_some(year),
        month: rest.get(..2)?.parse().ok()?,
        day: (day != 0).then_some(day),
        part,
    })
}

/// Dates of the same month: of the same year or none where the year is given, of the same day where the day is.
fn date_ranges(date: Date, acc: &mut Vec<(String, String)>) {
    let month = format!("m{:02}", date.month);
    let Some(year) = date.year else {
        acc.push((month.clone(), month + "~"));
        return;
    };
    for year in [0, year.max(0)] {
        let start = match date.day {
            Some(day) => format!("{month}{year:04}{day:02}"),
            None => format!("{month}{year:04}"),
        };
        acc.push((start.clone(), start + "~"));
    }
}
