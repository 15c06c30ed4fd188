//! What a source says of a claim by itself, for who asks whether the claim cites the right one.

use std::ops::RangeInclusive;

use super::{Judgement, View, judge_view};
use crate::claim::Claim;
use crate::corpus::Corpus;
use crate::retrieve::{Hit, retrieve_passages};
use crate::text::Quantity;

/// A claim judged by one source alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Hearing {
    pub judgement: Judgement,
    /// The share of the claim's weight, from 0 to 1, that the passages of the source cover which cover most of it.
    pub coverage: f64,
    /// Whether these passages bear out a figure of the claim that is no small one.
    pub has_figure: bool,
}

/// Judges a claim by one source alone.
pub fn hear(corpus: &Corpus, claim: &Claim, source: usize) -> Hearing {
    let view = View::new(corpus, claim, Some(source));
    let coverage = view.hits.window.coverage.max(view.hits.set.coverage);
    let figures = || view.all.iter().flat_map(|it| &it.sentence.quantities);
    let is_there = |it: &&Quantity| !it.is_small() && figures().any(|other| it.is_borne_out_by(other));
    let has_figure = view.sentence.quantities.iter().any(|it| is_there(&it));
    Hearing { judgement: judge_view(&view), coverage, has_figure }
}

/// The share of a claim's weight, from 0 to 1, that some pages of a source cover together; `None` when none of its
/// passages begins on them.
pub fn coverage_of_pages(corpus: &Corpus, claim: &Claim, source: usize, pages: &[RangeInclusive<u32>]) -> Option<f64> {
    let hits: Vec<Hit> = Hit::all_of(source, corpus.document(source)).collect();
    let is_there = |hit: &Hit| hit.place.page.is_some_and(|page| pages.iter().any(|it| it.contains(&page)));
    let ends_there = |idx: usize| hits.get(idx + 1).is_some_and(is_there);
    let there: Vec<Hit> =
        hits.iter().enumerate().filter(|(idx, it)| is_there(it) || ends_there(*idx)).map(|it| it.1.clone()).collect();
    if !hits.iter().any(is_there) {
        return None;
    }
    let view = View::new(corpus, claim, Some(source));
    Some(retrieve_passages(&view.hits, there).coverage)
}
