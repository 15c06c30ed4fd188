//! The main text of a saved web page, with a map back to the bytes of the file.

use std::collections::HashMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::metadata::{Field, set_field};
use super::{Block, BlockKind, Map, Page, Stretch};
use crate::corpus::Metadata;
use crate::text::Span;

mod head;

/// Elements nested deeper than this count as part of the one that holds them.
const MAX_DEPTH: usize = 512;

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Nothing of them is ever shown as text.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "button", "select", "textarea", "iframe", "object", "audio",
    "video", "canvas", "title", "datalist", "math",
];

const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "output", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Words of classes and ids of what stands around a text.
const SUSPECT_WORDS: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "share",
    "sharing",
    "sharedaddy",
    "social",
    "related",
    "recommended",
    "recommendations",
    "comments",
    "comment",
    "respond",
    "disqus",
    "newsletter",
    "subscribe",
    "subscription",
    "promo",
    "advert",
    "advertisement",
    "ads",
    "ad",
    "footer",
    "popup",
    "modal",
    "outbrain",
    "taboola",
    "trending",
    "mostread",
    "pagination",
    "pager",
    "skip",
    "sr",
    "hidden",
    "paywall",
    "toolbar",
];

/// Prefixes of classes that tell what a text is about or how the page is laid out.
const TOPIC_PREFIXES: &[&str] =
    &["category-", "tag-", "has-", "no-", "with-", "type-", "format-", "topic-", "post-", "is-"];

pub(super) fn read(original: &str) -> Page {
    let mut reader = Reader::default();
    let mut head = head::Head::default();
    for token in tokens(original) {
        match token {
            Token::StartTag(tag) => {
                head.start(&tag);
                reader.start(&tag);
            }
            Token::EndTag(tag) => {
                head.end();
                reader.end(&String::from_utf8_lossy(&tag.name));
            }
            Token::String(words) => {
                let span = Span::new(words.span.start, words.span.end);
                head.text(&String::from_utf8_lossy(&words.value));
                reader.text(span.of(original), span.start);
            }
            _ => {}
        }
    }
    reader.flush();
    let blocks = choose(reader.blocks);
    let heading = blocks.iter().find(|it| it.kind == BlockKind::Heading).map(|it| it.span.of(&reader.text));
    Page { metadata: head.metadata(heading), text: reader.text, blocks, map: Map::Stretches(reader.stretches) }
}

/// The places of the text in a piece of HTML, without scripts and styles. Entities stay as they are written.
pub(super) fn text_spans(original: &str) -> Vec<Span> {
    let mut acc = Vec::new();
    let mut silent = None;
    for token in tokens(original) {
        match token {
            Token::StartTag(tag) if silent.is_none() && !tag.self_closing => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                silent = SILENT.contains(&name.as_str()).then_some(name);
            }
            Token::EndTag(tag) if silent.as_deref().is_some_and(|it| it.as_bytes() == &tag.name[..]) => silent = None,
            Token::String(words) if silent.is_none() => acc.push(Span::new(words.span.start, words.span.end)),
            _ => {}
        }
    }
    acc
}

fn tokens(original: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(original, emitter).map_while(Result::ok)
}

/// An attribute's value.
fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|it| String::from_utf8_lossy(&it.value).trim().to_string())
}

/// An open element, with what it has from those around it.
#[derive(Clone, Default)]
struct Element {
    name: String,
    is_silent: bool,
    is_link: bool,
    is_preformatted: bool,
    kind: BlockKind,
    region: Region,
}

/// Which part of the page.
#[derive(Clone, Copy, Default)]
struct Region {
    is_main: bool,
    /// The outermost `<article>`, counted from 1.
    article: usize,
    is_form: bool,
    is_suspect: bool,
}

#[derive(Default)]
struct Reader {
    open: Vec<Element>,
    /// How many elements are open beyond the deepest.
    n_beyond: usize,
    n_articles: usize,
    text: String,
    stretches: Vec<Stretch>,
    blocks: Vec<(Block, Region)>,
    /// Where the block being read starts.
    current: Option<usize>,
    /// A space seen but not yet written.
    space: Option<Span>,
    n_link_bytes: usize,
    /// Of preformatted text.
    line_start: usize,
}

