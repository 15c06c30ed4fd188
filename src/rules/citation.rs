//! What a citation names.

use std::path::Path;

use crate::corpus::{Corpus, canonical_url, import, stem};
use crate::draft::{Citation, CitationKind, Draft};

use super::say::nearest;

/// What a citation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Index into [`Corpus::sources`].
    Source(usize),
    /// Meant to name a source, but none goes by that name.
    Unknown,
    /// A remark, a cross-reference, a page outside the corpus.
    NotASource,
}

/// What `citation` of `draft` names.
pub fn resolve_citation(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Resolution {
    Names(corpus).resolve(draft, citation)
}

/// What the sources of a corpus go by.
#[derive(Clone, Copy)]
struct Names<'a>(&'a Corpus);

impl Names<'_> {
    fn resolve(self, draft: &Draft, citation: &Citation) -> Resolution {
        match citation.kind {
            CitationKind::Pandoc => self.resolve_key(&citation.target),
            CitationKind::Link => self.resolve_link(&citation.target),
            CitationKind::Footnote => self.resolve_footnote(draft, citation),
        }
    }

    fn resolve_key(self, key: &str) -> Resolution {
        match self.0.sources().named(key) {
            Some(idx) => Resolution::Source(idx),
            None if self.0.is_unread(key) => Resolution::NotASource,
            // Cross-references in the manner of Quarto.
            None if ["fig-", "tbl-", "sec-", "eq-"].iter().any(|it| key.starts_with(it)) => Resolution::NotASource,
            None => Resolution::Unknown,
        }
    }

    /// A footnote names what its definition names. One without a definition names nothing, whatever its label.
    fn resolve_footnote(self, draft: &Draft, citation: &Citation) -> Resolution {
        let Some(definition) = citation.definition else {
            return Resolution::Unknown;
        };
        let source = |it: Resolution| matches!(it, Resolution::Source(_)).then_some(it);
        let cited = draft
            .citations
            .iter()
            .filter(|it| it.kind != CitationKind::Footnote && definition.covers(it.span))
            .find_map(|it| source(self.resolve(draft, it)));
        let named = || {
            let text = definition.of(&draft.text).trim();
            let first = text.split([' ', ',', ';', '\n']).next().unwrap_or_default();
            [text, first, &citation.target]
                .into_iter()
                .map(|it| it.trim_matches(['`', '*', '_', '.', '@', '[', ']']))
                .find_map(|it| self.0.sources().named(it).map(Resolution::Source))
        };
        // A definition that cites an unknown key is reported at that key.
        cited.or_else(named).unwrap_or(Resolution::NotASource)
    }

    fn resolve_link(self, target: &str) -> Resolution {
        if is_web(target) {
            let idx = self.0.sources().at_address(&canonical_url(target));
            return idx.map_or(Resolution::NotASource, Resolution::Source);
        }
        let Some(path) = relative_path(target) else {
            return Resolution::NotASource;
        };
        let Some((file, folder)) = path.split_last() else { return Resolution::NotASource };
        // We do not know where the draft lies, and need not: of two sources that share the end of their paths the first
        // will do.
        if let Some(idx) = self.0.sources().in_folder(folder, file) {
            return Resolution::Source(idx);
        }
        let is_unread = stem(Path::new(file)).is_some_and(|it| self.0.is_unread(it));
        match !is_unread && self.0.sources().has_folder(folder) && is_readable_format(file) {
            true => Resolution::Unknown,
            false => Resolution::NotASource,
        }
    }
}

