//! Standard output: text, JSON and tables.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::output::{TextStyle, json_text};
use crate::text::visible;

/// Writes text as it is; colours only where they are wanted.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
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

/// "1 source", "2 sources"
pub(super) fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_their_script() {
        let rows = [vec!["東京".to_owned(), "1".to_owned()], vec!["a\u{202E}".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["name", "n"], &rows), "name       n\n東京       1\na⟨U+202E⟩  22\n");
    }
}
