//! Two figures of one source that a claim compares: "A lost more than B" where the source has 2 % for A and 3 % for B.

use std::ops::Range;

use smol_str::SmolStr;

use super::degrees::{Than, content_stems, read_than};
use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Kind, Quantity, Span, Token, TokenKind, ends_clause, words};

/// The share of the words of a side that a clause must have to speak of it, and of which it has less of the other side.
const SAME_SIDE: f64 = 0.3;

/// Which way a claim compares, and the words of its two sides.
struct Comparison {
    is_more: bool,
    at: usize,
    than: usize,
    left: Vec<SmolStr>,
    right: Vec<SmolStr>,
}

/// "More pupils failed than passed"
fn comparison(tokens: &[Token]) -> Option<Comparison> {
    let Than { start, at, than, end } = read_than(tokens)?;
    if tokens[start..than].iter().any(|it| it.is_negated) {
        return None;
    }
    let (left, right) = (content_stems(&tokens[start..than]), content_stems(&tokens[than + 1..end]));
    Some(Comparison { is_more: tokens[at].folded == "more", at, than, left, right })
}

/// A clause of a source with its one figure.
struct Clause<'a> {
    hit: &'a Hit,
    tokens: Range<usize>,
    figure: &'a Quantity,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let ours = comparison(tokens)?;
    let clauses: Vec<Clause> = view.nearest_first().flat_map(clauses).collect();
    let only = |one: &[SmolStr], other: &[SmolStr]| -> Vec<SmolStr> {
        let is_shared = |it: &&SmolStr| other.iter().any(|other| view.hits.strength(it, other) >= 0.8);
        let is_name = |it: &&SmolStr| tokens.iter().any(|token| token.stem == **it && token.is_name);
        let own: Vec<SmolStr> = one.iter().filter(|it| !is_shared(it)).cloned().collect();
        let names: Vec<SmolStr> = own.iter().filter(is_name).cloned().collect();
        if names.is_empty() { own } else { names }
    };
    let (left, right) = (only(&ours.left, &ours.right), only(&ours.right, &ours.left));
    let one = spoken_of(view, &clauses, &left, &right);
    let other = spoken_of(view, &clauses, &right, &left);
    let mut found = None;
    for (first, second) in one.iter().flat_map(|a| other.iter().map(move |b| (*a, *b))) {
        if !are_comparable(first, second) || !go_together(first, second) {
            continue;
        }
        let is_more = first.figure.low > second.figure.high;
        let is_less = first.figure.high < second.figure.low;
        match (is_more, is_less) {
            // One pair bears the claim out.
            _ if (ours.is_more && is_more) || (!ours.is_more && is_less) => return None,
            (false, false) => return None,
            _ => _ = found.get_or_insert((first, second)),
        }
    }
    let (first, second) = found?;
    let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, view.span_of([ours.at, ours.than]));
    let (a, b) = (first.figure.span, second.figure.span);
    let is_one = first.hit.id == second.hit.id;
    let source = if is_one { Span::new(a.start.min(b.start), a.end.max(b.end)) } else { a };
    Some(seen.against(first.hit, source))
}

/// The clauses of a passage that have one figure which is no date.
fn clauses(hit: &Hit) -> Vec<Clause<'_>> {
    let tokens = &hit.sentence.tokens;
    let ends = |it: &Token| {
        (ends_clause(it) && it.kind != TokenKind::Quantity)
            || matches!(it.folded.as_str(), "and" | "while" | "but" | "against" | "whereas" | "versus" | "compared")
    };
    let mut acc = Vec::new();
    let mut start = 0;
    for end in (0..=tokens.len()).filter(|it| tokens.get(*it).is_none_or(ends)) {
        let is_plain = |it: &&Quantity| {
            matches!(it.kind, Kind::Count | Kind::Percent | Kind::Currency | Kind::Duration | Kind::Age)
                && it.approximation.is_none()
        };
        let mut figures = hit.sentence.quantities.iter().filter(|it| it.tokens.start >= start && it.tokens.end <= end);
        let plain: Vec<&Quantity> = figures.by_ref().filter(is_plain).collect();
        if let [figure] = plain[..] {
            acc.push(Clause { hit, tokens: start..end, figure });
        }
        start = end + 1;
    }
    acc
}

/// The clauses that speak of one side and not of the other.
fn spoken_of<'a>(view: &View, clauses: &'a [Clause<'a>], side: &[SmolStr], other: &[SmolStr]) -> Vec<&'a Clause<'a>> {
    let share = |clause: &Clause, side: &[SmolStr]| {
        let tokens = &clause.hit.sentence.tokens[clause.tokens.clone()];
        let is_there = |it: &&SmolStr| tokens.iter().any(|token| view.hits.strength(it, &token.stem) >= 0.8);
        side.iter().filter(is_there).count() as f64 / side.len().max(1) as f64
    };
    let is_it = |it: &&Clause| share(it, side) >= SAME_SIDE && share(it, other) < share(it, side);
    clauses.iter().filter(is_it).collect()
}

/// Whether the figures measure the same: "eight pupils" and "166 of the pupils".
fn are_comparable(one: &Clause, other: &Clause) -> bool {
    let has = |clause: &Clause, stem: &str| {
        clause.hit.sentence.tokens[clause.tokens.clone()].iter().any(|it| it.stem == stem)
    };
    let (ours, theirs) = (one.figure, other.figure);
    let is_counted = ours.kind == Kind::Count && theirs.kind == Kind::Count;
    ours.is_comparable_with(theirs) || (is_counted && (has(one, &theirs.unit) || has(other, &ours.unit)))
}

/// Whether the two stand in one passage, or both say which way something went and it is the same way.
fn go_together(one: &Clause, other: &Clause) -> bool {
    let way = |clause: &Clause| {
        let tokens = &clause.hit.sentence.tokens[clause.tokens.clone()];
        tokens.iter().find_map(|it| words::DIRECTIONS.get(&it.stem).copied())
    };
    one.hit.id == other.hit.id
        || (one.hit.id.source == other.hit.id.source && way(one).is_some() && way(one) == way(other))
}
