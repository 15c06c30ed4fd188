//! What a reader makes of a document that is no text file: its words in pieces, in reading order.

use serde::{Deserialize, Serialize};

use crate::corpus::{Metadata, Problem};

/// A document as it was read, before it is laid out as the Markdown that stands in for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What the document says of itself.
    pub metadata: Metadata,
    pub pieces: Vec<Piece>,
    /// What was left out and why, each a sentence without its full stop: `pages 3 and 7 are pictures without text`.
    pub notes: Vec<String>,
}

/// A heading, paragraph, list item or row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub kind: PieceKind,
    /// One line of plain text: white space squeezed, hyphenation mended, no markup. For a row its cells, each of them
    /// so, with a tab between two.
    pub text: String,
    /// The page it begins on, from 1; `None` for a document without pages.
    pub page: Option<u32>,
}

/// What sort of piece it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceKind {
    /// From 1 to 6.
    Heading(u8),
    Paragraph,
    Item,
    Quote,
    Row,
    /// A footnote or endnote, in the place where its text stands.
    Note,
}

/// From the bytes of a document to its pieces. Pure: no disk, clock or network.
pub type Reader = fn(&[u8]) -> Result<Reading, Problem>;
