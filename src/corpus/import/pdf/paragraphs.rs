//! From strips of lines to pieces: paragraphs that go on over columns and pages, headings, items, rows, notes.

use super::atoms::Atom;
use super::columns::{Strip, is_bullet, is_marker};
use super::hyphens::Words;
use crate::corpus::import::{Piece, PieceKind};

/// The strips of a page.
pub(super) struct PageStrips {
    /// From 1.
    pub(super) number: u32,
    pub(super) height: f32,
    pub(super) strips: Vec<Strip>,
}

/// How the document is set.
struct Style {
    /// Of most letters, in points.
    size: f32,
    /// From line to line, as a share of the size.
    leading: f32,
}

/// A piece in the making.
#[derive(Clone, Debug)]
struct Part {
    kind: Kind,
    text: String,
    page: u32,
    size: f32,
    is_bold: bool,
    n_lines: usize,
    /// Whether the last line goes as far as the column does.
    is_full: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Heading,
    Item,
    Row,
    Note,
}

/// The margins of a column, as most of its lines keep them.
struct Margins {
    left: f32,
    right: f32,
    /// The usual step from line to line, in points.
    leading: f32,
}

/// An indent is deeper than so many ems.
const INDENT: f32 = 0.8;

pub(super) fn find_pieces(pages: Vec<PageStrips>, words: &Words) -> Vec<Piece> {
    let style = Style::of(&pages);
    let mut acc: Vec<Part> = Vec::new();
    let mut notes: Vec<Part> = Vec::new();
    for page in pages {
        let (mut parts, page_notes) = parts_of(page, &style, words);
        join_over_break(&mut acc, &mut parts, words);
        // Notes stand behind the paragraph that went on over the break.
        acc.append(&mut notes);
        acc.append(&mut parts);
        notes = page_notes;
        join_notes(&mut acc, &mut notes, words);
    }
    acc.append(&mut notes);
    finish(acc, &style)
}

impl Style {
    fn of(pages: &[PageStrips]) -> Self {
        let lines = || {
            let columns = pages.iter().flat_map(|it| &it.strips).filter_map(|it| match it {
                Strip::Column(lines) => Some(lines),
                Strip::Table(_) => None,
            });
            columns.map(Vec::as_slice)
        };
        let size = most_common(lines().flatten().map(|it| (it.size, it.text.len()))).unwrap_or(10.0);
        let steps = lines()
            .flat_map(|it| it.windows(2))
            .filter(|it| is_same_size(it[0].size, size) && is_same_size(it[1].size, size));
        let leading =
            most_common(steps.map(|it| (it[1].y - it[0].y, 1)).filter(|it| it.0 > 0.8 * size && it.0 < 2.5 * size));
        Self { size, leading: leading.map_or(1.2, |it| it / size) }
    }
}

/// Of values with weights the one that weighs most, taken to a half.
fn most_common(values: impl Iterator<Item = (f32, usize)>) -> Option<f32> {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for (value, weight) in values {
        let key = (value * 2.0).round() as i32;
        if let Some(count) = counts.iter_mut().find(|it| it.0 == key) {
            count.1 += weight;
        } else if counts.len() < 500 {
            counts.push((key, weight));
        }
    }
    counts.into_iter().max_by_key(|it| it.1).map(|it| it.0 as f32 / 2.0)
}

fn is_same_size(a: f32, b: f32) -> bool {
    (0.93..1.075).contains(&(a / b))
}

/// The parts of a page, and its footnotes.
fn parts_of(page: PageStrips, style: &Style, words: &Words) -> (Vec<Part>, Vec<Part>) {
    let mut acc: Vec<Part> = Vec::new();
    let mut notes: Vec<Part> = Vec::new();
    for strip in page.strips {
        match strip {
            Strip::Table(rows) => acc.extend(rows.into_iter().map(|row| {
                let cells: Vec<String> = row.cells.iter().map(|it| without_leader(&words.cleaned(it))).collect();
                Part {
                    kind: Kind::Row,
                    text: cells.join("\t").trim_end().to_string(),
                    page: page.number,
                    size: style.size,
                    is_bold: false,
                    n_lines: 1,
                    is_full: false,
                }
            })),
            Strip::Column(mut lines) => {
                let foot = notes_start(&lines, style, page.height);
                let under = lines.split_off(foot);
                let mut parts = paragraphs(&lines, page.number, style, words);
                join_over_break(&mut acc, &mut parts, words);
                acc.append(&mut parts);
                let mut under = paragraphs(&under, page.number, style, words);
                under.iter_mut().for_each(|it| it.kind = Kind::Note);
                notes.append(&mut under);
            }
        }
    }
    (acc, notes)
}

