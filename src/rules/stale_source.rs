//! `stale-source`

use jiff::civil::Date;

use crate::judge::{Evidence, Stance};

use super::say::{display_date, place_of};
use super::{Ctx, Objection, uncited_claim};

pub(super) fn check(ctx: &Ctx) -> Option<Objection> {
    let after = ctx.config.stale_after_days()?;
    if !uncited_claim::is_plainly_supported(ctx) {
        return None;
    }
    let draft = &ctx.draft;
    let (day, is_own) = match draft.dated.as_deref().and_then(first_day) {
        Some(day) => (day, true),
        None => (first_day(draft.today.as_deref()?)?, false),
    };
    let mut newest: Option<(Date, usize)> = None;
    for voice in ctx.judgement.voices.iter().filter(|it| it.stance == Stance::Supports) {
        // A source without a date may be of yesterday.
        let date = ctx.corpus.sources().get(voice.passage.source)?.metadata.date.as_deref().and_then(last_day)?;
        if newest.is_none_or(|it| it.0 < date) {
            newest = Some((date, voice.passage.source));
        }
    }
    let (date, source) = newest?;
    let age = day.since(date).ok()?.get_days();
    if i64::from(age) <= i64::from(after) {
        return None;
    }
    let evidence: Vec<Evidence> =
        ctx.judgement.evidence.iter().filter(|it| it.passage.source == source).take(1).cloned().collect();
    let place = evidence.first().map(|it| place_of(ctx.corpus, it));
    let place = place.unwrap_or_else(|| display_date(&date.to_string()));
    let limit = ctx.config.stale_after.as_deref().unwrap_or_default().trim();
    let message = match is_own {
        true => format!("the newest support is more than {limit} older than this draft: {place}"),
        false => format!("the newest support is more than {limit} old: {place}"),
    };
    Some(Objection { evidence, ..Objection::new(ctx.claim.span, message) })
}

/// The first day that a date may stand for.
fn first_day(date: &str) -> Option<Date> {
    let (year, month, day) = parts(date)?;
    Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()
}

/// The last one: of a source that is known to be of 2024 the doubt is to its advantage.
fn last_day(date: &str) -> Option<Date> {
    let (year, month, day) = parts(date)?;
    match day {
        Some(day) => Date::new(year, month?, day).ok(),
        None => Some(Date::new(year, month.unwrap_or(12), 1).ok()?.last_of_month()),
    }
}

fn parts(date: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().map(str::parse).transpose().ok()?;
    let day = parts.next().map(str::parse).transpose().ok()?;
    Some((year, month, day))
}
