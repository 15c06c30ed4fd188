//! Sources imported from files, cut into passages, and the index over them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::text::{Place, Sentence, Span};

pub mod import;
pub mod index;

/// What is known about a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// As given by the source; `None` when it gives none.
    pub key: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    /// As far as it is known: `2025`, `2025-12` or `2025-12-29`.
    pub date: Option<String>,
    pub url: Option<String>,
    pub accessed: Option<String>,
    /// In the Admiralty code: `B2`.
    pub reliability: Option<String>,
    /// What the document is, in a line.
    pub descriptor: Option<String>,
    pub aliases: Vec<String>,
}

/// What an importer makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    pub metadata: Metadata,
    /// Running text, without markup and clutter; what passages are cut from.
    pub text: String,
    /// In order of place, never overlapping.
    pub passages: Vec<PassageSpan>,
}

/// A passage: a sentence of the text, and where it stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageSpan {
    /// In [`Extract::text`].
    pub span: Span,
    /// Bytes of the original file.
    pub origin: Span,
    /// The ends of `origin` as lines and columns.
    pub start: Place,
    pub end: Place,
    pub is_heading: bool,
}

/// Why a file of the corpus gives no source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing but space, markup or clutter.
    Empty,
    /// The byte offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    /// Larger than the limit, in bytes.
    TooLarge(u64),
    /// A format we do not read, by its ending.
    UnknownFormat(String),
    /// What the system said.
    Unreadable(String),
}

/// A source of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Unique within the corpus; what citations name.
    pub key: String,
    pub metadata: Metadata,
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
    pub n_passages: usize,
}

/// One passage, read.
#[derive(Clone, Debug)]
pub struct Passage {
    pub place: PassageSpan,
    pub sentence: Sentence,
    /// Stems of names carried over from the sentences before by a pronoun.
    pub carried: Vec<String>,
}

/// The text of a source with its passages, read.
#[derive(Debug, Default)]
pub struct Document {
    pub text: String,
    pub passages: Vec<Passage>,
}

/// A passage by its source's index in [`Corpus::sources`] and its own in [`Document::passages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId {
    pub source: usize,
    pub passage: usize,
}

/// A frozen view of the sources and their index.
#[derive(Default)]
pub struct Corpus {
    sources: Vec<Source>,
}

impl Corpus {
    /// The sources, by path.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The files that gave no source, by path, and why.
    pub fn problems(&self) -> &[(PathBuf, Problem)] {
        &[]
    }

    /// The text of a source, from the index; kept in memory while it is in use.
    pub fn document(&self, _source: usize) -> std::sync::Arc<Document> {
        Default::default()
    }
}
