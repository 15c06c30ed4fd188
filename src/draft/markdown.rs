//! Takes the markup off a draft without moving a byte.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag};

use super::citation::{self, Found};
use super::{BlockKind, Citation, CitationKind, Destination, locator};
use crate::text::Span;

/// A draft with its markup told from its running text.
pub(super) struct Page {
    /// Running text alone, every other byte a space.
    pub(super) prose: String,
    /// The prose with fillers for code and bare keys, which are blank there but are words where sentences end: in
    /// "Done. @doe99 says so." the second sentence starts at the key.
    pub(super) outline: String,
    /// In order, never overlapping.
    pub(super) blocks: Vec<(BlockKind, Span)>,
    /// In order of place.
    pub(super) citations: Vec<Citation>,
    /// Those of `[label]: destination`, in order.
    pub(super) destinations: Vec<Destination>,
    /// HTML comments, in order.
    pub(super) comments: Vec<Span>,
}

/// Reads Markdown, or plain text, which is Markdown without marks.
pub(super) fn read(text: &str) -> Page {
    let fed = with_line_feeds(text);
    let start = front_matter_end(&fed);
    let masked = mask_fences(&fed);
    let mut reader = Reader::new(text);
    let events = Parser::new_ext(&masked[start..], options()).into_offset_iter();
    for (_, defined) in events.reference_definitions().iter() {
        let span = on_boundaries(text, defined.span.start + start..defined.span.end + start);
        reader.destinations.extend(destination(text, span, &defined.dest));
    }
    for (event, range) in events {
        reader.read(event, range.start + start..range.end + start);
    }
    reader.finish()
}

