//! The same figure the other way: "will shrink by 5 percent" for "5 percent more".

use super::{ReasonKind, Seen, Strength, View};
use crate::text::{Kind, Quantity, Sentence, Token, TokenKind, thesaurus, words};

/// Tokens on either side of a figure in which the word for its way stands.
const REACH: usize = 3;

/// Tokens behind a figure in which is said above or below what it lies.
const SIDE_REACH: usize = 10;

/// Which way a figure goes, and the token that says so.
#[derive(Clone, Copy)]
struct Way {
    is_up: bool,
    at: usize,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    let figures = || view.sentence.quantities.iter().filter(|it| is_change(it));
    figures().find_map(|it| turned(view, it)).or_else(|| figures().find_map(|it| on_the_other_side(view, it)))
}

/// "71 percent, slightly lower than five years ago" where the source has "71 percent, up from 64 percent five years ago".
fn on_the_other_side(view: &View, quantity: &Quantity) -> Option<Seen> {
    let (ours, own) = side(&view.sentence, quantity)?;
    let mut other = None;
    for hit in view.passages() {
        let figures = hit.sentence.quantities.iter().filter(|it| it.kind == quantity.kind);
        for it in figures.filter(|it| quantity.is_borne_out_by(it)) {
            let Some((theirs, against)) = side(&hit.sentence, it) else { continue };
            let tokens = &hit.sentence.tokens;
            let stem = |it: &usize| view.sentence.tokens[*it].stem.as_str();
            let is_shared = |it: &usize| {
                let near =
                    |at: &usize| thesaurus::nearness(stem(it), &tokens[*at].stem) <= thesaurus::Nearness::Synonyms;
                against.iter().any(|at| view.hits.strength(stem(it), &tokens[*at].stem) >= 0.8 || near(at))
            };
            if theirs.is_up == ours.is_up {
                return None;
            }
            if own.iter().any(is_shared) {
                other.get_or_insert((hit.clone(), theirs.at));
            }
        }
    }
    let (hit, at) = other?;
    let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, view.sentence.tokens[ours.at].span);
    Some(seen.against(&hit, hit.sentence.tokens[at].span))
}

/// On which side of something else a figure is said to lie, and the words for that.
fn side(sentence: &Sentence, quantity: &Quantity) -> Option<(Way, Vec<usize>)> {
    let tokens = &sentence.tokens;
    let end = quantity.tokens.end;
    let is_word = |at: usize, words: &[&str]| tokens.get(at).is_some_and(|it| words.contains(&it.folded.as_str()));
    let is_far = |it: &usize| tokens[*it].is_mark(";") || tokens[*it].is_mark(".");
    let inside = (end..tokens.len().min(end + SIDE_REACH)).take_while(|it| !is_far(it));
    let (at, from) = inside.into_iter().find_map(|at| match tokens[at].folded.as_str() {
        "up" | "down" if is_word(at + 1, &["from"]) => Some((at, at + 2)),
        "above" | "below" => Some((at, at + 1)),
        "more" | "higher" | "fewer" | "less" | "lower" => {
            (at + 1..at + 4).find(|it| is_word(*it, &["than"])).map(|it| (at, it + 1))
        }
        _ => None,
    })?;
    let is_up = matches!(tokens[at].folded.as_str(), "up" | "above" | "more" | "higher");
    let against = (from..tokens.len()).take_while(|it| !is_far(it)).take(SIDE_REACH);
    let against = against.filter(|it| tokens[*it].is_content()).collect();
    (!tokens[at].is_negated && !tokens[at].is_quoted).then_some((Way { is_up, at }, against))
}

fn is_change(quantity: &Quantity) -> bool {
    matches!(quantity.kind, Kind::Percent | Kind::Currency | Kind::Count) && !quantity.is_small()
}

