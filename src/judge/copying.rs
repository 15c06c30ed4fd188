//! How near to a copy of a passage a claim is around the words in which the two differ.

use super::View;
use crate::retrieve::Hit;
use crate::text::{Sentence, Span};

/// Content words on either side of the claim's words, and of the passage's among which they are looked for.
const N_OURS: usize = 2;
const N_THEIRS: usize = 3;

/// Two words count as the same from this strength on.
const SAME: f64 = 0.6;

/// The share of the content words beside the claim's words at `span` that stand beside the passage's at `source`.
pub(super) fn share_beside(view: &View, span: Span, hit: &Hit, source: Span) -> f64 {
    let ours = beside(&view.sentence, span, N_OURS);
    let theirs = beside(&hit.sentence, source, N_THEIRS);
    let stem = |it: usize| view.sentence.tokens[it].stem.as_str();
    let is_there =
        |one: usize| theirs.iter().any(|it| view.hits.strength(stem(one), &hit.sentence.tokens[*it].stem) >= SAME);
    ours.iter().filter(|it| is_there(**it)).count() as f64 / ours.len().max(1) as f64
}

/// The content words on either side of a span.
fn beside(sentence: &Sentence, span: Span, n: usize) -> Vec<usize> {
    let tokens = &sentence.tokens;
    let content = || (0..tokens.len()).filter(|it| tokens[*it].is_content());
    let before: Vec<usize> = content().filter(|it| tokens[*it].span.end <= span.start).collect();
    let after = content().filter(|it| tokens[*it].span.start >= span.end).take(n);
    before[before.len().saturating_sub(n)..].iter().copied().chain(after).collect()
}
