//! Where the thing under the cursor comes from: the head of a source, and every passage that bears a claim out.

use std::collections::HashSet;

use crate::check::{CheckedClaim, Context, Report};
use crate::corpus::{Passage, PassageId};
use crate::draft::{Citation, CitationKind};
use crate::judge::{Judgement, Stance, Verdict};
use crate::rules::{Resolution, resolve_citation};
use crate::text::{Place, Span, fold, squeezed};

use super::cursor::{Under, claim_at, under};
use super::passages::passages_saying;
use super::targets::{best_passage, target};
use super::uses::own_span;
use super::{Definition, Target};

/// Most passages in a list.
const MAX_PASSAGES: usize = 1000;

/// A title stands among the first so many passages, below a line of navigation at most.
const NEAR_HEAD: usize = 8;

/// See [`super::declaration`].
pub(super) fn declaration(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    let (origin, head) = match under(context, report, offset)? {
        Under::Citation(citation) => (own_span(&report.draft, citation), cited_head(context, report, citation)),
        other => {
            let (origin, passage) = best_passage(context, report, other, offset)?;
            (origin, head(context, passage.source))
        }
    };
    Some(Definition { origin, targets: vec![head?] })
}

/// See [`super::implementation`].
pub(super) fn implementation(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    if let Some(Under::Citation(citation)) = under(context, report, offset) {
        let Resolution::Source(source) = resolve_citation(&context.corpus, &report.draft, citation) else {
            return None;
        };
        let claim = claim_of(report, citation)?;
        let passages = supporting(&claim.judgement).into_iter().filter(|it| it.source == source);
        return definition(context, own_span(&report.draft, citation), passages);
    }
    let claim = &report.claims[claim_at(report, offset)?];
    let supporting = supporting(&claim.judgement);
    let Some(quotation) = quotation_at(claim, offset) else {
        return definition(context, claim.claim.span, supporting.into_iter());
    };
    let saying = passages_saying(&context.corpus, quotation.of(&report.draft.prose), MAX_PASSAGES);
    // A quotation over several sentences stands in no single passage.
    if saying.is_empty() {
        return definition(context, quotation, supporting.into_iter());
    }
    let (first, others): (Vec<PassageId>, Vec<PassageId>) = saying.into_iter().partition(|it| supporting.contains(it));
    definition(context, quotation, first.into_iter().chain(others))
}

/// The claim that a citation belongs to.
pub(super) fn claim_of<'a>(report: &'a Report, citation: &Citation) -> Option<&'a CheckedClaim> {
    let idx = report.draft.citations.iter().position(|it| it == citation)?;
    report.claims.iter().find(|it| it.claim.citations.contains(&idx))
}

/// The passages that bear a claim out, the best first.
pub(super) fn supporting(judgement: &Judgement) -> Vec<PassageId> {
    let voices = |stance| judgement.voices.iter().filter(move |it| it.stance == stance);
    let mut acc: Vec<PassageId> = Vec::new();
    if judgement.verdict == Verdict::Supported {
        let sources: HashSet<usize> = voices(Stance::Supports).map(|it| it.passage.source).collect();
        // Where no source has enough to say by itself, they bear it out together.
        let is_heard = |it: &PassageId| sources.is_empty() || sources.contains(&it.source);
        acc.extend(judgement.evidence.iter().map(|it| it.passage).filter(is_heard));
    }
    for voice in voices(Stance::Supports) {
        if !acc.contains(&voice.passage) {
            acc.push(voice.passage);
        }
    }
    acc
}

/// Where the title of a source stands, else its beginning, where what is known of it is written.
pub(super) fn head(context: &Context, source_idx: usize) -> Option<Target> {
    let source = context.corpus.sources().get(source_idx)?;
    let path = Some(source.opens_at().to_owned());
    let plain = |words: &str| fold(&squeezed(words));
    let title = source.metadata.title.as_deref().map(plain);
    let document = context.corpus.document(source_idx);
    let is_title = |it: &&Passage| {
        it.place.is_heading && title.as_deref().is_some_and(|title| plain(it.place.span.of(&document.text)) == *title)
    };
    let place = document.passages.iter().take(NEAR_HEAD).find(is_title).map(|it| it.place);
    let (start, end) = place.map_or_else(Default::default, |it| (it.start, it.end));
    Some(Target { path, start, end })
}

/// The head of the source that a citation names; the entry of a bibliography where there is no source.
fn cited_head(context: &Context, report: &Report, citation: &Citation) -> Option<Target> {
    match resolve_citation(&context.corpus, &report.draft, citation) {
        Resolution::Source(source) => head(context, source),
        _ if citation.kind == CitationKind::Pandoc => listed(context, &citation.target),
        _ => None,
    }
}

/// Where a bibliography lists the work with this key.
pub(super) fn listed(context: &Context, key: &str) -> Option<Target> {
    let work = context.corpus.listed_work(key)?;
    let line = u32::try_from(work.line.saturating_sub(1)).ok()?;
    let place = Place { line, ..Place::default() };
    Some(Target { path: Some(work.bibliography.clone()), start: place, end: place })
}

/// The quotation of a claim at `offset`, in the draft, without its marks.
fn quotation_at(claim: &CheckedClaim, offset: usize) -> Option<Span> {
    let start = claim.claim.span.start;
    let quotation = claim.claim.quotations.iter().find(|it| it.outer.shifted(start).touches(offset))?;
    Some(quotation.inner.shifted(start))
}

fn definition(context: &Context, origin: Span, passages: impl Iterator<Item = PassageId>) -> Option<Definition> {
    let targets: Vec<Target> = passages.filter_map(|it| target(context, it)).collect();
    (!targets.is_empty()).then_some(Definition { origin, targets })
}
