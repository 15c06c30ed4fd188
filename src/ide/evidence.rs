//! The claim at the cursor with all that it rests on, for a view beside the draft.

use std::collections::BTreeMap;

use crate::check::{Context, Report};
use crate::corpus::PassageId;
use crate::judge::Stance;
use crate::rules::cited_sources;
use crate::text::{Span, squeezed, visible, without_gaps};

use super::cursor::claim_at;
use super::hover;
use super::page::Piece;

/// Most passages that are shown of a claim.
const MAX_PASSAGES: usize = 8;

/// Some words, safe to show as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    /// Whether they are those that matter.
    pub stands_out: bool,
}

/// A passage and what it has to do with the claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageCard {
    pub passage: PassageId,
    /// Its words, of a long one those around the first match.
    pub words: Vec<Run>,
    /// What its source says by itself; `None` where it only bears on the claim.
    pub stance: Option<Stance>,
    /// Whether the claim cites its source.
    pub is_cited: bool,
}

/// A claim, why it is judged as it is, and the passages, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceView {
    /// Index into the report's claims.
    pub claim: usize,
    /// Its words, without citations.
    pub text: String,
    /// The verdict in a few words.
    pub headline: String,
    /// Why, a line each: what speaks against it first.
    pub why: Vec<Vec<Run>>,
    pub passages: Vec<PassageCard>,
}

/// A source that a draft has to do with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceUse {
    pub source: usize,
    /// How many citations of the draft name it.
    pub n_citations: usize,
    /// Its passages that are the best evidence of its for a claim, in the order of the draft, with the index of the
    /// claim.
    pub passages: Vec<(PassageId, usize)>,
}

/// The sources that a draft cites or that speak for or against its claims, by place in the corpus.
pub fn source_uses(context: &Context, report: &Report) -> Vec<SourceUse> {
    let mut acc: BTreeMap<usize, SourceUse> = BTreeMap::new();
    let citations = &report.draft.citations;
    for source in citations.iter().flat_map(|it| cited_sources(&context.corpus, &report.draft, it)) {
        acc.entry(source).or_default().n_citations += 1;
    }
    for (claim, checked) in report.claims.iter().enumerate() {
        let judgement = &checked.judgement;
        for voice in &judgement.voices {
            let own = judgement.evidence.iter().map(|it| it.passage).find(|it| it.source == voice.passage.source);
            acc.entry(voice.passage.source).or_default().passages.push((own.unwrap_or(voice.passage), claim));
        }
    }
    acc.into_iter().map(|(source, it)| SourceUse { source, ..it }).collect()
}

/// What there is to show about the claim at `offset` of the draft; `None` where there is none.
pub fn evidence(context: &Context, report: &Report, offset: usize) -> Option<EvidenceView> {
    let claim_idx = claim_at(report, offset)?;
    let checked = &report.claims[claim_idx];
    let judgement = &checked.judgement;
    let citations = checked.claim.citations.iter().filter_map(|it| report.draft.citations.get(*it));
    let cited: Vec<usize> = citations.flat_map(|it| cited_sources(&context.corpus, &report.draft, it)).collect();
    let stance = |source: usize| judgement.voices.iter().find(|it| it.passage.source == source).map(|it| it.stance);

    let mut shown: Vec<(PassageId, &[Span])> =
        judgement.evidence.iter().map(|it| (it.passage, it.matched.as_slice())).collect();
    // A source may speak in a passage that is not among the best.
    for voice in &judgement.voices {
        if shown.iter().all(|it| it.0.source != voice.passage.source) {
            shown.push((voice.passage, &[]));
        }
    }
    let card = |(passage, matched): (PassageId, &[Span])| {
        let document = context.corpus.document(passage.source);
        let place = document.passages.get(passage.passage)?.place;
        let words = hover::excerpt(&document.text, place.span, matched);
        let (words, stance) = (runs(words), stance(passage.source));
        Some(PassageCard { passage, words, stance, is_cited: cited.contains(&passage.source) })
    };
    Some(EvidenceView {
        claim: claim_idx,
        text: without_gaps(&visible(&squeezed(&checked.claim.text))),
        headline: hover::headline(judgement),
        why: hover::why(context, report, checked).into_iter().map(runs).collect(),
        passages: shown.into_iter().filter_map(card).take(MAX_PASSAGES).collect(),
    })
}

fn runs(pieces: Vec<Piece>) -> Vec<Run> {
    let run = |it: Piece| Run { stands_out: matches!(it, Piece::Bold(_)), text: it.to_plain() };
    pieces.into_iter().map(run).filter(|it| !it.text.is_empty()).collect()
}
