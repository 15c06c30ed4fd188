//! Whether a word of the claim and its opposite in a passage can both be true, because they speak of different things.

use super::{View, arguments, degrees};
use crate::retrieve::Hit;
use crate::text::{Sentence, thesaurus};

/// Words behind an adjective among which the thing is that it describes.
const REACH: usize = 3;

/// The passage compares the other way round, speaks of the others, tells the same from the other side ("sold",
/// "bought"), or describes another thing: a "false name" and the "true identity".
pub(super) fn may_both_hold(view: &View, ours: usize, hit: &Hit, theirs: usize) -> bool {
    degrees::is_of_others(view, hit, theirs)
        || arguments::is_told_from_other_side(view, ours, hit, theirs)
        || describe_different_things(view, ours, hit, theirs)
}

fn describe_different_things(view: &View, ours: usize, hit: &Hit, theirs: usize) -> bool {
    let (own, other) = (described(&view.sentence, ours), described(&hit.sentence, theirs));
    let is_same = |one: usize, it: usize| {
        let (one, it) = (&view.sentence.tokens[one].stem, &hit.sentence.tokens[it].stem);
        view.hits.strength(one, it) >= 0.5 || thesaurus::nearness(one, it) <= thesaurus::Nearness::Near
    };
    if own.is_empty() || other.is_empty() {
        return false;
    }
    let are_apart = |own: &[usize], other: &[usize]| !own.iter().any(|one| other.iter().any(|it| is_same(*one, *it)));
    // "Low Norland prices", "high electricity prices": of one kind, but of other things.
    let kinds = |all: &[usize]| all[..all.len() - 1].to_vec();
    let (own_kinds, other_kinds) = (kinds(&own), kinds(&other));
    let has_name = own_kinds.iter().any(|it| view.sentence.tokens[*it].is_name)
        || other_kinds.iter().any(|it| hit.sentence.tokens[*it].is_name);
    let are_of_others =
        has_name && !own_kinds.is_empty() && !other_kinds.is_empty() && are_apart(&own_kinds, &other_kinds);
    are_apart(&own, &other) || are_of_others
}

/// The content words right behind an adjective; none where the word may be something else.
fn described(sentence: &Sentence, at: usize) -> Vec<usize> {
    let tokens = &sentence.tokens;
    let is_other = ["ly", "ed", "ing"].iter().any(|it| tokens[at].folded.ends_with(it))
        || thesaurus::is_mostly_verb(&tokens[at].stem);
    let behind = at + 1..tokens.len().min(at + 1 + REACH);
    match is_other {
        true => Vec::new(),
        false => behind.take_while(|it| tokens[*it].is_content()).collect(),
    }
}