/// Where the footnotes of a column begin: small lines at its end, from one on that begins as a note does.
fn notes_start(lines: &[Atom], style: &Style, height: f32) -> usize {
    let is_small = |it: &&Atom| it.size < 0.93 * style.size && it.y > 0.3 * height;
    let n_small = lines.iter().rev().take_while(is_small).count();
    let from = lines.len() - n_small;
    // Small lines under a heading are its text: references, an address.
    let is_heading = |it: &Atom| it.is_bold || it.size > 1.12 * style.size;
    if from.checked_sub(1).and_then(|it| lines.get(it)).is_some_and(is_heading) {
        return lines.len();
    }
    if let Some(at) = lines[from..].iter().position(begins_note) {
        // The rest of a note of the page before may come first.
        return if goes_on(&lines[from].text) { from } else { from + at };
    }
    // Notes in the size of the text, parted from it by a wide space.
    let is_first = |idx: &usize| {
        let line = &lines[*idx];
        let is_apart = idx.checked_sub(1).is_none_or(|it| line.y - lines[it].y > 1.5 * style.leading * style.size);
        !line.mark.is_empty() && line.y > 0.5 * height && is_apart
    };
    (0..lines.len()).find(is_first).unwrap_or(lines.len())
}

fn begins_note(line: &Atom) -> bool {
    let first = line.text.split(' ').next().unwrap_or_default();
    let is_number = first.len() <= 4 && first.trim_end_matches(['.', ')']).parse::<u16>().is_ok();
    let is_sign = matches!(first.chars().next(), Some('*' | '†' | '‡' | '§'));
    !line.mark.is_empty() || is_sign || (is_number && line.n_words() > 1)
}

/// The lines of a column as paragraphs.
fn paragraphs(lines: &[Atom], page: u32, style: &Style, words: &Words) -> Vec<Part> {
    let margins = Margins::of(lines, style);
    let mut acc: Vec<Part> = Vec::new();
    let mut start = 0;
    for idx in 0..lines.len() {
        let is_last = idx + 1 == lines.len();
        if is_last || is_break(&lines[start..=idx], &lines[idx + 1], lines.get(idx + 2), &margins) {
            acc.extend(part(&lines[start..=idx], page, &margins, style, words));
            start = idx + 1;
        }
    }
    acc
}

impl Margins {
    fn of(lines: &[Atom], style: &Style) -> Self {
        let share = |mut values: Vec<f32>, share: f32| {
            values.sort_by(f32::total_cmp);
            values.get(((values.len().max(1) - 1) as f32 * share) as usize).copied()
        };
        let long: Vec<&Atom> = lines.iter().filter(|it| it.n_words() >= 4).collect();
        let right = share(long.iter().map(|it| it.x1).collect(), 0.9);
        let left = share(lines.iter().map(|it| it.x0).collect(), 0.1);
        let steps = lines.windows(2).filter(|it| is_same_size(it[0].size, it[1].size));
        let steps: Vec<f32> =
            steps.map(|it| (it[1].y - it[0].y) / it[1].size).filter(|it| (0.8..2.5).contains(it)).collect();
        // The lower quarter: most steps are within paragraphs.
        let leading = if steps.len() < 4 { style.leading } else { share(steps, 0.25).unwrap_or(style.leading) };
        Self { left: left.unwrap_or(0.0), right: right.unwrap_or(0.0), leading }
    }
}

