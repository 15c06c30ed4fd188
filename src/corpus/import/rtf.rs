//! Rich text (RTF), as Word, LibreOffice, pandoc, WordPad and the programs of macOS write it.

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

use super::metadata::Field;
use super::pieces::{Pieces, line};
use super::properties::{Properties, field_of_style};
use super::{PieceKind, Reading, symbols};
use crate::corpus::Problem;

/// Groups in each other; Word nests some twenty deep.
const DEEPEST: usize = 256;
/// How many styles may be based on each other; Word itself allows eleven.
const LONGEST_CHAIN: usize = 16;
/// Letters of a control word; the longest that is defined has 27.
const LONGEST_WORD: usize = 32;
/// Bytes of a name of a font or a style, or of a property.
const LONGEST_NAME: usize = 4096;

/// Groups that hold nothing of the text. Those that open with `\*` need not stand here.
const DROPPED: &[&str] = &[
    "aftncn",
    "aftnsep",
    "aftnsepc",
    "annotation",
    "atnauthor",
    "atnid",
    "background",
    "bkmkend",
    "bkmkstart",
    "colortbl",
    "comment",
    "docvar",
    "falt",
    "filetbl",
    "fldinst",
    "fname",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "ftncn",
    "ftnsep",
    "ftnsepc",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "listtable",
    "nonesttables",
    "nonshppict",
    "objdata",
    "panose",
    "pict",
    "pnseclvl",
    "pntxta",
    "pntxtb",
    "private",
    "revtbl",
    "rxe",
    "shprslt",
    "sp",
    "tc",
    "template",
    "txe",
    "xe",
];

pub(super) fn read(bytes: &[u8]) -> Result<Reading, Problem> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !start.starts_with(b"{\\rtf") {
        return Err(Problem::Damaged("it does not open as rich text does".to_string()));
    }
    let mut document = Document::new();
    document.read(start)?;
    let mut notes = Vec::new();
    if !document.groups.is_empty() {
        notes.push("it breaks off before its end".to_string());
    }
    document.finish();
    let metadata = document.properties.into_metadata(&document.said);
    let pieces = document.pieces.finish();
    if pieces.is_empty() {
        return Err(Problem::Empty);
    }
    Ok(Reading { metadata, pieces, notes })
}

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Destination {
    #[default]
    Body,
    Nowhere,
    Fonts,
    Styles,
    /// What the document says of itself; the text of the group itself is none.
    Info,
    Property(Property),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Title,
    Author,
    Company,
    Subject,
    Description,
    Created,
    Modified,
}

/// What ends with a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Opened {
    #[default]
    Nothing,
    Note,
    /// A text box.
    Frame,
    Date,
}

/// What holds inside of a group, from those around it on.
#[derive(Clone, Default)]
struct Group {
    destination: Destination,
    opened: Opened,
    /// Both forms of a text are given, of which the second is the one with all characters.
    has_two_forms: bool,
    font: i32,
    is_hidden: bool,
    is_deleted: bool,
    is_raised: bool,
    /// How many characters stand behind a Unicode character for programs that know none.
    n_fallback: usize,
    paragraph: Paragraph,
}

#[derive(Clone, Copy, Default)]
struct Paragraph {
    style: i32,
    /// From 0; 9 is running text.
    outline: Option<u8>,
    is_item: bool,
    is_in_table: bool,
    /// How many tables it lies in, when it lies in one.
    nesting: Option<usize>,
    /// Its first line stands out to the left, as that of a list item does.
    is_hanging: bool,
}

#[derive(Default)]
struct Font {
    /// With the mark at its end.
    name: String,
    encoding: Option<&'static Encoding>,
}

#[derive(Default)]
struct Style {
    /// In lower case, with the mark at its end.
    name: String,
    outline: Option<u8>,
    based_on: Option<i32>,
}

impl Style {
    fn name(&self) -> &str {
        self.name.trim_end_matches(';').trim()
    }
}

