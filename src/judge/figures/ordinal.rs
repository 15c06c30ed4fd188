//! Which one of a row: the third year of the contract where the source has the first.

use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Sentence};

use super::super::View;
use super::slot::agreement;
use super::{Rival, binding};

/// From this coverage on, the best passage speaks of the same row.
const SAME_ROW: f64 = 0.5;

/// How well the words around must agree in another passage.
const SAME_PLACE: f64 = 0.6;

/// Tokens behind an ordinal among which stands what it is one of.
const REACH: usize = 6;

/// What stands behind an ordinal: a word, or the figure of "the first six months".
enum Thing<'a> {
    Word(&'a str),
    Figure(&'a Quantity),
}

/// Another ordinal before the claim's thing, where no source of the evidence has the claim's before it.
pub(super) fn rival<'a>(view: &'a View, quantity: &Quantity) -> Option<Rival<'a>> {
    if quantity.kind != Kind::Ordinal {
        return None;
    }
    let ours = things(&view.sentence, quantity);
    let is_same = |one: &Thing, other: &Thing| match (one, other) {
        (Thing::Word(one), Thing::Word(other)) => view.hits.strength(one, other) >= 0.8,
        (Thing::Figure(one), Thing::Figure(other)) => one.is_borne_out_by(other),
        _ => false,
    };
    let n_same = |hit: &Hit, other: &Quantity| {
        let theirs = things(&hit.sentence, other);
        ours.iter().zip(&theirs).take_while(|(one, other)| is_same(one, other)).count()
    };
    if ours.is_empty() || is_told(view, quantity, &n_same) {
        return None;
    }
    let is_taken = |other: &Quantity| {
        view.sentence
            .quantities
            .iter()
            .any(|it| it != quantity && it.kind == Kind::Ordinal && it.is_borne_out_by(other))
    };
    let is_rival = |hit: &Hit, other: &Quantity| {
        let is_other = other.kind == Kind::Ordinal && !quantity.is_borne_out_by(other) && quantity.unit == other.unit;
        if !is_other || is_taken(other) {
            return false;
        }
        let is_best = view.best().is_some_and(|it| it.id == hit.id) && view.hits.best.coverage >= SAME_ROW;
        match n_same(hit, other) {
            0 => false,
            1 => is_best || agreement(view, quantity, hit, other) >= SAME_PLACE,
            _ => true,
        }
    };
    view.best_first().find_map(|hit| {
        let quantity = hit.sentence.quantities.iter().find(|it| is_rival(hit, it))?;
        Some(Rival { quantity, hit })
    })
}

/// Whether some source of the evidence has the claim's ordinal before the same thing.
fn is_told(view: &View, quantity: &Quantity, n_same: &dyn Fn(&Hit, &Quantity) -> usize) -> bool {
    view.passages().any(|hit| {
        let mut own = hit.sentence.quantities.iter().filter(|it| quantity.is_borne_out_by(it));
        own.any(|it| n_same(&hit, it) > 0)
    })
}

/// What the ordinal is one of, and the word behind that: "year", "subscription".
fn things<'a>(sentence: &'a Sentence, ordinal: &Quantity) -> Vec<Thing<'a>> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut at = ordinal.tokens.end;
    while at < tokens.len().min(ordinal.tokens.end + REACH) && acc.len() < 2 {
        if let Some(figure) = sentence.quantities.iter().find(|it| it.tokens.start == at && it.kind != Kind::Ordinal) {
            acc.push(Thing::Figure(figure));
            at = figure.tokens.end;
            continue;
        }
        if binding::is_break(&tokens[at]) {
            break;
        }
        if tokens[at].is_content() {
            acc.push(Thing::Word(&tokens[at].stem));
        } else if acc.is_empty() && at > ordinal.tokens.end && !tokens[at].is_mark("-") {
            // "First, the talks": nothing that it is one of.
            break;
        }
        at += 1;
    }
    acc
}
