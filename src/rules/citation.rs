//! What a citation names.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use crate::corpus::import;
use crate::corpus::{Corpus, Source, canonical_url, made_key, stem_key};
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

/// The components of a folder's path.
type Folder = Arc<[String]>;

/// Everything that sources go by.
#[derive(Default)]
pub struct SourceNames {
    /// Keys, aliases, file stems and made-up keys; each goes before the next.
    by_name: HashMap<String, usize>,
    /// By [`canonical_url`].
    by_url: HashMap<String, usize>,
    /// By the last component of their paths: folders with their sources.
    by_file: HashMap<String, Vec<(Folder, usize)>>,
    /// Stems of files that could not be read. Citing one is no slip, and the file is reported elsewhere.
    unread: HashSet<String>,
    /// When sources were changed, in milliseconds since 1970.
    changed: HashMap<usize, u64>,
    /// Works of the bibliographies that the corpus has no source of: keys with the name of the bibliography.
    listed: HashMap<String, String>,
    /// By their last component: the folders that hold sources.
    folders: HashMap<String, HashSet<Vec<String>>>,
}

/// What `citation` names. Whoever resolves many keeps [`SourceNames`].
pub fn resolve_citation(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Resolution {
    SourceNames::new(corpus).resolve(draft, citation)
}

impl SourceNames {
    /// The names of a corpus's sources.
    pub fn new(corpus: &Corpus) -> Self {
        let mut unread: HashSet<String> =
            corpus.problems().iter().filter_map(|it| stem(&it.0)).map(str::to_owned).collect();
        let mut listed = HashMap::new();
        for (key, work) in corpus.listed_works() {
            if work.is_unread {
                unread.insert(key.to_owned());
            }
            let name = work.bibliography.file_name().unwrap_or_default().to_string_lossy().into_owned();
            listed.insert(key.to_owned(), name);
        }
        Self { unread, listed, ..Self::of(corpus.sources()) }
    }

    /// When the source got other contents, in milliseconds since 1970; `None` for one that always had them.
    pub fn changed(&self, source: usize) -> Option<u64> {
        self.changed.get(&source).copied()
    }

    fn of(sources: &[Source]) -> Self {
        let mut acc = Self::default();
        let mut folders: HashMap<&Path, Folder> = HashMap::new();
        for (idx, source) in sources.iter().enumerate() {
            acc.changed.extend(source.changed.map(|it| (idx, it)));
            acc.by_name.insert(source.key.clone(), idx);
            if let Some(url) = &source.metadata.url {
                acc.by_url.entry(canonical_url(url)).or_insert(idx);
            }
            let parent = source.path.parent().unwrap_or(Path::new(""));
            // Of thousands of files, few lie in a folder of their own.
            let folder = folders.entry(parent).or_insert_with(|| {
                let folder: Folder =
                    parent.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
                if let Some(name) = folder.last() {
                    acc.folders.entry(name.clone()).or_default().insert(folder.to_vec());
                }
                folder
            });
            acc.add_file(idx, &source.path, folder);
        }
        for (idx, source) in sources.iter().enumerate() {
            for alias in &source.metadata.aliases {
                acc.by_name.entry(alias.clone()).or_insert(idx);
            }
        }
        for (idx, source) in sources.iter().enumerate() {
            if let Some(stem) = stem(&source.path) {
                acc.by_name.entry(stem.to_owned()).or_insert(idx);
                // As pandoc can read it.
                acc.by_name.entry(stem.replace(char::is_whitespace, "-")).or_insert(idx);
            }
        }
        // What it would be called but for a key that it was given, perhaps later than a draft was written.
        for (idx, source) in sources.iter().enumerate() {
            let made = source.metadata.key.as_ref().map(|_| made_key(&source.metadata, &source.path));
            for name in stem_key(&source.path).into_iter().chain(made) {
                acc.by_name.entry(name).or_insert(idx);
            }
        }
        acc
    }

    fn add_file(&mut self, idx: usize, path: &Path, folder: &Folder) {
        let Some(file) = path.file_name() else { return };
        self.by_file.entry(file.to_string_lossy().into_owned()).or_default().push((Arc::clone(folder), idx));
    }

    /// What `citation` of `draft` names.
    pub fn resolve(&self, draft: &Draft, citation: &Citation) -> Resolution {
        match citation.kind {
            CitationKind::Pandoc => self.resolve_key(&citation.target),
            CitationKind::Link => self.resolve_link(&citation.target),
            CitationKind::Footnote => self.resolve_footnote(draft, citation),
        }
    }

    fn resolve_key(&self, key: &str) -> Resolution {
        match self.by_name.get(key) {
            Some(idx) => Resolution::Source(*idx),
            None if self.unread.contains(key) => Resolution::NotASource,
            // Cross-references in the manner of Quarto.
            None if ["fig-", "tbl-", "sec-", "eq-"].iter().any(|it| key.starts_with(it)) => Resolution::NotASource,
            None => Resolution::Unknown,
        }
    }

    /// A footnote names what its definition names. One without a definition names nothing, whatever its label.
    fn resolve_footnote(&self, draft: &Draft, citation: &Citation) -> Resolution {
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
                .find_map(|it| self.by_name.get(it).map(|idx| Resolution::Source(*idx)))
        };
        // A definition that cites an unknown key is reported at that key.
        cited.or_else(named).unwrap_or(Resolution::NotASource)
    }

    fn resolve_link(&self, target: &str) -> Resolution {
        if is_web(target) {
            let idx = self.by_url.get(&canonical_url(target));
            return idx.map_or(Resolution::NotASource, |it| Resolution::Source(*it));
        }
        let Some(path) = relative_path(target) else {
            return Resolution::NotASource;
        };
        if let Some(idx) = self.file(&path) {
            return Resolution::Source(idx);
        }
        let is_unread = path.last().and_then(|it| stem(Path::new(it))).is_some_and(|it| self.unread.contains(it));
        match !is_unread && self.is_in_corpus_folder(&path) && is_readable_format(&path) {
            true => Resolution::Unknown,
            false => Resolution::NotASource,
        }
    }

    /// The source whose path ends in `path`. We do not know where the draft lies, and need not: of two sources that
    /// share the end of their paths the first will do.
    fn file(&self, path: &[String]) -> Option<usize> {
        let (file, folder) = path.split_last()?;
        let candidates = self.by_file.get(file)?;
        candidates.iter().find(|it| it.0.ends_with(folder)).map(|it| it.1)
    }

    fn is_in_corpus_folder(&self, path: &[String]) -> bool {
        let Some((_, folder)) = path.split_last() else { return false };
        let candidates = folder.last().and_then(|it| self.folders.get(it));
        candidates.is_some_and(|it| it.iter().any(|it| it.ends_with(folder)))
    }

    /// The bibliography that lists the work that a citation names, where the corpus has no source of it.
    pub(super) fn listed(&self, citation: &Citation) -> Option<&str> {
        self.listed.get(&citation.target).filter(|_| citation.kind == CitationKind::Pandoc).map(String::as_str)
    }

    /// What to put in the place of a citation that names no source, if it looks like a slip.
    pub(super) fn similar(&self, citation: &Citation) -> Option<String> {
        match citation.kind {
            CitationKind::Pandoc => nearest(&citation.target, self.names()).map(str::to_owned),
            CitationKind::Footnote => None,
            CitationKind::Link => {
                let (folder, file) = citation.target.rsplit_once('/')?;
                let file = file.split(['#', '?']).next().unwrap_or_default();
                let mut files: Vec<&str> = self.by_file.keys().map(String::as_str).collect();
                files.sort_unstable();
                nearest(file, files).map(|it| format!("{folder}/{it}"))
            }
        }
    }

    /// All names, in alphabetical order.
    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem().and_then(|it| it.to_str())
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
fn is_readable_format(path: &[String]) -> bool {
    let ending = path.last().and_then(|it| it.rsplit_once('.')).map(|it| it.1.to_ascii_lowercase());
    ending.is_some_and(|it| import::is_readable_ending(&it))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::Metadata;
    use crate::text::Span;

    fn names() -> SourceNames {
        let source = |key: &str, path: &str, alias: &str, url: &str| Source {
            key: key.to_owned(),
            metadata: Metadata { aliases: vec![alias.to_owned()], url: Some(url.to_owned()), ..Metadata::default() },
            path: PathBuf::from(path),
            n_passages: 1,
            ..Source::default()
        };
        let names = SourceNames::of(&[
            source("harbour-report", "/archive/sources/2024 harbour.md", "port", "https://Example.org/harbour/"),
            source("budget", "/archive/sources/city/budget.html", "city-budget", "http://www.example.org/b?id=3"),
        ]);
        SourceNames { unread: HashSet::from(["scan".to_owned()]), ..names }
    }

    fn check(kind: CitationKind, target: &str, expected: Resolution) {
        let citation = Citation {
            kind,
            span: Span::default(),
            target_span: Span::default(),
            target: target.to_owned(),
            definition: None,
        };
        assert_eq!(names().resolve(&Draft::default(), &citation), expected, "{target}");
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
