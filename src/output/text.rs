//! A report as text, laid out as rustc lays out its own.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level as Label, Origin, Renderer, Snippet};

use crate::check::Summary;
use crate::config::Level;
use crate::judge::Evidence;
use crate::rules::{Finding, page_url};
use crate::text::{Span, counted, visible, visible_with};

use super::{CheckedDraft, display_path};

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    /// Colours and links, for a terminal; without them nothing is lost.
    pub is_styled: bool,
    /// Columns.
    pub width: usize,
}

/// Both sides of a dispute; more is for JSON and editors.
const MOST_EVIDENCE: usize = 2;

impl Default for TextStyle {
    fn default() -> Self {
        Self { is_styled: false, width: 100 }
    }
}

/// The findings about a draft, each followed by an empty line. Paths below `base` are given relative to it.
pub fn text(checked: &CheckedDraft, base: &Path, style: TextStyle) -> String {
    let renderer = if style.is_styled { Renderer::styled() } else { Renderer::plain() };
    // We break the lines ourselves; the renderer must not cut them.
    let renderer = renderer.term_width(4 * style.width.max(40));
    let mut acc = String::new();
    for finding in &checked.report.findings {
        let rendered = renderer.render(&groups(checked, finding, base, style));
        // A snippet without a path of its own is announced by an empty arrow.
        for line in rendered.lines().filter(|it| !is_empty_arrow(it)) {
            // Paths and snippets stand in by a column, as they do behind line numbers.
            if starts_with_any(line, &["-->", ":::", " |"]) {
                acc.push(' ');
            }
            acc.push_str(line.trim_end());
            acc.push('\n');
        }
        acc.push('\n');
    }
    match checked.report.n_left_out {
        0 => acc,
        n => acc + &format!("{}: {n} more findings are not shown\n\n", visible(checked.path)),
    }
}

/// "31 claims: 22 supported, 6 refuted, 3 without support; 11 findings"
pub fn summary(summary: &Summary) -> String {
    let unchecked = match summary.n_unchecked {
        0 => String::new(),
        n => format!("; {} in other languages not checked", counted(n, "sentence")),
    };
    let accepted = match summary.n_accepted {
        0 => String::new(),
        n => format!(", {n} accepted by hand"),
    };
    format!(
        "{}: {} supported, {} refuted, {} without support; {}{accepted}{unchecked}",
        counted(summary.n_claims, "claim"),
        summary.n_supported,
        summary.n_refuted,
        summary.n_not_enough_info,
        counted(summary.n_findings, "finding")
    )
}

fn is_empty_arrow(line: &str) -> bool {
    // Styled or not.
    anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

/// Whether the line, styled or not, starts with one of these.
fn starts_with_any(line: &str, starts: &[&str]) -> bool {
    let words = anstream::adapter::strip_str(line).to_string();
    starts.iter().any(|it| words.starts_with(it))
}

fn groups<'a>(checked: &CheckedDraft, finding: &'a Finding, base: &Path, style: TextStyle) -> Vec<Group<'a>> {
    let mut title = label(finding.level).primary_title(visible(&finding.message)).id(finding.rule);
    if style.is_styled
        && let Some(url) = page_url(finding.rule)
    {
        title = title.id_url(url);
    }
    let mut elements = draft_elements(checked, finding, style);
    for evidence in finding.evidence.iter().take(MOST_EVIDENCE) {
        elements.extend(evidence_elements(checked, evidence, base, style).into_iter().flatten());
    }
    let mut acc = vec![title.elements(elements)];
    for fix in &finding.fixes {
        acc.push(Group::with_title(Label::HELP.secondary_title(small(&visible(&fix.title)))));
    }
    acc
}

fn label(level: Level) -> Label<'static> {
    match level {
        Level::Error => Label::ERROR,
        Level::Warning => Label::WARNING,
        Level::Info => Label::INFO,
        Level::Hint | Level::Off => Label::NOTE.with_name("hint"),
    }
}

/// The sentence of the draft with the words of the finding underlined.
fn draft_elements<'a>(checked: &CheckedDraft, finding: &Finding, style: TextStyle) -> Vec<Element<'a>> {
    let draft = &checked.report.draft;
    let claim = finding.claim.and_then(|it| checked.report.claims.get(it)).map(|it| it.claim.span);
    let context = claim.filter(|it| it.covers(finding.span)).unwrap_or_else(|| {
        let line = draft.lines.line_of(finding.span.start);
        let line = draft.lines.line_span(&draft.text, line).unwrap_or(finding.span);
        around(&draft.text, line, finding.span)
    });
    let place = draft.lines.place(&draft.text, finding.span.start);
    let origin = Origin::path(visible(checked.path).into_owned())
        .line(place.line as usize + 1)
        .char_column(place.utf32 as usize + 1);
    let snippet = snippet(&draft.text, context, &[finding.span], AnnotationKind::Primary, style);
    vec![origin.into(), snippet.into()]
}

