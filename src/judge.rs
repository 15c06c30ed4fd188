//! What the passages of the corpus say about a claim.

use serde::Serialize;

use crate::claim::Claim;
use crate::corpus::{Corpus, PassageId};
use crate::text::Span;

/// The three labels of the fact-verification field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Supported,
    Refuted,
    NotEnoughInfo,
}

/// A passage with the words in it that bear on the claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub passage: PassageId,
    /// How much of the claim's weight the passage alone covers, times 100.
    pub score: f64,
    /// Words that match the claim: spans in the document's text, ascending.
    pub matched: Vec<Span>,
}

/// What kind of thing was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    // Conflicts.
    Figure,
    Date,
    Name,
    Role,
    Misquote,
    Speaker,
    Negation,
    Antonym,
    Overclaim,
    WhoDidWhat,
    // No support.
    UnknownName,
    UnknownFigure,
    UnknownQuotation,
    Unfinished,
    LowCoverage,
    // Support that lacks something.
    FigureElsewhere,
    NameElsewhere,
    Hedged,
    SubjectDiffers,
    /// Sources disagree; both sides are among the evidence.
    Disputed,
}

/// How much a reason weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    Hint,
    Unsupported,
    Conflict,
}

/// Something seen in claim and evidence, as data.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub kind: ReasonKind,
    pub strength: Strength,
    /// The claim's words it is about: a span in the draft.
    pub span: Span,
    /// Those words.
    pub claim_words: String,
    /// What the source has instead; empty when it has nothing.
    pub source_words: String,
    /// Index into [`Judgement::evidence`].
    pub evidence: Option<usize>,
    /// What to put at `span` to agree with the source.
    pub replacement: Option<String>,
}

/// What the passages say about a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Support from 0 to 1.
    pub score: f64,
    /// The weight share of the claim's words in its best window of passages, from 0 to 1.
    pub coverage: f64,
    /// The strongest first; empty when the claim is plainly supported.
    pub reasons: Vec<Reason>,
    /// The best first. Never empty for a corpus with a passage that shares a word with the claim.
    pub evidence: Vec<Evidence>,
    /// Words of the claim that the evidence lacks: spans in the draft.
    pub missing: Vec<Span>,
}

/// Judges a claim by the corpus alone.
pub fn judge(_corpus: &Corpus, _claim: &Claim) -> Judgement {
    Judgement {
        verdict: Verdict::NotEnoughInfo,
        score: 0.0,
        coverage: 0.0,
        reasons: Vec::new(),
        evidence: Vec::new(),
        missing: Vec::new(),
    }
}
