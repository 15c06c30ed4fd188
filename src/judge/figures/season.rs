//! Seasons of a year: "from the spring of 2029" for "from the autumn of 2029".

use super::super::{ReasonKind, Seen, Strength, View};
use crate::text::{Kind, Quantity, Sentence};

/// The season that a source of the evidence names with the claim's year, where none names the claim's with it.
pub(super) fn other_season(view: &View, year: &Quantity) -> Option<Seen> {
    let (at, ours) = season_of(&view.sentence, year)?;
    let mut other = None;
    for hit in &view.all {
        for it in hit.sentence.quantities.iter().filter(|it| year.is_borne_out_by(it)) {
            match season_of(&hit.sentence, it) {
                Some((_, theirs)) if theirs == ours => return None,
                Some((place, _)) => _ = other.get_or_insert((hit, hit.sentence.tokens[place].span)),
                None => {}
            }
        }
    }
    let (hit, span) = other?;
    let seen = Seen::new(ReasonKind::Date, Strength::Conflict, view.sentence.tokens[at].span);
    Some(seen.against(hit, span).replaced_by_source())
}

/// The token of the season right before a year, or before "of" and the year.
fn season_of(sentence: &Sentence, year: &Quantity) -> Option<(usize, &'static str)> {
    if year.kind != Kind::Year || year.low != year.high {
        return None;
    }
    let before = year.tokens.start.checked_sub(1)?;
    let at = if sentence.tokens[before].folded == "of" { before.checked_sub(1)? } else { before };
    let season = match sentence.tokens[at].folded.as_str() {
        "spring" => "spring",
        "summer" => "summer",
        "autumn" | "fall" => "autumn",
        "winter" => "winter",
        _ => return None,
    };
    (!sentence.tokens[at].is_quoted).then_some((at, season))
}
