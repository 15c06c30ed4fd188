//! From a citation to the very document: the file that somebody saved, at the page.

use crate::check::{Context, Report};
use crate::corpus::{PassageId, PassageSpan, Source};
use crate::draft::{Citation, CitationKind, LocatorKind};
use crate::rules::{Resolution, resolve_citation};
use crate::text::{Span, escape, visible};

use super::origins::{listed, supporting_citation};
use super::source_name;
use super::uses::own_span;

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
    let passage = supporting_citation(report, citation, source_idx).first().and_then(|it| place(context, *it));
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

/// Words in one line that mean nothing else. VS Code takes a tooltip for the words of a link in Markdown, of which it
/// escapes the closing bracket only, and that not behind two backslashes.
fn shown(words: &str) -> String {
    let harmless = |it: char| match it {
        '[' | '{' => '(',
        ']' | '}' => ')',
        '<' => '‹',
        '>' => '›',
        '\\' => '/',
        '`' => '\'',
        other => other,
    };
    visible(&words.chars().take(MAX_TOOLTIP).map(harmless).collect::<String>()).into_owned()
}

/// The first page that a citation names: of `[@key, pp. 33-35]`, and of the note behind `[^1]`.
fn cited_page(citation: &Citation) -> Option<u32> {
    let locator = citation.locator.as_ref().filter(|it| it.kind == LocatorKind::Page)?;
    locator.ranges().first().map(|it| *it.start()).filter(|it| *it > 0)
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    #[test]
    fn a_tooltip_is_no_more_than_the_words_of_the_link() {
        for title in [
            r"x\\](https://e.org) [y",
            "x](command:y)",
            "![x](https://e.org/i.png)",
            "<https://e.org>",
            "<img src=x>",
            "`](x)`",
            "line\n\n# break",
            "\u{202e}x",
        ] {
            let tooltip = shown(title);
            // As VS Code puts it together.
            let escaped = tooltip.replace(']', r"\]");
            let markdown = format!("[{escaped}](file:///a.md) (ctrl + click)");
            let events: Vec<_> = Parser::new_ext(&markdown, Options::all()).collect();
            let n_links = events.iter().filter(|it| matches!(it, Event::Start(Tag::Link { .. }))).count();
            let is_active = |it: &Event<'_>| {
                matches!(
                    it,
                    Event::Html(_)
                        | Event::InlineHtml(_)
                        | Event::Code(_)
                        | Event::Start(Tag::Image { .. } | Tag::Heading { .. })
                )
            };
            assert!(n_links == 1 && !events.iter().any(is_active), "{markdown:?}: {events:?}");
        }
    }
}
