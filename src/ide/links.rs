//! From a citation to the very document: the file that somebody saved, at the page.

use crate::check::{Context, Report};
use crate::corpus::{PassageId, PassageSpan, Source};
use crate::draft::{Citation, CitationKind, LocatorKind};
use crate::rules::{Resolution, resolve_citation};
use crate::text::{escape, visible};

use super::origins::{claim_of, listed, supporting};
use super::source_name;
use super::uses::own_span;
use crate::text::Span;

/// Longest tooltip, in characters.
const MAX_TOOLTIP: usize = 300;

/// A link from the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// In the draft.
    pub span: Span,
    /// A `file` or `http` address.
    pub address: String,
    /// What the source is called, who published it and when, as plain text.
    pub tooltip: String,
    /// Whether it is written as a link of Markdown, which many editors follow by themselves.
    pub is_written: bool,
}

/// The links of a draft, in order.
pub fn links(context: &Context, report: &Report) -> Vec<Link> {
    report.draft.citations.iter().filter_map(|it| link(context, report, it)).collect()
}

fn link(context: &Context, report: &Report, citation: &Citation) -> Option<Link> {
    let draft = &report.draft;
    let span = own_span(draft, citation);
    let is_written = citation.kind == CitationKind::Link;
    let Resolution::Source(source_idx) = resolve_citation(&context.corpus, draft, citation) else {
        let (address, tooltip) = listed_entry(context, citation)?;
        return Some(Link { span, address, tooltip, is_written });
    };
    let source = context.corpus.sources().get(source_idx)?;
    let claim = claim_of(report, citation);
    let supporting = claim.map(|it| supporting(&it.judgement)).unwrap_or_default();
    let passage = supporting.into_iter().find(|it| it.source == source_idx).and_then(|it| place(context, it));
    let page = passage.and_then(|it| it.page).or_else(|| cited_page(citation));
    let address = match &source.mirror {
        Some(_) => escape::page_address(&source.path, page),
        None => escape::file_address(&source.path, passage.map(|it| it.start.line)),
    };
    // The file of a share is not ours to open.
    let address = address.or_else(|| escape::web_address(source.metadata.url.as_deref()?))?;
    let place = match (passage, page) {
        (_, Some(page)) => Some(format!("page {page}")),
        (Some(passage), None) => Some(passage.locator()),
        (None, None) => None,
    };
    Some(Link { span, address, tooltip: described(source, place), is_written })
}

/// Where a bibliography lists a work that the corpus has no source of.
fn listed_entry(context: &Context, citation: &Citation) -> Option<(String, String)> {
    let work = context.corpus.listed_work(&citation.target).filter(|_| citation.kind == CitationKind::Pandoc)?;
    let entry = listed(context, &citation.target)?;
    let address = escape::file_address(entry.path.as_deref()?, Some(entry.start.line))?;
    let file = work.bibliography.file_name().unwrap_or_default().to_string_lossy();
    let title = work.title.as_deref().unwrap_or(&citation.target);
    Some((address, shown(&format!("{title} · listed in {file}, not among the sources"))))
}

fn place(context: &Context, id: PassageId) -> Option<PassageSpan> {
    context.corpus.document(id.source).passages.get(id.passage).map(|it| it.place)
}

/// `Title · Reuters · 2025-12-29 · page 3`
fn described(source: &Source, place: Option<String>) -> String {
    let metadata = &source.metadata;
    let known = [&metadata.publisher, &metadata.date].into_iter().flatten().cloned();
    let parts: Vec<String> = std::iter::once(source_name(source).to_owned()).chain(known).chain(place).collect();
    shown(&parts.join(" · "))
}

fn shown(words: &str) -> String {
    visible(&words.chars().take(MAX_TOOLTIP).collect::<String>()).into_owned()
}

/// The first page that a citation names: of `[@key, pp. 33-35]`, and of the note behind `[^1]`.
fn cited_page(citation: &Citation) -> Option<u32> {
    let locator = citation.locator.as_ref().filter(|it| it.kind == LocatorKind::Page)?;
    locator.ranges().first().map(|it| *it.start()).filter(|it| *it > 0)
}
