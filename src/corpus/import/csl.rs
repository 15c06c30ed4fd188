//! CSL-JSON, as pandoc and Zotero exchange it, and plain JSON with the fields of front matter.

use serde_json::{Map, Value};

use super::bibliography::{Places, Slip, person};
use super::front_matter;
use crate::corpus::{Entry, Given, Metadata};

/// The works of a file: an array of items, or an object that holds one under `items` or `references`.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<Slip>) {
    let mut places = Places::new(text);
    let error = match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            let items = items(value);
            let starts = starts(text);
            // Where what lies between the objects is odd, their places are not known.
            let starts = if starts.len() == items.len() { starts } else { vec![(0, 0); items.len()] };
            let acc = items.iter().zip(starts).map(|(it, (start, _))| entry(it, places.line(start)));
            return (acc.collect(), Vec::new());
        }
        Err(error) => error,
    };
    let slip = Slip { line: error.line(), message: format!("not JSON: {}", cause(&error)) };
    let whole = starts(text).into_iter().filter_map(|(start, end)| {
        let item = serde_json::from_str::<Map<String, Value>>(&text[start..end]).ok()?;
        Some(entry(&item, places.line(start)))
    });
    (whole.collect(), vec![slip])
}

/// The works of a value that was read from another notation, their lines unknown.
pub(super) fn entries(value: Value) -> Vec<Entry> {
    items(value).iter().map(|it| entry(it, 1)).collect()
}

/// The one work that a sidecar describes.
pub(super) fn read_one(text: &str) -> (Vec<Entry>, Vec<Slip>) {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(item)) if !item.contains_key("items") && !item.contains_key("references") => {
            (vec![entry(&item, 1)], Vec::new())
        }
        Ok(value) => (entries(value), Vec::new()),
        Err(error) => (Vec::new(), vec![Slip { line: error.line(), message: format!("not JSON: {}", cause(&error)) }]),
    }
}

/// What is wrong, without the place, which is told by itself.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn items(value: Value) -> Vec<Map<String, Value>> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut object) => match object.remove("items").or_else(|| object.remove("references")) {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    };
    list.into_iter().filter_map(|it| if let Value::Object(item) = it { Some(item) } else { None }).collect()
}

/// The objects of the outermost array, as far as they are whole: where each starts and ends.
fn starts(text: &str) -> Vec<(usize, usize)> {
    let mut acc = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    let mut is_string = false;
    let mut is_escaped = false;
    let outermost = if text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('[') { 1 } else { 2 };
    for (idx, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            b'[' | b'{' => {
                if depth == outermost && byte == b'{' {
                    start = idx;
                }
                depth += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == outermost && byte == b'}' {
                    acc.push((start, idx + 1));
                }
            }
            _ => {}
        }
    }
    acc
}

fn entry(item: &Map<String, Value>, line: usize) -> Entry {
    let text = |name: &str| item.get(name).and_then(scalar);
    let files = ["file", "files", "attachments"].iter().filter_map(|it| item.get(*it)).flat_map(paths).collect();
    Entry { metadata: metadata(item), doi: text("DOI").or_else(|| text("doi")), files, line }
}

fn paths(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(paths).collect(),
        Value::Object(object) => object.get("path").and_then(scalar).into_iter().collect(),
        value => scalar(value).map(|it| it.trim_start_matches("file://").replace('\\', "/")).into_iter().collect(),
    }
}

fn metadata(item: &Map<String, Value>) -> Metadata {
    let is_csl =
        item.contains_key("type") && ["id", "issued", "author", "title"].iter().any(|it| item.contains_key(*it));
    let kind = item.get("type").and_then(scalar).unwrap_or_default();
    let is_part = ["article", "post", "webpage", "entry", "review", "broadcast"].iter().any(|it| kind.starts_with(it));
    let has_outlet = item.contains_key("container-title");
    let is_of_use = |name: &str| match name {
        // Summaries and remarks are no line on what the document is.
        "abstract" | "note" => !is_csl,
        "publisher" => !(is_csl && is_part && has_outlet),
        "container-title" => !is_csl || is_part || !item.contains_key("publisher"),
        _ => true,
    };
    let fields = item.iter().filter(|it| is_of_use(it.0)).map(|(name, value)| (name.clone(), values(value)));
    let mut acc = front_matter::metadata(fields.collect());
    let authors = ["author", "editor"].iter().find_map(|it| item.get(*it).map(people).filter(|it| !it.is_empty()));
    if let Some(authors) = authors {
        acc.authors = authors;
    }
    // Zotero numbers its items by addresses, and people keep their keys among the remarks.
    let remark = item.get("note").and_then(scalar).unwrap_or_default();
    let noted = remark.lines().find_map(|it| it.trim().strip_prefix("Citation Key:").map(|key| key.trim().to_owned()));
    acc.key = noted.or(acc.key).filter(|it| !it.contains("://"));
    acc.given = Given::of(&acc);
    acc
}

