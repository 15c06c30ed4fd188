//! Cards for sources, terms and claims.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::check::{CheckedClaim, Context, Report};
use crate::corpus::{PassageId, Source};
use crate::draft::{Citation, CitationKind, LocatorKind};
use crate::judge::{
    Evidence, How, Judgement, Match, MatchKind, Reason, ReasonKind, Stance, Verdict, explain, n_sources_against,
};
use crate::lexicon::Term;
use crate::rules::{Finding, Resolution, Said, cited_sources, match_line, reason_line, resolve_citation};
use crate::text::{Span, counted, escape};

use super::cursor::{Under, claim_at, sentence_stems, under};
use super::page::{Page, Piece};
use super::passages::{Shown, best_passages, passage, passages_naming};
use super::uses::own_span;
use super::{Hover, source_name};

/// Most passages shown; the rest is counted.
const MAX_SHOWN: usize = 3;

/// Most passages that are looked at for one term.
const MAX_NAMING: usize = 1000;

/// Most figures and names of a claim that have a line of their own.
const MAX_MATCHES: usize = 6;

/// Longest excerpt, in bytes.
const MAX_EXCERPT: usize = 360;

/// See [`super::hover`].
pub(super) fn hover(context: &Context, report: &Report, offset: usize) -> Option<Hover> {
    let mut page = Page::default();
    let span = match under(context, report, offset)? {
        Under::Citation(citation) => {
            show_citation(&mut page, context, report, citation);
            own_span(&report.draft, citation)
        }
        Under::Finding(finding) => {
            show_finding(&mut page, context, report, finding);
            finding.span
        }
        Under::Mention(mention) => {
            let term = context.lexicon.terms().get(mention.term)?;
            let claim = claim_at(report, offset).map(|it| &report.claims[it]);
            show_term(&mut page, context, term, claim, &sentence_stems(report, offset));
            mention.span
        }
        Under::Claim(claim) => {
            let claim = &report.claims[claim];
            let whole = report.findings.iter().filter(|it| it.span == claim.claim.span);
            whole.for_each(|it| page.line(Piece::message(&it.message)));
            show_judgement(&mut page, context, report, claim);
            claim.claim.span
        }
    };
    let markdown = page.to_markdown();
    (!markdown.is_empty()).then(|| Hover { span, markdown, plain: page.to_plain() })
}

fn show_citation(page: &mut Page, context: &Context, report: &Report, citation: &Citation) {
    match (resolve_citation(&context.corpus, &report.draft, citation), citation.definition) {
        (Resolution::Source(source), _) => show_source(page, context, report, source, citation),
        (Resolution::Several, _) => {
            page.line(vec![Piece::text("one of these sources:")]);
            let sources = cited_sources(&context.corpus, &report.draft, citation);
            sources.into_iter().for_each(|it| show_source(page, context, report, it, citation));
        }
        (_, Some(definition)) => page.line(vec![Piece::text(definition.of(&report.draft.text).trim())]),
        (Resolution::Unknown, None) if citation.kind == CitationKind::Footnote => {
            page.line(vec![Piece::text("this footnote has no definition")]);
        }
        (Resolution::Unknown, None) => {
            page.line(vec![Piece::text("no source of the corpus is called "), Piece::bold(&*citation.target)]);
        }
        // An address of the web need not be a source.
        (Resolution::NotASource, None) => {}
    }
}

