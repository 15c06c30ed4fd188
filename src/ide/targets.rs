//! Where to go from a place in the draft.

use crate::check::{Context, Report};
use crate::corpus::PassageId;
use crate::draft::{Citation, CitationKind};
use crate::rules::{cited_sources, located_passage};
use crate::text::Span;

use super::cursor::{Under, all_mentions, claim_at, sentence_stems, under};
use super::passages::{best_passages, passage, passages_naming};
use super::{Definition, Target};

/// Most passages in a list of references.
const MAX_REFERENCES: usize = 1000;

/// See [`super::definition`].
pub(super) fn definition(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    let (origin, targets) = match under(context, report, offset)? {
        Under::Citation(citation) => (citation.span, cited_targets(context, report, citation)),
        Under::Finding(finding) => {
            let passages = finding.evidence.iter().map(|it| it.passage);
            (finding.span, passages.take(1).filter_map(|it| target(context, it)).collect())
        }
        Under::Mention(mention) => {
            let term = context.lexicon.terms().get(mention.term)?;
            let claim = claim_at(report, offset).map(|it| &report.claims[it]);
            let naming = passages_naming(&context.corpus, term, MAX_REFERENCES);
            let best = best_passages(context, term, claim, &sentence_stems(report, offset), &naming);
            (mention.span, best.iter().take(1).filter_map(|it| target(context, it.passage)).collect())
        }
        Under::Claim(claim) => {
            let claim = &report.claims[claim];
            let passages = claim.judgement.evidence.iter().map(|it| it.passage);
            (claim.claim.span, passages.take(1).filter_map(|it| target(context, it)).collect::<Vec<_>>())
        }
    };
    (!targets.is_empty()).then_some(Definition { origin, targets })
}

/// See [`super::references`].
pub(super) fn references(context: &Context, report: &Report, offset: usize) -> Option<Vec<Target>> {
    let targets = match under(context, report, offset)? {
        Under::Citation(citation) => {
            let uses = report.draft.citations.iter();
            let uses = uses.filter(|it| it.kind == citation.kind && it.target == citation.target);
            uses.map(|it| in_draft(report, it.span)).collect()
        }
        Under::Mention(mention) => {
            let term = context.lexicon.terms().get(mention.term)?;
            let naming = passages_naming(&context.corpus, term, MAX_REFERENCES);
            let uses = all_mentions(context, report).into_iter().filter(|it| it.term == mention.term);
            let uses = uses.map(|it| in_draft(report, it.span));
            uses.chain(naming.into_iter().filter_map(|it| target(context, it))).collect()
        }
        Under::Finding(finding) => match finding.claim {
            Some(claim) => evidence_targets(context, report, claim),
            None => finding.evidence.iter().filter_map(|it| target(context, it.passage)).collect(),
        },
        Under::Claim(claim) => evidence_targets(context, report, claim),
    };
    Some(targets).filter(|it: &Vec<_>| !it.is_empty())
}

fn evidence_targets(context: &Context, report: &Report, claim: usize) -> Vec<Target> {
    let Some(claim) = report.claims.get(claim) else { return Vec::new() };
    claim.judgement.evidence.iter().filter_map(|it| target(context, it.passage)).collect()
}

/// The place in the cited source that the locator names, or its head; the definition of a footnote.
fn cited_targets(context: &Context, report: &Report, citation: &Citation) -> Vec<Target> {
    if let (CitationKind::Footnote, Some(definition)) = (citation.kind, citation.definition) {
        return vec![in_draft(report, definition)];
    }
    let to_source = |source: usize| {
        let located = citation.locator.as_ref().and_then(|it| located_passage(&context.corpus, source, it));
        let passage = located.unwrap_or_default();
        target(context, PassageId { source, passage }).or_else(|| file(context, source))
    };
    let sources = cited_sources(&context.corpus, &report.draft, citation);
    sources.into_iter().filter_map(to_source).collect()
}

fn target(context: &Context, id: PassageId) -> Option<Target> {
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
