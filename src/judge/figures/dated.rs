//! "Yesterday" and "on Tuesday" in a source that says when it was written.

use jiff::civil::{Date, Weekday};

use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Token, words};

use super::super::View;

/// A year without a leap day, for dates that name none.
const COMMON_YEAR: i16 = 2001;

/// A span of days, both ends included.
type Days = (Date, Date);

/// Whether the passage's figure, read from the date of its source, is the day, month or year that the claim names.
pub(super) fn bears_out(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity) -> bool {
    if is_day_beside(quantity, hit, other) {
        return true;
    }
    let Some(written) = date_of(view, hit) else { return false };
    let is_named = |it: &Days| is_named_by(quantity, *it, written) == Some(true);
    days_meant(other, written).iter().any(is_named) || years_ago(hit, other, written).is_some_and(|it| is_named(&it))
}

/// "Confirmed on 22 September and reported the next day" for "reported on 23 September".
pub(super) fn is_day_beside(quantity: &Quantity, hit: &Hit, other: &Quantity) -> bool {
    let day_of = |it: &Quantity| {
        let date = it.date?;
        Date::new(date.year.unwrap_or(COMMON_YEAR), date.month as i8, date.day? as i8).ok()
    };
    let (Some(ours), Some(theirs)) = (day_of(quantity), day_of(other)) else { return false };
    let passages = std::iter::once(hit.clone()).chain(hit.neighbour(1));
    let says = |phrases: &[&[&str]]| {
        let has = |tokens: &[Token]| {
            (0..tokens.len()).any(|at| phrases.iter().any(|phrase| words::stand_at(tokens, at, phrase)))
        };
        passages.clone().any(|it| has(&it.sentence.tokens))
    };
    (theirs.tomorrow().ok() == Some(ours)
        && says(&[
            &["next", "day"],
            &["following", "day"],
            &["a", "day", "later"],
            &["one", "day", "later"],
            &["day", "after"],
            &["next", "morning"],
            &["following", "morning"],
        ]))
        || (theirs.yesterday().ok() == Some(ours)
            && says(&[&["day", "before"], &["previous", "day"], &["a", "day", "earlier"], &["one", "day", "earlier"]]))
}

/// The year meant by "four years ago" in a source that says when it was written.
fn years_ago(hit: &Hit, other: &Quantity, written: Date) -> Option<Days> {
    let is_ago = hit.sentence.tokens.get(other.tokens.end)?.folded == "ago";
    if !is_ago || other.kind != Kind::Duration || other.unit != "year" || other.low != other.high {
        return None;
    }
    let n_years = (other.low / words::duration("year")?.1).round() as i16;
    let first = Date::new(written.year().checked_sub(n_years)?, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

/// Whether the passage's figure, read from the date of its source, is another day, month or year.
pub(super) fn stands_against(view: &View, quantity: &Quantity, hit: &Hit, other: &Quantity) -> bool {
    let Some(written) = date_of(view, hit) else { return false };
    let days = days_meant(other, written);
    !days.is_empty() && days.iter().all(|it| is_named_by(quantity, *it, written) == Some(false))
}

/// Whether a source of the evidence was written on that day, in that month or year: what it tells without a date is of
/// its own.
pub(super) fn is_dateline(view: &View, quantity: &Quantity) -> bool {
    let written = |source: usize| -> Option<(i16, Option<u8>, Option<u8>)> {
        let date = view.corpus.sources().get(source)?.metadata.date.as_deref()?;
        let mut parts = date.split('-');
        let year = parts.next()?.parse().ok()?;
        let mut number = || parts.next().and_then(|it| it.get(..2)).and_then(|it| it.parse().ok());
        Some((year, number(), number()))
    };
    let is_same = |(year, month, day): (i16, Option<u8>, Option<u8>)| match quantity.kind {
        Kind::Year => quantity.low == f64::from(year) && quantity.low == quantity.high,
        Kind::Date => quantity.date.is_some_and(|it| {
            it.year.is_none_or(|it| it == year) && Some(it.month) == month && it.day.is_none_or(|it| Some(it) == day)
        }),
        _ => false,
    };
    view.sources().into_iter().filter_map(written).any(is_same)
}

/// Whether the source says to the day when it was written.
pub(super) fn is_dated(view: &View, hit: &Hit) -> bool {
    date_of(view, hit).is_some()
}

/// The day on which the source was written, where it says so to the day.
pub(super) fn date_of(view: &View, hit: &Hit) -> Option<Date> {
    let date = view.corpus.sources().get(hit.id.source)?.metadata.date.as_deref()?;
    date.get(..10)?.parse().ok()
}

/// The days that may be meant. A weekday is the one just past or the one to come.
fn days_meant(quantity: &Quantity, written: Date) -> Vec<Days> {
    let one = |day: Option<Date>| day.map(|it| (it, it));
    let days: Vec<Option<Days>> = match quantity.kind {
        Kind::Weekday => {
            let Ok(day) = Weekday::from_monday_zero_offset(quantity.low as i8) else { return Vec::new() };
            let same = (written.weekday() == day).then_some(written);
            vec![one(same), one(written.nth_weekday(-1, day).ok()), one(written.nth_weekday(1, day).ok())]
        }
        Kind::Date => vec![one(quantity
            .date
            .and_then(|it| Date::new(it.year.unwrap_or(written.year()), it.month as i8, it.day? as i8).ok()))],
        Kind::Relative => vec![period_meant(&quantity.unit, written)],
        _ => Vec::new(),
    };
    days.into_iter().flatten().collect()
}

/// "yesterday", "last month", "this year".
fn period_meant(unit: &str, written: Date) -> Option<Days> {
    let (direction, period) = unit.split_once(' ')?;
    let step = match direction {
        "last" => -1,
        "this" => 0,
        _ => 1,
    };
    match period {
        "day" => {
            let day = match step {
                -1 => written.yesterday().ok()?,
                0 => written,
                _ => written.tomorrow().ok()?,
            };
            Some((day, day))
        }
        "month" => {
            let first = match step {
                -1 => written.first_of_month().yesterday().ok()?.first_of_month(),
                0 => written.first_of_month(),
                _ => written.last_of_month().tomorrow().ok()?,
            };
            Some((first, first.last_of_month()))
        }
        "year" => {
            let first = Date::new(written.year() + step, 1, 1).ok()?;
            Some((first, first.last_of_year()))
        }
        _ => None,
    }
}

/// Whether the claim names these days; `None` when it names more or less than such a span.
fn is_named_by(quantity: &Quantity, (first, last): Days, written: Date) -> Option<bool> {
    let is_month = first.first_of_month() == first && last == first.last_of_month();
    match quantity.kind {
        Kind::Weekday if first == last => Some(f64::from(first.weekday().to_monday_zero_offset()) == quantity.low),
        Kind::Year => (first.year() == last.year() && quantity.low == quantity.high)
            .then(|| f64::from(first.year()) == quantity.low),
        Kind::Date => {
            let date = quantity.date?;
            let is_same_year = date.year.is_none_or(|it| it == first.year());
            let is_same_month = is_same_year && date.month as i8 == first.month() && first.month() == last.month();
            match date.day {
                Some(day) if first == last => Some(is_same_month && day as i8 == first.day()),
                // "6 January" in what was last month: it may be so.
                Some(day) => {
                    let named = Date::new(date.year.unwrap_or(written.year()), date.month as i8, day as i8).ok()?;
                    (first <= named && named <= last).then_some(true)
                }
                None => (is_month || first == last).then_some(is_same_month),
            }
        }
        _ => None,
    }
}