fn show_source(page: &mut Page, context: &Context, report: &Report, source_idx: usize, citation: &Citation) {
    let Some(source) = context.corpus.sources().get(source_idx) else { return };
    let metadata = &source.metadata;
    show_head(page, source);
    if !metadata.authors.is_empty() {
        page.line(vec![Piece::text(metadata.authors.join(", "))]);
    }
    if let Some(descriptor) = &metadata.descriptor {
        page.line(vec![Piece::text(&**descriptor)]);
    }
    let uses = report.draft.citations.iter();
    let n_uses = uses.filter(|it| it.kind == citation.kind && it.target == citation.target).count();
    let uses = if n_uses == 1 { "cited once here".to_owned() } else { format!("cited {n_uses} times here") };
    let n_passages = counted(source.n_passages, "passage");
    let key = Piece::link(&*source.key, escape::file_address(source.opens_at(), None));
    let mut line = vec![key, Piece::text(format!(" · {n_passages} · {uses}"))];
    if source.mirror.is_some() {
        line.extend([Piece::text(" · "), Piece::link("original", escape::page_address(&source.path, None))]);
    }
    if let Some(url) = &metadata.url {
        line.extend([Piece::text(" · "), Piece::link(&**url, escape::web_address(url))]);
    }
    page.line(line);
    let claim = report.claims.iter().find(|it| it.claim.span.touches(citation.span.start));
    let evidence = claim.map(|it| it.judgement.evidence.as_slice()).unwrap_or_default();
    let pages = citation.locator.iter().filter(|it| it.kind == LocatorKind::Page).flat_map(|it| it.ranges());
    let pages: Vec<_> = pages.collect();
    let is_elsewhere = |it: &&Evidence| {
        let page = passage(&context.corpus.document(source_idx), it.passage).and_then(|it| it.place.page);
        page.is_some_and(|page| !pages.iter().any(|it| it.contains(&page)))
    };
    let mut own: Vec<_> = evidence.iter().filter(|it| it.passage.source == source_idx).collect();
    // What stands on the cited page goes first.
    own.sort_by_key(|it| !pages.is_empty() && is_elsewhere(it));
    own.truncate(1);
    for evidence in own {
        page.line(vec![Piece::text("For this sentence:")]);
        show_passage(page, context, &shown(evidence));
    }
}

/// The verdict and the reasons that bear on the finding's words; an editor shows its message beside the hover.
fn show_finding(page: &mut Page, context: &Context, report: &Report, finding: &Finding) {
    let judgement = finding.claim.and_then(|it| report.claims.get(it)).map(|it| &it.judgement);
    let reasons: Vec<_> =
        judgement.iter().flat_map(|it| &it.reasons).filter(|it| it.span.overlaps(finding.span)).collect();
    match judgement.filter(|_| !reasons.is_empty()) {
        Some(judgement) => page.line(verdict(judgement)),
        None => page.line(Piece::message(&finding.message)),
    }
    let told = judgement.iter().flat_map(|judgement| reasons.iter().map(move |it| told(context, judgement, it)));
    told.for_each(|it| page.bullet(it));
    let others = finding.evidence.iter().chain(judgement.iter().flat_map(|it| &it.evidence));
    let mut acc: Vec<Shown> = Vec::new();
    for evidence in others {
        if acc.iter().all(|it| it.passage != evidence.passage) {
            acc.push(shown(evidence));
        }
    }
    show_passages(page, context, &acc, acc.len());
}

fn show_term(page: &mut Page, context: &Context, term: &Term, claim: Option<&CheckedClaim>, stems: &[SmolStr]) {
    let mut head = vec![Piece::bold(&*term.name)];
    if let Some(role) = term.roles.first() {
        head.push(Piece::text(format!(", {role}")));
    }
    page.line(head);
    if let Some(definition) = &term.definition {
        page.line(vec![Piece::text(&**definition)]);
    }
    if !term.aliases.is_empty() {
        let aliases: Vec<_> = term.aliases.iter().take(6).map(String::as_str).collect();
        page.line(vec![Piece::text(format!("also: {}", aliases.join(", ")))]);
    }
    let naming = passages_naming(&context.corpus, term, MAX_NAMING);
    if naming.is_empty() {
        return page.line(vec![Piece::text("no passage of the corpus names it")]);
    }
    let best = best_passages(context, term, claim, stems, &naming);
    show_passages(page, context, &best, naming.len());
    show_totals(page, context, naming.iter().copied(), naming.len() == MAX_NAMING);
}

/// What is against a claim first, then what was matched, then what is missing, then the passages.
fn show_judgement(page: &mut Page, context: &Context, report: &Report, checked: &CheckedClaim) {
    let judgement = &checked.judgement;
    page.line(verdict(judgement));
    why(context, report, checked).into_iter().for_each(|it| page.bullet(it));
    let evidence: Vec<_> = judgement.evidence.iter().map(shown).collect();
    if judgement.verdict == Verdict::NotEnoughInfo && !evidence.is_empty() {
        page.line(vec![Piece::text("Nearest passages:")]);
    }
    show_passages(page, context, &evidence, evidence.len());
    if judgement.verdict == Verdict::Supported {
        show_totals(page, context, evidence.iter().map(|it| it.passage), false);
    }
}

