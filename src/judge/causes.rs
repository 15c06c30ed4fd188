//! Reasons and purposes that no source gives: "because their owner feared the invasion".

use std::collections::BTreeSet;

use super::{ReasonKind, Seen, Strength, View, is_light};
use crate::retrieve::Word;
use crate::text::{Token, ends_clause, thesaurus, words};

/// Connectives behind which a purpose stands.
const PURPOSES: [&[&str]; 4] =
    [&["in", "order", "to"], &["so", "as", "to"], &["on", "the", "grounds", "that"], &["with", "the", "aim", "of"]];

/// With fewer words that are told nowhere a reason may be given in other words.
const MIN_UNTOLD: usize = 2;

/// The claim gives a reason, and for half of its words or more the evidence has neither the word nor a synonym.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let reasons = (0..tokens.len()).filter_map(|at| Some((at, at + connective_at(tokens, at)?)));
    reasons.into_iter().find_map(|(at, start)| untold(view, at, start))
}

fn untold(view: &View, at: usize, start: usize) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let is_end = |it: &usize| ends_clause(&tokens[*it]) || tokens[*it].is_mark(".");
    let end = (start..tokens.len()).find(is_end).unwrap_or(tokens.len());
    let is_inside = |it: &&Word| {
        let token = view.token(it);
        (start..end).contains(&it.token) && !it.is_name && !is_light(token) && !token.is_quoted
    };
    let plain: Vec<&Word> = view.hits.words.iter().filter(is_inside).collect();
    if plain.len() < MIN_UNTOLD {
        return None;
    }
    let around = stems_around(view);
    let is_told = |it: &&&Word| {
        view.strength_in_evidence(&it.stem) >= 0.5
            || around.iter().any(|other| {
                view.hits.strength(&it.stem, other) >= 0.5
                    || thesaurus::nearness(&it.stem, other) == thesaurus::Nearness::Synonyms
            })
    };
    let n_untold = plain.len() - plain.iter().filter(is_told).count();
    let is_untold = n_untold >= MIN_UNTOLD && n_untold * 2 >= plain.len();
    is_untold.then(|| Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, view.span_of([at, end - 1])))
}

/// The stems of the evidence and of the passages beside it.
fn stems_around(view: &View) -> BTreeSet<String> {
    let around = view.all.iter().flat_map(|hit| (-1..=1).filter_map(|by| hit.neighbour(by)));
    around.flat_map(|it| it.stems.iter().cloned().collect::<Vec<_>>()).collect()
}

/// How many tokens the connective at `at` has, behind which a reason stands.
fn connective_at(tokens: &[Token], at: usize) -> Option<usize> {
    let runs = |run: &[&str]| {
        !tokens[at].is_quoted
            && run.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|it| it.folded == *word))
    };
    let is_reason = |order: &words::Order| order.axis == words::Axis::Cause && !order.is_forward;
    let reason = words::ORDERS.iter().find(|it| is_reason(&it.1) && runs(&it.0)).map(|it| it.0.len());
    let n = reason.or_else(|| PURPOSES.iter().find(|it| runs(it)).map(|it| it.len()))?;
    // "Due to meet" gives no reason.
    let next = tokens.get(at + n)?;
    let is_plan = tokens[at].folded == "due" && (next.folded == "be" || thesaurus::is_mostly_verb(&next.stem));
    (!is_plan).then_some(n)
}