/// The people of a list in which each is an object; nothing for any other value.
fn people(value: &Value) -> Vec<String> {
    let list = if let Value::Array(list) = value { list.as_slice() } else { std::slice::from_ref(value) };
    let name = |it: &Value| {
        let it = it.as_object()?;
        let part = |name: &str| it.get(name).and_then(scalar).unwrap_or_default();
        let whole = ["literal", "name"].iter().map(|it| part(it)).find(|it| !it.is_empty());
        let particles = format!("{} {}", part("dropping-particle"), part("non-dropping-particle"));
        whole.or_else(|| {
            Some(person(&part("given"), &particles, &part("family"), &part("suffix"))).filter(|it| !it.is_empty())
        })
    };
    list.iter().filter_map(name).collect()
}

/// A value as the words that front matter would have for it.
fn values(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(values).collect(),
        Value::Object(object) => {
            let parts = object.get("date-parts").and_then(|it| it.get(0)).and_then(Value::as_array);
            if let Some(parts) = parts {
                let parts: Vec<String> = parts.iter().filter_map(scalar).collect();
                return vec![parts.join("-")];
            }
            let names = ["raw", "literal", "name", "value", "@id"];
            names.iter().find_map(|it| object.get(*it).and_then(scalar)).into_iter().collect()
        }
        value => scalar(value).into_iter().collect(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|it| !it.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"[
  {"id": "roe2024", "type": "article-newspaper", "title": "The Port", "container-title": "The Harbour Post",
   "publisher": "Quay Press", "author": [{"family": "Roe", "given": "Jane"}, {"literal": "Ministry of Ports and Ships"}],
   "issued": {"date-parts": [[2024, "3", 2]]}, "URL": "https://example.org/port", "DOI": "10.1234/abc",
   "accessed": {"date-parts": [[2024, 3, 5]]}, "abstract": "Long. \"]}\" text."},
  {"id": 7, "type": "book", "title": "Ships", "publisher": "Quay Press", "container-title": "Series",
   "editor": [{"family": "Berg", "non-dropping-particle": "van den", "given": "Jan"}], "issued": {"raw": "March 2020"}}
]"#;

    fn shown(entries: &[Entry]) -> Vec<String> {
        let show = |it: &Entry| {
            let of = |it: &Option<String>| it.clone().unwrap_or_default();
            let (line, it) = (it.line, &it.metadata);
            format!(
                "{line} {} {} {} {} {}",
                of(&it.key),
                of(&it.title),
                it.authors.join("/"),
                of(&it.publisher),
                of(&it.date)
            )
        };
        entries.iter().map(show).collect()
    }

    const EXPECTED: [&str; 2] = [
        "2 roe2024 The Port Jane Roe/Ministry of Ports and Ships The Harbour Post 2024-03-02",
        "6 7 Ships Jan van den Berg Quay Press 2020-03",
    ];

    #[test]
    fn items_are_read_with_their_people_and_dates() {
        let (entries, slips) = read(TWO);
        assert_eq!((shown(&entries), slips), (EXPECTED.map(str::to_owned).to_vec(), Vec::new()));
        let it = &entries[0];
        assert_eq!((it.doi.as_deref(), it.metadata.accessed.as_deref()), (Some("10.1234/abc"), Some("2024-03-05")));
        assert_eq!((it.metadata.url.as_deref(), &it.metadata.descriptor), (Some("https://example.org/port"), &None));
        let wrapped = format!("{{\"references\": {TWO}}}");
        assert_eq!(read(&wrapped).0.len(), 2);
    }

    #[test]
    fn a_torn_file_gives_the_items_that_are_whole() {
        let torn = &TWO[..TWO.len() - 20];
        let (entries, slips) = read(torn);
        assert_eq!((shown(&entries), slips.len(), slips[0].line), (vec![EXPECTED[0].to_owned()], 1, 7));
        assert_eq!(read("").0, Vec::new());
    }

    #[test]
    fn an_address_is_no_key() {
        let (entries, _) = read(
            r#"[{"id": "http://zotero.org/users/1/items/AB", "type": "book", "title": "Ships", "note": "x\nCitation Key: ships20"}, {"id": "http://zotero.org/users/1/items/AC", "type": "book"}]"#,
        );
        assert_eq!((entries[0].metadata.key.as_deref(), entries[1].metadata.key.as_deref()), (Some("ships20"), None));
    }
}
