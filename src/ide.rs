//! All that an editor shows of a report: offsets in, spans, plain text and Markdown out.

use std::path::PathBuf;

use crate::check::{Context, Report};
use crate::corpus::{PassageId, Source};
use crate::text::{Place, Span};

mod actions;
mod cite;
mod completion;
mod cursor;
mod evidence;
mod highlights;
mod hints;
mod hover;
mod lenses;
mod links;
mod moves;
mod origins;
mod outline;
mod page;
mod passages;
mod renames;
mod standing;
mod symbols;
mod targets;
mod typing;
mod uses;

pub use actions::{Action, ActionKind, Deed, actions, edits_of, fix_all};
pub use evidence::{EvidenceView, PassageCard, Run, SourceUse, evidence, source_uses};
pub use hints::{Hint, hints};
pub use lenses::{Lens, lenses, next_finding};
pub use links::{Link, links};
pub use moves::{Move, follow_moves};
pub use outline::{Entry, outline};
pub use renames::{Name, key_name, key_uses, label_edits, label_name, nameable};
pub use standing::{Standing, lines_of, looks_the_same, standings};
pub use symbols::{MAX_SYMBOLS, Symbol, SymbolKind, symbols};
pub use uses::{Cited, cited_at, uses};

pub use completion::{Card, Completion, CompletionKind, Completions, Typed, complete, completion_card, may_complete};

/// A page in both forms, safe to show: nothing of a source's text is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub markdown: String,
    pub plain: String,
}

pub use cite::{
    At, Change, CiteDeed, CitedDraft, Citing, LeftOut, Style, Wanted, at as place_in_source, cite, cite_whole, style_of,
};

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

/// All places that have to do with the thing under the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Where it is declared: the head of a cited source, the text of a footnote.
    pub declaration: Option<Target>,
    /// Its mentions or uses in the draft, in order.
    pub uses: Vec<Target>,
    /// What other drafts may use, too.
    pub cited: Option<Cited>,
    /// The passages of the corpus about it.
    pub passages: Vec<Target>,
}

/// What is known about the place at `offset` of the draft: a source's card on a citation, a term's on a mention, the
/// verdict and why on a claim.
pub fn hover(context: &Context, report: &Report, offset: usize) -> Option<Hover> {
    hover::hover(context, report, offset)
}

/// Where the thing at `offset` of the draft comes from: the best passage for its sentence, on a citation that of the
/// cited source or else its head, on a footnote its text.
pub fn definition(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    targets::definition(context, report, offset)
}

/// The head of the source that the thing at `offset` of the draft comes from: where its title stands, else its
/// beginning, else the entry of a bibliography.
pub fn declaration(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    origins::declaration(context, report, offset)
}

/// Every passage that bears out the claim at `offset` of the draft, the best first; on a quotation, those that say its
/// very words; on a citation, those of the cited source.
pub fn implementation(context: &Context, report: &Report, offset: usize) -> Option<Definition> {
    origins::implementation(context, report, offset)
}

/// All places that have to do with the thing at `offset` of the draft: the passages and mentions of a term, the
/// evidence of a claim, the uses of a cited source and its passages that bear out claims.
pub fn references(context: &Context, report: &Report, offset: usize) -> Option<References> {
    targets::references(context, report, offset)
}

/// Where else in the draft the thing at `offset` stands: the mentions of a term, the uses of a citation, what was found
/// about a claim. In order.
pub fn highlights(context: &Context, report: &Report, offset: usize) -> Option<Vec<Span>> {
    highlights::highlights(context, report, offset)
}

/// What is not to be shown yet while the writer is at work with the caret at `caret`: what is found in a sentence without
/// an end, and in one that is being changed what did not stand there before, or is in the very words. `standing` are the
/// findings that are shown, by rule and by where they are now. Indices into those of the report, in order.
pub fn held_back(report: &Report, caret: usize, standing: &[(&str, Span)]) -> Vec<usize> {
    typing::held_back(report, caret, standing)
}

/// The claim at `offset` of the draft: an index into those of the report.
pub fn claim_index(report: &Report, offset: usize) -> Option<usize> {
    cursor::claim_at(report, offset)
}

/// The passage that the finding at `offset` rests on, else that of the claim.
pub fn evidence_at(report: &Report, offset: usize) -> Option<PassageId> {
    let touching = report.findings.iter().filter(|it| it.span.touches(offset));
    let of_finding = touching.min_by_key(|it| it.span.len()).and_then(|it| it.evidence.first());
    let of_claim = || report.claims[claim_index(report, offset)?].judgement.evidence.first();
    of_finding.or_else(of_claim).map(|it| it.passage)
}

/// What a source is called in a line.
pub fn source_name(source: &Source) -> &str {
    source.metadata.title.as_deref().unwrap_or(&source.key)
}

#[cfg(test)]
mod tests;
