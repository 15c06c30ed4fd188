//! What can be read from any text: spans, lines, sentences, words, quantities, dates and quotations.

pub mod escape;
pub mod language;
mod lines;
mod quantity;
mod quotation;
mod sentence;
mod span;
pub mod thesaurus;
mod token;
mod visible;
pub mod words;

pub use language::{Language, detect_language};
pub use lines::{Encoding, LineIndex, Place, Position};
pub use quantity::{Approximation, Date, Kind, Part, Quantity, read_quantities};
pub use quotation::{Quotation, read_quotations};
pub use sentence::{Sentence, split_sentences};
pub(crate) use sentence::{
    clause_start, denies, ends_clause, is_article, is_before_verb, is_between_subject_and_verb, is_form_of_be,
    is_negation, is_reporting,
};
pub use span::Span;
pub use token::{Token, TokenKind, fold, stem, tokenize};
pub(crate) use visible::squeeze;
pub use visible::{is_hidden, squeezed, visible, visible_with, without_gaps, without_hidden};

/// `1 source`, `2 sources`, `2 copies`.
pub fn counted(n: usize, word: &str) -> String {
    match word.strip_suffix('y') {
        _ if n == 1 => format!("1 {word}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {word}s"),
    }
}
