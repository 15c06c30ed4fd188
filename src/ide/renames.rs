//! New names for what a draft cites by name: keys of sources and labels of footnotes.

use crate::check::{Context, Report};
use crate::corpus::{Corpus, stem};
use crate::draft::{Citation, CitationKind, Draft};
use crate::rules::{Edit, Resolution, resolve_citation, written_key};
use crate::text::{Span, fold};

use super::cursor::{Under, under};
use super::source_name;

/// Longest key, in characters.
const LONGEST_KEY: usize = 200;

/// Marks that pandoc allows within a key.
const MARKS: &str = ":.#$%&-+?<>~/";

/// A name that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// The key of a source, or one that nobody knows.
    Key {
        key: String,
        /// Index into the sources of the corpus.
        source: Option<usize>,
    },
    /// The label of a footnote.
    Label(String),
}

/// The name at `offset` of the draft, and where it stands there; `None` where there is no citation.
///
/// # Errors
/// When what stands there is a citation but no name to change: why.
pub fn nameable(context: &Context, report: &Report, offset: usize) -> Result<Option<(Span, Name)>, String> {
    let draft = &report.draft;
    if let Some((span, label)) = label_at(draft, offset) {
        return Ok(Some((span, Name::Label(label))));
    }
    let Some(Under::Citation(citation)) = under(context, report, offset) else { return Ok(None) };
    match citation.kind {
        CitationKind::Pandoc => {
            let key = citation.target.clone();
            let source = source_with_key(&context.corpus, draft, citation)?;
            Ok(Some((citation.target_span, Name::Key { key, source })))
        }
        CitationKind::Link | CitationKind::Wikilink => {
            Err("a link follows its file: rename that in the editor's list of files".to_owned())
        }
        CitationKind::SourceLine | CitationKind::Attribution | CitationKind::Footnote => {
            Err("only the key of a source and the label of a footnote can be renamed".to_owned())
        }
    }
}

/// The source whose key a citation has; `None` where nobody knows it.
fn source_with_key(corpus: &Corpus, draft: &Draft, citation: &Citation) -> Result<Option<usize>, String> {
    let key = &citation.target;
    let Resolution::Source(source_idx) = resolve_citation(corpus, draft, citation) else {
        return match corpus.is_unread(key) {
            true => Err(format!("`{key}` names a file that could not be read; rename that file")),
            false => Ok(None),
        };
    };
    match corpus.sources().get(source_idx) {
        Some(source) if source.key == *key => Ok(Some(source_idx)),
        Some(source) if stem(&source.path) == Some(key) => {
            let file = source.path.file_name().unwrap_or_default().to_string_lossy();
            Err(format!("`{key}` is the name of the file `{file}`; its key is `{}`", source.key))
        }
        Some(source) => Err(format!("`{key}` is another name of the source with the key `{}`", source.key)),
        None => Ok(None),
    }
}

/// A new key as it is to be written, checked.
///
/// # Errors
/// When it is no key, or names something else: why.
pub fn key_name(context: &Context, old: &str, source: Option<usize>, new: &str) -> Result<String, String> {
    let key = new.trim().trim_start_matches('@').trim_matches(['{', '}']);
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    if key.is_empty() {
        return Err("a key has at least one letter".to_owned());
    }
    if let Some(c) = key.chars().find(|c| !is_letter(*c) && !MARKS.contains(*c)) {
        return Err(match c.is_whitespace() {
            true => "a key has no spaces".to_owned(),
            false => {
                format!("a key has no `{}`; letters, digits, `_` and the marks `{MARKS}` are allowed", c.escape_debug())
            }
        });
    }
    if !key.starts_with(is_letter) || !key.ends_with(is_letter) {
        return Err("a key begins and ends with a letter or a digit".to_owned());
    }
    if key.chars().count() > LONGEST_KEY {
        return Err(format!("a key has at most {LONGEST_KEY} letters"));
    }
    let corpus = &context.corpus;
    // A key that names nothing may well become one that does.
    let is_known = source.is_some() || corpus.listed_work(old).is_some();
    if is_known && key != old {
        if let Some(other) = corpus.sources().named(key).filter(|it| Some(*it) != source) {
            let name = corpus.sources().get(other).map(|it| source_name(it).to_owned()).unwrap_or_default();
            return Err(format!("`{key}` names another source already: {name}"));
        }
        if let Some(work) = corpus.listed_work(key) {
            let file = work.bibliography.file_name().unwrap_or_default().to_string_lossy();
            return Err(format!("`{key}` is the key of another work in `{file}`"));
        }
        if corpus.is_unread(key) {
            return Err(format!("`{key}` names a file that could not be read"));
        }
    }
    Ok(key.to_owned())
}

