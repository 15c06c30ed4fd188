//! Reads quantities from the tokens of a sentence, left to right.

mod clock;
mod date;
mod list;
mod measure;
mod numeral;
mod share;

use std::ops::Range;

use super::{Approximation, Kind, Quantity};
use crate::text::{Span, Token, TokenKind, words};

/// The quantities among the tokens of one sentence, in order of place. `text` is the text that the tokens' spans
/// refer to.
pub fn read_quantities(tokens: &[Token], text: &str) -> Vec<Quantity> {
    let mut reader = Reader { tokens, text, acc: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        at = reader.read_at(at).map_or(at + 1, |end| end.max(at + 1));
    }
    reader.share_measures();
    reader.leave_out_measures();
    reader.join_measures();
    reader.acc.into_iter().map(|it| it.quantity).collect()
}

/// Whether a quantity may open with the folded word. Most words open none, so the readers below are not asked.
pub(in crate::text) fn may_open(word: &str) -> bool {
    let is_listed = words::NUMBERS.contains_key(word)
        || words::ORDINALS.contains_key(word)
        || words::FOLDS.contains_key(word)
        || words::CROWDS.contains_key(word)
        || words::month(word).is_some()
        || words::weekday(word).is_some()
        || words::HOLIDAYS.iter().any(|it| it.2.first() == Some(&word));
    let is_plain = matches!(
        word,
        "a" | "an"
            | "one"
            | "half"
            | "dozen"
            | "twice"
            | "double"
            | "triple"
            | "yesterday"
            | "today"
            | "tonight"
            | "tomorrow"
            | "next"
            | "coming"
            | "last"
            | "past"
            | "this"
    );
    // `q3`, `sixties`
    is_listed || is_plain || word.starts_with('q') || word.ends_with("ies")
}

struct Reader<'a> {
    tokens: &'a [Token],
    text: &'a str,
    acc: Vec<Reading>,
}

/// A quantity with what its neighbours in a list need to know of it.
struct Reading {
    quantity: Quantity,
    /// What the numeral was multiplied by: 1e6 in "3 million".
    factor: f64,
    /// Nothing but the numeral: no sign, no unit of its own.
    is_bare: bool,
}

/// A number as written, in digits or words.
#[derive(Clone, Copy)]
struct Numeral {
    start: usize,
    end: usize,
    value: f64,
    factor: f64,
    digits: u8,
    is_in_words: bool,
    /// Ends in a bare `m`.
    has_letter_m: bool,
}

/// One numeral, or the two ends of a range.
struct Ends {
    start: usize,
    first: Numeral,
    /// The upper end, with the value of the lower one in its terms.
    second: Option<(Numeral, f64)>,
    /// "from 30 to 40" tells of a change: two quantities rather than a range.
    is_change: bool,
}

/// What a numeral turned out to measure.
struct Measure {
    kind: Kind,
    factor: f64,
    unit: String,
    end: usize,
}

impl Ends {
    fn last(&self) -> Numeral {
        self.second.map_or(self.first, |it| it.0)
    }

    fn end(&self) -> usize {
        self.last().end
    }
}

impl<'a> Reader<'a> {
    fn read_at(&mut self, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        match token.kind {
            TokenKind::Number => {}
            TokenKind::Word if token.class.opens_quantity => {}
            _ => return None,
        }
        self.iso_date(at)
            .or_else(|| self.date_by_day(at))
            .or_else(|| self.date_by_month(at))
            .or_else(|| self.holiday(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.part_of_a_whole(at))
            .or_else(|| self.ordinal(at))
            .or_else(|| self.fold(at))
            .or_else(|| self.crowd(at))
            .or_else(|| self.decade_in_words(at))
            .or_else(|| self.one_span(at))
            .or_else(|| self.number(at))
    }

    // Looking at tokens. Positions beyond the ends hold nothing.

    fn word(&self, at: usize) -> &'a str {
        match self.tokens.get(at) {
            Some(token) if token.kind == TokenKind::Word => &token.folded,
            _ => "",
        }
    }

