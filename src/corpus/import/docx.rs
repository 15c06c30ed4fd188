//! Word documents (DOCX): paragraphs, tables and notes in order, with tracked changes accepted.

use std::collections::HashMap;

use super::OWN_PROPERTY;
use super::archive::{Archive, resolve};
use super::metadata::Field;
use super::pieces::{Pieces, line};
use super::properties::{Properties, field_of_style};
use super::sniff;
use super::symbols;
use super::xml::{Event, Tag, Xml, decoded};
use super::{Piece, PieceKind, Reading};
use crate::corpus::Problem;

/// How many styles may be based on each other; Word itself allows eleven.
const LONGEST_CHAIN: usize = 16;

/// Fields in each other; more than a handful are a mistake.
const MOST_FIELDS: usize = 64;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    if let Some(problem) = sniff::ole_problem(bytes) {
        return Err(problem);
    }
    let mut package = Package { archive: Archive::open(bytes)?, notes: Vec::new() };
    let roots = package.relations("")?;
    // One that was saved by another program again has lost its place at the beginning.
    let custom = package.text("docProps/custom.xml").ok().flatten();
    if custom.is_some_and(|it| it.contains(&format!("\"{OWN_PROPERTY}\""))) {
        return Err(Problem::OwnReport);
    }
    let main = roots.named("officeDocument").unwrap_or("word/document.xml").to_string();
    let relations = package.relations(&main)?;
    let part =
        |name: &str| relations.named(name).map_or_else(|| resolve(&main, &format!("{name}.xml")), str::to_string);
    let mut styles = Styles::default();
    if let Some(text) = package.text(&part("styles"))? {
        styles = package.parse(&text, Styles::read)?;
    }
    let mut notes = HashMap::new();
    for (name, kind) in [("footnotes", NoteKind::Footnote), ("endnotes", NoteKind::Endnote)] {
        if let Some(text) = package.text(&part(name))? {
            let mut body = Body::new(&styles, HashMap::new(), false);
            package.parse(&text, |xml| body.read(xml))?;
            notes.extend(body.read_notes.into_iter().map(|(id, text)| ((kind, id), text)));
        }
    }
    let Some(text) = package.text(&main)? else {
        return Err(Problem::Damaged("there is no Word document inside of it".to_string()));
    };
    // Other programs than Word do not say where its pages end, and a page break alone does not tell how many went before.
    let has_pages = text.contains("lastRenderedPageBreak");
    let mut body = Body::new(&styles, notes, has_pages);
    package.parse(&text, |xml| body.read(xml))?;
    drop(text);
    let n_embedded = body.n_embedded;
    let said = std::mem::take(&mut body.said);
    let pieces = body.pieces.finish();
    let mut properties = Properties::default();
    let core = roots.named("core-properties").unwrap_or("docProps/core.xml").to_string();
    let app = roots.named("extended-properties").or_else(|| roots.named("extendedProperties"));
    let app = app.unwrap_or("docProps/app.xml").to_string();
    for part in [core, app] {
        // A document is read whatever becomes of its properties.
        if let Some(text) = package.text(&part).ok().flatten() {
            _ = read_properties(&mut Xml::new(&text), &mut properties);
        }
    }
    let metadata = properties.into_metadata(&said);
    let mut notes = package.notes;
    if n_embedded > 0 {
        notes.push("what is embedded in another format was not read".to_string());
    }
    if pieces.is_empty() {
        return Err(match notes.into_iter().next() {
            Some(note) => Problem::Damaged(note),
            None => Problem::Empty,
        });
    }
    Ok(Reading { metadata, pieces, notes })
}

/// The parts of a document, and what was wrong with them.
struct Package<'a> {
    archive: Archive<'a>,
    notes: Vec<String>,
}

