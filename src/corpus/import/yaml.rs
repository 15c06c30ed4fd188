//! YAML as people and reference managers write it: mappings, lists, quoted and folded text. Anchors, tags and several
//! documents in a file are left alone; every scalar is read as text.

use serde_json::{Map, Value};

/// What is nested deeper than this is no bibliography.
const DEEPEST: usize = 16;

/// How many lines one text between quotation marks or brackets may have; each is looked at again with every further one.
const MOST_LINES: usize = 100;

/// A line of a file, in its place.
#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    /// Without the space around it.
    text: &'a str,
}

struct Reader<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
}

/// The value that a file holds; `None` when it holds none. What cannot be understood of it is left out.
pub(super) fn read(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    let is_mark = |it: &&str| matches!(it.trim_end(), "---") || it.starts_with('%');
    let lines = text.lines().skip_while(|it| it.trim().is_empty() || is_mark(it) || it.starts_with('#'));
    let lines = lines.take_while(|it| !matches!(it.trim_end(), "---" | "..."));
    let lines = lines.map(|it| Line { indent: it.len() - it.trim_start_matches(' ').len(), text: it.trim() }).collect();
    let mut reader = Reader { lines, at: 0 };
    let value = reader.block(0, 0);
    (!value.is_null()).then_some(value)
}

