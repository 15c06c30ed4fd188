//! What a web page says of itself: in `<meta>`, `<title>` and `<link>`, in JSON-LD, and in marks on its text.

use std::collections::HashMap;

use super::*;

/// Of the words of an element that names an author or a date, in bytes.
const MAX_MARKED: usize = 200;

/// Of a JSON-LD script, in bytes; of all together twice as much.
const MAX_SCRIPT: usize = 1 << 20;

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
    n_script_bytes: usize,
    /// Of elements with an `itemprop` or a `rel` that names a field.
    marked: Vec<(Field, String)>,
    /// The words of the first element of the class that themes have for authors.
    author: Option<String>,
    /// The first `<time>` after the headline.
    time: Option<String>,
    has_headline: bool,
    reading: State,
}

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Title,
    Script,
    /// The words of an element of this name.
    Marked(Field, Vec<u8>, String),
    /// The same, for an author by a class alone.
    Author(Vec<u8>, String),
}

impl Head {
    pub(super) fn start(&mut self, tag: &StartTag<usize>) {
        match &tag.name[..] {
            b"html" => self.language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang")),
            b"title" if self.title.is_empty() => self.reading = State::Title,
            b"script" => {
                let is_data = attribute(tag, "type").is_some_and(|it| it.eq_ignore_ascii_case("application/ld+json"));
                if is_data {
                    self.reading = State::Script;
                    self.scripts.push(String::new());
                }
            }
            b"meta" => {
                let content = attribute(tag, "content").unwrap_or_default();
                for name in ["property", "name", "itemprop"].into_iter().filter_map(|it| attribute(tag, it)) {
                    if !content.is_empty() && self.meta.len() < 2_000 {
                        self.meta.push((name.to_lowercase(), content.clone()));
                    }
                }
            }
            b"link" if attribute(tag, "rel").is_some_and(|it| it.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| attribute(tag, "href"));
            }
            b"h1" => self.has_headline = true,
            b"time" if self.has_headline && self.time.is_none() => self.time = attribute(tag, "datetime"),
            _ => {}
        }
        if let (State::Nothing, Some(field)) = (&self.reading, marked_field(tag)) {
            let value = ["datetime", "content"].into_iter().find_map(|it| attribute(tag, it));
            match value {
                Some(value) if field == Field::Date => self.marked.push((field, value)),
                _ => self.reading = State::Marked(field, tag.name.to_vec(), String::new()),
            }
        }
        if matches!(self.reading, State::Nothing) && self.author.is_none() && is_author(tag) {
            self.reading = State::Author(tag.name.to_vec(), String::new());
        }
    }

    pub(super) fn end(&mut self, name: &[u8]) {
        match std::mem::take(&mut self.reading) {
            State::Marked(field, of, words) if of != name => self.reading = State::Marked(field, of, words),
            State::Marked(field, _, words) => self.marked.push((field, words)),
            State::Author(of, words) if of != name => self.reading = State::Author(of, words),
            State::Author(_, words) => self.author = Some(words).filter(|it| is_name(it)),
            _ => {}
        }
    }

    pub(super) fn text(&mut self, words: &str) {
        match &mut self.reading {
            State::Title if self.title.len() < MAX_MARKED * 10 => self.title.push_str(words),
            State::Script if words.len() <= MAX_SCRIPT && self.n_script_bytes <= MAX_SCRIPT => {
                self.n_script_bytes += words.len();
                if let Some(script) = self.scripts.last_mut() {
                    script.push_str(words);
                }
            }
            State::Marked(_, _, marked) | State::Author(_, marked) if marked.len() < MAX_MARKED => {
                marked.push_str(words);
            }
            // What is so long is no name.
            State::Marked(..) | State::Author(..) => self.reading = State::Nothing,
            _ => {}
        }
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The page's own words for other pages first, then what search engines read, then its marks and its title.
    pub(super) fn metadata(&self, heading: Option<&str>) -> Metadata {
        let mut metadata = Metadata::default();
        let all = |name: &str| self.meta.iter().filter(|it| it.0 == name).map(|it| it.1.clone()).collect::<Vec<_>>();
        for (field, names) in META {
            for name in *names {
                // Some put the address of a profile for the author's name.
                let values: Vec<String> =
                    all(name).into_iter().filter(|it| *field != Field::Author || !is_profile(it)).collect();
                set_field(&mut metadata, *field, &values);
            }
        }
        let values: Vec<serde_json::Value> = self.scripts.iter().filter_map(|it| parse_json(it)).collect();
        let names = names_by_id(&values);
        for value in &values {
            read_json(&mut metadata, value, &names);
        }
        for field in [Field::Title, Field::Author, Field::Publisher, Field::Date] {
            let of_field = self.marked.iter().filter(|it| it.0 == field).map(|it| it.1.clone());
            let mut values: Vec<String> = of_field.filter(|it| !is_profile(it.trim())).collect();
            values.dedup();
            set_field(&mut metadata, field, &values);
        }
        set_field(&mut metadata, Field::Author, self.author.as_slice());
        set_field(&mut metadata, Field::Date, self.time.as_slice());
        set_field(&mut metadata, Field::Language, self.language.as_slice());
        set_field(&mut metadata, Field::Url, self.canonical.as_slice());
        // `Heading | Outlet` is the heading and more.
        let heading = heading.filter(|it| self.title.trim_start().starts_with(it)).map(str::to_string);
        set_field(&mut metadata, Field::Title, &[heading.unwrap_or(self.title.clone())]);
        metadata
    }
}

