//! Phrases of several words that say the opposite: "hold on to" where the source has "give up".

use std::ops::Range;

use smol_str::SmolStr;

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::{Hit, Word};
use crate::text::{Sentence, Span, Token, denies, is_negation, words};

/// Phrases that say the same, as runs of stems.
type Family = Vec<Vec<SmolStr>>;

/// A phrase counts from this coverage of the best passage on.
const PHRASE_COVERAGE: f64 = 0.45;

/// Or from this coverage of the words around it.
const REST_COVERAGE: f64 = 0.75;

/// Tokens before a phrase among which its subject stands.
const SUBJECT_REACH: usize = 7;

/// Tokens after a phrase among which what it speaks of stands.
const REACH: usize = 8;

pub(super) fn judge(view: &View) -> Option<Seen> {
    let best = view.best()?;
    for [one, other] in words::OPPOSITE_PHRASES.iter() {
        for (ours, theirs) in [(one, other), (other, one)] {
            let seen = find(&view.sentence, ours)
                .filter(|it| is_same_matter(view, best, it))
                .and_then(|it| opposite(view, best, it.clone(), ours, theirs).or_else(|| denied(view, best, it, ours)));
            if seen.is_some() {
                return seen;
            }
        }
    }
    for [one, other] in words::OPPOSITE_STATES.iter() {
        for (ours, theirs) in [(one, other), (other, one)] {
            let seen = find(&view.sentence, ours)
                .filter(|it| is_same_matter(view, best, it))
                .and_then(|it| opposite_state(view, best, it, ours, theirs));
            if seen.is_some() {
                return seen;
            }
        }
    }
    None
}

/// The passage says the opposite of the same subject, and none says what the claim does.
fn opposite_state(view: &View, best: &Hit, claimed: Range<usize>, ours: &Family, theirs: &Family) -> Option<Seen> {
    let subject = |sentence: &Sentence, end: usize| -> Vec<SmolStr> {
        let before = sentence.tokens[end.saturating_sub(SUBJECT_REACH)..end].iter();
        before.filter(|it| it.is_content()).map(|it| it.stem.clone()).collect()
    };
    let mine = subject(&view.sentence, claimed.start);
    let n_same = |hit: &Hit, state: &Range<usize>| {
        let yours = subject(&hit.sentence, state.start);
        mine.iter().filter(|it| yours.iter().any(|other| view.hits.strength(it, other) >= 0.8)).count()
    };
    let least = mine.len().clamp(1, 2);
    let says_so = |hit: &Hit| find(&hit.sentence, ours).is_some_and(|it| n_same(hit, &it) >= least);
    if view.all.iter().any(says_so) {
        return None;
    }
    let others = view.hits.candidates.iter().filter(|_| mine.len() >= 2);
    for hit in std::iter::once(best).chain(&view.all).chain(others) {
        let Some(state) = find(&hit.sentence, theirs) else { continue };
        let is_same_way = is_denied(&view.sentence, claimed.start) == is_denied(&hit.sentence, state.start);
        if is_same_way && n_same(hit, &state) >= least {
            return Some(against(view, claimed, hit, state, ReasonKind::Antonym));
        }
    }
    None
}

/// Whether the passage has enough of the claim, or most of what stands around the phrase.
fn is_same_matter(view: &View, best: &Hit, phrase: &Range<usize>) -> bool {
    let is_around = |it: &Word| !phrase.contains(&it.token);
    let n_around = view.hits.words.iter().filter(|it| is_around(it)).count();
    view.hits.best.coverage >= PHRASE_COVERAGE
        || (n_around >= 2 && view.hits.coverage_by(best, is_around) >= REST_COVERAGE)
}

