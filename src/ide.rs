//! Hover, go to source, references: offsets in, spans and Markdown out.

use std::path::PathBuf;

use crate::check::{Context, Report};
use crate::corpus::Source;
use crate::text::{Place, Span};

mod cite;
mod cursor;
mod hover;
mod page;
mod passages;
mod targets;

pub use cite::{At, Citing, Style, at as place_in_source, cite, style_of};

/// What is shown about the place under the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// In the draft.
    pub span: Span,
    /// Safe to show: nothing of a source's text is active.
    pub markdown: String,
    /// The same for editors that show no Markdown.
    pub plain: String,
}

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The file; `None` for the draft itself.
    pub path: Option<PathBuf>,
    pub start: Place,
    pub end: Place,
}

/// Where the thing under the cursor comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// That thing, in the draft.
    pub origin: Span,
    /// The best first; never empty.
    pub targets: Vec<Target>,
}

/// What is known about the place at `offset` of the draft: a source's card on a citation, a term's on a mention, the
/// verdict and why on a claim.
pub fn hover(context: &Context, report: &Report, offset: usize) -> Option<Hover> {
    hover::hover(context, report, offset)
}

/// Where the thing at `offset` of the draft comes from: the best passage for its sentence, the head of a cited source,
/// the definition of a footnote.
pub fn definition(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    targets::definition(context, report, offset)
}

/// All places that have to do with the thing at `offset` of the draft: the passages and mentions of a term, the
/// evidence of a claim, the uses of a cited source.
pub fn references(context: &Context, report: &Report, offset: usize) -> Option<Vec<Target>> {
    targets::references(context, report, offset)
}

/// What a source is called in a line.
pub fn source_name(source: &Source) -> &str {
    source.metadata.title.as_deref().unwrap_or(&source.key)
}

#[cfg(test)]
mod tests;
