//! What to write to cite a source for a claim, in the manner of the draft.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::{CitationStyle, Config};
use crate::corpus::{Corpus, PassageId, Source, stem};
use crate::draft::{BlockKind, Citation, CitationKind, Draft, LocatorKind};
use crate::rules::{
    Edit, cited_sources, date_in_words, edit_text, relative_path, source_in_words, written_address, written_key,
};
use crate::text::{Span, squeezed, without_hidden};

mod whole;

pub(super) use whole::citable;
pub use whole::{Change, CiteDeed, CitedDraft, LeftOut, Wanted, cite_whole};

/// How a new citation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `[@key, p. 3]`
    Pandoc,
    /// `[^1]`, with the source in the note.
    Footnote,
    /// `([Reuters, 3 March 2024](https://…))`
    Link,
    /// `[[note]]`
    Wikilink,
    /// `(Source: Reuters, 3 March 2024)`
    SourceLine,
}

/// The place of a source that is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Page(u32),
    /// Of a text whose paragraphs are numbered.
    Paragraph(u32),
}

/// What a citation is written for.
#[derive(Clone, Copy)]
pub struct Citing<'a> {
    pub config: &'a Config,
    pub corpus: &'a Corpus,
    pub draft: &'a Draft,
    /// Where the draft lies, for links to files; `None` while it lies nowhere.
    pub path: Option<&'a Path>,
}

/// The style that the configuration asks for, else that of most of the draft's own citations, else one that suits draft
/// and sources.
pub fn style_of(citing: &Citing) -> Style {
    let of_draft = || style_of_draft(citing);
    match citing.config.citation_style {
        CitationStyle::Auto => of_draft().unwrap_or_else(|| style_of_sources(citing)),
        CitationStyle::Pandoc => Style::Pandoc,
        CitationStyle::Footnote => Style::Footnote,
        CitationStyle::Link => of_draft().filter(|it| *it == Style::Wikilink).unwrap_or(Style::Link),
        CitationStyle::SourceLine => Style::SourceLine,
    }
}

/// Where a passage stands, as far as a citation can say it.
pub fn at(corpus: &Corpus, passage: PassageId) -> Option<At> {
    let document = corpus.document(passage.source);
    let page = document.passages.get(passage.passage)?.place.page;
    let numbered = || {
        // The nearest passage that opens with a number opens the paragraph; where numbers do not follow each other they
        // are none of paragraphs.
        let numbers: Vec<u32> =
            document.passages.iter().filter_map(|it| number(it.place.span.of(&document.text))).collect();
        let is_counted = numbers.len() > 2 && numbers.windows(2).all(|it| it[1] == it[0] + 1);
        let before = document.passages[..=passage.passage].iter().rev();
        is_counted
            .then(|| before.filter_map(|it| number(it.place.span.of(&document.text))).map(At::Paragraph).next())?
    };
    page.map(At::Page).or_else(numbered)
}

/// The number that opens a numbered paragraph: `12. The`, `[12] The`.
fn number(words: &str) -> Option<u32> {
    let words = words.trim_start().trim_start_matches(['[', '(']);
    let len = words.find(|c: char| !c.is_ascii_digit())?;
    let is_mark = words[len..].starts_with(['.', ']', ')']) && words[len + 1..].starts_with(char::is_whitespace);
    words[..len].parse().ok().filter(|_| is_mark && len <= 4)
}

/// The edits that cite a source for the claim at `claim`, a sentence of the draft. None when it is cited there already.
pub fn cite(citing: &Citing, style: Style, source: usize, at: Option<At>, claim: Span) -> Vec<Edit> {
    let Some(cited) = citing.corpus.sources().get(source) else { return Vec::new() };
    let cite = Cite { citing, source, cited, at, claim };
    let own = cite.own_citations();
    if own.iter().any(|it| cited_sources(citing.corpus, citing.draft, it).contains(&source)) {
        return Vec::new();
    }
    match style {
        Style::Pandoc => match own.iter().rev().find(|it| cite.is_bracket(it)) {
            Some(bracket) => {
                let end = bracket.span.end - 1;
                vec![Edit { span: Span::new(end, end), text: format!("; @{}", cite.key_at()) }]
            }
            None => vec![cite.inserted(format!("[@{}]", cite.key_at()))],
        },
        Style::Footnote => cite.footnote(),
        Style::Link => vec![cite.inserted(format!("({})", cite.link()))],
        Style::Wikilink => {
            let note = stem(&cited.path).map_or_else(|| without_hidden(&cited.key), without_hidden);
            vec![cite.inserted(format!("[[{}]]", note.replace(['[', ']', '|', '#', '^'], "")))]
        }
        Style::SourceLine => vec![cite.inserted(format!("(Source: {})", cite.in_words()))],
    }
}

