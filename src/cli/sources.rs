//! `citecheck sources`

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::corpus::{Corpus, Problem, Source};
use crate::output::{display_path, problem_text};
use crate::text::{Language, visible};

use super::workspace::{current_dir, load, report_unlisted, settings};
use super::{Outcome, Place, TableFormat, print};

/// What the sources are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    by: Column,
    is_descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Key,
    Title,
    Publisher,
    Date,
    Reliability,
    Passages,
}

const COLUMNS: [(&str, Column); 6] = [
    ("key", Column::Key),
    ("title", Column::Title),
    ("publisher", Column::Publisher),
    ("date", Column::Date),
    ("reliability", Column::Reliability),
    ("passages", Column::Passages),
];

impl std::str::FromStr for Order {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix('-').unwrap_or(text);
        let found = COLUMNS.iter().find(|it| it.0 == name);
        let names = COLUMNS.map(|it| it.0).join(", ");
        let by = found.ok_or_else(|| format!("sort by one of {names}, with `-` before it for the reverse"))?.1;
        Ok(Self { by, is_descending: name.len() < text.len() })
    }
}

impl Order {
    /// The order of two sources. What is not known comes last, whichever way it is sorted.
    fn compare(self, a: &Source, b: &Source) -> Ordering {
        let text = |it: &Source| {
            let metadata = &it.metadata;
            match self.by {
                Column::Key => Some(it.key.to_lowercase()),
                Column::Title => metadata.title.as_ref().map(|it| it.to_lowercase()),
                Column::Publisher => metadata.publisher.as_ref().map(|it| it.to_lowercase()),
                Column::Date => metadata.date.clone(),
                Column::Reliability => metadata.reliability.clone(),
                Column::Passages => None,
            }
        };
        let ordering = match (self.by, text(a), text(b)) {
            (Column::Passages, ..) => a.n_passages.cmp(&b.n_passages),
            (_, Some(a), Some(b)) => a.cmp(&b),
            (_, a, b) => return b.is_some().cmp(&a.is_some()),
        };
        if self.is_descending { ordering.reverse() } else { ordering }
    }
}

#[derive(Serialize)]
struct SourceList<'a> {
    schema: &'static str,
    sources: Vec<SourceRow<'a>>,
    problems: Vec<ProblemRow>,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    key: &'a str,
    path: String,
    title: Option<&'a str>,
    authors: &'a [String],
    publisher: Option<&'a str>,
    date: Option<&'a str>,
    url: Option<&'a str>,
    reliability: Option<&'a str>,
    /// Its code: `en`.
    language: Language,
    /// Whether its passages count; those in other languages than English do not.
    evidence: bool,
    passages: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    /// The key of the source that stands for it and its other near-duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    copy_of: Option<&'a str>,
    /// What is missing or was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

#[derive(Serialize)]
struct ProblemRow {
    path: String,
    problem: String,
}

/// The sources as a table, JSON or CSV.
pub(super) fn run(place: &Place, format: TableFormat, order: Option<Order>) -> anyhow::Result<Outcome> {
    let workspace = load(&current_dir(), &settings(place, false));
    report_unlisted(&workspace);
    let corpus = &workspace.context.corpus;
    let rows = in_order(corpus, order);
    match format {
        TableFormat::Text if corpus.sources().is_empty() && corpus.problems().is_empty() => {}
        TableFormat::Text => print::out(&table(corpus, &rows))?,
        TableFormat::Json => print::json(&list(corpus, &rows))?,
        TableFormat::Csv => print::out(&csv(corpus, &rows))?,
    }
    Ok(if workspace.is_broken() { Outcome::Trouble } else { Outcome::Clean })
}

/// The sources in order, each followed by its copies.
fn in_order(corpus: &Corpus, order: Option<Order>) -> Vec<usize> {
    let sources = corpus.sources();
    let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for idx in 0..sources.len() {
        families.entry(corpus.origin_of(idx)).or_default().push(idx);
    }
    let mut origins: Vec<usize> = families.keys().copied().collect();
    if let Some(order) = order {
        origins.sort_by(|a, b| order.compare(&sources[*a], &sources[*b]));
    }
    let copies = |origin: usize| families.get(&origin).into_iter().flatten().copied().filter(move |it| *it != origin);
    origins.into_iter().flat_map(|origin| std::iter::once(origin).chain(copies(origin)).collect::<Vec<_>>()).collect()
}

/// The key of the source that a copy is a copy of.
fn copied(corpus: &Corpus, idx: usize) -> Option<&str> {
    let origin = corpus.origin_of(idx);
    (origin != idx).then(|| corpus.sources().get(origin).map(|it| it.key.as_str())).flatten()
}

/// What a source lacks and what is to be known of it.
pub(super) fn problems_of(corpus: &Corpus, idx: usize) -> Vec<String> {
    let Some(source) = corpus.sources().get(idx) else { return Vec::new() };
    let metadata = &source.metadata;
    let mut acc: Vec<String> = copied(corpus, idx).map(|it| format!("copy of {it}")).into_iter().collect();
    if !source.language().is_read() {
        acc.push(format!("{}: not read as evidence", source.language().name()));
    }
    if metadata.title.is_none() {
        acc.push("no title".to_owned());
    }
    if metadata.date.is_none() {
        acc.push("no date".to_owned());
    }
    if let Some(key) = metadata.key.as_ref().filter(|it| **it != source.key) {
        acc.push(format!("another source has its key {key}"));
    }
    acc.extend(source.notes.iter().cloned());
    acc
}

