//! A web page as a flat list of what begins, stands and ends in it, without what is never shown.

use super::head::Head;
use super::*;

/// Elements nested deeper than this count as part of the one that holds them.
const MAX_DEPTH: usize = 512;

/// Inline elements nested deeper are not told apart.
const MAX_INLINE: usize = 64;

/// Elements that part texts. The longest pages that people save have some ten thousand.
const MAX_ELEMENTS: usize = 200_000;

/// All elements and line ends.
const MAX_TAGS: usize = 1_000_000;

/// Of a class or an id, in bytes; the rest says nothing to anybody.
const MAX_NAMES: usize = 300;

/// All that part a text from the one before. An unknown element is read as a `<div>`.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "math",
    "mi",
    "mn",
    "mo",
    "mrow",
    "mtext",
    "msup",
    "msub",
    "mfrac",
    "semantics",
    "nobr",
    "output",
    "picture",
    "q",
    "ruby",
    "rb",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
];

/// Nothing of them is ever shown as text of the page.
const SILENT: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "button",
    "select",
    "textarea",
    "iframe",
    "object",
    "audio",
    "video",
    "canvas",
    "title",
    "datalist",
    "annotation",
    "annotation-xml",
    "rt",
    "rp",
    "noframes",
    "noembed",
];

/// They hold nothing.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

pub(super) struct Tree {
    /// In the order in which they begin; the first holds all others.
    pub(super) elements: Vec<Element>,
    pub(super) events: Vec<Event>,
    pub(super) head: Head,
}

pub(super) enum Event {
    Start(usize),
    End(usize),
    Text(Run),
    /// A line end of the page.
    Line,
    /// Where one block ends and another begins without an element to show it.
    Rule,
    Image,
}

/// A stretch of text.
pub(super) struct Run {
    pub(super) words: String,
    pub(super) is_link: bool,
    /// Of a link to a place on the same page.
    pub(super) is_jump: bool,
    pub(super) is_raised: bool,
    pub(super) is_code: bool,
}

impl Run {
    fn is_like(&self, other: &Self) -> bool {
        let marks = |it: &Self| (it.is_link, it.is_jump, it.is_raised, it.is_code);
        marks(self) == marks(other) && !self.is_jump && !self.is_raised && !self.is_link
    }
}

#[derive(Default)]
pub(super) struct Element {
    pub(super) parent: usize,
    pub(super) name: &'static str,
    /// Its class and id.
    pub(super) names: String,
    pub(super) role: String,
    pub(super) is_hidden: bool,
    /// By its name, role or class it stands around a text.
    pub(super) is_around: bool,
    pub(super) n_buttons: usize,
    pub(super) n_fields: usize,
}

/// `None` for a page of more elements than can be read.
pub(super) fn read(original: &str) -> Option<Tree> {
    let mut builder = Builder {
        tree: Tree {
            elements: vec![Element { name: "html", ..Element::default() }],
            events: Vec::new(),
            head: Head::default(),
        },
        open: vec![0],
        inline: Vec::new(),
        n_beyond: 0,
    };
    let mut n_tags = 0;
    for token in tokens(original) {
        n_tags += usize::from(matches!(token, Token::StartTag(_)));
        if n_tags > MAX_TAGS || builder.tree.elements.len() > MAX_ELEMENTS {
            return None;
        }
        match token {
            Token::StartTag(tag) => {
                builder.tree.head.start(&tag);
                builder.start(&tag);
            }
            Token::EndTag(tag) => {
                builder.tree.head.end(&tag.name);
                builder.end(&tag.name);
            }
            Token::String(words) => builder.text(&String::from_utf8_lossy(&words.value)),
            _ => {}
        }
    }
    while let Some(idx) = builder.open.pop() {
        builder.tree.events.push(Event::End(idx));
    }
    Some(builder.tree)
}

struct Builder {
    tree: Tree,
    /// Indices of elements, the outermost first.
    open: Vec<usize>,
    inline: Vec<Inline>,
    /// How many elements are open beyond the deepest.
    n_beyond: usize,
}