fn style_of_draft(citing: &Citing) -> Option<Style> {
    let mut counts: BTreeMap<Style, usize> = BTreeMap::new();
    let mut last = None;
    for citation in &citing.draft.citations {
        let is_in_note = in_footnote(citing.draft, citation);
        let style = match citation.kind {
            // A link may lead anywhere.
            CitationKind::Link | CitationKind::Wikilink
                if cited_sources(citing.corpus, citing.draft, citation).is_empty() =>
            {
                continue;
            }
            _ if is_in_note => continue,
            CitationKind::Pandoc => Style::Pandoc,
            CitationKind::Footnote => Style::Footnote,
            CitationKind::Link => Style::Link,
            CitationKind::Wikilink => Style::Wikilink,
            CitationKind::SourceLine => Style::SourceLine,
            CitationKind::Attribution => continue,
        };
        // A bracket with three keys is one citation.
        if last.replace(citation.span) != Some(citation.span) {
            *counts.entry(style).or_default() += 1;
        }
    }
    // Of styles that are as frequent the first of the list.
    counts.into_iter().max_by_key(|it| (it.1, std::cmp::Reverse(it.0))).map(|it| it.0)
}

fn in_footnote(draft: &Draft, citation: &Citation) -> bool {
    let blocks = &draft.blocks;
    let block = blocks.partition_point(|it| it.span.end <= citation.span.start);
    blocks.get(block).is_some_and(|it| it.kind == BlockKind::Footnote && it.span.covers(citation.span))
}

/// For a draft without citations: keys where a bibliography is at work, links where the sources are pages of the web, else
/// footnotes, which every reader understands.
fn style_of_sources(citing: &Citing) -> Style {
    /// So many sources tell what all are like.
    const ENOUGH: usize = 50;
    let is_pandoc = |ending: &str| matches!(ending, "qmd" | "rmd" | "Rmd");
    let ending = citing.path.and_then(Path::extension).and_then(|it| it.to_str());
    let head: Vec<&str> = citing.draft.text.lines().take_while(|it| !it.is_empty()).take(40).collect();
    let has_bibliography = head.first().is_some_and(|it| it.trim_end() == "---")
        && head.iter().any(|it| it.starts_with("bibliography:") || it.starts_with("csl:"));
    if ending.is_some_and(is_pandoc) || has_bibliography || !citing.config.bibliography.is_empty() {
        return Style::Pandoc;
    }
    let sources: Vec<&Source> = citing.corpus.sources().iter().take(ENOUGH).collect();
    let most = |n: usize| n > 0 && 2 * n >= sources.len();
    if most(sources.iter().filter(|it| it.metadata.key.is_some()).count()) {
        Style::Pandoc
    } else if most(sources.iter().filter(|it| it.metadata.url.is_some()).count()) {
        Style::Link
    } else {
        Style::Footnote
    }
}

struct Cite<'a> {
    citing: &'a Citing<'a>,
    source: usize,
    cited: &'a Source,
    at: Option<At>,
    claim: Span,
}

