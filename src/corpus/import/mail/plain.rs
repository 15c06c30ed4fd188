//! The text of a mail without markup: paragraphs, items, and what is quoted with `>`.

use super::{Piece, PieceKind, WORDS};
use crate::text::squeezed;

/// Lines of mails are broken at 65 to 80 characters; some programs break at 100.
const MAX_WIDTH: usize = 102;
const MIN_WIDTH: usize = 60;

/// Of a link in brackets, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// The pieces of a text whose lines were broken to fit a width, or not at all.
pub(super) fn read(text: &str) -> Vec<Piece> {
    let lines: Vec<Line<'_>> = text.lines().map(Line::new).collect();
    pieces(&lines, width(&lines))
}

/// The pieces of a text of `format=flowed`. Where a line does not say that it goes on, it ends.
pub(super) fn read_flowed(text: &str, drops_space: bool) -> Vec<Piece> {
    let text = unflowed(text, drops_space);
    let lines: Vec<Line<'_>> = text.lines().map(Line::new).collect();
    pieces(&lines, None)
}

fn pieces(lines: &[Line<'_>], width: Option<usize>) -> Vec<Piece> {
    let mut acc = Vec::new();
    let mut current: Option<(Line<'_>, PieceKind, String)> = None;
    // At this depth of quotation.
    let mut signature: Option<usize> = None;
    for (idx, line) in lines.iter().enumerate() {
        if signature.is_some_and(|it| it != line.depth && !line.words.is_empty())
            || (signature.is_some() && (announces_quote(line.words) || begins_original(line.words)))
        {
            signature = None;
        }
        if line.is_signature {
            signature = Some(line.depth);
        }
        if signature.is_some() || line.words.is_empty() || is_rule(line.words) {
            // A rule under a line makes it a heading.
            let is_under = is_rule(line.words) && line.words.starts_with(['=', '-']) && line.words.len() >= 3;
            if let (Some((_, PieceKind::Paragraph, words)), true) = (&current, is_under) {
                let is_title =
                    idx > 0 && lines.get(idx - 1).is_some_and(|it| squeezed(it.words) == *words) && words.len() <= 80;
                if is_title && let Some(it) = current.as_mut() {
                    it.1 = PieceKind::Heading(2);
                }
            }
            push(&mut acc, current.take());
            continue;
        }
        let (mark, is_item) = item_mark(line.words);
        let words = line.words.get(mark..).unwrap_or_default();
        let goes_on = current.as_ref().is_some_and(|(last, kind, _)| {
            let is_hanging = *kind == PieceKind::Item && line.is_indented;
            last.depth == line.depth && !is_item && (is_hanging || is_full(last, words, width))
        });
        match current.as_mut().filter(|_| goes_on) {
            Some((last, _, acc)) => {
                acc.push(' ');
                acc.push_str(words);
                *last = *line;
            }
            None => {
                push(&mut acc, current.take());
                let kind = match (line.depth, is_item) {
                    (0, true) => PieceKind::Item,
                    (0, false) => PieceKind::Paragraph,
                    _ => PieceKind::Quote,
                };
                current = Some((*line, kind, words.to_string()));
            }
        }
    }
    push(&mut acc, current.take());
    acc
}

#[derive(Clone, Copy)]
struct Line<'a> {
    /// How many times it is quoted.
    depth: usize,
    words: &'a str,
    /// In characters, with its marks.
    width: usize,
    is_signature: bool,
    is_indented: bool,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Self {
        let mut rest = line;
        let mut depth = 0;
        while let Some(after) = rest.strip_prefix('>').or_else(|| rest.strip_prefix(" >").filter(|_| depth > 0)) {
            rest = after;
            depth += 1;
        }
        let is_signature = matches!(rest.strip_prefix(' ').filter(|_| depth > 0).unwrap_or(rest), "-- " | "--");
        Self {
            depth,
            words: rest.trim(),
            width: line.trim_end().chars().count(),
            is_signature,
            is_indented: rest.starts_with("  "),
        }
    }
}

fn push(acc: &mut Vec<Piece>, current: Option<(Line<'_>, PieceKind, String)>) {
    let Some((_, kind, words)) = current else { return };
    let text = squeezed(&without_addresses(&words));
    if !text.is_empty() {
        acc.push(Piece { kind, text, page: None });
    }
}

/// At which width the lines were broken; `None` when they were not, or nobody can tell.
fn width(lines: &[Line<'_>]) -> Option<usize> {
    let longest = lines.iter().map(|it| it.width).max().unwrap_or(0);
    // A long address cannot be broken.
    let long = lines.iter().filter(|it| it.width > MAX_WIDTH && it.words.contains(' ')).count();
    let n_words = lines.iter().filter(|it| !it.words.is_empty()).count();
    (long * 20 <= n_words).then(|| longest.clamp(MIN_WIDTH, 76))
}

/// Whether a line is so long that the first word of the next had no place on it.
fn is_full(line: &Line<'_>, next: &str, width: Option<usize>) -> bool {
    let first = next.split_whitespace().next().unwrap_or_default().chars().count();
    let Some(width) = width else { return false };
    // Quotation marks of replies were put before lines that had been broken already.
    line.width + 1 + first > width.saturating_sub(if line.depth > 0 { 6 } else { 4 })
}

/// How long the mark before an item is.
fn item_mark(words: &str) -> (usize, bool) {
    for mark in ["- ", "* ", "• ", "– ", "· ", "+ "] {
        if words.starts_with(mark) {
            return (mark.len(), true);
        }
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let is_number =
        (1..=2).contains(&digits) && words.get(digits..).is_some_and(|it| it.starts_with(". ") || it.starts_with(") "));
    if is_number { (digits + 2, true) } else { (0, false) }
}

/// A line of nothing but marks.
fn is_rule(words: &str) -> bool {
    !words.chars().any(char::is_alphanumeric)
}

/// Takes out the addresses of links and pictures that programs put in brackets behind words.
fn without_addresses(words: &str) -> String {
    let mut acc = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(['<', '[']) {
        let (before, after) = rest.split_at(at);
        let close = if after.starts_with('<') { b'>' } else { b']' };
        let inner = after.get(1..).unwrap_or_default();
        let is_address = ["http://", "https://", "mailto:", "cid:", "image:"].iter().any(|it| inner.starts_with(it));
        let len = inner.bytes().take(MAX_ADDRESS).position(|it| it == close).filter(|_| is_address);
        match len {
            Some(len) => {
                acc.push_str(before);
                rest = inner.get(len + 1..).unwrap_or_default();
            }
            None => {
                acc.push_str(before);
                acc.push_str(after.get(..1).unwrap_or_default());
                rest = inner;
            }
        }
    }
    acc.push_str(rest);
    acc
}

/// A text of `format=flowed` with its paragraphs on lines of their own: a space at the end of a line says that it goes
/// on.
fn unflowed(text: &str, drops_space: bool) -> String {
    let mut acc = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|it| *it == b'>').count();
        let words = line.get(depth..).unwrap_or_default();
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_signature = words == "-- ";
        match open {
            Some(last) if last == depth && !is_signature => {}
            Some(_) => {
                acc.push('\n');
                open = None;
            }
            None => {}
        }
        if open.is_none() {
            acc.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                acc.push(' ');
            }
        }
        let goes_on = words.ends_with(' ') && !is_signature;
        acc.push_str(if goes_on && drops_space { words.strip_suffix(' ').unwrap_or(words) } else { words });
        if goes_on {
            open = Some(depth);
        } else {
            open = None;
            acc.push('\n');
        }
    }
    acc
}

/// `On 2 March 2024, Jane Roe wrote:`.
pub(super) fn announces_quote(words: &str) -> bool {
    let words = words.trim();
    let is_told = WORDS.wrote.iter().any(|it| words.ends_with(it));
    is_told && words.len() <= 300
}

/// The line that programs put before a mail that they show whole.
pub(super) fn begins_original(words: &str) -> bool {
    let inner = words.trim_matches(['-', '_', ' ']).to_lowercase();
    let is_line = words.starts_with("--") || words.starts_with("__");
    let is_named = WORDS.original.contains(&inner.as_str());
    (is_line && is_named) || inner == "begin forwarded message:"
}
