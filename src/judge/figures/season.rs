//! Seasons of a year: "from the spring of 2029" for "from the autumn of 2029".

use super::super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Sentence};

/// The share of a claim that its window must have to tell of the same season.
const TOLD: f64 = 0.5;

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

/// "In the summer months" where the passage that tells most of it, and those beside it, speak of the winter only.
pub(super) fn other_season_told(view: &View) -> Option<Seen> {
    /// Tokens behind a season in which a year makes a date of it.
    const NEAR: usize = 3;
    let seasons = |sentence: &Sentence| -> Vec<(usize, &'static str)> {
        let tokens = &sentence.tokens;
        (0..tokens.len()).filter_map(|it| Some((it, season_at(sentence, it)?))).collect()
    };
    // "Prices fall", "wells spring up": only the other two are always seasons.
    let is_sure =
        |it: &(usize, &str)| matches!(it.1, "summer" | "winter") || it.0 > 0 && is_sure_at(&view.sentence, it.0);
    let [(at, ours)] = seasons(&view.sentence).into_iter().filter(is_sure).collect::<Vec<_>>()[..] else { return None };
    let is_dated =
        view.sentence.quantities.iter().any(|it| it.kind == Kind::Year && (at..at + NEAR).contains(&it.tokens.start));
    let best = view.best().filter(|_| !is_dated && view.hits.window.coverage >= TOLD)?;
    if view.all.iter().flat_map(Hit::window).any(|hit| seasons(&hit.sentence).iter().any(|it| it.1 == ours)) {
        return None;
    }
    let told = best.window().find_map(|hit| Some((seasons(&hit.sentence).first()?.0, hit)));
    let (place, hit) = told?;
    let seen = Seen::new(ReasonKind::Date, Strength::Conflict, view.sentence.tokens[at].span);
    Some(seen.against(&hit, hit.sentence.tokens[place].span).replaced_by_source())
}

/// The token of the season right before a year, or before "of" and the year.
fn season_of(sentence: &Sentence, year: &Quantity) -> Option<(usize, &'static str)> {
    if year.kind != Kind::Year || year.low != year.high {
        return None;
    }
    let before = year.tokens.start.checked_sub(1)?;
    let at = if sentence.tokens[before].folded == "of" { before.checked_sub(1)? } else { before };
    season_at(sentence, at).map(|it| (at, it))
}

/// "The spring", "in autumn"
fn is_sure_at(sentence: &Sentence, at: usize) -> bool {
    let before = sentence.tokens[at - 1].folded.as_str();
    matches!(before, "the" | "in" | "this" | "last" | "next" | "early" | "late" | "by" | "until" | "since")
}

fn season_at(sentence: &Sentence, at: usize) -> Option<&'static str> {
    let token = &sentence.tokens[at];
    let season = match token.folded.as_str() {
        "spring" => "spring",
        "summer" => "summer",
        "autumn" | "fall" => "autumn",
        "winter" => "winter",
        _ => return None,
    };
    (!token.is_quoted).then_some(season)
}
