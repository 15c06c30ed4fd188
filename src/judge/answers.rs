//! Questions that a source asks and answers itself: "Will it replace the treaty? Not necessarily."

use super::{ReasonKind, Seen, Strength, View, is_question};
use crate::retrieve::Hit;
use crate::text::{Sentence, Span, Token, is_negation, words};

/// The share of the claim's words that the question must have, and that of the question's words in the claim.
const SAME_MATTER: f64 = 0.6;

/// What a source answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Open,
}

/// The claim says of what a source asks something else than the source's own answer.
pub(super) fn judge(view: &View) -> Option<Seen> {
    for hit in &view.hits.candidates {
        if !asks_whether(hit) || !is_same_matter(view, hit) {
            continue;
        }
        let Some(next) = hit.neighbour(1) else { continue };
        let Some((answer, span)) = answer(&next.sentence) else { continue };
        let tokens = &view.sentence.tokens;
        let is_denied = tokens.iter().any(is_negation);
        let is_hedged = tokens.iter().any(|it| {
            let word = it.folded.as_str();
            words::HEDGES.contains(word) || words::POSSIBILITIES.contains(word)
        });
        let kind = match (answer, is_denied) {
            (Answer::No, false) | (Answer::Yes, true) => ReasonKind::Negation,
            (Answer::Open, false) if !is_hedged => ReasonKind::Overclaim,
            _ => return None,
        };
        return Some(Seen::new(kind, Strength::Conflict, view.whole()).against(&next, span));
    }
    None
}

/// Whether the passage asks for a yes or a no.
fn asks_whether(hit: &Hit) -> bool {
    is_question(hit)
        && opening(&hit.sentence)
            .is_some_and(|it| words::FINITE_AUXILIARIES.contains(hit.sentence.tokens[it].folded.as_str()))
}

/// The first word, behind a letter that says which part of an interview this is: "Q:".
fn opening(sentence: &Sentence) -> Option<usize> {
    let tokens = &sentence.tokens;
    let first = sentence.first_word()?;
    let is_label = matches!(tokens[first].folded.as_str(), "q" | "a") && tokens.get(first + 1)?.is_mark(":");
    if !is_label {
        return Some(first);
    }
    (first + 2..tokens.len()).find(|it| tokens[*it].is_word())
}

fn is_same_matter(view: &View, hit: &Hit) -> bool {
    let asked: Vec<&Token> = hit.sentence.content().collect();
    let is_claimed = |it: &&&Token| view.hits.words.iter().any(|word| view.hits.strength(&word.stem, &it.stem) >= 0.6);
    let n_claimed = asked.iter().filter(is_claimed).count();
    view.hits.coverage_by(hit, |_| true) >= SAME_MATTER
        && asked.len() >= 3
        && n_claimed as f64 >= SAME_MATTER * asked.len() as f64
}

/// What the sentence answers, in its first words.
fn answer(sentence: &Sentence) -> Option<(Answer, Span)> {
    let tokens = &sentence.tokens;
    let first = opening(sentence)?;
    let next = tokens.get(first + 1);
    let ends = next.is_none_or(|it| !it.is_word());
    let is_next = |words: &[&str]| next.is_some_and(|it| words.contains(&it.folded.as_str()));
    let (answer, last) = match tokens[first].folded.as_str() {
        "yes" if ends => (Answer::Yes, first),
        "no" | "never" if ends => (Answer::No, first),
        "not" if is_next(&["yet"]) => (Answer::No, first + 1),
        "not" if is_next(&["necessarily", "always", "really", "quite", "entirely"]) => (Answer::Open, first + 1),
        "possibly" | "perhaps" | "maybe" | "potentially" => (Answer::Open, first),
        "it" if is_next(&["depends"]) => (Answer::Open, first + 1),
        _ => return None,
    };
    Some((answer, Span::new(tokens[first].span.start, tokens[last].span.end)))
}
