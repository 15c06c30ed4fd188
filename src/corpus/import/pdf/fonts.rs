//! From the codes of a font to letters and their widths.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object};
use rustc_hash::FxHashMap;

use super::cmap::CharacterMap;
use super::file::File;
use super::tokens::{Operand, Token, Tokens};

/// What a code shows.
pub(super) struct Shown<'a> {
    /// Empty for a code that shows nothing; [`UNKNOWN`] where the file does not tell.
    pub(super) text: &'a str,
    /// How far it moves on, in ems.
    pub(super) width: f32,
    /// The single byte 32, which word spacing applies to whatever it shows.
    pub(super) is_space: bool,
}

pub(super) const UNKNOWN: &str = "\u{fffd}";

pub(super) struct Font {
    pub(super) is_bold: bool,
    /// The height of an em as a share of the size: 1 but for fonts that are drawn by hand.
    pub(super) em: f32,
    codes: Codes,
    letters: Letters,
    /// By code, or by the number of the glyph in composite fonts.
    widths: FxHashMap<u32, f32>,
    /// From, to, and the width of all between.
    width_ranges: Vec<(u32, u32, f32)>,
    other_width: f32,
}

/// How strings are cut into codes.
enum Codes {
    Bytes,
    Pairs,
    /// As a map says, which also numbers the glyphs.
    Mapped(CharacterMap),
}

enum Letters {
    /// By the byte.
    Table(Vec<String>),
    Map(CharacterMap),
    /// The codes are UTF-16.
    Unicode,
}

/// Reads fonts; remembers the names of glyphs.
#[derive(Default)]
pub(super) struct Fonts {
    glyphs: HashMap<Vec<u8>, String>,
}

impl Font {
    /// Calls `show` for each code of a string.
    pub(super) fn show(&self, bytes: &[u8], mut show: impl FnMut(Shown)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = match &self.codes {
                Codes::Bytes => 1,
                Codes::Pairs => 2,
                Codes::Mapped(map) => map.code_len(rest),
            };
            let (head, tail) = rest.split_at(len.clamp(1, rest.len()));
            rest = tail;
            let code = head.iter().fold(0_u32, |acc, byte| (acc << 8) | u32::from(*byte));
            let glyph = match &self.codes {
                Codes::Mapped(map) => map.glyph(code).unwrap_or(code),
                _ => code,
            };
            let mut buffer = String::new();
            let text = match &self.letters {
                Letters::Table(table) => table.get(code as usize).map_or("", String::as_str),
                Letters::Map(map) => {
                    buffer.extend(map.letters(code));
                    if buffer.is_empty() { UNKNOWN } else { &buffer }
                }
                Letters::Unicode => {
                    buffer.extend(char::from_u32(code));
                    &buffer
                }
            };
            show(Shown { text, width: self.width(glyph), is_space: head == b" " });
        }
    }

    fn width(&self, glyph: u32) -> f32 {
        let range = || self.width_ranges.iter().find(|it| (it.0..=it.1).contains(&glyph)).map(|it| it.2);
        self.widths.get(&glyph).copied().or_else(range).unwrap_or(self.other_width)
    }
}

impl Fonts {
    pub(super) fn read(&mut self, file: &File, font: &Dictionary) -> Font {
        let subtype = file.value(font, b"Subtype").and_then(|it| it.as_name().ok()).unwrap_or_default();
        let mut font = match subtype {
            b"Type0" => self.composite(file, font),
            _ => self.simple(file, font, subtype),
        };
        font.width_ranges.truncate(10_000);
        font
    }

