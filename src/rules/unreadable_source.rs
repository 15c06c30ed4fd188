//! `unreadable-source`

use std::path::Path;

use crate::corpus::Problem;
use crate::draft::CitationKind;
use crate::text::visible;

use super::citation::unread_file;
use super::{CitationCtx, Objection, Resolution, resolve_citation};

pub(super) fn check(ctx: &CitationCtx) -> Option<Objection> {
    let citation = ctx.citation;
    // A footnote's definition has its citations reported itself.
    if citation.kind == CitationKind::Footnote
        || resolve_citation(ctx.corpus, ctx.draft, citation) != Resolution::NotASource
    {
        return None;
    }
    let message = match unread_file(ctx.corpus, citation)? {
        Some((path, problem)) => in_words(path, problem),
        None => {
            let key = visible(&citation.target);
            format!("the file of `{key}` could not be read: `citecheck sources` says why")
        }
    };
    Some(Objection::new(citation.target_span, message))
}

/// What is wrong with a file, and what to do.
fn in_words(path: &Path, problem: &Problem) -> String {
    let name = visible(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
    let (what, advice) = match problem {
        Problem::Empty => ("holds no text".to_owned(), "see whether it was saved whole"),
        Problem::NotUtf8(_) => ("is no text in UTF-8".to_owned(), "save it in that encoding"),
        Problem::TooLarge(_) => {
            ("is larger than the limit".to_owned(), "split it, or raise the limit under `[limits]`")
        }
        Problem::UnknownFormat(ending) => {
            (format!("is not read, as there is no reader for `.{}`", visible(ending)), "save its text beside it")
        }
        Problem::Unreadable(_) => ("cannot be opened".to_owned(), "see who may read it"),
        Problem::Scanned(1) => ("is a scan of a page without a text".to_owned(), RECOGNISE),
        Problem::Scanned(n) => (format!("is a scan of {n} pages without a text"), RECOGNISE),
        Problem::Locked => ("asks for a password".to_owned(), "save it without one"),
        Problem::Damaged(_) => ("is damaged".to_owned(), "get it anew, or save its text beside it"),
        Problem::OverLimit(limit) => {
            (format!("is beyond what is safe to read ({limit})"), "split it, or save its text beside it")
        }
        Problem::OwnReport => ("is a report by citecheck".to_owned(), "leave it out of the corpus"),
        Problem::Stopped(_) => ("took too long or broke the reader".to_owned(), "save its text beside it"),
    };
    format!("the source `{name}` {what}, so that nothing can be checked against it; {advice}")
}

const RECOGNISE: &str = "run text recognition over it, or save its text beside it";
