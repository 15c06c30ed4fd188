//! What a file says of itself: its fields by the names people give them, dates, bylines and file names.

use std::path::Path;

use super::{Block, BlockKind, is_title_line};
use crate::corpus::Metadata;
use crate::text::{Language, split_sentences, squeezed, words};

/// A field of [`Metadata`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Key,
    Title,
    Author,
    Publisher,
    Date,
    Url,
    /// An address, else the name of an outlet.
    Source,
    Accessed,
    Reliability,
    Descriptor,
    Aliases,
    Language,
}

impl Field {
    /// The field that goes by a name, and the name's rank among its synonyms, the best first.
    pub(super) fn by_name(name: &str) -> Option<(Self, usize)> {
        let name: String = name.trim().to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        SYNONYMS.iter().find_map(|(field, names)| {
            let rank = names.iter().position(|it| **it == name)?;
            Some((*field, rank))
        })
    }
}

/// Without hyphens, in lower case.
const SYNONYMS: &[(Field, &[&str])] = &[
    (Field::Key, &["id", "key", "citekey", "citationkey", "slug"]),
    (Field::Title, &["title", "headline"]),
    (Field::Author, &["author", "authors", "by", "byline", "creator", "author.name"]),
    (
        Field::Publisher,
        &[
            "publisher",
            "publication",
            "outlet",
            "containertitle",
            "site",
            "sitename",
            "website",
            "newspaper",
            "journal",
        ],
    ),
    (Field::Date, &["published", "datepublished", "publisheddate", "publishedat", "date", "issued", "pubdate", "year"]),
    (Field::Url, &["url", "permalink", "canonical", "link", "url.value"]),
    (Field::Source, &["source"]),
    (Field::Accessed, &["accessed", "retrieved", "accessdate", "urldate", "clipped", "url.date", "created", "saved"]),
    (Field::Reliability, &["reliability", "admiralty", "grade", "rating"]),
    (Field::Descriptor, &["descriptor", "description", "summary", "abstract"]),
    (Field::Aliases, &["aliases", "alias"]),
    (Field::Language, &["lang", "language", "inlanguage", "locale"]),
];

/// Fills a field that is empty so far.
pub(super) fn set_field(metadata: &mut Metadata, field: Field, values: &[String]) {
    let values: Vec<String> = values.iter().map(|it| clean(it)).filter(|it| !it.is_empty()).collect();
    let Some(first) = values.first().cloned() else { return };
    let date = || read_date(&first);
    match field {
        Field::Key => fill(&mut metadata.key, Some(first)),
        Field::Title => fill(&mut metadata.title, Some(first)),
        Field::Author if metadata.authors.is_empty() => {
            metadata.authors = values.iter().flat_map(|it| split_authors(it)).collect();
        }
        Field::Author => {}
        Field::Publisher => fill(&mut metadata.publisher, Some(first)),
        Field::Date => fill(&mut metadata.date, date()),
        Field::Url => fill(&mut metadata.url, Some(first).filter(|it| is_address(it))),
        Field::Source if is_address(&first) => fill(&mut metadata.url, Some(first)),
        Field::Source => fill(&mut metadata.publisher, Some(first)),
        Field::Accessed => fill(&mut metadata.accessed, date()),
        Field::Reliability => fill(&mut metadata.reliability, Some(grade(first))),
        Field::Descriptor => fill(&mut metadata.descriptor, Some(first)),
        Field::Aliases => metadata.aliases.extend(values),
        Field::Language if metadata.language.is_none() => metadata.language = Language::of_code(&first),
        Field::Language => {}
    }
}

