//! A draft as blocks, sentences, citations and ignore comments.

use crate::text::{Language, LineIndex, Span, split_sentences};

mod attribution;
mod bibliography;
mod citation;
mod ignore;
mod language;
mod locator;
mod markdown;

pub use attribution::Named;
pub use locator::{Locator, LocatorKind};

/// What a block of a draft is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Heading,
    Paragraph,
    ListItem,
    TableCell,
    Footnote,
    /// `>`: somebody else's words, shown as such.
    BlockQuote,
}

/// A block of running text with its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub span: Span,
    /// Blocks in a language that we do not read make no claims.
    pub language: Language,
    /// Spans into the draft, in order.
    pub sentences: Vec<Span>,
}

/// In which syntax a citation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationKind {
    /// `[@key, p. 3]`, `@key`
    Pandoc,
    /// `[^1]`
    Footnote,
    /// `[text](target)`, `<https://…>`, a bare address
    Link,
    /// `[[note]]`, `[[note#Heading|words]]`, `[[note#^block]]`
    Wikilink,
    /// `(Source: Reuters, 3 March 2024)`, `Source: …` at the end of a paragraph, `(Reuters, 3 March 2024)`
    SourceLine,
    /// "according to Reuters on 3 March 2024": the words are a part of the sentence
    Attribution,
}

/// A marker in the draft that names a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    pub kind: CitationKind,
    /// The whole marker.
    pub span: Span,
    /// The key, footnote label or link target alone; for a reference link its label. Always inside `span`.
    pub target_span: Span,
    /// Pandoc: the key. Link: its destination. Wikilink: the note. Footnote: the label, empty for an inline note
    /// `^[text]`. What is named in words: those words, to be read by [`Named::read`].
    pub target: String,
    /// Footnote: the text of its definition, whose own keys and links are citations too; `None` when there is no
    /// definition of that label.
    pub definition: Option<Span>,
    /// Which place of the source is meant; that of a footnote stands in its definition.
    pub locator: Option<Locator>,
}

/// Where the links `[text][label]` of a label lead, as `[label]: destination` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// As written, without angle brackets.
    pub span: Span,
    pub target: String,
}

/// `<!-- citecheck-ignore rule: reason -->` or `<!-- citecheck-ignore-file rule -->`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The comment.
    pub span: Span,
    /// The rules named, with the span of each name; empty when none is.
    pub rules: Vec<(String, Span)>,
    /// Where findings are silenced; `None`: in the whole file.
    pub covers: Option<Span>,
}

/// A draft, read.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// As written.
    pub text: String,
    /// The same length as `text`, byte for byte, with markup, code, comments, citations and soft line breaks blanked
    /// out by spaces, so that a span of one is a span of the other.
    pub prose: String,
    pub lines: LineIndex,
    pub blocks: Vec<Block>,
    /// In order of place.
    pub citations: Vec<Citation>,
    /// Words that cite if the corpus has such a publisher, in order of place: [`Draft::with_attributions`].
    pub attributions: Vec<Citation>,
    /// In order of place.
    pub destinations: Vec<Destination>,
    pub ignores: Vec<Ignore>,
    /// The date in its front matter: `2024`, `2024-03` or `2024-03-03`.
    pub dated: Option<String>,
    /// The day on which it is read, `2024-03-03`; `None` until somebody who has a clock says so.
    pub today: Option<String>,
    /// When its file was last written, in milliseconds since 1970; `None` for a text without a file, and until
    /// somebody who reads disks says so.
    pub saved: Option<u64>,
}

