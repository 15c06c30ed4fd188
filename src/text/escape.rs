//! Makes text of unknown origin safe to show.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

use super::{is_hidden, visible};

/// `text` as Markdown that shows exactly it: hidden characters made visible, and every mark escaped that could start
/// something. Marks that are always plain inside a line stay as they are, since Neovim shows the backslashes.
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut acc = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_active(&text, at, c) {
            acc.push('\\');
        }
        acc.push(c);
    }
    acc
}

/// Whether the mark at `at` may mean something in CommonMark, in GitHub's tables, strikethrough and bare addresses, or
/// in mathematics between dollar signs.
fn is_active(text: &str, at: usize, c: char) -> bool {
    let before = &text[..at];
    let after = &text[at + c.len_utf8()..];
    match c {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' | '@' | '!' => true,
        // An entity.
        '&' => after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'),
        // An address that would become a link by itself.
        ':' => after.starts_with("//"),
        '.' => before.to_ascii_lowercase().ends_with("www") || (ends_in_list_number(before) && ends_mark(after)),
        ')' => ends_in_list_number(before) && ends_mark(after),
        // Headings, lists, rules and underlines stand at the start of a line, which a piece of text may be put at.
        '#' | '-' | '+' | '=' => before.chars().all(|c| c == ' ' || c == '#' || c == '-' || c == '+' || c == '='),
        // A URL or table cell is never meant.
        _ => false,
    }
}

/// Whether what follows lets a list mark end: "2.31" is a figure.
fn ends_mark(after: &str) -> bool {
    after.is_empty() || after.starts_with(char::is_whitespace)
}

fn ends_in_list_number(before: &str) -> bool {
    let number = before.trim_start();
    !number.is_empty() && number.len() <= 9 && number.chars().all(|c| c.is_ascii_digit())
}

/// Every line of `text` made visible, its line ends kept.
pub fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// The address of a line of a file (from 0), or of the file; `None` for a path that is not local and absolute.
pub fn file_address(path: &Path, line: Option<u32>) -> Option<String> {
    let path = path.to_str()?;
    let path = path.replace('\\', if cfg!(windows) { "/" } else { "\\" });
    let path: Cow<'_, str> = match path.strip_prefix("//") {
        // A share on another machine, which an editor might go and fetch.
        Some(_) => return None,
        None if path.starts_with('/') => path.into(),
        None if path.get(1..3) == Some(":/") => format!("/{path}").into(),
        None => return None,
    };
    let mut acc = "file://".to_owned();
    percent_encode(&path, b"/-._~", &mut acc);
    if let Some(line) = line {
        let _ = write!(acc, "#L{}", line + 1);
    }
    Some(acc)
}

/// The address of a file by its path from the page that links to it: `../sources/a%20b.md`. No part of it is read as a
/// scheme or a host.
pub fn relative_address(path: &str) -> Option<String> {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    if path.is_empty() || path.starts_with('/') {
        return None;
    }
    let mut acc = String::new();
    percent_encode(&path, b"/-._~", &mut acc);
    Some(acc)
}

/// The address of a file, at a page of it where its kind has pages to open at: PDF. From 1.
pub fn page_address(path: &Path, page: Option<u32>) -> Option<String> {
    let is_pdf = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("pdf"));
    let fragment = page.filter(|_| is_pdf).map(|it| format!("#page={it}")).unwrap_or_default();
    Some(file_address(path, None)? + &fragment)
}

/// A web address fit for a link; `None` for any scheme but http and https.
pub fn web_address(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    if rest.is_empty() || rest.starts_with('/') || rest.contains(|it: char| is_hidden(it) || it == '\\') {
        return None;
    }
    let mut acc = url[..url.len() - rest.len()].to_owned();
    percent_encode(rest, b"/-._~:?#&=%+,;@!$", &mut acc);
    Some(acc)
}

fn percent_encode(text: &str, kept: &[u8], acc: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            acc.push(char::from(byte));
        } else {
            let _ = write!(acc, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_meaning_stay_as_they_are() {
        assert_eq!(
            markdown("Ukraine's plan, 90% done (2026-01): “yes” - no."),
            "Ukraine's plan, 90% done (2026-01): “yes” - no."
        );
        assert_eq!(markdown("*a* [b](c) <d> `e` www.f.gh"), "\\*a\\* \\[b\\](c) \\<d\\> \\`e\\` www\\.f.gh");
        assert_eq!(markdown("1. one"), "1\\. one");
        assert_eq!(markdown("1.5 million"), "1.5 million");
        assert_eq!(markdown("- one"), "\\- one");
        assert_eq!(markdown("see https://x.y"), "see https\\://x.y");
    }

    #[test]
    fn a_path_is_never_read_as_a_scheme_or_a_host() {
        assert_eq!(relative_address("../a b/ü.md").as_deref(), Some("../a%20b/%C3%BC.md"));
        assert_eq!(relative_address("javascript:alert(1)").as_deref(), Some("javascript%3Aalert%281%29"));
        assert_eq!(relative_address("//host/share"), None);
    }

    #[test]
    fn links_lead_to_local_files_and_the_web_only() {
        let address = |it: &str| file_address(Path::new(it), Some(8));
        assert_eq!(address("/a b/(c).md").as_deref(), Some("file:///a%20b/%28c%29.md#L9"));
        assert_eq!(address("//host/share.md"), None);
        assert_eq!(address("relative.md"), None);
        assert_eq!(web_address("https://example.org/a?b=c").as_deref(), Some("https://example.org/a?b=c"));
        assert_eq!(web_address("https://example.org/a)b<c>").as_deref(), Some("https://example.org/a%29b%3Cc%3E"));
        for url in ["javascript:alert(1)", "command:x", "data:text/html,x", "file://host/x", "https:///x", "ftp://x"] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }
}
