//! The sources that the page rests on: the references that the draft cites, and the list of all that were used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use maud::{Markup, html};

use super::entries::Entry;
use super::html::{Shown, words};
use super::line::{Cited, CitedPart, Line, Link, Run, Style, What, joined, line};
use crate::check::Report;
use crate::corpus::{Corpus, PassageSpan, Source};
use crate::draft::{Citation, CitationKind, Draft, LocatorKind};
use crate::ide::source_name;
use crate::output::{self, Look, Reference, ReferenceStyle, problem_text, rating};
use crate::rules::{cited_sources, date_in_words, relative_path};
use crate::text::escape::{file_address, page_address, relative_address, web_address};
use crate::text::{squeezed, visible};

/// How the page links to the files of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLinks<'a> {
    /// By their paths from the folder that the page lies in, so that both may move together; for files below `root`.
    From {
        folder: &'a Path,
        root: &'a Path,
    },
    /// By their whole paths: for a page that stays on this machine.
    Absolute,
    Nowhere,
}

/// The sources that the draft cites, numbered in the order in which it first does.
pub(super) struct References {
    /// Places among the sources of the corpus.
    pub(super) order: Vec<usize>,
    /// What each citation names, by its place among those of the draft.
    cited: Vec<Vec<usize>>,
    /// The places of citations, by their start and that of their target.
    places: BTreeMap<(usize, usize), usize>,
}

impl References {
    pub(super) fn new(corpus: &Corpus, draft: &Draft) -> Self {
        let cited: Vec<Vec<usize>> = draft.citations.iter().map(|it| cited_sources(corpus, draft, it)).collect();
        let mut order = Vec::new();
        for source in cited.iter().flatten() {
            if !order.contains(source) {
                order.push(*source);
            }
        }
        let key = |it: &Citation| (it.span.start, it.target_span.start);
        let places = draft.citations.iter().enumerate().map(|(idx, it)| (key(it), idx)).collect();
        Self { order, cited, places }
    }

    /// The numbers, from 1, of the sources that a citation names.
    pub(super) fn of(&self, citation: &Citation) -> Vec<usize> {
        let place = self.places.get(&(citation.span.start, citation.target_span.start));
        let sources = place.and_then(|it| self.cited.get(*it)).map(Vec::as_slice).unwrap_or_default();
        sources.iter().filter_map(|it| self.number(*it)).collect()
    }

    /// The number of a source of the corpus.
    pub(super) fn number(&self, source: usize) -> Option<usize> {
        self.order.iter().position(|it| *it == source).map(|it| it + 1)
    }

    /// What stands in the report for citations that share their brackets: their numbers, or what is written where they
    /// name no source.
    pub(super) fn marker(&self, draft: &Draft, citations: &[&Citation]) -> Cited {
        let is_known = citations.iter().any(|it| !self.of(it).is_empty());
        let written = citations.first().map(|it| it.span.of(&draft.text)).unwrap_or_default();
        let is_note = citations.first().is_some_and(|it| it.kind == CitationKind::Wikilink);
        let words = written.trim_matches(['[', ']']);
        let words = Some(words.rsplit('|').next().unwrap_or(words).to_owned());
        match (is_known, is_note && !citations.iter().any(|it| draft.is_note_as_marker(it))) {
            // The note is a part of the sentence.
            (true, true) => Cited { words, ..self.numbers(draft, citations) },
            (false, true) => Cited { words, ..Cited::default() },
            (true, false) => self.numbers(draft, citations),
            (false, false) => Cited { unknown: Some(squeezed(written)), ..Cited::default() },
        }
    }

    /// The numbers of what citations name, with the places there.
    pub(super) fn numbers(&self, draft: &Draft, citations: &[&Citation]) -> Cited {
        let mut parts = Vec::new();
        for citation in citations {
            let numbers = self.of(citation);
            if numbers.is_empty() && citation.kind == CitationKind::Pandoc {
                parts.push(CitedPart::Unknown(format!("@{}", citation.target)));
            }
            let n = numbers.len();
            for (idx, number) in numbers.into_iter().enumerate() {
                let locator = citation.locator.as_ref().filter(|_| idx + 1 == n).map(|it| match it.kind {
                    LocatorKind::Page => format!(", p. {}", it.value),
                    LocatorKind::Heading | LocatorKind::Block => format!(", “{}”", it.value),
                    _ => {
                        let words = it.span.of(&draft.text);
                        format!(
                            ", {}",
                            words.trim_matches(|c: char| c == ',' || c.is_whitespace() || "[]{}#".contains(c))
                        )
                    }
                });
                parts.push(CitedPart::Known(number, locator.unwrap_or_default()));
            }
        }
        Cited { parts, ..Cited::default() }
    }
}

