//! `citecheck sources`, `citecheck terms` and `citecheck search`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::corpus::{Corpus, Problem, Source};
use crate::output::display_path;
use crate::retrieve::{self, Hit};
use crate::text::{Language, Sentence, Span};

use super::passages::passage_line;
use super::workspace::{current_dir, load, load_here, report_unlisted, settings};
use super::{Format, Outcome, Place, Trouble, print};

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
}

#[derive(Serialize)]
struct ProblemRow {
    path: String,
    problem: String,
}

/// The sources as a table or JSON.
pub(super) fn sources(place: &Place, format: Format) -> anyhow::Result<Outcome> {
    let workspace = load(&current_dir(), &settings(place, false));
    report_unlisted(&workspace);
    let corpus = &workspace.context.corpus;
    match format {
        Format::Text if corpus.sources().is_empty() && corpus.problems().is_empty() => {}
        Format::Text => print::out(&source_table(corpus))?,
        Format::Json => print::json(&source_list(corpus))?,
    }
    Ok(if workspace.is_broken() { Outcome::Trouble } else { Outcome::Clean })
}

/// Why a file gave no source.
pub(super) fn problem_text(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "no text in it".to_owned(),
        Problem::NotUtf8(offset) => format!("not UTF-8 text (see byte {})", offset + 1),
        Problem::TooLarge(size) => format!("larger than the limit: {size} bytes"),
        Problem::UnknownFormat(ending) => format!("`.{ending}` is not a format we read"),
        Problem::Unreadable(err) => format!("cannot be read: {err}"),
        Problem::Scanned(n_pages) => format!("a scan without a text: pictures of {}", print::counted(*n_pages, "page")),
        Problem::Locked => "asks for a password".to_owned(),
        Problem::Damaged(what) => format!("damaged: {what}"),
        Problem::OverLimit(limit) => format!("beyond what is safe to read: {limit}"),
        Problem::Stopped(why) => format!("given up: {why}"),
    }
}

/// The terms of the lexicon as a table.
pub(super) fn terms(place: &Place) -> anyhow::Result<Outcome> {
    let workspace = load_here(place);
    let rows: Vec<Vec<String>> = workspace
        .context
        .lexicon
        .terms()
        .iter()
        .map(|it| {
            vec![
                it.name.clone(),
                format!("{:?}", it.kind).to_lowercase(),
                it.n_passages.to_string(),
                it.aliases.join("; "),
                it.roles.join("; "),
            ]
        })
        .collect();
    print::out(&print::table(&["TERM", "KIND", "PASSAGES", "ALSO", "ROLES"], &rows))?;
    Ok(if workspace.is_broken() { Outcome::Trouble } else { Outcome::Clean })
}

/// The passages nearest to `query`, with their places and the matched words.
pub(super) fn search(place: &Place, query: &str, limit: usize) -> anyhow::Result<Outcome> {
    let workspace = load_here(place);
    let corpus = &workspace.context.corpus;
    // Sources that cannot serve as evidence can be searched.
    if corpus.sources().is_empty() && workspace.is_broken() {
        return Ok(Outcome::Trouble);
    }
    let hits = search_all(corpus, query, limit);
    if hits.is_empty() {
        return Err(Trouble::new("no passage shares a word with the query").into());
    }
    let sentence = Sentence::read(query, Span::new(0, query.len()));
    let lines: Vec<String> = hits.iter().map(|hit| passage_line(corpus, &sentence, hit) + "\n").collect();
    print::out(&lines.concat())?;
    Ok(Outcome::Clean)
}

/// The passages nearest to `query`, those in other languages last: their words say less about what they mean.
fn search_all(corpus: &Corpus, query: &str, limit: usize) -> Vec<Hit> {
    let mut acc: Vec<Hit> = retrieve::search(corpus, query, limit).into_iter().map(|it| it.0).collect();
    let unread = corpus.nearest_unread(query, limit.saturating_sub(acc.len()));
    acc.extend(unread.into_iter().filter_map(|(id, _)| Hit::new(corpus, id)));
    acc
}

/// `2 sources in other languages are not read as evidence: 1 German, 1 French`; `None` when all are in English.
pub(super) fn unread_sources(corpus: &Corpus) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for source in corpus.sources().iter().filter(|it| !it.language().is_read()) {
        *counts.entry(source.language().name()).or_default() += 1;
    }
    let all = print::counted(counts.values().sum(), "source");
    let each: Vec<String> = counts.iter().map(|(name, n)| format!("{n} in {name}")).collect();
    (!counts.is_empty()).then(|| format!("{all} not read as evidence: {}", each.join(", ")))
}

fn source_table(corpus: &Corpus) -> String {
    let row = |it: &Source| {
        let of = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            it.key.clone(),
            shortened(&of(&it.metadata.title)),
            of(&it.metadata.publisher),
            of(&it.metadata.date),
            of(&it.metadata.reliability),
            it.n_passages.to_string(),
        ]
    };
    let rows: Vec<_> = corpus.sources().iter().map(row).collect();
    let mut acc = print::table(&["KEY", "TITLE", "PUBLISHER", "DATE", "RELIABILITY", "PASSAGES"], &rows);
    let unread = corpus.sources().iter().filter(|it| !it.language().is_read());
    let row = |it: &Source| vec![it.key.clone(), format!("{}: not read as evidence", it.language().name())];
    let rows: Vec<_> = unread.map(row).collect();
    if !rows.is_empty() {
        acc.push('\n');
        acc.push_str(&print::table(&["OTHER LANGUAGE", ""], &rows));
    }
    if !corpus.problems().is_empty() {
        let row = |(path, problem): &(PathBuf, Problem)| vec![shown(path), problem_text(problem)];
        let rows: Vec<_> = corpus.problems().iter().map(row).collect();
        acc.push('\n');
        acc.push_str(&print::table(&["NOT READ", "WHY"], &rows));
    }
    acc
}

fn source_list(corpus: &Corpus) -> SourceList<'_> {
    let problem = |it: &(PathBuf, Problem)| ProblemRow { path: shown(&it.0), problem: problem_text(&it.1) };
    SourceList {
        schema: "citecheck/sources/1",
        sources: corpus.sources().iter().map(source_row).collect(),
        problems: corpus.problems().iter().map(problem).collect(),
    }
}

fn source_row(source: &Source) -> SourceRow<'_> {
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
    }
}

fn shown(path: &Path) -> String {
    display_path(path, &current_dir())
}

fn shortened(title: &str) -> String {
    const LONGEST: usize = 60;
    match title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}