struct Inline {
    name: &'static str,
    /// How many blocks were open.
    depth: usize,
    is_silent: bool,
    is_link: bool,
    is_jump: bool,
}

fn known(names: &[&'static str], name: &[u8]) -> Option<&'static str> {
    names.iter().find(|it| it.as_bytes() == name).copied()
}

impl Builder {
    fn top_name(&self) -> &'static str {
        self.open.last().and_then(|it| self.tree.elements.get(*it)).map_or("html", |it| it.name)
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name = &tag.name[..];
        match name {
            b"br" => return self.tree.events.push(Event::Line),
            b"hr" => return self.tree.events.push(Event::Rule),
            b"img" => return self.tree.events.push(Event::Image),
            b"input" => {
                let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
                self.count_control(match kind.as_str() {
                    "hidden" => return,
                    "submit" | "button" | "reset" | "image" | "checkbox" | "radio" => false,
                    _ => true,
                });
                return;
            }
            _ if known(VOID, name).is_some() => return,
            b"html" | b"head" | b"body" => {
                // There is one of each; the classes of the body tell of the whole site.
                return;
            }
            _ => {}
        }
        match name {
            b"button" => self.count_control(false),
            b"select" | b"textarea" => self.count_control(true),
            _ => {}
        }
        let silent = known(SILENT, name);
        if let Some(name) = silent.or_else(|| known(INLINE, name)) {
            if !tag.self_closing || silent.is_some_and(|it| it != "svg") {
                self.start_inline(name, silent.is_some(), tag);
            }
            return;
        }
        let name = known(BLOCKS, name).unwrap_or("div");
        if tag.self_closing && name == "div" {
            self.tree.events.push(Event::Rule);
            return;
        }
        self.end_implied(name);
        if self.open.len() >= MAX_DEPTH {
            self.n_beyond += 1;
            self.tree.events.push(Event::Rule);
            return;
        }
        let element = self.element(name, tag);
        let idx = self.tree.elements.len();
        self.tree.elements.push(element);
        self.tree.events.push(Event::Start(idx));
        self.open.push(idx);
    }

    fn start_inline(&mut self, name: &'static str, is_silent: bool, tag: &StartTag<usize>) {
        if self.inline.len() >= MAX_INLINE {
            return;
        }
        // A link within a link ends it.
        if name == "a" {
            self.end_inline("a");
        }
        let href = if name == "a" { attribute(tag, "href") } else { None };
        let is_silent = is_silent || is_hidden(tag) || marks::is_around(&names_of(tag));
        if name == "q" {
            self.push_text("“");
        }
        // Saved pages have whole addresses there.
        let is_jump = href.as_deref().is_some_and(|it| it.split_once('#').is_some_and(|it| !it.1.is_empty()));
        self.inline.push(Inline { name, depth: self.open.len(), is_silent, is_link: href.is_some(), is_jump });
    }

    fn count_control(&mut self, is_field: bool) {
        if let Some(element) = self.open.last().and_then(|it| self.tree.elements.get_mut(*it)) {
            match is_field {
                true => element.n_fields += 1,
                false => element.n_buttons += 1,
            }
        }
    }

    fn element(&self, name: &'static str, tag: &StartTag<usize>) -> Element {
        let names = names_of(tag);
        let role = attribute(tag, "role").unwrap_or_default().to_lowercase();
        let is_text_root = matches!(name, "main" | "article");
        let is_around = match name {
            "nav" | "aside" | "footer" | "menu" | "dialog" | "search" => true,
            _ => !is_text_root && (marks::is_around_role(&role) || marks::is_around(&names)),
        };
        Element {
            parent: self.open.last().copied().unwrap_or(0),
            name,
            is_hidden: is_hidden(tag),
            is_around,
            names,
            role,
            ..Element::default()
        }
    }

    /// Ends the elements that HTML lets people leave open.
    fn end_implied(&mut self, name: &str) {
        if self.top_name() == "p" {
            self.close_top();
        }
        let (ends, barriers): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "dir", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["tr", "caption"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "caption"], &["table"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                if self.top_name().starts_with('h') && self.top_name().len() == 2 =>
            {
                return self.close_top();
            }
            _ => return,
        };
        for at in (1..self.open.len()).rev() {
            let open = self.name_at(at);
            if ends.contains(&open) {
                return self.close_down_to(at);
            }
            if barriers.contains(&open) {
                return;
            }
        }
    }

    fn name_at(&self, at: usize) -> &'static str {
        self.open.get(at).and_then(|it| self.tree.elements.get(*it)).map_or("html", |it| it.name)
    }

    fn close_top(&mut self) {
        self.close_down_to(self.open.len().saturating_sub(1).max(1));
    }

    /// Closes the elements from the one at `at` on.
    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            if let Some(idx) = self.open.pop() {
                self.tree.events.push(Event::End(idx));
            }
        }
        let depth = self.open.len();
        while self.inline.last().is_some_and(|it| it.depth > depth) {
            self.inline.pop();
        }
    }

    fn end(&mut self, name: &[u8]) {
        if matches!(name, b"html" | b"body" | b"head") || known(VOID, name).is_some() {
            return;
        }
        if let Some(name) = known(SILENT, name).or_else(|| known(INLINE, name)) {
            return self.end_inline(name);
        }
        let name = known(BLOCKS, name).unwrap_or("div");
        if self.n_beyond > 0 {
            self.n_beyond -= 1;
            self.tree.events.push(Event::Rule);
            return;
        }
        let is_table_part = matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "table");
        let is_heading = name.len() == 2 && name.starts_with('h');
        for at in (1..self.open.len()).rev() {
            let open = self.name_at(at);
            let is_open_heading = open.len() == 2 && open.starts_with('h');
            if open == name || (is_heading && is_open_heading) {
                return self.close_down_to(at);
            }
            // What stands in a cell ends with it, and ends nothing that was opened outside of its table.
            if open == "table" || (matches!(open, "td" | "th") && !is_table_part) {
                return;
            }
        }
    }

    fn end_inline(&mut self, name: &'static str) {
        let found = self.inline.iter().rposition(|it| it.name == name);
        if let Some(at) = found {
            self.inline.remove(at);
            if name == "q" {
                self.push_text("”");
            }
        }
    }

    fn text(&mut self, words: &str) {
        self.tree.head.text(words);
        self.push_text(words);
    }

    fn push_text(&mut self, words: &str) {
        if words.is_empty() || self.inline.iter().any(|it| it.is_silent) {
            return;
        }
        let has = |name: &str| self.inline.iter().any(|it| it.name == name);
        let run = Run {
            is_link: self.inline.iter().any(|it| it.is_link),
            is_jump: self.inline.iter().any(|it| it.is_jump),
            is_raised: has("sup"),
            is_code: has("code"),
            words: words.to_string(),
        };
        match self.tree.events.last_mut() {
            Some(Event::Text(last)) if last.is_like(&run) => last.words.push_str(words),
            _ => self.tree.events.push(Event::Text(run)),
        }
    }
}

/// The class and id of an element, as the page has them.
fn names_of(tag: &StartTag<usize>) -> String {
    let mut acc = String::new();
    for name in ["class", "id"] {
        let value = tag.attributes.get(name.as_bytes()).map(|it| &it.value[..]).unwrap_or_default();
        acc.push_str(&String::from_utf8_lossy(value.get(..MAX_NAMES).unwrap_or(value)));
        acc.push(' ');
    }
    acc
}

fn is_hidden(tag: &StartTag<usize>) -> bool {
    let style = attribute(tag, "style").unwrap_or_default();
    let style: String = style.chars().take(MAX_NAMES).filter(|c| *c != ' ').collect::<String>().to_lowercase();
    tag.attributes.contains_key(&b"hidden"[..])
        || attribute(tag, "aria-hidden").is_some_and(|it| it == "true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
