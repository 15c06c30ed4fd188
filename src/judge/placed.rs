//! A name behind the same preposition as another: "concessions from Arden" where the source has "concessions from
//! Norham", "in Arden" where the passage that tells it has "in Norham".

use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, is_article, words};

/// From this strength on two words are the same.
const SAME: f64 = 0.8;

/// The share of the claim that a passage has to have for a name beside the same word to be the one meant.
const COVERAGE: f64 = 0.5;

/// The same for a place that stands beside other words, and how much more of the claim the passage must have than any
/// passage that has the claim's place.
const COVERAGE_OF_PLACE: f64 = 0.4;
const LEAD: f64 = 0.15;

/// A passage with the claim's place that has more of the claim's other words than this may tell of the same.
const APART: f64 = 0.1;

/// A name, from its first to its last token, with the preposition before it and the content words that this may go with,
/// the nearest first: "talks with", "talks on guarantees with".
struct Placed {
    first: usize,
    last: usize,
    preposition: usize,
    heads: Vec<usize>,
}

/// The name that the claim puts in the place of another.
pub(super) fn judge(view: &View) -> Option<Seen> {
    placed(&view.sentence).iter().find_map(|ours| {
        let name = &view.sentence.tokens[ours.last];
        view.best_first().filter(|it| !has(view, it, name)).find_map(|hit| {
            let coverage = view.hits.coverage_by(hit, |_| true);
            if coverage < COVERAGE_OF_PLACE {
                return None;
            }
            let theirs = placed(&hit.sentence);
            let is_free = |it: &&Placed| {
                let other = &hit.sentence.tokens[it.last];
                let mut names = view.sentence.tokens.iter().filter(|it| it.is_name);
                is_same_preposition(view, ours, hit, it) && !names.any(|it| is_alike(view, it, other))
            };
            let free: Vec<&Placed> = theirs.iter().filter(is_free).collect();
            let beside = || {
                let is_beside = |it: &&&Placed| {
                    (coverage >= COVERAGE && has_same_head(view, ours, hit, it)) || has_same_phrase(view, ours, hit, it)
                };
                free.iter().find(is_beside)
            };
            let other = match (beside(), &free[..]) {
                (Some(other), _) if !has_pair(view, ours) => other,
                (_, [only]) if is_place_of_deed(view, ours) && !is_told_there(view, name, coverage) => only,
                _ => return None,
            };
            let span = view.span_of([ours.first, ours.last]);
            let tokens = &hit.sentence.tokens;
            let source = Span::new(tokens[other.first].span.start, tokens[other.last].span.end);
            Some(Seen::new(ReasonKind::Name, Strength::Conflict, span).against(hit, source).replaced_by_source())
        })
    })
}

/// Whether something is done in the place: "the war in Sarn" is another thing than what is done in Sarn.
fn is_place_of_deed(view: &View, ours: &Placed) -> bool {
    let tokens = &view.sentence.tokens;
    let is_of_noun = ours.heads.first().is_some_and(|it| !super::acts::is_verb_form(&tokens[*it]));
    tokens[ours.preposition].folded == "in" && !is_of_noun
}

/// Whether a passage with the place says more than next to nothing of the claim, or about as much of it as the share that
/// another passage has.
fn is_told_there(view: &View, place: &Token, coverage: f64) -> bool {
    view.passages().filter(|it| has(view, it, place)).any(|it| {
        view.hits.coverage_by(&it, |it| !it.is_name) > APART || view.hits.coverage_by(&it, |_| true) + LEAD > coverage
    })
}

fn is_alike(view: &View, one: &Token, other: &Token) -> bool {
    one.stem == other.stem || view.hits.strength(&one.stem, &other.stem) > 0.0
}

fn has(view: &View, hit: &Hit, name: &Token) -> bool {
    hit.sentence.tokens.iter().any(|it| is_alike(view, name, it)) || hit.carried.contains(&name.stem)
}

fn is_same_preposition(view: &View, ours: &Placed, hit: &Hit, theirs: &Placed) -> bool {
    view.sentence.tokens[ours.preposition].folded == hit.sentence.tokens[theirs.preposition].folded
}