    fn composite(&mut self, file: &File, font: &Dictionary) -> Font {
        let descendant = file.array(font, b"DescendantFonts").and_then(|it| it.first()).and_then(|it| file.resolve(it));
        let descendant = descendant.and_then(|it| it.as_dict().ok());
        let unicode = file.value(font, b"ToUnicode").and_then(|it| CharacterMap::of(file, it));
        let (codes, name) = match file.value(font, b"Encoding") {
            Some(Object::Name(name)) => (Codes::Pairs, name.as_slice()),
            Some(stream) => (CharacterMap::of(file, stream).map_or(Codes::Pairs, Codes::Mapped), &b""[..]),
            None => (Codes::Pairs, &b""[..]),
        };
        let is_unicode = [&b"UCS2"[..], b"UTF16"].iter().any(|it| name.windows(it.len()).any(|part| part == *it));
        let letters = match unicode {
            Some(map) => Letters::Map(map),
            None if is_unicode => Letters::Unicode,
            None => Letters::Map(CharacterMap::default()),
        };
        let other_width = descendant.and_then(|it| file.number(it, b"DW")).unwrap_or(1000.0) / 1000.0;
        let mut acc = Font {
            is_bold: is_bold(file, font, descendant.and_then(|it| file.dictionary(it, b"FontDescriptor"))),
            em: 1.0,
            codes,
            letters,
            widths: FxHashMap::default(),
            width_ranges: Vec::new(),
            other_width,
        };
        let list = descendant.and_then(|it| file.array(it, b"W")).unwrap_or_default();
        let mut rest = list.iter().take(200_000).filter_map(|it| file.resolve(it));
        while let (Some(first), Some(second)) = (rest.next(), rest.next()) {
            let Some(from) = first.as_float().ok().filter(|it| *it >= 0.0).map(|it| it as u32) else { continue };
            match second {
                Object::Array(widths) => {
                    let widths = file.numbers(widths).into_iter().take(65_536).zip(from..);
                    acc.widths.extend(widths.map(|(width, code)| (code, width / 1000.0)));
                }
                second => {
                    let (to, width) = (second.as_float().ok(), rest.next().and_then(|it| it.as_float().ok()));
                    acc.width_ranges
                        .extend(to.zip(width).map(|(to, width)| (from, to.max(0.0) as u32, width / 1000.0)));
                }
            }
        }
        acc
    }

    fn simple(&mut self, file: &File, font: &Dictionary, subtype: &[u8]) -> Font {
        let descriptor = file.dictionary(font, b"FontDescriptor");
        let unicode = file.value(font, b"ToUnicode").and_then(|it| CharacterMap::of(file, it));
        let table = self.table(file, font, descriptor, unicode);
        let name = base_name(file, font);
        // Widths of fonts that are drawn by hand are in a space of their own.
        let (unit, em) = match subtype {
            b"Type3" => {
                let matrix = file.array(font, b"FontMatrix").map(|it| file.numbers(it)).unwrap_or_default();
                let unit = matrix.first().map_or(0.001, |it| it.abs());
                let frame = file.array(font, b"FontBBox").map(|it| file.numbers(it)).unwrap_or_default();
                let height = frame.get(3).zip(frame.get(1)).map_or(0.0, |(top, bottom)| (top - bottom).abs());
                let em = height * matrix.get(3).map_or(0.001, |it| it.abs());
                (unit, if em > 0.0 && unit != 0.001 { em } else { 1.0 })
            }
            _ => (0.001, 1.0),
        };
        let first = file.number(font, b"FirstChar").unwrap_or(0.0).clamp(0.0, 255.0) as u32;
        let mut widths: FxHashMap<u32, f32> = FxHashMap::default();
        let mut other_width = descriptor.and_then(|it| file.number(it, b"MissingWidth")).unwrap_or(0.0) * unit;
        match file.array(font, b"Widths") {
            Some(list) => widths.extend((first..).zip(file.numbers(list).into_iter().take(256).map(|it| it * unit))),
            None => {
                other_width = if name.contains("Courier") { 0.6 } else { 0.556 };
                widths.extend(standard_widths(&name, &table));
            }
        }
        let is_bold = is_bold(file, font, descriptor);
        Font {
            is_bold,
            em,
            codes: Codes::Bytes,
            letters: Letters::Table(table),
            widths,
            width_ranges: Vec::new(),
            other_width,
        }
    }