fn fill(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// One line, without the brackets of a wikilink.
fn clean(value: &str) -> String {
    let value = squeezed(value);
    match value.strip_prefix("[[").and_then(|it| it.strip_suffix("]]")) {
        Some(inner) => inner.rsplit('|').next().unwrap_or(inner).to_string(),
        None => value,
    }
}

pub(super) fn is_address(value: &str) -> bool {
    ["http://", "https://"].iter().any(|it| value.get(..it.len()).is_some_and(|head| head.eq_ignore_ascii_case(it)))
}

fn grade(value: String) -> String {
    let upper = value.to_uppercase();
    match upper.as_bytes() {
        [b'A'..=b'F', b'1'..=b'6'] => upper,
        _ => value,
    }
}

/// `Jane Roe and John Doe` are two; `Roe, Jane` is one.
fn split_authors(value: &str) -> Vec<String> {
    let value = value.strip_prefix("By ").or(value.strip_prefix("by ")).unwrap_or(value);
    let parts: Vec<&str> = value.split([';', '&']).flat_map(|it| it.split(" and ")).collect();
    let is_list = |it: &&str| it.split(", ").count() > 1 && it.split(", ").all(|name| name.trim().contains(' '));
    parts
        .into_iter()
        .flat_map(|it| if is_list(&it) { it.split(", ").collect() } else { vec![it] })
        .map(|it| it.trim().trim_end_matches(',').to_string())
        .filter(|it| !it.is_empty())
        .collect()
}

/// A date as `2024`, `2024-03` or `2024-03-02`. A date in figures that could be read in two ways keeps its year only.
pub(super) fn read_date(value: &str) -> Option<String> {
    let value = value.trim().trim_start_matches(['"', '\'']);
    let parts: Vec<&str> = value.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    read_iso(value, &parts).or_else(|| read_words(&parts)).or_else(|| read_figures(&parts))
}

fn date(year: &str, month: u32, day: Option<u32>) -> Option<String> {
    let year: i16 = year.parse().ok().filter(|it| (1000..=2999).contains(it))?;
    let day_or_first = i8::try_from(day.unwrap_or(1)).ok()?;
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, day_or_first).ok()?;
    Some(match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|it| it.is_ascii_digit()) && ("1500".."2100").contains(&word)
}

/// `2024`, `2024-03`, `2024/3/2`, `20240302`, with a time of the day or not.
fn read_iso(value: &str, parts: &[&str]) -> Option<String> {
    let first = *parts.first()?;
    if first.len() == 8 && value.starts_with(first) && first.bytes().all(|it| it.is_ascii_digit()) {
        return date(&first[..4], first[4..6].parse().ok()?, Some(first[6..].parse().ok()?));
    }
    if !is_year(first) || !value.starts_with(first) {
        return None;
    }
    let Some(second) = parts.get(1) else { return Some(first.to_string()) };
    let month: u32 = second.parse().ok()?;
    // The day may run into the time: `02T10`.
    let day = parts.get(2).map(|it| it.split(['T', 't']).next().unwrap_or_default());
    match day {
        Some(day) => date(first, month, Some(day.parse().ok()?)),
        None => date(first, month, None),
    }
}

/// `3 March 2024`, `March 3, 2024`, `Sun, 3rd Mar. 2024 10:00`, `March 2024`.
fn read_words(parts: &[&str]) -> Option<String> {
    let (at, month) = parts.iter().enumerate().find_map(|(at, it)| Some((at, month(it)?)))?;
    let year = |at: usize| parts.get(at).copied().filter(|it| is_year(it));
    let day = |at: Option<usize>| parts.get(at?).and_then(|it| day(it));
    if let (Some(before), Some(year)) = (day(at.checked_sub(1)), year(at + 1)) {
        return date(year, month, Some(before));
    }
    if let (Some(after), Some(year)) = (day(Some(at + 1)), year(at + 2)) {
        return date(year, month, Some(after));
    }
    date(year(at + 1)?, month, None)
}

fn month(word: &str) -> Option<u32> {
    words::month(&word.to_lowercase()).map(u32::from)
}

fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_day = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|it| is_day && (1..=31).contains(it))
}

/// `02/03/2024` may be March or February.
fn read_figures(parts: &[&str]) -> Option<String> {
    let [a, b, year, ..] = parts else { return None };
    if !is_year(year) {
        return None;
    }
    let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    match (a, b) {
        (13..=31, 1..=12) | (1..=12, 1..=12) if a > 12 || a == b => date(year, b, Some(a)),
        (1..=12, 13..=31) => date(year, a, Some(b)),
        (1..=12, 1..=12) => Some((*year).to_string()),
        _ => None,
    }
}