/// Hands on the markup of a draft in order, each piece with its place: what [`read`] takes off.
pub(super) fn read_markup(text: &str, hear: &mut dyn FnMut(Event<'_>, Span)) {
    let fed = with_line_feeds(text);
    let start = front_matter_end(&fed);
    let masked = mask_fences(&fed);
    for (event, range) in Parser::new_ext(&masked[start..], options()).into_offset_iter() {
        hear(event, on_boundaries(text, range.start + start..range.end + start));
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// The range as a span, on character boundaries: blanked fences let the parser cut inside a character.
fn on_boundaries(text: &str, range: Range<usize>) -> Span {
    let floor = |mut idx: usize| {
        idx = idx.min(text.len());
        while !text.is_char_boundary(idx) {
            idx -= 1;
        }
        idx
    };
    Span::new(floor(range.start), floor(range.end))
}

/// Where `[label]: destination "title"` leads to.
fn destination(text: &str, defined: Span, target: &str) -> Option<Destination> {
    let from = defined.start + defined.of(text).find("]:")? + 2;
    let rest = Span::new(from, defined.end).of(text);
    let start = from + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let span = match rest.strip_prefix('<') {
        Some(angled) => Span::new(start + 1, start + 1 + angled.find('>')?),
        None => Span::new(start, start + rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    Some(Destination { span, target: target.trim().to_owned() })
}

/// Where the text after the front matter (or a byte order mark) starts. Left to the Markdown parser, any two rules
/// with text between them would count as front matter.
pub(super) fn front_matter_end(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n');
    let Some(first) = lines.next().filter(|it| it.trim_end() == "---") else { return start };
    let mut end = start + first.len();
    for line in lines {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return end;
        }
    }
    start
}

/// The same text with a line feed for each carriage return that ends a line alone, which the parser does not know.
fn with_line_feeds(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('\r') {
        return text.into();
    }
    let lines: Vec<String> = text.split("\r\n").map(|it| it.replace('\r', "\n")).collect();
    lines.join("\r\n").into()
}

/// The same text with the lines of fenced divs (`::: note`) empty, so that they end the paragraphs around them.
fn mask_fences(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(":::") {
        return text.into();
    }
    let mut acc = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content.trim_start().starts_with(":::") {
            acc.extend(std::iter::repeat_n(' ', content.len()));
            acc.push_str(&line[content.len()..]);
        } else {
            acc.push_str(line);
        }
    }
    acc.into()
}

/// What a block-level element means for the text inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Heading,
    Cell,
    Footnote,
    Quote,
    Item,
    /// Code and metadata.
    Hidden,
    Other,
}

struct OpenLink<'a> {
    kind: LinkType,
    destination: CowStr<'a>,
    span: Span,
    /// Where the last thing inside its text ends.
    text_end: usize,
}

struct Reader<'a> {
    text: &'a str,
    /// The prose in the making.
    ink: Vec<u8>,
    containers: Vec<Container>,
    /// How many images and struck-out runs are open.
    hidden: usize,
    /// The block that is open, if any.
    block: Option<Span>,
    /// The last hard line break, until the text after it tells whether it ends a sentence.
    hard_break: Option<usize>,
    /// Line ends inside blocks that end a sentence.
    kept_breaks: Vec<usize>,
    links: Vec<OpenLink<'a>>,
    struck: Vec<bool>,
    blocks: Vec<(BlockKind, Span)>,
    found: Found,
    destinations: Vec<Destination>,
    comments: Vec<Span>,
    definitions: HashMap<String, Span>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let ink = text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' }).collect();
        Self {
            text,
            ink,
            containers: Vec::new(),
            hidden: 0,
            block: None,
            hard_break: None,
            kept_breaks: Vec::new(),
            links: Vec::new(),
            struck: Vec::new(),
            blocks: Vec::new(),
            found: Found::default(),
            destinations: Vec::new(),
            comments: Vec::new(),
            definitions: HashMap::new(),
        }
    }

    fn read(&mut self, event: Event<'a>, range: Range<usize>) {
        let span = on_boundaries(self.text, range);
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag),
            Event::Text(words) => self.write(&words, span),
            // Texts cut into tokens for a parser have ` and ' for quotation marks.
            Event::Code(words) if words.split_whitespace().any(|it| matches!(it, "'" | "''")) => {
                self.write(&words, span);
            }
            Event::Code(_) => {
                self.extend(span);
                self.found.fillers.push(span);
            }
            Event::InlineHtml(_) => {
                self.extend(span);
                self.read_comments(span);
                if span.of(self.text).to_ascii_lowercase().starts_with("<br") {
                    self.ink[span.start] = b'\n';
                    self.kept_breaks.push(span.start);
                }
            }
            Event::FootnoteReference(label) => {
                self.extend(span);
                self.found.citations.push(Citation {
                    kind: CitationKind::Footnote,
                    span,
                    target_span: inside(span, 2, 1),
                    target: label.into_string(),
                    definition: None,
                    locator: None,
                });
            }
            Event::HardBreak => {
                self.extend(span);
                self.hard_break = span.of(self.text).find(['\n', '\r']).map(|idx| span.start + idx);
            }
            Event::SoftBreak => self.extend(span),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'a>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript => self.extend(span),
            Tag::Strikethrough => {
                // A single tilde is a subscript in Pandoc; two take words back.
                let is_struck = span.of(self.text).starts_with("~~");
                self.extend(span);
                self.struck.push(is_struck);
                self.hidden += usize::from(is_struck);
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.extend(span);
                let text_end = (span.start + 1).min(span.end);
                self.links.push(OpenLink { kind: link_type, destination: dest_url, span, text_end });
            }
            Tag::Image { .. } => {
                self.extend(span);
                self.hidden += 1;
            }
            Tag::Heading { .. } => self.enter(Container::Heading),
            Tag::TableCell => self.enter(Container::Cell),
            Tag::BlockQuote(_) => self.enter(Container::Quote),
            Tag::Item => self.enter(Container::Item),
            Tag::FootnoteDefinition(label) => {
                self.enter(Container::Footnote);
                let written = span.of(self.text);
                let label_end = written.find("]:").map_or(0, |idx| idx + 2);
                self.definitions
                    .entry(label.to_lowercase())
                    .or_insert_with(|| trimmed(self.text, Span::new(span.start + label_end, span.end)));
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(_) => self.enter(Container::Hidden),
            Tag::HtmlBlock => {
                self.enter(Container::Hidden);
                self.read_comments(span);
            }
            _ => self.enter(Container::Other),
        }
    }

    fn close(&mut self, tag: pulldown_cmark::TagEnd) {
        use pulldown_cmark::TagEnd;
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Strikethrough => {
                let is_struck = self.struck.pop().unwrap_or_default();
                self.hidden -= usize::from(is_struck);
            }
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.hidden -= 1,
            _ => {
                self.end_block();
                self.containers.pop();
            }
        }
    }

    fn enter(&mut self, container: Container) {
        self.end_block();
        self.containers.push(container);
    }

    /// Makes `span` part of the open block, or opens one.
    fn extend(&mut self, span: Span) {
        if self.containers.last() == Some(&Container::Hidden) {
            return;
        }
        for link in &mut self.links {
            link.text_end = link.text_end.max(span.end);
        }
        let block = self.block.get_or_insert(span);
        block.end = block.end.max(span.end);
    }

    fn end_block(&mut self) {
        self.hard_break = None;
        let Some(span) = self.block.take() else { return };
        self.kept_breaks.sort_unstable();
        for idx in span.start..span.end {
            if matches!(self.ink[idx], b'\n' | b'\r') && self.kept_breaks.binary_search(&idx).is_err() {
                self.ink[idx] = b' ';
            }
        }
        self.kept_breaks.clear();
        let kind = self.kind();
        citation::find_markers(self.text, span, kind, &mut self.ink, &mut self.found);
        self.blocks.push((kind, span));
    }

    fn kind(&self) -> BlockKind {
        const ORDER: [(Container, BlockKind); 5] = [
            (Container::Heading, BlockKind::Heading),
            (Container::Cell, BlockKind::TableCell),
            (Container::Footnote, BlockKind::Footnote),
            (Container::Quote, BlockKind::BlockQuote),
            (Container::Item, BlockKind::ListItem),
        ];
        let kind = ORDER.iter().find(|(container, _)| self.containers.contains(container));
        kind.map_or(BlockKind::Paragraph, |(_, kind)| *kind)
    }

    fn write(&mut self, words: &str, span: Span) {
        if self.containers.last() == Some(&Container::Hidden) {
            return;
        }
        self.extend(span);
        if self.hidden > 0 {
            return;
        }
        let written = span.of(self.text);
        if let Some(place) = self.hard_break.take()
            && !written.trim_start().starts_with(char::is_lowercase)
        {
            self.kept_breaks.push(place);
        }
        // An entity stands for a character that would not fill its place; the plain ones are worth the gap.
        let words = match written.starts_with('&') && words != written {
            true if words.is_ascii() && words.len() <= span.len() => words,
            true => "",
            false => written,
        };
        self.ink[span.start..span.start + words.len()].copy_from_slice(words.as_bytes());
    }

    fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let target_span = match link.kind {
            LinkType::Autolink | LinkType::Email => inside(link.span, 1, 1),
            LinkType::Inline => self.destination_span(&link),
            _ => self.label_span(&link),
        };
        if matches!(link.kind, LinkType::Autolink | LinkType::Email) || self.is_marker(&link) {
            self.ink[link.span.start..link.span.end].fill(b' ');
        }
        let target = link.destination.trim();
        let is_elsewhere = ["#", "mailto:", "tel:", "javascript:", "data:"].iter().any(|it| target.starts_with(it));
        if target.is_empty() || is_elsewhere || link.kind == LinkType::Email {
            return;
        }
        self.found.citations.push(Citation {
            kind: CitationKind::Link,
            span: link.span,
            target_span,
            target: target.to_owned(),
            definition: None,
            locator: fragment_locator(target, target_span, self.text),
        });
    }

    /// Whether the text of a link says nothing but that it is one: `[1]`, `source`, the address again.
    fn is_marker(&self, link: &OpenLink) -> bool {
        const MARKERS: [&str; 7] = ["source", "sources", "link", "ref", "reference", "cite", "citation"];
        let words = Span::new(link.span.start, link.text_end).of(self.text);
        let words = words.trim_matches(|c: char| "[]()*_^ ".contains(c)).to_lowercase();
        words.starts_with("http://")
            || words.starts_with("https://")
            || (!words.is_empty() && words.len() <= 3 && words.bytes().all(|byte| byte.is_ascii_digit()))
            || MARKERS.contains(&words.as_str())
    }

    /// Where the destination of `[text](destination "title")` is written.
    fn destination_span(&self, link: &OpenLink) -> Span {
        let tail = Span::new(link.text_end, link.span.end);
        let Some(idx) = tail.of(self.text).find("](") else { return tail };
        let from = tail.start + idx + 2;
        let rest = Span::new(from, link.span.end).of(self.text);
        let from = from + (rest.len() - rest.trim_start().len());
        let rest = rest.trim_start();
        if let Some(angled) = rest.strip_prefix('<') {
            return Span::new(from + 1, from + 1 + angled.find('>').unwrap_or(0));
        }
        if rest.starts_with(&*link.destination) {
            return Span::new(from, from + link.destination.len());
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len().saturating_sub(1));
        Span::new(from, from + rest[..end].trim_end_matches(')').len())
    }

    /// Where the label of `[text][label]`, or of `[label]`, is written.
    fn label_span(&self, link: &OpenLink) -> Span {
        let written = link.span.of(self.text);
        let tail = &written[link.text_end - link.span.start..];
        match tail.find("][").filter(|idx| idx + 3 < tail.len()) {
            Some(idx) => Span::new(link.text_end + idx + 2, link.span.end - 1),
            None => trimmed(self.text, Span::new(link.span.start + 1, link.text_end.max(link.span.start + 1))),
        }
    }

    fn read_comments(&mut self, span: Span) {
        let mut from = span.start;
        while let Some(start) = self.text[from..span.end].find("<!--").map(|idx| from + idx) {
            let end = self.text[start..span.end].find("-->").map_or(span.end, |idx| start + idx + 3);
            self.comments.push(Span::new(start, end));
            from = end.max(start + 4).min(span.end);
        }
    }

    fn finish(mut self) -> Page {
        self.end_block();
        for citation in &mut self.found.citations {
            if citation.kind == CitationKind::Footnote && !citation.target.is_empty() {
                citation.definition = self.definitions.get(&citation.target.to_lowercase()).copied();
            }
        }
        self.locate_footnotes();
        // A footnote reference is blank already; other markers have blanked themselves.
        self.found.citations.sort_by_key(|it| (it.span, it.target_span));
        self.destinations.sort_by_key(|it| it.span);
        let mut outline = self.ink.clone();
        for filler in &self.found.fillers {
            outline[filler.start..filler.end].fill(b'X');
        }
        let blank = || " ".repeat(self.text.len());
        Page {
            outline: String::from_utf8(outline).unwrap_or_else(|_| blank()),
            prose: String::from_utf8(self.ink).unwrap_or_else(|_| blank()),
            blocks: self.blocks,
            citations: self.found.citations,
            destinations: self.destinations,
            comments: self.comments,
        }
    }

    /// Gives a footnote the locator of the one source that its definition cites.
    fn locate_footnotes(&mut self) {
        for idx in 0..self.found.citations.len() {
            let citation = &self.found.citations[idx];
            let Some(definition) = citation.definition.filter(|_| citation.kind == CitationKind::Footnote) else {
                continue;
            };
            let others = self.found.citations.iter();
            let mut cited = others.filter(|it| it.kind != CitationKind::Footnote && definition.covers(it.span));
            let locator = match (cited.next(), cited.next()) {
                (Some(only), None) => {
                    let behind = || locator::find(self.text, Span::new(only.span.end, definition.end));
                    let before = || locator::find(self.text, Span::new(definition.start, only.span.start));
                    only.locator.clone().or_else(behind).or_else(before)
                }
                (None, _) => locator::find(self.text, definition),
                _ => None,
            };
            self.found.citations[idx].locator = locator;
        }
    }
}

/// The locator in the fragment of a link's destination; that of a page on the web is for browsers, unless it is a page.
pub(super) fn fragment_locator(target: &str, target_span: Span, text: &str) -> Option<locator::Locator> {
    let (page, fragment) = target.split_once('#')?;
    let written = target_span.of(text);
    let start = written.find('#').map_or(target_span.end, |idx| target_span.start + idx);
    let locator = locator::read_fragment(fragment, Span::new(start, target_span.end))?;
    (!page.contains("://") || locator.kind == locator::LocatorKind::Page).then_some(locator)
}

/// The span without `head` bytes at its start and `tail` bytes at its end, as far as it has them.
fn inside(span: Span, head: usize, tail: usize) -> Span {
    let start = (span.start + head).min(span.end);
    Span { start, end: span.end.saturating_sub(tail).max(start) }
}

/// The span without the space around its words.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    Span { start, end: start + words.trim().len() }
}
