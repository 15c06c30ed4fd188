//! Gathers the pieces of a document while its reader goes through paragraphs, tables and notes that lie in each other.

use super::{Piece, PieceKind};

/// Characters from which on a cell of several paragraphs is a column of a page rather than a cell of a table.
const LONG_CELL: usize = 300;

/// The pieces read so far, and the paragraphs, rows and notes that are open.
#[derive(Default)]
pub(super) struct Pieces {
    done: Vec<Piece>,
    open: Vec<Frame>,
    /// The page that is being read.
    pub(super) page: Option<u32>,
}

enum Frame {
    Block {
        kind: PieceKind,
        text: String,
        /// That of its first word.
        page: Option<u32>,
        /// What lies inside of it and stands behind it: notes, text boxes.
        later: Vec<Piece>,
    },
    Row {
        cells: Vec<Vec<Piece>>,
        /// The page before it and the last one in it: a row that goes over a page does so in each of its cells.
        pages: (Option<u32>, Option<u32>),
    },
    Cell(Vec<Piece>),
    Note(Vec<Piece>),
}

impl Pieces {
    pub(super) fn open_block(&mut self, kind: PieceKind) {
        self.open.push(Frame::Block { kind, text: String::new(), page: None, later: Vec::new() });
    }

    /// Changes the kind of the paragraph that is open.
    pub(super) fn set_kind(&mut self, new: PieceKind) {
        if let Some(Frame::Block { kind, .. }) = self.open.last_mut() {
            *kind = new;
        }
    }

    /// The words of the paragraph that is open; `None` when none is.
    pub(super) fn words(&self) -> Option<&str> {
        match self.open.last() {
            Some(Frame::Block { text, .. }) => Some(text),
            _ => None,
        }
    }

    /// Takes the words of the paragraph that is open out of it.
    pub(super) fn take_words(&mut self) -> String {
        match self.open.last_mut() {
            Some(Frame::Block { text, .. }) => std::mem::take(text),
            _ => String::new(),
        }
    }

    /// Adds to the paragraph that is open; without one, the words are none.
    pub(super) fn text(&mut self, words: &str) {
        let current = self.page;
        if let Some(Frame::Block { text, page, .. }) = self.open.last_mut() {
            if page.is_none() && words.chars().any(|it| !it.is_whitespace()) {
                *page = current;
            }
            text.push_str(words);
        }
    }

    /// Adds raised words. Figures behind a word are the mark of a note, which would change a figure it touches: they are
    /// put in brackets. Those of `10⁶` and `km²` stay raised.
    pub(super) fn raised(&mut self, words: &str) {
        let figures = words.trim();
        let is_figures = figures.bytes().any(|it| it.is_ascii_digit())
            && figures.chars().all(|it| it.is_ascii_digit() || matches!(it, ',' | '-' | '–' | '−' | ' '));
        if !is_figures {
            return self.text(words);
        }
        let before = self.words().unwrap_or_default();
        let base = before.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
        let is_power = matches!(base, "10" | "2" | "m" | "km" | "cm" | "mm" | "dm" | "ft" | "mi" | "s" | "x")
            && figures.bytes().filter(|it| it.is_ascii_digit()).count() <= 2;
        let written = match is_power {
            true => figures.chars().filter_map(superscript).collect(),
            false => figures
                .split(|it: char| !it.is_ascii_digit())
                .filter(|it| !it.is_empty())
                .map(|it| format!("[{it}]"))
                .collect::<String>(),
        };
        self.text(&written);
    }

    pub(super) fn close_block(&mut self) {
        self.close(|it| matches!(it, Frame::Block { .. }));
    }

    pub(super) fn open_row(&mut self) {
        self.open.push(Frame::Row { cells: Vec::new(), pages: (self.page, self.page) });
    }

    pub(super) fn open_cell(&mut self) {
        if let Some(Frame::Row { pages, .. }) = self.open.last() {
            self.page = pages.0;
        }
        self.open.push(Frame::Cell(Vec::new()));
    }

    pub(super) fn close_cell(&mut self) {
        self.close(|it| matches!(it, Frame::Cell(_)));
    }

    pub(super) fn close_row(&mut self) {
        self.close(|it| matches!(it, Frame::Row { .. }));
    }

    /// Drops the row that is open.
    pub(super) fn drop_row(&mut self) {
        if let Some(idx) = self.open.iter().rposition(|it| matches!(it, Frame::Row { .. })) {
            self.open.truncate(idx);
        }
    }

    pub(super) fn open_note(&mut self) {
        self.open.push(Frame::Note(Vec::new()));
    }

