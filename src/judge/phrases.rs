//! Phrases of several words that say the opposite: "hold on to" where the source has "give up".

use super::{ReasonKind, Seen, Strength, View};
use crate::text::{Sentence, Span, Token, denies, words};

/// A phrase counts from this coverage of the best passage on.
const PHRASE_COVERAGE: f64 = 0.45;

/// Tokens after a phrase among which what it speaks of stands.
const REACH: usize = 8;

pub(super) fn judge(view: &View) -> Option<Seen> {
    let best = view.best().filter(|_| view.hits.best.coverage >= PHRASE_COVERAGE)?;
    for [one, other] in words::OPPOSITE_PHRASES.iter() {
        for (ours, theirs) in [(one, other), (other, one)] {
            let Some(claimed) = find(&view.sentence, ours) else { continue };
            let is_there_too = view.all.iter().any(|hit| find(&hit.sentence, ours).is_some());
            let Some(opposite) = find(&best.sentence, theirs).filter(|_| !is_there_too) else { continue };
            let is_denied =
                |sentence: &Sentence, at: usize| sentence.tokens[at.saturating_sub(4)..at].iter().any(denies);
            let is_same_way = is_denied(&view.sentence, claimed.start) == is_denied(&best.sentence, opposite.start);
            // One phrase at least has several words: single ones are left to the antonyms.
            let is_phrase = claimed.len() > 1 || opposite.len() > 1;
            let objects = |sentence: &Sentence, from: usize| -> Vec<Token> {
                let end = sentence.tokens.len().min(from + REACH);
                sentence.tokens[from..end].iter().filter(|it| it.is_material()).cloned().collect()
            };
            let (mine, yours) = (objects(&view.sentence, claimed.end), objects(&best.sentence, opposite.end));
            let shares_object =
                mine.iter().any(|it| yours.iter().any(|other| view.hits.strength(&it.stem, &other.stem) >= 0.8));
            if is_same_way && is_phrase && shares_object {
                let theirs = &best.sentence.tokens;
                let source = Span::new(theirs[opposite.start].span.start, theirs[opposite.end - 1].span.end);
                let seen = Seen::new(ReasonKind::Antonym, Strength::Conflict, view.span_of(claimed));
                return Some(seen.against(best, source));
            }
        }
    }
    None
}

/// The first of the phrases in a sentence: positions of tokens.
fn find(sentence: &Sentence, phrases: &[Vec<String>]) -> Option<std::ops::Range<usize>> {
    let tokens = &sentence.tokens;
    // Small words have no stem: they are compared as they are written.
    let is = |token: &Token, word: &String| token.stem == *word || (token.stem.is_empty() && token.folded == *word);
    let starts = |at: usize, phrase: &[String]| {
        phrase.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|it| is(it, word)))
    };
    (0..tokens.len()).find_map(|at| {
        let phrase = phrases.iter().find(|it| starts(at, it))?;
        Some(at..at + phrase.len())
    })
}
