//! A report as text or JSON.

use std::path::Path;

use crate::check::Report;
use crate::corpus::Corpus;

mod citations;
mod json;
mod problems;
mod text;

pub use citations::{CitationFormat, citations};
pub use json::{Json, json, json_text};
pub use problems::problem_text;
pub use text::{TextStyle, summary, text};

/// A draft with its report and the corpus it was checked against.
#[derive(Clone, Copy)]
pub struct CheckedDraft<'a> {
    /// As the user named it.
    pub path: &'a str,
    pub corpus: &'a Corpus,
    pub report: &'a Report,
}

/// A path as we show it: relative to `base` where it lies below it.
pub fn display_path(path: &Path, base: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    path.to_string_lossy().into_owned()
}
