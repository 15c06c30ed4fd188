//! What a citation names.

use std::path::Path;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::corpus::{Corpus, Problem, canonical_url, import, stem, stem_key};
use crate::draft::{Citation, CitationKind, Draft, Named};
use crate::text::{Sentence, Span};

use super::say::nearest;

/// What a citation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Index into [`Corpus::sources`].
    Source(usize),
    /// One of a few, which are those of [`cited_sources`]: "Reuters, March 2024".
    Several,
    /// Meant to name a source, but none goes by that name.
    Unknown,
    /// A remark, a cross-reference, a page outside the corpus.
    NotASource,
}

/// What `citation` of `draft` names.
pub fn resolve_citation(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Resolution {
    Names(corpus).resolve(draft, citation)
}

/// The sources that `citation` of `draft` names or may name, in the order of their paths: all that a footnote cites, the
/// few that a publisher and a date leave.
pub fn cited_sources(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Vec<usize> {
    let names = Names(corpus);
    let mut acc = match citation.kind {
        CitationKind::Footnote => {
            let mut acc: Vec<usize> = within(draft, citation).flat_map(|it| cited_sources(corpus, draft, it)).collect();
            if let (true, Resolution::Source(idx)) = (acc.is_empty(), names.resolve(draft, citation)) {
                acc.push(idx);
            }
            acc
        }
        CitationKind::SourceLine | CitationKind::Attribution => names.named_in_words(citation),
        _ => match names.resolve(draft, citation) {
            Resolution::Source(idx) => vec![idx],
            _ => Vec::new(),
        },
    };
    acc.sort_unstable();
    acc.dedup();
    acc
}

/// The draft with those words among its citations that name a publisher of the corpus, and a source of it; and without
/// the notes among its prose that name a source.
pub fn with_attributions(corpus: &Corpus, draft: Arc<Draft>) -> Arc<Draft> {
    let all = Names(corpus);
    let names = |it: &Citation| match it.kind {
        // "(Aurora)" is rather the ferry than the file of that name.
        CitationKind::SourceLine if is_undated(it) => all.is_publisher(it),
        CitationKind::Attribution if is_undated(it) && all.is_publisher(it) && all.is_outlet(it) => true,
        _ => !cited_sources(corpus, &draft, it).is_empty(),
    };
    let is_settled = !draft.attributions.iter().any(names)
        && !draft.citations.iter().any(|it| draft.is_note_as_marker(it) && names(it));
    if is_settled {
        draft
    } else {
        Arc::new(draft.with_attributions(names, |it| all.is_publisher(it) && all.is_outlet(it)))
    }
}

fn is_undated(citation: &Citation) -> bool {
    Named::read(&citation.target).date.is_none()
}

/// Whether a citation gives nothing but a publisher, whose other texts the corpus may lack.
pub(super) fn is_publisher_alone(corpus: &Corpus, citation: &Citation) -> bool {
    let is_in_words = matches!(citation.kind, CitationKind::SourceLine | CitationKind::Attribution);
    is_in_words && corpus.sources().named(&citation.target).is_none() && Names(corpus).is_publisher(citation)
}

/// Whether all that a citation cites is known: in a footnote there may be more, some of it in words only.
pub(super) fn is_known_whole(corpus: &Corpus, draft: &Draft, citation: &Citation) -> bool {
    /// "See also … and the report, p. 3"
    const MOST_WORDS: usize = 6;
    let Some(definition) = citation.definition.filter(|_| citation.kind == CitationKind::Footnote) else {
        return !cited_sources(corpus, draft, citation).is_empty();
    };
    let mut others: Vec<u8> = definition.of(&draft.text).bytes().collect();
    for inner in within(draft, citation) {
        if cited_sources(corpus, draft, inner).is_empty() {
            return false;
        }
        others[inner.span.start - definition.start..inner.span.end - definition.start].fill(b' ');
    }
    let n_words = others.split(u8::is_ascii_whitespace).filter(|it| it.iter().any(u8::is_ascii_alphabetic)).count();
    within(draft, citation).next().is_none() || n_words <= MOST_WORDS
}

/// The citations in the definition of a footnote.
fn within<'a>(draft: &'a Draft, footnote: &Citation) -> impl Iterator<Item = &'a Citation> {
    let definition = footnote.definition.unwrap_or_default();
    draft.citations.iter().filter(move |it| it.kind != CitationKind::Footnote && definition.covers(it.span))
}

