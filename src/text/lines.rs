//! From byte offsets to lines and columns and back.

use serde::{Deserialize, Serialize};

/// How an editor counts columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

/// A line and a column, both from 0; the column counts units of the given [`Encoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A place in a file that need not be at hand: its line from 0 and its column in each encoding, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub line: u32,
    pub utf8: u32,
    pub utf16: u32,
    pub utf32: u32,
}

impl Place {
    /// The place as a position in the given encoding.
    pub fn position(self, encoding: Encoding) -> Position {
        let column = match encoding {
            Encoding::Utf8 => self.utf8,
            Encoding::Utf16 => self.utf16,
            Encoding::Utf32 => self.utf32,
        };
        Position { line: self.line, column }
    }
}

/// Where the lines of one text start. Only `\n`, `\r\n` and `\r` end a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    /// Byte offsets, the first 0, ascending.
    starts: Vec<usize>,
    len: usize,
}

impl LineIndex {
    /// The lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (idx, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(idx + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(idx + 1);
            }
        }
        Self { starts, len: text.len() }
    }

    /// How many lines there are; an empty text has one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Always false: every text has a first line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line (from 0) that holds `offset`; the last one for an offset past the end.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|it| *it <= offset).saturating_sub(1)
    }

    /// The span of a line without its line end; `None` past the last line.
    pub fn line_span(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        let line = text.get(start..end)?;
        Some(Span::new(start, start + line.trim_end_matches(['\n', '\r']).len()))
    }

    /// The position of a byte offset of `text`, which must be the text the index was made from.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        self.place(text, offset).position(encoding)
    }

    /// The position of a byte offset in every encoding at once.
    pub fn place(&self, text: &str, offset: usize) -> Place {
        let mut offset = offset.min(self.len);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let before = &text[self.starts[line]..offset];
        Place {
            line: line as u32,
            utf8: before.len() as u32,
            utf16: before.encode_utf16().count() as u32,
            utf32: before.chars().count() as u32,
        }
    }

    /// The byte offset of a position. Columns past the line's end clamp to it, lines past the end to the end of the
    /// text; a column inside a character goes to its start.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(span) = self.line_span(text, position.line as usize) else {
            return self.len;
        };
        let column = position.column as usize;
        let mut units = 0;
        for (idx, c) in span.of(text).char_indices() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if units + width > column {
                return span.start + idx;
            }
            units += width;
        }
        span.end
    }
}

use super::Span;
