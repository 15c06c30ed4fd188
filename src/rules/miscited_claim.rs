//! `miscited-claim`

use std::ops::RangeInclusive;

use crate::corpus::Corpus;
use crate::draft::{Citation, CitationKind, LocatorKind};
use crate::judge::{Evidence, ReasonKind, Stance, Verdict};
use crate::text::{TokenKind, visible};

use super::citation::{is_known_whole, is_publisher_alone};
use super::cite::{replaced, with_page};
use super::say::place_of;
use super::{Cited, Ctx, Fix, Objection};

/// What the cited source covers less of than this does not tell the claim in other words either. A supported claim has 0.6
/// at the least.
const SILENT_BELOW: f64 = 0.55;

/// The same where the source by itself would be said to support the claim in part.
const HARDLY_BELOW: f64 = 0.45;

/// The other source covers so much more of it,
const MARGIN: f64 = 0.25;

/// or so much where the cited one might support it in part.
const WIDE_MARGIN: f64 = 0.4;

/// A claim of which all sources lack something is told well enough by one that covers so much of it, if what the cited one
/// covers is next to nothing.
const PARTLY_TOLD: f64 = 0.6;
const NOTHING_BELOW: f64 = 0.3;

/// Claims of fewer words are said of many things.
const LEAST_WORDS: usize = 4;

/// Of the weight of the claim: the passages of another source have it as good as whole.
const TOLD: f64 = 0.7;

pub(super) fn check(ctx: &Ctx) -> Option<Objection> {
    if ctx.judgement.verdict != Verdict::Supported || ctx.cited.is_empty() || n_words(ctx) < LEAST_WORDS {
        return None;
    }
    wrong_source(ctx).or_else(|| ctx.cited.iter().find_map(|it| wrong_page(ctx, it)))
}

fn n_words(ctx: &Ctx) -> usize {
    let is_word = |kind| matches!(kind, TokenKind::Word | TokenKind::Number | TokenKind::Quantity);
    ctx.claim.sentence.content().filter(|it| is_word(it.kind)).count()
}

fn wrong_source(ctx: &Ctx) -> Option<Objection> {
    if !ctx.claim.citations.iter().all(|it| names_known_source(ctx, *it)) {
        return None;
    }
    let origin = |it: usize| ctx.corpus.origin_of(it);
    let is_cited = |source: usize| ctx.cited.iter().any(|it| origin(it.source) == origin(source));
    let mut voices = ctx.judgement.voices.iter().filter(|it| it.stance == Stance::Supports);
    if voices.clone().any(|it| is_cited(it.passage.source)) {
        return None;
    }
    let first = ctx.judgement.evidence.first()?.passage.source;
    let is_plain = ctx.judgement.reasons.is_empty();
    let (voice, evidence, coverage) = voices.find_map(|voice| {
        let of_voice = ctx.judgement.evidence.iter().find(|it| it.passage.source == voice.passage.source)?;
        let alone = of_voice.score / 100.0;
        let coverage = if voice.passage.source == first { alone.max(ctx.judgement.coverage) } else { alone };
        let least = if is_plain { TOLD } else { PARTLY_TOLD };
        (coverage >= least).then_some((voice, of_voice, coverage))
    })?;
    let says_nothing = |it: &Cited| is_plain || it.hearing.as_ref().is_some_and(|it| it.coverage < NOTHING_BELOW);
    if !ctx.cited.iter().all(|it| is_silent(it, coverage) && says_nothing(it)) {
        return None;
    }
    let wrong = ctx.cited.first()?;
    let citation = ctx.draft.citations.get(wrong.citation)?;
    let key = visible(&ctx.corpus.sources().get(wrong.source)?.key).into_owned();
    let others = match ctx.cited.iter().any(|it| it.source != wrong.source) {
        true => " and the others cited do".to_owned(),
        false => " does".to_owned(),
    };
    let message = format!("`{key}`{others} not say this: {} does", place_of(ctx.corpus, evidence));
    let page = page_of(ctx.corpus, evidence);
    let fix = replaced(ctx.corpus, ctx.draft, citation, wrong.source, voice.passage.source, page);
    Some(objection(citation, message, evidence, fix))
}