fn verdict(judgement: &Judgement) -> Vec<Piece> {
    vec![Piece::bold(headline(judgement))]
}

/// The verdict in a few words.
pub(super) fn headline(judgement: &Judgement) -> String {
    let (n_for, n_against) = (judgement.n_sources(Stance::Supports), judgement.n_sources(Stance::Contradicts));
    let supported = if n_for == 0 { "the sources".to_owned() } else { counted(n_for, "source") };
    match judgement.verdict {
        Verdict::Supported if n_against > 0 => format!("Supported by {supported}, contradicted by {n_against}"),
        Verdict::Supported if judgement.reasons.is_empty() => format!("Supported by {supported}"),
        Verdict::Supported => format!("Supported by {supported}, with reservations"),
        Verdict::Refuted if n_against > 1 => format!("{n_against} sources say otherwise"),
        Verdict::Refuted => "The sources say otherwise".to_owned(),
        Verdict::NotEnoughInfo => "No support found in the sources".to_owned(),
    }
}

/// A reason in plain words: `25 years: the sources say 15 years (2 sources)`.
fn told(context: &Context, judgement: &Judgement, reason: &Reason) -> Vec<Piece> {
    pieces(reason_line(reason, n_sources_against(&context.corpus, judgement, reason)))
}

fn pieces(line: Vec<Said>) -> Vec<Piece> {
    let piece = |it: Said| match it {
        Said::Ours(words) => Piece::text(words),
        Said::Draft(words) | Said::Source(words) => Piece::bold(words),
    };
    line.into_iter().map(piece).collect()
}

/// What speaks against a claim, what of it was matched, and what is missing, in lines.
pub(super) fn why(context: &Context, report: &Report, checked: &CheckedClaim) -> Vec<Vec<Piece>> {
    let judgement = &checked.judgement;
    let mut acc: Vec<_> = judgement.reasons.iter().map(|it| told(context, judgement, it)).collect();
    acc.extend(matches(context, checked));
    acc.extend(missing(report, judgement));
    acc
}

/// The figures, names, roles and quotations that no reason speaks of: those in the same words in one line, others in
/// one each.
fn matches(context: &Context, checked: &CheckedClaim) -> Vec<Vec<Piece>> {
    let judgement = &checked.judgement;
    let is_told = |it: &Match| {
        let partial = judgement.reasons.iter().filter(|reason| !reason.span.covers(checked.claim.span));
        partial.into_iter().any(|reason| reason.span.overlaps(it.span))
    };
    let matches = explain(&context.corpus, &checked.claim, judgement);
    let (same, others): (Vec<Match>, Vec<Match>) =
        matches.into_iter().filter(|it| it.kind != MatchKind::Word && !is_told(it)).partition(|it| it.how == How::Same);
    let mut acc: Vec<_> = others.iter().take(MAX_MATCHES).map(|it| pieces(match_line(it))).collect();
    if !same.is_empty() {
        let words: Vec<_> = same.iter().take(MAX_MATCHES).map(|it| it.claim_words.as_str()).collect();
        acc.push(vec![Piece::text("in the same words: "), Piece::bold(words.join(", "))]);
    }
    acc
}

/// Words that the evidence lacks and no reason names.
fn missing(report: &Report, judgement: &Judgement) -> Option<Vec<Piece>> {
    let is_told = judgement.reasons.iter().any(|it| it.kind != ReasonKind::LowCoverage);
    let missing = judgement.missing.iter().map(|it| it.of(&report.draft.text)).collect::<Vec<_>>();
    let is_wanted = !missing.is_empty() && !is_told;
    is_wanted.then(|| vec![Piece::text("not in the evidence: "), Piece::bold(missing.join(", "))])
}

fn show_passages(page: &mut Page, context: &Context, passages: &[Shown], n_all: usize) {
    for it in passages.iter().take(MAX_SHOWN) {
        show_passage(page, context, it);
    }
    let n_more = n_all.saturating_sub(passages.len().min(MAX_SHOWN));
    if n_more > 0 {
        page.line(vec![Piece::text(format!("and {n_more} more (find references)"))]);
    }
}