/// What gives a draft the new key wherever it has the old one; in order.
pub fn key_uses(corpus: &Corpus, draft: &Draft, old: &str, new: &str) -> Vec<Edit> {
    let text = &draft.text;
    let edit = |it: &Citation| {
        let is_use = match it.kind {
            CitationKind::Pandoc | CitationKind::SourceLine => it.target == old,
            // `[[report]]` is rather the file of that name.
            CitationKind::Wikilink => it.target == old && !is_file(corpus, old),
            _ => false,
        };
        let is_bare = it.kind == CitationKind::Pandoc && !text[..it.target_span.start].ends_with('{');
        is_use.then(|| Edit { span: it.target_span, text: if is_bare { written_key(new) } else { new.to_owned() } })
    };
    let mut acc: Vec<Edit> = draft.citations.iter().filter_map(edit).collect();
    // `[^1]: roe2024port, p. 3`
    for note in draft.citations.iter().filter(|it| it.kind == CitationKind::Footnote) {
        let Some(definition) = note.definition else { continue };
        let words = definition.of(text);
        let first = words.split([' ', ',', ';', '\n']).next().unwrap_or_default();
        let name = first.trim_matches(['`', '*', '_', '.']);
        if name == old {
            let start = definition.start + (name.as_ptr() as usize - words.as_ptr() as usize);
            acc.push(Edit { span: Span::new(start, start + name.len()), text: new.to_owned() });
        }
    }
    acc.sort_by_key(|it| it.span);
    acc.dedup_by_key(|it| it.span);
    acc
}

/// Whether a source has a file of this name.
fn is_file(corpus: &Corpus, name: &str) -> bool {
    let sources = corpus.sources();
    let named = sources.named(name).and_then(|it| sources.get(it));
    named.is_some_and(|it| stem(&it.path) == Some(name)) || sources.in_folder(&[], name).is_some()
}

/// A new label as it is to be written, checked.
///
/// # Errors
/// When it is no label, or that of another footnote: why.
pub fn label_name(draft: &Draft, old: &str, new: &str) -> Result<String, String> {
    let label = new.trim().trim_start_matches("[^").trim_start_matches('^').trim_end_matches(']');
    if label.is_empty() || label.contains(|c: char| c.is_whitespace() || "[]^@".contains(c)) {
        return Err("a label has letters and digits, and no spaces or brackets".to_owned());
    }
    let is_taken =
        draft.citations.iter().any(|it| it.kind == CitationKind::Footnote && fold(&it.target) == fold(label))
            || fold(&draft.text).contains(&format!("[^{}]:", fold(label)));
    match is_taken && fold(label) != fold(old) {
        true => Err(format!("there is a footnote `[^{label}]` already")),
        false => Ok(label.to_owned()),
    }
}

/// What gives a footnote a new label at its markers and its text; in order.
pub fn label_edits(draft: &Draft, old: &str, new: &str) -> Vec<Edit> {
    let mut acc: Vec<Edit> = labels(draft)
        .filter(|it| is_same_label(it.of(&draft.text), old))
        .map(|span| Edit { span, text: new.to_owned() })
        .collect();
    acc.sort_by_key(|it| it.span);
    acc.dedup_by_key(|it| it.span);
    acc
}

fn is_same_label(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The label of a footnote at `offset`, at its marker or at its text.
fn label_at(draft: &Draft, offset: usize) -> Option<(Span, String)> {
    // The brackets are a part of the marker.
    let is_here = |it: &Span| it.start.saturating_sub(2) <= offset && offset <= it.end + 1;
    let span = labels(draft).find(is_here)?;
    Some((span, span.of(&draft.text).to_owned()))
}

/// Where labels of footnotes stand: in markers, and before the texts that these lead to.
fn labels(draft: &Draft) -> impl Iterator<Item = Span> {
    let notes = draft.citations.iter().filter(|it| it.kind == CitationKind::Footnote && !it.target.is_empty());
    notes.flat_map(|it| {
        let before = it.definition.and_then(|definition| {
            let head = draft.text[..definition.start].trim_end().strip_suffix("]:")?;
            let start = head.rfind("[^")? + 2;
            Some(Span::new(start, head.len()))
        });
        [Some(it.target_span), before.filter(|span| is_same_label(span.of(&draft.text), &it.target))]
            .into_iter()
            .flatten()
    })
}