impl<'a> Reader<'a> {
    /// The next line that says something.
    fn next(&mut self) -> Option<Line<'a>> {
        while let Some(line) = self.lines.get(self.at) {
            if !line.text.is_empty() && !line.text.starts_with('#') {
                return Some(*line);
            }
            self.at += 1;
        }
        None
    }

    /// The list, mapping or text that starts at the next line, if that stands at `least` or further in.
    fn block(&mut self, least: usize, depth: usize) -> Value {
        let Some(first) = self.next().filter(|it| it.indent >= least) else { return Value::Null };
        if depth > DEEPEST {
            self.skip(first.indent);
            return Value::Null;
        }
        if is_item(first.text) {
            return self.list(first.indent, depth);
        }
        match split_key(first.text) {
            Some(_) => self.mapping(first.indent, depth),
            None => {
                self.at += 1;
                self.scalar(first.text, least, depth)
            }
        }
    }

    /// Leaves the lines at `indent` and further in behind.
    fn skip(&mut self, indent: usize) {
        while self.next().is_some_and(|it| it.indent >= indent) {
            self.at += 1;
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Value {
        let mut acc = Vec::new();
        while let Some(line) = self.next().filter(|it| it.indent == indent && is_item(it.text)) {
            let rest = line.text[1..].trim_start();
            let inner = indent + line.text.len() - rest.len();
            if rest.is_empty() {
                self.at += 1;
                acc.push(self.block(indent + 1, depth + 1));
            } else if is_item(rest) || (split_key(rest).is_some() && !rest.starts_with(['[', '{'])) {
                // What follows the dash is a block of its own, further in.
                self.lines[self.at] = Line { indent: inner, text: rest };
                acc.push(self.block(inner, depth + 1));
            } else {
                self.at += 1;
                acc.push(self.scalar(rest, indent + 1, depth));
            }
        }
        Value::Array(acc)
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Value {
        let mut acc = Map::new();
        while let Some(line) = self.next().filter(|it| it.indent >= indent) {
            self.at += 1;
            let entry = split_key(line.text).filter(|_| line.indent == indent && !is_item(line.text));
            // A stray line costs itself only.
            let Some((key, rest)) = entry else { continue };
            let value = match rest {
                "" => {
                    let next = self.next();
                    // A list may stand as far out as its key.
                    let is_list = next.is_some_and(|it| it.indent == indent && is_item(it.text));
                    self.block(if is_list { indent } else { indent + 1 }, depth + 1)
                }
                rest => self.scalar(rest, indent + 1, depth),
            };
            acc.entry(unquoted(key)).or_insert(value);
        }
        Value::Object(acc)
    }

    /// A value that starts with `first` and may go on in lines at `least` and further in.
    fn scalar(&mut self, first: &str, least: usize, depth: usize) -> Value {
        if let Some(mark) = first.chars().next().filter(|it| matches!(it, '|' | '>')) {
            let is_header = first.chars().skip(1).all(|it| matches!(it, '+' | '-' | '0'..='9' | ' '));
            if is_header || first.contains(" #") {
                return Value::String(self.text_block(mark, least));
            }
        }
        let mut words = first.to_owned();
        let goes_on = |words: &str| match words.chars().next() {
            Some('[' | '{') => !is_closed(words),
            Some(quote @ ('"' | '\'')) => quoted_end(words, quote).is_none(),
            _ => true,
        };
        let is_plain = !words.starts_with(['[', '{', '"', '\'']);
        for _ in 0..MOST_LINES {
            if !goes_on(&words) {
                break;
            }
            let Some(line) = self.next().filter(|it| it.indent >= least) else { break };
            // A comment ends a plain text.
            if is_plain && (words.contains(" #") || split_key(line.text).is_some()) {
                break;
            }
            words.push(' ');
            words.push_str(line.text);
            self.at += 1;
        }
        match words.starts_with(['[', '{']) {
            true => Flow { rest: &words }.value(depth),
            false => Value::String(unquoted(&words)),
        }
    }

    /// `|` keeps the ends of lines, `>` folds them.
    fn text_block(&mut self, mark: char, least: usize) -> String {
        let mut acc: Vec<&str> = Vec::new();
        while let Some(line) = self.lines.get(self.at).filter(|it| it.indent >= least || it.text.is_empty()) {
            acc.push(line.text);
            self.at += 1;
        }
        acc.join(if mark == '|' { "\n" } else { " " }).trim().to_owned()
    }
}

/// `[a, b]` and `{a: b}`.
struct Flow<'a> {
    rest: &'a str,
}

impl Flow<'_> {
    fn value(&mut self, depth: usize) -> Value {
        self.rest = self.rest.trim_start();
        let Some(open) = self.rest.chars().next().filter(|it| matches!(it, '[' | '{')) else {
            return Value::String(unquoted(self.word()));
        };
        self.rest = &self.rest[1..];
        let close = if open == '[' { ']' } else { '}' };
        let (mut list, mut map) = (Vec::new(), Map::new());
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let Some(next) = self.rest.chars().next() else { break };
            if next == close || depth > DEEPEST {
                self.rest = &self.rest[next.len_utf8()..];
                break;
            }
            if matches!(next, ']' | '}') {
                // Closed by the wrong mark.
                self.rest = &self.rest[1..];
                continue;
            }
            if open == '[' {
                list.push(self.value(depth + 1));
                continue;
            }
            let key = unquoted(self.key());
            map.entry(key).or_insert(self.value(depth + 1));
        }
        if open == '[' { Value::Array(list) } else { Value::Object(map) }
    }

    /// Up to the mark that ends a value.
    fn word(&mut self) -> &str {
        let len = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_end(self.rest, quote).unwrap_or(self.rest.len()),
            _ => self.rest.find([',', ']', '}']).unwrap_or(self.rest.len()),
        };
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest;
        word
    }

    /// Up to the colon behind a key.
    fn key(&mut self) -> &str {
        let from = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_end(self.rest, quote).unwrap_or(0),
            _ => 0,
        };
        let len = self.rest[from..].find([':', ',', '}']).map_or(self.rest.len(), |it| from + it);
        let (key, rest) = self.rest.split_at(len);
        self.rest = rest.strip_prefix(':').unwrap_or(rest);
        key
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// `key: value`, the value without the space around it and empty where it stands below.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let from = match text.chars().next()? {
        quote @ ('"' | '\'') => quoted_end(text, quote)?,
        '[' | '{' => return None,
        _ => 0,
    };
    let colon = text[from..].char_indices().map(|it| from + it.0).find(|idx| {
        let rest = text[*idx..].strip_prefix(':');
        rest.is_some_and(|it| it.is_empty() || it.starts_with(' '))
    })?;
    let value = text[colon + 1..].trim();
    Some((&text[..colon], if value.starts_with('#') { "" } else { value }))
}

/// Where a text between quotation marks ends, behind them.
fn quoted_end(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((idx, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => _ = chars.next(),
            c if c == quote => match chars.peek() {
                // `''` is a mark of the text.
                Some((_, next)) if quote == '\'' && *next == '\'' => _ = chars.next(),
                _ => return Some(idx + 1),
            },
            _ => {}
        }
    }
    None
}

