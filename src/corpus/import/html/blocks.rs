//! A page cut into its blocks: headings, paragraphs, items, rows and notes, in reading order.

use super::tree::{Element, Event, Run, Tree};
use super::*;

/// A cell longer than this is a part of the page's layout rather than of a table, in bytes.
const MAX_CELL: usize = 1_200;

/// How long a line of preformatted text is that was broken to fit a width, in bytes.
const FULL_LINE: usize = 45;

/// A block of the page. Its text is one line; for a row the cells stand between tabs.
pub(super) struct Block {
    pub(super) kind: PieceKind,
    pub(super) text: String,
    /// The innermost element that holds it, in [`Tree::elements`].
    pub(super) element: usize,
    pub(super) n_link: usize,
    /// Of a picture or table.
    pub(super) is_caption: bool,
    /// Marked as the line that says who wrote the article and when.
    pub(super) is_byline: bool,
}

impl Block {
    /// Nearly all of it is the text of links.
    pub(super) fn is_links(&self) -> bool {
        self.n_link * 10 > self.text.len() * 7
    }

    pub(super) fn n_words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// The blocks, and for each event of the tree the block that its text went into.
pub(super) fn read(tree: &Tree) -> (Vec<Block>, Vec<Option<usize>>) {
    let is_table = tables(tree);
    let mut reader = Reader {
        tree,
        blocks: Vec::new(),
        current: None,
        states: vec![State::default()],
        space: false,
        line: 0,
        n_lines: 0,
        n_cells: None,
        item: None,
    };
    let mut block_of = vec![None; tree.events.len()];
    for (idx, event) in tree.events.iter().enumerate() {
        match event {
            Event::Start(element) => reader.start(*element, is_table.get(*element).copied().unwrap_or(false)),
            Event::End(_) => reader.end(),
            Event::Text(run) => {
                let block = reader.text(run);
                if let Some(it) = block_of.get_mut(idx) {
                    *it = block;
                }
            }
            Event::Line => reader.line_end(),
            Event::Rule if reader.n_cells.is_some() => reader.space = true,
            Event::Rule => reader.flush(),
            Event::Image => {}
        }
    }
    reader.flush();
    (reader.blocks, block_of)
}

/// For each element, whether it is a table of data rather than of layout.
fn tables(tree: &Tree) -> Vec<bool> {
    #[derive(Clone, Default)]
    struct Table {
        n_rows: usize,
        /// Of the row being read.
        n_cells: usize,
        n_wide_rows: usize,
        longest: usize,
        has_head: bool,
        is_layout: bool,
    }
    let mut acc = vec![false; tree.elements.len()];
    let mut open: Vec<(usize, Table)> = Vec::new();
    let mut cell = 0;
    let element = |idx: usize| tree.elements.get(idx);
    for event in &tree.events {
        match event {
            Event::Start(idx) => {
                let Some(element) = element(*idx) else { continue };
                if element.name == "table" {
                    // What holds a table is laid out by one.
                    if let Some((_, outer)) = open.last_mut() {
                        outer.is_layout = true;
                    }
                    let is_layout = matches!(element.role.as_str(), "presentation" | "none");
                    open.push((*idx, Table { is_layout, ..Table::default() }));
                }
                let Some((_, table)) = open.last_mut() else { continue };
                match element.name {
                    "tr" => (table.n_rows, table.n_cells) = (table.n_rows + 1, 0),
                    "td" | "th" => {
                        table.n_cells += 1;
                        table.n_wide_rows += usize::from(table.n_cells == 2);
                        table.has_head |= element.name == "th";
                        cell = 0;
                    }
                    "h1" | "h2" | "article" | "form" | "main" => table.is_layout = true,
                    _ => {}
                }
            }
            Event::Text(run) => {
                cell += run.words.trim().len();
                if let Some((_, table)) = open.last_mut() {
                    table.longest = table.longest.max(cell);
                }
            }
            Event::End(idx) if element(*idx).is_some_and(|it| it.name == "table") => {
                let Some((_, table)) = open.pop() else { continue };
                let has_rows = table.n_wide_rows >= 1 && (table.n_rows >= 2 || table.has_head);
                if let Some(it) = acc.get_mut(*idx) {
                    *it = has_rows && !table.is_layout && table.longest <= MAX_CELL;
                }
            }
            _ => {}
        }
    }
    acc
}

/// What an element passes on to those within it.
#[derive(Clone, Copy)]
struct State {
    element: usize,
    kind: PieceKind,
    is_preformatted: bool,
    is_caption: bool,
    is_byline: bool,
    /// In a table of data.
    is_table: bool,
    /// In a row of one.
    is_row: bool,
    /// The list item that it stands in.
    item: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            element: 0,
            kind: PieceKind::Paragraph,
            is_preformatted: false,
            is_caption: false,
            is_byline: false,
            is_table: false,
            is_row: false,
            item: 0,
        }
    }
}

