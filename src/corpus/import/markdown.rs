//! Markdown as running text, each word in its own place.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{BYTE_ORDER_MARK, Block, BlockKind, Canvas, Map, Page, front_matter, html};
use crate::text::Span;

pub(super) fn read(original: &str) -> Page {
    let start = if original.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let (metadata, len) = front_matter::read(&original[start..]);
    let body = start + len;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS;
    let mut writer = Writer::new(original);
    for (event, range) in Parser::new_ext(&original[body..], options).into_offset_iter() {
        writer.event(event, Span::new(range.start, range.end).shifted(body));
    }
    writer.flush();
    Page { metadata, text: writer.canvas.finish(), blocks: writer.blocks, map: Map::Same }
}

struct Writer<'a> {
    original: &'a str,
    canvas: Canvas<'a>,
    blocks: Vec<Block>,
    /// From the first to the last words of the block being read.
    current: Option<Span>,
    kind: BlockKind,
    n_items: usize,
    /// Line ends meant as such inside of the block.
    hard_breaks: Vec<usize>,
    n_links: usize,
    n_link_bytes: usize,
    n_bytes: usize,
    /// How many elements are open whose words do not count.
    n_silent: usize,
    silent_strikes: Vec<bool>,
}

impl<'a> Writer<'a> {
    fn new(original: &'a str) -> Self {
        Self {
            original,
            canvas: Canvas::new(original),
            blocks: Vec::new(),
            current: None,
            kind: BlockKind::Paragraph,
            n_items: 0,
            hard_breaks: Vec::new(),
            n_links: 0,
            n_link_bytes: 0,
            n_bytes: 0,
            n_silent: 0,
            silent_strikes: Vec::new(),
        }
    }

    fn event(&mut self, event: Event, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.text(&words, span),
            Event::Code(_) => {
                let words = span.of(self.original);
                let ticks = words.bytes().take_while(|it| *it == b'`').count();
                let inner = Span::new(span.start + ticks, span.end.saturating_sub(ticks));
                self.text(inner.of(self.original), inner);
            }
            Event::HardBreak => self.hard_breaks.push(span.end - 1),
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => self.hard_breaks.push(span.start),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, span: Span) {
        match tag {
            Tag::Heading { .. } => self.open(BlockKind::Heading),
            Tag::TableCell => self.open(BlockKind::Cell),
            Tag::Item => {
                self.n_items += 1;
                self.open(BlockKind::Item);
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html(span);
            }
            // Pages saved by hand indent paragraphs, which only looks like code.
            Tag::CodeBlock(CodeBlockKind::Indented) => self.flush(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.flush();
                self.n_silent += 1;
            }
            Tag::Image { .. } | Tag::Link { link_type: LinkType::Autolink, .. } => self.n_silent += 1,
            Tag::Link { .. } => self.n_links += 1,
            Tag::Strikethrough => {
                // What is struck out with two marks was taken back; one mark often means "about".
                let is_silent = span.of(self.original).starts_with("~~");
                self.silent_strikes.push(is_silent);
                self.n_silent += usize::from(is_silent);
            }
            Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript => {}
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item => {
                self.flush();
                self.n_items = self.n_items.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.n_silent = 0;
            }
            TagEnd::Image => self.n_silent = self.n_silent.saturating_sub(1),
            TagEnd::Link => match self.n_links {
                // An autolink counted as silent.
                0 => self.n_silent = self.n_silent.saturating_sub(1),
                _ => self.n_links -= 1,
            },
            TagEnd::Strikethrough => {
                let is_silent = self.silent_strikes.pop().unwrap_or_default();
                self.n_silent = self.n_silent.saturating_sub(usize::from(is_silent));
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Superscript | TagEnd::Subscript => {}
            _ => self.flush(),
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.flush();
        self.kind = kind;
    }

    fn text(&mut self, words: &str, span: Span) {
        // `:::` fences a div in Quarto and pandoc.
        if self.n_silent > 0 || words.starts_with(":::") {
            return;
        }
        if span.of(self.original) == words || words.len() > span.len() {
            self.canvas.keep(span);
        } else {
            self.canvas.write(span, words);
        }
        self.n_bytes += words.len();
        self.n_link_bytes += if self.n_links > 0 { words.len() } else { 0 };
        self.current = Some(match self.current {
            Some(current) => Span::new(current.start, span.end),
            None => span,
        });
    }

    /// A line of markup is a block.
    fn html(&mut self, span: Span) {
        let words = html::text_spans(span.of(self.original));
        for words in words.into_iter().map(|it| it.shifted(span.start)) {
            self.canvas.keep(words);
            for line in lines(self.original, words) {
                let is_same_line = |it: &&mut Block| {
                    it.span.start >= span.start && !self.original[it.span.end..line.start].contains('\n')
                };
                match self.blocks.last_mut().filter(is_same_line) {
                    Some(block) => block.span.end = line.end,
                    None => {
                        self.blocks.push(Block { span: line, kind: BlockKind::Paragraph, is_links: false, page: None })
                    }
                }
            }
        }
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        if let Some(span) = self.current.take() {
            self.canvas.join(span);
            for offset in self.hard_breaks.drain(..).filter(|it| span.contains(*it)) {
                self.canvas.end_line(offset);
            }
            if self.kind == BlockKind::Cell && span.start > 0 {
                self.canvas.end_line(span.start - 1);
            }
            let is_links = self.n_link_bytes * 10 > self.n_bytes * 7;
            self.blocks.push(Block { span, kind: self.kind, is_links, page: None });
        }
        self.hard_breaks.clear();
        (self.n_bytes, self.n_link_bytes) = (0, 0);
        self.kind = if self.n_items > 0 { BlockKind::Item } else { BlockKind::Paragraph };
    }
}

/// The lines of `span` that hold more than space.
fn lines(original: &str, span: Span) -> impl Iterator<Item = Span> {
    let ends = span.of(original).split('\n').scan(span.start, |at, line| {
        *at += line.len() + 1;
        Some(Span::new(*at - line.len() - 1, *at - 1))
    });
    ends.filter(|it| !it.of(original).trim().is_empty())
}