    fn word_before(&self, at: usize, distance: usize) -> &'a str {
        at.checked_sub(distance).map_or("", |it| self.word(it))
    }

    fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.tokens.get(at).is_some_and(|it| it.is_mark(mark))
    }

    fn digits(&self, at: usize) -> Option<&'a str> {
        self.tokens.get(at).filter(|it| it.kind == TokenKind::Number).map(|it| it.folded.as_str())
    }

    fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|it| it.is_capital)
    }

    /// Whether no space lies between the token and the one before it.
    fn touches(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|it| it.span.start == self.tokens[at - 1].span.end)
    }

    /// A content word in lower case: most likely what the number before it counts.
    fn is_noun(&self, at: usize) -> bool {
        !self.word(at).is_empty() && !self.is_capital(at) && !self.tokens[at].stem.is_empty()
    }

    /// The position after a hyphen, or the same.
    fn past_hyphen(&self, at: usize) -> usize {
        at + usize::from(self.is_mark(at, "-"))
    }

    /// A hyphen or short dash that joins what stands on both sides of it alike; a long dash parts.
    fn is_joining_dash(&self, at: usize) -> bool {
        self.is_mark(at, "-")
            && self.tokens[at].span.of(self.text) != "\u{2014}"
            && self.touches(at) == self.touches(at + 1)
    }

    fn is_joiner(&self, at: usize) -> bool {
        matches!(self.word(at), "and" | "or" | "to") || self.is_joining_dash(at)
    }

    fn push(&mut self, quantity: Quantity) {
        self.acc.push(Reading { quantity, factor: 1.0, is_bare: false });
    }

    fn quantity(&self, kind: Kind, low: f64, high: f64, unit: &str, tokens: Range<usize>) -> Quantity {
        let span = Span::new(self.tokens[tokens.start].span.start, self.tokens[tokens.end - 1].span.end);
        let is_number = !kind.is_of_calendar();
        let approximation = if is_number { self.approximation(&tokens) } else { None };
        Quantity { kind, low, high, unit: unit.to_owned(), date: None, approximation, digits: 1, tokens, span }
    }

    /// The words directly before the quantity that loosen it ("more than", "about another"), or after it ("or so").
    fn approximation(&self, tokens: &Range<usize>) -> Option<Approximation> {
        let skipped = usize::from(matches!(self.word_before(tokens.start, 1), "a" | "an" | "another"));
        let found = words::APPROXIMATIONS.iter().find(|(run, _)| match run[0] {
            "or" => run.iter().enumerate().all(|(idx, word)| self.word(tokens.end + idx) == *word),
            _ => run.iter().rev().enumerate().all(|(idx, it)| self.word_before(tokens.start, idx + 1 + skipped) == *it),
        });
        found.map(|it| it.1)
    }

    /// Ordinals in digits, designations, decades, years and times: whatever has no upper end.
    fn plain_number(&mut self, numeral: Numeral) -> Option<usize> {
        let Numeral { start, end, .. } = numeral;
        if numeral.is_in_words || numeral.factor != 1.0 {
            return None;
        }
        if self.touches(end) && matches!(self.word(end), "th" | "st" | "nd" | "rd") {
            let ordinal = self.quantity(Kind::Ordinal, numeral.value, numeral.value, "", start..end + 1);
            self.push(Quantity { digits: numeral.digits, ..ordinal });
            return Some(end + 1);
        }
        if let Some(unit) = self.designator_before(start) {
            let count = self.quantity(Kind::Count, numeral.value, numeral.value, &unit, start..end);
            self.push(Quantity { digits: numeral.digits, approximation: None, ..count });
            return Some(end);
        }
        self.decade(numeral).or_else(|| self.years(numeral)).or_else(|| self.time(numeral))
    }
}
