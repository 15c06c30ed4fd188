//! How far a claim goes where nothing near says that it goes so far: "the only country", "only if it rains", "matters
//! more than".

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::words::{QUALIFIERS, Qualifier};
use crate::text::{
    Sentence, Span, Token, TokenKind, clause_start, is_article, is_form_of_be, is_negation, thesaurus, words,
};

/// What a claim says to hold without conditions, the best passage must cover so much of to bind it to some.
const BOUND: f64 = 0.5;

pub(super) fn judge(view: &View) -> Option<Seen> {
    unconditional(view).or_else(|| untold(view))
}

/// A qualifier of the claim of whose kind neither the evidence nor what stands beside it has one.
fn untold(view: &View) -> Option<Seen> {
    let around: Vec<Hit> = view.all.iter().flat_map(Hit::window).collect();
    QUALIFIERS.iter().find_map(|kind| {
        let (at, n) = said(&view.sentence, kind).filter(|_| view.hits.window.coverage >= kind.least)?;
        if around.iter().any(|it| tells(&it.sentence, kind)) {
            return None;
        }
        let tokens = &view.sentence.tokens;
        let what = (at + n..tokens.len()).take_while(|it| tokens[*it].is_word()).find(|it| tokens[*it].is_content());
        let span = view.span_of([at, what.unwrap_or(at + n - 1)]);
        Some(Seen::new(ReasonKind::LowCoverage, Strength::Unsupported, span))
    })
}

/// Where the claim has a phrase of the kind, and how many tokens that has.
fn said(sentence: &Sentence, kind: &Qualifier) -> Option<(usize, usize)> {
    let tokens = &sentence.tokens;
    let is_idle = |at: usize, n: usize| {
        let word = |at: Option<usize>| at.and_then(|it| tokens.get(it)).map_or("", |it| it.folded.as_str());
        let before = word(at.checked_sub(1));
        let after = tokens.get(at + n);
        // "Not only", "let alone", "talked to her alone", "more than twelve".
        let is_denied = matches!(before, "not" | "n't" | "let" | "if" | "nearly" | "almost");
        let is_in_private = word(Some(at)) == "alone" && !is_alone_of(tokens, at);
        let is_figure = |at: usize| sentence.quantity_at(at).is_some();
        let is_bound =
            after.is_some_and(|it| matches!(it.kind, TokenKind::Number | TokenKind::Quantity)) || is_figure(at + n);
        let is_time = matches!(word(Some(at + n)), "after" | "when" | "once" | "if" | "in" | "a" | "half");
        // "Complained, only to withdraw later"
        let is_turn = tokens[at].folded == "only" && n == 2 && before == "," && word(Some(at + 1)) == "to";
        // "Was only to open in June": it came so late.
        let only = (at..at + n).find(|it| tokens[*it].folded == "only");
        let is_late = only.is_some_and(|it| {
            let is_verb =
                tokens.get(it + 2).is_some_and(|it| it.is_content() && !it.is_name && !it.folded.ends_with('s'));
            it > 0 && is_form_of_be(&tokens[it - 1]) && word(Some(it + 1)) == "to" && is_verb
        });
        // "Some 800,000 more than in 2016": the figures say so.
        let is_of_figure = kind.name == "comparison" && at > 0 && is_figure(at - 1);
        // "Second only to the capital"
        let is_rank = before == "second" && tokens[at].folded == "only";
        // "Is not on Peru alone"
        let is_denied_alone =
            tokens[at].folded == "alone" && tokens[clause_start(tokens, at)..at].iter().any(is_negation);
        is_denied
            || is_denied_alone
            || is_rank
            || is_in_private
            || is_bound
            || is_turn
            || is_late
            || is_of_figure
            || (kind.name == "exclusive" && is_time)
    };
    (0..tokens.len()).find_map(|at| {
        let n = words::longest_at(tokens, at, &kind.said)?;
        let is_quoted = tokens[at].is_quoted;
        (!is_quoted && !is_idle(at, n)).then_some((at, n))
    })
}

/// "By the member states alone", "the mayor alone decides"; "saw the mayor alone" says that nobody else was there.
fn is_alone_of(tokens: &[Token], at: usize) -> bool {
    let is_inside = |it: &usize| tokens[*it].is_content() || is_article(&tokens[*it]) || tokens[*it].folded == "and";
    let start = (0..at).rev().take_while(is_inside).last().unwrap_or(at);
    let lead = start.checked_sub(1).map_or("", |it| tokens[it].folded.as_str());
    let has_verb = tokens[start..at].iter().any(|it| !it.is_name && thesaurus::is_mostly_verb(&it.stem));
    start < at && !has_verb && (start == 0 || matches!(lead, "by" | "for" | "from" | "of" | "on" | "in"))
}

/// Whether a passage has a phrase of the kind, undenied: "is not solely about" excludes nothing.
fn tells(sentence: &Sentence, kind: &Qualifier) -> bool {
    let tokens = &sentence.tokens;
    let is_denied = |at: usize| tokens[at.saturating_sub(2)..at].iter().any(is_negation);
    let mut places = (0..tokens.len()).filter(|at| kind.told.iter().any(|it| words::stand_at(tokens, *at, it)));
    places.any(|at| kind.name != "exclusive" || !is_denied(at) || is_negation(&tokens[at]))
}

/// "Acceptable no matter how long it takes" where the passage has "acceptable, provided that it is quick".
fn unconditional(view: &View) -> Option<Seen> {
    let tokens = &view.sentence.tokens;
    let at = |tokens: &[Token], runs: &[Vec<&str>]| {
        (0..tokens.len()).find_map(|at| {
            let n = words::longest_at(tokens, at, runs)?;
            (!tokens[at].is_quoted).then_some((at, n))
        })
    };
    let best = view.best().filter(|_| view.hits.best.coverage >= BOUND)?;
    let (ours, n) = at(tokens, &words::UNCONDITIONAL)?;
    let is_denied = tokens[ours.saturating_sub(3)..ours].iter().any(is_negation);
    let theirs = &best.sentence.tokens;
    if is_denied || at(theirs, &words::UNCONDITIONAL).is_some() {
        return None;
    }
    let (other, m) = at(theirs, &words::CONDITIONAL)?;
    let source = Span::new(theirs[other].span.start, theirs[other + m - 1].span.end);
    let span = view.span_of([ours, ours + n - 1]);
    Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, span).against(best, source))
}
