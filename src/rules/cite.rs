//! How a source is named in a draft: in the place of another, or for the first time.

use std::path::Path;

use crate::corpus::{Corpus, Source, stem};
use crate::draft::{Citation, CitationKind, Draft, LocatorKind};
use crate::text::{Span, squeezed, visible, without_hidden};

use super::say::{date_in_words, edit_text, quoted};
use super::{Edit, Fix};

/// A key as pandoc reads it: in braces where it would end too soon without them.
pub fn written_key(key: &str) -> String {
    let key = without_hidden(key);
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = key.chars().peekable();
    let mut is_plain = key.starts_with(is_letter) && key.ends_with(is_letter);
    while let Some(c) = chars.next() {
        let is_single_mark = ":.#$%&-+?<>~/".contains(c) && chars.peek().is_none_or(|next| is_letter(*next));
        is_plain &= is_letter(c) || is_single_mark;
    }
    if is_plain { key.to_string() } else { format!("{{{key}}}") }
}

/// A source in words that name it: "Reuters, 3 March 2024", or its title where nobody is known to have published it.
pub fn source_in_words(source: &Source) -> String {
    let metadata = &source.metadata;
    let of = |it: &Option<String>| it.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
    let name = of(&metadata.publisher).or_else(|| of(&metadata.title)).unwrap_or_else(|| source.key.clone());
    let name = squeezed(&without_hidden(&name));
    match metadata.date.as_deref() {
        Some(date) => format!("{name}, {}", date_in_words(date)),
        None => name,
    }
}

/// An address as the target of a link.
pub fn written_address(address: &str) -> String {
    let mut acc = String::with_capacity(address.len());
    for c in without_hidden(address).chars() {
        match c {
            ' ' => acc.push_str("%20"),
            '(' => acc.push_str("%28"),
            ')' => acc.push_str("%29"),
            '<' => acc.push_str("%3C"),
            '>' => acc.push_str("%3E"),
            c if c.is_control() => {}
            c => acc.push(c),
        }
    }
    acc
}

/// The way to put another source, and its page if it has pages, into the place of one that is cited; `None` where more
/// than the marker would have to change.
pub(super) fn replaced(
    corpus: &Corpus,
    draft: &Draft,
    citation: &Citation,
    old: usize,
    new: usize,
    page: Option<u32>,
) -> Option<Fix> {
    let (old, new) = (corpus.sources().get(old)?, corpus.sources().get(new)?);
    let edits = edits(draft, citation, old, new, page)?;
    let title = format!("Cite `{}` instead", visible(&new.key));
    Some(Fix { title, edits })
}

fn edits(draft: &Draft, citation: &Citation, old: &Source, new: &Source, page: Option<u32>) -> Option<Vec<Edit>> {
    let target = match citation.kind {
        CitationKind::Pandoc => {
            let is_braced = draft.text[..citation.target_span.start].ends_with('{');
            if is_braced { without_hidden(&new.key) } else { written_key(&new.key) }
        }
        CitationKind::Wikilink if !citation.target.contains('/') => stem(&new.path)?.to_owned(),
        CitationKind::Link => other_address(draft, citation, old, new)?,
        CitationKind::SourceLine => edit_text(&source_in_words(new)),
        CitationKind::Footnote => return edits_in_definition(draft, citation, old, new, page),
        CitationKind::Wikilink | CitationKind::Attribution => return None,
    };
    let mut acc = vec![Edit { span: citation.target_span, text: target }];
    let locator = citation.locator.as_ref().filter(|it| !citation.target_span.overlaps(it.span));
    acc.extend(locator.map(|it| Edit { span: it.span, text: page_text(draft, it.span, page) }));
    Some(acc)
}

/// A footnote that is used once and cites one source.
fn edits_in_definition(
    draft: &Draft,
    citation: &Citation,
    old: &Source,
    new: &Source,
    page: Option<u32>,
) -> Option<Vec<Edit>> {
    let definition = citation.definition?;
    let is_use = |it: &&Citation| it.kind == CitationKind::Footnote && it.definition == citation.definition;
    let mut inner = draft.citations.iter().filter(|it| definition.covers(it.span) && it.span != citation.span);
    match (inner.next(), inner.next(), draft.citations.iter().filter(is_use).count()) {
        (Some(only), None, 1) if only.kind != CitationKind::Footnote => edits(draft, only, old, new, page),
        _ => None,
    }
}

/// The address of the new source, written as that of the old one is.
fn other_address(draft: &Draft, citation: &Citation, old: &Source, new: &Source) -> Option<String> {
    // A link whose text names the old source would lie about the new one.
    let words = Span::new(citation.span.start, citation.target_span.start).of(&draft.text).to_lowercase();
    let names = [Some(&old.key), old.metadata.title.as_ref(), old.metadata.publisher.as_ref()];
    let mut named = names.into_iter().flatten().flat_map(|it| it.split(|c: char| !c.is_alphanumeric()));
    if named.any(|it| it.chars().count() > 3 && words.contains(&it.to_lowercase())) {
        return None;
    }
    if citation.target_span.of(&draft.text) != citation.target {
        return None;
    }
    if citation.target.contains("://") {
        return new.metadata.url.as_deref().map(written_address);
    }
    let is_beside = old.path.parent() == new.path.parent();
    let folder = citation.target.rsplit_once('/').map_or(String::new(), |it| format!("{}/", it.0));
    let file = new.path.file_name()?.to_string_lossy().into_owned();
    is_beside.then(|| format!("{folder}{}", written_address(&file)))
}

/// The page in the place of another locator, with what parted that from its key.
fn page_text(draft: &Draft, span: Span, page: Option<u32>) -> String {
    let Some(page) = page else { return String::new() };
    match span.of(&draft.text).trim_start() {
        it if it.starts_with('[') => format!(" [p. {page}]"),
        it if it.starts_with('#') => format!("#page={page}"),
        _ => format!(", p. {page}"),
    }
}

/// The way to cite another page of the same source.
pub(super) fn with_page(draft: &Draft, citation: &Citation, page: u32) -> Option<Fix> {
    let locator = citation.locator.as_ref().filter(|it| it.kind == LocatorKind::Page)?;
    let span = match citation.kind {
        CitationKind::Pandoc | CitationKind::SourceLine => locator.value_span,
        // `#page=3&zoom=80`
        CitationKind::Link | CitationKind::Wikilink => {
            let start = locator.value_span.of(&draft.text).find(&locator.value)?;
            Span::new(start, start + locator.value.len()).shifted(locator.value_span.start)
        }
        // Its text may serve other sentences as well, and in the sentence there is none.
        CitationKind::Footnote | CitationKind::Attribution => return None,
    };
    (span.of(&draft.text) == locator.value).then(|| Fix {
        title: format!("Replace {} by {}", quoted(&locator.value), quoted(&page.to_string())),
        edits: vec![Edit { span, text: page.to_string() }],
    })
}

/// The path of a file as seen from a folder, with `/`; `None` when they have nothing in common.
pub fn relative_path(file: &Path, folder: &Path) -> Option<String> {
    let mut of_file = file.components().peekable();
    let mut of_folder = folder.components().peekable();
    let mut n_common = 0;
    while let (Some(one), Some(other)) = (of_file.peek(), of_folder.peek())
        && one == other
    {
        of_file.next();
        of_folder.next();
        n_common += 1;
    }
    let up = of_folder.count();
    let down: Vec<String> = of_file.map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
    let parts = std::iter::repeat_n("..".to_owned(), up).chain(down);
    (n_common > 0 || up == 0).then(|| parts.collect::<Vec<_>>().join("/"))
}
