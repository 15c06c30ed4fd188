//! The sources of a draft as a bibliography, for pandoc, Zotero and LaTeX.

use biblatex::{Bibliography, Chunk, Entry, EntryType, Spanned};
use serde_json::{Map, Value, json};

use crate::corpus::Source;
use crate::text::words::ROLES;
use crate::text::{squeezed, without_hidden};

/// In which form a bibliography is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationFormat {
    Bibtex,
    Biblatex,
    CslJson,
    /// YAML for Typst.
    Hayagriva,
}

impl CitationFormat {
    /// What it is called in arguments.
    pub const NAMES: [(&str, CitationFormat); 4] = [
        ("bibtex", Self::Bibtex),
        ("biblatex", Self::Biblatex),
        ("csl-json", Self::CslJson),
        ("hayagriva", Self::Hayagriva),
    ];
}

/// The sources as a bibliography, in their order, under the keys that drafts cite them by.
pub fn citations<'a>(sources: impl Iterator<Item = &'a Source>, format: CitationFormat) -> String {
    if format == CitationFormat::CslJson {
        let items: Vec<Value> = sources.map(item).collect();
        return serde_json::to_string_pretty(&items).unwrap_or_default() + "\n";
    }
    let mut bibliography = Bibliography::new();
    for source in sources {
        bibliography.insert(entry(source));
    }
    match format {
        CitationFormat::Bibtex => indented(&bibliography.to_bibtex_string()),
        CitationFormat::Hayagriva => hayagriva_yaml(&bibliography),
        _ => indented(&bibliography.to_biblatex_string()),
    }
}

/// Entries as people lay them out, an empty line between them. Each field has one line.
fn indented(entries: &str) -> String {
    let mut acc = String::with_capacity(entries.len());
    for line in entries.lines().filter(|it| !it.is_empty()) {
        let is_frame = line.starts_with(['@', '}']);
        let gap = if line.starts_with('@') && !acc.is_empty() { "\n" } else { "" };
        acc += &format!("{gap}{}{line}\n", if is_frame { "" } else { "  " });
    }
    acc
}

/// What hayagriva makes of the entries; those of which it cannot read a field are left out.
fn hayagriva_yaml(bibliography: &Bibliography) -> String {
    let entries = bibliography.iter().filter_map(|it| hayagriva::Entry::try_from(it).ok());
    let library: hayagriva::Library = entries.collect();
    hayagriva::io::to_yaml_str(&library).unwrap_or_default()
}

/// A bibliography with entries for these sources, each under the key that it is cited by, behind those that it has;
/// `None` when it is in no form that can be added to: BibTeX by its `ending`, or an array in CSL-JSON.
pub fn with_entries(text: &str, ending: &str, cited: &[(String, &Source)]) -> Option<String> {
    let keyed: Vec<Source> =
        cited.iter().map(|(key, source)| Source { key: key.clone(), ..(*source).clone() }).collect();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match ending.to_ascii_lowercase().as_str() {
        "bib" | "bibtex" => {
            // The dialect of the entries that are there.
            let is_old = text.contains('@')
                && !["date", "@online", "@report"].iter().any(|it| text.to_ascii_lowercase().contains(it));
            let format = if is_old { CitationFormat::Bibtex } else { CitationFormat::Biblatex };
            let gap = match text {
                it if it.trim().is_empty() => String::new(),
                it if it.ends_with('\n') => line_end.to_owned(),
                _ => line_end.repeat(2),
            };
            let entries = citations(keyed.iter(), format).trim_end().replace('\n', line_end);
            Some(format!("{text}{gap}{entries}{line_end}"))
        }
        "json" => {
            let items = citations(keyed.iter(), CitationFormat::CslJson);
            if text.trim().is_empty() {
                return Some(items);
            }
            let n_before = serde_json::from_str::<Vec<Value>>(text.trim_start_matches('\u{feff}')).ok()?.len();
            let (before, after) = text.rsplit_once(']')?;
            let inner = items.trim().trim_start_matches('[').trim_end_matches(']').trim_end();
            let comma = if n_before == 0 { "" } else { "," };
            Some(format!("{}{comma}{}{line_end}]{after}", before.trim_end(), inner.replace('\n', line_end)))
        }
        _ => None,
    }
}

