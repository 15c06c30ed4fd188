//! From the atoms of a page to its columns and tables in reading order.

use super::atoms::Atom;

/// What is read from top to bottom before anything beside it.
#[derive(Debug)]
pub(super) enum Strip {
    /// Lines within the margins of a column, left and right.
    Column(Vec<Atom>),
    /// Rows of cells, each by its column; empty where a row has none.
    Table(Vec<Row>),
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
}

/// Columns within columns.
const MAX_DEPTH: usize = 6;

/// Beyond so many atoms a page is a drawing, and read line by line.
const MAX_ATOMS: usize = 20_000;

/// Lines that a column has at least, on both sides of a gutter.
const MIN_LINES: usize = 3;

pub(super) fn find_strips(atoms: Vec<Atom>) -> Vec<Strip> {
    let mut acc = Vec::new();
    let depth = if atoms.len() > MAX_ATOMS { MAX_DEPTH } else { 0 };
    split(atoms, depth, &mut acc);
    acc
}

fn split(atoms: Vec<Atom>, depth: usize, acc: &mut Vec<Strip>) {
    if atoms.is_empty() {
        return;
    }
    let gutter = if depth < MAX_DEPTH { best_gutter(&atoms) } else { None };
    let Some(gutter) = gutter else { return push_lines(atoms, acc) };
    let sides: Vec<Side> = atoms.iter().map(|it| gutter.side(it)).collect();
    let bands = gutter.bands(&atoms, &sides);
    let mut parts: Vec<(usize, Side)> = vec![(usize::MAX, Side::Across); atoms.len()];
    for (band_idx, band) in bands.iter().enumerate() {
        for idx in &band.atoms {
            parts[*idx] = (band_idx, sides[*idx]);
        }
    }
    let mut rest: Vec<Option<Atom>> = atoms.into_iter().map(Some).collect();
    let mut between: Vec<Atom> = Vec::new();
    for idx in 0..rest.len() {
        let Some(atom) = rest[idx].take() else { continue };
        let (band_idx, _) = parts[idx];
        let Some(band) = bands.get(band_idx) else {
            between.push(atom);
            continue;
        };
        rest[idx] = Some(atom);
        split(std::mem::take(&mut between), depth + 1, acc);
        for side in [Side::Left, Side::Right] {
            let column = band.atoms.iter().filter(|it| parts[**it].1 == side).filter_map(|it| rest[*it].take());
            split(column.collect(), depth + 1, acc);
        }
    }
    split(between, depth + 1, acc);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    /// It reaches over the gutter.
    Across,
}

/// Where a second column begins.
#[derive(Clone, Copy, Debug)]
struct Gutter {
    x: f32,
    /// The least width of the space to its left.
    width: f32,
}

/// Lines beside each other.
struct Band {
    /// By place.
    atoms: Vec<usize>,
}

impl Gutter {
    fn side(&self, atom: &Atom) -> Side {
        if atom.x0 >= self.x - 1.5 {
            Side::Right
        } else if atom.x1 <= self.x - self.width {
            Side::Left
        } else {
            Side::Across
        }
    }

    /// The stretches of the page in which text stands on both sides and none across.
    fn bands(&self, atoms: &[Atom], sides: &[Side]) -> Vec<Band> {
        let mut acc = Vec::new();
        let mut band: Vec<usize> = Vec::new();
        for idx in 0..=atoms.len() {
            if sides.get(idx).is_some_and(|it| *it != Side::Across) {
                band.push(idx);
                continue;
            }
            let mut band = std::mem::take(&mut band);
            trim(atoms, sides, &mut band);
            if idx < sides.len() {
                trim_headline(atoms, sides, &mut band);
            }
            if are_columns(atoms, sides, &band) {
                acc.push(Band { atoms: band });
            }
        }
        acc
    }
}

/// Takes the short last line of a paragraph that reaches over the gutter from the top of a band.
fn trim(atoms: &[Atom], sides: &[Side], band: &mut Vec<usize>) {
    while let Some(first) = band.first().copied()
        && let Some(above) = first.checked_sub(1).map(|it| &atoms[it])
    {
        let atom = &atoms[first];
        let other = band.iter().find(|it| sides[**it] != sides[first]);
        let is_alone = other.is_none_or(|it| atoms[*it].y > atom.y + 0.3 * atom.size);
        let belongs =
            atom.y - above.y < 1.6 * atom.size && (atom.size - above.size).abs() < 0.5 && atom.is_bold == above.is_bold;
        if !is_alone || !belongs || sides[first] == Side::Right {
            return;
        }
        band.remove(0);
    }
}

