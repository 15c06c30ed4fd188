//! Where to go from a place in the draft.

use crate::check::{Context, Report};
use crate::corpus::PassageId;
use crate::draft::{Citation, CitationKind};
use crate::rules::{Resolution, cited_sources, located_passage, resolve_citation};
use crate::text::Span;

use super::cursor::{Under, all_mentions, claim_at, sentence_stems, under};
use super::origins::{head, listed, supporting, supporting_citation};
use super::passages::{best_passages, passage, passages_naming};
use super::uses::{Cited, own_span, uses};
use super::{Definition, References, Target};

/// Most passages in a list of references.
const MAX_REFERENCES: usize = 1000;

/// See [`super::definition`].
pub(super) fn definition(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    let (origin, targets) = match under(context, report, offset)? {
        Under::Citation(citation) => (own_span(&report.draft, citation), cited_targets(context, report, citation)),
        other => {
            let (origin, passage) = best_passage(context, report, other, offset)?;
            (origin, target(context, passage).into_iter().collect())
        }
    };
    (!targets.is_empty()).then_some(Definition { origin, targets })
}

/// What stands under the cursor, and the passage that serves it best; `None` for a citation, which names a source.
pub(super) fn best_passage(
    context: &Context,
    report: &Report,
    under: Under<'_>,
    offset: usize,
) -> Option<(Span, PassageId)> {
    match under {
        Under::Citation(_) => None,
        Under::Finding(finding) => Some((finding.span, finding.evidence.first()?.passage)),
        Under::Mention(mention) => {
            let term = context.lexicon.terms().get(mention.term)?;
            let claim = claim_at(report, offset).map(|it| &report.claims[it]);
            let naming = passages_naming(&context.corpus, term, MAX_REFERENCES);
            let best = best_passages(context, term, claim, &sentence_stems(report, offset), &naming);
            Some((mention.span, best.first()?.passage))
        }
        Under::Claim(claim) => {
            let claim = &report.claims[claim];
            Some((claim.claim.span, claim.judgement.evidence.first()?.passage))
        }
    }
}

/// See [`super::references`].
pub(super) fn references(context: &Context, report: &Report, offset: usize) -> Option<References> {
    let mut acc = References::default();
    match under(context, report, offset)? {
        Under::Citation(citation) => {
            let cited = Cited::by(&context.corpus, &report.draft, citation);
            acc.uses =
                uses(&context.corpus, &report.draft, &cited).into_iter().map(|it| in_draft(report, it)).collect();
            match (citation.kind, resolve_citation(&context.corpus, &report.draft, citation)) {
                (CitationKind::Footnote, _) => acc.declaration = citation.definition.map(|it| in_draft(report, it)),
                (_, Resolution::Source(source)) => {
                    acc.declaration = head(context, source);
                    acc.passages = passages_used(context, report, source);
                }
                (CitationKind::Pandoc, _) => acc.declaration = listed(context, &citation.target),
                _ => {}
            }
            acc.cited = Some(cited).filter(Cited::is_known_elsewhere);
        }
        Under::Mention(mention) => {
            let term = context.lexicon.terms().get(mention.term)?;
            let naming = passages_naming(&context.corpus, term, MAX_REFERENCES);
            let mentions = all_mentions(context, report).into_iter().filter(|it| it.term == mention.term);
            acc.uses = mentions.map(|it| in_draft(report, it.span)).collect();
            acc.passages = naming.into_iter().filter_map(|it| target(context, it)).collect();
        }
        Under::Finding(finding) => {
            acc.passages = match finding.claim {
                Some(claim) => evidence_targets(context, report, claim),
                None => finding.evidence.iter().filter_map(|it| target(context, it.passage)).collect(),
            };
        }
        Under::Claim(claim) => acc.passages = evidence_targets(context, report, claim),
    }
    let is_empty = acc.uses.is_empty() && acc.passages.is_empty() && acc.declaration.is_none();
    (!is_empty || acc.cited.is_some()).then_some(acc)
}

fn evidence_targets(context: &Context, report: &Report, claim: usize) -> Vec<Target> {
    let Some(claim) = report.claims.get(claim) else { return Vec::new() };
    claim.judgement.evidence.iter().filter_map(|it| target(context, it.passage)).collect()
}

/// The passages of a source that bear out claims of the draft, in order.
fn passages_used(context: &Context, report: &Report, source: usize) -> Vec<Target> {
    let supporting = report.claims.iter().flat_map(|it| supporting(&it.judgement));
    let mut acc: Vec<PassageId> = supporting.filter(|it| it.source == source).collect();
    acc.sort_unstable();
    acc.dedup();
    acc.into_iter().filter_map(|it| target(context, it)).collect()
}

/// In each cited source the place that the locator names, and on that page the passage that bears out the claim beside the
/// citation. Without a locator that passage wherever it is, else the head. The definition of a footnote; the entry of a
/// bibliography where there is no source.
fn cited_targets(context: &Context, report: &Report, citation: &Citation) -> Vec<Target> {
    if let (CitationKind::Footnote, Some(definition)) = (citation.kind, citation.definition) {
        return vec![in_draft(report, definition)];
    }
    let to_source = |source: usize| {
        let located = citation.locator.as_ref().and_then(|it| located_passage(&context.corpus, source, it));
        let located = located.map(|passage| PassageId { source, passage });
        let page_of = |id: PassageId| passage(&context.corpus.document(source), id).and_then(|it| it.place.page);
        let is_named = |id: &PassageId| located.is_none_or(|it| page_of(it).is_some() && page_of(*id) == page_of(it));
        let supporting = supporting_citation(report, citation, source).into_iter().filter(is_named);
        let passages = supporting.chain(located).chain([PassageId { source, passage: 0 }]);
        passages.filter_map(|it| target(context, it)).next().or_else(|| file(context, source))
    };
    let sources = cited_sources(&context.corpus, &report.draft, citation);
    let acc: Vec<Target> = sources.into_iter().filter_map(to_source).collect();
    match acc.is_empty() && citation.kind == CitationKind::Pandoc {
        true => listed(context, &citation.target).into_iter().collect(),
        false => acc,
    }
}

/// Where a passage stands.
pub(super) fn target(context: &Context, id: PassageId) -> Option<Target> {
    let source = context.corpus.sources().get(id.source)?;
    let document = context.corpus.document(id.source);
    let place = passage(&document, id)?.place;
    Some(Target { path: Some(source.opens_at().to_owned()), start: place.start, end: place.end })
}

fn file(context: &Context, source: usize) -> Option<Target> {
    let path = context.corpus.sources().get(source)?.opens_at().to_owned();
    Some(Target { path: Some(path), start: Default::default(), end: Default::default() })
}

fn in_draft(report: &Report, span: Span) -> Target {
    let draft = &report.draft;
    let place = |offset| draft.lines.place(&draft.text, offset);
    Target { path: None, start: place(span.start), end: place(span.end) }
}
