//! What a web page says of itself in `<meta>`, `<title>`, `<link>` and JSON-LD.

use super::*;

/// What has been read, as the page gives it.
#[derive(Default)]
pub(super) struct Head {
    /// From the name of a `<meta>` to its contents.
    meta: Vec<(String, String)>,
    canonical: Option<String>,
    /// Of `<html lang="de">`.
    language: Option<String>,
    title: String,
    scripts: Vec<String>,
    reading: Reading,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    Nothing,
    Title,
    Script,
}

impl Head {
    pub(super) fn start(&mut self, tag: &StartTag<usize>) {
        match &tag.name[..] {
            b"html" => self.language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang")),
            b"title" if self.title.is_empty() => self.reading = Reading::Title,
            b"script" if attribute(tag, "type").is_some_and(|it| it.eq_ignore_ascii_case("application/ld+json")) => {
                self.reading = Reading::Script;
                self.scripts.push(String::new());
            }
            b"meta" => {
                let name = ["property", "name", "itemprop"].into_iter().find_map(|it| attribute(tag, it));
                if let (Some(name), Some(content)) = (name, attribute(tag, "content")) {
                    self.meta.push((name.to_lowercase(), content));
                }
            }
            b"link" if attribute(tag, "rel").is_some_and(|it| it.eq_ignore_ascii_case("canonical")) => {
                self.canonical = attribute(tag, "href");
            }
            _ => {}
        }
    }

    pub(super) fn end(&mut self) {
        self.reading = Reading::Nothing;
    }

    pub(super) fn text(&mut self, words: &str) {
        match (self.reading, self.scripts.last_mut()) {
            (Reading::Title, _) => self.title.push_str(words),
            (Reading::Script, Some(script)) => script.push_str(words),
            _ => {}
        }
    }

    /// The page's own words for other pages first, then what search engines read, then its title.
    pub(super) fn metadata(self, heading: Option<&str>) -> Metadata {
        let mut metadata = Metadata::default();
        let all = |name: &str| self.meta.iter().filter(|it| it.0 == name).map(|it| it.1.clone()).collect::<Vec<_>>();
        for (field, names) in META {
            for name in *names {
                // Some put the address of a profile for the author's name.
                let values: Vec<String> =
                    all(name).into_iter().filter(|it| *field != Field::Author || !it.starts_with("http")).collect();
                set_field(&mut metadata, *field, &values);
            }
        }
        for script in &self.scripts {
            read_json(&mut metadata, script);
        }
        set_field(&mut metadata, Field::Language, self.language.as_slice());
        set_field(&mut metadata, Field::Url, self.canonical.as_slice());
        // `Heading | Outlet` is the heading and more.
        let heading = heading.filter(|it| self.title.trim_start().starts_with(it)).map(str::to_string);
        set_field(&mut metadata, Field::Title, &[heading.unwrap_or(self.title)]);
        metadata
    }
}

const META: &[(Field, &[&str])] = &[
    (Field::Title, &["og:title", "twitter:title", "citation_title", "dc.title", "headline"]),
    (Field::Author, &["author", "article:author", "citation_author", "dc.creator", "byl", "parsely-author"]),
    (Field::Publisher, &["og:site_name", "citation_journal_title", "dc.publisher", "publisher", "application-name"]),
    (
        Field::Date,
        &[
            "article:published_time",
            "datepublished",
            "citation_publication_date",
            "dc.date",
            "date",
            "pubdate",
            "parsely-pub-date",
        ],
    ),
    (Field::Url, &["og:url"]),
    (Field::Descriptor, &["description", "og:description"]),
];

/// Reads the articles of a JSON-LD block, in lists and graphs as well.
fn read_json(metadata: &mut Metadata, script: &str) {
    let Ok(root) = serde_json::from_str::<serde_json::Value>(script) else { return };
    let mut queue = vec![&root];
    while let Some(value) = queue.pop() {
        match value {
            serde_json::Value::Array(list) => queue.extend(list.iter().rev()),
            serde_json::Value::Object(object) => {
                if let Some(graph) = object.get("@graph") {
                    queue.push(graph);
                }
                let kinds = strings(object.get("@type"));
                let is_article =
                    |it: &String| ["Article", "Report", "BlogPosting", "WebPage"].iter().any(|kind| it.ends_with(kind));
                if kinds.iter().any(is_article) {
                    let get = |name: &str| strings(object.get(name));
                    set_field(metadata, Field::Title, &get("headline"));
                    set_field(metadata, Field::Author, &get("author"));
                    set_field(metadata, Field::Publisher, &get("publisher"));
                    set_field(metadata, Field::Date, &get("datePublished"));
                    set_field(metadata, Field::Url, &get("url"));
                }
            }
            _ => {}
        }
    }
}

/// A string, the name of a thing, or those of a list.
fn strings(value: Option<&serde_json::Value>) -> Vec<String> {
    let list = match value {
        Some(serde_json::Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    let name = |it: &serde_json::Value| it.as_str().or_else(|| it.get("name")?.as_str()).map(str::to_string);
    list.into_iter().filter_map(name).collect()
}
