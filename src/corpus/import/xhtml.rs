//! A chapter of a book as pieces. Unlike a page of the web it has nothing around its text; it may be ill-formed all the same.

use std::collections::{HashMap, HashSet};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::PieceKind;
use super::pieces::{Pieces, line};
use crate::corpus::Problem;

/// Elements in each other; books nest some twenty deep.
const DEEPEST: usize = 512;

/// Characters of the mark of a note: `*`, `12`, `[123]`.
const LONGEST_MARK: usize = 5;

/// Elements that have no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose words are none of the text.
const SILENT: [&str; 9] = ["head", "iframe", "nav", "noscript", "rp", "rt", "script", "style", "template"];

/// Elements that stand on lines of their own. Others run on in that around them.
const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
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
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// What the start of an element ends when an end was forgotten: the element, those that end, those they are not looked for
/// outside of.
const IMPLIED_ENDS: [(&str, &[&str], &[&str]); 7] = [
    ("dd", &["dd", "dt"], &["dl"]),
    ("dt", &["dd", "dt"], &["dl"]),
    ("li", &["li"], &["ol", "ul"]),
    ("option", &["option"], &["select"]),
    ("td", &["td", "th"], &["table", "tr"]),
    ("th", &["td", "th"], &["table", "tr"]),
    ("tr", &["td", "th", "tr"], &["table"]),
];

/// The classes of style sheets that change what is read.
#[derive(Default)]
pub(super) struct Styles {
    hidden: HashSet<String>,
    raised: HashSet<String>,
}

impl Styles {
    /// Reads a style sheet. Only rules for a class count: more than that is layout.
    pub(super) fn read(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
            let declarations = without_space(declarations);
            let is_raised = declarations.contains("vertical-align:super")
                || declarations.contains("vertical-align:top")
                || (declarations.contains("position:relative") && declarations.contains("top:-"));
            let is_hidden = is_hiding(&declarations);
            if !is_raised && !is_hidden {
                continue;
            }
            for selector in selectors.split(',').map(str::trim) {
                // `span.raised` and `.raised`, not `.a .b` or `.a:hover`.
                let class =
                    selector.split_once('.').filter(|it| it.0.chars().all(char::is_alphanumeric)).map(|it| it.1);
                let is_name = |it: &&str| it.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                let Some(class) = class.filter(is_name) else { continue };
                // Cells are aligned to the top without being raised.
                if is_raised && !selector.starts_with("td") && !selector.starts_with("th") {
                    self.raised.insert(class.to_string());
                }
                if is_hidden {
                    self.hidden.insert(class.to_string());
                }
            }
        }
    }
}

