//! The fields at the head of a file: `---` front matter as people write it, and `Key: value` lines.

use super::metadata::{Field, set_field};
use crate::corpus::{Given, Metadata};

/// Reads the front matter at the very start of a text, and says how long it is. What cannot be read of it is lost and
/// nothing else.
pub(super) fn read(text: &str) -> (Metadata, usize) {
    let mut lines = text.split_inclusive('\n');
    let fence = lines.next().map(str::trim_end).unwrap_or_default();
    if fence != "---" && fence != "+++" {
        return (Metadata::default(), 0);
    }
    let mut len = fence_len(text);
    let start = len;
    for line in lines {
        len += line.len();
        let line_end = line.trim_end();
        if line_end == fence || (fence == "---" && line_end == "...") {
            let fields = fields(&text[start..len - line.len()]);
            // A rule, a paragraph and another rule are not front matter.
            return if fields.is_empty() { (Metadata::default(), 0) } else { (metadata(fields), len) };
        }
    }
    (Metadata::default(), 0)
}

/// Reads a file that is nothing but fields, with fences around them or without.
pub(super) fn read_fields(text: &str) -> Metadata {
    let (fenced, len) = read(text);
    if len > 0 { fenced } else { metadata(fields(text.strip_prefix("---").unwrap_or(text))) }
}

fn fence_len(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |it| it + 1)
}

/// Reads two and more `Key: value` lines at the start of a plain text, as exports write them.
pub(super) fn read_head_lines(text: &str) -> (Metadata, usize) {
    let mut len = 0;
    let mut acc = Vec::new();
    for line in text.split_inclusive('\n') {
        let field = line.split_once(':').and_then(|(key, value)| {
            let value = value.trim();
            Field::by_name(key).filter(|_| !value.is_empty()).map(|_| (key.to_string(), vec![unquote(value)]))
        });
        match field {
            Some(field) => acc.push(field),
            None if line.trim().is_empty() && acc.is_empty() => {}
            None => break,
        }
        len += line.len();
    }
    if acc.len() < 2 { (Metadata::default(), 0) } else { (metadata(acc), len) }
}

/// What fields by their names say, the better of two synonyms first.
pub(super) fn metadata(fields: Vec<(String, Vec<String>)>) -> Metadata {
    let mut metadata = Metadata::default();
    let mut fields: Vec<_> =
        fields.into_iter().filter_map(|(key, values)| Some((Field::by_name(&key)?, values))).collect();
    // The better of two synonyms comes first and stays.
    fields.sort_by_key(|it| it.0.1);
    for ((field, _), values) in fields {
        set_field(&mut metadata, field, &values);
    }
    metadata.given = Given::of(&metadata);
    metadata
}

/// Flat `key: value` (or `key = value`) lines, with lists in brackets or on lines of their own, folded values and one
/// level of nesting.
fn fields(text: &str) -> Vec<(String, Vec<String>)> {
    let mut acc: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_folded = false;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() || (words.starts_with('#') && !is_folded) {
            continue;
        }
        let is_nested = line.starts_with([' ', '\t']);
        if is_nested && is_folded {
            if let Some((_, values)) = acc.last_mut() {
                match values.first_mut() {
                    Some(value) => *value = format!("{value} {words}"),
                    None => values.push(words.to_string()),
                }
            }
            continue;
        }
        if let Some(item) = words.strip_prefix("- ") {
            if let Some((_, values)) = acc.last_mut() {
                // `- name: Jane Roe` lists people as tables.
                let item = item.strip_prefix("name:").unwrap_or(item);
                values.push(unquote(item.trim()));
            }
            continue;
        }
        let Some((key, value)) = split_field(words) else { continue };
        let value = value.trim();
        is_folded = matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+");
        let key = unquote(key.trim());
        match (is_nested, acc.last_mut()) {
            // `url:` with `value:` and `date:` below it, `author:` with `name:`.
            (true, Some((_, values))) if matches!(key.as_str(), "value" | "name") && values.is_empty() => {
                values.push(unquote(value));
            }
            (true, Some((parent, _))) => {
                let key = format!("{parent}.{key}");
                acc.push((key, values_of(value)));
            }
            _ if is_folded => acc.push((key, Vec::new())),
            _ => acc.push((key, values_of(value))),
        }
    }
    acc
}

/// The key ends at the first colon before space, or at an equals sign.
pub(super) fn split_field(words: &str) -> Option<(&str, &str)> {
    let end = words.find([':', '='])?;
    let (key, value) = (&words[..end], &words[end + 1..]);
    let is_key =
        !key.trim().is_empty() && key.len() <= 40 && !key.trim().contains(['"', '[', '{']) | key.starts_with('"');
    let is_open = value.is_empty() || value.starts_with([' ', '\t', '"', '\'', '[']);
    (is_key && is_open).then_some((key, value))
}