/// The names of each field in `<meta>`, the best first. Dublin Core stands with a point and with a colon.
const META: &[(Field, &[&str])] = &[
    (
        Field::Title,
        &[
            "og:title",
            "twitter:title",
            "citation_title",
            "parsely-title",
            "dc.title",
            "dcterms.title",
            "dc:title",
            "headline",
            "sailthru.title",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "article:author",
            "citation_author",
            "dc.creator",
            "dcterms.creator",
            "dc:creator",
            "byl",
            "parsely-author",
            "sailthru.author",
            "bepress_citation_author",
        ],
    ),
    (
        Field::Publisher,
        &[
            "og:site_name",
            "citation_journal_title",
            "citation_publisher",
            "dc.publisher",
            "dcterms.publisher",
            "dc:publisher",
            "publisher",
            "application-name",
        ],
    ),
    (
        Field::Date,
        &[
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "citation_publication_date",
            "citation_online_date",
            "citation_date",
            "dcterms.issued",
            "dc.date.issued",
            "dc.date",
            "dcterms.date",
            "dcterms.created",
            "dc:date",
            "date",
            "pubdate",
            "publish-date",
            "publish_date",
            "parsely-pub-date",
            "sailthru.date",
        ],
    ),
    (Field::Url, &["og:url", "parsely-link", "citation_public_url"]),
    (Field::Descriptor, &["description", "og:description", "dc.description", "dcterms.abstract"]),
    (Field::Language, &["dc.language", "dcterms.language", "citation_language"]),
];

fn is_profile(value: &str) -> bool {
    value.starts_with("http") || value.starts_with('@') || value.contains('/')
}

/// The field that an element of the text is marked as.
fn marked_field(tag: &StartTag<usize>) -> Option<Field> {
    if matches!(&tag.name[..], b"meta" | b"link" | b"img") {
        return None;
    }
    let is =
        |name: &str, value: &str| attribute(tag, name).is_some_and(|it| it.split_whitespace().any(|it| it == value));
    // The name of a person or an outlet stands in an element within.
    let is_thing = tag.attributes.contains_key(&b"itemscope"[..]);
    match () {
        () if is("itemprop", "headline") => Some(Field::Title),
        () if is("itemprop", "datePublished") || tag.attributes.contains_key(&b"pubdate"[..]) => Some(Field::Date),
        () if is("class", "published") || is("class", "entry-date") => {
            Some(Field::Date).filter(|_| &tag.name[..] == b"time")
        }
        () if is("itemprop", "author") && !is_thing => Some(Field::Author),
        () if is("rel", "author") && &tag.name[..] == b"a" => Some(Field::Author),
        () if is("itemprop", "publisher") && !is_thing => Some(Field::Publisher),
        () => None,
    }
}