/// Reads bylines and datelines among the first blocks, and gives the blocks that were nothing else.
pub(super) fn complete_from_head(metadata: &mut Metadata, text: &str, blocks: &[Block]) -> Vec<usize> {
    let mut acc = Vec::new();
    // A date that is said to be that of the text goes before one that merely stands there.
    let mut bare = None;
    for (idx, block) in blocks.iter().enumerate().take(8) {
        let line = block.span.of(text).trim();
        if block.kind == BlockKind::Paragraph && bare.is_none() {
            bare = read_opening_dateline(line);
        }
        if matches!(block.kind, BlockKind::Cell | BlockKind::Heading) || line.split_whitespace().nth(16).is_some() {
            continue;
        }
        let mut parts = line.split(['|', '•', '·', '—']).map(str::trim).filter(|it| !it.is_empty());
        let Some(first) = parts.next() else { continue };
        // "By Jane Roe on March 2, 2024", "Posted on March 2, 2024 by Jane Roe"
        let dated = first.rsplit_once(" on ").and_then(|(byline, date)| Some((byline, read_dateline(date)?)));
        let signed =
            first.split_once(" by ").and_then(|(date, _)| Some((&first[date.len() + 1..], read_dateline(date)?)));
        let (byline, date) = match dated.filter(|it| read_byline(it.0).is_some()).or(signed) {
            Some((byline, date)) => (byline, Some(date)),
            None => (first, None),
        };
        if let Some(authors) = read_byline(byline) {
            if metadata.authors.is_empty() {
                metadata.authors = authors;
            }
            fill(&mut metadata.date, date.or_else(|| parts.next().and_then(read_dateline)));
            acc.push(idx);
        } else if let Some(date) = read_dateline(line).or_else(|| read_placed_dateline(line)) {
            match is_said_of_text(line) {
                true => fill(&mut metadata.date, Some(date)),
                false => bare = bare.or(Some(date)),
            }
            acc.push(idx);
        } else if let Some(date) = read_labelled_date(line) {
            fill(&mut metadata.date, Some(date));
            acc.push(idx);
        }
    }
    fill(&mut metadata.date, bare);
    acc
}

/// Whether a line with a date says that it is the text's.
fn is_said_of_text(line: &str) -> bool {
    let line = line.to_lowercase();
    ["published", "posted"].iter().any(|it| line.contains(it))
}

/// The date behind a label such as "Article published:" where nothing else stands there.
fn read_labelled_date(line: &str) -> Option<String> {
    let (label, date) = line.split_once(": ")?;
    let is_label = is_said_of_text(label) && label.split_whitespace().count() <= 5;
    read_dateline(date).filter(|_| is_label)
}

/// The names of `by Jane Roe and John Doe`; each word after "by" is a name's.
fn read_byline(line: &str) -> Option<Vec<String>> {
    let head = line.get(..3).filter(|it| it.eq_ignore_ascii_case("by "))?;
    let names = line[head.len()..].trim();
    let words: Vec<&str> = names.split_whitespace().collect();
    let is_part = |it: &&str| {
        let is_name = it.chars().next().is_some_and(char::is_uppercase) && it.chars().all(|c| !c.is_ascii_digit());
        (is_name && month(it).is_none() && !it.ends_with("day")) || matches!(*it, "and" | "de" | "van" | "von" | "der")
    };
    let is_byline = (1..=8).contains(&words.len()) && words.iter().all(is_part) && !names.ends_with(['.', '?', '!']);
    is_byline.then(|| split_authors(names))
}