/// Whether every bracket is closed that is opened outside of quotation marks.
fn is_closed(text: &str) -> bool {
    let mut depth = 0i32;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' | '\'' => {
                let Some(len) = quoted_end(&text[at..], c) else { return false };
                at += len;
                continue;
            }
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    depth <= 0
}

/// A scalar without its quotation marks, or without the comment behind it.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    let Some(quote) = quote else {
        return text.split(" #").next().unwrap_or_default().trim().to_owned();
    };
    let end = quoted_end(text, quote).map_or(text.len(), |it| it - 1);
    let inner = text.get(1..end).unwrap_or_default();
    if quote == '\'' {
        return inner.replace("''", "'");
    }
    let mut acc = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 't' | 'r')) => acc.push(' '),
            ('\\', Some('u')) => {
                let code = chars.as_str().get(..4).and_then(|it| u32::from_str_radix(it, 16).ok());
                if let Some(decoded) = code.and_then(char::from_u32) {
                    acc.push(decoded);
                    chars.nth(3);
                }
            }
            ('\\', Some(escaped)) => acc.push(escaped),
            (c, _) => acc.push(c),
        }
    }
    acc
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bibliography_of_pandoc_is_read() {
        let text = "---\nreferences:\n- id: roe2024 # a key\n  type: article-newspaper\n  title: 'The Port: it''s open'\n  \
            author:\n  - family: Roe\n    given: Jane\n  - {family: Berg, given: \"Jan, M.\"}\n  \
            issued:\n    date-parts:\n    - - 2024\n      - 3\n      - 2\n  URL: https://example.org/a#b\n  \
            abstract: |\n    Long: text\n\n    # and more\n  container-title: >-\n    The Harbour\n    Post\n\
            \n# another\n- id: two\n  issued: {date-parts: [[2020]]}\n  title: Ships that\n    sail\n...\nid: three\n";
        let expected = json!({"references": [
            {"id": "roe2024", "type": "article-newspaper", "title": "The Port: it's open",
             "author": [{"family": "Roe", "given": "Jane"}, {"family": "Berg", "given": "Jan, M."}],
             "issued": {"date-parts": [["2024", "3", "2"]]}, "URL": "https://example.org/a#b",
             "abstract": "Long: text\n\n# and more", "container-title": "The Harbour Post"},
            {"id": "two", "issued": {"date-parts": [["2020"]]}, "title": "Ships that sail"},
        ]});
        assert_eq!(read(text), Some(expected));
    }

    #[test]
    fn fields_and_lists_of_a_sidecar_are_read() {
        let text = "title: Ships: a list\nby: [Jane Roe, \"Doe, John\"]\naliases:\n  - fleet\n  -   'the\n    ships'\n\
            \"reliability\": B2\nempty:\nlast: \"a \\\"b\\\" \\u00e9\"\n";
        let expected = json!({"title": "Ships: a list", "by": ["Jane Roe", "Doe, John"], "aliases": ["fleet", "the ships"],
            "reliability": "B2", "empty": null, "last": "a \"b\" é"});
        assert_eq!(read(text), Some(expected));
        assert_eq!((read(""), read("# nothing\n---\n")), (None, None));
        assert_eq!(read("just words"), Some(json!("just words")));
    }

    #[test]
    fn what_is_broken_or_deep_is_no_danger() {
        for text in [
            "a: [b, {c: d",
            "a: \"open\nb: c",
            "- \n -\n  - a: b\n c",
            "a: }]",
            "[",
            "{a",
            "? x\n: y",
            "a:\n\tb: c",
            "- - - -",
        ] {
            read(text);
        }
        let nested: String = (0..5000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
        read(&nested);
        read(&"- ".repeat(50_000));
        read(&format!("a: {}", "[".repeat(100_000)));
        read(&format!("a: {}", "{b: ".repeat(50_000)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
            read(&pieces.concat());
        }
    }

    const PIECES: &[&str] = &[
        "\n", "  ", "- ", "a", ": ", "b:", "[", "]", "{", "}", ",", "\"", "'", "\\", "#", " #", "|", ">", "é", "---",
        "\n  ", "\n- ", "\t", "\r\n", "''", "\\u00e", "…",
    ];
}
