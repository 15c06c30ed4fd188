//! A report as text, JSON, SARIF, a page or a document, as build servers read it, and held against another.

use std::path::Path;

use crate::check::Report;
use crate::corpus::{Corpus, Problem};
use crate::text::counted;

mod annotations;
mod citations;
mod compare;
mod fingerprint;
mod json;
mod report;
mod sarif;
mod text;

pub use annotations::{github, gitlab, junit};
pub use citations::{CitationFormat, citations};
pub use compare::{Checked, Comparison, checked_now};
pub use fingerprint::Baseline;
pub use json::{Json, json, json_lines, json_since, json_text};
pub use report::{FileLinks, ListedReport, ReportPage, report, report_index, report_page};
pub use sarif::sarif;
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

/// Why a file gave no source.
pub fn problem_text(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "no text in it".to_owned(),
        Problem::NotUtf8(offset) => format!("not UTF-8 text (see byte {})", offset + 1),
        Problem::TooLarge(size) => format!("larger than the limit: {size} bytes"),
        Problem::UnknownFormat(ending) => format!("`.{ending}` is not a format we read"),
        Problem::Unreadable(err) => format!("cannot be read: {err}"),
        Problem::Scanned(n_pages) => format!("a scan without a text: pictures of {}", counted(*n_pages, "page")),
        Problem::Locked => "asks for a password".to_owned(),
        Problem::Damaged(what) => format!("damaged: {what}"),
        Problem::OverLimit(limit) => format!("beyond what is safe to read: {limit}"),
        Problem::OwnReport => "a report by citecheck, which is no source".to_owned(),
        Problem::Stopped(why) => format!("given up: {why}"),
    }
}
