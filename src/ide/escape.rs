//! Makes text of unknown origin safe to show.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// `text` in one line, with every control, bidirectional and invisible character made visible: `⟨U+202E⟩`.
pub fn visible(text: &str) -> String {
    show(text, false)
}

/// The same with its line ends kept.
pub fn visible_lines(text: &str) -> String {
    show(text, true)
}

/// `text` as Markdown that shows exactly it: visible, and with every ASCII punctuation mark escaped.
pub fn markdown(text: &str) -> String {
    let mut acc = String::new();
    for c in visible(text).chars() {
        if c.is_ascii_punctuation() {
            acc.push('\\');
        }
        acc.push(c);
    }
    acc
}

/// `text` without the characters that no edit of ours may bring into a draft.
pub fn without_controls(text: &str) -> String {
    text.chars().filter(|it| !is_hidden(*it) || matches!(it, '\n' | '\t' | '\u{200c}' | '\u{200d}')).collect()
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

fn show(text: &str, keeps_lines: bool) -> String {
    let mut acc = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' if keeps_lines => acc.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' => acc.push(' '),
            c if is_hidden(c) => {
                let _ = write!(acc, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => acc.push(c),
        }
    }
    acc
}

/// Characters that are not seen, or that change how others are seen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible() {
        assert_eq!(visible("a\u{202e}b\u{0}\r\nc\td"), "a⟨U+202E⟩b⟨U+0000⟩ c d");
        assert_eq!(visible("café — “naïve” 😀"), "café — “naïve” 😀");
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
