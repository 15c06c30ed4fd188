//! From the bytes of a file to text, passages and metadata.

use std::path::Path;

use super::{Extract, Metadata, PassageSpan, Problem};
use crate::text::{Language, LineIndex, Place, Span, detect_language, split_sentences};

mod archive;
mod bibliography;
mod bibtex;
mod clutter;
mod csl;
mod docx;
mod encoding;
mod epub;
mod filing;
mod front_matter;
mod html;
mod key_places;
mod mail;
mod markdown;
mod metadata;
mod mhtml;
mod mirror;
mod odt;
#[cfg(test)]
mod office_tests;
mod own;
mod pdf;
mod pieces;
mod plain;
mod properties;
mod reading;
mod ris;
mod rtf;
mod sniff;
mod symbols;
mod xhtml;
mod xml;
mod yaml;

pub use bibliography::{SIDECAR_ENDINGS, Slip, is_bibliography, is_data, read_bibliography, read_sidecar};
pub use filing::{chosen_name, file_name, numbered, read_field, sniffed_ending, with_front_matter, yaml};
pub use key_places::key_places;
pub use own::{OWN_COMMENT, OWN_GENERATOR, OWN_PROPERTY, is_own_report};
pub use reading::{Piece, PieceKind, Reader, Reading};

/// Changes whenever the same file would give another extract, so that what an older version made of it is not used.
pub const VERSION: u32 = 8;

/// The endings of the text files that can be read, in lower case.
const TEXT_ENDINGS: &[&str] = &["md", "markdown", "qmd", "txt", "text"];

/// Those of documents that are no text files, with their readers.
const READERS: &[(&str, Reader)] = &[
    ("pdf", pdf::read),
    ("docx", docx::read),
    ("docm", docx::read),
    ("dotx", docx::read),
    ("odt", odt::read),
    ("ott", odt::read),
    ("fodt", odt::read),
    ("epub", epub::read),
    ("rtf", rtf::read),
    // An old Word file, which says so, or whatever was given its name.
    ("doc", docx::read),
    ("html", html::read),
    ("htm", html::read),
    ("xhtml", html::read),
    ("mht", mhtml::read),
    ("mhtml", mhtml::read),
    ("eml", mail::read),
    ("emlx", mail::read_emlx),
    ("mbox", mail::read_mbox),
];

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file laid out as running text in blocks.
#[derive(Default)]
struct Page {
    metadata: Metadata,
    text: String,
    /// In order of place, never overlapping.
    blocks: Vec<Block>,
    /// Where the text stands in the file.
    map: Map,
}

/// A paragraph, heading, list item, table cell or line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    span: Span,
    kind: BlockKind,
    /// Nearly all of it is the text of links.
    is_links: bool,
    /// From 1, in a document that has pages.
    page: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum BlockKind {
    Heading,
    #[default]
    Paragraph,
    Item,
    Cell,
}

/// Where the bytes of a text stand in its file.
#[derive(Default)]
enum Map {
    /// Text and file agree byte for byte.
    #[default]
    Same,
    /// Stretches in order of place, in the text and in the file.
    Stretches(Vec<Stretch>),
}

/// A stretch of text copied from the file, or an entity decoded (its lengths differ).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    text: Span,
    origin: Span,
}

/// The ending of a file's name, in lower case; empty where there is none.
pub fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Whether the file is one that editors open as text, by its ending.
pub fn is_text(path: &Path) -> bool {
    TEXT_ENDINGS.contains(&ending(path).as_str())
}

/// Whether there is a reader for files of this ending, in lower case.
pub fn is_readable_ending(ending: &str) -> bool {
    TEXT_ENDINGS.contains(&ending) || READERS.iter().any(|it| it.0 == ending)
}

/// Whether there is a reader for the file, by its ending.
pub fn is_readable(path: &Path) -> bool {
    is_readable_ending(&ending(path))
}