/// What is known of the sources that the page shows.
pub(super) struct Used<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) references: &'a References,
    pub(super) links: FileLinks<'a>,
    /// Paths below it are shown relative to it.
    pub(super) base: &'a Path,
    /// In which the references are written; without one in a plain style.
    pub(super) style: Option<&'a ReferenceStyle>,
    /// By their places in the corpus, the numbers of the notes that show them.
    pub(super) notes: BTreeMap<usize, BTreeSet<usize>>,
}

impl<'a> Used<'a> {
    pub(super) fn new(
        corpus: &'a Corpus,
        references: &'a References,
        entries: &[Entry],
        links: FileLinks<'a>,
        base: &'a Path,
        style: Option<&'a ReferenceStyle>,
    ) -> Self {
        let mut notes: BTreeMap<usize, BTreeSet<usize>> =
            references.order.iter().map(|it| (*it, BTreeSet::new())).collect();
        for entry in entries {
            for evidence in super::notes::evidence_of(entry) {
                notes.entry(evidence.passage.source).or_default().insert(entry.number);
            }
            let voices = entry.claim.iter().flat_map(|it| &it.judgement.voices);
            for voice in voices {
                notes.entry(voice.passage.source).or_default().insert(entry.number);
            }
        }
        Self { corpus, references, links, base, style, notes }
    }

    /// Where the file of a source is, at a page of it.
    pub(super) fn address(&self, source: &Source, page: Option<u32>) -> Option<String> {
        match self.links {
            FileLinks::Nowhere => None,
            FileLinks::Absolute => page_address(&source.path, page).or_else(|| file_address(&source.path, None)),
            FileLinks::From { folder, root } => {
                let path = Some(&source.path).filter(|it| it.starts_with(root) && folder.starts_with(root))?;
                let is_pdf = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
                let fragment = page.filter(|_| is_pdf).map(|it| format!("#page={it}")).unwrap_or_default();
                Some(relative_address(&relative_path(path, folder)?)? + &fragment)
            }
        }
    }

    /// What stands beneath a passage: the source's title, publisher, date, reliability, and the place.
    pub(super) fn caption(&self, source_idx: usize, source: &Source, place: &PassageSpan) -> Line {
        let metadata = &source.metadata;
        let mut parts = vec![vec![Run::title(source_name(source), Link::Source(source_idx))]];
        parts.extend(metadata.publisher.iter().map(line));
        parts.extend(metadata.date.iter().map(|it| line(date_in_words(it))));
        parts.extend(metadata.reliability.iter().map(|it| reliability(it)));
        parts.push(vec![Run::linked(place.locator(), self.address(source, place.page).map(Link::Address))]);
        joined(parts, " · ")
    }

    /// The references that the draft cites, in full, in the order in which it does.
    pub(super) fn references(&self) -> Vec<Line> {
        let order = self.references.order.iter().filter_map(|it| Some((*it, self.corpus.sources().get(*it)?)));
        let cited: Vec<(usize, &Source)> = order.collect();
        let sources: Vec<&Source> = cited.iter().map(|it| it.1).collect();
        match self.style {
            Some(style) => {
                style.references(&sources).iter().zip(&cited).map(|(it, (idx, _))| styled(*idx, it)).collect()
            }
            None => cited.iter().map(|(idx, source)| full_reference(*idx, source)).collect(),
        }
    }

    /// The sources that were used, those that the draft cites first.
    pub(super) fn list(&self) -> Vec<ListedSource> {
        let mut sources: Vec<usize> = self.notes.keys().copied().collect();
        sources.sort_by_key(|it| (self.references.number(*it).unwrap_or(usize::MAX), *it));
        sources.into_iter().filter_map(|it| Some(self.item(it, self.corpus.sources().get(it)?))).collect()
    }

    fn item(&self, source_idx: usize, source: &Source) -> ListedSource {
        let metadata = &source.metadata;
        let origin = self.corpus.origin_of(source_idx);
        let first = self.corpus.sources().get(origin).filter(|_| origin != source_idx);
        let mut about: Vec<Line> = metadata.publisher.iter().map(line).collect();
        about.push(line(metadata.date.as_deref().map_or_else(|| "no date".to_owned(), date_in_words)));
        if !metadata.authors.is_empty() {
            about.push(line(metadata.authors.join(", ")));
        }
        let copy =
            first.map(|it| line(format!("The same text as “{}”; the two count as one source.", source_name(it))));
        let descriptors = metadata.descriptor.iter().map(line).chain(copy).chain(source.notes.iter().map(line));
        let mut facts = vec![("Key", vec![Run::code(&source.key)])];
        if let Some(number) = self.references.number(source_idx) {
            facts.push(("Reference", vec![Run::linked(number.to_string(), Some(Link::Reference(number)))]));
        }
        if let Some(it) = &metadata.reliability {
            let words = rating(it).map(|it| format!(" – {it}")).unwrap_or_default();
            facts.push(("Reliability", line(format!("{it}{words}"))));
        }
        if let Some(notes) = self.notes.get(&source_idx).filter(|it| !it.is_empty()) {
            let notes = notes.iter().map(|it| vec![Run::linked(it.to_string(), Some(Link::Note(*it)))]);
            facts.push(("Notes", joined(notes.collect(), ", ")));
        }
        let path = shown_path(&source.path, self.base);
        facts.push(("File", vec![Run::linked(path, self.address(source, None).map(Link::Address))]));
        if let Some(url) = &metadata.url {
            facts.push(("Address", vec![Run::linked(url, web_address(url).map(Link::Address))]));
        }
        facts.push(("SHA-256", line(&source.hash)));
        ListedSource {
            source: source_idx,
            title: source_name(source).to_owned(),
            about: joined(about, " · "),
            descriptors: descriptors.collect(),
            facts,
        }
    }
}

