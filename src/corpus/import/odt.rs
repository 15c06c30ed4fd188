//! OpenDocument texts, packed (ODT) and as plain XML (FODT).

use std::collections::HashMap;

use super::archive::Archive;
use super::metadata::Field;
use super::pieces::{Pieces, line};
use super::properties::{Properties, field_of_style};
use super::xml::{Event, Tag, Xml, decoded};
use super::{PieceKind, Reading, sniff};
use crate::corpus::Problem;

/// How many styles may be based on each other.
const LONGEST_CHAIN: usize = 16;

/// What is no text of the document: what was deleted, what others said of it, what is repeated on each page, lists of
/// headings, what pictures show, and objects with a text of their own kind.
const DROPPED: &[&str] = &[
    "alphabetical-index",
    "annotation",
    "binary-data",
    "desc",
    "event-listeners",
    "forms",
    "hidden-paragraph",
    "hidden-text",
    "illustration-index",
    "master-styles",
    "note-citation",
    "object",
    "object-index",
    "ruby-text",
    "script",
    "scripts",
    "sequence-decls",
    "settings",
    "table-index",
    "table-of-content",
    "tracked-changes",
    "user-field-decls",
    "user-index",
    "variable-decls",
];

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    if let Some(problem) = sniff::ole_problem(bytes) {
        return Err(problem);
    }
    let mut body = Body::default();
    let mut notes = Vec::new();
    if bytes.starts_with(b"PK") {
        read_package(bytes, &mut body, &mut notes)?;
    } else {
        let text = decoded(bytes.to_vec());
        let mut xml = Xml::new(&text);
        body.read(&mut xml)?;
        if !body.is_document {
            return Err(Problem::Damaged("it is no OpenDocument text".to_string()));
        }
        notes.extend(fault(&xml));
    }
    let metadata = body.properties.into_metadata(&body.said);
    let pieces = body.pieces.finish();
    if pieces.is_empty() {
        return Err(match notes.into_iter().next() {
            Some(note) => Problem::Damaged(note),
            None => Problem::Empty,
        });
    }
    Ok(Reading { metadata, pieces, notes })
}

fn read_package(bytes: &[u8], body: &mut Body, notes: &mut Vec<String>) -> Result<(), Problem> {
    let mut archive = Archive::open(bytes)?;
    // A password locks the members one by one, or all of them in one.
    if archive.has("encrypted-package") {
        return Err(Problem::Locked);
    }
    if let Some(manifest) = archive.read("META-INF/manifest.xml")? {
        let text = decoded(manifest.bytes);
        if is_content_encrypted(&mut Xml::new(&text))? {
            return Err(Problem::Locked);
        }
    }
    let Some(content) = archive.read("content.xml")? else {
        return Err(Problem::Damaged("there is no OpenDocument text inside of it".to_string()));
    };
    // Styles are named in the text, so they come first; properties and styles may be missing or broken.
    for part in ["meta.xml", "styles.xml"] {
        if let Some(member) = archive.read(part).ok().flatten() {
            let text = decoded(member.bytes);
            _ = body.read(&mut Xml::new(&text));
        }
    }
    if content.is_broken {
        notes.push("`content.xml` inside of it is damaged and was read as far as it goes".to_string());
    }
    let text = decoded(content.bytes);
    let mut xml = Xml::new(&text);
    body.read(&mut xml)?;
    if notes.is_empty() {
        notes.extend(fault(&xml));
    }
    Ok(())
}

fn fault(xml: &Xml) -> Option<String> {
    xml.fault().map(|it| format!("it was read as far as it is whole: {it}"))
}

fn is_content_encrypted(xml: &mut Xml) -> Result<bool, Problem> {
    let mut path = String::new();
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) if tag.name() == "file-entry" => path = tag.attribute("full-path").unwrap_or_default(),
            Event::Start(tag) if tag.name() == "encryption-data" && path == "content.xml" => return Ok(true),
            _ => {}
        }
    }
    Ok(false)
}

#[derive(Default)]
struct Style {
    /// In lower case, with `_20_` for a space as the format writes it.
    name: String,
    parent: Option<String>,
    /// From 1.
    level: Option<u8>,
    is_hidden: bool,
    is_raised: bool,
    starts_page: bool,
    ends_page: bool,
}

/// What an element does to the text in it, and to that behind it.
#[derive(Clone, Copy, Default)]
struct Effect {
    is_hidden: bool,
    is_raised: bool,
    ends_page: bool,
    /// What the paragraph says of the document.
    says: Option<Field>,
}

#[derive(Default)]
struct Body {
    properties: Properties,
    pieces: Pieces,
    /// By family and name: those of paragraphs and those of characters may share a name.
    styles: HashMap<(String, String), Style>,
    /// The style being defined.
    style: Option<(String, String)>,
    /// Of the elements that are open.
    effects: Vec<Effect>,
    n_items: usize,
    /// Paragraphs that are open: text between them is none.
    n_paragraphs: usize,
    is_document: bool,
    /// What paragraphs say of the document.
    said: Vec<(Field, String)>,
}