impl Reader {
    fn top(&self) -> Element {
        self.open.last().cloned().unwrap_or_default()
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if name == "br" || name == "hr" {
            self.flush();
            return;
        }
        if VOID.contains(&name.as_str()) || (tag.self_closing && !INLINE.contains(&name.as_str())) {
            return;
        }
        if !INLINE.contains(&name.as_str()) {
            self.flush();
            self.end_implied(&name);
        }
        if self.open.len() >= MAX_DEPTH {
            self.n_beyond += 1;
            return;
        }
        let element = self.element(name, tag);
        self.open.push(element);
    }

    fn element(&mut self, name: String, tag: &StartTag<usize>) -> Element {
        let mut element = Element { name, ..self.top() };
        let name = element.name.as_str();
        let is_text_root = matches!(name, "html" | "body" | "main" | "article");
        // Old archives keep whole texts in `<pre>`; `<code>` in it is a program.
        element.is_silent |= SILENT.contains(&name) || (name == "code" && element.is_preformatted);
        element.is_link |= name == "a" && tag.attributes.contains_key(&b"href"[..]);
        element.is_preformatted |= name == "pre";
        element.kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
            "li" | "dd" | "dt" => BlockKind::Item,
            "td" | "th" => BlockKind::Cell,
            "main" | "article" | "section" | "blockquote" => BlockKind::Paragraph,
            // Old pages are laid out in tables, with their paragraphs inside.
            "p" if element.kind == BlockKind::Cell => BlockKind::Paragraph,
            _ => element.kind,
        };
        let role = attribute(tag, "role").unwrap_or_default();
        let region = &mut element.region;
        if name == "article" && region.article == 0 {
            self.n_articles += 1;
            region.article = self.n_articles;
        }
        region.is_main |= name == "main" || role == "main";
        region.is_form |= name == "form";
        let is_around = match name {
            "nav" | "aside" | "footer" | "menu" | "dialog" => true,
            "header" => !region.is_main && region.article == 0,
            _ => false,
        };
        region.is_suspect |=
            is_around || (!is_text_root && (is_suspect_role(&role) || is_hidden(tag) || is_suspect(tag)));
        element
    }

    /// Ends the elements that HTML lets people leave open.
    fn end_implied(&mut self, name: &str) {
        let ends: (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["tr"], &["table"]),
            "option" => (&["option"], &["select"]),
            _ => (&["p"], &[]),
        };
        for idx in (0..self.open.len()).rev() {
            let open = self.open[idx].name.as_str();
            if ends.0.contains(&open) {
                self.open.truncate(idx);
                return;
            }
            // A paragraph ends only where nothing but inline elements are open inside of it.
            let is_barrier = if ends.1.is_empty() { !INLINE.contains(&open) } else { ends.1.contains(&open) };
            if is_barrier {
                return;
            }
        }
    }

    fn end(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.flush();
        }
        if self.n_beyond > 0 {
            self.n_beyond -= 1;
            return;
        }
        if let Some(idx) = self.open.iter().rposition(|it| it.name == name) {
            self.open.truncate(idx);
        }
    }

    fn text(&mut self, raw: &str, origin: usize) {
        if self.open.last().is_some_and(|it| it.is_silent) {
            return;
        }
        let is_preformatted = self.open.last().is_some_and(|it| it.is_preformatted);
        let mut at = 0;
        while let Some(c) = raw[at..].chars().next() {
            let rest = &raw[at..];
            let len = if c == '&' { entity_len(rest) } else { c.len_utf8() };
            let span = Span::new(origin + at, origin + at + len);
            at += len;
            match c {
                '\n' if is_preformatted && !self.ends_full_line() => self.flush(),
                '\n' if is_preformatted => {
                    self.line_start = self.text.len();
                    self.space = Some(span);
                }
                ' ' | '\n' | '\r' | '\t' | '\x0c' => self.space = self.space.or(Some(span)),
                // Soft hyphens and spaces of no width would part words.
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
                '&' => {
                    let decoded = decode(&rest[..len]);
                    let decoded = decoded.trim_matches(['\u{ad}', '\u{200b}']);
                    if !decoded.is_empty() {
                        self.write(decoded, span);
                    }
                }
                _ => self.write(&rest[..len], span),
            }
        }
    }

    fn write(&mut self, words: &str, origin: Span) {
        if self.current.is_none() {
            self.space = None;
            self.current = Some(self.text.len());
        }
        if let Some(space) = self.space.take() {
            self.push(" ", Span::new(space.start, space.start + 1));
        }
        if self.open.last().is_some_and(|it| it.is_link) {
            self.n_link_bytes += words.len();
        }
        self.push(words, origin);
    }

    fn push(&mut self, words: &str, origin: Span) {
        let text = Span::new(self.text.len(), self.text.len() + words.len());
        self.text.push_str(words);
        let is_same = |it: &Stretch| it.text.len() == it.origin.len();
        match self.stretches.last_mut() {
            Some(last)
                if is_same(last)
                    && last.origin.end == origin.start
                    && last.text.end == text.start
                    && text.len() == origin.len() =>
            {
                last.text.end = text.end;
                last.origin.end = origin.end;
            }
            _ => self.stretches.push(Stretch { text, origin }),
        }
    }

    /// Whether the line of preformatted text was likely broken to fit a width.
    fn ends_full_line(&self) -> bool {
        let start = self.current.map_or(self.text.len(), |it| it.max(self.line_start));
        self.text.len() - start >= 45
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        self.space = None;
        let n_link_bytes = std::mem::take(&mut self.n_link_bytes);
        let Some(start) = self.current.take() else { return };
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        let top = self.top();
        let is_links = n_link_bytes * 10 > span.len() * 7;
        self.blocks.push((Block { span, kind: top.kind, is_links, page: None }, top.region));
    }
}