/// Whether a paragraph ends with the last of its lines so far.
fn is_break(lines: &[Atom], next: &Atom, after: Option<&Atom>, margins: &Margins) -> bool {
    let [.., last] = lines else { return false };
    let em = last.size;
    let step = next.y - last.y;
    if !is_same_size(last.size, next.size) || step < 0.3 * em {
        return true;
    }
    // Lines of a heading may be closer or wider than those of the text.
    let usual = if is_same_size(em * margins.leading, margins.leading * next.size) { margins.leading } else { 1.2 };
    if step > (usual * 1.22).max(1.0) * em + 0.6 {
        return true;
    }
    if begins_note(next) && !next.mark.is_empty() {
        return true;
    }
    if leader(&last.text).is_some() {
        return true;
    }
    let ends = ends_sentence(&last.text);
    let all_bold = lines.iter().all(|it| it.is_bold);
    if all_bold != next.is_bold && (all_bold || ends || step > (usual * 1.06) * em) {
        return true;
    }
    // The first word of the next line would have had room on this one.
    let first_word = next.text.split(' ').next().unwrap_or_default().chars().count() as f32;
    let n_letters = next.text.chars().count().max(1) as f32;
    let word_width = (next.x1 - next.x0) * first_word / n_letters;
    let room = margins.right - last.x1;
    let is_centred = {
        let middle = |it: &Atom| (it.x0 + it.x1) / 2.0;
        (middle(last) - middle(next)).abs() < 1.5 && (last.x0 - next.x0).abs() > em
    };
    let is_short = room > word_width + 0.6 * em && !is_centred;
    let (begins, rest) = next.text.split_once(' ').unwrap_or((&next.text, ""));
    if is_marker(begins)
        && !rest.is_empty()
        && (is_bullet(begins) || ends || is_short || last.text.ends_with([':', ';', ',']))
    {
        return true;
    }
    if is_short && (ends || room > 0.3 * (margins.right - margins.left)) {
        // Narrower throughout: a quotation that is set in from both sides.
        let is_narrow =
            !ends && after.is_some_and(|it| (it.x1 - last.x1).abs() < 3.0 * em) && (next.x1 - last.x1).abs() < 2.0 * em;
        return !is_narrow;
    }
    let indent = next.x0 - last.x0;
    let is_item = lines.first().is_some_and(|it| is_marker(it.text.split(' ').next().unwrap_or_default()));
    if is_centred || last.text.ends_with(['-', '\u{ad}']) {
        return false;
    }
    if lines.len() >= 2 {
        return indent.abs() > INDENT * em && (indent > 0.0 || ends || !goes_on(&next.text));
    }
    // Behind a first line: indented further it hangs, as items and references do, or it is a new paragraph.
    let is_new = indent > INDENT * em && !is_item && ends && !goes_on(&next.text);
    is_new || (is_item && indent < -INDENT * em)
}

/// A line of a table of contents: its words, and the number that dots lead to.
fn leader(text: &str) -> Option<(&str, &str)> {
    let words = text.trim_end_matches(|c: char| c.is_alphanumeric()).trim_end();
    let number = text[words.len()..].trim();
    let head = words.trim_end_matches(['.', ' ', '·', '…']);
    let n_dots = words[head.len()..].chars().filter(|it| !it.is_whitespace()).count();
    let is_number = !number.is_empty()
        && number.len() <= 6
        && (number.parse::<u32>().is_ok() || number.bytes().all(|it| b"ivxlc".contains(&it)));
    (n_dots >= 3 && is_number && !head.is_empty()).then_some((head, number))
}

/// The words of a cell without the dots that lead from them to the next.
fn without_leader(cell: &str) -> String {
    if let Some((words, number)) = leader(cell) {
        return format!("{words}\t{number}");
    }
    let head = cell.trim_end_matches(['.', ' ', '·', '…']);
    let is_leader = cell[head.len()..].chars().filter(|it| !it.is_whitespace()).count() > 3;
    if is_leader { head.to_string() } else { cell.to_string() }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| "\"'”’)]»".contains(c)).ends_with(['.', '!', '?', ':', '…'])
}

/// Whether a line reads as the middle of a sentence.
fn goes_on(text: &str) -> bool {
    text.chars().find(|it| it.is_alphanumeric()).is_some_and(|it| it.is_lowercase())
}