impl Package<'_> {
    fn text(&mut self, part: &str) -> Result<Option<String>, Problem> {
        let Some(member) = self.archive.read(part)? else { return Ok(None) };
        if member.is_broken {
            self.notes.push(format!("`{part}` inside of it is damaged and was read as far as it goes"));
        }
        Ok(Some(decoded(member.bytes)))
    }

    fn parse<T>(&mut self, text: &str, read: impl FnOnce(&mut Xml) -> Result<T, Problem>) -> Result<T, Problem> {
        let mut xml = Xml::new(text);
        let value = read(&mut xml)?;
        if let Some(fault) = xml.fault().filter(|_| self.notes.is_empty()) {
            self.notes.push(format!("it was read as far as it is whole: {fault}"));
        }
        Ok(value)
    }

    /// What a part relates to; the package itself has no name.
    fn relations(&mut self, part: &str) -> Result<Relations, Problem> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut relations = Relations::default();
        let Some(text) = self.text(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(relations) };
        let mut xml = Xml::new(&text);
        while let Some(event) = xml.next()? {
            if let Event::Start(tag) = event
                && tag.name() == "Relationship"
                && tag.attribute("TargetMode").is_none_or(|it| it != "External")
                && let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target"))
            {
                relations.0.push((kind, resolve(part, &target)));
            }
        }
        Ok(relations)
    }
}

/// Kinds, which are addresses, and the parts they lead to.
#[derive(Default)]
struct Relations(Vec<(String, String)>);

impl Relations {
    /// By the last part of the kind: what comes before differs between the two variants of the format.
    fn named(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(kind, _)| kind.rsplit('/').next() == Some(name));
        found.map(|(_, target)| target.as_str())
    }
}

/// The styles of a document by their ids.
#[derive(Default)]
struct Styles(HashMap<String, Style>);

#[derive(Default)]
struct Style {
    /// In lower case. Unlike the id, the same in every language.
    name: String,
    based_on: Option<String>,
    /// From 0; 9 is running text.
    outline: Option<u8>,
    is_list: Option<bool>,
    is_hidden: Option<bool>,
    is_raised: Option<bool>,
}

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Piece(PieceKind),
    /// What it says of the document.
    Says(Field),
    /// A line of a table of contents.
    Contents,
}

impl Styles {
    fn read(xml: &mut Xml) -> Result<Self, Problem> {
        let mut acc = HashMap::new();
        let mut id = String::new();
        while let Some(event) = xml.next()? {
            let Event::Start(tag) = event else { continue };
            if tag.name() == "style" {
                id = tag.attribute("styleId").unwrap_or_default();
                acc.insert(id.clone(), Style::default());
                continue;
            }
            let Some(style) = acc.get_mut(&id) else { continue };
            match tag.name() {
                "name" => style.name = value(&tag).to_lowercase(),
                "basedOn" => style.based_on = Some(value(&tag)),
                "outlineLvl" => style.outline = value(&tag).parse().ok(),
                "numId" => style.is_list = Some(value(&tag) != "0"),
                "vanish" => style.is_hidden = Some(is_on(&tag)),
                "vertAlign" => style.is_raised = Some(value(&tag) == "superscript"),
                // Parts of tables have properties of their own.
                "tblStylePr" | "docDefaults" | "latentStyles" => xml.skip()?,
                _ => {}
            }
        }
        Ok(Self(acc))
    }

    /// The style and those it is based on, nearest first.
    fn chain(&self, id: &str) -> impl Iterator<Item = &Style> {
        let next = |it: &&Style| it.based_on.as_ref().and_then(|it| self.0.get(it));
        std::iter::successors(self.0.get(id), next).take(LONGEST_CHAIN)
    }

    fn role(&self, id: &str) -> Role {
        let missing = Style { name: id.to_lowercase(), ..Style::default() };
        let mut chain: Vec<&Style> = self.chain(id).collect();
        if chain.is_empty() && !id.is_empty() {
            chain.push(&missing);
        }
        for style in &chain {
            if let Some(level) = style.outline {
                return Role::Piece(of_level(level));
            }
            if let Some(role) = role_by_name(&style.name) {
                return role;
            }
        }
        let is_list = chain.iter().find_map(|it| it.is_list).unwrap_or_default();
        Role::Piece(if is_list { PieceKind::Item } else { PieceKind::Paragraph })
    }

    fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|it| it.is_hidden).unwrap_or_default()
    }

    fn is_raised(&self, id: &str) -> bool {
        self.chain(id).find_map(|it| it.is_raised).unwrap_or_default()
    }
}

fn of_level(level: u8) -> PieceKind {
    if level < 9 { PieceKind::Heading((level + 1).min(6)) } else { PieceKind::Paragraph }
}

