//! Where a file gives a key, so that another can be put in its place.

use std::path::Path;

use super::front_matter::{self, split_field, values_of};
use super::metadata::Field;
use crate::text::Span;

/// The places of `key` in a file that gives it: in front matter, a sidecar, a bibliography. In order.
pub fn key_places(path: &Path, text: &str, key: &str) -> Vec<Span> {
    let mut acc = match super::ending(path).as_str() {
        "bib" => in_bibtex(text, key),
        "json" => in_json(text, key),
        "ris" => in_ris(text, key),
        "yaml" | "yml" => in_fields(text, Span::new(0, text.len()), key),
        _ => {
            let start = text.len() - text.trim_start_matches('\u{feff}').len();
            let (_, len) = front_matter::read(&text[start..]);
            let len = if len > 0 { len } else { front_matter::read_head_lines(&text[start..]).1 };
            in_fields(text, Span::new(start, start + len), key)
        }
    };
    acc.sort_unstable();
    acc.dedup();
    acc
}

/// `key: roe2024port`, `- id: "roe2024port"`
fn in_fields(text: &str, within: Span, key: &str) -> Vec<Span> {
    let mut acc = Vec::new();
    for line in within.of(text).split_inclusive('\n') {
        let words = line.trim();
        let words = words.strip_prefix("- ").unwrap_or(words);
        let Some((name, value)) = split_field(words) else { continue };
        let is_key = Field::by_name(name.trim().trim_matches('"')).is_some_and(|it| it.0 == Field::Key);
        if is_key && values_of(value.trim()).first().is_some_and(|it| it == key) {
            acc.extend(value.find(key).map(|idx| span_of(text, &value[idx..idx + key.len()])));
        }
    }
    acc
}

/// `"id": "roe2024port"`, and the remark `Citation Key: roe2024port` of Zotero's.
fn in_json(text: &str, key: &str) -> Vec<Span> {
    let mut acc = Vec::new();
    let mut name = String::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('"').map(|idx| from + idx) {
        let Some(close) = closing_quote(text, open) else { break };
        from = close + 1;
        let inner = Span::new(open + 1, close);
        let words: String = serde_json::from_str(&text[open..=close]).unwrap_or_default();
        if text[from..].trim_start().starts_with(':') {
            name = words;
            continue;
        }
        let is_key = Field::by_name(&name).is_some_and(|it| it.0 == Field::Key);
        if is_key && words == key && inner.of(text) == key {
            acc.push(inner);
        } else if name == "note"
            && let Some(at) = inner.of(text).find("Citation Key:")
        {
            let rest = inner.of(text)[at + "Citation Key:".len()..].trim_start();
            let noted = rest.split(|c: char| c.is_whitespace() || c == '\\').next().unwrap_or_default();
            acc.extend((noted == key).then(|| span_of(text, noted)));
        }
        name.clear();
    }
    acc
}

fn closing_quote(text: &str, open: usize) -> Option<usize> {
    let mut is_escaped = false;
    for (idx, byte) in text.bytes().enumerate().skip(open + 1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(idx),
            _ => {}
        }
    }
    None
}

/// `@article{roe2024port,`, and `crossref = {roe2024port}` of another entry.
fn in_bibtex(text: &str, key: &str) -> Vec<Span> {
    let mut acc = Vec::new();
    for (at, _) in text.match_indices('@') {
        let rest = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let Some(inner) = rest.trim_start().strip_prefix(['{', '(']) else { continue };
        let inner = inner.trim_start();
        let is_end = |it: &str| it.trim_start().starts_with([',', '}', ')']);
        acc.extend(inner.strip_prefix(key).filter(|it| is_end(it)).map(|_| span_of(text, &inner[..key.len()])));
    }
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices("crossref") {
        let Some(value) = text[at + "crossref".len()..].trim_start().strip_prefix('=') else { continue };
        let Some(inner) = value.trim_start().strip_prefix(['{', '"']) else { continue };
        let is_end = |it: &&str| it.starts_with(['}', '"']);
        acc.extend(inner.strip_prefix(key).filter(is_end).map(|_| span_of(text, &inner[..key.len()])));
    }
    acc
}

/// `ID  - roe2024port`
fn in_ris(text: &str, key: &str) -> Vec<Span> {
    let value = |line: &'_ str| -> Option<Span> {
        let rest = line.strip_prefix("ID").or(line.strip_prefix("LB"))?.trim_start().strip_prefix('-')?;
        (rest.trim() == key).then(|| span_of(text, rest.trim()))
    };
    text.lines().filter_map(|it| value(it.trim_start_matches('\u{feff}'))).collect()
}

/// Where a part of the text stands in it.
fn span_of(text: &str, part: &str) -> Span {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(start, start + part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with another key in every place.
    fn renamed(name: &str, text: &str) -> String {
        let mut acc = text.to_owned();
        for span in key_places(Path::new(name), text, "roe24").into_iter().rev() {
            acc.replace_range(span.start..span.end, "NEW");
        }
        acc
    }

    #[test]
    fn a_key_is_found_where_it_is_given() {
        let check = |name: &str, text: &str, expected: &str| assert_eq!(renamed(name, text), expected, "{name}");
        check(
            "a.md",
            "---\ntitle: roe24\ncitekey: \"roe24\" # mine\n---\nkey: roe24\n",
            "---\ntitle: roe24\ncitekey: \"NEW\" # mine\n---\nkey: roe24\n",
        );
        check("a.md", "+++\nkey = 'roe24'\n+++\n", "+++\nkey = 'NEW'\n+++\n");
        check("a.txt", "Title: Port\nKey: roe24\n\nroe24", "Title: Port\nKey: NEW\n\nroe24");
        check("a.pdf.yaml", "title: Port\nkey: roe24\n", "title: Port\nkey: NEW\n");
        check(
            "refs.yaml",
            "references:\n- id: roe24\n  title: A\n- id: roe245\n",
            "references:\n- id: NEW\n  title: A\n- id: roe245\n",
        );
        check(
            "refs.bib",
            "% roe24\n@article{roe24,\n  title = {The @roe24}}\n@book{ roe24b, crossref = {roe24} }\n@misc(x, crossref=\"roe24\")",
            "% roe24\n@article{NEW,\n  title = {The @roe24}}\n@book{ roe24b, crossref = {NEW} }\n@misc(x, crossref=\"NEW\")",
        );
        check(
            "refs.json",
            r#"[{"id": "roe24", "title": "roe24", "note": "x\nCitation Key: roe24\ny"}, {"id":"roe24b"}]"#,
            r#"[{"id": "NEW", "title": "roe24", "note": "x\nCitation Key: NEW\ny"}, {"id":"roe24b"}]"#,
        );
        check(
            "refs.ris",
            "TY  - NEWS\nID  - roe24\nTI  - roe24\nER  - \n",
            "TY  - NEWS\nID  - NEW\nTI  - roe24\nER  - \n",
        );
    }

    #[test]
    fn what_is_broken_has_no_place() {
        for name in ["a.md", "a.yaml", "a.json", "a.bib", "a.ris"] {
            assert_eq!(key_places(Path::new(name), "\"id\": \"roe24 @x{ roe24 é", "roe24"), [], "{name}");
        }
    }
}
