//! Reads labelled claims and their documents from lines of JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::text::Span;

/// What people say about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Supported,
    /// Refuted or unsupported: to be flagged.
    Wrong,
    /// Nothing that one could check: to be left alone.
    NotAClaim,
}

/// A document of the data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct SourceText {
    pub id: String,
    #[serde(default)]
    pub title: Option<String>,
    pub text: String,
}

/// What a row is checked against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sources {
    /// These, by their places in [`DataSet::documents`].
    Documents(Vec<usize>),
    /// The folder of this path, from the folder of the data.
    Folder(String),
    /// The workspace that the data lies in.
    Workspace,
}

/// A labelled claim.
#[derive(Clone, Debug)]
pub struct Row {
    /// In the file, from 1.
    pub line: usize,
    /// As given; without one, the line.
    pub id: Value,
    pub sources: Sources,
    /// The claim alone where the data has no draft.
    pub draft: Arc<str>,
    /// The claim in the draft.
    pub span: Span,
    pub label: Label,
    /// What is wrong with it, in the words of the data; empty when that is unknown.
    pub error_types: Vec<String>,
}

/// A line that is no row or no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// Starts small, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: &'static str,
}

/// The documents that rows name, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    by_id: BTreeMap<String, SourceText>,
    pub problems: Vec<Problem>,
}

/// The rows of a file.
#[derive(Clone, Debug, Default)]
pub struct DataSet {
    pub rows: Vec<Row>,
    /// Those that rows name or bring along.
    pub documents: Vec<SourceText>,
    pub problems: Vec<Problem>,
}

/// A line as it stands. Keys that are not ours are the data's own.
#[derive(Deserialize)]
struct Line {
    id: Option<Value>,
    docs: Option<Vec<SourceText>>,
    doc_ids: Option<Vec<String>>,
    corpus: Option<String>,
    draft: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(alias = "text")]
    claim: Option<String>,
    label: Option<Value>,
    error_type: Option<OneOrMany>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// What is wrong with a line: a message and what to do.
type Mistake = (String, &'static str);

impl Documents {
    /// Reads a file of documents, one a line.
    pub fn read(text: &str) -> Self {
        let mut acc = Self::default();
        for (line, words) in lines(text) {
            let read = serde_json::from_str::<SourceText>(words).map_err(|err| {
                let hint = "a document is `{\"id\": \"…\", \"title\": \"…\", \"text\": \"…\"}` on one line";
                (format!("this is no document: {}", cause(&err)), hint)
            });
            let read = read.and_then(|document| match acc.by_id.contains_key(&document.id) {
                true => Err((
                    format!("another document has the id `{}`", document.id),
                    "give each document an id of its own",
                )),
                false => Ok(document),
            });
            match read {
                Ok(document) => _ = acc.by_id.insert(document.id.clone(), document),
                Err((message, hint)) => acc.problems.push(Problem { line, message, hint }),
            }
        }
        acc
    }
}

impl DataSet {
    /// Reads a file of rows, one a line. Lines that are no rows are among the problems.
    pub fn read(text: &str, documents: &Documents) -> Self {
        let mut acc = Self::default();
        let mut places = BTreeMap::new();
        for (number, words) in lines(text) {
            let line = serde_json::from_str::<Line>(words)
                .map_err(|err| (format!("this is no row: {}", cause(&err)), "a row is an object of JSON on one line"));
            match line.and_then(|it| read_row(number, it, documents, &mut places)) {
                Ok(row) => acc.rows.push(row),
                Err((message, hint)) => acc.problems.push(Problem { line: number, message, hint }),
            }
        }
        let mut by_place: Vec<(usize, SourceText)> = places.into_iter().map(|(text, place)| (place, text)).collect();
        by_place.sort_by_key(|it| it.0);
        acc.documents = by_place.into_iter().map(|it| it.1).collect();
        acc
    }

    /// The places of the rows over the same sources, in the order in which these come up.
    pub fn by_sources(&self) -> Vec<(&Sources, Vec<usize>)> {
        let mut places: BTreeMap<&Sources, usize> = BTreeMap::new();
        let mut acc: Vec<(&Sources, Vec<usize>)> = Vec::new();
        for (idx, row) in self.rows.iter().enumerate() {
            let place = *places.entry(&row.sources).or_insert(acc.len());
            if place == acc.len() {
                acc.push((&row.sources, Vec::new()));
            }
            acc[place].1.push(idx);
        }
        acc
    }
}

/// The lines that are not blank, numbered from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().map(|(idx, words)| (idx + 1, words)).filter(|it| !it.1.trim().is_empty())
}