    pub(super) fn close_note(&mut self) {
        self.close(|it| matches!(it, Frame::Note(_)));
    }

    /// Adds a piece where the reader is: behind the paragraph that is open.
    pub(super) fn push(&mut self, piece: Piece) {
        match self.open.last_mut() {
            None => self.done.push(piece),
            Some(Frame::Block { later, .. }) => later.push(piece),
            Some(Frame::Cell(pieces) | Frame::Note(pieces)) => pieces.push(piece),
            Some(Frame::Row { cells, .. }) => cells.push(vec![piece]),
        }
    }

    /// Whether nothing was read and nothing is open.
    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.open.is_empty()
    }

    /// The pieces that are complete, which are gone from here afterwards.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.done)
    }

    /// All pieces, those that are still open included.
    pub(super) fn finish(mut self) -> Vec<Piece> {
        while !self.open.is_empty() {
            self.close_last();
        }
        self.done
    }

    /// Closes the innermost frame of that sort with all that is open in it.
    fn close(&mut self, is_wanted: fn(&Frame) -> bool) {
        let Some(idx) = self.open.iter().rposition(is_wanted) else { return };
        while self.open.len() > idx {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        match frame {
            Frame::Block { kind, text, page, later } => {
                let text = line(&text);
                if !text.is_empty() {
                    self.push(Piece { kind, text, page });
                }
                later.into_iter().for_each(|it| self.push(it));
            }
            Frame::Cell(pieces) => {
                let current = self.page;
                match self.open.last_mut() {
                    Some(Frame::Row { cells, pages }) => {
                        cells.push(pieces);
                        pages.1 = pages.1.max(current);
                    }
                    _ => pieces.into_iter().for_each(|it| self.push(it)),
                }
            }
            Frame::Row { cells, pages } => {
                self.page = pages.1.max(self.page);
                row(cells).into_iter().for_each(|it| self.push(it));
            }
            Frame::Note(pieces) => {
                let page = pieces.iter().find_map(|it| it.page);
                let text = joined(&pieces);
                if !text.is_empty() {
                    self.push(Piece { kind: PieceKind::Note, text, page });
                }
            }
        }
    }
}

/// The pieces of a table's row, given what is in its cells: one piece with the rows of tables inside of it and the notes
/// behind. A frame of one cell and columns of running text are no rows; what is in them stands for itself.
pub(super) fn row(mut cells: Vec<Vec<Piece>>) -> Vec<Piece> {
    let is_own = |it: &Piece| !matches!(it.kind, PieceKind::Row | PieceKind::Note);
    let is_column = |cell: &Vec<Piece>| {
        let n_chars: usize = cell.iter().filter(|it| is_own(it)).map(|it| it.text.chars().count()).sum();
        cell.iter().filter(|it| is_own(it)).count() > 2 && n_chars > LONG_CELL
    };
    if cells.len() == 1 || cells.iter().any(is_column) {
        return cells.into_iter().flatten().collect();
    }
    let mut later = Vec::new();
    for cell in &mut cells {
        later.extend(cell.extract_if(.., |it| !is_own(it)));
    }
    let page = cells.iter().flatten().find_map(|it| it.page);
    let texts: Vec<String> = cells.iter().map(|it| joined(it)).collect();
    let has_words = texts.iter().any(|it| !it.is_empty());
    let row = has_words.then(|| Piece { kind: PieceKind::Row, text: texts.join("\t"), page });
    row.into_iter().chain(later).collect()
}

fn joined(pieces: &[Piece]) -> String {
    let texts: Vec<&str> = pieces.iter().map(|it| it.text.as_str()).collect();
    line(&texts.join(" "))
}

/// One line: white space squeezed; without soft hyphens, marks of direction and other characters that nobody sees.
pub(super) fn line(text: &str) -> String {
    let is_kept = |it: &char| {
        let is_unseen = matches!(*it, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(*it, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffc}' | '\u{f000}'..='\u{f0ff}');
        !is_unseen && (!it.is_control() || it.is_whitespace())
    };
    let mut acc = String::with_capacity(text.len());
    let mut is_gap = false;
    for c in text.chars().filter(is_kept) {
        if c.is_whitespace() {
            is_gap = true;
            continue;
        }
        if is_gap && !acc.is_empty() {
            acc.push(' ');
        }
        is_gap = false;
        acc.push(c);
    }
    acc
}

fn superscript(c: char) -> Option<char> {
    const FIGURES: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match c {
        '-' | '–' | '−' => Some('⁻'),
        c => FIGURES.get(c.to_digit(10)? as usize).copied(),
    }
}
