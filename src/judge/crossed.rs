//! Two things said of two others, the wrong way round: "A rose and B fell" against "A fell and B rose".

use super::{ReasonKind, Seen, Strength, View};
use crate::retrieve::Hit;
use crate::text::Sentence;

/// Passages that tell less of the claim may speak of something else.
const SAME_MATTER: f64 = 0.6;

/// The least share of a half's words that stands in either half of the passage.
const TORN: f64 = 0.3;

/// The claim joins two statements whose words a passage joins crosswise.
pub(super) fn judge(view: &View) -> Option<Seen> {
    let [first, second] = halves(&view.sentence)?;
    for hit in view.all.iter().filter(|it| view.hits.coverage_by(it, |_| true) >= SAME_MATTER) {
        let Some(theirs) = halves(&hit.sentence) else { continue };
        let (one, other) = (split(view, &first, hit, &theirs), split(view, &second, hit, &theirs));
        // Both halves must be torn: a word or two astray show nothing.
        let is_torn = |half: &(Vec<usize>, Vec<usize>)| {
            let (few, all) = (half.0.len().min(half.1.len()), half.0.len() + half.1.len());
            few > 0 && few as f64 >= TORN * all as f64
        };
        // One half opens as the first of the passage does, the other as the second.
        let opens_as_first = |half: &(Vec<usize>, Vec<usize>)| half.0.iter().min() < half.1.iter().min();
        if is_torn(&one) && is_torn(&other) && opens_as_first(&one) != opens_as_first(&other) {
            let span = view.span_of(first.iter().chain(&second).copied());
            return Some(Seen::new(ReasonKind::Antonym, Strength::Conflict, span).against_all_of(hit));
        }
    }
    None
}

/// The words of a half that only the first or only the second half of the passage has.
fn split(view: &View, half: &[usize], hit: &Hit, theirs: &[Vec<usize>; 2]) -> (Vec<usize>, Vec<usize>) {
    let has = |at: usize, half: &[usize]| {
        let stem = &view.sentence.tokens[at].stem;
        half.iter().any(|it| view.hits.strength(stem, &hit.sentence.tokens[*it].stem) >= 0.8)
    };
    let only = |one: &[usize], other: &[usize]| -> Vec<usize> {
        half.iter().copied().filter(|it| has(*it, one) && !has(*it, other)).collect()
    };
    (only(&theirs[0], &theirs[1]), only(&theirs[1], &theirs[0]))
}

/// The words of two statements that a sentence joins; `None` for one that joins none or more.
fn halves(sentence: &Sentence) -> Option<[Vec<usize>; 2]> {
    let tokens = &sentence.tokens;
    let word = |at: usize| tokens.get(at).map_or("", |it| it.folded.as_str());
    let is_joint = |at: &usize| {
        let is_rest =
            word(*at) == "and" && word(at + 1) == "the" && matches!(word(at + 2), "rest" | "remainder" | "other");
        let is_list = || tokens[..*at].iter().filter(|it| it.is_mark(",")).count() > 1;
        let is_and = word(*at) == "and" && *at > 0 && tokens[at - 1].is_mark(",") && !is_list();
        matches!(word(*at), "while" | "whereas" | "but" | ";") || is_rest || is_and
    };
    let joints: Vec<usize> = (1..tokens.len()).filter(|it| is_joint(it)).collect();
    let [joint] = joints[..] else { return None };
    let material = |range: std::ops::Range<usize>| range.filter(|it| tokens[*it].is_material()).collect::<Vec<_>>();
    let halves = [material(0..joint), material(joint + 1..tokens.len())];
    halves.iter().all(|it| it.len() >= 2).then_some(halves)
}