fn entry(source: &Source) -> Entry {
    let metadata = &source.metadata;
    let kind = if metadata.url.is_some() { EntryType::Online } else { EntryType::Misc };
    let mut entry = Entry::new(source.key.clone(), kind);
    let mut set = |field: &str, chunk: fn(String) -> Chunk, value: Option<String>| {
        if let Some(value) = value.map(|it| clean(&it)).filter(|it| !it.is_empty()) {
            entry.set(field, vec![Spanned::zero(chunk(value))]);
        }
    };
    // As it is: styles would write its names in lower case.
    set("title", Chunk::Verbatim, metadata.title.clone());
    let publisher = if metadata.url.is_some() { "organization" } else { "howpublished" };
    set(publisher, Chunk::Verbatim, metadata.publisher.clone());
    set("date", Chunk::Normal, metadata.date.clone().filter(|it| date_parts(it).is_some()));
    set("url", Chunk::Normal, metadata.url.clone());
    set("urldate", Chunk::Normal, metadata.accessed.clone().filter(|it| date_parts(it).is_some()));
    let authors = authors(source);
    if !authors.is_empty() {
        entry.set("author", authors);
    }
    entry
}

/// The authors, bodies in braces: "Ministry of Ports" has no family name.
fn authors(source: &Source) -> Vec<Spanned<Chunk>> {
    let mut acc = Vec::new();
    for author in source.metadata.authors.iter().map(|it| clean(it)).filter(|it| !it.is_empty()) {
        if !acc.is_empty() {
            acc.push(Spanned::zero(Chunk::Normal(" and ".to_owned())));
        }
        let is_body = name(&author).get("literal").is_some();
        acc.push(Spanned::zero(if is_body { Chunk::Verbatim(author) } else { Chunk::Normal(author) }));
    }
    acc
}

pub(super) fn item(source: &Source) -> Value {
    let metadata = &source.metadata;
    let mut acc = Map::new();
    acc.insert("id".to_owned(), json!(source.key));
    acc.insert("type".to_owned(), json!(if metadata.url.is_some() { "webpage" } else { "document" }));
    let mut set = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            acc.insert(field.to_owned(), value);
        }
    };
    let words = |it: &Option<String>| it.as_deref().map(clean).filter(|it| !it.is_empty()).map(Value::from);
    let date = |it: &Option<String>| it.as_deref().and_then(date_parts).map(|it| json!({"date-parts": [it]}));
    set("title", words(&metadata.title));
    let authors: Vec<Value> = metadata.authors.iter().map(|it| name(&clean(it))).collect();
    set("author", (!authors.is_empty()).then_some(Value::Array(authors)));
    let publisher = if metadata.url.is_some() { "container-title" } else { "publisher" };
    set(publisher, words(&metadata.publisher));
    set("issued", date(&metadata.date));
    set("accessed", date(&metadata.accessed));
    set("URL", words(&metadata.url));
    Value::Object(acc)
}

/// A person as given and family name; anything else as it is.
fn name(author: &str) -> Value {
    if let Some((family, given)) = author.split_once(", ") {
        return json!({"family": family, "given": given});
    }
    let words: Vec<&str> = author.split(' ').collect();
    let is_person = (2..=5).contains(&words.len())
        && words.iter().all(|it| it.chars().all(|it| it.is_alphabetic() || "-.'’".contains(it)))
        && !words.iter().any(|it| matches!(it.to_lowercase().as_str(), "of" | "the" | "for" | "and"))
        // "Chief Editor", "News Editor"
        && words.last().is_none_or(|it| it.to_lowercase() != "editor")
        && !words.iter().all(|it| ROLES.contains(it.to_lowercase().as_str()));
    if !is_person {
        return json!({"literal": author});
    }
    // "Ursula von der Leyen"
    let particle = words.iter().position(|it| it.starts_with(|it: char| it.is_lowercase())).filter(|it| *it > 0);
    let family = particle.unwrap_or(words.len() - 1);
    json!({"family": words[family..].join(" "), "given": words[..family].join(" ")})
}

fn date_parts(date: &str) -> Option<Vec<u16>> {
    let parts: Option<Vec<u16>> = date.split('-').map(|it| it.parse().ok()).collect();
    parts.filter(|it| (1..=3).contains(&it.len()) && it[0] > 999)
}