/// The date of a line that says nothing else, but for words such as "Published" and a time of the day.
pub(super) fn read_dateline(line: &str) -> Option<String> {
    let is_filler = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_figure = word.bytes().next().is_some_and(|it| it.is_ascii_digit());
        word.is_empty() || is_figure || month(&word).is_some() || DATELINE_WORDS.contains(&word.as_str())
    };
    if line.ends_with('.') || !line.split_whitespace().all(is_filler) {
        return None;
    }
    let is_start = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.bytes().next().is_some_and(|it| it.is_ascii_digit()) || month(word).is_some()
    };
    // From one day to another is when something lasted.
    let n_years = line.split(|c: char| !c.is_alphanumeric()).filter(|it| is_year(it)).count();
    if n_years > 1 && [" - ", " – "].iter().any(|it| line.contains(it)) {
        return None;
    }
    let start = line.split_whitespace().find(|it| is_start(it))?;
    let at = line.find(start)?;
    // A bare year or figure is more likely a heading or a count.
    read_date(&line[at..]).filter(|it| it.len() > 4)
}

/// The day of a line that says where something was written as well: "Havstad, 12 March 2025".
fn read_placed_dateline(line: &str) -> Option<String> {
    let (place, date) = line.split_once(", ")?;
    let is_capital = |word: &str| word.starts_with(char::is_uppercase) && month(&word.to_lowercase()).is_none();
    let is_place = place.split_whitespace().count() <= 3 && place.split_whitespace().all(is_capital);
    // Of a day only: "Revenue, 2024" heads a table.
    read_dateline(date).filter(|it| is_place && it.len() == "2025-03-12".len())
}

/// The day of the dateline that a report opens with: "HAVSTAD, Norland, Monday, 12 March 2025 – The port …".
fn read_opening_dateline(paragraph: &str) -> Option<String> {
    const LONGEST: usize = 80;
    let opening = paragraph.char_indices().nth(LONGEST).map_or(paragraph, |it| &paragraph[..it.0]);
    let end = [" - ", " – ", " — "].iter().filter_map(|it| opening.find(it)).min()?;
    let (place, _) = paragraph[..end].split_once(", ")?;
    let is_capital =
        |word: &str| word.len() > 2 && !word.contains(char::is_lowercase) && word.contains(char::is_uppercase);
    let mut tails = paragraph[..end].match_indices(", ").map(|it| &paragraph[it.0 + 2..end]);
    let date = tails.find_map(read_dateline)?;
    (place.split_whitespace().all(is_capital) && date.len() == "2025-03-12".len()).then_some(date)
}

const DATELINE_WORDS: &[&str] = &[
    "published",
    "updated",
    "posted",
    "date",
    "on",
    "at",
    "last",
    "modified",
    "am",
    "pm",
    "a.m",
    "p.m",
    "utc",
    "gmt",
    "est",
    "edt",
    "et",
    "cet",
    "cest",
    "bst",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "min",
    "mins",
    "minute",
    "minutes",
    "read",
];

/// Takes the first heading for the title, or a first line that looks like one.
pub(super) fn complete_title(metadata: &mut Metadata, text: &str, blocks: &[Block]) {
    if metadata.title.is_some() {
        return;
    }
    let words = |it: &Block| squeezed(it.span.of(text));
    let heading = blocks.iter().find(|it| it.kind == BlockKind::Heading).map(words);
    metadata.title = heading.or_else(|| {
        let (first, rest) = blocks.split_first()?;
        let line = words(first);
        let is_longer = rest.iter().any(|it| it.span.len() > first.span.len());
        let is_title = first.kind == BlockKind::Paragraph
            && line.len() <= 160
            && (is_title_line(&line) || split_sentences(text, first.span).len() == 1);
        (is_title && is_longer).then(|| line.trim_end_matches('.').to_string())
    });
}

