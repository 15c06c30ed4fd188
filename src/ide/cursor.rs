//! What stands under the cursor.

use smol_str::SmolStr;

use crate::check::{Context, Report};
use crate::draft::Citation;
use crate::lexicon::Mention;
use crate::rules::Finding;
use crate::text::{Sentence, Span};

use super::uses::own_span;

/// The narrowest thing under the cursor.
#[derive(Clone, Copy)]
pub(super) enum Under<'a> {
    Citation(&'a Citation),
    /// A finding about some words of a claim.
    Finding(&'a Finding),
    Mention(Mention),
    /// Index into the report's claims.
    Claim(usize),
}

/// What stands at `offset`; a caret at the end of a word is at the word.
pub(super) fn under<'a>(context: &Context, report: &'a Report, offset: usize) -> Option<Under<'a>> {
    // Several keys may share a marker.
    let citations = || report.draft.citations.iter();
    let own = narrowest(citations(), |it| own_span(&report.draft, it), offset);
    let citation = own.or_else(|| narrowest(citations(), |it| it.span, offset));
    if let Some(citation) = citation {
        return Some(Under::Citation(citation));
    }
    let is_narrow = |it: &&Finding| claim_span(report, it.claim) != Some(it.span);
    if let Some(finding) = narrowest(report.findings.iter().filter(is_narrow), |it| it.span, offset) {
        return Some(Under::Finding(finding));
    }
    let mentions = mentions_in(context, report, offset);
    if let Some(mention) = narrowest(mentions.iter(), |it| it.span, offset) {
        return Some(Under::Mention(*mention));
    }
    claim_at(report, offset).map(Under::Claim)
}

/// The claim at `offset`.
pub(super) fn claim_at(report: &Report, offset: usize) -> Option<usize> {
    narrowest(report.claims.iter().enumerate(), |it| it.1.claim.span, offset).map(|it| it.0)
}

/// The stems of the sentence at `offset`, whether it is a claim or not.
pub(super) fn sentence_stems(report: &Report, offset: usize) -> Vec<SmolStr> {
    let stems = |it: &Sentence| it.content().map(|it| it.stem.clone()).collect();
    if let Some(claim) = claim_at(report, offset) {
        return stems(&report.claims[claim].claim.sentence);
    }
    sentence_span(report, offset).map(|it| stems(&Sentence::read(&report.draft.prose, it))).unwrap_or_default()
}

/// The mentions of terms in the whole draft, in order.
pub(super) fn all_mentions(context: &Context, report: &Report) -> Vec<Mention> {
    let blocks = report.draft.blocks.iter();
    blocks.flat_map(|it| context.lexicon.mentions(&report.draft.prose, it.span)).collect()
}

/// The mentions of the sentence at `offset`.
pub(super) fn mentions_in(context: &Context, report: &Report, offset: usize) -> Vec<Mention> {
    if let Some(claim) = claim_at(report, offset) {
        return report.claims[claim].claim.mentions.clone();
    }
    let span = sentence_span(report, offset);
    span.map(|it| context.lexicon.mentions(&report.draft.prose, it)).unwrap_or_default()
}

/// The sentence of the draft at `offset`; the block where it has none there.
pub(super) fn sentence_span(report: &Report, offset: usize) -> Option<Span> {
    let block = report.draft.blocks.iter().find(|it| it.span.touches(offset))?;
    block.sentences.iter().copied().find(|it| it.touches(offset)).or(Some(block.span))
}

fn claim_span(report: &Report, claim: Option<usize>) -> Option<Span> {
    report.claims.get(claim?).map(|it| it.claim.span)
}

fn narrowest<T>(things: impl Iterator<Item = T>, span: impl Fn(&T) -> Span, offset: usize) -> Option<T> {
    let touching = things.filter(|it| span(it).touches(offset));
    touching.min_by_key(|it| (!span(it).contains(offset), span(it).len()))
}