/// A flow of paragraphs: the body, or that of a note or text box inside of it.
#[derive(Default)]
struct Flow {
    has_block: bool,
    /// For each table that is open, whether a cell is.
    tables: Vec<bool>,
}

struct Document {
    pieces: Pieces,
    properties: Properties,
    /// What paragraphs say of the document.
    said: Vec<(Field, String)>,
    groups: Vec<Group>,
    flows: Vec<Flow>,
    fonts: HashMap<i32, Font>,
    styles: HashMap<i32, Style>,
    /// The style being defined.
    style: Option<i32>,
    default_font: i32,
    encoding: &'static Encoding,
    /// Bytes of text not yet decoded: a character may have two.
    bytes: Vec<u8>,
    /// The first half of a character beyond U+FFFF.
    high: Option<u16>,
    /// Characters still to be skipped.
    n_skipped: usize,
    /// Whether the next control word opens a group that may be unknown.
    is_starred: bool,
    /// Whether the mark of a list was seen in the paragraph being read.
    has_list_mark: bool,
    /// Year, month and day being read.
    date: [i32; 3],
}

impl Document {
    fn new() -> Self {
        Self {
            pieces: Pieces::default(),
            properties: Properties::default(),
            said: Vec::new(),
            groups: Vec::new(),
            flows: vec![Flow::default()],
            fonts: HashMap::new(),
            styles: HashMap::new(),
            style: None,
            default_font: 0,
            encoding: WINDOWS_1252,
            bytes: Vec::new(),
            high: None,
            n_skipped: 0,
            is_starred: false,
            has_list_mark: false,
            date: [0; 3],
        }
    }

    /// Up to the end of the outermost group.
    fn read(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    self.n_skipped = 0;
                    if self.groups.len() >= DEEPEST {
                        return Err(Problem::OverLimit(format!("groups more than {DEEPEST} deep in each other")));
                    }
                    let around = self.groups.last().cloned().unwrap_or(Group { n_fallback: 1, ..Group::default() });
                    // The first of two forms is left; the second says that it is it.
                    let destination = if around.has_two_forms { Destination::Nowhere } else { around.destination };
                    self.groups.push(Group { destination, opened: Opened::Nothing, has_two_forms: false, ..around });
                }
                b'}' => {
                    self.flush();
                    self.n_skipped = 0;
                    self.end_group();
                    if self.groups.is_empty() {
                        break;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
        Ok(())
    }

    /// Reads what follows a backslash, and returns where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at).copied() else { return at };
        if !first.is_ascii_alphabetic() {
            return self.symbol(bytes, first, at + 1);
        }
        self.flush();
        let mut end = at;
        while end - at < LONGEST_WORD && bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        let word = std::str::from_utf8(&bytes[at..end]).unwrap_or_default();
        let start = end;
        if bytes.get(end) == Some(&b'-') {
            end += 1;
        }
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        let digits = std::str::from_utf8(&bytes[start..end]).unwrap_or_default();
        // A number too large for any meaning is cut to what can be held.
        let number: Option<i32> = match digits.trim_start_matches('-') {
            "" => None,
            _ => digits
                .parse::<i64>()
                .ok()
                .or(Some(i64::MAX))
                .map(|it| it.clamp(i32::MIN.into(), i32::MAX.into()) as i32),
        };
        // A lone hyphen is no number and belongs to the text.
        let end = if number.is_none() { start } else { end };
        let end = if bytes.get(end) == Some(&b' ') { end + 1 } else { end };
        if word == "bin" {
            let len = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
            return end.saturating_add(len).min(bytes.len());
        }
        let is_starred = std::mem::take(&mut self.is_starred);
        if word != "u" {
            self.n_skipped = 0;
            self.high = None;
        }
        self.word(word, number, is_starred);
        end
    }