fn has_same_head(view: &View, ours: &Placed, hit: &Hit, theirs: &Placed) -> bool {
    let is_same = |one: usize, other: usize| {
        let (one, other) = (&view.sentence.tokens[one], &hit.sentence.tokens[other]);
        !is_light(one) && !one.is_name && view.hits.strength(&one.stem, &other.stem) >= SAME
    };
    ours.heads.iter().any(|one| theirs.heads.first().is_some_and(|it| is_same(*one, *it)))
}

/// The same with the word before it: "the university hospital at".
fn has_same_phrase(view: &View, ours: &Placed, hit: &Hit, theirs: &Placed) -> bool {
    let (Some(one), Some(other)) = (ours.heads.first(), theirs.heads.first()) else { return false };
    let is_same = |by: usize| match (one.checked_sub(by), other.checked_sub(by)) {
        (Some(one), Some(other)) => {
            let (one, other) = (&view.sentence.tokens[one], &hit.sentence.tokens[other]);
            one.is_content() && !one.is_name && view.hits.strength(&one.stem, &other.stem) >= SAME
        }
        _ => false,
    };
    is_same(0) && is_same(1)
}

/// Whether some passage of the sources has the claim's name near the word that the claim puts it beside.
fn has_pair(view: &View, ours: &Placed) -> bool {
    const NEAR: usize = 6;
    let name = &view.sentence.tokens[ours.last];
    let is_head = |it: &Token| {
        let mut heads = ours.heads.iter().map(|it| &view.sentence.tokens[*it]);
        heads.any(|head| view.hits.strength(&head.stem, &it.stem) >= SAME)
    };
    let beside = |hit: Hit| {
        let tokens = &hit.sentence.tokens;
        let mut heads = (0..tokens.len()).filter(|it| is_head(&tokens[*it]));
        heads.any(|at| {
            let near = &tokens[at.saturating_sub(NEAR)..tokens.len().min(at + NEAR)];
            near.iter().any(|it| it.is_name && is_alike(view, name, it))
        })
    };
    view.passages().any(beside)
}

/// The names of a sentence that stand behind a preposition.
fn placed(sentence: &Sentence) -> Vec<Placed> {
    const PREPOSITIONS: [&str; 10] = ["in", "from", "to", "with", "by", "against", "for", "at", "near", "between"];
    let tokens = &sentence.tokens;
    let is_name = |it: usize| tokens[it].is_word() && tokens[it].is_name && !tokens[it].is_quoted;
    let mut acc = Vec::new();
    for first in (1..tokens.len()).filter(|it| is_name(*it) && !is_name(it - 1)) {
        let last = (first..tokens.len()).take_while(|it| is_name(*it)).last().unwrap_or(first);
        let before = first - 1 - usize::from(first > 1 && is_article(&tokens[first - 1]));
        // "Moved to a third town, Norham"
        let is_noun = |it: &usize| tokens[*it].is_content() && !tokens[*it].is_name;
        let described = (0..before).rev().find(|it| !is_noun(it)).filter(|_| tokens[before].is_mark(","));
        let is_described = |it: &usize| it + 1 < before && *it > 0 && matches!(tokens[*it].folded.as_str(), "a" | "an");
        let before = described.filter(is_described).map_or(before, |it| it - 1);
        if !PREPOSITIONS.contains(&tokens[before].folded.as_str()) {
            continue;
        }
        // "From Norham's council" is of the council, "in Norham talks" of the talks; so may a role be another's.
        let next = tokens.get(last + 1);
        let goes_on = next.is_some_and(|it| it.folded == "'s" || it.is_mark("-") || it.is_content());
        if goes_on || words::ROLES.contains(tokens[last].folded.as_str()) {
            continue;
        }
        let is_nominal = |it: &usize| tokens[*it].is_content() || is_article(&tokens[*it]);
        let mut heads: Vec<usize> = before.checked_sub(1).filter(|it| tokens[*it].is_content()).into_iter().collect();
        let outer = (0..before).rev().skip_while(is_nominal).find(|it| !is_article(&tokens[*it]));
        let is_joined = |it: &usize| matches!(tokens[*it].folded.as_str(), "on" | "about" | "over");
        heads.extend(outer.filter(is_joined).and_then(|it| it.checked_sub(1)).filter(|it| tokens[*it].is_content()));
        acc.push(Placed { first, last, preposition: before, heads });
    }
    acc
}
