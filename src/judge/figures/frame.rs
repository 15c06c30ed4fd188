//! A figure in the frame of another: behind the same preposition in the passage that has most of the claim, before the
//! same words, or among the same other figures in the same order.

use super::super::{View, is_date_like};
use super::{Rival, dated, slot};
use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Sentence, Token};

/// The share of the claim that a passage has to have for its figure behind the same preposition to be the one meant, and
/// how much more of it than any passage that has the claim's own.
const COVERAGE: f64 = 0.35;
const LEAD: f64 = 0.15;

/// Content words behind a figure that say what it is of, when a passage has as many behind another one.
const N_BEHIND: usize = 3;

const PREPOSITIONS: [&str; 10] = ["until", "till", "by", "on", "in", "from", "since", "to", "before", "after"];

/// The figure that the evidence has in the claim's frame.
pub(super) fn rival<'a>(view: &'a View, quantity: &Quantity) -> Option<Rival<'a>> {
    let mut hits = view.best_first();
    hits.find_map(|hit| {
        let rival = odd_one_out(view, quantity, hit)
            .or_else(|| before_same_words(view, quantity, hit))
            .or_else(|| behind_same_preposition(view, quantity, hit))?;
        (!slot::may_be_told_otherwise(view, quantity, hit)).then_some(Rival { quantity: rival, hit })
    })
}

/// "Picked up eight and ended on 24" beside "gained five and has 24".
fn odd_one_out<'a>(view: &View, quantity: &Quantity, hit: &'a Hit) -> Option<&'a Quantity> {
    let is_figure = |it: &&Quantity| !is_date_like(it) && it.kind != Kind::Ordinal;
    let ours: Vec<&Quantity> = view.sentence.quantities.iter().filter(is_figure).collect();
    let theirs: Vec<&Quantity> = hit.sentence.quantities.iter().filter(is_figure).collect();
    let at = ours.iter().position(|it| *it == quantity)?;
    let is_same_but_one = ours.len() == theirs.len()
        && ours.len() > 1
        && (0..ours.len()).all(|it| (it == at) != ours[it].is_borne_out_by(theirs[it]));
    let is_named = |hit: &Hit| {
        let is_there = |stem: &str| hit.sentence.tokens.iter().any(|it| view.hits.strength(stem, &it.stem) >= 0.8);
        view.hits.words.iter().any(|it| it.is_name && is_there(&it.stem))
    };
    let is_of_it =
        is_same_but_one && slot::is_other_of_kind(quantity, theirs[at]) && is_named(hit) && !hit.bears_out(quantity);
    (is_of_it && !view.passages().any(|it| it.bears_out(quantity) && is_named(&it))).then(|| theirs[at])
}

/// "45 points from 33 matches" beside "38 points from 33 matches".
fn before_same_words<'a>(view: &View, quantity: &Quantity, hit: &'a Hit) -> Option<&'a Quantity> {
    let ours = behind(&view.sentence, quantity);
    if ours.len() < N_BEHIND || quantity.is_small() {
        return None;
    }
    let n_same = |sentence: &Sentence, other: &Quantity| {
        let theirs = behind(sentence, other);
        let same = ours.iter().zip(&theirs).take_while(|it| view.hits.strength(&it.0.stem, &it.1.stem) >= 0.8);
        same.count()
    };
    let is_like = |hit: &Hit, other: &Quantity| n_same(&hit.sentence, other) >= N_BEHIND;
    let rival = hit.sentence.quantities.iter().find(|it| slot::is_other_of_kind(quantity, it) && is_like(hit, it))?;
    let is_borne_out = |hit: &Hit| {
        let mut own = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
        own.any(|it| n_same(&hit.sentence, it) > 1)
    };
    (!view.passages().any(|it| is_borne_out(&it))).then_some(rival)
}

fn behind<'a>(sentence: &'a Sentence, quantity: &Quantity) -> Vec<&'a Token> {
    let is_figure = |it: &Token| it.folded.starts_with(|c: char| c.is_ascii_digit());
    sentence.tokens[quantity.tokens.end..].iter().filter(|it| it.is_content() || is_figure(it)).take(N_BEHIND).collect()
}

/// "Until 17 October" beside "until 20 October", in the passage that the claim retells.
fn behind_same_preposition<'a>(view: &View, quantity: &Quantity, hit: &'a Hit) -> Option<&'a Quantity> {
    let ours = preposition(&view.sentence, quantity)?;
    if !is_date_like(quantity) || hit.bears_out(quantity) {
        return None;
    }
    let is_free = |it: &&Quantity| {
        let mut others = view.sentence.quantities.iter().filter(|other| *other != quantity);
        slot::is_other_of_kind(quantity, it) && !others.any(|other| other.is_borne_out_by(it))
    };
    let mut rivals = hit.sentence.quantities.iter().filter(is_free);
    let rival = rivals.next().filter(|_| rivals.next().is_none())?;
    let coverage = view.hits.coverage_by(hit, |_| true);
    let is_told_here = |it: &Hit| {
        it.bears_out(quantity) || it.sentence.quantities.iter().any(|other| dated::bears_out(view, quantity, it, other))
    };
    (preposition(&hit.sentence, rival) == Some(ours)
        && coverage >= COVERAGE
        && !view.passages().any(|it| is_told_here(&it) && view.hits.coverage_by(&it, |_| true) + LEAD > coverage))
    .then_some(rival)
}

/// The preposition right before a figure.
fn preposition<'a>(sentence: &'a Sentence, quantity: &Quantity) -> Option<&'a str> {
    let before = &sentence.tokens[quantity.tokens.start.checked_sub(1)?].folded;
    PREPOSITIONS.contains(&before.as_str()).then_some(before.as_str())
}