/// Whether an element is of a class that themes have for the author of the article.
fn is_author(tag: &StartTag<usize>) -> bool {
    const CLASSES: &[&str] =
        &["author", "author-name", "byline-author", "byline-name", "byline__author", "byline__name", "p-author"];
    let is_inline = matches!(&tag.name[..], b"a" | b"span" | b"cite" | b"address" | b"strong");
    is_inline && attribute(tag, "class").is_some_and(|it| it.split_whitespace().any(|it| CLASSES.contains(&it)))
}

/// Whether these may be the words of a name: a few, with capitals.
fn is_name(words: &str) -> bool {
    let is_part = |it: &str| it.chars().next().is_some_and(char::is_uppercase) || it.len() <= 3;
    let n_words = words.split_whitespace().count();
    (2..=8).contains(&n_words) && words.split_whitespace().all(is_part) && !words.contains(|c: char| c.is_ascii_digit())
}

/// JSON as pages have it: in a comment, with a semicolon behind it, with line ends in its strings.
fn parse_json(script: &str) -> Option<serde_json::Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//").trim_start_matches("<![CDATA[");
    let script = script.trim_end().trim_end_matches("-->").trim_end_matches("]]>").trim_end_matches("//");
    let script = script.trim().trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&script).ok()
    })
}

/// All objects of a script, in lists and graphs as well.
fn objects(root: &serde_json::Value) -> Vec<&serde_json::Map<String, serde_json::Value>> {
    let mut acc = Vec::new();
    let mut queue = vec![root];
    while let Some(value) = queue.pop() {
        match value {
            serde_json::Value::Array(list) => queue.extend(list.iter().rev()),
            serde_json::Value::Object(object) => {
                queue.extend(["mainEntity", "mainEntityOfPage", "@graph"].into_iter().filter_map(|it| object.get(it)));
                acc.push(object);
            }
            _ => {}
        }
    }
    acc
}

/// The names of persons and outlets that a graph lists apart from where it refers to them.
fn names_by_id<'a>(roots: &'a [serde_json::Value]) -> HashMap<&'a str, &'a str> {
    let of = |object: &'a serde_json::Map<String, serde_json::Value>, key: &str| object.get(key)?.as_str();
    let objects = roots.iter().flat_map(objects);
    objects.filter_map(|it| Some((of(it, "@id")?, of(it, "name")?))).collect()
}

/// Reads the articles of a JSON-LD block.
fn read_json(metadata: &mut Metadata, root: &serde_json::Value, names: &HashMap<&str, &str>) {
    const KINDS: &[&str] = &["Article", "Report", "BlogPosting", "LiveBlogPosting", "WebPage", "AnalysisNewsArticle"];
    let is_article = |it: &String| KINDS.iter().any(|kind| it.ends_with(kind));
    let mut found: Vec<_> =
        objects(root).into_iter().filter(|it| strings(it.get("@type"), names).iter().any(is_article)).collect();
    // An article says more of itself than the page that shows it.
    found.sort_by_key(|it| strings(it.get("@type"), names).iter().all(|it| it.ends_with("WebPage")));
    for object in found {
        let get = |name: &str| strings(object.get(name), names);
        set_field(metadata, Field::Title, &get("headline"));
        set_field(metadata, Field::Author, &get("author").into_iter().filter(|it| !is_profile(it)).collect::<Vec<_>>());
        set_field(metadata, Field::Publisher, &get("publisher"));
        set_field(metadata, Field::Date, &get("datePublished"));
        set_field(metadata, Field::Url, &get("url"));
        set_field(metadata, Field::Language, &get("inLanguage"));
        set_field(metadata, Field::Descriptor, &get("description"));
    }
}

/// A string, the name of a thing, or those of a list.
fn strings(value: Option<&serde_json::Value>, names: &HashMap<&str, &str>) -> Vec<String> {
    let list = match value {
        Some(serde_json::Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    let name = |it: &serde_json::Value| {
        let listed = || names.get(it.get("@id")?.as_str()?).copied();
        it.as_str().or_else(|| it.get("name")?.as_str()).or_else(listed).map(str::to_string)
    };
    list.into_iter().filter_map(name).collect()
}
