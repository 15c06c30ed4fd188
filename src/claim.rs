//! Picks the check-worthy sentences of a draft.

use crate::draft::Draft;
use crate::lexicon::{Lexicon, Mention};
use crate::text::{Quotation, Sentence, Span};

/// A sentence of the draft that asserts something checkable.
#[derive(Clone, Debug)]
pub struct Claim {
    /// In the draft.
    pub span: Span,
    /// The sentence without markup, byte for byte as long as its span: offsets in it are offsets from `span.start`.
    pub text: String,
    /// The sentence, read; its spans are offsets in `text`.
    pub sentence: Sentence,
    /// Offsets in `text`.
    pub quotations: Vec<Quotation>,
    /// Spans in the draft.
    pub mentions: Vec<Mention>,
    /// Indices into [`Draft::citations`] of the citations that belong to the sentence.
    pub citations: Vec<usize>,
}

/// Why a sentence is not a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAClaim {
    NoWords,
    Heading,
    Question,
    LeadIn,
    TooShort,
    /// About the draft itself.
    Meta,
    /// The writer's own view.
    Judgement,
    Instruction,
    Recommendation,
}

/// The claims of a draft, in order.
pub fn find_claims(_draft: &Draft, _lexicon: &Lexicon) -> Vec<Claim> {
    Vec::new()
}
