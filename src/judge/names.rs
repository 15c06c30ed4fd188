//! Names: known to the corpus, and in the evidence.

use super::align::{Alignment, Swap};
use super::{ReasonKind, Seen, Strength, View, roles};
use crate::retrieve::Word;
use crate::text::{Span, TokenKind, words};

/// From this coverage of the best passage on, an unknown name that faces another name is that name mistaken.
const SWAP_COVERAGE: f64 = 0.6;

/// From this coverage of the best passage on, a name that it lacks is out of place.
const MISPLACED_COVERAGE: f64 = 0.75;

/// A name counts as known from this strength of match on.
const KNOWN: f64 = 0.5;

/// Words of titles, capitalised before a name without naming anybody.
pub(super) const TITLES: [&str; 8] = ["vice", "deputy", "foreign", "prime", "former", "acting", "mr", "mrs"];

/// What was seen of the claim's names.
#[derive(Default)]
pub(super) struct Names {
    pub seen: Vec<Seen>,
    pub n_unknown: usize,
    pub has_elsewhere: bool,
}

pub(super) fn judge(view: &View, aligned: Option<&Alignment>) -> Names {
    let names = || view.hits.words.iter().filter(|it| it.is_name);
    let is_title = |word: &Word| {
        let folded = view.token(word).folded.as_str();
        words::ROLES.contains(folded) || TITLES.contains(&folded)
    };
    let unknown: Vec<&Word> = names().filter(|it| view.hits.best_strength(&it.stem) < KNOWN && !is_title(it)).collect();
    let not_in = |strength: &dyn Fn(&str) -> f64| names().filter(|it| strength(&it.stem) < KNOWN).count();
    let n_not_in_window = not_in(&|stem| view.hits.window.strength(stem));
    let mut acc =
        Names { n_unknown: unknown.len(), has_elsewhere: n_not_in_window > unknown.len(), ..Names::default() };
    for run in runs(view, &unknown) {
        acc.seen.push(unknown_name(view, &run, aligned));
    }
    let in_set = |word: &&Word| view.hits.set.strength(&word.stem) < KNOWN;
    if let Some(seen) = aligned.filter(|_| unknown.is_empty()).and_then(|it| misplaced(view, it)) {
        acc.seen.push(seen);
    } else if unknown.is_empty()
        && let Some(word) = names().find(in_set)
    {
        acc.seen.push(Seen::new(ReasonKind::NameElsewhere, Strength::Hint, view.token(word).span));
    }
    acc
}

/// A name from elsewhere in the corpus where the best passage, which has nearly all else, names another.
fn misplaced(view: &View, aligned: &Alignment) -> Option<Seen> {
    if view.hits.best.coverage < MISPLACED_COVERAGE {
        return None;
    }
    let is_absent =
        |swap: &&Swap| swap.claim.iter().all(|it| view.hits.window.strength(&view.sentence.tokens[*it].stem) < KNOWN);
    let swap = aligned.name_swaps.iter().find(is_absent)?;
    let theirs = &aligned.hit.sentence.tokens;
    let last = *swap.passage.last()?;
    let source = Span::new(theirs[swap.passage[0]].span.start, theirs[last].span.end);
    let span = view.span_of(swap.claim.iter().copied());
    Some(Seen::new(ReasonKind::Name, Strength::Conflict, span).against(&aligned.hit, source).replaced_by_source())
}

/// Unknown words that stand side by side, as one name each: token positions.
fn runs(view: &View, unknown: &[&Word]) -> Vec<Vec<usize>> {
    let mut acc: Vec<Vec<usize>> = Vec::new();
    for word in unknown {
        match acc.last_mut() {
            Some(run) if run.last().is_some_and(|last| stands_beside(view, *last, word.token)) => run.push(word.token),
            _ => acc.push(vec![word.token]),
        }
    }
    acc
}

fn stands_beside(view: &View, one: usize, other: usize) -> bool {
    view.sentence.tokens[one + 1..other].iter().all(|it| it.is_mark("-"))
}

/// A name that the corpus does not have: mistaken for the one that the best passage has in its place, or unsupported.
fn unknown_name(view: &View, run: &[usize], aligned: Option<&Alignment>) -> Seen {
    let faces = |swap: &&Swap| swap.claim.iter().any(|it| run.contains(it));
    let swap = aligned.and_then(|it| Some((it, it.name_swaps.iter().find(faces)?)));
    let whole = view.span_of(run.iter().copied());
    let is_near = view.hits.best.coverage >= SWAP_COVERAGE;
    let Some((aligned, swap)) = swap.filter(|_| is_near) else {
        let holder = run.last().filter(|_| is_near).and_then(|name| roles::holder_of_same_office(view, *name));
        let Some((hit, span)) = holder else {
            return Seen::new(ReasonKind::UnknownName, Strength::Unsupported, whole);
        };
        return Seen::new(ReasonKind::Name, Strength::Conflict, whole).against(&hit, span).replaced_by_source();
    };
    let tokens = &aligned.hit.sentence.tokens;
    let start = tokens[swap.passage[0]].span.start;
    let end = tokens[*swap.passage.last().unwrap_or(&swap.passage[0])].span.end;
    let is_one_name = (swap.passage[0]..=*swap.passage.last().unwrap_or(&swap.passage[0]))
        .all(|it| tokens[it].kind == TokenKind::Word && tokens[it].is_name);
    let span = view.span_of(swap.claim.iter().copied().chain(run.iter().copied()));
    let seen = Seen::new(ReasonKind::Name, Strength::Conflict, span).against(&aligned.hit, Span::new(start, end));
    if is_one_name { seen.replaced_by_source() } else { seen }
}
