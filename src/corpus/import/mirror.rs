//! The Markdown that stands in for a document that no editor opens as text.
//!
//! It shows the words of the document exactly, piece by piece, each on a line of its own, and links every page to the
//! same page of the original. Nothing in it is active but these links.

use std::path::Path;

use super::{Block, BlockKind, Map, Page, Piece, PieceKind, Reading, Stretch};
use crate::text::{Span, escape};

/// Lays a reading of the document at `path` out: as running text in blocks, and as the Markdown that the text's places
/// are places of.
pub(super) fn lay_out(path: &Path, reading: Reading) -> (Page, String) {
    let mut sheet = Sheet::new(path);
    for note in &reading.notes {
        sheet.line(&format!("Note: {}.", escape::markdown(note)));
    }
    let mut last: Option<&Piece> = None;
    for piece in &reading.pieces {
        sheet.turn_to(piece.page);
        sheet.put(piece, last);
        last = Some(piece);
    }
    sheet.end_table();
    let page = Page {
        metadata: reading.metadata,
        text: sheet.text,
        blocks: sheet.blocks,
        map: Map::Stretches(sheet.stretches),
    };
    (page, sheet.markdown)
}

/// What is being written, as Markdown and as the plain text of the same words.
struct Sheet<'a> {
    path: &'a Path,
    markdown: String,
    text: String,
    blocks: Vec<Block>,
    stretches: Vec<Stretch>,
    page: Option<u32>,
    /// How many cells the rows of the open table have.
    table: Option<usize>,
}

