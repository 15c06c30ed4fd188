//! Filing a document: what its file is called, and its metadata written into it or beside it.

use super::front_matter;
use super::metadata::{Field, set_field};
use super::sniff::sniff;
use crate::corpus::{Given, Metadata};
use crate::text::{is_hidden, squeezed};

/// The longest name of a file, in bytes, its ending included; file systems take 255, and sync programs add to it.
const LONGEST_NAME: usize = 120;

/// A field of metadata as the user types it, `None` where it cannot be understood: a date that is none.
pub fn read_field(name: &str, values: &[String]) -> Option<Metadata> {
    let (field, _) = Field::by_name(name)?;
    let mut acc = Metadata::default();
    set_field(&mut acc, field, values);
    acc.given = Given::of(&acc);
    (!acc.given.is_none()).then_some(acc)
}

/// What a document is called among the sources: `2024-03-02 Reuters - Title.pdf` as far as it is known; `fallback` where
/// hardly anything is.
pub fn file_name(metadata: &Metadata, fallback: Option<&str>, ending: &str) -> String {
    // Between publisher and title stands the same mark.
    let part = |it: &Option<String>| it.as_deref().map(|it| safe(it).replace(" - ", ", ")).filter(|it| !it.is_empty());
    let date = metadata.date.clone();
    let (publisher, title) = (part(&metadata.publisher), part(&metadata.title));
    let stem = match (date, publisher, title) {
        (Some(date), Some(publisher), Some(title)) if date.len() > 4 => format!("{date} {publisher} - {title}"),
        // A bare year is not told from a number of the title.
        (Some(date), None, Some(title)) if date.len() == 10 => format!("{date} {title}"),
        (_, _, title) => {
            fallback.map(safe).filter(|it| !it.is_empty()).or(title).unwrap_or_else(|| "source".to_owned())
        }
    };
    cut(&stem, ending)
}

/// A name that the user chose, made safe. Its own ending counts when it is the document's.
pub fn chosen_name(name: &str, ending: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, own)) if own.eq_ignore_ascii_case(ending) => stem,
        _ => name,
    };
    let stem = safe(stem);
    cut(if stem.is_empty() { "source" } else { &stem }, ending)
}

/// The same name with a number, for where there is another file of that name.
pub fn numbered(name: &str, n: usize) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let mark = format!(" ({n})");
    let room = LONGEST_NAME.saturating_sub(mark.len() + ending.len() + 1);
    format!("{}{mark}.{ending}", shortened(stem, room))
}

/// Words that every file system takes for a name: no separators, nothing hidden, no dot or space at either end, none of
/// the names that Windows keeps for itself.
fn safe(words: &str) -> String {
    let words: String = words
        .chars()
        .filter(|c| !is_hidden(*c) || c.is_whitespace())
        .map(|c| match c {
            '/' | '\\' | '|' | ':' => '-',
            '"' => '\'',
            '*' | '?' | '<' | '>' | '\0' => ' ',
            c if c.is_whitespace() || c.is_control() => ' ',
            c => c,
        })
        .collect();
    let words = squeezed(&words);
    // A name in dots is hidden, and one that starts with a dash is taken for an option.
    let words = words.trim_matches(['.', ' ']).trim_start_matches(['-', '~', '.', ' ']);
    let device = words.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_device = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || device.strip_prefix("COM").or(device.strip_prefix("LPT")).is_some_and(|it| it.len() == 1 && it != "0");
    if is_device { format!("_{words}") } else { words.to_owned() }
}

fn cut(stem: &str, ending: &str) -> String {
    let room = LONGEST_NAME.saturating_sub(ending.len() + 1);
    format!("{}.{ending}", shortened(stem, room))
}

/// The words of a name that fit.
fn shortened(stem: &str, room: usize) -> &str {
    if stem.len() <= room {
        return stem;
    }
    let end = (0..=room).rev().find(|it| stem.is_char_boundary(*it)).unwrap_or(0);
    let head = &stem[..end];
    let words = head.rsplit_once(' ').map_or(head, |it| it.0);
    // A single long word is cut anywhere.
    let kept = if words.len() * 2 < room { head } else { words };
    kept.trim_end_matches(['.', ' ', ',', '-'])
}

/// The metadata as lines of YAML.
pub fn yaml(metadata: &Metadata) -> String {
    lines(metadata, ": ")
}

