//! Documents on their way into the index, and how their terms are told apart. There are some twenty a source, so all of
//! them are a few pieces of memory and no more.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// What the tokenizer of [`Spaced`] is called in the schema.
pub(super) const SPACED: &str = "spaced";

/// The documents of a source on their way into the index, with their terms written out. They share what they have.
#[derive(Debug, Default)]
pub(super) struct SourceDocuments {
    numbers: Vec<(Field, u64)>,
    /// Of the document that was closed last.
    body: Option<(Field, Vec<u8>)>,
    /// The terms of all fields with spaces between them.
    terms: String,
    /// Where those of a field end.
    ends: Vec<(Field, usize)>,
    /// How many numbers and fields of terms there are up to the end of each document.
    closed: Vec<(usize, usize)>,
    place: Option<Place>,
}

/// How many sources are on their way into the index. Its writer would queue up ten thousand, which takes 200 MB and lets
/// them cool in the processor's cache.
#[derive(Debug, Default)]
pub(super) struct Queue {
    n_sources: Mutex<usize>,
    has_room: Condvar,
}

/// A source's place in a queue, given back when the last of its documents is written.
#[derive(Debug)]
struct Place(Arc<Queue>);

impl Queue {
    const ROOM: usize = 64;

    /// Takes a place, once there is one.
    fn enter(self: &Arc<Self>) -> Place {
        // The writer says by itself when it can take nothing any more.
        const PATIENCE: Duration = Duration::from_millis(500);
        let n_sources = self.n_sources.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.has_room.wait_timeout_while(n_sources, PATIENCE, |it| *it >= Self::ROOM);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += 1;
        Place(self.clone())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.n_sources.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.has_room.notify_one();
    }
}

impl SourceDocuments {
    /// With room for the documents of so many passages in a text of so many bytes.
    pub(super) fn with_capacity(n_passages: usize, n_bytes: usize) -> Self {
        Self {
            numbers: Vec::with_capacity(2 * n_passages + 2),
            body: None,
            terms: String::with_capacity(n_bytes * 3 / 2),
            ends: Vec::with_capacity(4 * n_passages),
            closed: Vec::with_capacity(n_passages + 1),
            place: None,
        }
    }

    pub(super) fn add_number(&mut self, field: Field, number: u64) {
        self.numbers.push((field, number));
    }

    /// Adds terms that are sorted, each once, if there are any.
    pub(super) fn add_terms<'t>(&mut self, field: Field, terms: impl Iterator<Item = &'t str>) {
        let start = self.terms.len();
        let mut last = "";
        for term in terms.filter(|it| !it.is_empty()) {
            if term != last {
                self.terms.push_str(term);
                self.terms.push(' ');
                last = term;
            }
        }
        if self.terms.len() > start {
            self.ends.push((field, self.terms.len()));
        }
    }

    /// Ends a document; what is added from here on is of the next.
    pub(super) fn close(&mut self) {
        self.closed.push((self.numbers.len(), self.ends.len()));
    }

    /// Ends the last document, which has a body.
    pub(super) fn close_with(&mut self, field: Field, body: Vec<u8>) {
        self.body = Some((field, body));
        self.close();
    }

    /// The documents in the order in which they were closed, once there is room for them in the queue.
    pub(super) fn into_documents(mut self, queue: &Arc<Queue>) -> impl ExactSizeIterator<Item = IndexDocument> {
        self.place = Some(queue.enter());
        let n = self.closed.len();
        let all = Arc::new(self);
        (0..n).map(move |idx| IndexDocument { all: all.clone(), idx })
    }
}

/// One document of a source.
#[derive(Debug)]
pub(super) struct IndexDocument {
    all: Arc<SourceDocuments>,
    idx: usize,
}

impl Document for IndexDocument {
    type Value<'a> = Content<'a>;
    type FieldsValuesIter<'a> = Contents<'a>;

    fn iter_fields_and_values(&self) -> Contents<'_> {
        let SourceDocuments { closed, body, .. } = &*self.all;
        let (number, field) = self.idx.checked_sub(1).map_or((0, 0), |before| closed[before]);
        let is_last = self.idx + 1 == closed.len();
        Contents { all: &self.all, number, field, end: closed[self.idx], body: body.as_ref().filter(|_| is_last) }
    }
}

/// What a document has in a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Number(u64),
    Terms(&'a str),
    Body(&'a [u8]),
}

impl<'a> Value<'a> for Content<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Self::Number(number) => ReferenceValueLeaf::U64(*number),
            Self::Terms(terms) => ReferenceValueLeaf::Str(terms),
            Self::Body(body) => ReferenceValueLeaf::Bytes(body),
        })
    }
}

/// Goes through what a document has, each field once.
pub(super) struct Contents<'a> {
    all: &'a SourceDocuments,
    number: usize,
    field: usize,
    end: (usize, usize),
    body: Option<&'a (Field, Vec<u8>)>,
}

impl<'a> Iterator for Contents<'a> {
    type Item = (Field, Content<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let SourceDocuments { numbers, terms, ends, .. } = self.all;
        if self.number < self.end.0 {
            let (field, number) = numbers[self.number];
            self.number += 1;
            return Some((field, Content::Number(number)));
        }
        if self.field < self.end.1 {
            let start = self.field.checked_sub(1).map_or(0, |it| ends[it].1);
            let (field, end) = ends[self.field];
            self.field += 1;
            return Some((field, Content::Terms(&terms[start..end])));
        }
        self.body.take().map(|(field, body)| (*field, Content::Body(body)))
    }
}

/// Parts terms at white space, as tantivy's own tokenizer of that name does, byte by byte.
#[derive(Clone, Default)]
pub(super) struct Spaced {
    token: Token,
}

pub(super) struct SpacedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Spaced {
    type TokenStream<'a> = SpacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpacedStream<'a> {
        self.token.reset();
        SpacedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for SpacedStream<'_> {
    fn advance(&mut self) -> bool {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return false;
        }
        let end = self.rest.bytes().position(|it| it.is_ascii_whitespace()).unwrap_or(self.rest.len());
        let (term, rest) = self.rest.split_at(end);
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = self.token.position.wrapping_add(1);
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_parted_at_white_space() {
        let mut tokenizer = Spaced::default();
        let mut stream = tokenizer.token_stream(" port\u{1F}a  élan\tno\u{a0}gap ");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
        let seen: Vec<(&str, usize)> = seen.iter().map(|it| (it.0.as_str(), it.1)).collect();
        assert_eq!(seen, [("port\u{1F}a", 0), ("élan", 1), ("no\u{a0}gap", 2)]);
    }

    #[test]
    fn documents_give_what_they_were_given() {
        let [one, two, three, four] = [0, 1, 2, 3].map(Field::from_field_id);
        let mut documents = SourceDocuments::default();
        documents.add_number(one, 7);
        documents.add_terms(two, ["a", "a", "", "b"].into_iter());
        documents.add_terms(two, [].into_iter());
        documents.close();
        documents.close();
        documents.add_terms(three, ["b", "c"].into_iter());
        documents.close_with(four, vec![1]);
        let contents = |it: &IndexDocument| -> Vec<String> {
            it.iter_fields_and_values().map(|(field, it)| format!("{} {it:?}", field.field_id())).collect()
        };
        let seen: Vec<_> = documents.into_documents(&Arc::default()).map(|it| contents(&it)).collect();
        let expected = [vec!["0 Number(7)", "1 Terms(\"a b \")"], vec![], vec!["2 Terms(\"b c \")", "3 Body([1])"]];
        assert_eq!(seen, expected);
    }
}