/// Takes a headline of what reaches over the gutter from the end of a band: lines of other type below both columns.
fn trim_headline(atoms: &[Atom], sides: &[Side], band: &mut Vec<usize>) {
    let mut sizes: Vec<f32> = band.iter().map(|it| atoms[*it].size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2).copied() else { return };
    let Some(right) = band.iter().rev().find(|it| sides[**it] == Side::Right).map(|it| &atoms[*it]) else { return };
    let end = right.y + 0.5 * right.size;
    while band.pop_if(|it| atoms[*it].y > end && atoms[*it].size > 1.12 * usual).is_some() {}
}

/// Whether atoms on both sides of a gutter are columns of text rather than the cells of a table.
fn are_columns(atoms: &[Atom], sides: &[Side], band: &[usize]) -> bool {
    let on = |side: Side| band.iter().filter(move |it| sides[**it] == side).map(|it| &atoms[*it]);
    let reach = |side: Side| Some((on(side).next()?.y, on(side).next_back()?.y));
    let Some(((a, b), (c, d))) = reach(Side::Left).zip(reach(Side::Right)) else { return false };
    // Only where they stand beside each other they tell.
    let (from, to) = (a.max(c), b.min(d));
    let beside = |side: Side| -> Vec<&Atom> {
        on(side).filter(|it| it.y >= from - 0.5 * it.size && it.y <= to + 0.5 * it.size).collect()
    };
    let (left, right) = (beside(Side::Left), beside(Side::Right));
    let fewer = left.len().min(right.len());
    if fewer < MIN_LINES || to <= from {
        return false;
    }
    if left.iter().filter(|it| is_marker(&it.text)).count() * 2 > left.len() {
        return false;
    }
    // Lines of columns hold several words; cells are short and stand in rows.
    let is_text = |rows: &[(f32, usize)]| {
        let mut n_words: Vec<usize> = rows.iter().map(|it| it.1).collect();
        n_words.sort_unstable();
        n_words[n_words.len() / 2] >= 4
    };
    let (left, right) = (words_by_row(&left), words_by_row(&right));
    let n_level = left.iter().filter(|row| {
        let from = right.partition_point(|other| other.0 < row.0 - LEVEL);
        right.get(from).is_some_and(|other| other.0 < row.0 + LEVEL)
    });
    let are_rows = n_level.count() * 10 >= left.len().min(right.len()) * 7;
    (is_text(&left) && is_text(&right)) || !are_rows
}

/// Lines beside each other differ in height by less than so many points.
const LEVEL: f32 = 3.0;

/// The height of each row and its words, figures not counted: rows of figures are no text.
fn words_by_row(atoms: &[&Atom]) -> Vec<(f32, usize)> {
    let mut acc: Vec<(f32, usize)> = Vec::new();
    for atom in atoms {
        let is_word = |it: &&str| it.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let n_words = atom.text.split(' ').filter(is_word).count();
        match acc.last_mut().filter(|it| (it.0 - atom.y).abs() < LEVEL) {
            Some(row) => row.1 += n_words,
            None => acc.push((atom.y, n_words)),
        }
    }
    acc
}

/// The place where columns begin that hold the most lines beside others.
fn best_gutter(atoms: &[Atom]) -> Option<Gutter> {
    /// Places looked at; pages have one to three.
    const MAX_PLACES: usize = 24;
    if atoms.len() < 2 * MIN_LINES {
        return None;
    }
    let mut sizes: Vec<f32> = atoms.iter().map(|it| it.size).collect();
    sizes.sort_by(f32::total_cmp);
    let em = sizes[sizes.len() / 2];
    let left = atoms.iter().map(|it| it.x0).fold(f32::MAX, f32::min);
    let mut starts: Vec<f32> = atoms.iter().map(|it| it.x0).filter(|it| *it > left + 3.0 * em).collect();
    starts.sort_by(f32::total_cmp);
    // Lines of a column begin at one place, but for the indented.
    let mut places: Vec<(usize, f32)> = Vec::new();
    let mut at = 0;
    while at < starts.len() {
        let len = starts[at..].iter().take_while(|it| **it < starts[at] + 1.5).count();
        places.push((len, starts[at]));
        at += len.max(1);
    }
    places.retain(|it| it.0 >= MIN_LINES - 1);
    places.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    places.truncate(MAX_PLACES);
    let score = |gutter: &Gutter| -> usize {
        let sides: Vec<Side> = atoms.iter().map(|it| gutter.side(it)).collect();
        let bands = gutter.bands(atoms, &sides);
        let fewer = |band: &Band| {
            let n_left = band.atoms.iter().filter(|it| sides[**it] == Side::Left).count();
            n_left.min(band.atoms.len() - n_left)
        };
        bands.iter().map(fewer).sum()
    };
    let gutters = places.iter().map(|it| Gutter { x: it.1, width: 0.6 * em });
    let scored = gutters.map(|it| (score(&it), it)).filter(|it| it.0 >= MIN_LINES);
    scored.max_by(|a, b| a.0.cmp(&b.0).then(b.1.x.total_cmp(&a.1.x))).map(|it| it.1)
}

