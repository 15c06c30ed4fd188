//! Documents on their way into the index, and how their terms are told apart. There are some twenty a source, so each is
//! a few pieces of memory and no more.

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// What the tokenizer of [`Spaced`] is called in the schema.
pub(super) const SPACED: &str = "spaced";

/// A document with its terms written out.
#[derive(Debug, Default)]
pub(super) struct IndexDocument {
    numbers: Vec<(Field, u64)>,
    body: Option<(Field, Vec<u8>)>,
    /// The terms of all fields with spaces between them.
    terms: String,
    /// Where those of a field end.
    ends: Vec<(Field, usize)>,
}

impl IndexDocument {
    pub(super) fn add_number(&mut self, field: Field, number: u64) {
        self.numbers.push((field, number));
    }

    pub(super) fn set_body(&mut self, field: Field, body: Vec<u8>) {
        self.body = Some((field, body));
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
}

impl Document for IndexDocument {
    type Value<'a> = Content<'a>;
    type FieldsValuesIter<'a> = Contents<'a>;

    fn iter_fields_and_values(&self) -> Contents<'_> {
        Contents { document: self, at: 0 }
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
    document: &'a IndexDocument,
    at: usize,
}

impl<'a> Iterator for Contents<'a> {
    type Item = (Field, Content<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let IndexDocument { numbers, body, terms, ends } = self.document;
        let at = self.at;
        self.at += 1;
        if let Some((field, number)) = numbers.get(at) {
            return Some((*field, Content::Number(*number)));
        }
        let at = at - numbers.len();
        if let Some((field, end)) = ends.get(at) {
            let start = at.checked_sub(1).map_or(0, |it| ends[it].1);
            return Some((*field, Content::Terms(&terms[start..*end])));
        }
        let body = body.as_ref().filter(|_| at == ends.len())?;
        Some((body.0, Content::Body(&body.1)))
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
    fn a_document_gives_what_it_was_given() {
        let [one, two, three, four] = [0, 1, 2, 3].map(Field::from_field_id);
        let mut document = IndexDocument::default();
        document.add_number(one, 7);
        document.set_body(four, vec![1]);
        document.add_terms(two, ["a", "a", "", "b"].into_iter());
        document.add_terms(two, [].into_iter());
        document.add_terms(three, ["c"].into_iter());
        let seen: Vec<String> =
            document.iter_fields_and_values().map(|(field, it)| format!("{} {it:?}", field.field_id())).collect();
        assert_eq!(seen, ["0 Number(7)", "1 Terms(\"a b \")", "2 Terms(\"c \")", "3 Body([1])"]);
    }
}
