//! What is told as all that is left open: "every question but the port is settled" where the source has both the port and
//! the tariff in dispute.

use std::ops::Range;

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, ends_clause, is_form_of_be, is_negation, words};

/// From this strength on two words are the same.
const SAME: f64 = 0.8;

/// Content words that make another thing of what stands beside the claim's own.
const THING: usize = 2;

/// What a claim says is left open, and the words by which it says that nothing else is: tokens.
struct Left {
    thing: Vec<usize>,
    only: Range<usize>,
}

pub(super) fn judge(view: &View) -> Option<Seen> {
    let left = all_but(&view.sentence).or_else(|| the_only_one(&view.sentence))?;
    if view.sentence.tokens[left.only.start].is_quoted {
        return None;
    }
    let (hit, source) = view.nearest_first().find_map(|hit| Some((hit, open_besides(view, &left, hit)?)))?;
    let seen = Seen::new(ReasonKind::Overclaim, Strength::Conflict, view.span_of(left.only));
    Some(seen.against(hit, source))
}

/// "All is settled except the port", "apart from the port, every question was resolved".
fn all_but(sentence: &Sentence) -> Option<Left> {
    const BUT: [&[&str]; 7] = [
        &["apart", "from"],
        &["aside", "from"],
        &["except", "for"],
        &["except"],
        &["save", "for"],
        &["but", "for"],
        &["with", "the", "exception", "of"],
    ];
    let tokens = &sentence.tokens;
    let at = |it: usize| BUT.iter().find(|run| words::stand_at(tokens, it, run)).map(|run| (it, run.len()));
    let (but, n) = (0..tokens.len()).find_map(at)?;
    let all = tokens.iter().position(|it| matches!(it.folded.as_str(), "all" | "every" | "everything"))?;
    let settles = |it: &Token| {
        matches!(it.stem.as_str(), "settl" | "resolv" | "agre" | "solv" | "decid" | "clear" | "clarifi")
            && !it.is_negated
    };
    if !tokens.iter().any(settles) || tokens.iter().any(is_negation) {
        return None;
    }
    let end = (but + n..tokens.len()).find(|it| ends_clause(&tokens[*it])).unwrap_or(tokens.len());
    let thing = (but + n..end).take_while(|it| !matches!(tokens[*it].folded.as_str(), "when" | "at"));
    Some(Left { thing: thing.filter(|it| tokens[*it].is_content()).collect(), only: all..all + 1 })
}

/// "The port is the only question still open", "the single issue left is the port".
fn the_only_one(sentence: &Sentence) -> Option<Left> {
    const REACH: usize = 3;
    let tokens = &sentence.tokens;
    let is_only = |it: &usize| {
        let behind = &tokens[it + 1..tokens.len().min(it + 1 + REACH)];
        matches!(tokens[*it].folded.as_str(), "only" | "single" | "sole")
            && *it > 0
            && tokens[it - 1].folded == "the"
            && behind.iter().any(is_matter)
    };
    let only = (0..tokens.len()).find(is_only)?;
    let is_open = |it: &Token| {
        matches!(
            it.folded.as_str(),
            "unresolved" | "open" | "outstanding" | "unsettled" | "undecided" | "remaining" | "remained" | "left"
        )
    };
    if !tokens.iter().any(is_open) || tokens.iter().any(is_negation) {
        return None;
    }
    let be = (0..tokens.len()).filter(|it| is_form_of_be(&tokens[*it]) || tokens[*it].folded == "remains");
    let nearest = be.min_by_key(|it| it.abs_diff(only))?;
    let range = if nearest < only { 0..nearest } else { nearest + 1..tokens.len() };
    let thing: Vec<usize> = range.filter(|it| tokens[*it].is_content()).collect();
    (!thing.is_empty()).then_some(Left { thing, only: only - 1..only + 1 })
}

/// A word for what may be open between people.
fn is_matter(token: &Token) -> bool {
    matches!(
        token.stem.as_str(),
        "issu" | "question" | "point" | "matter" | "disput" | "differ" | "disagr" | "obstacl" | "hurdl" | "topic"
    )
}

/// Where a passage lists the claim's thing among what is open, and something else.
fn open_besides(view: &View, left: &Left, hit: &Hit) -> Option<Span> {
    let tokens = &hit.sentence.tokens;
    let marks_open = |it: &Token| {
        matches!(it.stem.as_str(), "disput" | "disagr" | "differ" | "unresolv" | "outstand" | "open" | "contenti")
    };
    let noun = (0..tokens.len()).find(|it| is_matter(&tokens[*it]) && tokens[*it].folded.ends_with('s'))?;
    let lists =
        |it: &Token| is_form_of_be(it) || matches!(it.stem.as_str(), "includ" | "concern" | "compris" | "cover");
    let start = (noun + 1..tokens.len()).find(|it| lists(&tokens[*it]))? + 1;
    if !tokens[..start].iter().any(marks_open) {
        return None;
    }
    let parts_here = |it: &Token| it.folded == "and" || it.is_mark(",");
    let is_ours = |it: &Token| {
        let stem = |at: &usize| view.sentence.tokens[*at].stem.as_str();
        it.is_content() && left.thing.iter().any(|own| view.hits.strength(stem(own), &it.stem) >= SAME)
    };
    let mut items: Vec<&[Token]> = tokens[start..].split(parts_here).collect();
    // What the last comma opens without an "and" says more of the last item.
    let closing = tokens[start..].iter().rfind(|it| parts_here(it))?;
    if closing.is_mark(",") {
        items.pop();
    }
    let (own, other): (Vec<&[Token]>, Vec<&[Token]>) = items.into_iter().partition(|it| it.iter().any(is_ours));
    let is_thing = |it: &&[Token]| it.iter().filter(|it| it.is_content()).count() >= THING;
    let is_told = !own.is_empty() && other.iter().any(is_thing);
    is_told.then(|| Span::new(tokens[noun].span.start, hit.place.span.end))
}
