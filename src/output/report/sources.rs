//! The sources that the page rests on: the references that the draft cites, and the list of all that were used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use maud::{Markup, html};

use super::entries::Entry;
use super::html::{Shown, joined, link};
use crate::check::Report;
use crate::corpus::{Corpus, PassageSpan, Source};
use crate::draft::{Citation, CitationKind, Draft, LocatorKind};
use crate::ide::source_name;
use crate::output::{Look, Reference, ReferenceStyle, Run, problem_text, rating};
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

    /// What stands in the page for citations that share their brackets: their numbers, or what is written where they
    /// name no source.
    pub(super) fn marker(&self, draft: &Draft, citations: &[&Citation]) -> Markup {
        let is_known = citations.iter().any(|it| !self.of(it).is_empty());
        let written = citations.first().map(|it| it.span.of(&draft.text)).unwrap_or_default();
        let is_note = citations.first().is_some_and(|it| it.kind == CitationKind::Wikilink);
        let words = written.trim_matches(['[', ']']);
        let words = words.rsplit('|').next().unwrap_or(words);
        match (is_known, is_note && !citations.iter().any(|it| draft.is_note_as_marker(it))) {
            // The note is a part of the sentence.
            (true, true) => html! { (Shown(words)) (self.numbers(draft, citations)) },
            (false, true) => html! { (Shown(words)) },
            (true, false) => self.numbers(draft, citations),
            (false, false) => html! { span .unknown { (Shown(&squeezed(written))) } },
        }
    }

    /// `[2, p. 3]`, each number a link to the reference.
    pub(super) fn numbers(&self, draft: &Draft, citations: &[&Citation]) -> Markup {
        let mut parts = Vec::new();
        for citation in citations {
            let numbers = self.of(citation);
            if numbers.is_empty() && citation.kind == CitationKind::Pandoc {
                parts.push(html! { span .unknown { "@" (Shown(&citation.target)) } });
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
                parts.push(html! {
                    a href={ "#ref-" (number) } aria-label={ "Reference " (number) } { (number) }
                    @if let Some(locator) = locator { (Shown(&locator)) }
                });
            }
        }
        html! { @if !parts.is_empty() { span .cite { "[" (joined(&parts, "; ")) "]" } } }
    }
}