struct Reader<'a> {
    tree: &'a Tree,
    blocks: Vec<Block>,
    current: Option<Block>,
    states: Vec<State>,
    /// A space seen but not yet written.
    space: bool,
    /// Where the line of preformatted text starts in the current block.
    line: usize,
    /// Line ends since the last word.
    n_lines: usize,
    /// Of the row being read.
    n_cells: Option<usize>,
    /// The list item that has had its first block; further ones are paragraphs.
    item: Option<usize>,
}

impl Reader<'_> {
    fn state(&self) -> State {
        self.states.last().copied().unwrap_or_default()
    }

    fn start(&mut self, idx: usize, is_table: bool) {
        let mut state = self.state();
        let Some(element) = self.tree.elements.get(idx) else { return self.states.push(state) };
        let name = element.name;
        let is_in_row = state.is_row;
        if !is_in_row {
            self.flush();
        }
        state.element = idx;
        state.is_preformatted |= name == "pre";
        state.is_caption |= matches!(name, "figcaption" | "caption") || marks::is_caption(&element.names);
        state.is_byline |= marks::is_byline(&element.names);
        state.is_table |= is_table;
        state.is_row |= state.is_table && name == "tr";
        state.kind = kind_of(element, state.kind);
        if name == "li" || name == "dd" || name == "dt" {
            state.item = idx;
        }
        if is_in_row {
            match name {
                // The first cell has nothing before it.
                "td" | "th" => self.end_cell(),
                _ => self.space = true,
            }
        }
        self.states.push(state);
        if state.is_row && !is_in_row {
            self.current = Some(Block {
                kind: PieceKind::Row,
                text: String::new(),
                element: idx,
                n_link: 0,
                is_caption: false,
                is_byline: false,
            });
            self.n_cells = Some(0);
        }
    }

    fn end_cell(&mut self) {
        self.space = false;
        let Some(n_cells) = self.n_cells.as_mut() else { return };
        if let (true, Some(block)) = (*n_cells > 0, self.current.as_mut()) {
            block.text.push('\t');
        }
        *n_cells += 1;
    }

    fn end(&mut self) {
        let state = self.state();
        let outer = self.states.iter().rev().nth(1).copied().unwrap_or_default();
        if !(state.is_row && outer.is_row) {
            self.flush();
        } else {
            self.space = true;
        }
        if self.states.len() > 1 {
            self.states.pop();
        }
    }

    /// The block that the last of the words went into.
    fn text(&mut self, run: &Run) -> Option<usize> {
        let state = self.state();
        if is_reference(run) {
            return None;
        }
        // Old archives keep whole texts in `<pre>`; `<code>` in it is a program.
        if state.is_preformatted && run.is_code {
            return None;
        }
        let raised = if run.is_raised { self.raised(&run.words) } else { None };
        let words = raised.as_deref().unwrap_or(&run.words);
        let mut block = None;
        for c in words.chars() {
            match c {
                '\n' if state.is_preformatted && !state.is_row => self.preformatted_line_end(),
                c if c.is_whitespace() => self.space = true,
                // Soft hyphens and characters of no width would part words.
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
                c if c.is_control() => {}
                c => {
                    self.write(c, state, run.is_link);
                    block = Some(self.blocks.len());
                }
            }
        }
        block
    }

    fn write(&mut self, c: char, state: State, is_link: bool) {
        if self.n_cells.is_none() {
            self.settle_line_end(c);
        }
        let space = std::mem::take(&mut self.space);
        let block = self.current.get_or_insert_with(|| Block {
            kind: state.kind,
            text: String::new(),
            element: state.element,
            n_link: 0,
            is_caption: state.is_caption,
            is_byline: state.is_byline,
        });
        if space && !block.text.is_empty() && !block.text.ends_with('\t') {
            block.text.push(' ');
            block.n_link += usize::from(is_link);
        }
        block.text.push(c);
        if is_link {
            block.n_link += c.len_utf8();
        }
    }

    /// The words of a `<sup>`: exponents as such, so that 10 to the 6th is not 106; marks of notes not at all.
    fn raised(&self, words: &str) -> Option<String> {
        let words = words.trim();
        let is_exponent = |c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '–' | '+');
        if words.starts_with('[') && words.ends_with(']') {
            return Some(String::new());
        }
        if words.is_empty() || !words.chars().all(is_exponent) {
            return None;
        }
        let text = self.current.as_ref().map(|it| it.text.as_str()).unwrap_or_default();
        let tail: Vec<char> = text.chars().rev().take(8).take_while(|c| c.is_alphanumeric()).collect();
        let before: String = tail.into_iter().rev().collect();
        let is_power = before.chars().all(|c| c.is_ascii_digit()) && !before.is_empty();
        let is_unit = (1..=3).contains(&before.chars().count()) && matches!(words, "2" | "3" | "²" | "³");
        // After a word or the end of a sentence it is the mark of a note.
        let is_mark = self.space || !(is_power || is_unit || words.starts_with(['-', '−', '–', '+']));
        if is_mark {
            return Some(String::new());
        }
        Some(words.chars().map(superscript).collect())
    }

    fn line_end(&mut self) {
        self.space = true;
        if self.n_cells.is_some() || self.current.is_none() {
            return;
        }
        let is_heading = self.current.as_ref().is_some_and(|it| matches!(it.kind, PieceKind::Heading(_)));
        if is_heading {
            return;
        }
        // A second one right after ends the paragraph.
        if self.n_lines > 0 {
            self.flush();
        } else {
            self.n_lines = 1;
        }
    }

    /// Whether what follows a line end goes on with the sentence before.
    fn settle_line_end(&mut self, next: char) {
        if std::mem::take(&mut self.n_lines) == 0 {
            return;
        }
        let goes_on = self
            .current
            .as_ref()
            .is_some_and(|it| !ends_sentence(&it.text) && !next.is_uppercase() && next.is_alphanumeric());
        if !goes_on {
            self.flush();
        }
    }

    fn preformatted_line_end(&mut self) {
        self.space = true;
        let Some(block) = &self.current else { return };
        let is_full = block.text.len().saturating_sub(self.line) >= FULL_LINE;
        match is_full {
            true => self.line = block.text.len(),
            false => self.flush(),
        }
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        self.space = false;
        self.n_lines = 0;
        self.line = 0;
        self.n_cells = None;
        let Some(mut block) = self.current.take() else { return };
        let is_words = block.text.chars().any(char::is_alphanumeric);
        if !is_words {
            // Text of the page that comes later must not be taken for this one's.
            block.text.clear();
        }
        if block.kind == PieceKind::Item && self.item.replace(self.state().item) == Some(self.state().item) {
            block.kind = PieceKind::Paragraph;
        }
        self.blocks.push(block);
    }
}