/// Reads a document that is no text file. It may have been made to do harm, so this is not for the process that the
/// writer works with: see `load::documents`.
pub fn read_document(ending: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    let reader = |ending: &str| READERS.iter().find(|it| it.0 == ending).map(|it| it.1);
    let Some(named) = reader(ending) else { return Err(Problem::UnknownFormat(ending.to_owned())) };
    // Names lie; a page saved as `report.pdf` is a page.
    match sniff::sniff(bytes) {
        None | Some("ole" | "zip") => named(bytes),
        Some(found) => match reader(found) {
            Some(reader) => reader(bytes),
            None => Err(Problem::Damaged(format!("by its contents it is a file of the kind `.{found}`"))),
        },
    }
}

/// Imports a text file by its ending: Markdown or plain text. Reads nothing but `bytes`. One in another encoding than
/// UTF-8 has its text for a mirror, as its places are not those of the file.
pub fn import(path: &Path, bytes: &[u8]) -> Result<Extract, Problem> {
    if is_own_report(bytes) {
        return Err(Problem::OwnReport);
    }
    let ending = ending(path);
    let read: fn(&str) -> Page = match ending.as_str() {
        "md" | "markdown" | "qmd" => markdown::read,
        "txt" | "text" => plain::read,
        _ => return Err(Problem::UnknownFormat(ending)),
    };
    let problem = match utf8(bytes) {
        Ok(original) => return extract(path, read(original), original),
        Err(problem) => problem,
    };
    let Some((text, encoding)) = encoding::decode_text(bytes) else { return Err(problem) };
    let extract = extract(path, read(&text), &text)?;
    let notes = vec![format!("it is not in UTF-8; read as {encoding}")];
    Ok(Extract { mirror: Some(text), notes, ..extract })
}

/// Lays out what a reader made of the document at `path`.
pub fn lay_out(path: &Path, reading: Reading) -> Result<Extract, Problem> {
    let notes = reading.notes.clone();
    let (page, mirror) = mirror::lay_out(path, reading);
    let extract = extract(path, page, &mirror)?;
    Ok(Extract { mirror: Some(mirror), notes, ..extract })
}

/// `original` is what the places of the page are places of.
fn extract(path: &Path, mut page: Page, original: &str) -> Result<Extract, Problem> {
    blank_markers(&mut page);
    drop_clutter(&mut page);
    let passages = cut_passages(&mut page, original);
    if passages.is_empty() {
        return Err(Problem::Empty);
    }
    let mut metadata = page.metadata;
    metadata.language = language_of(&page.text, &passages).or(metadata.language);
    metadata::complete_from_name(&mut metadata, path);
    Ok(Extract { metadata, text: page.text, passages, ..Extract::default() })
}

/// The language of most of a text, told by its passages without its headings.
fn language_of(text: &str, passages: &[PassageSpan]) -> Option<Language> {
    /// Some four thousand words; more tell no more.
    const SAMPLE: usize = 25_000;
    let mut sample = String::new();
    for passage in passages.iter().filter(|it| !it.is_heading) {
        if sample.len() > SAMPLE {
            break;
        }
        sample.push_str(passage.span.of(text));
        sample.push('\n');
    }
    detect_language(&sample)
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    // A zero byte is valid UTF-8 and the mark of a binary file.
    let zero = bytes.iter().position(|it| *it == 0);
    match (std::str::from_utf8(bytes), zero) {
        (Ok(text), None) => Ok(text),
        (Ok(_), Some(zero)) => Err(Problem::NotUtf8(zero)),
        (Err(error), zero) => Err(Problem::NotUtf8(zero.unwrap_or(usize::MAX).min(error.valid_up_to()))),
    }
}

/// Blanks reference marks such as `[3]`, `[^note]`, `[@key]`, `[citation needed]`; they would stand between a sentence
/// and its end.
fn blank_markers(page: &mut Page) {
    let mut acc = Vec::new();
    for block in &page.blocks {
        let words = block.span.of(&page.text);
        for (open, _) in words.match_indices('[') {
            let Some(len) = words[open..].bytes().take(60).position(|it| it == b']') else { continue };
            if is_marker(&words[open + 1..open + len]) {
                acc.push(Span::new(open, open + len + 1).shifted(block.span.start));
            }
        }
    }
    page.blank(&acc);
}