impl Body {
    fn read(&mut self, xml: &mut Xml) -> Result<(), Problem> {
        while let Some(event) = xml.next()? {
            match event {
                Event::Start(tag) if is_dropped(&tag) => xml.skip()?,
                Event::Start(tag) if tag.is("office:meta") => self.read_properties(xml)?,
                Event::Start(tag) => {
                    let effect = self.start(&tag);
                    self.effects.push(effect);
                }
                Event::End(name) => {
                    let effect = self.effects.pop().unwrap_or_default();
                    self.end(&name, effect);
                }
                Event::Text(text) if self.n_paragraphs > 0 => self.text(&text),
                Event::Text(_) => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag) -> Effect {
        let around = self.effects.last().copied().unwrap_or_default();
        let mut effect = Effect { ends_page: false, says: None, ..around };
        let style = |family: &str| Some((family.to_string(), tag.attribute("style-name")?));
        match tag.name() {
            // The root of a document and of each part of one.
            "document" | "document-content" => self.is_document = true,
            "text" => {
                let has_pages = tag.attribute("use-soft-page-breaks").is_some_and(|it| it == "true");
                self.pieces.page = has_pages.then_some(1);
            }
            "style" | "default-style" => self.define(tag),
            "text-properties" | "paragraph-properties" => self.define_more(tag),
            "p" | "h" => {
                let id = style("paragraph");
                let kind = self.kind(tag, id.as_ref());
                let (starts_page, ends_page) = self.page_breaks(id.as_ref());
                // Breaks of pages count between the blocks of a text, not inside of tables and frames.
                if starts_page && self.n_paragraphs == 0 && !self.pieces.is_empty() {
                    self.turn_page();
                }
                effect.ends_page = ends_page;
                effect.says = id.as_ref().and_then(|it| field_of_style(&self.common_name(&it.1)));
                effect.is_hidden |= self.has(id.as_ref(), |it| it.is_hidden);
                self.pieces.open_block(kind);
                self.n_paragraphs += 1;
            }
            "span" => {
                let id = style("text");
                effect.is_hidden |= self.has(id.as_ref(), |it| it.is_hidden);
                effect.is_raised |= self.has(id.as_ref(), |it| it.is_raised);
            }
            "s" | "tab" | "line-break" if self.n_paragraphs > 0 => self.text(" "),
            "soft-page-break" => self.turn_page(),
            "list-item" => self.n_items += 1,
            "table-row" => self.pieces.open_row(),
            "table-cell" => self.pieces.open_cell(),
            "note" => {
                self.pieces.open_note();
                // A list around the mark is not one around the note.
                effect.is_raised = false;
            }
            _ => {}
        }
        effect
    }

    fn end(&mut self, name: &str, effect: Effect) {
        match name {
            "p" | "h" => {
                if let Some(field) = effect.says {
                    self.said.push((field, line(self.pieces.words().unwrap_or_default())));
                }
                self.pieces.close_block();
                self.n_paragraphs = self.n_paragraphs.saturating_sub(1);
                if effect.ends_page {
                    self.turn_page();
                }
            }
            "list-item" => self.n_items = self.n_items.saturating_sub(1),
            "table-row" => self.pieces.close_row(),
            "table-cell" => self.pieces.close_cell(),
            "note" => self.pieces.close_note(),
            "style" | "default-style" => self.style = None,
            _ => {}
        }
    }

    fn text(&mut self, words: &str) {
        let effect = self.effects.last().copied().unwrap_or_default();
        match effect {
            Effect { is_hidden: true, .. } => {}
            Effect { is_raised: true, .. } => self.pieces.raised(words),
            _ => self.pieces.text(words),
        }
    }

    fn turn_page(&mut self) {
        self.pieces.page = self.pieces.page.map(|it| it.saturating_add(1));
    }

    fn kind(&mut self, tag: &Tag, id: Option<&(String, String)>) -> PieceKind {
        let missing = id.filter(|it| !self.styles.contains_key(it)).map(|it| it.1.to_lowercase());
        let role = self.chain(id).find_map(role).or(missing.and_then(|name| role(&Style { name, ..Style::default() })));
        if tag.name() == "h" {
            let level = tag.attribute("outline-level").and_then(|it| it.parse().ok()).unwrap_or(1);
            return PieceKind::Heading(level.clamp(1, 6));
        }
        match role {
            Some(PieceKind::Quote) | None if self.n_items > 0 => PieceKind::Item,
            Some(kind) => kind,
            None => PieceKind::Paragraph,
        }
    }

    /// The style and those it is based on, nearest first.
    fn chain(&self, id: Option<&(String, String)>) -> impl Iterator<Item = &Style> {
        let family = id.map(|it| it.0.clone()).unwrap_or_default();
        let first = id.and_then(|it| self.styles.get(it));
        let next = move |it: &&Style| self.styles.get(&(family.clone(), it.parent.clone()?));
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }

    /// In lower case: that of the style which one made for a single paragraph is based on, else its own.
    fn common_name(&self, name: &str) -> String {
        let style = self.styles.get(&("paragraph".to_string(), name.to_string()));
        let is_single = |it: &&Style| it.name.strip_prefix('p').is_some_and(|it| it.parse::<u32>().is_ok());
        style.filter(is_single).and_then(|it| it.parent.as_deref()).unwrap_or(name).to_lowercase()
    }

    fn has(&self, id: Option<&(String, String)>, is: fn(&Style) -> bool) -> bool {
        self.chain(id).any(is)
    }

    /// Whether a page ends before and after a paragraph of that style.
    fn page_breaks(&self, id: Option<&(String, String)>) -> (bool, bool) {
        let style = id.and_then(|it| self.styles.get(it));
        style.map_or((false, false), |it| (it.starts_page, it.ends_page))
    }

    fn define(&mut self, tag: &Tag) {
        let family = tag.attribute("family").unwrap_or_default();
        let Some(name) = tag.attribute("name") else { return };
        let style = Style {
            name: name.to_lowercase(),
            parent: tag.attribute("parent-style-name"),
            level: tag.attribute("default-outline-level").and_then(|it| it.parse().ok()),
            starts_page: tag.attribute("master-page-name").is_some_and(|it| !it.is_empty()),
            ..Style::default()
        };
        let id = (family, name);
        self.styles.insert(id.clone(), style);
        self.style = Some(id);
    }

    fn define_more(&mut self, tag: &Tag) {
        let Some(style) = self.style.as_ref().and_then(|it| self.styles.get_mut(it)) else { return };
        let is = |name: &str, value: &str| tag.attribute(name).is_some_and(|it| it == value);
        style.is_hidden |= is("display", "none");
        style.is_raised |= tag.attribute("text-position").is_some_and(|it| is_raised(&it));
        style.starts_page |= is("break-before", "page");
        style.ends_page |= is("break-after", "page");
    }

    fn read_properties(&mut self, xml: &mut Xml) -> Result<(), Problem> {
        let properties = &mut self.properties;
        let mut editor = None;
        let depth = xml.depth();
        while let Some(tag) = xml.next_inside(depth)? {
            match tag.name() {
                "title" => properties.title = xml.text()?,
                "creation-date" => properties.created = xml.text()?,
                "date" => properties.modified = xml.text()?,
                "language" => properties.language = xml.text()?,
                "description" => properties.description = xml.text()?,
                "subject" => properties.subject = xml.text()?,
                "publisher" => properties.publisher = xml.text()?,
                "initial-creator" => properties.authors.push(xml.text()?),
                "creator" => editor = Some(xml.text()?),
                _ => {}
            }
        }
        if self.properties.authors.is_empty() {
            self.properties.authors.extend(editor);
        }
        Ok(())
    }
}

/// What a style makes of a paragraph; `None` when it says nothing of it.
fn role(style: &Style) -> Option<PieceKind> {
    if let Some(level) = style.level.filter(|it| *it > 0) {
        return Some(PieceKind::Heading(level.min(6)));
    }
    let name = style.name.replace("_20_", " ");
    if let Some(level) = name.strip_prefix("heading").and_then(|it| it.trim().parse::<u8>().ok()) {
        return Some(PieceKind::Heading(level.clamp(1, 6)));
    }
    match name.as_str() {
        "title" => Some(PieceKind::Heading(1)),
        "subtitle" => Some(PieceKind::Heading(2)),
        "quotations" | "quote" | "intense quote" => Some(PieceKind::Quote),
        _ => None,
    }
}

fn is_raised(position: &str) -> bool {
    let by = position.split_whitespace().next().unwrap_or_default();
    by == "super" || by.strip_suffix('%').and_then(|it| it.parse::<f32>().ok()).is_some_and(|it| it > 0.0)
}

fn is_dropped(tag: &Tag) -> bool {
    // The title of a picture shares its name with the field that shows the title of the document.
    DROPPED.binary_search(&tag.name()).is_ok() || tag.is("svg:title") || is_hidden_section(tag)
}

/// A section is hidden always, or as its condition came out last.
fn is_hidden_section(tag: &Tag) -> bool {
    let is = |name: &str, value: &str| tag.attribute(name).is_some_and(|it| it == value);
    tag.name() == "section" && (is("display", "none") || (is("display", "condition") && is("is-hidden", "true")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_elements_can_be_searched_for() {
        assert!(DROPPED.is_sorted());
    }
}