/// Lays atoms without columns out as lines, and as tables where cells stand below each other.
fn push_lines(atoms: Vec<Atom>, acc: &mut Vec<Strip>) {
    let mut rows: Vec<Vec<Atom>> = Vec::new();
    for atom in atoms {
        match rows.last_mut().filter(|it| (it[0].y - atom.y).abs() < 0.35 * atom.size.max(it[0].size)) {
            Some(row) => row.push(atom),
            None => rows.push(vec![atom]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        // The marker of an item belongs to its text.
        if row.len() > 1 && is_marker(&row[0].text) {
            let marker = row.remove(0);
            prepend(marker, &mut row[0]);
        }
    }
    let mut lines: Vec<Atom> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let len = table_len(&rows[at..]);
        if len == 0 {
            lines.extend(joined(std::mem::take(&mut rows[at])));
            at += 1;
            continue;
        }
        if !lines.is_empty() {
            acc.push(Strip::Column(std::mem::take(&mut lines)));
        }
        acc.push(Strip::Table(cells(&mut rows[at..at + len])));
        at += len;
    }
    if !lines.is_empty() {
        acc.push(Strip::Column(lines));
    }
}

fn prepend(marker: Atom, atom: &mut Atom) {
    atom.text = format!("{} {}", marker.text, atom.text);
    atom.x0 = marker.x0;
    if atom.mark.is_empty() {
        atom.mark = marker.mark;
    }
}

/// A row of atoms as one line.
fn joined(row: Vec<Atom>) -> Option<Atom> {
    let mut atoms = row.into_iter();
    let mut acc = atoms.next()?;
    let mut widest = acc.x1 - acc.x0;
    for atom in atoms {
        if !acc.text.is_empty() && !atom.text.is_empty() {
            acc.text.push(' ');
        }
        acc.text.push_str(&atom.text);
        acc.is_bold &= atom.is_bold;
        acc.x1 = acc.x1.max(atom.x1);
        if atom.x1 - atom.x0 > widest {
            (widest, acc.size) = (atom.x1 - atom.x0, atom.size);
        }
    }
    Some(acc)
}

/// How many rows from the first on are a table; 0 when they are none.
fn table_len(rows: &[Vec<Atom>]) -> usize {
    if rows[0].len() < 2 {
        return 0;
    }
    let mut columns: Vec<(f32, f32)> = Vec::new();
    let mut end = 0;
    let mut n_rows = 0;
    for (idx, row) in rows.iter().enumerate() {
        let is_far = idx > 0 && row[0].y - rows[idx - 1][0].y > 4.0 * row[0].size;
        let mut with = columns.clone();
        row.iter().for_each(|it| widen(&mut with, it));
        // A line of prose reaches over the columns, and a title does where it is not a cell.
        let loses = !columns.is_empty() && with.len() < columns.len().clamp(2, 3);
        let is_alone = row.len() == 1 && with.len() > columns.len();
        if is_far || loses || is_alone || with.len() < row.len().min(2) {
            break;
        }
        columns = with;
        if row.len() > 1 {
            n_rows += 1;
            end = idx + 1;
        } else if n_rows >= 2 && rows.get(idx + 1).is_none_or(|it| it.len() == 1) {
            // A cell may go on in a line of its own; two such lines are no rows.
            let is_tight = row[0].y - rows[idx - 1][0].y < 1.6 * row[0].size;
            let is_first = columns.first().is_some_and(|it| row[0].x0 < it.1 && row[0].x1 > it.0);
            if !is_tight || (is_first && columns.len() < 3) {
                break;
            }
            end = idx + 1;
        }
    }
    if n_rows >= 2 { end } else { 0 }
}

/// Adds the place of a cell to those of the columns; columns that it reaches over become one.
fn widen(columns: &mut Vec<(f32, f32)>, atom: &Atom) {
    let (mut from, mut to) = (atom.x0, atom.x1);
    columns.retain(|it| {
        let is_touched = it.0 < to && from < it.1;
        if is_touched {
            (from, to) = (from.min(it.0), to.max(it.1));
        }
        !is_touched
    });
    columns.push((from, to));
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
}

fn cells(rows: &mut [Vec<Atom>]) -> Vec<Row> {
    let mut columns: Vec<(f32, f32)> = Vec::new();
    rows.iter().flatten().for_each(|it| widen(&mut columns, it));
    let column = |it: &Atom| columns.iter().position(|column| it.x0 < column.1 && column.0 < it.x1).unwrap_or_default();
    let widest = rows.windows(2).map(step).fold(0.0, f32::max);
    let mut acc: Vec<Row> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let len = lines_of_row(&rows[at..], widest, &column);
        let mut cells = vec![String::new(); columns.len()];
        for atom in rows[at..at + len].iter().flatten() {
            if let Some(cell) = cells.get_mut(column(atom)) {
                push_words(cell, &atom.text);
            }
        }
        acc.push(Row { cells });
        at += len;
    }
    acc
}

