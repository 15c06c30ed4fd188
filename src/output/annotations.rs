//! Findings in the forms that build servers read: GitHub's workflow commands, GitLab's code quality, JUnit's XML.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::CheckedDraft;
use super::fingerprint::{digest, fingerprints, plain_path};
use crate::config::Level;
use crate::rules::Finding;
use crate::text::visible;

/// Findings as workflow commands, a line each, which GitHub shows beside the lines of a change.
pub fn github(drafts: &[CheckedDraft]) -> String {
    let mut acc = String::new();
    for (checked, finding) in findings(drafts) {
        let draft = &checked.report.draft;
        let place = |offset| draft.lines.place(&draft.text, offset);
        let (start, end) = (place(finding.span.start), place(finding.span.end));
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Hint | Level::Off => "notice",
        };
        let file = property(&plain_path(checked.path));
        let _ = write!(acc, "::{command} file={file},line={},endLine={}", start.line + 1, end.line + 1);
        // Columns are for places within a line.
        if start.line == end.line {
            let _ = write!(acc, ",col={},endColumn={}", start.utf32 + 1, end.utf32 + 1);
        }
        let _ = writeln!(acc, ",title={}::{}", property(finding.rule), data(&finding.message));
    }
    acc
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Findings as a code quality report, which GitLab shows in merge requests.
pub fn gitlab(drafts: &[CheckedDraft]) -> Value {
    let mut acc = Vec::new();
    for checked in drafts {
        let draft = &checked.report.draft;
        let path = plain_path(checked.path);
        for (finding, fingerprint) in checked.report.findings.iter().zip(fingerprints(checked)) {
            let line = |offset| draft.lines.line_of(offset) + 1;
            let severity = match finding.level {
                Level::Error => "critical",
                Level::Warning => "major",
                Level::Info => "minor",
                Level::Hint | Level::Off => "info",
            };
            acc.push(json!({
                "check_name": finding.rule,
                "description": visible(&finding.message),
                // Unique among all files.
                "fingerprint": digest(&format!("{path}\n{fingerprint}")),
                "severity": severity,
                "location": {
                    "path": path,
                    "lines": {"begin": line(finding.span.start), "end": line(finding.span.end)},
                },
            }));
        }
    }
    Value::Array(acc)
}

/// Drafts as test suites: a test case for each finding, which fails if `fails` says so and is skipped otherwise, and one
/// for a draft without any.
pub fn junit(drafts: &[CheckedDraft], fails: &dyn Fn(&Finding) -> bool) -> String {
    let mut acc = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"citecheck\">\n");
    for checked in drafts {
        let findings = &checked.report.findings;
        let (path, draft) = (xml(&plain_path(checked.path)), &checked.report.draft);
        let n_failures = findings.iter().filter(|it| fails(it)).count();
        let n_errors = usize::from(!checked.report.is_checked);
        let _ = writeln!(
            acc,
            "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{n_failures}\" errors=\"{n_errors}\" skipped=\"{}\">",
            findings.len().max(1),
            findings.len() - n_failures
        );
        if !checked.report.is_checked {
            let _ = writeln!(
                acc,
                "    <testcase classname=\"{path}\" name=\"check\"><error message=\"not checked\"/></testcase>"
            );
        } else if findings.is_empty() {
            let _ = writeln!(acc, "    <testcase classname=\"{path}\" name=\"check\"/>");
        }
        for finding in findings {
            let place = draft.lines.place(&draft.text, finding.span.start);
            let (line, column) = (place.line + 1, place.utf32 + 1);
            let message = xml(&finding.message);
            let outcome = if fails(finding) {
                format!("<failure type=\"{}\" message=\"{message}\">{path}:{line}:{column}</failure>", finding.rule)
            } else {
                format!("<skipped message=\"{message}\"/>")
            };
            let _ = writeln!(
                acc,
                "    <testcase classname=\"{path}\" name=\"{} {line}:{column}\" file=\"{path}\" line=\"{line}\">{outcome}</testcase>",
                finding.rule
            );
        }
        acc.push_str("  </testsuite>\n");
    }
    acc + "</testsuites>\n"
}

/// Text as it may stand in XML, which has no place for some characters whatever their escape.
fn xml(text: &str) -> String {
    let text = visible(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn findings<'a>(drafts: &'a [CheckedDraft<'a>]) -> impl Iterator<Item = (&'a CheckedDraft<'a>, &'a Finding)> {
    drafts.iter().flat_map(|it| it.report.findings.iter().map(move |finding| (it, finding)))
}
