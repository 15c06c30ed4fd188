//! Where a draft cites the same thing.

use crate::check::{Context, Report};
use crate::corpus::Corpus;
use crate::draft::{Citation, CitationKind, Draft};
use crate::rules::{Resolution, resolve_citation};
use crate::text::Span;

use super::cursor::{Under, under};

/// What a citation cites, so that its other uses can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    kind: CitationKind,
    target: String,
    /// Index into the sources of the corpus, where it names one.
    source: Option<usize>,
}

impl Cited {
    /// What `citation` of `draft` cites.
    pub(super) fn by(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Self {
        let source = match resolve_citation(corpus, draft, citation) {
            // What a note cites is cited in the note; its marker is a use of the note.
            Resolution::Source(source) if citation.kind != CitationKind::Footnote => Some(source),
            _ => None,
        };
        Self { kind: citation.kind, target: citation.target.clone(), source }
    }

    /// Whether other drafts may cite it as well: a footnote is one draft's own.
    pub fn is_known_elsewhere(&self) -> bool {
        self.kind != CitationKind::Footnote
    }

    fn is_cited_by(&self, corpus: &Corpus, draft: &Draft, citation: &Citation) -> bool {
        let other = Self::by(corpus, draft, citation);
        match self.source {
            Some(_) => self.source == other.source,
            None => *self == other,
        }
    }
}

/// What the citation at `offset` of the draft cites.
pub fn cited_at(context: &Context, report: &Report, offset: usize) -> Option<Cited> {
    match under(context, report, offset)? {
        Under::Citation(citation) => Some(Cited::by(&context.corpus, &report.draft, citation)),
        _ => None,
    }
}

/// Where `draft` cites it, in order, in whatever syntax.
pub fn uses(corpus: &Corpus, draft: &Draft, cited: &Cited) -> Vec<Span> {
    let is_use = |it: &&Citation| cited.is_cited_by(corpus, draft, it);
    let mut acc: Vec<Span> = draft.citations.iter().filter(is_use).map(|it| own_span(draft, it)).collect();
    acc.dedup();
    acc
}

/// The part of a marker that is this citation's alone: of `[see @one, p. 3; @other]` the key with its mark.
pub(super) fn own_span(draft: &Draft, citation: &Citation) -> Span {
    let key = citation.target_span;
    let before = &draft.text[..key.start];
    match citation.kind {
        CitationKind::Pandoc if before.ends_with('@') => Span::new(key.start - 1, key.end),
        CitationKind::Pandoc if before.ends_with("@{") => {
            let close = usize::from(draft.text[key.end..].starts_with('}'));
            Span::new(key.start - 2, key.end + close)
        }
        // `(AP, 2 May 2024; Reuters, 3 May 2024)`
        CitationKind::SourceLine => key,
        _ => citation.span,
    }
}