/// What the sources of a corpus go by.
#[derive(Clone, Copy)]
struct Names<'a>(&'a Corpus);

/// Words that fit more sources than these name none of them.
const FEW: usize = 3;

impl Names<'_> {
    fn resolve(self, draft: &Draft, citation: &Citation) -> Resolution {
        match citation.kind {
            CitationKind::Pandoc => self.resolve_key(draft, citation),
            CitationKind::Link => self.resolve_link(&citation.target),
            CitationKind::Wikilink => self.resolve_note(&citation.target),
            CitationKind::Footnote => self.resolve_footnote(draft, citation),
            CitationKind::SourceLine | CitationKind::Attribution => match self.named_in_words(citation)[..] {
                [] => Resolution::NotASource,
                [only] => Resolution::Source(only),
                _ => Resolution::Several,
            },
        }
    }

    fn resolve_key(self, draft: &Draft, citation: &Citation) -> Resolution {
        let key = &citation.target;
        match self.0.sources().named(key) {
            Some(idx) => Resolution::Source(idx),
            None if self.0.is_unread(key) => Resolution::NotASource,
            // Cross-references in the manner of Quarto.
            None if ["fig-", "tbl-", "sec-", "eq-"].iter().any(|it| key.starts_with(it)) => Resolution::NotASource,
            None if self.is_handle(draft, citation) => Resolution::NotASource,
            None => Resolution::Unknown,
        }
    }

    /// Whether a key without brackets may be somebody's name on a platform, rather than a slip.
    fn is_handle(self, draft: &Draft, citation: &Citation) -> bool {
        /// For more names than these, looking for a similar one costs more than it tells.
        const MANY: usize = 500;
        let key = &citation.target;
        let is_bare = citation.span.of(&draft.text).starts_with('@') && citation.locator.is_none();
        let is_key_like = key.contains([':', '-']) || key.ends_with(|c: char| c.is_ascii_digit());
        let is_slip = || self.0.sources().len() <= MANY && similar(self.0, citation).is_some();
        is_bare && !is_key_like && self.0.listed_work(key).is_none() && !is_slip()
    }

    /// A footnote names what its definition names. One without a definition names nothing, whatever its label.
    fn resolve_footnote(self, draft: &Draft, citation: &Citation) -> Resolution {
        let Some(definition) = citation.definition else {
            return Resolution::Unknown;
        };
        let source = |it: Resolution| matches!(it, Resolution::Source(_)).then_some(it);
        let cited = within(draft, citation).find_map(|it| source(self.resolve(draft, it)));
        let named = || {
            let text = definition.of(&draft.text).trim();
            let first = text.split([' ', ',', ';', '\n']).next().unwrap_or_default();
            [text, first, &citation.target]
                .into_iter()
                .map(|it| it.trim_matches(['`', '*', '_', '.', '@', '[', ']']))
                .find_map(|it| self.0.sources().named(it).map(Resolution::Source))
        };
        let in_words = || match self.sources_of(definition.of(&draft.text), false)[..] {
            [only] => Some(Resolution::Source(only)),
            _ => None,
        };
        // A definition that cites an unknown key is reported at that key.
        cited.or_else(named).or_else(in_words).unwrap_or(Resolution::NotASource)
    }

    fn named_in_words(self, citation: &Citation) -> Vec<usize> {
        // "The minutes, p. 3"
        let place = citation.locator.as_ref().filter(|it| citation.target_span.covers(it.span));
        let len = place.map(|it| it.span.start - citation.target_span.start);
        let named = len.and_then(|len| citation.target.get(..len)).map(|it| it.trim_end_matches([',', ' ']));
        let words = named.filter(|it| !it.is_empty()).unwrap_or(&citation.target);
        self.sources_of(words, citation.kind == CitationKind::Attribution)
    }

    /// The few sources that words name: by key or title, or by publisher and date.
    fn sources_of(self, words: &str, by_publisher_alone: bool) -> Vec<usize> {
        let sources = self.0.sources();
        let words = words.trim().trim_matches(['`', '*', '_', '.']);
        let named = Named::read(words);
        let parts = || named.name.split(',').map(|it| it.trim().trim_matches(['“', '”', '"', '*', '_', '‘', '’', '.']));
        let few = |it: Vec<usize>| if (1..=FEW).contains(&it.len()) { it } else { Vec::new() };
        if !by_publisher_alone {
            if let Some(idx) = sources.named(words) {
                return vec![idx];
            }
            let titled = [words, &named.name].into_iter().chain(parts()).filter(|it| it.contains(' '));
            for title in titled {
                let of_title: Vec<usize> = sources.titled(title, FEW);
                let of_date = of_title.into_iter().filter(|it| self.may_be_of(*it, named.date.as_deref())).collect();
                let found = few(of_date);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        let published = |it: &str| few(sources.published(it, named.date.as_deref(), FEW));
        let whole = published(&named.name);
        if whole.is_empty() { parts().map(published).find(|it| !it.is_empty()).unwrap_or_default() } else { whole }
    }

    /// Whether words without a date are the name of somebody who has published sources of the corpus, however many.
    fn is_publisher(self, citation: &Citation) -> bool {
        let named = Named::read(&citation.target);
        named.date.is_none() && !self.0.sources().published(&named.name, None, 1).is_empty()
    }

    /// Whether no source has the name in its text, so that nobody can be said to have spoken by it.
    fn is_outlet(self, citation: &Citation) -> bool {
        let name = Named::read(&citation.target).name;
        let sentence = Sentence::read(&name, Span::new(0, name.len()));
        let stems: Vec<SmolStr> = sentence.content().map(|it| it.stem.clone()).collect();
        !stems.is_empty() && self.0.some_passages_with(&stems, 1).is_empty()
    }

    /// Whether the date of a source does not speak against this one.
    fn may_be_of(self, source: usize, date: Option<&str>) -> bool {
        let known = self.0.sources().get(source).and_then(|it| it.metadata.date.as_deref());
        let (Some(known), Some(date)) = (known, date) else { return true };
        known.starts_with(date) || date.starts_with(known)
    }

    /// A note of a wiki: by the name of its file, with or without its ending and folders.
    fn resolve_note(self, target: &str) -> Resolution {
        let mut path: Vec<String> =
            target.split('/').filter(|it| !it.is_empty() && *it != ".").map(str::to_owned).collect();
        let Some(file) = path.pop() else { return Resolution::NotASource };
        let sources = self.0.sources();
        if let Some(idx) = sources.in_folder(&path, &file) {
            return Resolution::Source(idx);
        }
        let named = sources.named(&file).filter(|idx| {
            // `[[talks/report]]` is not the report of another folder.
            let folder: std::path::PathBuf = path.iter().collect();
            path.is_empty() || sources.get(*idx).and_then(|it| it.path.parent()).is_some_and(|it| it.ends_with(folder))
        });
        named.map_or(Resolution::NotASource, Resolution::Source)
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

/// The file that a citation names and that gave no source: with what is wrong with it, where that is known; `None` when it
/// names no such file.
pub(super) fn unread_file<'a>(corpus: &'a Corpus, citation: &Citation) -> Option<Option<(&'a Path, &'a Problem)>> {
    let path = match citation.kind {
        CitationKind::Pandoc => vec![citation.target.clone()],
        CitationKind::Link if !is_web(&citation.target) => relative_path(&citation.target)?,
        CitationKind::Wikilink => citation.target.split('/').map(str::to_owned).collect(),
        _ => return None,
    };
    let (file, folder) = path.split_last()?;
    let folder: std::path::PathBuf = folder.iter().collect();
    let is_named = |path: &Path| {
        let name = path.file_name().is_some_and(|it| it.to_string_lossy() == **file);
        let by_stem = citation.kind != CitationKind::Link
            && (stem(path) == Some(file.as_str()) || stem_key(path).as_ref() == Some(file));
        (name || by_stem) && path.parent().is_some_and(|it| it.ends_with(&folder))
    };
    let known = corpus.problems().iter().find(|it| is_named(&it.0));
    match known {
        Some((path, problem)) => Some(Some((path, problem))),
        None if citation.kind == CitationKind::Pandoc && corpus.is_unread(&citation.target) => Some(None),
        None => None,
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
        CitationKind::Footnote | CitationKind::Wikilink | CitationKind::SourceLine | CitationKind::Attribution => None,
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
    let mut acc: Vec<String> = Vec::new();
    for part in link_path(target)? {
        match part.as_str() {
            ".." => _ = acc.pop(),
            _ => acc.push(part),
        }
    }
    (!acc.is_empty()).then_some(acc)
}

/// The components of a relative link to a file as they are written, decoded, without `.`; `None` for a link to anything
/// else.
pub fn link_path(target: &str) -> Option<Vec<String>> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let has_scheme = path.split_once(':').is_some_and(|it| !it.0.contains('/'));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return None;
    }
    let parts = path.split('/').filter(|it| !it.is_empty() && *it != ".");
    let acc: Vec<String> = parts.map(percent_decoded).collect();
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
    use crate::corpus::{Extract, Metadata, PassageSpan};

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
        let wire = |key: &'static str, date: &str, title: &str| {
            let (_, extract) = source([key, "", "", ""]);
            let metadata = Metadata {
                key: Some(key.to_owned()),
                publisher: Some("Reuters".to_owned()),
                date: Some(date.to_owned()),
                title: Some(title.to_owned()),
                ..Metadata::default()
            };
            let path = ["/archive/wire/1.md", "/archive/wire/3.md", "/archive/wire/2.md"]
                [["wire-one", "wire-two", "wire-three"].iter().position(|it| *it == key).unwrap_or_default()];
            (path, extract.map(|it| Extract { metadata, ..it }))
        };
        let files = [
            source(["harbour-report", "/archive/sources/2024 harbour.md", "port", "https://Example.org/harbour/"]),
            source(["budget", "/archive/sources/city/budget.html", "city-budget", "http://www.example.org/b?id=3"]),
            ("/archive/sources/scan.pdf", Err(Problem::Scanned(2))),
            wire("wire-one", "2024-03-03", "The ferry stops"),
            wire("wire-two", "2024-03", "The ferry runs again"),
            wire("wire-three", "2025-05-01", "The ferry is sold"),
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

    fn draft(text: &str, corpus: &Corpus) -> Draft {
        let draft = with_attributions(corpus, Arc::new(Draft::parse(text)));
        Draft::clone(&draft)
    }

    /// The keys of the sources that each citation of a text names.
    fn cited(text: &str) -> Vec<String> {
        let corpus = corpus();
        let draft = draft(text, &corpus);
        let keys = |it: &Citation| {
            let sources = cited_sources(&corpus, &draft, it).into_iter();
            sources.map(|idx| corpus.sources()[idx].key.clone()).collect::<Vec<_>>().join(" ")
        };
        draft.citations.iter().map(|it| format!("{}: {}", it.target, keys(it))).collect()
    }

    #[test]
    fn a_publisher_and_a_date_name_a_source() {
        assert_eq!(cited("It grew (Source: Reuters, 3 March 2024)."), ["Reuters, 3 March 2024: wire-one"]);
        assert_eq!(cited("It grew (Source: the Reuters, March 2024)."), ["the Reuters, March 2024: wire-one wire-two"]);
        assert_eq!(cited("It grew (Source: Reuters)."), ["Reuters: wire-one wire-three wire-two"]);
        assert_eq!(cited("It grew (Source: Reuters, 4 March 2024)."), ["Reuters, 4 March 2024: wire-two"]);
        assert_eq!(
            cited("It grew (Source: Jane Roe, Reuters, May 2025)."),
            ["Jane Roe, Reuters, May 2025: wire-three"]
        );
        assert_eq!(cited("It grew (Source: The ferry runs again)."), ["The ferry runs again: wire-two"]);
        assert_eq!(
            cited("It grew.\nSource: wire-two; Reuters, May 2025"),
            ["wire-two: wire-two", "Reuters, May 2025: wire-three"]
        );
        assert_eq!(cited("It grew.[^1]\n\n[^1]: Reuters, 3 March 2024.\n"), ["1: wire-one"]);
    }

    #[test]
    fn words_that_name_no_source_of_ours_are_no_citation() {
        assert_eq!(cited("It grew (Reuters, 3 March 2024)."), ["Reuters, 3 March 2024: wire-one"]);
        assert!(cited("They signed (Paris, 3 March 2024).").is_empty());
        assert_eq!(cited("It grew (Reuters)."), ["Reuters: wire-one wire-three wire-two"]);
        assert_eq!(cited("It grew, according to Reuters."), ["Reuters: wire-one wire-three wire-two"]);
        assert!(cited("They signed (Paris). It grew (port).").is_empty());
        assert_eq!(cited("It grew, according to Reuters on 3 March 2024."), ["Reuters, on 3 March 2024: wire-one"]);
        assert!(cited("It grew, according to Merkel on 3 March 2024.").is_empty());
        let corpus = corpus();
        assert_eq!(
            draft("It grew (Reuters, 3 March 2024).", &corpus).prose.trim_end_matches('.').trim_end(),
            "It grew"
        );
        assert!(draft("They signed (Paris, 3 March 2024).", &corpus).prose.contains("Paris"));
        let prose = |text: &str| draft(text, &corpus).prose.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(prose("It grew (Reuters), then fell."), "It grew , then fell.");
        assert_eq!(prose("According to Reuters, it grew."), "it grew.");
        assert_eq!(prose("It grew, according to Le Monde."), "It grew, according to Le Monde.");
        assert_eq!(prose("Reuters reported that it grew."), "Reuters reported that it grew.");
    }

    #[test]
    fn a_note_is_named_by_its_file() {
        assert_eq!(cited("It grew [[2024 harbour]]."), ["2024 harbour: harbour-report"]);
        assert_eq!(cited("It grew [[sources/2024 harbour.md#Sizes|so]]."), ["sources/2024 harbour.md: harbour-report"]);
        assert_eq!(cited("It grew [[talks/2024 harbour]] [[other]]."), ["talks/2024 harbour: ", "other: "]);
    }

    #[test]
    fn a_footnote_names_all_that_its_definition_cites() {
        let text = "It grew.[^1]\n\n[^1]: See [@budget] and [the report](../sources/2024%20harbour.md), p. 3.\n";
        assert_eq!(cited(text)[0], "1: harbour-report budget");
    }

    #[test]
    fn the_name_of_somebody_on_a_platform_is_no_slip() {
        let corpus = corpus();
        let is_unknown = |text: &str| {
            let draft = draft(text, &corpus);
            resolve_citation(&corpus, &draft, &draft.citations[0]) == Resolution::Unknown
        };
        assert!(!is_unknown("Thanks to @jane for this."));
        assert!(is_unknown("As [@jane] says."));
        assert!(is_unknown("As @jane [p. 3] says."));
        assert!(is_unknown("As @doe99 says."));
        assert!(is_unknown("As @budgte says."));
    }

    fn check(kind: CitationKind, target: &str, expected: Resolution) {
        let citation = Citation {
            kind,
            span: Span::default(),
            target_span: Span::default(),
            target: target.to_owned(),
            definition: None,
            locator: None,
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