/// Of the blocks in an element, where those around it are of kind `outer`.
fn kind_of(element: &Element, outer: PieceKind) -> PieceKind {
    let is_note = matches!(element.role.as_str(), "doc-footnote" | "doc-endnote" | "doc-endnotes");
    let level = element.name.strip_prefix('h').and_then(|it| it.parse().ok()).filter(|it| (1..=6).contains(it));
    match element.name {
        _ if outer == PieceKind::Note || is_note || marks::is_note(&element.names) => PieceKind::Note,
        _ if level.is_some() => PieceKind::Heading(level.unwrap_or(2)),
        _ if element.role == "heading" => PieceKind::Heading(2),
        "blockquote" => PieceKind::Quote,
        "li" | "dd" | "dt" if outer != PieceKind::Quote => PieceKind::Item,
        "main" | "article" | "section" => PieceKind::Paragraph,
        _ => outer,
    }
}

/// A link to a note or back from it, such as `[3]`, `†` or `↩`.
fn is_reference(run: &Run) -> bool {
    let words = run.words.trim();
    let inner = words.trim_matches(|c: char| !c.is_alphanumeric());
    let is_mark = inner.is_empty() || (inner.len() <= 3 && inner.bytes().all(|it| it.is_ascii_digit()));
    let is_letter = inner.len() == 1 && words == inner && inner.bytes().all(|it| it.is_ascii_lowercase());
    run.is_jump && !words.is_empty() && (is_mark || is_letter)
}

/// Whether a text ends as a sentence does, or before what it announces.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]".contains(c))
        .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '።', '۔', '؟', '।'])
}

fn superscript(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        c => c,
    }
}