/// The lines of one paragraph as a part.
fn part(lines: &[Atom], page: u32, margins: &Margins, style: &Style, words: &Words) -> Option<Part> {
    let (first, last) = (lines.first()?, lines.last()?);
    let mut text = String::new();
    for line in lines {
        words.push_line(&mut text, &line.text);
    }
    let text = words.cleaned(&text);
    if text.is_empty() {
        return None;
    }
    let is_bold = lines.iter().all(|it| it.is_bold);
    let mut acc = Part {
        kind: Kind::Paragraph,
        text,
        page,
        size: first.size,
        is_bold,
        n_lines: lines.len(),
        is_full: margins.right - last.x1 < 0.2 * (margins.right - margins.left),
    };
    if let Some((words, number)) = leader(&acc.text) {
        (acc.kind, acc.text) = (Kind::Row, format!("{words}\t{number}"));
        return Some(acc);
    }
    let n_words = acc.text.split(' ').count();
    let has_letters = acc.text.chars().filter(|it| it.is_alphabetic()).count() * 2 > acc.text.chars().count();
    let is_large = acc.size > 1.12 * style.size && n_words <= 30;
    let is_marked =
        is_bold && acc.size > 0.96 * style.size && n_words <= 18 && !acc.text.ends_with(['.', ';', ',', ':']);
    if has_letters && (is_large || is_marked) {
        acc.kind = Kind::Heading;
    } else if let Some((marker, rest)) = acc.text.split_once(' ').filter(|it| is_marker(it.0)) {
        acc.kind = Kind::Item;
        if is_bullet(marker) {
            acc.text = rest.trim_start().to_string();
        }
    }
    Some(acc)
}

/// Joins a paragraph that was broken off by the end of a column or page with the part that goes on with it.
fn join_over_break(before: &mut [Part], after: &mut Vec<Part>, words: &Words) {
    /// Figures, tables and headlines that may stand at the top before the text goes on.
    const MAX_BETWEEN: usize = 8;
    let Some(open) = before.iter_mut().rev().find(|it| it.kind != Kind::Note) else { return };
    if !matches!(open.kind, Kind::Paragraph | Kind::Item) || ends_sentence(&open.text) || open.text.ends_with(';') {
        return;
    }
    let is_hyphen = open.text.ends_with(['-', '\u{ad}']);
    let fits = |it: &Part| it.kind == Kind::Paragraph && is_same_size(it.size, open.size) && it.is_bold == open.is_bold;
    let goes_on = |it: &Part| fits(it) && goes_on(&it.text);
    let is_next = |it: &Part| fits(it) && (is_hyphen || open.is_full && (open.n_lines > 1 || it.n_lines > 1));
    let found =
        after.iter().take(MAX_BETWEEN).position(goes_on).or_else(|| after.first().filter(|it| is_next(it)).map(|_| 0));
    let Some(at) = found else { return };
    if !open.is_full && !is_hyphen && open.n_lines == 1 {
        return;
    }
    let part = after.remove(at);
    words.push_line(&mut open.text, &part.text);
    open.n_lines += part.n_lines;
    open.is_full = part.is_full;
}

/// Small lines under a page may go on with the last note of the page before.
fn join_notes(before: &mut [Part], notes: &mut Vec<Part>, words: &Words) {
    let Some(open) = before.iter_mut().rev().find(|it| it.kind == Kind::Note) else { return };
    if notes.first().is_some_and(|it| it.page == open.page + 1 && goes_on(&it.text)) && !ends_sentence(&open.text) {
        words.push_line(&mut open.text, &notes.remove(0).text);
    }
}

fn finish(parts: Vec<Part>, style: &Style) -> Vec<Piece> {
    // Levels by rank of size, those in bold of the text's own size last.
    let key = |it: &Part| ((it.size.max(style.size) * 2.0).round() as i32, it.size > 1.12 * style.size || it.is_bold);
    let mut sizes: Vec<(i32, bool)> = parts.iter().filter(|it| it.kind == Kind::Heading).map(key).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    let level = |it: &Part| (sizes.iter().position(|size| *size == key(it)).unwrap_or_default() + 1).min(6) as u8;
    let piece = |it: Part| {
        let kind = match it.kind {
            Kind::Paragraph => PieceKind::Paragraph,
            Kind::Heading => PieceKind::Heading(level(&it)),
            Kind::Item => PieceKind::Item,
            Kind::Row => PieceKind::Row,
            Kind::Note => PieceKind::Note,
        };
        Piece { kind, text: it.text, page: Some(it.page) }
    };
    parts.into_iter().map(piece).filter(|it| !it.text.is_empty()).collect()
}