/// Whether it is known what a citation of the claim cites: what is not may well support it.
fn names_known_source(ctx: &Ctx, citation: usize) -> bool {
    let Some(one) = ctx.draft.citations.get(citation) else { return false };
    let all: Vec<&Cited> = ctx.cited.iter().filter(|it| it.citation == citation).collect();
    let is_read = |it: &&Cited| {
        let source = ctx.corpus.sources().get(it.source);
        source.is_some_and(|it| it.language().is_read() && it.notes.is_empty())
    };
    // Who is named without a date may be quoted by others, and may have published what the corpus lacks.
    let has_digit = one.target.contains(|c: char| c.is_ascii_digit());
    let is_sure = (one.kind != CitationKind::Attribution || has_digit) && !is_publisher_alone(ctx.corpus, one);
    is_sure && !all.is_empty() && is_known_whole(ctx.corpus, ctx.draft, one) && all.iter().all(is_read)
}

/// Whether the source says nothing of the kind, where another one covers so much of the claim.
fn is_silent(cited: &Cited, other: f64) -> bool {
    let Some(hearing) = &cited.hearing else { return false };
    let reasons = &hearing.judgement.reasons;
    // Words in quotation marks are there or they are not.
    let lacks_quotation = reasons.iter().any(|it| it.kind == ReasonKind::UnknownQuotation);
    match hearing.judgement.verdict {
        Verdict::NotEnoughInfo if lacks_quotation => true,
        // What has the figure tells of the matter, in whichever words.
        _ if hearing.has_figure => false,
        Verdict::NotEnoughInfo => hearing.coverage < SILENT_BELOW && hearing.coverage + MARGIN <= other,
        Verdict::Supported => {
            !reasons.is_empty() && hearing.coverage < HARDLY_BELOW && hearing.coverage + WIDE_MARGIN <= other
        }
        // Another figure is for `disputed-claim` to tell.
        Verdict::Refuted => false,
    }
}

fn wrong_page(ctx: &Ctx, cited: &Cited) -> Option<Objection> {
    let citation = ctx.draft.citations.get(cited.citation)?;
    let evidence = on_another_page(ctx.corpus, cited, &pages_of(citation))?;
    let page = page_of(ctx.corpus, evidence)?;
    let written = citation.locator.as_ref().map(|it| visible(&it.value).into_owned())?;
    let key = visible(&ctx.corpus.sources().get(cited.source)?.key).into_owned();
    let message = format!("page {written} of `{key}` does not say this: page {page} does");
    let fix = with_page(ctx.draft, citation, page);
    Some(objection(citation, message, evidence, fix))
}

/// The passage that says it, where none on the cited pages does.
fn on_another_page<'a>(corpus: &Corpus, cited: &'a Cited, pages: &[RangeInclusive<u32>]) -> Option<&'a Evidence> {
    let hearing = cited.hearing.as_ref()?;
    let on_pages = cited.on_pages?;
    let is_plain = hearing.judgement.verdict == Verdict::Supported && hearing.judgement.reasons.is_empty();
    let evidence = hearing.judgement.evidence.first().filter(|it| is_plain && it.score >= 100.0 * TOLD)?;
    let page = page_of(corpus, evidence)?;
    let is_there = pages.iter().any(|it| it.contains(&page));
    (!is_there && on_pages < SILENT_BELOW && on_pages + MARGIN <= evidence.score / 100.0).then_some(evidence)
}

/// Takes back what is known of pages where those of a file are counted otherwise than in print: the same number of pages
/// lies between what is cited and where it stands, twice or more.
pub(super) fn without_shifted_pages(corpus: &Corpus, citations: &[Citation], cited: &mut [Vec<Cited>]) {
    let shift = |it: &Cited| {
        let pages = pages_of(citations.get(it.citation)?);
        let page = page_of(corpus, on_another_page(corpus, it, &pages)?)?;
        Some((it.source, i64::from(page) - i64::from(*pages.first()?.start())))
    };
    let shifts: Vec<(usize, i64)> = cited.iter().flatten().filter_map(shift).collect();
    for one in cited.iter_mut().flatten() {
        let is_shifted = shift(one).is_some_and(|it| shifts.iter().filter(|other| **other == it).count() > 1);
        if is_shifted {
            one.on_pages = None;
        }
    }
}

fn pages_of(citation: &Citation) -> Vec<RangeInclusive<u32>> {
    let locator = citation.locator.as_ref().filter(|it| it.kind == LocatorKind::Page);
    locator.map(|it| it.ranges()).unwrap_or_default()
}

fn page_of(corpus: &Corpus, evidence: &Evidence) -> Option<u32> {
    let document = corpus.document(evidence.passage.source);
    document.passages.get(evidence.passage.passage)?.place.page
}

fn objection(citation: &Citation, message: String, evidence: &Evidence, fix: Option<Fix>) -> Objection {
    let fixes = fix.into_iter().collect();
    Objection { evidence: vec![evidence.clone()], fixes, ..Objection::new(citation.target_span, message) }
}