/// The passage with its matched words underlined.
fn evidence_elements<'a>(
    checked: &CheckedDraft,
    evidence: &Evidence,
    base: &Path,
    style: TextStyle,
) -> Option<[Element<'a>; 2]> {
    let source = checked.corpus.sources().get(evidence.passage.source)?;
    let document = checked.corpus.document(evidence.passage.source);
    let place = document.passages.get(evidence.passage.passage)?.place;
    let path = visible(&display_path(&source.path, base)).into_owned();
    // The lines of a mirror are not the document's.
    let origin = match (&source.mirror, place.page) {
        (Some(_), Some(page)) => Origin::path(format!("{path}, page {page}")),
        (Some(_), None) => Origin::path(path),
        (None, _) => Origin::path(path).line(place.start.line as usize + 1).char_column(place.start.utf32 as usize + 1),
    };
    let snippet = snippet(&document.text, place.span, &evidence.matched, AnnotationKind::Context, style);
    Some([origin.into(), snippet.into()])
}

/// The part of `line` round `span` that a reader needs when there is no sentence to show.
fn around(text: &str, line: Span, span: Span) -> Span {
    const MARGIN: usize = 120;
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start.saturating_sub(MARGIN)).max(line.start).min(span.start);
    let end = floor((span.end + MARGIN).min(text.len())).min(line.end).max(span.end);
    Span::new(start, end)
}

/// `within` of `text`, hidden characters shown, broken into lines, with `marked` underlined.
fn snippet<'a>(
    text: &str,
    within: Span,
    marked: &[Span],
    kind: AnnotationKind,
    style: TextStyle,
) -> Snippet<'a, Annotation<'a>> {
    let marked: Vec<Span> = marked
        .iter()
        .map(|it| Span::new(it.start.clamp(within.start, within.end), it.end.clamp(within.start, within.end)))
        .map(|it| Span::new(it.start - within.start, it.end - within.start))
        .filter(|it| !it.is_empty())
        .collect();
    let (words, marked) = unwrapped(within.of(text), marked);
    let (words, marked) = visible_with(&words, &marked);
    let words = broken(words, style.width.max(40) - 4);
    let marked = joined(&words, marked);
    let annotations = marked.iter().flat_map(|it| by_line(&words, *it)).map(|it| kind.span(it)).collect::<Vec<_>>();
    Snippet::source(words).line_numbering(false).fold(false).annotations(annotations)
}

/// `text` with each line end, and the indent or quotation mark (`>`) of the next line, as one space; `marked` moved
/// along.
fn unwrapped(text: &str, marked: Vec<Span>) -> (String, Vec<Span>) {
    let mut acc = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(text.len() + 1);
    let mut is_margin = false;
    for c in text.chars() {
        moved.resize(moved.len() + c.len_utf8(), acc.len());
        let is_line_end = matches!(c, '\n' | '\r');
        if is_margin && (is_line_end || matches!(c, ' ' | '\t' | '>')) {
            continue;
        }
        is_margin = is_line_end;
        acc.push(if is_line_end { ' ' } else { c });
    }
    let place = |offset: usize| moved.get(offset).copied().unwrap_or(acc.len());
    let marked = marked.into_iter().map(|it| Span::new(place(it.start), place(it.end))).collect();
    (acc, marked)
}

/// Marks with nothing but space between them as one.
fn joined(text: &str, marked: Vec<Span>) -> Vec<Span> {
    let mut acc: Vec<Span> = Vec::with_capacity(marked.len());
    for span in marked {
        match acc.last_mut() {
            Some(last) if span.start <= last.end || Span::new(last.end, span.start).of(text).trim().is_empty() => {
                last.end = last.end.max(span.end);
            }
            _ => acc.push(span),
        }
    }
    acc
}

/// `text` with spaces turned into line ends where a line would grow wider than `width`. Offsets stay.
fn broken(text: String, width: usize) -> String {
    let mut bytes = text.into_bytes();
    let mut last_space = None;
    let mut column = 0;
    for at in 0..bytes.len() {
        // Continuation bytes take no column.
        column += usize::from(bytes[at] & 0xC0 != 0x80);
        if bytes[at] == b' ' {
            last_space = Some((at, column));
        }
        if column > width
            && let Some((space, columns_before)) = last_space.take()
        {
            bytes[space] = b'\n';
            column -= columns_before;
        }
    }
    // One ASCII byte was replaced by another.
    String::from_utf8(bytes).unwrap_or_default()
}

/// A span as one range a line, as marks across lines are hard to read.
fn by_line(text: &str, span: Span) -> Vec<Range<usize>> {
    let mut acc = Vec::new();
    let mut start = span.start;
    for line in span.of(text).split('\n') {
        if !line.is_empty() {
            acc.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
    acc
}

/// The first letter small, as after `help:`.
fn small(title: &str) -> String {
    let mut chars = title.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