    fn symbol(&mut self, bytes: &[u8], symbol: u8, at: usize) -> usize {
        match symbol {
            b'\'' => {
                let digits = bytes.get(at..at + 2).and_then(|it| std::str::from_utf8(it).ok());
                let Some(code) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) else { return at };
                self.byte(code);
                return at + 2;
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'*' => self.is_starred = true,
            b'~' => self.character(' '),
            b'_' => self.character('-'),
            // A line end behind a backslash ends a paragraph: the programs of macOS write them so.
            b'\r' | b'\n' => {
                self.flush();
                self.end_paragraph();
            }
            _ => {}
        }
        at
    }

    fn group(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    fn destination(&self) -> Destination {
        self.groups.last().map_or(Destination::Nowhere, |it| it.destination)
    }

    fn word(&mut self, word: &str, number: Option<i32>, is_starred: bool) {
        let is_on = number != Some(0);
        let number_or = |other: i32| number.unwrap_or(other);
        if word == "ud" {
            // The form with all characters, inside of the group that gives both.
            let around = self.groups.iter().rev().find(|it| it.has_two_forms).map(|it| it.destination);
            if let (Some(around), Some(group)) = (around, self.group()) {
                group.destination = around;
            }
            return;
        }
        if self.destination() == Destination::Nowhere {
            return;
        }
        if is_starred && !self.is_known_destination(word) {
            return self.send(Destination::Nowhere);
        }
        match word {
            // Where the text goes.
            "fonttbl" => self.send(Destination::Fonts),
            "stylesheet" => self.send(Destination::Styles),
            "info" => self.send(Destination::Info),
            "upr" => {
                if let Some(group) = self.group() {
                    group.has_two_forms = true;
                }
            }
            "footnote" => self.open_flow(Opened::Note),
            "shptxt" | "dptxbxtext" => self.open_flow(Opened::Frame),
            "listtext" | "pntext" | "pn" => {
                self.has_list_mark = true;
                self.send(Destination::Nowhere);
            }
            _ if DROPPED.binary_search(&word).is_ok() => self.send(Destination::Nowhere),
            // Encodings.
            "ansicpg" => self.encoding = of_code_page(number_or(0)).unwrap_or(self.encoding),
            "mac" => self.encoding = MACINTOSH,
            "deff" => {
                self.default_font = number_or(0);
                self.set_font(self.default_font);
            }
            "f" => {
                self.set_font(number_or(0));
                if self.destination() == Destination::Fonts {
                    self.fonts.insert(number_or(0), Font::default());
                }
            }
            "fcharset" | "cpg" if self.destination() == Destination::Fonts => {
                let font = self.groups.last().map_or(0, |it| it.font);
                let found = if word == "cpg" { of_code_page(number_or(0)) } else { of_charset(number_or(1)) };
                if let Some(font) = self.fonts.get_mut(&font) {
                    font.encoding = found.or(font.encoding);
                }
            }
            "u" => self.unicode(number_or(0)),
            "uc" => {
                if let Some(group) = self.group() {
                    group.n_fallback = usize::try_from(number_or(1)).unwrap_or_default();
                }
            }
            // Characters.
            "emdash" => self.character('—'),
            "endash" => self.character('–'),
            "lquote" => self.character('‘'),
            "rquote" => self.character('’'),
            "ldblquote" => self.character('“'),
            "rdblquote" => self.character('”'),
            "bullet" => self.character('•'),
            "tab" => self.character('\t'),
            "line" | "softline" | "emspace" | "enspace" | "qmspace" => self.character(' '),
            // Paragraphs and tables.
            "par" | "sect" | "page" | "column" => self.end_paragraph(),
            "cell" | "nestcell" => self.end_cell(word == "nestcell"),
            "row" | "nestrow" => self.end_row(word == "nestrow"),
            _ => match self.destination() {
                Destination::Info | Destination::Property(_) => self.info(word, number_or(0)),
                Destination::Styles => self.define_style(word, number_or(0)),
                _ => self.format(word, number_or(0), is_on),
            },
        }
    }

    /// Words behind `\*` whose groups are read all the same.
    fn is_known_destination(&self, word: &str) -> bool {
        matches!(word, "footnote" | "shpinst" | "do" | "nesttableprops" | "pn" | "company")
    }

    fn send(&mut self, destination: Destination) {
        if let Some(group) = self.group() {
            group.destination = destination;
        }
    }

    fn open_flow(&mut self, opened: Opened) {
        let Some(group) = self.groups.last_mut() else { return };
        // A note may say what it is more than once, and only a group of its own ends it.
        if group.opened != Opened::Nothing || self.flows.len() >= DEEPEST {
            return;
        }
        group.opened = opened;
        group.paragraph = Paragraph::default();
        group.is_raised = false;
        if opened == Opened::Note {
            self.pieces.open_note();
        }
        self.flows.push(Flow::default());
        self.has_list_mark = false;
    }

    fn end_group(&mut self) {
        let Some(group) = self.groups.pop() else { return };
        match group.opened {
            Opened::Nothing => {}
            Opened::Note | Opened::Frame => {
                self.end_flow(&group.paragraph);
                if group.opened == Opened::Note {
                    self.pieces.close_note();
                }
            }
            Opened::Date => {
                let [year, month, day] = self.date;
                let date = format!("{year:04}-{month:02}-{day:02}");
                match group.destination {
                    Destination::Property(Property::Created) => self.properties.created = date,
                    _ => self.properties.modified = date,
                }
            }
        }
        if self.destination() == Destination::Styles {
            self.style = None;
        }
    }

    fn end_flow(&mut self, paragraph: &Paragraph) {
        self.close_block(paragraph);
        if let Some(mut flow) = self.flows.pop() {
            while flow.tables.pop().is_some() {
                self.pieces.close_row();
            }
        }
    }

    fn finish(&mut self) {
        while !self.groups.is_empty() {
            self.end_group();
        }
        self.end_flow(&Paragraph::default());
    }

    fn format(&mut self, word: &str, number: i32, is_on: bool) {
        let default_font = self.default_font;
        let Some(group) = self.groups.last_mut() else { return };
        let paragraph = &mut group.paragraph;
        match word {
            "pard" => *paragraph = Paragraph::default(),
            "s" => paragraph.style = number,
            "outlinelevel" => paragraph.outline = u8::try_from(number).ok(),
            "ls" => paragraph.is_item = number > 0,
            "intbl" => paragraph.is_in_table = true,
            "itap" => paragraph.nesting = usize::try_from(number).ok(),
            "fi" => paragraph.is_hanging = number < 0,
            "plain" => {
                (group.is_hidden, group.is_deleted, group.is_raised) = (false, false, false);
                group.font = default_font;
            }
            "v" => group.is_hidden = is_on,
            "deleted" | "mvf" => group.is_deleted = is_on,
            "super" => group.is_raised = is_on,
            "up" => group.is_raised = number > 0,
            "nosupersub" | "sub" => group.is_raised = false,
            _ => {}
        }
    }

    fn set_font(&mut self, font: i32) {
        if let Some(group) = self.group() {
            group.font = font;
        }
    }

    fn define_style(&mut self, word: &str, number: i32) {
        match word {
            "s" => {
                self.style = Some(number);
                self.styles.insert(number, Style::default());
            }
            // Those of characters and parts of tables make no headings.
            "cs" | "ds" | "ts" => self.send(Destination::Nowhere),
            "outlinelevel" => {
                let style = self.styles.entry(self.style.unwrap_or_default()).or_default();
                style.outline = u8::try_from(number).ok();
            }
            "sbasedon" => {
                let style = self.styles.entry(self.style.unwrap_or_default()).or_default();
                // 222 stands for no style.
                style.based_on = Some(number).filter(|it| *it != 222);
            }
            _ => {}
        }
    }

    fn info(&mut self, word: &str, number: i32) {
        let property = match word {
            "title" => Property::Title,
            "author" => Property::Author,
            "company" => Property::Company,
            "subject" => Property::Subject,
            "doccomm" => Property::Description,
            "creatim" => Property::Created,
            "revtim" => Property::Modified,
            "yr" => return self.date[0] = number.clamp(0, 9999),
            "mo" => return self.date[1] = number.clamp(0, 99),
            "dy" => return self.date[2] = number.clamp(0, 99),
            // Formats inside of a property.
            _ if self.destination() != Destination::Info => return,
            _ => return self.send(Destination::Nowhere),
        };
        if property == Property::Author {
            // A second one is who saved the document last.
            if !self.properties.authors.is_empty() {
                return self.send(Destination::Nowhere);
            }
            self.properties.authors.push(String::new());
        }
        if let Some(group) = self.group() {
            group.destination = Destination::Property(property);
            if matches!(property, Property::Created | Property::Modified) {
                group.opened = Opened::Date;
                self.date = [0; 3];
            }
        }
    }

    /// One byte of text.
    fn byte(&mut self, byte: u8) {
        if self.n_skipped > 0 {
            self.n_skipped -= 1;
        } else if self.destination() != Destination::Nowhere {
            self.bytes.push(byte);
        }
    }

    /// Decodes the bytes read.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.groups.last().and_then(|it| self.fonts.get(&it.font));
        let is_body = self.destination() == Destination::Body;
        if let Some(font) = font.filter(|it| is_body && it.is_symbolic()) {
            let words: String = bytes.iter().filter_map(|it| symbols::of_font(font.name(), u32::from(*it))).collect();
            return self.text(&words);
        }
        let encoding = font.filter(|_| is_body).and_then(|it| it.encoding).unwrap_or(self.encoding);
        let words = encoding.decode_without_bom_handling(&bytes).0;
        self.text(&words);
    }