impl Draft {
    /// Reads a draft. Never fails: an odd table or an unclosed quotation costs that block its claims, nothing else.
    pub fn parse(text: &str) -> Self {
        let page = markdown::read(text);
        let lines = LineIndex::new(text);
        let spans: Vec<Span> = page.blocks.iter().map(|it| it.1).collect();
        let declared = language::declared(&text[..markdown::front_matter_end(text)]);
        let languages = language::languages_of(&page.prose, &spans, declared);
        let blocks: Vec<Block> = page
            .blocks
            .iter()
            .zip(languages)
            .map(|(&(kind, span), language)| Block {
                kind,
                span,
                language,
                sentences: split_sentences(&page.outline, span),
            })
            .collect();
        let ignores = ignore::read_ignores(text, &lines, &page.comments, &blocks);
        let attributions = attribution::find(text, &page.prose, &blocks);
        Self {
            text: text.to_owned(),
            prose: page.prose,
            lines,
            blocks,
            citations: page.citations,
            attributions,
            destinations: page.destinations,
            ignores,
            dated: attribution::date_in_front_matter(&text[..markdown::front_matter_end(text)]),
            today: None,
            saved: None,
        }
    }

    /// Hands on the Markdown of a draft in order, each piece with its place. Front matter and the lines of fenced divs are
    /// left out.
    pub fn read_markup(text: &str, hear: &mut dyn FnMut(pulldown_cmark::Event<'_>, Span)) {
        markdown::read_markup(text, hear);
    }

    /// The bibliographies that its front matter names, as it names them.
    pub fn bibliographies(&self) -> Vec<String> {
        bibliography::in_front_matter(&self.text[..markdown::front_matter_end(&self.text)])
    }

    /// Whether a note stands where a citation would, rather than among the words: `It grew ([[report]]).`
    pub fn is_note_as_marker(&self, citation: &Citation) -> bool {
        let before = self.text[..citation.span.start].trim_end();
        let is_apart = before.ends_with(['(', '.', '!', '?', ')', ']', '”', '"']);
        let is_plain = citation.kind == CitationKind::Wikilink && !citation.span.of(&self.text).contains('|');
        let rest = self.text[citation.span.end..].trim_start_matches([' ', '*', '_']);
        let ends = rest.is_empty() || rest.starts_with(['.', ',', ';', ')', '\n', '\r', '[']);
        is_plain && is_apart && ends
    }

    /// The draft with those of its attributions among the citations that name a source, as `names_source` says. What
    /// stands in parentheses, publications with their date and notes in the place of a citation are then no prose any
    /// more; neither is "according to Reuters", where `is_outlet` says that this can be no speaker.
    pub fn with_attributions(
        &self,
        names_source: impl Fn(&Citation) -> bool,
        is_outlet: impl Fn(&Citation) -> bool,
    ) -> Self {
        let cited: Vec<Citation> = self.attributions.iter().filter(|it| names_source(it)).cloned().collect();
        let notes = self.citations.iter().filter(|it| self.is_note_as_marker(it) && names_source(it));
        // With a date it is the publication that is named, without one it may be the speaker.
        let is_dated = |it: &Citation| Named::read(&it.target).date.is_some();
        let lines = cited.iter().filter(|it| it.kind == CitationKind::SourceLine);
        let named = cited.iter().filter(|it| it.kind == CitationKind::Attribution).filter_map(|it| {
            let whole = attribution::whole(&self.prose, it.span);
            // "Reuters reported that" would leave a sentence without a beginning.
            let is_apart = || whole.start < it.span.start && is_outlet(it);
            (is_dated(it) || is_apart()).then_some(whole)
        });
        let markers: Vec<Span> = notes.chain(lines).map(|it| it.span).chain(named).collect();
        let mut acc = self.clone();
        let mut prose = acc.prose.into_bytes();
        markers.into_iter().for_each(|it| prose[it.start..it.end].fill(b' '));
        acc.prose = String::from_utf8(prose).unwrap_or_else(|_| self.prose.clone());
        for block in &mut acc.blocks {
            block.sentences.retain(|it| !it.of(&acc.prose).trim().is_empty());
        }
        acc.attributions.retain(|it| !cited.contains(it));
        acc.citations.extend(cited);
        acc.citations.sort_by_key(|it| (it.span, it.target_span));
        acc
    }
}

#[cfg(test)]
mod tests;