/// How far the second of two rows stands below the first.
fn step(pair: &[Vec<Atom>]) -> f32 {
    pair[1][0].y - pair[0][0].y
}

/// How many lines the first row has: its cells may go on in lines that stand closer than rows do.
fn lines_of_row(rest: &[Vec<Atom>], widest: f32, column: &impl Fn(&Atom) -> usize) -> usize {
    let is_figure =
        |it: &Atom| it.text.chars().any(|c| c.is_ascii_digit()) && !it.text.chars().any(char::is_alphabetic);
    let mut len = 1;
    for pair in rest.windows(2) {
        let (line, next) = (&pair[0], &pair[1]);
        let size = next[0].size.max(line[0].size);
        let is_tight = step(pair) < 1.6 * size;
        let is_closer = step(pair) * 1.25 < widest;
        let has_leader = line.iter().any(|it| it.text.contains("....") || it.text.contains(". . . ."));
        let has_first = next.iter().any(|it| column(it) == 0);
        // Figures below figures are of another row.
        let has_figures =
            next.iter().any(|it| is_figure(it) && line.iter().any(|up| is_figure(up) && column(up) == column(it)));
        let goes_on = next.iter().any(|it| it.text.starts_with(char::is_lowercase)) || next.len() == 1;
        if !is_tight || has_leader || has_figures || (has_first && !(is_closer && goes_on)) {
            break;
        }
        len += 1;
    }
    len
}

fn push_words(cell: &mut String, words: &str) {
    if !cell.is_empty() && !words.is_empty() {
        cell.push(' ');
    }
    cell.push_str(words);
}

/// Whether it is what an item of a list or a numbered heading begins with: `•`, `–`, `3.`, `(a)`, `2.1`, `iv)`.
pub(super) fn is_marker(text: &str) -> bool {
    let inner = text.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let is_number = |it: &str| !it.is_empty() && it.len() <= 3 && it.bytes().all(|it| it.is_ascii_digit());
    let is_outline = inner.split('.').count() > 1 && inner.split('.').all(is_number);
    let is_letter = matches!(inner.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z']);
    let is_roman = inner.len() <= 5 && !inner.is_empty() && inner.bytes().all(|it| b"ivxIVX".contains(&it));
    is_bullet(text) || is_outline || (inner.len() < text.len() && (is_number(inner) || is_letter || is_roman))
}

pub(super) fn is_bullet(text: &str) -> bool {
    matches!(
        text,
        "•" | "◦"
            | "▪"
            | "▫"
            | "■"
            | "□"
            | "●"
            | "○"
            | "‣"
            | "⁃"
            | "∙"
            | "·"
            | "–"
            | "-"
            | "*"
            | "►"
            | "➢"
            | "✓"
            | "✔"
            | "o"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_short() {
        for text in ["•", "–", "3.", "(a)", "2.1", "2.1.", "iv)", "B."] {
            assert!(is_marker(text), "{text}");
        }
        for text in ["3", "2024.", "and", "a", "", "1234.5"] {
            assert!(!is_marker(text), "{text}");
        }
    }
}