/// What the reader says. The line it counts is always the first.
fn cause(err: &serde_json::Error) -> String {
    err.to_string().replace(" at line 1 column ", " at column ")
}

fn read_row(
    number: usize,
    line: Line,
    documents: &Documents,
    places: &mut BTreeMap<SourceText, usize>,
) -> Result<Row, Mistake> {
    let label = line.label.as_ref().ok_or(("the row has no label".to_owned(), LABELS))?;
    let (label, word) = read_label(label).ok_or_else(|| (format!("`{label}` is no label"), LABELS))?;
    let mut error_types = match line.error_type {
        Some(OneOrMany::One(it)) => vec![it],
        Some(OneOrMany::Many(many)) => many,
        None => word.into_iter().map(str::to_owned).collect(),
    };
    if label != Label::Wrong {
        error_types.clear();
    }
    let sources = match (line.docs, line.doc_ids, line.corpus) {
        (Some(docs), None, None) => Sources::Documents(docs.into_iter().map(|it| place_of(it, places)).collect()),
        (None, Some(ids), None) => {
            let find = |id: String| match documents.by_id.get(&id) {
                Some(document) => Ok(place_of(document.clone(), places)),
                None => {
                    Err((format!("there is no document `{id}`"), "put it into `NAME.docs.jsonl` beside `NAME.jsonl`"))
                }
            };
            Sources::Documents(ids.into_iter().map(find).collect::<Result<_, _>>()?)
        }
        (None, None, Some(folder)) => Sources::Folder(folder),
        (None, None, None) => Sources::Workspace,
        _ => return Err(("the row names its sources twice".to_owned(), "keep one of `docs`, `doc_ids` and `corpus`")),
    };
    let (draft, span) = place_claim(line.draft, line.claim, line.start.zip(line.end))?;
    Ok(Row {
        line: number,
        id: line.id.unwrap_or_else(|| number.into()),
        sources,
        draft: draft.into(),
        span,
        label,
        error_types,
    })
}

const LABELS: &str = "`label` is 1 or \"supported\"; 0, \"refuted\", \"conflict\" or \"unsupported\"; or \"nonclaim\"";

/// The label, and the word for what is wrong where it is one.
fn read_label(value: &Value) -> Option<(Label, Option<&str>)> {
    if let Some(number) = value.as_u64() {
        return match number {
            0 => Some((Label::Wrong, None)),
            1 => Some((Label::Supported, None)),
            _ => None,
        };
    }
    match value.as_str()? {
        "supported" => Some((Label::Supported, None)),
        "nonclaim" => Some((Label::NotAClaim, None)),
        word @ ("refuted" | "conflict" | "unsupported") => Some((Label::Wrong, Some(word))),
        _ => None,
    }
}

/// The place of a document among those named so far.
fn place_of(document: SourceText, places: &mut BTreeMap<SourceText, usize>) -> usize {
    let next = places.len();
    *places.entry(document).or_insert(next)
}

/// The draft and where the claim stands in it. `place` counts characters.
fn place_claim(
    draft: Option<String>,
    claim: Option<String>,
    place: Option<(usize, usize)>,
) -> Result<(String, Span), Mistake> {
    let (draft, claim, place) = match (draft, claim, place) {
        (None, None, _) => return Err(("the row has no claim".to_owned(), "put the sentence under `claim`")),
        (None, Some(claim), _) => {
            let whole = Span::new(0, claim.len());
            return Ok((claim, whole));
        }
        // The label is about the draft as a whole.
        (Some(draft), None, None) => {
            let whole = Span::new(0, draft.len());
            return Ok((draft, whole));
        }
        (Some(draft), Some(claim), None) => {
            let hint = "give the claim as the draft has it, or its place as `start` and `end`";
            let Some(start) = draft.find(&claim) else {
                return Err(("the claim does not stand in the draft".to_owned(), hint));
            };
            return Ok((draft, Span::new(start, start + claim.len())));
        }
        (Some(draft), claim, Some(place)) => (draft, claim, place),
    };
    let hint = "`start` and `end` count the characters of `draft` from 0, `end` is behind the last one of the claim";
    let byte = |chars: usize| draft.char_indices().map(|it| it.0).chain([draft.len()]).nth(chars);
    let (Some(start), Some(end)) = (byte(place.0), byte(place.1)) else {
        return Err((format!("{} to {} lies outside of the draft", place.0, place.1), hint));
    };
    if start >= end {
        return Err((format!("{} to {} is no place", place.0, place.1), hint));
    }
    let span = Span::new(start, end);
    if claim.is_some_and(|it| it.trim() != span.of(&draft).trim()) {
        return Err((format!("{} to {} in the draft is not the claim", place.0, place.1), hint));
    }
    Ok((draft, span))
}