    /// What each byte shows: as the file's map to Unicode says, else by the names of the glyphs.
    fn table(
        &mut self,
        file: &File,
        font: &Dictionary,
        descriptor: Option<&Dictionary>,
        unicode: Option<CharacterMap>,
    ) -> Vec<String> {
        let encoding = file.value(font, b"Encoding");
        let name = match encoding {
            Some(Object::Name(name)) => Some(name.as_slice()),
            Some(Object::Dictionary(it)) => file.value(it, b"BaseEncoding").and_then(|it| it.as_name().ok()),
            _ => None,
        };
        let base = base_name(file, font);
        let is_symbol = ["Symbol", "Dingbats", "Wingdings"].iter().any(|it| base.contains(it));
        let mut table = match name {
            Some(name) => self.base(name),
            // What fonts in this form hold without saying, most of the time.
            None if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|it| it == b"TrueType") => {
                self.base(b"WinAnsiEncoding")
            }
            None => self.base(b"StandardEncoding"),
        };
        if is_symbol && name.is_none() {
            // Their bullets; the rest is no text.
            for bullet in [0x6c, 0x6e, 0x71, 0x75, 0x76, 0xa7, 0xa8, 0xb7, 0xd8] {
                table[bullet] = "•".into();
            }
        }
        if encoding.is_none() || name.is_none() {
            let program = descriptor.and_then(|it| file.value(it, b"FontFile")).and_then(|it| it.as_stream().ok());
            for (code, glyph) in program.and_then(|it| file.decode(it)).map(|it| own_encoding(&it)).unwrap_or_default()
            {
                table[usize::from(code)] = self.glyph(&glyph);
            }
        }
        if let Some(Object::Dictionary(encoding)) = encoding {
            let mut code = 0_usize;
            for item in file.array(encoding, b"Differences").unwrap_or_default().iter().take(10_000) {
                match file.resolve(item) {
                    Some(Object::Name(glyph)) => {
                        if let Some(letter) = table.get_mut(code) {
                            *letter = self.glyph(glyph);
                            if letter == UNKNOWN {
                                letter.clear();
                                letter.push_str(numbered(glyph, code).unwrap_or(UNKNOWN));
                            }
                        }
                        code = code.saturating_add(1);
                    }
                    Some(number) => code = number.as_float().map_or(code, |it| it.max(0.0) as usize),
                    None => {}
                }
            }
        }
        for (code, letter) in table.iter_mut().enumerate() {
            let known: String = unicode.iter().flat_map(|it| it.letters(code as u32)).collect();
            // Some maps send what they do not know to a question mark of sorts.
            if !known.is_empty() && !known.starts_with(['\0', '\u{fffd}']) {
                *letter = known;
            }
        }
        table
    }

    /// The letters of a named encoding, as lopdf knows them.
    fn base(&mut self, name: &[u8]) -> Vec<String> {
        let mut font = Dictionary::new();
        font.set("Type", Object::Name(b"Font".to_vec()));
        font.set("Encoding", Object::Name(name.to_vec()));
        let document = Document::new();
        let encoding = font.get_font_encoding(&document).ok();
        let letter = |byte: u8| encoding.as_ref().and_then(|it| it.bytes_to_string(&[byte]).ok()).unwrap_or_default();
        (0..=255).map(letter).collect()
    }

    /// The letters that the name of a glyph stands for: `a`, `eacute`, `f_i`, `uni20AC`, `a.sc`.
    fn glyph(&mut self, name: &[u8]) -> String {
        if let Some(letters) = self.glyphs.get(name) {
            return letters.clone();
        }
        let stem = name.split(|it| *it == b'.').next().unwrap_or_default();
        let known: Option<String> = stem.split(|it| *it == b'_').take(8).map(glyph_letters).collect();
        let letters = match known {
            Some(letters) => letters,
            None if name == b".notdef" => String::new(),
            None => UNKNOWN.to_string(),
        };
        if self.glyphs.len() < 20_000 {
            self.glyphs.insert(name.to_vec(), letters.clone());
        }
        letters
    }
}

fn glyph_letters(name: &[u8]) -> Option<String> {
    let mut differences = Dictionary::new();
    differences.set("Differences", vec![Object::Integer(0), Object::Name(name.to_vec())]);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(differences));
    let document = Document::new();
    let known = font.get_font_encoding(&document).ok().and_then(|it| it.bytes_to_string(&[0]).ok());
    if let Some(known) = known.filter(|it| !it.is_empty()) {
        return Some(known);
    }
    let name = std::str::from_utf8(name).ok()?;
    match name {
        "ff" => return Some("ff".into()),
        "ffi" => return Some("ffi".into()),
        "ffl" => return Some("ffl".into()),
        "nbspace" | "nonbreakingspace" => return Some(" ".into()),
        "sfthyphen" => return Some("\u{ad}".into()),
        _ => {}
    }
    let hexadecimal = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    if let Some(digits) = name.strip_prefix("uni").filter(|it| it.len() >= 4 && it.len() % 4 == 0 && it.is_ascii()) {
        return digits.as_bytes().chunks(4).map(|it| hexadecimal(std::str::from_utf8(it).ok()?)).collect();
    }
    name.strip_prefix('u').filter(|it| (4..=6).contains(&it.len())).and_then(hexadecimal).map(String::from)
}