impl<'a> Sheet<'a> {
    fn new(path: &'a Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut acc = Self {
            path,
            markdown: String::new(),
            text: String::new(),
            blocks: Vec::new(),
            stretches: Vec::new(),
            page: None,
            table: None,
        };
        let link = acc.link(&name, None);
        acc.line(&format!("The text of {link} as citecheck reads it; the original is behind the link."));
        acc
    }

    /// A link to the original, at a page of it or not.
    fn link(&self, label: &str, page: Option<u32>) -> String {
        let label = escape::markdown(label);
        match escape::page_address(self.path, page) {
            Some(address) => format!("[{label}]({address})"),
            // A path on another machine.
            None => label,
        }
    }

    /// A line of our own, which no passage is cut from.
    fn line(&mut self, line: &str) {
        self.markdown += line;
        self.markdown += "\n\n";
    }

    fn turn_to(&mut self, page: Option<u32>) {
        if let Some(number) = page.filter(|_| page != self.page) {
            self.end_table();
            let link = self.link(&format!("Page {number}"), page);
            self.line(&format!("<a id=\"page-{number}\"></a>{link}"));
            self.page = page;
        }
    }

    fn end_table(&mut self) {
        if self.table.take().is_some() {
            self.markdown.push('\n');
        }
    }

    fn put(&mut self, piece: &Piece, last: Option<&Piece>) {
        if piece.kind == PieceKind::Row {
            return self.put_row(&piece.text);
        }
        self.end_table();
        let is_after_item = last.is_some_and(|it| it.kind == PieceKind::Item);
        // Without this, a paragraph behind a list would be shown as a part of its last item.
        if is_after_item && piece.kind == PieceKind::Item {
            self.markdown.pop();
        }
        let (mark, kind) = match piece.kind {
            PieceKind::Heading(level) => ("#".repeat(usize::from(level.clamp(1, 6))) + " ", BlockKind::Heading),
            PieceKind::Item => ("- ".to_owned(), BlockKind::Item),
            PieceKind::Quote => ("> ".to_owned(), BlockKind::Paragraph),
            PieceKind::Note => ("Note: ".to_owned(), BlockKind::Paragraph),
            PieceKind::Paragraph | PieceKind::Row => (String::new(), BlockKind::Paragraph),
        };
        self.markdown += &mark;
        self.write(&piece.text, kind);
        self.markdown += "\n\n";
    }

    fn put_row(&mut self, row: &str) {
        let n_cells = row.split('\t').count();
        let is_first = self.table.is_none();
        for cell in row.split('\t') {
            self.markdown += "| ";
            self.write(cell, BlockKind::Cell);
            self.markdown.push(' ');
        }
        self.markdown += "|\n";
        if is_first {
            self.markdown += &"|---".repeat(n_cells);
            self.markdown += "|\n";
            self.table = Some(n_cells);
        }
    }

    /// Writes words on both sides and remembers which stand where.
    fn write(&mut self, words: &str, kind: BlockKind) {
        let shown = escape::markdown(words);
        let start = self.text.len();
        let mut rest = shown.as_str();
        // A backslash before a mark is ours: one that belongs to the words has another before it.
        while !rest.is_empty() {
            let (kept, skipped) = match rest.strip_prefix('\\') {
                Some(behind) => {
                    let len = behind.chars().next().map_or(0, char::len_utf8);
                    let next = behind[len..].find('\\').map_or(behind.len(), |it| it + len);
                    (&behind[..next], 1)
                }
                None => (&rest[..rest.find('\\').unwrap_or(rest.len())], 0),
            };
            let origin = self.markdown.len() + skipped;
            self.stretches.push(Stretch {
                text: Span::new(self.text.len(), self.text.len() + kept.len()),
                origin: Span::new(origin, origin + kept.len()),
            });
            self.text += kept;
            self.markdown += &rest[..skipped + kept.len()];
            rest = &rest[skipped + kept.len()..];
        }
        let span = Span::new(start, self.text.len());
        if !span.is_empty() {
            self.blocks.push(Block { span, kind, is_links: false, page: self.page });
        }
        self.text += "\n\n";
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::corpus::import;

    fn piece(kind: PieceKind, page: u32, text: &str) -> Piece {
        Piece { kind, text: text.to_owned(), page: Some(page) }
    }

    fn reading() -> Reading {
        let pieces = vec![
            piece(PieceKind::Heading(1), 1, "The Port"),
            piece(PieceKind::Paragraph, 1, "It opened in *March* <2024>. It cost $5 \\ 6 million."),
            piece(PieceKind::Item, 1, "Ships: 14"),
            piece(PieceKind::Item, 1, "2. Cranes"),
            piece(PieceKind::Row, 2, "Year\tShips"),
            piece(PieceKind::Row, 2, "2024\t14 | 15"),
            piece(PieceKind::Quote, 2, "“We wait,” she said."),
            piece(PieceKind::Note, 2, "Counted in May."),
        ];
        Reading { pieces, notes: vec!["page 3 is a picture without text".to_owned()], ..Reading::default() }
    }

    #[test]
    fn the_words_stand_in_the_mirror_as_they_are() {
        let extract = import::lay_out(Path::new("/a b/port.pdf"), reading()).unwrap();
        let mirror = extract.mirror.unwrap();
        expect![[r#"
            The text of [port.pdf](file:///a%20b/port.pdf) as citecheck reads it; the original is behind the link.

            Note: page 3 is a picture without text.

            <a id="page-1"></a>[Page 1](file:///a%20b/port.pdf#page=1)

            # The Port

            It opened in \*March\* \<2024\>. It cost \$5 \\ 6 million.

            - Ships: 14
            - 2\. Cranes

            <a id="page-2"></a>[Page 2](file:///a%20b/port.pdf#page=2)

            | Year | Ships |
            |---|---|
            | 2024 | 14 \| 15 |

            > “We wait,” she said.

            Note: Counted in May.

        "#]]
        .assert_eq(&mirror);
        let shown: Vec<String> = extract
            .passages
            .iter()
            .map(|it| {
                let words = it.span.of(&extract.text);
                format!("{} {}:{} {words}", it.page.unwrap_or(0), it.start.line + 1, it.start.utf8 + 1)
            })
            .collect();
        expect![[r#"
            1 7:3 The Port
            1 9:1 It opened in *March* <2024>.
            1 9:34 It cost $5 \ 6 million.
            1 11:3 Ships: 14
            1 12:3 2.
            1 12:7 Cranes
            2 16:3 Year
            2 16:10 Ships
            2 18:3 2024
            2 18:10 14 | 15
            2 20:3 “We wait,” she said.
            2 22:7 Counted in May."#]]
        .assert_eq(&shown.join("\n"));
        for passage in &extract.passages {
            let unescaped =
                passage.origin.of(&mirror).replace("\\\\", "\u{0}").replace('\\', "").replace('\u{0}', "\\");
            assert_eq!(unescaped, passage.span.of(&extract.text));
        }
    }

    #[test]
    fn a_reading_without_words_is_empty() {
        let problem = import::lay_out(Path::new("/a.pdf"), Reading::default()).unwrap_err();
        assert_eq!(problem, crate::corpus::Problem::Empty);
    }
}
