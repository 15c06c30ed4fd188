//! A report as text, JSON, SARIF, a page or a document, as build servers read it, and held against another.

use std::path::Path;

use crate::check::Report;
use crate::corpus::{Corpus, Problem};
use crate::text::counted;

mod annotations;
mod citations;
mod compare;
mod diff;
mod fingerprint;
mod json;
mod references;
mod report;
mod sarif;
mod text;

pub use annotations::{github, gitlab, junit};
pub use citations::{CitationFormat, citations, with_entries};
pub use compare::{Checked, Comparison, checked_now};
pub use diff::diff;
pub use fingerprint::Baseline;
pub use json::{Json, json, json_lines, json_since, json_text};
pub use references::{Look, Reference, ReferenceStyle, Run};
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

/// What a rating in the Admiralty code means; `None` for any other.
fn rating(rated: &str) -> Option<String> {
    let mut chars = rated.trim().chars();
    let source = match chars.next()?.to_ascii_uppercase() {
        'A' => "completely reliable",
        'B' => "usually reliable",
        'C' => "fairly reliable",
        'D' => "not usually reliable",
        'E' => "unreliable",
        'F' => "reliability cannot be judged",
        _ => return None,
    };
    let information = match chars.next() {
        None => return Some(source.to_owned()),
        Some('1') => "confirmed by other sources",
        Some('2') => "probably true",
        Some('3') => "possibly true",
        Some('4') => "doubtful",
        Some('5') => "improbable",
        Some('6') => "truth cannot be judged",
        Some(_) => return None,
    };
    chars.next().is_none().then(|| format!("{source}, {information}"))
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