    fn character(&mut self, c: char) {
        if self.n_skipped > 0 {
            self.n_skipped -= 1;
            return;
        }
        self.flush();
        self.text(c.encode_utf8(&mut [0; 4]));
    }

    /// A UTF-16 unit, written as a signed number of 16 bits.
    fn unicode(&mut self, number: i32) {
        let high = self.high.take();
        self.n_skipped = self.groups.last().map_or(1, |it| it.n_fallback);
        let unit = (number & 0xffff) as u16;
        if number > 0xffff {
            // Some programs write the whole code.
            return self.text(
                u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]),
            );
        }
        match (high, unit) {
            (_, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                for c in char::decode_utf16([high, unit]).flatten() {
                    self.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            (_, 0xf000..=0xf0ff) => {
                let font = self.groups.last().and_then(|it| self.fonts.get(&it.font));
                let name = font.map_or("", Font::name);
                if let Some(c) = symbols::of_font(name, u32::from(unit)) {
                    self.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            (_, unit) => {
                if let Some(c) = char::from_u32(u32::from(unit)) {
                    self.text(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn text(&mut self, words: &str) {
        match self.destination() {
            Destination::Body => self.body_text(words),
            Destination::Nowhere | Destination::Info => {}
            Destination::Fonts => {
                let font = self.groups.last().map_or(0, |it| it.font);
                if let Some(font) = self.fonts.get_mut(&font) {
                    add_name(&mut font.name, words);
                }
            }
            Destination::Styles => {
                // The first style is that of running text, which need not say its number.
                let style = self.styles.entry(self.style.unwrap_or_default()).or_default();
                add_name(&mut style.name, &words.to_lowercase());
            }
            Destination::Property(property) => {
                let field = match property {
                    Property::Title => &mut self.properties.title,
                    Property::Company => &mut self.properties.publisher,
                    Property::Subject => &mut self.properties.subject,
                    Property::Description => &mut self.properties.description,
                    Property::Author => match self.properties.authors.first_mut() {
                        Some(author) => author,
                        None => return,
                    },
                    Property::Created | Property::Modified => return,
                };
                if field.len() + words.len() <= LONGEST_NAME {
                    field.push_str(words);
                }
            }
        }
    }

    fn body_text(&mut self, words: &str) {
        let Some(group) = self.groups.last() else { return };
        if group.is_hidden || group.is_deleted {
            return;
        }
        let (paragraph, is_raised) = (group.paragraph, group.is_raised);
        if !self.flows.last().is_some_and(|it| it.has_block) {
            if words.chars().all(|it| matches!(it, ' ' | '\t')) {
                return;
            }
            self.open_block(&paragraph);
        }
        match is_raised {
            true => self.pieces.raised(words),
            false => self.pieces.text(words),
        }
    }

    fn open_block(&mut self, paragraph: &Paragraph) {
        self.open_cells(paragraph.level());
        let kind = self.kind(paragraph);
        self.pieces.open_block(kind.unwrap_or(PieceKind::Paragraph));
        if let Some(flow) = self.flows.last_mut() {
            flow.has_block = true;
        }
    }

    /// Opens and closes tables until so many are open, and a cell in the innermost.
    fn open_cells(&mut self, level: usize) {
        let Some(flow) = self.flows.last_mut() else { return };
        // Deeper tables than that lie on each other by mistake.
        let level = level.min(DEEPEST);
        while flow.tables.len() > level {
            flow.tables.pop();
            self.pieces.close_row();
        }
        while flow.tables.len() < level {
            if let Some(has_cell) = flow.tables.last_mut().filter(|it| !**it) {
                *has_cell = true;
                self.pieces.open_cell();
            }
            flow.tables.push(false);
            self.pieces.open_row();
        }
        if let Some(has_cell) = flow.tables.last_mut().filter(|it| !**it) {
            *has_cell = true;
            self.pieces.open_cell();
        }
    }

    /// The style and those it is based on, nearest first.
    fn chain(&self, style: i32) -> impl Iterator<Item = &Style> {
        let next = |it: &&Style| self.styles.get(&it.based_on?);
        std::iter::successors(self.styles.get(&style), next).take(LONGEST_CHAIN)
    }

    fn kind(&self, paragraph: &Paragraph) -> Option<PieceKind> {
        if let Some(level) = paragraph.outline {
            return of_level(level);
        }
        let decided = self.chain(paragraph.style).find_map(|style| match style.outline {
            Some(level) => Some(of_level(level)),
            None => kind_by_name(style.name()).map(Some),
        });
        match decided {
            Some(kind @ Some(PieceKind::Heading(_))) => kind,
            _ if self.has_list_mark || paragraph.is_item => Some(PieceKind::Item),
            decided => decided.flatten(),
        }
    }

    /// Whether paragraphs of that style repeat the headings of the text.
    fn is_contents(&self, paragraph: &Paragraph) -> bool {
        let name = self.styles.get(&paragraph.style).map_or("", Style::name);
        let is_numbered = |word: &str| name.strip_prefix(word).is_some_and(|it| it.trim().parse::<u8>().is_ok());
        is_numbered("toc") || is_numbered("contents") || matches!(name, "toc heading" | "contents heading")
    }

    fn close_block(&mut self, paragraph: &Paragraph) {
        self.has_list_mark = false;
        let Some(flow) = self.flows.last_mut().filter(|it| it.has_block) else { return };
        flow.has_block = false;
        let words = self.pieces.words().unwrap_or_default();
        if self.is_contents(paragraph) {
            self.pieces.take_words();
        } else if let Some((mark, rest)) = words.split_once('\t').filter(|_| paragraph.is_hanging) {
            // The mark of a list that is written out.
            let (mark, rest) = (mark.trim(), rest.to_string());
            if matches!(mark, "•" | "◦" | "▪" | "·" | "–" | "—" | "-" | "*" | "o" | "") {
                self.pieces.take_words();
                self.pieces.text(&rest);
                self.pieces.set_kind(PieceKind::Item);
            } else if is_number(mark) {
                self.pieces.set_kind(PieceKind::Item);
            }
        } else if let Some(field) = self.styles.get(&paragraph.style).and_then(|it| field_of_style(it.name())) {
            self.said.push((field, line(words)));
        }
        self.pieces.close_block();
    }

    fn end_paragraph(&mut self) {
        if self.destination() != Destination::Body {
            return;
        }
        let Some(group) = self.groups.last() else { return };
        let paragraph = group.paragraph;
        if group.is_deleted {
            // With its end deleted, a paragraph goes on in the next.
            return self.pieces.text(" ");
        }
        self.close_block(&paragraph);
    }

    fn end_cell(&mut self, is_nested: bool) {
        if self.destination() != Destination::Body {
            return;
        }
        let paragraph = self.groups.last().map(|it| it.paragraph).unwrap_or_default();
        self.close_block(&paragraph);
        let level = if is_nested { paragraph.level().max(2) } else { 1 };
        self.open_cells(level);
        if let Some(has_cell) = self.flows.last_mut().and_then(|it| it.tables.last_mut()) {
            *has_cell = false;
            self.pieces.close_cell();
        }
    }

    fn end_row(&mut self, is_nested: bool) {
        if self.destination() != Destination::Body {
            return;
        }
        let paragraph = self.groups.last().map(|it| it.paragraph).unwrap_or_default();
        self.close_block(&paragraph);
        let Some(flow) = self.flows.last_mut() else { return };
        let n_left = if is_nested { flow.tables.len().saturating_sub(1).max(1) } else { 0 };
        while flow.tables.len() > n_left {
            flow.tables.pop();
            self.pieces.close_row();
        }
    }
}

fn of_level(level: u8) -> Option<PieceKind> {
    (level < 9).then(|| PieceKind::Heading((level + 1).min(6)))
}

/// By the name of a style in lower case.
fn kind_by_name(name: &str) -> Option<PieceKind> {
    if let Some(level) = name.strip_prefix("heading").and_then(|it| it.trim().parse::<u8>().ok()) {
        return Some(PieceKind::Heading(level.clamp(1, 6)));
    }
    Some(match name {
        "title" => PieceKind::Heading(1),
        "subtitle" => PieceKind::Heading(2),
        "quote" | "intense quote" | "quotations" | "block text" | "block quotation" => PieceKind::Quote,
        _ => return None,
    })
}

impl Paragraph {
    /// How many tables it lies in.
    fn level(&self) -> usize {
        match self.nesting {
            Some(nesting) if nesting > 1 => nesting,
            _ => usize::from(self.is_in_table),
        }
    }
}

impl Font {
    fn name(&self) -> &str {
        self.name.trim_end_matches(';').trim()
    }

    fn is_symbolic(&self) -> bool {
        let name = self.name();
        name.eq_ignore_ascii_case("symbol") || symbols::is_ornamental(name)
    }
}

fn add_name(name: &mut String, words: &str) {
    // Fonts may stand without a group of their own, one behind the other.
    if !name.ends_with(';') && name.len() + words.len() <= LONGEST_NAME {
        name.push_str(words);
    }
}

/// `12.`, `a)`, `iv.`
fn is_number(mark: &str) -> bool {
    let inner = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    inner.len() < mark.len() && (1..=4).contains(&inner.len()) && inner.bytes().all(|it| it.is_ascii_alphanumeric())
}

fn of_code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 | 1361 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// By the number that a font gives for its set of characters; `None` for that of the document.
fn of_charset(number: i32) -> Option<&'static Encoding> {
    of_code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_groups_can_be_searched_for() {
        assert!(DROPPED.is_sorted());
    }
}