/// The bibliography that lists the work that a citation names, where the corpus has no source of it.
pub(super) fn bibliography_of(corpus: &Corpus, citation: &Citation) -> Option<String> {
    let work = corpus.listed_work(&citation.target).filter(|_| citation.kind == CitationKind::Pandoc)?;
    Some(work.bibliography.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// What to put in the place of a citation that names no source, if it looks like a slip.
pub(super) fn similar(corpus: &Corpus, citation: &Citation) -> Option<String> {
    let nearest =
        |target: &str, names: Vec<String>| nearest(target, names.iter().map(String::as_str)).map(str::to_owned);
    match citation.kind {
        CitationKind::Pandoc => nearest(&citation.target, corpus.sources().names()),
        CitationKind::Footnote => None,
        CitationKind::Link => {
            let (folder, file) = citation.target.rsplit_once('/')?;
            let file = file.split(['#', '?']).next().unwrap_or_default();
            nearest(file, corpus.sources().file_names()).map(|it| format!("{folder}/{it}"))
        }
    }
}

fn is_web(target: &str) -> bool {
    let scheme = target.split_once("://").map(|it| it.0.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// The components of a relative link to a file, without `.` and leading `..`.
fn relative_path(target: &str) -> Option<Vec<String>> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let has_scheme = path.split_once(':').is_some_and(|it| !it.0.contains('/'));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return None;
    }
    let mut acc: Vec<String> = Vec::new();
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match part {
            ".." => _ = acc.pop(),
            part => acc.push(percent_decoded(part)),
        }
    }
    (!acc.is_empty()).then_some(acc)
}

fn percent_decoded(part: &str) -> String {
    let mut acc = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match hex.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|_| *byte == b'%') {
            Some(decoded) => {
                acc.push(decoded);
                rest = &tail[2..];
            }
            None => {
                acc.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(acc).unwrap_or_else(|_| part.to_owned())
}

/// Pictures and tables lie beside sources, too.
fn is_readable_format(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    ending.is_some_and(|it| import::is_readable_ending(&it))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::index::{FileRecord, Index, Stamp};
    use crate::corpus::{Extract, Metadata, PassageSpan, Problem};
    use crate::text::Span;

    fn corpus() -> Corpus {
        let source = |[key, path, alias, url]: [&'static str; 4]| {
            let metadata = Metadata {
                key: Some(key.to_owned()),
                aliases: vec![alias.to_owned()],
                url: Some(url.to_owned()),
                ..Metadata::default()
            };
            let text = "A report.".to_owned();
            let span = Span::new(0, text.len());
            let passages = vec![PassageSpan { span, origin: span, ..PassageSpan::default() }];
            (path, Ok(Extract { metadata, text, passages, ..Extract::default() }))
        };
        let files = [
            source(["harbour-report", "/archive/sources/2024 harbour.md", "port", "https://Example.org/harbour/"]),
            source(["budget", "/archive/sources/city/budget.html", "city-budget", "http://www.example.org/b?id=3"]),
            ("/archive/sources/scan.pdf", Err(Problem::Scanned(2))),
        ];
        let record = |(path, outcome): (&str, Result<Extract, Problem>)| FileRecord {
            path: PathBuf::from(path),
            stamp: Stamp::default(),
            outcome,
            changed: None,
        };
        let index = Index::in_memory();
        index.update(&[], files.into_iter().map(record).collect()).unwrap();
        index.corpus().unwrap()
    }

    fn check(kind: CitationKind, target: &str, expected: Resolution) {
        let citation = Citation {
            kind,
            span: Span::default(),
            target_span: Span::default(),
            target: target.to_owned(),
            definition: None,
        };
        assert_eq!(resolve_citation(&corpus(), &Draft::default(), &citation), expected, "{target}");
    }

    #[test]
    fn keys_aliases_and_file_stems_name_a_source() {
        for key in ["harbour-report", "port", "2024 harbour"] {
            check(CitationKind::Pandoc, key, Resolution::Source(0));
        }
        check(CitationKind::Pandoc, "Harbour-Report", Resolution::Unknown);
        check(CitationKind::Pandoc, "fig-harbour", Resolution::NotASource);
    }

    #[test]
    fn an_address_names_a_source_whatever_its_trimmings() {
        for url in ["http://www.example.org/harbour#top", "https://example.org/harbour/?utm_source=x"] {
            check(CitationKind::Link, url, Resolution::Source(0));
        }
        check(CitationKind::Link, "https://example.org/b?id=3", Resolution::Source(1));
        check(CitationKind::Link, "https://example.org/b?id=4", Resolution::NotASource);
    }

    #[test]
    fn a_link_into_the_corpus_must_lead_to_a_source() {
        check(CitationKind::Link, "../sources/2024%20harbour.md#page-2", Resolution::Source(0));
        check(CitationKind::Link, "./sources/city/budget.html", Resolution::Source(1));
        check(CitationKind::Link, "sources/2023%20harbour.md", Resolution::Unknown);
        check(CitationKind::Link, "sources/harbour.png", Resolution::NotASource);
        check(CitationKind::Link, "notes/2023.md", Resolution::NotASource);
        check(CitationKind::Link, "2023.md", Resolution::NotASource);
        check(CitationKind::Link, "mailto:ann@example.org", Resolution::NotASource);
        check(CitationKind::Link, "#summary", Resolution::NotASource);
    }

    #[test]
    fn a_file_that_could_not_be_read_is_not_unknown() {
        check(CitationKind::Pandoc, "scan", Resolution::NotASource);
        check(CitationKind::Link, "sources/scan.html", Resolution::NotASource);
    }

    #[test]
    fn a_footnote_without_a_definition_is_unknown() {
        check(CitationKind::Footnote, "1", Resolution::Unknown);
    }

    #[test]
    fn percent_signs_that_encode_nothing_stay() {
        assert_eq!(percent_decoded("50%"), "50%");
        assert_eq!(percent_decoded("a%20b%zz"), "a b%zz");
    }
}