fn table(corpus: &Corpus, rows: &[usize]) -> String {
    let row = |idx: &usize| {
        let source = &corpus.sources()[*idx];
        let of = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let indent = if copied(corpus, *idx).is_some() { "  " } else { "" };
        vec![
            format!("{indent}{}", source.key),
            of(&source.metadata.title),
            of(&source.metadata.publisher),
            of(&source.metadata.date),
            of(&source.metadata.reliability),
            source.n_passages.to_string(),
            problems_of(corpus, *idx).join("; "),
        ]
    };
    let cells: Vec<_> = rows.iter().map(row).collect();
    let heading = ["KEY", "TITLE", "PUBLISHER", "DATE", "RELIABILITY", "PASSAGES", "PROBLEMS"];
    // Keys are there to be copied; of the others what gives way first is named first, with the least that it keeps.
    let may_shrink = [(1, 24), (6, 20), (2, 10), (1, 10)];
    let mut acc = if rows.is_empty() { String::new() } else { print::fitted(&heading, &cells, &may_shrink, width()) };
    if !corpus.problems().is_empty() {
        let row = |(path, problem): &(PathBuf, Problem)| vec![shown(path), problem_text(problem)];
        let rows: Vec<_> = corpus.problems().iter().map(row).collect();
        acc.push_str(if acc.is_empty() { "" } else { "\n" });
        acc.push_str(&print::table(&["NOT READ", "WHY"], &rows));
    }
    acc
}

/// The terminal's width; what goes elsewhere has lines of any length.
fn width() -> Option<usize> {
    let size = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    size.map(|it| usize::from(it.0.0).max(60))
}

fn list<'a>(corpus: &'a Corpus, rows: &[usize]) -> SourceList<'a> {
    let problem = |it: &(PathBuf, Problem)| ProblemRow { path: shown(&it.0), problem: problem_text(&it.1) };
    SourceList {
        schema: "citecheck/sources/1",
        sources: rows.iter().map(|idx| source_row(corpus, *idx)).collect(),
        problems: corpus.problems().iter().map(problem).collect(),
    }
}

fn source_row(corpus: &Corpus, idx: usize) -> SourceRow<'_> {
    let source = &corpus.sources()[idx];
    let metadata = &source.metadata;
    SourceRow {
        key: &source.key,
        path: shown(&source.path),
        title: metadata.title.as_deref(),
        authors: &metadata.authors,
        publisher: metadata.publisher.as_deref(),
        date: metadata.date.as_deref(),
        url: metadata.url.as_deref(),
        reliability: metadata.reliability.as_deref(),
        language: source.language(),
        evidence: source.language().is_read(),
        passages: source.n_passages,
        accessed: metadata.accessed.as_deref(),
        descriptor: metadata.descriptor.as_deref(),
        aliases: &metadata.aliases,
        copy_of: copied(corpus, idx),
        problems: problems_of(corpus, idx),
    }
}

const CSV_HEADING: [&str; 13] = [
    "key",
    "title",
    "authors",
    "publisher",
    "date",
    "url",
    "reliability",
    "language",
    "evidence",
    "passages",
    "copy_of",
    "problems",
    "path",
];

/// A table as RFC 4180 has it. A file that gave no source has a row without a key.
fn csv(corpus: &Corpus, rows: &[usize]) -> String {
    let mut acc = csv_line(CSV_HEADING.iter().map(|it| (*it).to_owned()));
    for idx in rows {
        let it = source_row(corpus, *idx);
        let of = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let language = corpus.sources()[*idx].language().code().to_owned();
        acc += &csv_line([
            it.key.to_owned(),
            of(it.title),
            it.authors.join("; "),
            of(it.publisher),
            of(it.date),
            of(it.url),
            of(it.reliability),
            language,
            it.evidence.to_string(),
            it.passages.to_string(),
            of(it.copy_of),
            it.problems.join("; "),
            it.path,
        ]);
    }
    for (path, problem) in corpus.problems() {
        let mut cells = vec![String::new(); CSV_HEADING.len()];
        cells[11] = problem_text(problem);
        cells[12] = shown(path);
        acc += &csv_line(cells);
    }
    acc
}

fn csv_line(cells: impl IntoIterator<Item = String>) -> String {
    cells.into_iter().map(|it| csv_cell(&it)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A cell, quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe: titles come from
/// pages that others write.
fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

fn shown(path: &Path) -> String {
    visible(&display_path(path, &current_dir())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let line = csv_line(["a", "b, c", "the \"port\"", "two\nlines", "=1+1", ""].map(str::to_owned));
        assert_eq!(line, "a,\"b, c\",\"the \"\"port\"\"\",\"two\nlines\",'=1+1,\r\n");
    }

    #[test]
    fn what_is_not_known_comes_last_either_way() {
        let source = |key: &str, date: Option<&str>| Source {
            key: key.to_owned(),
            metadata: crate::corpus::Metadata { date: date.map(str::to_owned), ..Default::default() },
            ..Source::default()
        };
        let check = |order: &str, expected: [&str; 3]| {
            let order: Order = order.parse().expect("an order");
            let mut sources = [source("b", None), source("a", Some("2024")), source("c", Some("2020"))];
            sources.sort_by(|a, b| order.compare(a, b));
            assert_eq!(sources.map(|it| it.key), expected, "{order:?}");
        };
        check("date", ["c", "a", "b"]);
        check("-date", ["a", "c", "b"]);
        check("-key", ["c", "b", "a"]);
        assert!("colour".parse::<Order>().is_err());
    }
}