/// What is told of a source that was used.
pub(super) struct ListedSource {
    /// Its place in the corpus.
    pub(super) source: usize,
    pub(super) title: String,
    pub(super) about: Line,
    pub(super) descriptors: Vec<Line>,
    pub(super) facts: Vec<(&'static str, Line)>,
}

/// The references of a page.
pub(super) fn endnotes(used: &Used) -> Markup {
    html! {
        ol .references {
            @for (idx, reference) in used.references().iter().enumerate() {
                li id={ "ref-" (idx + 1) } { (words(reference)) }
            }
        }
    }
}

/// The sources of a page.
pub(super) fn list(used: &Used) -> Markup {
    let class = |name: &str| match name {
        "Notes" => Some("numbers"),
        "File" | "Address" => Some("path"),
        "SHA-256" => Some("hash"),
        _ => None,
    };
    html! {
        ul .sources {
            @for source in used.list() {
                li id={ "source-" (source.source) } {
                    p .title { (Shown(&source.title)) }
                    p .about { (words(&source.about)) }
                    @for it in &source.descriptors { p .descriptor { (words(it)) } }
                    dl { @for (name, fact) in &source.facts { div { dt { (name) } dd class=[class(name)] { (words(fact)) } } } }
                }
            }
        }
    }
}

/// A reference in full, in a plain style: authors, title, publisher, date, address.
fn full_reference(source_idx: usize, source: &Source) -> Line {
    let metadata = &source.metadata;
    let authors = metadata.authors.join(", ");
    let end = |it: &str| if it.ends_with(['.', '?', '!']) { "" } else { "." };
    let mut acc = Line::new();
    if !authors.is_empty() {
        acc.push(Run::new(format!("{authors}{} ", end(&authors))));
    }
    let name = source_name(source);
    acc.push(Run::linked(format!("“{name}{}”", end(name)), Some(Link::Source(source_idx))));
    acc.push(Run::new(" "));
    if let Some(it) = &metadata.publisher {
        acc.push(Run::new(format!("{it}{} ", if metadata.date.is_some() { "," } else { "." })));
    }
    if let Some(it) = &metadata.date {
        acc.push(Run::new(format!("{}. ", date_in_words(it))));
    }
    if let Some(url) = &metadata.url {
        acc.push(Run::linked(url, web_address(url).map(Link::Address)));
        let accessed = metadata.accessed.as_deref().map(|it| format!(" (accessed {})", date_in_words(it)));
        acc.push(Run::new(format!("{}. ", accessed.unwrap_or_default())));
    }
    acc
}

/// A reference as a style has it, with a way to what else is known of its source.
fn styled(source_idx: usize, reference: &Reference) -> Line {
    let run = |it: &output::Run| {
        let Look { is_italic, is_bold, is_small_caps, is_raised } = it.look;
        let style = Style {
            emphasis: is_italic,
            strong: is_bold,
            small_caps: is_small_caps,
            raised: is_raised,
            ..Style::default()
        };
        let link = it.address.as_deref().and_then(web_address).map(Link::Address);
        Run { style, link, ..Run::new(&it.text) }
    };
    let mut acc: Line = reference.0.iter().map(run).collect();
    acc.push(Run::new(" "));
    acc.push(Run::linked("details of this source", Some(Link::Source(source_idx))));
    acc
}

/// A rating with what it means, to those who can point at it.
fn reliability(rated: &str) -> Line {
    let what = match rating(rated) {
        Some(words) => What::Rating(rated.to_owned(), words),
        None => What::Words(rated.to_owned()),
    };
    vec![Run::new("reliability "), Run { what, ..Run::default() }]
}

/// A path below `base` from there, of any other file its name: a page that is sent on tells nobody where things lie here.
pub(super) fn shown_path(path: &Path, base: &Path) -> String {
    let name = || path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let below = path.strip_prefix(base).map(|it| it.to_string_lossy().into_owned());
    visible(&below.unwrap_or_else(|_| name())).into_owned()
}

/// The files that gave no source, as many as one looks through.
pub(super) fn unread(report: &Report, corpus: &Corpus, base: &Path) -> Vec<(String, String)> {
    if !report.is_checked {
        return Vec::new();
    }
    let problems = corpus.problems().iter();
    problems.map(|(path, problem)| (shown_path(path, base), problem_text(problem))).collect()
}
