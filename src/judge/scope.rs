//! How many it is said of: only one, all, so many, and how many are listed.

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::{Kind, Sentence, Span, Token, words};

/// A word that widens or narrows counts from this coverage of the best passage on.
const SCOPE_COVERAGE: f64 = 0.6;

/// The same for a loose amount, of which the passage must have less.
const AMOUNT_COVERAGE: f64 = 0.5;

pub(super) fn judge(view: &View) -> Vec<Seen> {
    let mut acc = Vec::new();
    acc.extend(widened(view));
    acc.extend(other_amount(view));
    acc.extend(miscounted(view));
    acc
}

/// "only", "alone" where the passage names others too; "all" where it says "some" or "other".
fn widened(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= SCOPE_COVERAGE)?;
    for scope in words::SCOPES.iter() {
        let says = |token: &&Token| scope.words.contains(&token.folded.as_str());
        let Some(ours) = words_of_scope(&view.sentence, &scope.words).next() else { continue };
        let is_there = view.all.iter().chain([best]).any(|hit| hit.sentence.tokens.iter().any(|it| says(&it)));
        let limits = |token: &&Token| token.is_word() && scope.against.contains(&token.folded.as_str());
        let is_ours_too = |token: &Token| view.sentence.tokens.iter().any(|it| it.folded == token.folded);
        let limit = best.sentence.tokens.iter().filter(limits).find(|it| !is_ours_too(it));
        if let Some(limit) = limit.filter(|_| !is_there) {
            return Some(Seen::new(ReasonKind::Overclaim, Strength::Conflict, ours.span).against(best, limit.span));
        }
    }
    None
}

/// The words of a scope in a sentence, where nothing denies them: "not only" narrows nothing.
fn words_of_scope<'a>(sentence: &'a Sentence, scope: &'a [&str]) -> impl Iterator<Item = &'a Token> {
    let tokens = &sentence.tokens;
    let places = (0..tokens.len()).filter(|it| tokens[*it].is_word() && scope.contains(&tokens[*it].folded.as_str()));
    let is_idle = |at: usize| {
        let before = at.checked_sub(1).map_or("", |it| tokens[it].folded.as_str());
        let after = tokens.get(at + 1).map_or("", |it| it.folded.as_str());
        tokens[at].is_quoted
            || matches!(before, "not" | "n't" | "if" | "at" | "after" | "above" | "let")
            || matches!(after, "after" | "when" | "if" | "once" | "but")
            || matches!((before, tokens[at].folded.as_str()), ("in" | "of" | "first", "all"))
    };
    places.filter(move |it| !is_idle(*it)).map(move |it| &tokens[it])
}

/// "within days" where the passage has "several weeks": amounts without a figure.
fn other_amount(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= AMOUNT_COVERAGE)?;
    // "In recent weeks" is no amount.
    let is_period = |it: &Token| {
        matches!(it.folded.as_str(), "recent" | "past" | "last" | "coming" | "next" | "the" | "following" | "over")
    };
    let is_loose = |sentence: &Sentence, at: usize, is_time: bool| {
        !sentence.quantities.iter().any(|it| it.tokens.contains(&at))
            && sentence.tokens[at].is_word()
            && !(is_time && sentence.tokens[at.saturating_sub(2)..at].iter().any(is_period))
    };
    for amounts in words::LOOSE_AMOUNTS.iter() {
        let is_time = amounts.iter().any(|it| words::duration(it).is_some());
        let loose = |sentence: &Sentence| -> Vec<usize> {
            let is_one = |it: &usize| {
                amounts.contains(&sentence.tokens[*it].folded.as_str()) && is_loose(sentence, *it, is_time)
            };
            (0..sentence.tokens.len()).filter(is_one).collect()
        };
        let (ours, theirs) = (loose(&view.sentence), loose(&best.sentence));
        let ([ours], [theirs]) = (&ours[..], &theirs[..]) else { continue };
        let (ours, theirs) = (&view.sentence.tokens[*ours], &best.sentence.tokens[*theirs]);
        let is_elsewhere = view.all.iter().any(|hit| hit.sentence.tokens.iter().any(|it| it.folded == ours.folded));
        if ours.folded != theirs.folded && !is_elsewhere {
            let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, ours.span);
            return Some(seen.against(best, theirs.span).replaced_by_source());
        }
    }
    None
}

/// "four factors: a, b and c", or four factors of which the passage lists three.
fn miscounted(view: &View) -> Option<Seen> {
    for quantity in &view.sentence.quantities {
        let is_count =
            quantity.kind == Kind::Count && quantity.low == quantity.high && quantity.approximation.is_none();
        if !is_count || !(2.0..=12.0).contains(&quantity.low) {
            continue;
        }
        let count = quantity.low as u64;
        let bears_out = |hit: &Hit| hit.sentence.quantities.iter().any(|it| quantity.is_borne_out_by(it));
        if quantity.unit.is_empty() || view.all.iter().any(bears_out) {
            continue;
        }
        let own = listed(&view.sentence, &quantity.unit, quantity.tokens.end);
        if let Some((listed, _)) = own.filter(|it| it.0 != count) {
            let seen =
                Seen::new(ReasonKind::Figure, Strength::Conflict, quantity.span).put_as(format!("{listed} listed"));
            return Some(match view.best() {
                Some(best) => seen.against_all_of(best),
                None => seen,
            });
        }
        let of_best = view.best().filter(|_| view.plain_coverage >= AMOUNT_COVERAGE);
        let theirs = of_best.and_then(|best| Some((best, listed(&best.sentence, &quantity.unit, 0)?)));
        if let Some((best, (listed, span))) = theirs.filter(|it| it.1.0 != count) {
            let seen = Seen::new(ReasonKind::Figure, Strength::Conflict, quantity.span).against(best, span);
            return Some(seen.put_as(format!("{listed} listed")));
        }
    }
    None
}

/// How many things are listed behind a colon after the noun, and the noun to the last of them.
fn listed(sentence: &Sentence, noun: &str, from: usize) -> Option<(u64, Span)> {
    let tokens = &sentence.tokens;
    let start = from.saturating_sub(1);
    let noun = (start..tokens.len()).find(|it| tokens[*it].stem == noun)?;
    let colon = (noun + 1..tokens.len().min(noun + 3)).find(|it| tokens[*it].is_mark(":"))?;
    let end = (colon + 1..tokens.len())
        .find(|it| tokens[*it].is_mark(";") || tokens[*it].is_mark("."))
        .unwrap_or(tokens.len());
    let mut n = 1;
    let mut is_closed = false;
    for at in colon + 1..end {
        let is_and = matches!(tokens[at].folded.as_str(), "and" | "or");
        if is_and && !tokens[at - 1].is_mark(",") && is_closed {
            return None;
        }
        if tokens[at].is_mark(",") {
            n += 1;
        } else if is_and {
            is_closed = true;
            n += u64::from(!tokens[at - 1].is_mark(","));
        }
    }
    (is_closed && n >= 2).then(|| (n, Span::new(tokens[noun].span.start, tokens[end - 1].span.end)))
}