pub(super) fn values_of(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    if let Some(list) = value.strip_prefix('[').and_then(|it| it.strip_suffix(']')).filter(|it| !it.starts_with('[')) {
        return split_list(list).into_iter().map(|it| unquote(it.trim())).filter(|it| !it.is_empty()).collect();
    }
    vec![unquote(value)]
}

/// Splits at the commas outside of quotation marks.
fn split_list(list: &str) -> Vec<&str> {
    let mut acc = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (idx, c) in list.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') if list[start..idx].trim().is_empty() => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, ',') => {
                acc.push(&list[start..idx]);
                start = idx + 1;
            }
            _ => {}
        }
    }
    acc.push(&list[start..]);
    acc
}

/// A scalar without its quotation marks or the comment after it.
fn unquote(value: &str) -> String {
    let value = value.trim();
    if let Some(rest) = value.strip_prefix('"') {
        let mut acc = String::new();
        let mut chars = rest.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => acc.push(match chars.next() {
                    Some('n' | 't') | None => ' ',
                    Some(c) => c,
                }),
                c => acc.push(c),
            }
        }
        return acc;
    }
    if let Some(rest) = value.strip_prefix('\'') {
        let end = rest.replace("''", "\u{1}\u{1}").find('\'').unwrap_or(rest.len());
        return rest[..end].replace("''", "'");
    }
    value.split(" #").next().unwrap_or_default().trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_lists_quotes_and_nesting_are_read() {
        let text = "---\n\
            headline: \"Ships: a \\\"short\\\" list\"   # seen\n\
            by:\n  - Jane Roe\n  - '[[John Doe]]'\n\
            outlet: The Harbour Post\n\
            published: 3 March 2024\n\
            source: https://example.org/a?b=1#c\n\
            created: 2024-03-05T10:00:00Z\n\
            citekey: ships24\n\
            aliases: [\"Ships, the list\", Fleet]\n\
            reliability: b2\n\
            summary: >\n  What sails\n  where\n\
            ---\nText.";
        let (metadata, len) = read(text);
        assert_eq!(&text[len..], "Text.");
        let expected = Metadata {
            key: Some("ships24".into()),
            title: Some("Ships: a \"short\" list".into()),
            authors: vec!["Jane Roe".into(), "John Doe".into()],
            publisher: Some("The Harbour Post".into()),
            date: Some("2024-03-03".into()),
            url: Some("https://example.org/a?b=1#c".into()),
            accessed: Some("2024-03-05".into()),
            reliability: Some("B2".into()),
            descriptor: Some("What sails where".into()),
            aliases: vec!["Ships, the list".into(), "Fleet".into()],
            language: None,
            given: metadata.given,
        };
        assert_eq!(metadata, expected);
    }

    #[test]
    fn the_better_synonym_wins_and_a_source_may_be_an_outlet() {
        let (metadata, _) = read(
            "---\nyear: 2020\ndate: 2021-05\nsource: Reuters\nurl:\n  value: https://a.example\n  date: 2022-01-02\n---\n",
        );
        assert_eq!(metadata.date.as_deref(), Some("2021-05"));
        assert_eq!(metadata.publisher.as_deref(), Some("Reuters"));
        assert_eq!(metadata.url.as_deref(), Some("https://a.example"));
        assert_eq!(metadata.accessed.as_deref(), Some("2022-01-02"));
    }

    #[test]
    fn toml_front_matter_is_read() {
        let (metadata, len) = read("+++\ntitle = \"Ships\"\ndate = 2024-03-02\n+++\n");
        assert_eq!((metadata.title.as_deref(), metadata.date.as_deref(), len), (Some("Ships"), Some("2024-03-02"), 42));
    }

    #[test]
    fn what_is_broken_costs_itself_only() {
        let (metadata, _) = read("---\n: : :\n[[[\ntitle: Ships\ntags: [a, b\n  - x\n\"\n---\nText.");
        assert_eq!(metadata.title.as_deref(), Some("Ships"));
        assert_eq!(read("---\ntitle: never closed\n").1, 0);
        assert_eq!(read("---\n\nA paragraph between rules.\n\n---\n").1, 0);
    }

    #[test]
    fn head_lines_of_plain_text_are_fields_when_there_are_two() {
        let (metadata, len) = read_head_lines("Title: Ships\nSource: Reuters\nDate: March 3, 2024\n\nText: more.");
        assert_eq!((metadata.title.as_deref(), metadata.publisher.as_deref()), (Some("Ships"), Some("Reuters")));
        assert_eq!((metadata.date.as_deref(), len), (Some("2024-03-03"), 49));
        assert_eq!(read_head_lines("Note: one line.\nText.").1, 0);
    }
}