fn is_marker(inner: &str) -> bool {
    let inner = inner.trim().to_lowercase();
    let is_number = |it: &str| !it.is_empty() && it.len() <= 3 && it.bytes().all(|it| it.is_ascii_digit());
    let numbered = |word: &str| inner.strip_prefix(word).is_some_and(|it| it.trim().is_empty() || is_number(it.trim()));
    is_number(&inner)
        || inner.starts_with(['^', '@'])
        || inner.starts_with("-@")
        || inner.contains(" @")
        || matches!(inner.as_str(), "citation needed" | "edit" | "update" | "x")
        || ["source", "note", "ref"].into_iter().any(numbered)
}

/// Takes out the blocks that belong to the page rather than to the text, after reading from them what they say of it.
fn drop_clutter(page: &mut Page) {
    page.blocks.retain(|it| it.span.of(&page.text).chars().any(char::is_alphanumeric));
    let is_head = metadata::complete_from_head(&mut page.metadata, &page.text, &page.blocks);
    let is_clutter = clutter::find(&page.text, &page.blocks);
    let (mut kept, mut gone) = (Vec::with_capacity(page.blocks.len()), Vec::new());
    for (idx, block) in std::mem::take(&mut page.blocks).into_iter().enumerate() {
        if is_head.contains(&idx) || is_clutter[idx] {
            gone.push(block.span);
        } else {
            kept.push(block);
        }
    }
    page.blank(&gone);
    page.blocks = kept;
    metadata::complete_title(&mut page.metadata, &page.text, &page.blocks);
}

fn cut_passages(page: &mut Page, original: &str) -> Vec<PassageSpan> {
    let mut places = Places::new(original);
    let is_heading = find_headings(page);
    let mut acc = Vec::new();
    let mut calls = Vec::new();
    for (block, is_heading) in page.blocks.iter().zip(is_heading) {
        for span in split_sentences(&page.text, block.span) {
            let words = span.of(&page.text);
            if clutter::is_call(words) {
                calls.push(span);
            } else if words.chars().any(char::is_alphanumeric) {
                let origin = page.map.origin(span);
                let (start, end) = (places.at(origin.start), places.at(origin.end));
                acc.push(PassageSpan { span, origin, start, end, is_heading, page: block.page });
            }
        }
    }
    page.blank(&calls);
    acc
}

/// The places of ascending offsets. A page may be a single line of megabytes, so each place is counted on from the one
/// before.
struct Places<'a> {
    original: &'a str,
    lines: LineIndex,
    last: (usize, Place),
}

impl<'a> Places<'a> {
    fn new(original: &'a str) -> Self {
        Self { original, lines: LineIndex::new(original), last: Default::default() }
    }

    fn at(&mut self, offset: usize) -> Place {
        let (last_offset, last) = self.last;
        let line = self.lines.line_of(offset);
        let place = if line == last.line as usize && last_offset <= offset {
            let between = Span::new(last_offset, offset).of(self.original);
            // Editors do not count a byte order mark as a column.
            let between = if last_offset == 0 { between.trim_start_matches(BYTE_ORDER_MARK) } else { between };
            let (n_units, n_chars) = match between.is_ascii() {
                true => (between.len(), between.len()),
                false => (between.encode_utf16().count(), between.chars().count()),
            };
            Place {
                line: last.line,
                utf8: last.utf8 + between.len() as u32,
                utf16: last.utf16 + n_units as u32,
                utf32: last.utf32 + n_chars as u32,
            }
        } else {
            self.lines.place(self.original, offset)
        };
        self.last = (offset, place);
        place
    }
}

/// Headings by markup, and short lines without an end mark above a paragraph. Three and more such lines in a row are
/// notes rather than headings.
fn find_headings(page: &Page) -> Vec<bool> {
    let is_title: Vec<bool> =
        page.blocks.iter().map(|it| it.kind == BlockKind::Paragraph && is_title_line(it.span.of(&page.text))).collect();
    let mut acc: Vec<bool> = page.blocks.iter().map(|it| it.kind == BlockKind::Heading).collect();
    let mut start = 0;
    for run in is_title.chunk_by(|a, b| a == b) {
        if run[0] && run.len() < 3 {
            acc[start..start + run.len()].fill(true);
        }
        start += run.len();
    }
    acc
}