/// The letter of a glyph that is named by its own code, as `a65`: that of ASCII, or of the typesetters' encodings.
fn numbered(glyph: &[u8], code: usize) -> Option<&'static str> {
    const ASCII: &str =
        "!\"#$%&’()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_‘abcdefghijklmnopqrstuvwxyz{|}~";
    let digits = glyph.iter().skip_while(|it| !it.is_ascii_digit()).copied().collect();
    let number: usize = String::from_utf8(digits).ok()?.parse().ok()?;
    if number != code {
        return None;
    }
    Some(match code {
        11 | 27 => "ff",
        12 | 28 => "fi",
        13 | 29 => "fl",
        14 | 30 => "ffi",
        15 | 31 => "ffl",
        16 => "“",
        17 => "”",
        21 => "–",
        22 => "—",
        33..=126 => ASCII.char_indices().nth(code - 33).and_then(|(at, it)| ASCII.get(at..at + it.len_utf8()))?,
        _ => return None,
    })
}

/// The codes that the program of a Type 1 font gives to its glyphs, in the part that can be read.
fn own_encoding(program: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let end = program.windows(5).position(|it| it == b"eexec").unwrap_or(program.len().min(100_000));
    let mut acc = Vec::new();
    let mut operands: Vec<Operand> = Vec::new();
    for token in Tokens::new(&program[..end]) {
        match token {
            Token::Operand(operand) => {
                operands.push(operand);
                if operands.len() > 64 {
                    operands.clear();
                }
            }
            Token::Operator(b"put") => {
                if let [.., Operand::Number(code), Operand::Name(glyph)] = operands.as_slice()
                    && (0.0..=255.0).contains(code)
                    && acc.len() < 1024
                {
                    acc.push((*code as u8, glyph.clone()));
                }
                operands.clear();
            }
            Token::Operator(_) => operands.clear(),
        }
    }
    acc
}

fn base_name(file: &File, font: &Dictionary) -> String {
    file.value(font, b"BaseFont")
        .and_then(|it| it.as_name().ok())
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .unwrap_or_default()
}

fn is_bold(file: &File, font: &Dictionary, descriptor: Option<&Dictionary>) -> bool {
    const NAMES: &[&str] = &["bold", "black", "heavy", "demi", "cmbx", "sfbx", "-bd"];
    /// A bit of the font's flags: drawn bold.
    const FORCE_BOLD: i64 = 1 << 18;
    let name = base_name(file, font).to_lowercase();
    let flags = descriptor.and_then(|it| file.value(it, b"Flags")).and_then(|it| it.as_i64().ok()).unwrap_or_default();
    let weight = descriptor.and_then(|it| file.number(it, b"FontWeight")).unwrap_or_default();
    NAMES.iter().any(|it| name.contains(it)) || flags & FORCE_BOLD != 0 || weight >= 600.0
}

fn standard_widths(name: &str, table: &[String]) -> Vec<(u32, f32)> {
    static WIDTHS: &str = include_str!("widths.dat");
    let is = |part: &str| name.contains(part);
    let is_times = is("Times") || is("Serif") || is("Roman");
    let is_italic = is("Italic") || is("Oblique");
    let row = match (is_times, is("Bold"), is_italic) {
        _ if is("Courier") => return Vec::new(),
        (false, false, _) => "Helvetica ",
        (false, true, _) => "Helvetica-Bold ",
        (true, false, false) => "Times-Roman ",
        (true, true, false) => "Times-Bold ",
        (true, false, true) => "Times-Italic ",
        (true, true, true) => "Times-BoldItalic ",
    };
    let row = WIDTHS.lines().find_map(|it| it.strip_prefix(row)).unwrap_or_default();
    let row: Vec<f32> = row.split(' ').filter_map(|it| it.parse::<f32>().ok()).map(|it| it / 1000.0).collect();
    let width = |letter: &String| {
        let base = unicode_normalization::UnicodeNormalization::nfd(letter.as_str()).next()?;
        let base = match base {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '–' | '€' => '0',
            '—' | '…' => '@',
            '•' => '(',
            _ => base,
        };
        row.get((base as usize).checked_sub(32)?).copied()
    };
    (0..).zip(table).filter_map(|(code, letter)| Some((code, width(letter)?))).collect()
}
