//! Plain text, with the few marks that people carry over from elsewhere.

use super::{BYTE_ORDER_MARK, Block, BlockKind, Canvas, Map, Page, front_matter};
use crate::text::{LineIndex, Span};

pub(super) fn read(original: &str) -> Page {
    let start = if original.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let (metadata, len) = front_matter::read(&original[start..]);
    let (metadata, len) = if len > 0 { (metadata, len) } else { front_matter::read_head_lines(&original[start..]) };
    let body = start + len;
    let lines = lines(original, body);
    let is_wrapped = is_hard_wrapped(original, &lines);
    let mut canvas = Canvas::new(original);
    let mut blocks: Vec<Block> = Vec::new();
    let mut previous: Option<Span> = None;
    for line in lines {
        let words = line.of(original);
        if words.is_empty() || is_rule(words) {
            previous = None;
            continue;
        }
        if words.starts_with('|') && words.ends_with('|') && words.len() > 1 {
            push_cells(original, &mut canvas, &mut blocks, line);
            previous = None;
            continue;
        }
        let (shift, kind) = read_mark(words);
        let span = Span::new(line.start + shift, line.end);
        keep_words(&mut canvas, original, span);
        let goes_on = |it: &Span| is_wrapped && shift == 0 && it.of(original).chars().count() >= 45;
        match (previous.filter(goes_on), blocks.last_mut()) {
            (Some(_), Some(block)) => {
                canvas.join(Span::new(block.span.end, span.start));
                block.span.end = span.end;
            }
            _ if !span.is_empty() => blocks.push(Block { span, kind, is_links: false, page: None }),
            _ => {}
        }
        previous = (kind != BlockKind::Heading).then_some(line);
    }
    Page { metadata, text: canvas.finish(), blocks, map: Map::Same }
}

/// The lines from `body` on, without the space around them.
fn lines(original: &str, body: usize) -> Vec<Span> {
    let index = LineIndex::new(original);
    (0..index.len())
        .filter_map(|it| index.line_span(original, it))
        .filter(|it| it.end >= body)
        .map(|it| {
            let span = Span::new(it.start.max(body), it.end);
            let words = span.of(original);
            let start = span.start + words.len() - words.trim_start().len();
            Span::new(start, (span.start + words.trim_end().len()).max(start))
        })
        .collect()
}

/// Whether line ends were put in to fit a width: nearly all lines that another one follows are about equally long, none
/// is much longer, and most of those that follow go on in lower case, as sentences do and notes do not.
fn is_hard_wrapped(original: &str, lines: &[Span]) -> bool {
    let width = |it: &Span| it.of(original).chars().count();
    let pairs: Vec<&[Span]> = lines.windows(2).filter(|it| !it[0].is_empty() && !it[1].is_empty()).collect();
    let n_full = pairs.iter().filter(|it| (55..=100).contains(&width(&it[0]))).count();
    let goes_on = |it: &&&[Span]| it[1].of(original).starts_with(|c: char| !c.is_uppercase());
    let n_going_on = pairs.iter().filter(goes_on).count();
    pairs.len() >= 2
        && n_full * 10 >= pairs.len() * 7
        && n_going_on * 2 >= pairs.len()
        && lines.iter().all(|it| width(it) <= 110)
}

/// A line of nothing but marks, such as `-----` or `|---|`.
fn is_rule(words: &str) -> bool {
    words.chars().all(|c| "-=_*~|:+.#> \t".contains(c))
}

/// How long the mark before a line is, and what it makes of the line.
fn read_mark(words: &str) -> (usize, BlockKind) {
    let hashes = words.bytes().take_while(|it| *it == b'#').count();
    if (1..=6).contains(&hashes) && words[hashes..].starts_with(' ') {
        return (hashes + 1, BlockKind::Heading);
    }
    for mark in ["- ", "* ", "• ", "– ", "· ", "+ "] {
        if words.starts_with(mark) {
            return (mark.len(), BlockKind::Item);
        }
    }
    if words.starts_with("> ") { (2, BlockKind::Paragraph) } else { (0, BlockKind::Paragraph) }
}

/// Keeps a line without the `**` and `__` around its words.
fn keep_words(canvas: &mut Canvas, original: &str, span: Span) {
    let mut at = span.start;
    for part in span.of(original).split_inclusive("**").flat_map(|it| it.split_inclusive("__")) {
        let words = part.trim_end_matches("**").trim_end_matches("__");
        canvas.keep(Span::new(at, at + words.len()));
        at += part.len();
    }
}

/// Each cell of a table's row on a line of its own.
fn push_cells(original: &str, canvas: &mut Canvas, blocks: &mut Vec<Block>, line: Span) {
    let mut at = line.start;
    for cell in line.of(original).split('|') {
        let start = at + cell.len() - cell.trim_start().len();
        let span = Span::new(start, (at + cell.trim_end().len()).max(start));
        if !span.is_empty() {
            canvas.keep(span);
            canvas.end_line(at.saturating_sub(1).max(line.start));
            blocks.push(Block { span, kind: BlockKind::Cell, is_links: false, page: None });
        }
        at += cell.len() + 1;
    }
}