/// Whether a line looks like a title: short, and without the mark that ends a sentence.
fn is_title_line(line: &str) -> bool {
    let words = line.split_whitespace().take(15).count();
    if !(1..=14).contains(&words) {
        return false;
    }
    let end = line.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’)]»*_".contains(c));
    let has_break = line.contains(". ");
    !end.ends_with(['.', '!', ';', ',', '…']) && !has_break
}

impl Page {
    /// Puts spaces in the place of `spans`, line ends kept.
    fn blank(&mut self, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for span in spans {
            for byte in bytes[span.start..span.end].iter_mut().filter(|it| !matches!(it, b'\n' | b'\r')) {
                *byte = b' ';
            }
        }
        self.text = into_text(bytes);
    }
}

impl Map {
    fn origin(&self, span: Span) -> Span {
        let Self::Stretches(stretches) = self else { return span };
        let find = |offset: usize| {
            let idx = stretches.partition_point(|it| it.text.end <= offset);
            stretches.get(idx).or(stretches.last())
        };
        let is_same = |it: &Stretch| it.text.len() == it.origin.len();
        let start = find(span.start).map_or(0, |it| match is_same(it) {
            true => it.origin.start + span.start.saturating_sub(it.text.start).min(it.origin.len()),
            false => it.origin.start,
        });
        let end = find(span.end.saturating_sub(1)).map_or(0, |it| match is_same(it) {
            true => it.origin.start + span.end.saturating_sub(it.text.start).min(it.origin.len()),
            false => it.origin.end,
        });
        Span::new(start, end)
    }
}

/// A text of the same length as its file, on which only what is kept of it shows.
struct Canvas<'a> {
    original: &'a str,
    bytes: Vec<u8>,
}

impl<'a> Canvas<'a> {
    /// Nothing but line ends.
    fn new(original: &'a str) -> Self {
        let bytes = original.bytes().map(|it| if matches!(it, b'\n' | b'\r') { it } else { b' ' }).collect();
        Self { original, bytes }
    }

    fn keep(&mut self, span: Span) {
        let words = span.of(self.original);
        self.bytes[span.start..span.start + words.len()].copy_from_slice(words.as_bytes());
    }

    /// Writes other words, no longer than `span`, in its place.
    fn write(&mut self, span: Span, words: &str) {
        if words.len() <= span.len() {
            self.bytes[span.start..span.start + words.len()].copy_from_slice(words.as_bytes());
        }
    }

