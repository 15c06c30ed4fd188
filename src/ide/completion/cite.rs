//! How a draft names its sources.

use std::path::Path;

use crate::check::{Context, Report};
use crate::corpus::Source;
use crate::draft::CitationKind;
use crate::ide::Citing;
use crate::rules::{cited_sources, relative_path, written_address};
use crate::text::{escape, without_hidden};

/// What a citation is written for: the draft as it was when it was last read tells the manner.
pub(super) fn citing<'a>(context: &'a Context, report: &'a Report, path: Option<&'a Path>) -> Citing<'a> {
    Citing { config: &context.config, corpus: &context.corpus, draft: &report.draft, path }
}

/// Whether most links of the draft to sources lead to the web.
pub(super) fn links_to_web(context: &Context, report: &Report) -> bool {
    let draft = &report.draft;
    let links = draft.citations.iter().filter(|it| it.kind == CitationKind::Link);
    let links = links.filter(|it| !cited_sources(&context.corpus, draft, it).is_empty());
    let (web, files): (Vec<_>, Vec<_>) = links.partition(|it| it.target.contains("://"));
    web.len() > files.len()
}

/// What a link to a source leads to: its address on the web or its file as the draft's folder sees it, at `page`.
pub(super) fn target(source: &Source, draft: Option<&Path>, is_web: bool, page: Option<u32>) -> Option<String> {
    let web = || source.metadata.url.as_deref().and_then(escape::web_address);
    let file = || {
        let path = relative_path(&source.path, draft?.parent()?)?;
        let is_pdf = source.path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
        let page = page.filter(|_| is_pdf).map(|it| format!("#page={it}")).unwrap_or_default();
        Some(written_address(&path) + &page)
    };
    if is_web { web().or_else(file) } else { file().or_else(web) }
}

/// Words of a source as they may stand in a draft.
pub(super) fn plain(words: &str) -> String {
    crate::rules::edit_text(&without_hidden(words))
}