fn clean(words: &str) -> String {
    squeezed(&without_hidden(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Metadata;

    fn source() -> Source {
        let named = |it: &str| Some(it.to_owned());
        let metadata = Metadata {
            title: named("Growth of 5% & more in Norham"),
            authors: vec!["Jane Roe".to_owned(), "Ursula von der Leyen".to_owned(), "Ministry of Ports".to_owned()],
            publisher: named("Norham Gazette"),
            date: named("2024-03-02"),
            accessed: named("2024-04"),
            url: named("https://example.org/a_b?c=d"),
            ..Metadata::default()
        };
        Source { key: "roe2024".to_owned(), metadata, ..Source::default() }
    }

    #[test]
    fn a_bibliography_is_read_as_it_was_written() {
        for format in [CitationFormat::Bibtex, CitationFormat::Biblatex] {
            let text = citations([&source()].into_iter(), format);
            let read = Bibliography::parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
            let entry = read.get("roe2024").expect("an entry");
            let title = biblatex::ChunksExt::format_verbatim(entry.title().expect("a title"));
            assert_eq!(title, "Growth of 5% & more in Norham", "{text}");
            let authors = entry.author().expect("authors");
            assert_eq!(authors.len(), 3);
            assert_eq!((authors[2].name.as_str(), authors[2].given_name.as_str()), ("Ministry of Ports", ""), "{text}");
            assert_eq!(entry.url().expect("an address"), "https://example.org/a_b?c=d");
        }
    }

    #[test]
    fn csl_json_has_names_and_dates_in_parts() {
        expect_test::expect![[r#"
            [
              {
                "URL": "https://example.org/a_b?c=d",
                "accessed": {
                  "date-parts": [
                    [
                      2024,
                      4
                    ]
                  ]
                },
                "author": [
                  {
                    "family": "Roe",
                    "given": "Jane"
                  },
                  {
                    "family": "von der Leyen",
                    "given": "Ursula"
                  },
                  {
                    "literal": "Ministry of Ports"
                  }
                ],
                "container-title": "Norham Gazette",
                "id": "roe2024",
                "issued": {
                  "date-parts": [
                    [
                      2024,
                      3,
                      2
                    ]
                  ]
                },
                "title": "Growth of 5% & more in Norham",
                "type": "webpage"
              }
            ]
        "#]]
        .assert_eq(&citations([&source()].into_iter(), CitationFormat::CslJson));
    }

    #[test]
    fn hayagriva_reads_what_is_written_for_it() {
        let text = citations([&source()].into_iter(), CitationFormat::Hayagriva);
        let library = hayagriva::io::from_yaml_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let entry = library.get("roe2024").expect("an entry");
        assert_eq!(entry.title().expect("a title").value.to_string(), "Growth of 5% & more in Norham", "{text}");
        assert_eq!(entry.authors().expect("authors").len(), 3);
        expect_test::expect![[r#"
            roe2024:
              type: web
              title: '{Growth of 5% & more in Norham}'
              author:
              - Roe, Jane
              - name: Leyen
                given-name: Ursula
                prefix: von der
              - Ministry of Ports
              date: 2024-03-02
              organization: '{Norham Gazette}'
              url:
                value: https://example.org/a_b?c=d
                date: 2024-04
        "#]]
        .assert_eq(&text);
    }

    #[test]
    fn entries_are_added_behind_those_that_are_there() {
        let one = Source { key: "a".to_owned(), ..source() };
        let add =
            |text: &str, ending: &str| with_entries(text, ending, &[("b".to_owned(), &one)]).expect("a bibliography");
        let text = add("@misc{a,\n  title = {A},\n  year = {2020},\n}\n", "bib");
        assert_eq!(Bibliography::parse(&text).expect("BibTeX").len(), 2, "{text}");
        assert!(text.contains("}\n\n@") && text.contains("year = {2024}"), "{text}");
        assert!(add("@online{a,\r\n}", "bib").starts_with("@online{a,\r\n}\r\n\r\n@online{b,\r\n"));
        for (text, n) in [("", 1), ("[]", 1), ("[\n  {\"id\": \"a\"}\n]\n", 2)] {
            let added = add(text, "json");
            let read: Vec<Value> = serde_json::from_str(&added).unwrap_or_else(|error| panic!("{error} in {added}"));
            assert_eq!((read.len(), &read[n - 1]["id"]), (n, &json!("b")));
        }
        assert_eq!(with_entries("{\"items\": []}", "json", &[("b".to_owned(), &one)]), None);
        assert_eq!(with_entries("a: b", "yaml", &[("b".to_owned(), &one)]), None);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let source = Source { key: "a".to_owned(), ..Source::default() };
        assert_eq!(citations([&source].into_iter(), CitationFormat::Biblatex), "@misc{a,\n}\n");
    }
}