/// By the name of a style in lower case, or its id.
fn role_by_name(name: &str) -> Option<Role> {
    let level = |word: &str| name.strip_prefix(word)?.trim().parse::<u8>().ok().filter(|it| (1..=9).contains(it));
    if let Some(level) = level("heading") {
        return Some(Role::Piece(of_level(level - 1)));
    }
    if level("toc").is_some() || level("contents").is_some() {
        return Some(Role::Contents);
    }
    if let Some(field) = field_of_style(name) {
        return Some(Role::Says(field));
    }
    Some(match name {
        "subtitle" => Role::Piece(PieceKind::Heading(2)),
        "quote" | "intense quote" | "block text" | "block quotation" | "quotations" => Role::Piece(PieceKind::Quote),
        "toc heading" | "contents heading" | "table of figures" => Role::Contents,
        _ if name.starts_with("list bullet") || name.starts_with("list number") => Role::Piece(PieceKind::Item),
        _ => return None,
    })
}

fn value(tag: &Tag) -> String {
    tag.attribute("val").unwrap_or_default()
}

/// A switch is on unless it says otherwise.
fn is_on(tag: &Tag) -> bool {
    tag.attribute("val").is_none_or(|it| !matches!(it.as_str(), "0" | "false" | "off"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum NoteKind {
    Footnote,
    Endnote,
}

/// The text of a part as it is read.
struct Body<'a> {
    styles: &'a Styles,
    /// Those not yet referred to: each stands once, where it is first referred to.
    notes: HashMap<(NoteKind, String), String>,
    has_pages: bool,
    pieces: Pieces,
    /// Whether a page was ended by hand and no word has followed.
    is_page_ended: bool,
    runs: Vec<Run>,
    /// For each field that is open, whether its code is being read rather than its result.
    fields: Vec<bool>,
    is_text: bool,
    /// For each choice between contents that is open, whether one was taken.
    choices: Vec<bool>,
    /// For each paragraph that is open, what becomes of it.
    paragraphs: Vec<Paragraph>,
    /// The words of a paragraph whose end was deleted: they go on in the next.
    carried: String,
    /// What paragraphs say of the document.
    said: Vec<(Field, String)>,
    n_embedded: usize,
    /// Of a part of notes: their ids and texts.
    read_notes: Vec<(String, String)>,
}

/// What a run says of its text.
#[derive(Clone, Copy, Default)]
struct Run {
    is_hidden: bool,
    is_raised: bool,
    /// It holds the mark of a note that the writer chose.
    is_mark: bool,
}

#[derive(Clone, Copy, Default)]
struct Paragraph {
    is_contents: bool,
    says: Option<Field>,
    is_hidden: bool,
    has_deleted_end: bool,
}

impl<'a> Body<'a> {
    fn new(styles: &'a Styles, notes: HashMap<(NoteKind, String), String>, has_pages: bool) -> Self {
        let mut pieces = Pieces::default();
        pieces.page = has_pages.then_some(1);
        Self {
            styles,
            notes,
            has_pages,
            pieces,
            is_page_ended: false,
            runs: Vec::new(),
            fields: Vec::new(),
            is_text: false,
            choices: Vec::new(),
            paragraphs: Vec::new(),
            carried: String::new(),
            said: Vec::new(),
            n_embedded: 0,
            read_notes: Vec::new(),
        }
    }

    fn read(&mut self, xml: &mut Xml) -> Result<(), Problem> {
        let mut note = String::new();
        while let Some(event) = xml.next()? {
            match event {
                Event::Start(tag) if matches!(tag.name(), "footnote" | "endnote") => {
                    note = tag.attribute("id").unwrap_or_default();
                    // Separators are lines between the text and the notes.
                    if tag.attribute("type").is_some_and(|it| it != "normal") {
                        xml.skip()?;
                    } else {
                        self.pieces.open_note();
                    }
                }
                Event::Start(tag) => self.start(xml, &tag)?,
                Event::End(name) if matches!(name.as_str(), "footnote" | "endnote") => {
                    self.pieces.close_note();
                    let pieces = self.pieces.take();
                    self.read_notes.extend(pieces.into_iter().map(|it| (std::mem::take(&mut note), it.text)));
                }
                Event::End(name) => self.end(&name),
                Event::Text(text) if self.is_text => self.text(&text),
                Event::Text(_) => {}
            }
        }
        if !self.carried.is_empty() {
            let carried = std::mem::take(&mut self.carried);
            self.pieces.open_block(PieceKind::Paragraph);
            self.pieces.text(&carried);
            self.pieces.close_block();
        }
        Ok(())
    }

    fn start(&mut self, xml: &mut Xml, tag: &Tag) -> Result<(), Problem> {
        match tag.name() {
            "p" => {
                self.pieces.open_block(PieceKind::Paragraph);
                let carried = std::mem::take(&mut self.carried);
                self.pieces.text(&carried);
                self.paragraphs.push(Paragraph::default());
            }
            "pPr" => self.paragraph_properties(xml)?,
            "r" => self.runs.push(Run::default()),
            "rPr" => self.run_properties(xml)?,
            "t" => self.is_text = true,
            "tab" | "ptab" | "cr" => self.text(" "),
            "br" => {
                self.is_page_ended |= tag.attribute("type").is_some_and(|it| it == "page");
                self.space();
            }
            "lastRenderedPageBreak" => {
                self.is_page_ended = false;
                self.turn_page();
            }
            "noBreakHyphen" => self.text("-"),
            "sym" => {
                let font = tag.attribute("font").unwrap_or_default();
                let code = tag.attribute("char").and_then(|it| u32::from_str_radix(&it, 16).ok());
                if let Some(c) = code.and_then(|it| symbols::of_font(&font, it)) {
                    self.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            "footnoteReference" => self.refer(NoteKind::Footnote, tag),
            "endnoteReference" => self.refer(NoteKind::Endnote, tag),
            "fldChar" => match tag.attribute("fldCharType").as_deref() {
                Some("begin") if self.fields.len() < MOST_FIELDS => self.fields.push(true),
                Some("separate") => {
                    if let Some(is_code) = self.fields.last_mut() {
                        *is_code = false;
                    }
                }
                Some("end") => _ = self.fields.pop(),
                _ => {}
            },
            "tr" => self.pieces.open_row(),
            "trPr" if has_deletion(xml)? => {
                self.pieces.drop_row();
                // The row itself is what is open now.
                xml.skip()?;
            }
            "tc" => self.pieces.open_cell(),
            "sdtPr" if is_filler(xml)? => xml.skip()?,
            "AlternateContent" => self.choices.push(false),
            "Choice" | "Fallback" => match self.choices.last_mut() {
                Some(is_taken) if *is_taken => xml.skip()?,
                Some(is_taken) => *is_taken = true,
                None => {}
            },
            // A fraction, and a power.
            "den" => self.text("/"),
            "sup" => self.text("^"),
            "altChunk" | "subDoc" => self.n_embedded += 1,
            // What was deleted or moved away, what others said of it, what a reading of Japanese writing repeats.
            "del" | "moveFrom" | "delText" | "delInstrText" | "instrText" | "comment" | "rt" | "sectPr" | "tblPr"
            | "tblGrid" | "tcPr" | "tblPrEx" | "sdtEndPr" => xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "r" => _ = self.runs.pop(),
            "t" => self.is_text = false,
            "tc" => self.pieces.close_cell(),
            "tr" => self.pieces.close_row(),
            "AlternateContent" => _ = self.choices.pop(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        if paragraph.is_contents {
            self.pieces.take_words();
        } else if paragraph.has_deleted_end {
            self.carried = self.pieces.take_words();
        } else if let Some(field) = paragraph.says {
            self.said.push((field, line(self.pieces.words().unwrap_or_default())));
        }
        self.pieces.close_block();
        // A field that never came to its result would swallow all that follows.
        if self.paragraphs.is_empty() {
            self.fields.retain(|is_code| !is_code);
        }
    }

    fn paragraph_properties(&mut self, xml: &mut Xml) -> Result<(), Problem> {
        let mut role = None;
        let mut is_item = None;
        let mut paragraph = self.paragraphs.last().copied().unwrap_or_default();
        let depth = xml.depth();
        while let Some(tag) = xml.next_inside(depth)? {
            match tag.name() {
                "pStyle" => {
                    let id = value(&tag);
                    paragraph.is_hidden = self.styles.is_hidden(&id);
                    role = Some(self.styles.role(&id));
                }
                "outlineLvl" => role = value(&tag).parse().ok().map(|it| Role::Piece(of_level(it))).or(role),
                "numId" => is_item = Some(value(&tag) != "0"),
                "del" | "moveFrom" => paragraph.has_deleted_end = true,
                // What it was before.
                "pPrChange" | "rPrChange" | "sectPr" => xml.skip()?,
                _ => {}
            }
        }
        let kind = match role {
            Some(Role::Contents) => {
                paragraph.is_contents = true;
                PieceKind::Paragraph
            }
            Some(Role::Says(field)) => {
                paragraph.says = Some(field);
                if field == Field::Title { PieceKind::Heading(1) } else { PieceKind::Paragraph }
            }
            Some(Role::Piece(kind)) => kind,
            None => PieceKind::Paragraph,
        };
        let kind = match (kind, is_item) {
            (PieceKind::Paragraph | PieceKind::Quote, Some(true)) => PieceKind::Item,
            (PieceKind::Item, Some(false)) => PieceKind::Paragraph,
            (kind, _) => kind,
        };
        self.pieces.set_kind(kind);
        if let Some(last) = self.paragraphs.last_mut() {
            *last = paragraph;
        }
        Ok(())
    }

    fn run_properties(&mut self, xml: &mut Xml) -> Result<(), Problem> {
        let mut run = self.runs.last().copied().unwrap_or_default();
        let depth = xml.depth();
        while let Some(tag) = xml.next_inside(depth)? {
            match tag.name() {
                "rStyle" => {
                    run.is_hidden |= self.styles.is_hidden(&value(&tag));
                    run.is_raised |= self.styles.is_raised(&value(&tag));
                }
                "vanish" => run.is_hidden = is_on(&tag),
                "vertAlign" => run.is_raised = value(&tag) == "superscript",
                "rPrChange" => xml.skip()?,
                _ => {}
            }
        }
        if let Some(last) = self.runs.last_mut() {
            *last = run;
        }
        Ok(())
    }

    fn is_silent(&self) -> bool {
        let run = self.runs.last().copied().unwrap_or_default();
        let is_hidden = self.paragraphs.last().is_some_and(|it| it.is_hidden);
        run.is_hidden || run.is_mark || is_hidden || self.fields.iter().any(|is_code| *is_code)
    }

    fn text(&mut self, words: &str) {
        if self.is_silent() {
            return;
        }
        if std::mem::take(&mut self.is_page_ended) {
            self.turn_page();
        }
        match self.runs.last().is_some_and(|it| it.is_raised) {
            true => self.pieces.raised(words),
            false => self.pieces.text(words),
        }
    }

    fn space(&mut self) {
        if !self.is_silent() {
            self.pieces.text(" ");
        }
    }

    fn turn_page(&mut self) {
        if self.has_pages {
            self.pieces.page = self.pieces.page.map(|it| it.saturating_add(1));
        }
    }

    fn refer(&mut self, kind: NoteKind, tag: &Tag) {
        let id = tag.attribute("id").unwrap_or_default();
        if let Some(text) = self.notes.remove(&(kind, id)) {
            self.pieces.push(Piece { kind: PieceKind::Note, text, page: self.pieces.page });
        }
        if let Some(run) = self.runs.last_mut() {
            run.is_mark |= tag.attribute("customMarkFollows").is_some_and(|it| !matches!(it.as_str(), "0" | "false"));
        }
    }
}

/// Whether the properties of a row say that it was deleted. They end here.
fn has_deletion(xml: &mut Xml) -> Result<bool, Problem> {
    let mut acc = false;
    let depth = xml.depth();
    while let Some(tag) = xml.next_inside(depth)? {
        acc |= tag.name() == "del";
    }
    Ok(acc)
}

/// Whether the properties of a control say that its content is a table of contents, or what stands there until somebody
/// writes something. They end here.
fn is_filler(xml: &mut Xml) -> Result<bool, Problem> {
    let mut acc = false;
    let depth = xml.depth();
    while let Some(tag) = xml.next_inside(depth)? {
        acc |= tag.name() == "docPartGallery" && value(&tag) == "Table of Contents";
        acc |= tag.name() == "showingPlcHdr" && is_on(&tag);
    }
    Ok(acc)
}

fn read_properties(xml: &mut Xml, acc: &mut Properties) -> Result<(), Problem> {
    while let Some(event) = xml.next()? {
        let Event::Start(tag) = event else { continue };
        match tag.name() {
            "title" => acc.title = xml.text()?,
            "creator" => acc.authors.push(xml.text()?),
            "created" => acc.created = xml.text()?,
            "modified" => acc.modified = xml.text()?,
            "language" => acc.language = xml.text()?,
            "description" => acc.description = xml.text()?,
            "subject" => acc.subject = xml.text()?,
            "Company" => acc.publisher = xml.text()?,
            _ => {}
        }
    }
    Ok(())
}
