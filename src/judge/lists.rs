//! Lists: the same items, one for one.

use super::{ReasonKind, Seen, Strength, View};
use crate::text::{Sentence, Span, Token, TokenKind};

/// Shorter lists share too little for the odd item to stand out.
const MIN_ITEMS: usize = 3;

/// Words of an item that are looked at, from its end.
const ITEM_WORDS: usize = 3;

/// An item of a list: its last content words, as positions of tokens.
type Item = Vec<usize>;

/// A list of the claim has all items but one of a list in the evidence.
pub(super) fn judge(view: &View) -> Option<Seen> {
    for ours in lists(&view.sentence) {
        for hit in &view.all {
            for theirs in lists(&hit.sentence) {
                // What stands before a list may look like an item of it: the ends are compared.
                let n = ours.len().min(theirs.len());
                let (ours, theirs) = (&ours[ours.len() - n..], &theirs[theirs.len() - n..]);
                let strength = |one: &Item, other: &Item| {
                    let strength = |claim: usize, source: usize| {
                        view.hits.strength(&view.sentence.tokens[claim].stem, &hit.sentence.tokens[source].stem)
                    };
                    let best = |claim: usize| other.iter().map(|it| strength(claim, *it)).fold(0.0, f64::max);
                    let found: f64 = one.iter().map(|it| best(*it)).sum();
                    // "Higher energy prices" are not "falling house prices".
                    let is_half = found * 2.0 >= one.len().min(other.len()) as f64;
                    if is_half { one.iter().map(|it| best(*it)).fold(0.0, f64::max) } else { 0.0 }
                };
                let odd: Vec<&Item> =
                    ours.iter().filter(|it| theirs.iter().all(|other| strength(it, other) < 0.9)).collect();
                let missing: Vec<&Item> =
                    theirs.iter().filter(|it| ours.iter().all(|own| strength(own, it) < 0.9)).collect();
                let ([odd], [missing]) = (&odd[..], &missing[..]) else { continue };
                let is_elsewhere = odd.iter().any(|it| {
                    let stem = &view.sentence.tokens[*it].stem;
                    view.strength_in_evidence(stem) >= 0.9
                });
                if strength(odd, missing) >= 0.6 || is_elsewhere {
                    continue;
                }
                let tokens = &hit.sentence.tokens;
                let source = Span::new(tokens[missing[0]].span.start, tokens[missing[missing.len() - 1]].span.end);
                let span = view.span_of(odd.iter().copied());
                let seen = Seen::new(ReasonKind::ListItem, Strength::Conflict, span);
                return Some(seen.against(hit, source).replaced_by_source());
            }
        }
    }
    None
}

/// The lists of a sentence ("land, air and sea"): the content words before each comma and before the last "and", and
/// those after it.
fn lists(sentence: &Sentence) -> Vec<Vec<Item>> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is_mark(",") {
            push_item(tokens, at, &mut items);
            // ", which" or ", including" opens something else than an item.
            if tokens.get(at + 1).is_some_and(|it| it.is_word() && it.stem.is_empty() && !may_open_item(it)) {
                items.clear();
            }
        } else if matches!(token.folded.as_str(), "and" | "or") && !items.is_empty() {
            if !tokens[at - 1].is_mark(",") {
                push_item(tokens, at, &mut items);
            }
            let last: Item =
                (at + 1..tokens.len()).take_while(|it| tokens[*it].is_content()).take(ITEM_WORDS).collect();
            if !last.is_empty() && items.len() + 1 >= MIN_ITEMS {
                items.push(last);
                acc.push(std::mem::take(&mut items));
            }
            items.clear();
        } else if token.kind == TokenKind::Mark && !token.is_mark("-") {
            // Another clause: what came before is no list that goes on.
            items.clear();
        }
    }
    acc
}

fn may_open_item(token: &Token) -> bool {
    matches!(
        token.folded.as_str(),
        "the" | "a" | "an" | "and" | "or" | "its" | "their" | "his" | "her" | "more" | "all" | "no"
    )
}

/// The content words directly before `at`; items further back than five words are no list.
fn push_item(tokens: &[Token], at: usize, items: &mut Vec<Item>) {
    let mut item: Item = (0..at).rev().take_while(|it| tokens[*it].is_content()).take(ITEM_WORDS).collect();
    item.reverse();
    let (Some(first), Some(last)) = (item.first(), item.last()) else {
        items.clear();
        return;
    };
    let is_far = items.last().and_then(|it| it.last()).is_some_and(|before| last - before > 5 || first <= before);
    if is_far {
        items.clear();
    }
    items.push(item);
}
