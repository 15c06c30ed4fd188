//! Comments that silence a finding.

use crate::draft::{BlockKind, Draft};
use crate::rules::{Edit, Finding};
use crate::text::Span;

/// The edits that silence the finding's rule for its sentence, or in the whole file.
pub(super) fn edits(draft: &Draft, finding: &Finding, whole_file: bool) -> Vec<Edit> {
    vec![if whole_file { in_file(draft, finding.rule) } else { here(draft, finding) }]
}

fn here(draft: &Draft, finding: &Finding) -> Edit {
    let text = &draft.text;
    let comment = format!("<!-- citecheck-ignore {} -->", finding.rule);
    let block = draft.blocks.iter().find(|it| it.span.touches(finding.span.start));
    let line_idx = draft.lines.line_of(finding.span.start);
    let Some(line) = draft.lines.line_span(text, line_idx) else { return insert(text.len(), comment) };
    let before = line_idx.checked_sub(1).and_then(|it| draft.lines.line_span(text, it));
    let opens = before.is_none_or(|it| it.of(text).trim().is_empty());
    match block {
        // A line of its own would part a paragraph in two, but for its first line.
        Some(block) if block.kind == BlockKind::Paragraph && opens && block.span.start == line.start => {
            insert(line.start, format!("{comment}{}", line_end(text)))
        }
        // Behind the last bar of a row it would be a cell of its own.
        Some(block) if block.kind == BlockKind::TableCell => insert(block.span.end, format!(" {comment}")),
        _ => {
            // The marks of a line that is broken here stay at its end.
            let words = line.of(text).trim_end().trim_end_matches('\\').trim_end();
            insert(line.start + words.len(), format!(" {comment}"))
        }
    }
}

fn in_file(draft: &Draft, rule: &str) -> Edit {
    let text = &draft.text;
    // The comment that is there takes one more.
    let known = draft.ignores.iter().filter(|it| it.covers.is_none()).find_map(|it| it.rules.last());
    if let Some((_, last)) = known {
        return insert(last.end, format!(", {rule}"));
    }
    let end = line_end(text);
    insert(body_start(text), format!("<!-- citecheck-ignore-file {rule} -->{end}{end}"))
}

/// Where the text behind the front matter starts.
fn body_start(text: &str) -> usize {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut end = start;
    for (idx, line) in text[start..].split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        if idx == 0 && bare != "---" {
            return start;
        }
        end += line.len();
        if idx > 0 && matches!(bare, "---" | "...") {
            let rest = &text[end..];
            return end + rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        }
    }
    start
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn insert(at: usize, text: String) -> Edit {
    Edit { span: Span::new(at, at), text }
}
