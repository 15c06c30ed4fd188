//! What a figure is for: £5 a day is not £5 a week.

use crate::text::{Quantity, Sentence, words};

use super::super::{ReasonKind, Seen, Strength, View};
use super::slot::agreement;

/// Tokens between a figure and what it is for.
const REACH: usize = 4;

/// How well a figure must agree with the claim's to be the one meant.
const SAME_FIGURE: f64 = 0.5;

/// The claim's figure stands in the evidence, but for another span of time.
pub(super) fn other_rate(view: &View, quantity: &Quantity) -> Option<Seen> {
    let (at, unit) = rate(&view.sentence, quantity)?;
    let mut other = None;
    for hit in view.best_first() {
        for bearer in hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it)) {
            let (their_at, theirs) = rate(&hit.sentence, bearer)?;
            if theirs == unit {
                return None;
            }
            if agreement(view, quantity, hit, bearer) >= SAME_FIGURE {
                other.get_or_insert((hit, their_at));
            }
        }
    }
    let (hit, their_at) = other?;
    let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, view.sentence.tokens[at].span);
    Some(seen.against(hit, hit.sentence.tokens[their_at].span).replaced_by_source())
}

/// The word for the span of time that a figure is for, and the unit: "a day", "per week", "annually".
fn rate(sentence: &Sentence, quantity: &Quantity) -> Option<(usize, &'static str)> {
    let tokens = &sentence.tokens;
    let end = quantity.tokens.end;
    let folded = |at: usize| tokens.get(at).map_or("", |it| it.folded.as_str());
    for (at, token) in tokens.iter().enumerate().skip(end).take(REACH) {
        if super::binding::is_break(token) {
            return None;
        }
        if matches!(folded(at), "a" | "an" | "per" | "each" | "every")
            && let Some((unit, _)) = words::duration(folded(at + 1))
        {
            return Some((at + 1, unit));
        }
        let unit = match folded(at) {
            "hourly" => "hour",
            "daily" => "day",
            "weekly" => "week",
            "monthly" => "month",
            "yearly" | "annually" | "annual" => "year",
            _ => continue,
        };
        return Some((at, unit));
    }
    None
}
