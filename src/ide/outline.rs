//! The outline of a draft: its headings, and the claims beneath them.

use crate::check::Report;
use crate::draft::{Block, BlockKind, Draft};
use crate::text::Span;

use super::standing::{Standing, in_a_line, in_words, standings};

/// Longest name of an entry, in characters.
const MAX_NAME: usize = 100;

/// A heading with what stands beneath it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// From 1.
    level: u8,
    /// From the line of the heading to where the next one of its level or above begins.
    pub(super) span: Span,
    /// The words of the heading.
    pub(super) heading: Span,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// How the claim stands; `None` for a heading.
    pub standing: Option<Standing>,
    /// The same in words; empty for a heading.
    pub detail: String,
    /// All of it.
    pub span: Span,
    /// What to select, inside of it.
    pub selection: Span,
    /// In order.
    pub children: Vec<Entry>,
}

/// The outline of the draft, in order.
pub fn outline(report: &Report) -> Vec<Entry> {
    let draft = &report.draft;
    let heading = |it: &Section| Entry {
        name: in_a_line(&draft.prose, it.heading, MAX_NAME),
        standing: None,
        detail: String::new(),
        span: it.span,
        selection: it.heading,
        children: Vec::new(),
    };
    let claim = |(it, standing): (&crate::check::CheckedClaim, Standing)| Entry {
        name: format!("{} {}", standing.mark(), in_a_line(&draft.prose, it.claim.span, MAX_NAME)),
        standing: Some(standing),
        detail: in_words(it, standing),
        span: it.claim.span,
        selection: it.claim.span,
        children: Vec::new(),
    };
    let headings = sections(draft);
    let mut entries: Vec<Entry> = headings.iter().map(heading).filter(|it| !it.name.is_empty()).collect();
    entries.extend(report.claims.iter().zip(standings(report)).map(claim));
    // What holds others before what it holds.
    entries.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
    nested(entries)
}

/// Puts each entry into the one before it that covers it.
fn nested(entries: Vec<Entry>) -> Vec<Entry> {
    let mut acc = Vec::new();
    let mut open: Vec<Entry> = Vec::new();
    let close = |open: &mut Vec<Entry>, acc: &mut Vec<Entry>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(acc, |it| &mut it.children).push(done);
        }
    };
    for entry in entries {
        while open.last().is_some_and(|it| !it.span.covers(entry.span)) {
            close(&mut open, &mut acc);
        }
        open.push(entry);
    }
    while !open.is_empty() {
        close(&mut open, &mut acc);
    }
    acc
}

/// The sections of a draft, by their headings, in order; those in quotations and lists are no sections.
pub(super) fn sections(draft: &Draft) -> Vec<Section> {
    let headings = draft.blocks.iter().filter(|it| it.kind == BlockKind::Heading);
    let mut acc: Vec<Section> = headings.filter_map(|it| section(draft, it)).collect();
    for idx in 0..acc.len() {
        let level = acc[idx].level;
        let next = acc[idx + 1..].iter().find(|it| it.level <= level).map(|it| it.span.start);
        let end = next.unwrap_or(draft.text.len());
        let start = acc[idx].span.start;
        let written = draft.text[start..end].trim_end();
        acc[idx].span.end = (start + written.len()).max(acc[idx].heading.end);
    }
    acc
}

/// The section that a heading opens, its end still to be found.
fn section(draft: &Draft, block: &Block) -> Option<Section> {
    let line = draft.lines.line_of(block.span.start);
    let start = draft.lines.line_span(&draft.text, line)?.start;
    let before = draft.text[start..block.span.start].trim();
    let level = match before {
        "" => underline_level(draft, block)?,
        marks if marks.bytes().all(|it| it == b'#') => u8::try_from(marks.len()).ok()?,
        _ => return None,
    };
    Some(Section { level, span: Span::new(start, block.span.end), heading: block.span })
}

/// The level of a heading that is underlined.
fn underline_level(draft: &Draft, block: &Block) -> Option<u8> {
    let line = draft.lines.line_of(block.span.end) + 1;
    let underline = draft.lines.line_span(&draft.text, line)?.of(&draft.text).trim();
    match underline.bytes().next()? {
        b'=' => Some(1),
        b'-' => Some(2),
        _ => None,
    }
}