/// The passage has the opposite phrase of the same object, and none has the claim's.
fn opposite(view: &View, best: &Hit, claimed: Range<usize>, ours: &Family, theirs: &Family) -> Option<Seen> {
    let is_there_too = view.all.iter().any(|hit| find(&hit.sentence, ours).is_some());
    let opposite = find(&best.sentence, theirs).filter(|_| !is_there_too)?;
    let is_same_way = is_denied(&view.sentence, claimed.start) == is_denied(&best.sentence, opposite.start);
    // Two single words, which mean much else besides, must have the same thing right behind them: "kept", "broke its
    // promise".
    let is_phrase = claimed.len() > 1 || opposite.len() > 1;
    let has_same_object = match is_phrase {
        true => shares_object(view, &claimed, best, &opposite),
        false => {
            let first = |sentence: &Sentence, from: usize| {
                sentence.tokens[from..].iter().take(3).find(|it| it.is_material()).map(|it| it.stem.clone())
            };
            let ours = first(&view.sentence, claimed.end);
            ours.is_some() && ours == first(&best.sentence, opposite.end)
        }
    };
    let shares = is_same_way && has_same_object;
    shares.then(|| against(view, claimed, best, opposite, ReasonKind::Antonym))
}

/// The passage has the claim's phrase, and only one of the two denies it.
fn denied(view: &View, best: &Hit, claimed: Range<usize>, ours: &Family) -> Option<Seen> {
    let is_ours_denied = is_denied(&view.sentence, claimed.start);
    let bears_out =
        |hit: &Hit| find(&hit.sentence, ours).is_some_and(|it| is_denied(&hit.sentence, it.start) == is_ours_denied);
    let same = find(&best.sentence, ours).filter(|_| !view.all.iter().any(bears_out))?;
    // "Rejects demands to give up land" of "demands that it give up land, which it rejects".
    let denial = |sentence: &Sentence| -> Vec<SmolStr> {
        sentence.tokens.iter().filter(|it| denies(it)).map(|it| it.folded.clone()).collect()
    };
    let (mine, yours) = (denial(&view.sentence), denial(&best.sentence));
    // "Refuses" and "rejects" say so alike.
    let has_verb = |sentence: &Sentence| sentence.tokens.iter().any(|it| denies(it) && !is_negation(it));
    if mine.iter().any(|it| yours.contains(it)) || (has_verb(&view.sentence) && has_verb(&best.sentence)) {
        return None;
    }
    let is_phrase = claimed.len() > 1 && same.len() > 1;
    let shares = is_phrase && shares_object(view, &claimed, best, &same);
    shares.then(|| against(view, claimed, best, same, ReasonKind::Negation))
}

fn against(view: &View, claimed: Range<usize>, best: &Hit, source: Range<usize>, kind: ReasonKind) -> Seen {
    let tokens = &best.sentence.tokens;
    let source = Span::new(tokens[source.start].span.start, tokens[source.end - 1].span.end);
    Seen::new(kind, Strength::Conflict, view.span_of(claimed)).against(best, source)
}

/// Whether the two phrases are followed by a word in common.
fn shares_object(view: &View, claimed: &Range<usize>, best: &Hit, source: &Range<usize>) -> bool {
    fn objects(sentence: &Sentence, from: usize) -> impl Iterator<Item = &Token> {
        sentence.tokens[from..].iter().take(REACH).filter(|it| it.is_material())
    }
    let is_same =
        |it: &Token| objects(&best.sentence, source.end).any(|other| view.hits.strength(&it.stem, &other.stem) >= 0.8);
    objects(&view.sentence, claimed.end).any(is_same)
}

/// Whether something before the phrase denies it: "refused to give up", "decided against going ahead with".
fn is_denied(sentence: &Sentence, at: usize) -> bool {
    let before = &sentence.tokens[at.saturating_sub(4)..at];
    // "Unless she agrees": if she does not.
    before.iter().any(|it| denies(it) || matches!(it.folded.as_str(), "against" | "instead" | "than" | "unless"))
}

/// The first of the phrases in a sentence: positions of tokens.
fn find(sentence: &Sentence, phrases: &[Vec<SmolStr>]) -> Option<Range<usize>> {
    let tokens = &sentence.tokens;
    // Small words have no stem: they are compared as they are written.
    let is = |token: &Token, word: &SmolStr| token.stem == *word || (token.stem.is_empty() && token.folded == *word);
    let starts = |at: usize, phrase: &[SmolStr]| {
        phrase.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|it| is(it, word)))
    };
    (0..tokens.len()).find_map(|at| {
        let phrase = phrases.iter().find(|it| starts(at, it))?;
        Some(at..at + phrase.len())
    })
}