/// What is known of the sources that the page shows.
pub(super) struct Used<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) references: &'a References,
    pub(super) links: FileLinks<'a>,
    /// Paths below it are shown relative to it.
    pub(super) base: &'a Path,
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
    ) -> Self {
        let mut notes: BTreeMap<usize, BTreeSet<usize>> =
            references.order.iter().map(|it| (*it, BTreeSet::new())).collect();
        for entry in entries {
            for evidence in super::cards::evidence_of(entry) {
                notes.entry(evidence.passage.source).or_default().insert(entry.number);
            }
            let voices = entry.claim.iter().flat_map(|it| &it.judgement.voices);
            for voice in voices {
                notes.entry(voice.passage.source).or_default().insert(entry.number);
            }
        }
        Self { corpus, references, links, base, notes }
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
    pub(super) fn caption(&self, source_idx: usize, source: &Source, place: &PassageSpan) -> Markup {
        let metadata = &source.metadata;
        let mut parts = vec![html! { a href={ "#source-" (source_idx) } { cite { (Shown(source_name(source))) } } }];
        parts.extend(metadata.publisher.iter().map(|it| html! { (Shown(it)) }));
        parts.extend(metadata.date.iter().map(|it| html! { span .date { (date_in_words(it)) } }));
        parts.extend(metadata.reliability.iter().map(|it| reliability(it)));
        parts.push(link(self.address(source, place.page).as_deref(), &html! { (place.locator()) }));
        joined(&parts, " · ")
    }

    /// The references that the draft cites, in full, in the order in which it does.
    pub(super) fn endnotes(&self, style: Option<&ReferenceStyle>) -> Markup {
        let order = self.references.order.iter().filter_map(|it| Some((*it, self.corpus.sources().get(*it)?)));
        let cited: Vec<(usize, &Source)> = order.collect();
        let sources: Vec<&Source> = cited.iter().map(|it| it.1).collect();
        let written: Vec<Markup> = match style {
            Some(style) => {
                style.references(&sources).iter().zip(&cited).map(|(it, (idx, _))| styled(*idx, it)).collect()
            }
            None => cited.iter().map(|(idx, source)| full_reference(*idx, source)).collect(),
        };
        html! {
            ol .references {
                @for (idx, reference) in written.iter().enumerate() { li id={ "ref-" (idx + 1) } { (reference) } }
            }
        }
    }

    /// The sources that were used, those that the draft cites first.
    pub(super) fn list(&self) -> Markup {
        let mut sources: Vec<usize> = self.notes.keys().copied().collect();
        sources.sort_by_key(|it| (self.references.number(*it).unwrap_or(usize::MAX), *it));
        html! {
            ul .sources {
                @for source_idx in sources {
                    @if let Some(source) = self.corpus.sources().get(source_idx) { (self.item(source_idx, source)) }
                }
            }
        }
    }

    fn item(&self, source_idx: usize, source: &Source) -> Markup {
        let metadata = &source.metadata;
        let title = html! { (Shown(source_name(source))) };
        let path = shown_path(&source.path, self.base);
        let origin = self.corpus.origin_of(source_idx);
        let first = self.corpus.sources().get(origin).filter(|_| origin != source_idx);
        let notes = self.notes.get(&source_idx);
        html! {
            li id={ "source-" (source_idx) } {
                p .title { (title) }
                p .about {
                    @if let Some(it) = &metadata.publisher { (Shown(it)) " · " }
                    @if let Some(it) = &metadata.date { (date_in_words(it)) } @else { "no date" }
                    @if !metadata.authors.is_empty() { " · " (Shown(&metadata.authors.join(", "))) }
                }
                @if let Some(it) = &metadata.descriptor { p .descriptor { (Shown(it)) } }
                @if let Some(first) = first {
                    p .descriptor { "The same text as “" (Shown(source_name(first))) "”; the two count as one source." }
                }
                @for note in &source.notes { p .descriptor { (Shown(note)) } }
                dl {
                    div { dt { "Key" } dd { code { (Shown(&source.key)) } } }
                    @if let Some(number) = self.references.number(source_idx) {
                        div { dt { "Reference" } dd { a href={ "#ref-" (number) } { (number) } } }
                    }
                    @if let Some(it) = &metadata.reliability {
                        div { dt { "Reliability" } dd { (Shown(it)) @if let Some(words) = rating(it) { " – " (words) } } }
                    }
                    @if let Some(notes) = notes.filter(|it| !it.is_empty()) {
                        div { dt { "Notes" } dd .numbers {
                            @for (idx, number) in notes.iter().enumerate() {
                                @if idx > 0 { ", " }
                                a href={ "#note-" (number) } { (number) }
                            }
                        } }
                    }
                    div { dt { "File" } dd .path {
                        (link(self.address(source, None).as_deref(), &html! { (Shown(&path)) }))
                    } }
                    @if let Some(url) = &metadata.url {
                        div { dt { "Address" } dd .path { (link(web_address(url).as_deref(), &html! { (Shown(url)) })) } }
                    }
                    div { dt { "SHA-256" } dd .hash { (Shown(&source.hash)) } }
                }
            }
        }
    }
}

/// A reference in full, in a plain style: authors, title, publisher, date, address.
fn full_reference(source_idx: usize, source: &Source) -> Markup {
    let metadata = &source.metadata;
    let authors = metadata.authors.join(", ");
    let end = |it: &str| if it.ends_with(['.', '?', '!']) { "" } else { "." };
    html! {
        @if !authors.is_empty() { (Shown(&authors)) (end(&authors)) " " }
        a href={ "#source-" (source_idx) } { "“" (Shown(source_name(source))) (end(source_name(source))) "”" } " "
        @if let Some(it) = &metadata.publisher { (Shown(it)) @if metadata.date.is_some() { ", " } @else { ". " } }
        @if let Some(it) = &metadata.date { (date_in_words(it)) ". " }
        @if let Some(url) = &metadata.url {
            (link(web_address(url).as_deref(), &html! { (Shown(url)) }))
            @if let Some(it) = &metadata.accessed { " (accessed " (date_in_words(it)) ")" }
            ". "
        }
    }
}

/// A reference as a style has it, with a way to what else is known of its source.
fn styled(source_idx: usize, reference: &Reference) -> Markup {
    html! {
        @for run in &reference.0 { (link(run.address.as_deref().and_then(web_address).as_deref(), &looking(run))) }
        " " a href={ "#source-" (source_idx) } { "details" span .visually-hidden { " of this source" } }
    }
}

fn looking(run: &Run) -> Markup {
    let Look { is_italic, is_bold, is_small_caps, is_raised } = run.look;
    let mut acc = html! { (Shown(&run.text)) };
    if is_small_caps {
        acc = html! { span .small-caps { (acc) } };
    }
    if is_raised {
        acc = html! { sup { (acc) } };
    }
    if is_italic {
        acc = html! { i { (acc) } };
    }
    if is_bold {
        acc = html! { b { (acc) } };
    }
    acc
}

/// A rating with what it means, to those who can point at it.
fn reliability(rated: &str) -> Markup {
    match rating(rated) {
        Some(words) => html! { "reliability " abbr title=(words) { (Shown(rated)) } },
        None => html! { "reliability " (Shown(rated)) },
    }
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
