//! What can be read from any text: spans, lines, sentences, words, quantities, dates and quotations.

mod lines;
mod quantity;
mod quotation;
mod sentence;
mod span;
mod token;
mod visible;
pub mod words;

pub use lines::{Encoding, LineIndex, Place, Position};
pub use quantity::{Approximation, Date, Kind, Part, Quantity, read_quantities};
pub use quotation::{Quotation, read_quotations};
pub(crate) use sentence::ends_clause;
pub use sentence::{Sentence, split_sentences};
pub use span::Span;
pub use token::{Token, TokenKind, fold, stem, tokenize};
pub use visible::{is_hidden, visible, visible_with, without_hidden};
