//! What the writer may be about to type: a citation, a quotation, a name.
//!
//! The sentence is being typed, so the newest report is about an older text: the paragraph around the caret is read as it
//! is now. The report tells of the rest of the draft.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::check::{Context, Report};
use crate::rules::Edit;
use crate::text::Span;

mod card;
mod cite;
mod names;
mod place;
mod quotations;
mod sources;

use place::{Place, Typing};

/// Most entries of a list.
const MOST: usize = 40;

/// What an entry of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    Source,
    Footnote,
    Quotation,
    Name,
}

/// An entry of the list. Spans are of the draft as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    pub kind: CompletionKind,
    pub label: String,
    /// What it is, in a few words; may be empty.
    pub detail: String,
    /// What the editor compares with what stands between the start of `insert` and the caret: begins with just that.
    pub filter: String,
    /// What is replaced: ends at the caret, and lies on its line.
    pub insert: Span,
    /// The same to the end of the word that the caret stands in.
    pub replace: Span,
    pub text: String,
    /// What changes elsewhere in the draft.
    pub edits: Vec<Edit>,
    pub card: Option<Card>,
}

/// What is shown about an entry when the writer dwells on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Of [`crate::corpus::Corpus::sources`].
    pub source: usize,
    /// The passage that serves the sentence best.
    pub passage: Option<usize>,
    /// The words in it that matter, in the source's text.
    pub matched: Vec<Span>,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Completions {
    /// The best first.
    pub items: Vec<Completion>,
    /// Whether other entries may come with further letters.
    pub is_incomplete: bool,
}

/// Somebody types.
pub struct Typed<'a> {
    /// The draft as it is now.
    pub text: &'a str,
    /// Of the caret.
    pub offset: usize,
    /// The draft's file.
    pub path: Option<&'a Path>,
    /// Whether the time for an answer is over.
    pub is_late: &'a dyn Fn() -> bool,
}

/// Whether a list may be of use at a caret with this before it: a glance that spares the rest.
pub fn may_complete(before: &str) -> bool {
    let word = before.trim_end_matches(char::is_alphanumeric);
    let word = &before[word.len()..];
    let is_name = word.starts_with(char::is_uppercase) && word.chars().count() >= names::LEAST;
    is_name || before.contains(['[', '(', '"', '“', '”', '„', '«', '»', '‘'])
}

/// What the writer may be about to type at the caret; `None` where nothing is to be said.
pub fn complete(context: &Context, report: &Report, typed: &Typed) -> Option<Completions> {
    let typing = Typing::read(typed)?;
    let completions = match typing.place {
        Place::Key | Place::Footnote | Place::Link | Place::SourceLine => sources::complete(context, report, &typing),
        Place::Quotation(mark) => quotations::complete(context, report, &typing, mark),
        Place::Name => names::complete(context, &typing),
    };
    Some(completions).filter(|it| !it.items.is_empty() || it.is_incomplete)
}

/// The card of an entry; `None` when its source is not there any more.
pub fn completion_card(context: &Context, card: &Card) -> Option<super::Text> {
    card::card(context, card)
}

#[cfg(test)]
mod tests;
