//! Standard output: text, JSON and tables.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::{TextStyle, json_text};
use crate::text::visible;

/// Writes text as it is; colours only where they are wanted.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Writes a file of any kind, or text for other programs, byte for byte.
pub(super) fn bytes(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Writes a value as indented JSON.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(out(&json_text(value)?)?)
}

/// How text is laid out on this standard output.
pub(super) fn style() -> TextStyle {
    let width = terminal_size::terminal_size().map_or(100, |it| usize::from(it.0.0));
    // Longer lines are hard to read, however wide the window is. Styles are stripped where nobody wants them.
    TextStyle { is_styled: true, width: width.clamp(40, 120) }
}

/// Rows in columns as wide as their widest cell, under a heading; hidden characters shown.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let clean: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|it| visible(it).into_owned()).collect()).collect();
    let mut widths: Vec<usize> = heading.iter().map(|it| it.width()).collect();
    for row in &clean {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let heading: Vec<String> = heading.iter().map(|it| (*it).to_owned()).collect();
    let mut acc = String::new();
    for row in std::iter::once(&heading).chain(&clean) {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        acc.push_str(line.trim_end());
        acc.push('\n');
    }
    acc
}

/// The same within so many columns of the terminal, where it can be: each column named gives way in turn, down to the
/// width beside it.
pub(super) fn fitted(
    heading: &[&str],
    rows: &[Vec<String>],
    may_shrink: &[(usize, usize)],
    width: Option<usize>,
) -> String {
    let Some(width) = width else { return table(heading, rows) };
    let mut rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|it| visible(it).into_owned()).collect()).collect();
    for (column, least) in may_shrink {
        let width_of = |idx: usize| {
            let cells = rows.iter().filter_map(|row| row.get(idx)).map(|it| it.width());
            cells.chain([heading[idx].width()]).max().unwrap_or(0)
        };
        let all = (0..heading.len()).map(width_of).sum::<usize>() + 2 * heading.len().saturating_sub(1);
        let room = width_of(*column).saturating_sub(all.saturating_sub(width)).max(*least);
        if all > width {
            for cell in rows.iter_mut().filter_map(|row| row.get_mut(*column)) {
                *cell = shortened(cell, room);
            }
        }
    }
    table(heading, &rows)
}

/// The start of a text that is wider than `width`.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut acc = String::new();
    for c in text.chars() {
        if acc.width() + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        acc.push(c);
    }
    format!("{}…", acc.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_their_script() {
        let rows = [vec!["東京".to_owned(), "1".to_owned()], vec!["a\u{202E}".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["name", "n"], &rows), "name       n\n東京       1\na⟨U+202E⟩  22\n");
    }
    #[test]
    fn a_table_fits_the_terminal_where_it_can() {
        let rows = [vec!["a-long-key".to_owned(), "The port of the town".to_owned(), "no date".to_owned()]];
        let check = |width: usize, expected: &str| {
            let text = fitted(&["KEY", "TITLE", "PROBLEMS"], &rows, &[(1, 8), (2, 4)], Some(width));
            assert_eq!(text.lines().nth(1), Some(expected));
        };
        check(80, "a-long-key  The port of the town  no date");
        check(32, "a-long-key  The port…  no date");
        check(10, "a-long-key  The por…  no…");
        assert_eq!(shortened("東京港", 5), "東京…");
    }
}