/// The claim's figure goes one way, and wherever a source of the evidence has it and says a way, the other.
fn turned(view: &View, quantity: &Quantity) -> Option<Seen> {
    let ours = way(&view.sentence, quantity)?;
    let is_beside = |at: usize| at == ours.at || quantity.tokens.contains(&at);
    let mut other = None;
    for hit in view.passages() {
        // "19 million euros" may be "19 million" there.
        let is_like = |it: &&Quantity| it.kind == quantity.kind || (it.kind == Kind::Count && it.unit.is_empty());
        let figures = hit.sentence.quantities.iter().filter(is_like);
        for it in figures.filter(|it| quantity.is_borne_out_by(it)) {
            let speaks_of_same = view.hits.words.iter().any(|word| {
                let is_there = || hit.stems.iter().any(|stem| view.hits.strength(&word.stem, stem) >= 0.8);
                !is_beside(word.token) && !super::is_light(view.token(word)) && is_there()
            });
            match way(&hit.sentence, it) {
                Some(theirs) if theirs.is_up == ours.is_up => return None,
                Some(theirs) if speaks_of_same => _ = other.get_or_insert((hit.clone(), theirs.at)),
                // The way may be told elsewhere.
                _ => return None,
            }
        }
    }
    let (hit, at) = other?;
    let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, view.sentence.tokens[ours.at].span);
    Some(seen.against(&hit, hit.sentence.tokens[at].span))
}

fn way(sentence: &Sentence, quantity: &Quantity) -> Option<Way> {
    let tokens = &sentence.tokens;
    let ends = |it: &usize| tokens[*it].kind == TokenKind::Mark || tokens[*it].kind == TokenKind::Quantity;
    let end = quantity.tokens.end;
    let behind = (end..tokens.len().min(end + REACH)).take_while(|it| !ends(it) && tokens[*it].folded != "of");
    // "Grew last year to 19 million", "fell by 8 percent to 19 million": when, and by how much, may stand in between.
    let is_passed = |at: usize| {
        let of_change = |it: &Quantity| {
            let is_by = it.tokens.start > 0 && tokens[it.tokens.start - 1].folded == "by";
            is_by && tokens.get(it.tokens.end).is_some_and(|it| it.folded == "to")
        };
        sentence.quantity_at(at).is_some_and(|it| it.kind.is_of_calendar() || of_change(it))
    };
    // "More than a quarter" says how much, not which way.
    let is_bound = quantity.tokens.start > 0 && tokens[quantity.tokens.start - 1].folded == "than";
    let start = quantity.tokens.start - if is_bound { 2.min(quantity.tokens.start) } else { 0 };
    let before = (0..start).rev().filter(|it| !is_passed(*it)).take(REACH).take_while(|it| !ends(it));
    let at = behind.clone().find(|it| direction(&tokens[*it]).is_some());
    // "5 percent higher than" may be told from the other side, but for "than in 2022".
    let than = at.and_then(|at| (at + 1..tokens.len().min(at + 1 + REACH)).find(|it| tokens[*it].folded == "than"));
    let is_compared = than.is_some_and(|than| {
        let lead =
            (than + 1..tokens.len()).find(|it| !matches!(tokens[*it].folded.as_str(), "in" | "the" | "a" | "for"));
        !lead.and_then(|it| sentence.quantity_at(it)).is_some_and(|it| it.kind.is_of_calendar())
    });
    let at = at.or_else(|| before.into_iter().find(|it| direction(&tokens[*it]).is_some()))?;
    let token = &tokens[at];
    (!is_compared && !token.is_negated && !token.is_quoted).then_some(Way { is_up: direction(token)?, at })
}

/// Whether the word says that something goes up, or that it goes down.
pub(super) fn direction(token: &Token) -> Option<bool> {
    match token.folded.as_str() {
        "more" | "higher" | "up" | "dearer" | "extra" | "additional" => Some(true),
        "less" | "fewer" | "lower" | "down" | "cheaper" => Some(false),
        _ => words::DIRECTIONS.get(&token.stem).copied(),
    }
}