/// `&`, the name or number after it, and the semicolon.
fn entity_len(rest: &str) -> usize {
    let is_part = |it: &u8| it.is_ascii_alphanumeric() || *it == b'#';
    let len = 1 + rest.bytes().skip(1).take(32).take_while(is_part).count();
    len + usize::from(rest.as_bytes().get(len) == Some(&b';'))
}

fn decode(entity: &str) -> String {
    let mut acc = String::new();
    for token in tokens(entity) {
        if let Token::String(words) = token {
            acc.push_str(&String::from_utf8_lossy(&words.value));
        }
    }
    acc
}

fn is_suspect_role(role: &str) -> bool {
    matches!(
        role,
        "navigation"
            | "banner"
            | "complementary"
            | "contentinfo"
            | "search"
            | "dialog"
            | "alertdialog"
            | "menu"
            | "menubar"
    )
}

fn is_hidden(tag: &StartTag<usize>) -> bool {
    let style = attribute(tag, "style").unwrap_or_default().to_lowercase().replace(' ', "");
    tag.attributes.contains_key(&b"hidden"[..])
        || attribute(tag, "aria-hidden").is_some_and(|it| it == "true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

fn is_suspect(tag: &StartTag<usize>) -> bool {
    let names = format!("{} {}", attribute(tag, "class").unwrap_or_default(), attribute(tag, "id").unwrap_or_default());
    names
        .to_lowercase()
        .split_whitespace()
        .filter(|name| !TOPIC_PREFIXES.iter().any(|it| name.starts_with(it)))
        .flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()))
        .any(|it| SUSPECT_WORDS.contains(&it))
}

/// The blocks of the main text. A mark of the page's author counts only when it leaves something: whole pages stand in
/// a `<form>`, and some have a `<main>` without the text.
fn choose(blocks: Vec<(Block, Region)>) -> Vec<Block> {
    let blocks = narrow(blocks, 10, |it| !it.is_form);
    let blocks = narrow(blocks, 10, |it| !it.is_suspect);
    let blocks = narrow(blocks, 50, |it| it.is_main);
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for (block, region) in blocks.iter().filter(|it| it.1.article > 0) {
        *sizes.entry(region.article).or_default() += block.span.len();
    }
    let largest = sizes.into_iter().max_by_key(|it| (it.1, usize::MAX - it.0)).map(|it| it.0);
    let blocks = narrow(blocks, 50, |it| Some(it.article) == largest);
    blocks.into_iter().map(|it| it.0).collect()
}

/// Those that `test` holds for, when they are at least `percent` of the text; else all.
fn narrow(blocks: Vec<(Block, Region)>, percent: usize, test: impl Fn(&Region) -> bool) -> Vec<(Block, Region)> {
    let size = |it: &(Block, Region)| it.0.span.len();
    let all: usize = blocks.iter().map(size).sum();
    let left: usize = blocks.iter().filter(|it| test(&it.1)).map(size).sum();
    if left == 0 || left * 100 < all * percent {
        return blocks;
    }
    blocks.into_iter().filter(|it| test(&it.1)).collect()
}
