//! The sources of a draft as a bibliography, for pandoc, Zotero and LaTeX.

use biblatex::{Bibliography, Chunk, Entry, EntryType, Spanned};
use serde_json::{Map, Value, json};

use crate::corpus::Source;
use crate::text::{squeezed, without_hidden};

/// In which form a bibliography is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationFormat {
    Bibtex,
    Biblatex,
    CslJson,
}

impl CitationFormat {
    /// What it is called in arguments.
    pub const NAMES: [(&str, CitationFormat); 3] =
        [("bibtex", Self::Bibtex), ("biblatex", Self::Biblatex), ("csl-json", Self::CslJson)];
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
        CitationFormat::Bibtex => bibliography.to_bibtex_string(),
        _ => bibliography.to_biblatex_string(),
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
    set("author", Chunk::Normal, Some(metadata.authors.join(" and ")));
    let publisher = if metadata.url.is_some() { "organization" } else { "howpublished" };
    set(publisher, Chunk::Verbatim, metadata.publisher.clone());
    set("date", Chunk::Normal, metadata.date.clone().filter(|it| date_parts(it).is_some()));
    set("url", Chunk::Normal, metadata.url.clone());
    set("urldate", Chunk::Normal, metadata.accessed.clone().filter(|it| date_parts(it).is_some()));
    entry
}

fn item(source: &Source) -> Value {
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
        && !words.iter().any(|it| matches!(it.to_lowercase().as_str(), "of" | "the" | "for" | "and"));
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
            assert_eq!(entry.author().expect("authors").len(), 3);
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
    fn what_is_not_known_is_left_out() {
        let source = Source { key: "a".to_owned(), ..Source::default() };
        assert_eq!(citations([&source].into_iter(), CitationFormat::Biblatex), "@misc{a,\n}\n");
    }
}