fn lines(metadata: &Metadata, mark: &str) -> String {
    let is_toml = mark.contains('=');
    let value = |it: &str| scalar(it, is_toml);
    let mut acc = String::new();
    let mut line = |name: &str, words: String| acc += &format!("{name}{mark}{words}\n");
    let fields = [
        ("key", &metadata.key),
        ("title", &metadata.title),
        ("publisher", &metadata.publisher),
        ("date", &metadata.date),
        ("url", &metadata.url),
        ("accessed", &metadata.accessed),
        ("reliability", &metadata.reliability),
        ("descriptor", &metadata.descriptor),
    ];
    for (name, field) in fields {
        if let Some(words) = field {
            line(name, value(words));
        }
        if name == "title" {
            match metadata.authors.as_slice() {
                [] => {}
                [author] => line("author", value(author)),
                authors => {
                    let all: Vec<String> = authors.iter().map(|it| scalar(it, true)).collect();
                    line("authors", format!("[{}]", all.join(", ")));
                }
            }
        }
    }
    if !metadata.aliases.is_empty() {
        let all: Vec<String> = metadata.aliases.iter().map(|it| scalar(it, true)).collect();
        line("aliases", format!("[{}]", all.join(", ")));
    }
    acc
}

/// A value, between quotation marks where it could be taken for something else.
fn scalar(words: &str, is_quoted: bool) -> String {
    let words: String = squeezed(words).chars().filter(|c| !is_hidden(*c)).collect();
    let is_plain = words.starts_with(char::is_alphanumeric)
        && !words.contains(": ")
        && !words.contains(" #")
        && !words.ends_with(':')
        && !matches!(words.to_lowercase().as_str(), "true" | "false" | "yes" | "no" | "null" | "on" | "off");
    match is_plain && !is_quoted {
        true => words,
        false => format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// The text with this metadata in its front matter, which is made where there is none; a field that it has already is
/// replaced.
pub fn with_front_matter(text: &str, said: &Metadata) -> String {
    if said.given.is_none() {
        return text.to_owned();
    }
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let (_, len) = front_matter::read(body);
    if len > 0 {
        let fence_len = body.find('\n').map_or(body.len(), |it| it + 1);
        let (fence, rest) = body.split_at(fence_len);
        let (old, after) = rest.split_at(len - fence_len);
        let sign = if fence.starts_with('+') { " = " } else { ": " };
        let new = lines(said, sign).replace('\n', end);
        return format!("{mark}{fence}{new}{}{after}", without(old, said));
    }
    // Lines such as "Title: The Port" would no longer be read behind front matter.
    let (head, len) = front_matter::read_head_lines(body);
    let mut all = head;
    all.given = Given::default();
    crate::corpus::lay_over(&mut all, said);
    let new = lines(&all, ": ").replace('\n', end);
    let rest = body[len..].trim_start_matches(['\r', '\n']);
    format!("{mark}---{end}{new}---{end}{end}{rest}")
}

/// The lines of front matter but for those of fields that are given anew.
fn without(old: &str, said: &Metadata) -> String {
    let mut acc = String::new();
    let mut is_dropped = false;
    for line in old.split_inclusive('\n') {
        let goes_on = line.starts_with([' ', '\t', '-']) && !line.starts_with("---");
        if !goes_on {
            let name = line.split([':', '=']).next().unwrap_or_default().trim().trim_matches('"');
            is_dropped = Field::by_name(name).is_some_and(|it| is_said(said, it.0));
        }
        if !is_dropped {
            acc.push_str(line);
        }
    }
    acc
}

fn is_said(said: &Metadata, field: Field) -> bool {
    match field {
        Field::Key => said.key.is_some(),
        Field::Title => said.title.is_some(),
        Field::Author => !said.authors.is_empty(),
        Field::Publisher => said.publisher.is_some(),
        Field::Date => said.date.is_some(),
        Field::Url => said.url.is_some(),
        // An address or an outlet; the better names go before it.
        Field::Source | Field::Aliases | Field::Language => false,
        Field::Accessed => said.accessed.is_some(),
        Field::Reliability => said.reliability.is_some(),
        Field::Descriptor => said.descriptor.is_some(),
    }
}

/// The ending of a document that has no name, by its bytes.
pub fn sniffed_ending(bytes: &[u8]) -> &'static str {
    match sniff(bytes) {
        // Its reader says what is wrong with it.
        Some("zip" | "ole") => "docx",
        Some(found) => found,
        None => text_ending(&bytes[..bytes.len().min(4096)]),
    }
}

fn text_ending(head: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lower = text.to_lowercase();
    // A part of a page, as it is copied out of a browser.
    if ["<head", "<body", "<article"].iter().any(|it| lower.starts_with(it)) {
        return "html";
    }
    let is_mail = ["from:", "received:", "return-path:", "delivered-to:", "message-id:", "mime-version:"];
    if is_mail.iter().any(|it| lower.starts_with(it)) && lower.contains("\nsubject:") && lower.contains("message-id:") {
        return "eml";
    }
    let is_markdown =
        text.starts_with("---\n") || text.starts_with("# ") || text.contains("](") || text.contains("\n#");
    if is_markdown { "md" } else { "txt" }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::import::import;

    fn metadata(date: &str, publisher: &str, title: &str) -> Metadata {
        let given = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        let mut acc =
            Metadata { date: given(date), publisher: given(publisher), title: given(title), ..Metadata::default() };
        acc.given = Given::of(&acc);
        acc
    }

    #[test]
    fn a_file_is_called_by_what_is_known() {
        let check = |[date, publisher, title]: [&str; 3], fallback: Option<&str>, expected: &str| {
            assert_eq!(file_name(&metadata(date, publisher, title), fallback, "pdf"), expected);
        };
        check(["2024-03-02", "Reuters", "Ships: a list"], Some("x"), "2024-03-02 Reuters - Ships- a list.pdf");
        check(["2024-03-02", "", "Ships"], Some("x"), "2024-03-02 Ships.pdf");
        check(["2024", "Reuters", "Ships"], Some("my x"), "my x.pdf");
        check(["", "", "Ships"], None, "Ships.pdf");
        check(["", "", ""], None, "source.pdf");
        check(["2024-03-02", "A - B", "../../etc/passwd\0"], None, "2024-03-02 A, B - etc-passwd.pdf");
        check(["", "", "CON"], None, "_CON.pdf");
        check(["", "", "..hidden\u{202e}\u{200b} name. "], None, "hidden name.pdf");
        check(["", "", "-rf *"], None, "rf.pdf");
        check(["", "", "COM1.txt"], None, "_COM1.txt.pdf");
        check(["", "", "Common ground"], None, "Common ground.pdf");
    }

    #[test]
    fn a_name_is_no_longer_than_file_systems_like() {
        let long = file_name(&metadata("2024-03-02", "Reuters", &"sea harbour ".repeat(40)), None, "html");
        assert!(long.len() <= LONGEST_NAME && long.ends_with(" sea.html"), "{long}");
        let wide = file_name(&metadata("", "", &"港".repeat(200)), None, "html");
        assert!(wide.len() <= LONGEST_NAME && wide.len() > 110, "{wide}");
        let next = numbered(&long, 12);
        assert!(next.len() <= LONGEST_NAME && next.ends_with(" (12).html"), "{next}");
    }

    #[test]
    fn what_was_named_is_read_from_the_name() {
        let name = file_name(&metadata("2024-03-02", "The Harbour Post", "Ten ships"), None, "md");
        let read = import(Path::new(&name), b"It opened in March.").expect("a passage").metadata;
        assert_eq!((read.date.as_deref(), read.publisher.as_deref()), (Some("2024-03-02"), Some("The Harbour Post")));
        assert_eq!(chosen_name("Port.PDF", "pdf"), "Port.pdf");
        assert_eq!(chosen_name("port 2.0", "pdf"), "port 2.0.pdf");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let said = Metadata {
            authors: vec!["Jane Roe".into(), "Garcia Lopez, Maria".into()],
            url: Some("https://example.org/a?b=1#c".into()),
            reliability: Some("B2".into()),
            ..metadata("2024-03-02", "Post: \"Harbour\"", "# Ships: a #list")
        };
        let said = Metadata { given: Given::of(&said), ..said };
        for text in [
            "It opened in March.\n",
            "---\ntitle: Old\nauthors:\n  - Old Name\n  - Older\nlang: en\n---\nIt opened in March.\n",
            "+++\ntitle = \"Old\"\n+++\nIt opened in March.\n",
            "\u{feff}Title: Old\r\nDate: 2020-01-01\r\n\r\nIt opened in March.\r\n",
        ] {
            let filed = with_front_matter(text, &said);
            let extract = import(Path::new("a.md"), filed.as_bytes()).expect("a passage");
            let read = &extract.metadata;
            assert_eq!((&read.title, &read.authors), (&said.title, &said.authors), "{filed}");
            assert_eq!((&read.date, &read.publisher, &read.url), (&said.date, &said.publisher, &said.url), "{filed}");
            assert_eq!(extract.passages.len(), 1, "{filed}");
            assert!(!filed.contains("Old"), "{filed}");
        }
        let kept = with_front_matter("---\nlang: en\ntitle: Old\n---\nText.\n", &said);
        assert!(kept.contains("lang: en\n"), "{kept}");
        assert_eq!(with_front_matter("Text.", &Metadata::default()), "Text.");
    }

    #[test]
    fn documents_without_a_name_are_told_apart() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(sniffed_ending(bytes), expected);
        check(b"%PDF-1.7\n", "pdf");
        check(b"  <!DOCTYPE HTML><title>x</title>", "html");
        check(b"<!-- saved --><html>", "html");
        check(b"<article><p>It opened.</p></article>", "html");
        check(b"PK\x03\x04 and then it broke off", "docx");
        check(b"\x89PNG\r\n\x1a\n", "png");
        check(b"{\\rtf1", "rtf");
        check(b"From: ann@example.org\nSubject: Ships\nMessage-ID: <1>\n\nText", "eml");
        check(b"From: the harbour we saw ships.", "txt");
        check(b"# The Port\n\nIt opened.", "md");
        check(b"See [the port](https://example.org).", "md");
        check(b"It is < 5 and > 3.", "txt");
        check(b"", "txt");
    }
}
