//! Lists: the same items, one for one.

use super::{ReasonKind, Seen, Strength, View};
use crate::text::{Sentence, Token, TokenKind};

/// Shorter lists share too little for the odd item to stand out.
const MIN_ITEMS: usize = 3;

/// A list of the claim has all items but one of a list of the same length in the evidence.
pub(super) fn judge(view: &View) -> Option<Seen> {
    for ours in lists(&view.sentence) {
        for hit in &view.all {
            for theirs in lists(&hit.sentence) {
                // What stands before a list may look like an item of it: the ends are compared.
                let n = ours.len().min(theirs.len());
                let (ours, theirs) = (&ours[ours.len() - n..], &theirs[theirs.len() - n..]);
                let is_same = |claim: usize, source: usize| {
                    let (claim, source) = (&view.sentence.tokens[claim], &hit.sentence.tokens[source]);
                    view.hits.strength(&claim.stem, &source.stem) >= 0.6
                };
                let odd: Vec<usize> =
                    ours.iter().copied().filter(|it| !theirs.iter().any(|other| is_same(*it, *other))).collect();
                let missing: Vec<usize> =
                    theirs.iter().copied().filter(|it| !ours.iter().any(|own| is_same(*own, *it))).collect();
                let ([odd], [missing]) = (&odd[..], &missing[..]) else { continue };
                let token = &view.sentence.tokens[*odd];
                if view.hits.window.strength(&token.stem) >= 0.9 || view.hits.set.strength(&token.stem) >= 0.9 {
                    continue;
                }
                let seen = Seen::new(ReasonKind::ListItem, Strength::Conflict, token.span);
                return Some(seen.against(hit, hit.sentence.tokens[*missing].span).replaced_by_source());
            }
        }
    }
    None
}

/// The lists of a sentence ("land, air and sea"), each as the tokens that head its items: the last content word before
/// a comma or "and", the first run of content words after the last "and" by its last word.
fn lists(sentence: &Sentence) -> Vec<Vec<usize>> {
    let tokens = &sentence.tokens;
    let mut acc = Vec::new();
    let mut items: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if is_comma(token) {
            push_head(tokens, at, &mut items);
            // ", which" or ", including" opens something else than an item.
            if tokens.get(at + 1).is_some_and(|it| it.is_word() && it.stem.is_empty() && !may_open_item(it)) {
                items.clear();
            }
        } else if is_conjunction(token) && !items.is_empty() {
            if !is_comma(&tokens[at - 1]) {
                push_head(tokens, at, &mut items);
            }
            let end = (at + 1..tokens.len()).find(|it| !is_item_word(&tokens[*it])).unwrap_or(tokens.len());
            if end > at + 1 && items.len() + 1 >= MIN_ITEMS {
                items.push(end - 1);
                acc.push(std::mem::take(&mut items));
            }
            items.clear();
        } else if !is_item_word(token) {
            // Another clause: what came before is no list that goes on.
            let is_break = token.kind == TokenKind::Mark && !token.is_mark("-");
            if is_break {
                items.clear();
            }
        }
        at += 1;
    }
    acc
}

fn is_comma(token: &Token) -> bool {
    token.is_mark(",")
}

fn is_conjunction(token: &Token) -> bool {
    matches!(token.folded.as_str(), "and" | "or")
}

fn may_open_item(token: &Token) -> bool {
    matches!(
        token.folded.as_str(),
        "the" | "a" | "an" | "and" | "or" | "its" | "their" | "his" | "her" | "more" | "all" | "no"
    )
}

fn is_item_word(token: &Token) -> bool {
    token.is_content()
}

/// The word directly before `at`; items further back than four words apart are no list.
fn push_head(tokens: &[Token], at: usize, items: &mut Vec<usize>) {
    let Some(head) = at.checked_sub(1).filter(|it| is_item_word(&tokens[*it])) else {
        items.clear();
        return;
    };
    if items.last().is_some_and(|last| head - last > 5) {
        items.clear();
    }
    items.push(head);
}