pub(super) fn show_passage(page: &mut Page, context: &Context, shown: &Shown) {
    let id = shown.passage;
    let Some(source) = context.corpus.sources().get(id.source) else { return };
    let document = context.corpus.document(id.source);
    let Some(passage) = passage(&document, id) else { return };
    page.excerpt(excerpt(&document.text, passage.place.span, &shown.matched));
    let line = passage.place.start.line;
    let place = format!("{}, {}", source.key, passage.place.locator());
    let mut pieces = vec![Piece::link(place, escape::file_address(source.opens_at(), Some(line)))];
    if source.mirror.is_some() {
        let address = escape::page_address(&source.path, passage.place.page);
        pieces.extend([Piece::text(" · "), Piece::link("original", address)]);
    }
    pieces.extend(description(source));
    page.line(pieces);
}

pub(super) fn show_head(page: &mut Page, source: &Source) {
    let metadata = &source.metadata;
    let mut pieces = vec![Piece::bold(source_name(source))];
    for it in [&metadata.publisher, &metadata.date].into_iter().flatten() {
        pieces.push(Piece::text(format!(" · {it}")));
    }
    pieces.extend(reliability(source));
    page.line(pieces);
}

/// Title, publisher, date and reliability, as far as they are known.
fn description(source: &Source) -> Vec<Piece> {
    let metadata = &source.metadata;
    let known = [&metadata.title, &metadata.publisher, &metadata.date].into_iter().flatten();
    known.map(|it| Piece::text(format!(" · {it}"))).chain(reliability(source)).collect()
}

fn reliability(source: &Source) -> Option<Piece> {
    source.metadata.reliability.as_ref().map(|it| Piece::text(format!(" · reliability {it}")))
}

fn show_totals(page: &mut Page, context: &Context, passages: impl Iterator<Item = PassageId>, is_cut: bool) {
    let ids: BTreeSet<usize> = passages.map(|it| it.source).collect();
    let n_sources = context.corpus.n_origins(ids.iter().copied());
    let sources = ids.iter().filter_map(|it| context.corpus.sources().get(*it));
    let newest = sources.filter_map(|it| it.metadata.date.as_deref()).max();
    let at_least = if is_cut { "at least " } else { "" };
    let mut words = format!("{at_least}{}", counted(n_sources, "source"));
    if let Some(newest) = newest {
        words = format!("{words}, the newest of {newest}");
    }
    page.line(vec![Piece::text(words)]);
}

/// The words of a passage around those that matter, which stand out.
pub(super) fn excerpt(text: &str, span: Span, matched: &[Span]) -> Vec<Piece> {
    let matched: Vec<_> = matched.iter().copied().filter(|it| span.covers(*it) && !it.is_empty()).collect();
    let shown = window(text, span, matched.first().copied());
    let mut acc = Vec::new();
    if shown.start > span.start {
        acc.push(Piece::text("… "));
    }
    let mut at = shown.start;
    for it in matched.into_iter().filter(|it| shown.covers(*it)) {
        if it.start < at {
            continue;
        }
        acc.push(Piece::text(Span::new(at, it.start).of(text)));
        acc.push(Piece::bold(it.of(text)));
        at = it.end;
    }
    acc.push(Piece::text(Span::new(at, shown.end).of(text)));
    if shown.end < span.end {
        acc.push(Piece::text(" …"));
    }
    acc
}

/// The part of a long passage that is shown, cut at spaces.
fn window(text: &str, span: Span, first_match: Option<Span>) -> Span {
    if span.len() <= MAX_EXCERPT {
        return span;
    }
    let start = match first_match {
        Some(it) if it.end > span.start + MAX_EXCERPT / 2 => space_before(text, it.start - MAX_EXCERPT / 4, span.start),
        _ => span.start,
    };
    let end = start + MAX_EXCERPT;
    let end = if end >= span.end { span.end } else { space_before(text, end, start) };
    Span::new(start, if end > start { end } else { span.end })
}

/// The place after the last space of `text` before `offset`, not before `least`.
fn space_before(text: &str, offset: usize, least: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = text.get(least..offset).unwrap_or_default();
    before.rfind(char::is_whitespace).map_or(least, |it| least + it + 1)
}

fn shown(evidence: &Evidence) -> Shown {
    Shown { passage: evidence.passage, matched: evidence.matched.clone() }
}