/// Reads a chapter to the end of `pieces`; `pages` says which ids begin a printed page.
pub(super) fn read(
    text: &str,
    styles: &Styles,
    pages: &HashMap<String, u32>,
    pieces: &mut Pieces,
) -> Result<(), Problem> {
    let text = without_cdata(text);
    let mut emitter = DefaultEmitter::default();
    // In XHTML a script or a title is markup like any other and may be closed as it opens.
    emitter.naively_switch_states(false);
    let mut chapter = Chapter { styles, pages, pieces, open: Vec::new(), has_block: false };
    for Ok(token) in Tokenizer::new_with_emitter(text.as_str(), emitter) {
        match token {
            Token::StartTag(tag) => chapter.start(&tag)?,
            Token::EndTag(tag) => chapter.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(words) => chapter.text(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }
    while !chapter.open.is_empty() {
        chapter.close_last();
    }
    chapter.end_block();
    Ok(())
}

/// The words of a piece of markup as one line.
pub(super) fn words(markup: &str) -> String {
    let mut pieces = Pieces::default();
    // Too deep a nesting leaves what was read so far.
    _ = read(markup, &Styles::default(), &HashMap::new(), &mut pieces);
    let texts: Vec<String> = pieces.finish().into_iter().map(|it| it.text).collect();
    line(&texts.join(" "))
}

/// An open element, with what it has from those around it.
#[derive(Clone, Default)]
struct Element {
    name: String,
    is_silent: bool,
    is_raised: bool,
    is_block: bool,
    is_note: bool,
    is_in_note: bool,
    /// It marks where a printed page begins, perhaps with its number.
    is_marker: bool,
    /// It leads to a place in the book.
    is_reference: bool,
    /// It leads to a note.
    is_note_reference: bool,
    kind: Option<PieceKind>,
}

struct Chapter<'a> {
    styles: &'a Styles,
    pages: &'a HashMap<String, u32>,
    pieces: &'a mut Pieces,
    open: Vec<Element>,
    /// Whether a paragraph is open in `pieces`.
    has_block: bool,
}

impl Chapter<'_> {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Problem> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let name = name.rsplit(':').next().unwrap_or_default();
        let attribute =
            |name: &str| tag.attributes.get(name.as_bytes()).map(|it| String::from_utf8_lossy(it).into_owned());
        let value = |name: &str| attribute(name).unwrap_or_default();
        let kinds = [value("epub:type"), value("role")].join(" ");
        let is = |kind: &str| kinds.split_whitespace().any(|it| it.strip_prefix("doc-").unwrap_or(it) == kind);
        let is_marker = is("pagebreak");
        self.turn_page(&value("id"), is_marker.then(|| [value("title"), value("aria-label")]));
        if matches!(name, "br" | "td" | "th") {
            self.space();
        }
        let is_block = BLOCKS.contains(&name);
        if is_block && self.has_block {
            self.end_heading();
        }
        if is_block {
            self.end_block();
        }
        if VOID.contains(&name) || tag.self_closing {
            return Ok(());
        }
        self.imply_ends(name, is_block);
        if self.open.len() >= DEEPEST {
            return Err(Problem::OverLimit(format!("elements more than {DEEPEST} deep in each other")));
        }
        let around = self.open.last().cloned().unwrap_or_default();
        let is_way_back = name == "a" && (is("backlink") || is("referrer"));
        let is_contents = is_block && (is("toc") || is("landmarks") || is("page-list"));
        // Lists of notes hold them; a note by itself is one.
        let is_note = !around.is_in_note && (is("footnote") || is("endnote") || is("rearnote") || is("note"));
        let classes = value("class");
        let has_class = |set: &HashSet<String>| classes.split_whitespace().any(|it| set.contains(it));
        // Notes are hidden until somebody asks for them.
        let is_hidden = !is_note
            && (attribute("hidden").is_some()
                || is_hiding(&without_space(&value("style")))
                || has_class(&self.styles.hidden));
        let is_raised = name == "sup" || (!is_block && !matches!(name, "td" | "th") && has_class(&self.styles.raised));
        let kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(PieceKind::Heading(name.as_bytes()[1] - b'0')),
            "li" | "dd" => Some(PieceKind::Item),
            "blockquote" => Some(PieceKind::Quote),
            _ => around.kind,
        };
        match name {
            "tr" => self.pieces.open_row(),
            "td" | "th" => {
                self.end_block();
                self.pieces.open_cell();
            }
            _ if is_note => {
                self.end_block();
                self.pieces.open_note();
            }
            _ => {}
        }
        self.open.push(Element {
            name: name.to_string(),
            is_silent: around.is_silent || SILENT.contains(&name) || is_hidden || is_way_back || is_contents,
            is_raised: around.is_raised || is_raised,
            is_block,
            is_note,
            is_in_note: around.is_in_note || is_note,
            is_marker: around.is_marker || is_marker,
            is_reference: around.is_reference || (name == "a" && value("href").contains('#')),
            is_note_reference: around.is_note_reference || (name == "a" && is("noteref")),
            kind,
        });
        Ok(())
    }

    fn imply_ends(&mut self, name: &str, is_block: bool) {
        // No block lies in a paragraph.
        if is_block && self.open.last().is_some_and(|it| it.name == "p") {
            self.close_last();
        }
        let Some((_, ended, bounds)) = IMPLIED_ENDS.iter().find(|it| it.0 == name) else { return };
        let start = self.open.iter().rposition(|it| bounds.contains(&it.name.as_str())).map_or(0, |it| it + 1);
        let found = self.open[start..].iter().position(|it| ended.contains(&it.name.as_str()));
        if let Some(idx) = found {
            while self.open.len() > start + idx {
                self.close_last();
            }
        }
    }

    /// Ends the innermost element of that name with all that is open in it; without one, nothing.
    fn end(&mut self, name: &str) {
        let name = name.rsplit(':').next().unwrap_or_default();
        let Some(idx) = self.open.iter().rposition(|it| it.name == name) else { return };
        while self.open.len() > idx {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(element) = self.open.pop() else { return };
        if element.is_block || element.is_note {
            self.end_block();
        }
        match element.name.as_str() {
            "tr" => {
                self.end_block();
                self.pieces.close_row();
            }
            "td" | "th" => {
                self.end_block();
                self.pieces.close_cell();
            }
            _ if element.is_note => self.pieces.close_note(),
            _ => {}
        }
    }

    fn text(&mut self, words: &str) {
        let element = self.open.last().cloned().unwrap_or_default();
        if element.is_marker {
            self.turn_page("", Some([words.to_string(), String::new()]));
            return;
        }
        if element.is_silent {
            return;
        }
        // A note may be referred to by a mark, or by the words it is about.
        if element.is_note_reference && words.trim().chars().count() <= LONGEST_MARK {
            return;
        }
        // A note begins with the way back to where it is referred to.
        if element.is_in_note && element.is_reference && !self.has_block && words.trim().chars().count() <= LONGEST_MARK
        {
            return;
        }
        if !self.has_block {
            if words.trim().is_empty() {
                return;
            }
            self.pieces.open_block(element.kind.unwrap_or(PieceKind::Paragraph));
            self.has_block = true;
        }
        // A mark need not be raised to be one; what touches the word before it is no number of a chapter.
        let touches = || self.pieces.words().is_some_and(|it| it.ends_with(|c: char| !c.is_whitespace() && c != '['));
        match element.is_raised || (element.is_reference && touches()) {
            true => self.pieces.raised(words),
            false => self.pieces.text(words),
        }
    }

    fn space(&mut self) {
        if self.has_block {
            self.pieces.text(" ");
        }
    }

    /// Ends the heading that words were read of: no block lies behind them in it, so its end was forgotten.
    fn end_heading(&mut self) {
        let is_heading = |it: &Element| matches!(it.name.as_bytes(), [b'h', b'1'..=b'6']);
        let Some(idx) = self.open.iter().rposition(is_heading) else { return };
        while self.open.len() > idx {
            self.close_last();
        }
    }

    fn end_block(&mut self) {
        if std::mem::take(&mut self.has_block) {
            self.pieces.close_block();
        }
    }

    /// Notes the page that an element begins: by its id, or by the labels that a marker has. Pages in Roman figures have
    /// no number.
    fn turn_page(&mut self, id: &str, labels: Option<[String; 2]>) {
        let number = |label: &String| {
            let figures = label.trim().trim_start_matches(|it: char| !it.is_ascii_digit());
            figures.trim_end_matches('.').parse().ok()
        };
        let listed = self.pages.get(id).copied();
        let labelled = labels.as_ref().and_then(|it| it.iter().find_map(number));
        if let Some(page) = listed.or(labelled) {
            self.pieces.page = Some(page);
        } else if labels.is_some_and(|it| it.iter().any(|it| !it.trim().is_empty())) {
            self.pieces.page = None;
        }
    }
}

fn without_space(style: &str) -> String {
    style.to_lowercase().split_whitespace().collect()
}

/// Whether declarations without space hide an element.
fn is_hiding(style: &str) -> bool {
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// With `<![CDATA[a < b]]>` as `a &lt; b`, which the tokenizer takes for a comment.
fn without_cdata(text: &str) -> String {
    let mut acc = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once("<![CDATA[") {
        acc.push_str(before);
        let (data, after) = inside.split_once("]]>").unwrap_or((inside, ""));
        acc.push_str(&data.replace('&', "&amp;").replace('<', "&lt;"));
        rest = after;
    }
    acc.push_str(rest);
    acc
}
