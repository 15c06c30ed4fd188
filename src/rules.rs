//! The catalogue: from what is known to findings.

use crate::config::Level;
use crate::judge::Evidence;
use crate::text::Span;

/// Replaces `span` of the draft by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A way to settle a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// What we tell the writer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's stable name.
    pub rule: &'static str,
    pub level: Level,
    /// In the draft.
    pub span: Span,
    pub message: String,
    /// Index into the report's claims.
    pub claim: Option<usize>,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
}