    /// Joins lines: the line ends in `span` become spaces.
    fn join(&mut self, span: Span) {
        for byte in &mut self.bytes[span.start..span.end] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    /// Ends a line in a place that is blank.
    fn end_line(&mut self, offset: usize) {
        if let Some(byte) = self.bytes.get_mut(offset).filter(|it| **it == b' ') {
            *byte = b'\n';
        }
    }

    fn finish(self) -> String {
        into_text(self.bytes)
    }
}

/// Only whole characters were ever written or blanked.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|it| " ".repeat(it.as_bytes().len()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// The passages: line and column of the file, `#` for headings, the words as they stand in the file.
    fn check(name: &str, original: &str, expected: Expect) -> Extract {
        let extract = import(Path::new(name), original.as_bytes()).expect("passages");
        let mut seen = String::new();
        for passage in &extract.passages {
            let mark = if passage.is_heading { "# " } else { "" };
            let words = passage.span.of(&extract.text).split_whitespace().collect::<Vec<_>>().join(" ");
            seen += &format!("{}:{} {mark}{words}\n", passage.start.line + 1, passage.start.utf32 + 1);
            assert!(passage.end.line >= passage.start.line);
            assert!(!passage.origin.of(original).is_empty(), "{passage:?}");
        }
        for pair in extract.passages.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start && pair[0].origin.end <= pair[1].origin.start);
        }
        assert_eq!(extract.text.len(), original.len());
        assert!(extract.passages.iter().all(|it| it.span == it.origin));
        expected.assert_eq(&seen);
        extract
    }

    #[test]
    fn markdown_keeps_its_words_and_their_places() {
        let original = "\u{feff}---\ntitle: The Port\ndate: 2024-03-02\n---\n\
            # The Port\n\n\
            It **opened** in\n[March 2024](https://example.org/a).[^1] It cost `5` million &amp; more. <!-- 6 -->\n\n\
            > He said\n> it is ~~late~~ done.\n\n\
            - Ships: 14\n- Cranes\n  and tugs\n\n\
            | Year | Ships |\n|---|---|\n| 2024 | 14 |\n\n\
            ```\nlet x = 1;\n```\n\n\
            ![A crane](crane.png)\n\n\
            <div><p>Inside of <b>markup</b>.</p>\n</div>\n\n\
            **Read also:**\n\n- [Ten ships](x.md)\n\n\
            [^1]: The Harbour Post, page 3.\n";
        let extract = check(
            "port.md",
            original,
            expect![[r#"
                5:3 # The Port
                7:1 It opened in March 2024 .
                8:42 It cost 5 million & more.
                10:3 He said it is done.
                13:3 Ships: 14
                14:3 Cranes and tugs
                17:3 Year
                17:10 Ships
                19:3 2024
                19:10 14
                27:9 Inside of markup .
                34:7 The Harbour Post, page 3.
            "#]],
        );
        assert_eq!(extract.metadata.title.as_deref(), Some("The Port"));
        assert_eq!(extract.metadata.date.as_deref(), Some("2024-03-02"));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let extract = check(
            "a.txt",
            "\u{feff}The port is open.",
            expect![[r#"
            1:1 The port is open.
        "#]],
        );
        assert_eq!(extract.passages[0].origin.start, 3);
    }

    #[test]
    fn plain_text_is_a_paragraph_a_line() {
        let extract = check(
            "port.txt",
            "The Port of the Town\r\n\r\nby Jane Roe | 3 March 2024\r\n\r\nIt opened in March. It is **large**.[2]\r\n\
             The Cranes\r\nThere are 14 cranes.\r\n- one is red\r\n| a | b |\r\n|---|---|\r\nhttps://example.org\r\n",
            expect![[r#"
                1:1 # The Port of the Town
                5:1 It opened in March.
                5:21 It is large .
                6:1 # The Cranes
                7:1 There are 14 cranes.
                8:3 one is red
                9:3 a
                9:7 b
            "#]],
        );
        assert_eq!(extract.metadata.title.as_deref(), Some("The Port of the Town"));
        assert_eq!(extract.metadata.authors, ["Jane Roe"]);
        assert_eq!(extract.metadata.date.as_deref(), Some("2024-03-03"));
    }

    #[test]
    fn places_are_those_of_the_line_index() {
        let original = "Élan. 😀 Go.\r\nThe port is open. It is large — very.\n\nYes.";
        let extract = import(Path::new("a.txt"), original.as_bytes()).unwrap();
        let lines = LineIndex::new(original);
        for passage in &extract.passages {
            assert_eq!(passage.start, lines.place(original, passage.origin.start));
            assert_eq!(passage.end, lines.place(original, passage.origin.end));
        }
        assert_eq!(extract.passages.len(), 4);
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        check(
            "port.txt",
            "The port of the town was opened by the mayor in the spring of the\n\
             year 2024, after eleven years of building, and holds fourteen ships\n\
             at a time.\n\n\
             It is the largest port between the two rivers and has cost the town\n\
             about 5 million in all. Cranes are red.\n\nThe Cranes\n",
            expect![[r#"
                1:1 The port of the town was opened by the mayor in the spring of the year 2024, after eleven years of building, and holds fourteen ships at a time.
                5:1 It is the largest port between the two rivers and has cost the town about 5 million in all.
                6:25 Cranes are red.
                8:1 # The Cranes
            "#]],
        );
    }

    #[test]
    fn notes_a_line_each_are_not_joined() {
        check(
            "notes.txt",
            "Mayor opened the port in the spring of 2024 after eleven years\n\
             Port holds fourteen ships at a time, two of them for the ferries\n\
             Cranes were painted red by the town in the summer of that year\n",
            expect![[r#"
                1:1 Mayor opened the port in the spring of 2024 after eleven years
                2:1 Port holds fourteen ships at a time, two of them for the ferries
                3:1 Cranes were painted red by the town in the summer of that year
            "#]],
        );
    }

    #[test]
    fn text_in_another_encoding_has_its_text_for_a_mirror() {
        let extract = import(Path::new("a.txt"), b"The caf\xe9 is open \x96 again.").unwrap();
        assert_eq!(extract.mirror.as_deref(), Some("The café is open – again."));
        assert_eq!(extract.passages[0].origin.of(extract.mirror.as_deref().unwrap()), "The café is open – again.");
        assert_eq!(extract.notes, ["it is not in UTF-8; read as windows-1252"]);
        assert_eq!(import(Path::new("a.txt"), "The café is open.".as_bytes()).unwrap().mirror, None);
    }

    #[test]
    fn what_is_not_text_says_why() {
        let check = |name: &str, bytes: &[u8]| import(Path::new(name), bytes).unwrap_err();
        assert_eq!(check("a.md", b""), Problem::Empty);
        assert_eq!(check("a.md", b"```\ncode\n```\n"), Problem::Empty);
        assert_eq!(check("a.txt", b"Advertisement\n"), Problem::Empty);
        assert_eq!(check("a.txt", b"caf\0\xe9"), Problem::NotUtf8(3));
        assert_eq!(check("a.txt", b"ab\0c\xff"), Problem::NotUtf8(2));
        assert_eq!(check("a.PDF", b"%PDF"), Problem::UnknownFormat("pdf".into()));
        assert_eq!(check("a", b"x"), Problem::UnknownFormat(String::new()));
    }

    /// What holds of every extract.
    fn check_extract(name: &str, original: &str) {
        let Ok(extract) = import(Path::new(name), original.as_bytes()) else { return };
        let lines = LineIndex::new(original);
        let has_mark = original.starts_with(BYTE_ORDER_MARK);
        let mut last = (0, 0);
        for passage in &extract.passages {
            let (span, origin) = (passage.span, passage.origin);
            assert!(extract.text.get(span.start..span.end).is_some_and(|it| it.trim() == it && !it.is_empty()));
            assert!(original.get(origin.start..origin.end).is_some_and(|it| !it.is_empty()));
            assert!(last.0 <= span.start && last.1 <= origin.start, "{passage:?}");
            last = (span.end, origin.end);
            if !has_mark {
                assert_eq!(
                    (passage.start, passage.end),
                    (lines.place(original, origin.start), lines.place(original, origin.end))
                );
            }
        }
        assert_eq!(extract.text.len(), original.len());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_is_imported(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
            let original = pieces.concat();
            for name in ["a.md", "a.txt"] {
                check_extract(name, &original);
            }
        }
    }

    const PIECES: &[&str] = &[
        "\u{feff}",
        "---\n",
        "title: ",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        " ",
        "    ",
        "\t",
        "The port is open.",
        " Élan 😀 ",
        "word ",
        "- ",
        "> ",
        "# ",
        "| a | b |\n|---|---|\n",
        "|",
        "```\n",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(http://a.b)",
        "[^1]",
        "[1]",
        "![",
        "<p>",
        "</p>",
        "<div class=\"share\">",
        "</div>",
        "<table><tr><td>",
        "<li>",
        "<!-- ",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&mdash;",
        "&#x1F600;",
        "&",
        "&nbsp;",
        "<br>",
        "<main>",
        "<article>",
        "</article>",
        "<pre>",
        "<a href=x>",
        "</a>",
        "Read also:\n",
        "Subscribe to our newsletter.",
        "by Jane Roe",
        "3 March 2024",
        "\u{ad}",
        "\u{a0}",
        "[[x|y]]",
        "\\",
        "<b>",
        "https://example.org/a",
        "Home | World | Sport",
        "$5",
        ":::",
        "=====",
        "…",
        "”",
    ];
}