impl Cite<'_> {
    /// The citations of the claim: those in its sentence and behind it.
    fn own_citations(&self) -> Vec<&Citation> {
        let draft = self.citing.draft;
        let block = draft.blocks.iter().find(|it| it.span.covers(self.claim));
        let next = block.and_then(|it| it.sentences.iter().find(|it| it.start >= self.claim.end));
        let end = next.map(|it| it.start).or(block.map(|it| it.span.end)).unwrap_or(self.claim.end);
        let citations = draft.citations.iter();
        citations.filter(|it| it.span.start >= self.claim.start && it.span.start < end).collect()
    }

    fn is_bracket(&self, citation: &Citation) -> bool {
        let written = citation.span.of(&self.citing.draft.text);
        citation.kind == CitationKind::Pandoc && written.starts_with('[') && written.ends_with(']')
    }

    fn key_at(&self) -> String {
        let at = self.at_in_words().map_or(String::new(), |it| format!(", {it}"));
        format!("{}{at}", written_key(&self.cited.key))
    }

    fn at_in_words(&self) -> Option<String> {
        self.at.map(|it| match it {
            At::Page(page) => format!("p. {page}"),
            At::Paragraph(paragraph) => format!("para. {paragraph}"),
        })
    }

    /// The marker at the end of the claim, before the mark that ends it; behind it where that stands in a quotation.
    fn inserted(&self, marker: String) -> Edit {
        let words = self.claim.of(&self.citing.draft.text).trim_end();
        let body = words.trim_end_matches(['.', '!', '?', '…', ':', ';', ',']);
        let end = self.claim.start + if body.is_empty() { words.len() } else { body.trim_end().len() };
        Edit { span: Span::new(end, end), text: format!(" {marker}") }
    }

    /// Where a footnote's mark goes: behind the mark that ends the sentence and the notes that are there.
    fn note_place(&self) -> usize {
        let draft = self.citing.draft;
        let mut end = self.claim.start + self.claim.of(&draft.text).trim_end().len();
        while let Some(next) =
            draft.citations.iter().find(|it| it.span.start == end && it.kind == CitationKind::Footnote)
        {
            end = next.span.end;
        }
        end
    }

    fn footnote(&self) -> Vec<Edit> {
        let end = self.note_place();
        let mark = |label: &str| Edit { span: Span::new(end, end), text: format!("[^{label}]") };
        if let Some(label) = self.label_in_use() {
            return vec![mark(label)];
        }
        let label = self.next_label().to_string();
        let mut edits = vec![mark(&label)];
        edits.push(self.definition(&label));
        edits
    }

    /// The label of a note that says just this.
    fn label_in_use(&self) -> Option<&str> {
        let draft = self.citing.draft;
        let is_same_place = |it: &Citation| {
            let locator = it.locator.as_ref().map(|it| (it.kind, it.value.clone()));
            locator
                == self.at.map(|it| match it {
                    At::Page(page) => (LocatorKind::Page, page.to_string()),
                    At::Paragraph(paragraph) => (LocatorKind::Paragraph, paragraph.to_string()),
                })
        };
        let notes = draft.citations.iter().filter(|it| it.kind == CitationKind::Footnote && !it.target.is_empty());
        let mut same = notes.filter(|it| is_same_place(it));
        same.find(|it| cited_sources(self.citing.corpus, draft, it) == [self.source]).map(|it| it.target.as_str())
    }

    /// The number that follows on the greatest one there is.
    fn next_label(&self) -> u32 {
        let labels = self.citing.draft.text.match_indices("[^").filter_map(|(idx, _)| {
            let rest = &self.citing.draft.text[idx + 2..];
            rest[..rest.find(']')?].parse::<u32>().ok()
        });
        labels.max().unwrap_or(0).saturating_add(1)
    }

    /// The note itself, below the last one or at the end of the draft.
    fn definition(&self, label: &str) -> Edit {
        let draft = self.citing.draft;
        let text = &draft.text;
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let note = format!("[^{label}]: {}", self.note());
        let last = draft.blocks.iter().filter(|it| it.kind == BlockKind::Footnote).map(|it| it.span.end).max();
        if let Some(last) = last {
            let end = text[last..].find(['\n', '\r']).map_or(text.len(), |idx| last + idx);
            return Edit { span: Span::new(end, end), text: format!("{line_end}{note}") };
        }
        let end = text.len();
        let gap = match text {
            it if it.is_empty() || it.ends_with("\n\n") || it.ends_with("\r\n\r\n") => String::new(),
            it if it.ends_with('\n') => line_end.to_owned(),
            _ => format!("{line_end}{line_end}"),
        };
        Edit { span: Span::new(end, end), text: format!("{gap}{note}{line_end}") }
    }

    /// What a note says, as the draft's other notes do: by key, by link, or in words.
    fn note(&self) -> String {
        let draft = self.citing.draft;
        let in_notes = draft.citations.iter().filter(|it| in_footnote(draft, it));
        let at = self.at_in_words().map_or(String::new(), |it| format!(", {it}"));
        let is_address = self.cited.metadata.url.is_some();
        match in_notes.map(|it| it.kind).next() {
            Some(CitationKind::Pandoc) => format!("[@{}].", self.key_at()),
            Some(CitationKind::Link) => format!("{}{at}", self.titled_link()),
            _ if is_address => format!("{}{at}, <{}>.", self.described(), self.address()),
            _ => format!("{}{at}", self.titled_link()),
        }
    }

    /// "Reuters, “The ferry stops”, 3 March 2024"
    fn described(&self) -> String {
        let metadata = &self.cited.metadata;
        let clean = |it: &Option<String>| it.as_deref().map(|it| edit_text(&squeezed(&without_hidden(it))));
        let title = clean(&metadata.title);
        let date = metadata.date.as_deref().map(date_in_words);
        let parts = [clean(&metadata.publisher), title.map(|it| format!("“{it}”")), date];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|it| !it.is_empty()).collect();
        if parts.is_empty() { edit_text(&self.cited.key) } else { parts.join(", ") }
    }

    fn titled_link(&self) -> String {
        let title = self.cited.metadata.title.as_deref().map(|it| squeezed(&without_hidden(it)));
        let title = title.filter(|it| !it.is_empty()).unwrap_or_else(|| self.cited.key.clone());
        format!("[{}]({})", edit_text(&title), self.target())
    }

    fn link(&self) -> String {
        let at = self.at_in_words().map_or(String::new(), |it| format!(", {it}"));
        format!("[{}{at}]({})", edit_text(&source_in_words(self.cited)), self.target())
    }

    /// Words that name this source and no other.
    fn in_words(&self) -> String {
        let metadata = &self.cited.metadata;
        let ways = [Some(source_in_words(self.cited)), metadata.title.clone(), Some(self.cited.key.clone())];
        let names_it = |words: &String| {
            let citation = Citation {
                kind: CitationKind::SourceLine,
                span: Span::default(),
                target_span: Span::default(),
                target: words.clone(),
                definition: None,
                locator: None,
            };
            cited_sources(self.citing.corpus, self.citing.draft, &citation) == [self.source]
        };
        let mut ways = ways.into_iter().flatten().filter(|it| !it.contains([';', ')', '(']));
        let words = ways.find(names_it).unwrap_or_else(|| self.cited.key.clone());
        let at = self.at_in_words().map_or(String::new(), |it| format!(", {it}"));
        format!("{}{at}", edit_text(&squeezed(&without_hidden(&words))))
    }

    fn address(&self) -> String {
        self.cited.metadata.url.as_deref().map(written_address).unwrap_or_default()
    }

    /// Its address, or its file as seen from the draft.
    fn target(&self) -> String {
        if self.cited.metadata.url.is_some() {
            return self.address();
        }
        let folder = self.citing.path.and_then(Path::parent);
        let beside = || {
            // Its folder and its name are what a link is recognised by.
            let mut parts: Vec<_> = self.cited.path.components().rev().take(2).collect();
            parts.reverse();
            parts.iter().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
        };
        let path = folder.and_then(|it| relative_path(&self.cited.path, it)).unwrap_or_else(beside);
        let is_pdf = self.cited.path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
        let page = match self.at {
            Some(At::Page(page)) if is_pdf => format!("#page={page}"),
            _ => String::new(),
        };
        format!("{}{page}", written_address(&path))
    }
}

/// What a citation is made of, for those who write its marks while the draft is being typed.
pub(super) struct Parts {
    /// `key, p. 3`
    pub(super) key: String,
    /// `([Reuters, 3 March 2024](https://…))`
    pub(super) link: String,
    /// `Reuters, 3 March 2024`
    pub(super) words: String,
    /// What a footnote says.
    pub(super) note: String,
}

/// The parts of a citation of a source; `None` when there is no such source.
pub(super) fn parts(citing: &Citing, source: usize, at: Option<At>) -> Option<Parts> {
    let cited = citing.corpus.sources().get(source)?;
    let cite = Cite { citing, source, cited, at, claim: Span::default() };
    Some(Parts { key: cite.key_at(), link: format!("({})", cite.link()), words: cite.in_words(), note: cite.note() })
}

#[cfg(test)]
mod tests;
