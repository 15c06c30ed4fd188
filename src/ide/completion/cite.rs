//! How a draft names its sources.

use std::path::{Component, Path, PathBuf};

use crate::check::{Context, Report};
use crate::config::CitationStyle;
use crate::corpus::Source;
use crate::draft::{BlockKind, CitationKind};
use crate::rules::{Resolution, resolve_citation};
use crate::text::{escape, without_hidden};

/// The style of a new citation: what the configuration says, else what most of the draft's own are.
pub(super) fn style(context: &Context, report: &Report) -> CitationStyle {
    if context.config.citation_style != CitationStyle::Auto {
        return context.config.citation_style;
    }
    let draft = &report.draft;
    let is_note = |offset: usize| {
        let block = draft.blocks.iter().find(|it| it.span.contains(offset));
        block.is_none_or(|it| it.kind == BlockKind::Footnote)
    };
    let lower = draft.text.to_lowercase();
    let mut counts = [
        (CitationStyle::Pandoc, 0),
        (CitationStyle::Footnote, 0),
        (CitationStyle::Link, 0),
        (CitationStyle::SourceLine, lower.matches("(source: ").count()),
    ];
    for citation in draft.citations.iter().filter(|it| !is_note(it.span.start)) {
        let is_source = matches!(resolve_citation(&context.corpus, draft, citation), Resolution::Source(_));
        let kind = match citation.kind {
            CitationKind::Pandoc => 0,
            CitationKind::Footnote => 1,
            CitationKind::Link => 2,
        };
        counts[kind].1 += usize::from(is_source);
    }
    // The first of equals; a draft without any is one for pandoc.
    let most = counts.iter().rev().max_by_key(|it| it.1);
    most.map_or(CitationStyle::Pandoc, |it| it.0)
}

/// Whether most links of the draft to sources lead to the web.
pub(super) fn links_to_web(context: &Context, report: &Report) -> bool {
    let draft = &report.draft;
    let links = draft.citations.iter().filter(|it| it.kind == CitationKind::Link);
    let links = links.filter(|it| matches!(resolve_citation(&context.corpus, draft, it), Resolution::Source(_)));
    let (web, files): (Vec<_>, Vec<_>) = links.partition(|it| it.target.contains("://"));
    web.len() > files.len()
}

/// What a link to a source leads to: its address on the web or its file as the draft's folder sees it, at `page`.
pub(super) fn target(source: &Source, draft: Option<&Path>, is_web: bool, page: Option<u32>) -> Option<String> {
    let web = || source.metadata.url.as_deref().and_then(escape::web_address);
    let file = || {
        let path = relative(&source.path, draft?.parent()?)?;
        let address = percent_encoded(&path.to_string_lossy().replace('\\', "/"));
        let is_pdf = source.path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
        let page = page.filter(|_| is_pdf).map(|it| format!("#page={it}")).unwrap_or_default();
        Some(address + &page)
    };
    if is_web { web().or_else(file) } else { file().or_else(web) }
}

/// `Reuters, 3 March 2024`; the title where there is no publisher.
pub(super) fn source_line(source: &Source) -> String {
    let metadata = &source.metadata;
    let named = metadata.publisher.as_deref().or(metadata.title.as_deref()).unwrap_or(&source.key);
    let date = metadata.date.as_deref().map(|it| format!(", {}", long_date(it))).unwrap_or_default();
    format!("{}{date}", plain(named))
}

/// The text of a new footnote: a link to the source under its title.
pub(super) fn note(source: &Source, draft: Option<&Path>, is_web: bool, page: Option<u32>) -> String {
    let title = plain(source.metadata.title.as_deref().unwrap_or(&source.key));
    let linked = match target(source, draft, is_web, page) {
        Some(target) => format!("[{title}]({target})"),
        None => title,
    };
    let metadata = &source.metadata;
    let date = metadata.date.as_deref().map(long_date);
    let known: Vec<String> = metadata.publisher.as_deref().map(plain).into_iter().chain(date).collect();
    let page = page.map(|it| format!(", p. {it}")).unwrap_or_default();
    match known.join(", ").as_str() {
        "" => format!("{linked}{page}"),
        known => format!("{linked}, {known}{page}"),
    }
}

/// `3 March 2024` for `2024-03-03`.
fn long_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = date.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|it| MONTHS.get(it.parse::<usize>().ok()?.checked_sub(1)?));
    match (month, parts.next().and_then(|it| it.parse::<u8>().ok())) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => plain(date),
    }
}

/// Words of a source as they may stand in a draft.
pub(super) fn plain(words: &str) -> String {
    crate::rules::edit_text(&without_hidden(words))
}

fn relative(path: &Path, folder: &Path) -> Option<PathBuf> {
    let (path, folder): (Vec<_>, Vec<_>) = (path.components().collect(), folder.components().collect());
    let n_shared = path.iter().zip(&folder).take_while(|it| it.0 == it.1).count();
    // Another drive.
    if n_shared == 0 || matches!(path.get(n_shared), Some(Component::Prefix(_))) {
        return None;
    }
    let up = folder[n_shared..].iter().map(|_| Component::ParentDir);
    Some(up.chain(path[n_shared..].iter().copied()).collect())
}

/// As a link target: spaces and brackets would end it.
fn percent_encoded(path: &str) -> String {
    let mut acc = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\' | '"' => {
                acc.push_str(&format!("%{:02X}", u32::from(c)))
            }
            c => acc.push(c),
        }
    }
    acc
}