/// Reads the name of a file where the file itself says nothing: `2024-03-02 Reuters - Title.pdf`, `Reuters - 2024-03-02 -
/// Title.pdf` and, as Zotero calls what it stores, `Roe and Doe - 2024 - Title.pdf`; with underscores for spaces, too.
pub(super) fn complete_from_name(metadata: &mut Metadata, path: &Path) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = if stem.contains(' ') { squeezed(&stem) } else { squeezed(&stem.replace('_', " ")) };
    let len = name.bytes().take_while(|it| it.is_ascii_digit() || matches!(it, b'-' | b'_' | b'.')).count();
    let head = name[..len].trim_end_matches(['-', '_', '.']);
    let is_dated = |it: &String| it.len() == 10 || (it.len() == 7 && head.len() == 7);
    if let Some(date) = read_date(head).filter(is_dated) {
        fill(&mut metadata.date, Some(date));
        let rest = name[len..].trim().trim_start_matches(['-', '–']).trim_start();
        match rest.split_once(" - ") {
            Some((publisher, title)) => {
                fill(&mut metadata.publisher, Some(publisher.trim().to_string()));
                fill(&mut metadata.title, Some(title.trim().to_string()));
            }
            None if rest.contains(' ') => fill(&mut metadata.title, Some(rest.to_string())),
            None => {}
        }
        return;
    }
    let mut parts = name.splitn(3, " - ").map(str::trim);
    let (Some(who), Some(when), Some(title)) = (parts.next(), parts.next(), parts.next()) else { return };
    let is_name = who.starts_with(char::is_uppercase) && !who.contains(|c: char| c.is_ascii_digit());
    if is_year(when) {
        // In a text file, "Budget - 2024 - Draft" is as likely.
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_stored = !matches!(ending.as_str(), "md" | "markdown" | "qmd" | "txt" | "text");
        if is_stored && is_name && who.split(' ').count() <= 6 && title.contains(' ') {
            fill(&mut metadata.date, Some(when.to_string()));
            fill(&mut metadata.title, Some(title.to_string()));
            if metadata.authors.is_empty() {
                metadata.authors = split_authors(who.trim_end_matches(" et al.").trim_end_matches(" et al"));
            }
        }
        return;
    }
    let is_date = when.len() == 10 && when.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    if let Some(date) = read_date(when).filter(|it| is_date && it == when) {
        fill(&mut metadata.date, Some(date));
        fill(&mut metadata.title, Some(title.to_string()));
        fill(&mut metadata.publisher, Some(who.to_string()).filter(|_| is_name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn dates_of_many_forms_become_one() {
        let check =
            |value: &str, expected: &str| assert_eq!(read_date(value).as_deref().unwrap_or("-"), expected, "{value}");
        check("2024-03-02", "2024-03-02");
        check("2024-03-02T10:11:12+01:00", "2024-03-02");
        check("2024/3/2", "2024-03-02");
        check("20240302", "2024-03-02");
        check("2024-03", "2024-03");
        check("2024", "2024");
        check("3 March 2024", "2024-03-03");
        check("March 3, 2024", "2024-03-03");
        check("Sun, 03 Mar 2024 10:00:00 GMT", "2024-03-03");
        check("Sept. 3rd, 2024", "2024-09-03");
        check("March 2024", "2024-03");
        check("31/12/2024", "2024-12-31");
        check("12/31/2024", "2024-12-31");
        check("02/03/2024", "2024");
        check("2024-13-40", "-");
        check("30 February 2024", "-");
        check("soon", "-");
        check("", "-");
    }

    #[test]
    fn names_after_by_are_authors() {
        assert_eq!(read_byline("By Jane Roe and John Doe"), Some(vec!["Jane Roe".to_string(), "John Doe".to_string()]));
        assert_eq!(read_byline("by Staff Writer"), Some(vec!["Staff Writer".to_string()]));
        for line in ["By Friday", "By March", "By the river", "By 2030", "By Train They Went Home."] {
            assert_eq!(read_byline(line), None, "{line}");
        }
    }

    #[test]
    fn a_dateline_says_nothing_but_a_date() {
        assert_eq!(read_dateline("Published: 3 March 2024, 10:30 am GMT").as_deref(), Some("2024-03-03"));
        assert_eq!(read_dateline("Updated on March 3, 2024"), Some("2024-03-03".to_string()));
        assert_eq!(read_dateline("On 3 March 2024 it sank"), None);
        assert_eq!(read_dateline("2024"), None);
        assert_eq!(read_dateline("14 May 2018 - 5 June 2022"), None);
    }

    #[test]
    fn the_date_of_a_text_goes_before_one_that_stands_on_its_page() {
        let check = |lines: &[&str]| {
            let text = lines.join("\n");
            let mut at = 0;
            let blocks: Vec<Block> = lines
                .iter()
                .map(|line| {
                    let span = Span::new(at, at + line.len());
                    at = span.end + 1;
                    Block { span, kind: BlockKind::Paragraph, is_links: false, page: None }
                })
                .collect();
            let mut metadata = Metadata::default();
            complete_from_head(&mut metadata, &text, &blocks);
            (metadata.date, metadata.authors)
        };
        let date = Some("2024-03-02".to_string());
        let jane = vec!["Jane Roe".to_string()];
        assert_eq!(check(&["5 June 2025", "By Jane Roe on March 2, 2024"]), (date.clone(), jane.clone()));
        assert_eq!(check(&["5 June 2025", "Posted on 2024-03-02 16:02 EST by Jane Roe"]), (date.clone(), jane));
        assert_eq!(check(&["Article published: 2024-03-02T09:57:38", "5 June 2025"]), (date.clone(), Vec::new()));
        assert_eq!(check(&["2 March 2024", "By the harbour on March 5, 2024 it was calm."]), (date, Vec::new()));
        assert_eq!(check(&["Those published: none"]), (None, Vec::new()));
    }

    #[test]
    fn file_names_fill_what_is_missing() {
        let check = |path: &str| {
            let mut metadata = Metadata { title: Some("Given".into()), ..Metadata::default() };
            complete_from_name(&mut metadata, Path::new(path));
            (metadata.date, metadata.publisher, metadata.title)
        };
        let date = Some("2024-03-02".to_string());
        let given = Some("Given".to_string());
        assert_eq!(check("a/2024-03-02 Reuters - Ships.pdf"), (date.clone(), Some("Reuters".into()), given.clone()));
        assert_eq!(check("20240302_ships.md"), (date, None, given.clone()));
        assert_eq!(check("2024 ships.md"), (None, None, given.clone()));
        assert_eq!(check("é.md"), (None, None, given));
    }

    #[test]
    fn file_names_of_many_forms_are_read_and_their_neighbours_are_not() {
        let check = |path: &str, expected: &str| {
            let mut it = Metadata::default();
            complete_from_name(&mut it, Path::new(path));
            let of = |it: Option<String>| it.unwrap_or_else(|| "-".into());
            let seen = format!("{} | {} | {} | {}", of(it.date), of(it.publisher), it.authors.join(", "), of(it.title));
            assert_eq!(seen, expected, "{path}");
        };
        check("2024-03-02 Reuters - Ships - a list.pdf", "2024-03-02 | Reuters |  | Ships - a list");
        check("2024-03-02 - Reuters - Ships.pdf", "2024-03-02 | Reuters |  | Ships");
        check("2024-03-02_Reuters_-_Ten_ships.pdf", "2024-03-02 | Reuters |  | Ten ships");
        check("2024-03-02_Ten_ships.md", "2024-03-02 | - |  | Ten ships");
        check("2024-03 Reuters - Ships.pdf", "2024-03 | Reuters |  | Ships");
        check("Reuters - 2024-03-02 - Ten ships.pdf", "2024-03-02 | Reuters |  | Ten ships");
        check("Part 3 - 2024-03-02 - Ten ships.pdf", "2024-03-02 | - |  | Ten ships");
        check("Roe and Doe - 2024 - What ships cost.pdf", "2024 | - | Roe, Doe | What ships cost");
        check("Roe et al. - 2024 - What ships cost.pdf", "2024 | - | Roe | What ships cost");
        for name in [
            "Budget - 2024 - Draft two.md",
            "Budget - 2024 - Draft.pdf",
            "budget - 2024 - draft two.pdf",
            "Ships - Reuters.pdf",
            "2024 Budget - Annex.pdf",
            "Room 12 - 2024-3 - x y.pdf",
            "12-13 ships - a list.pdf",
            "2024-2025 Budget - Annex.pdf",
        ] {
            check(name, "- | - |  | -");
        }
    }
}
