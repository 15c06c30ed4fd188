//! Sentences: where they end, and one read word by word.

use std::sync::LazyLock;

use super::token::fold_mark;
use super::{Quantity, Span, Token, TokenKind, read_quantities, tokenize, words};

/// One sentence, read word by word.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    pub span: Span,
    pub tokens: Vec<Token>,
    pub quantities: Vec<Quantity>,
    /// Most Words Start With a Capital, so that capitals say nothing.
    pub is_title_case: bool,
    pub is_lower_case: bool,
}

impl Sentence {
    /// Reads the sentence that stands at `span` of `text`. Words are marked as names by their capitals alone; the
    /// first word is left to those who know the corpus.
    pub fn read(text: &str, span: Span) -> Self {
        Self::of_tokens(text, span, tokenize(text, span))
    }

    /// The quantity that the token is a part of.
    pub(crate) fn quantity_at(&self, token: usize) -> Option<&Quantity> {
        self.quantities.iter().find(|it| it.tokens.contains(&token))
    }

    /// The same as [`Sentence::read`] from the tokens of [`tokenize`], for who needs those as well.
    pub(crate) fn of_tokens(text: &str, span: Span, mut tokens: Vec<Token>) -> Self {
        let quantities = read_quantities(&tokens, text);
        mark_quantities(&mut tokens, &quantities);
        mark_names(&mut tokens);
        mark_quoted(&mut tokens);
        mark_negated(&mut tokens);
        let words = || tokens.iter().filter(|it| it.kind == TokenKind::Word);
        let n_capital = words().filter(|it| it.is_capital).count();
        let n_lower = words().count() - n_capital;
        // A line in title case has small words only in lower case, whatever row of names a sentence has.
        let is_small = |it: &Token| it.stem.is_empty() || words::PREPOSITIONS.contains(it.folded.as_str());
        let has_plain_word = words().any(|it| !it.is_capital && !is_small(it));
        Self {
            span,
            is_title_case: n_capital >= 3 && n_capital > 2 * n_lower && !has_plain_word,
            is_lower_case: n_capital == 0,
            tokens,
            quantities,
        }
    }

    /// The content words.
    pub fn content(&self) -> impl Iterator<Item = &Token> + Clone {
        self.tokens.iter().filter(|it| it.is_content())
    }

    /// The position of the first word or number.
    pub fn first_word(&self) -> Option<usize> {
        self.tokens.iter().position(|it| matches!(it.kind, TokenKind::Word | TokenKind::Number | TokenKind::Quantity))
    }
}

/// Marks that end a clause.
pub(crate) fn ends_clause(token: &Token) -> bool {
    token.kind == TokenKind::Mark && matches!(token.folded.as_str(), "," | ";" | ":" | "(" | ")")
}

/// "not", "never", "n't" and the like.
pub(crate) fn is_negation(token: &Token) -> bool {
    words::NEGATIONS.contains(token.folded.as_str()) || token.folded == "n't"
}

/// Whether the token denies what follows: a negation, `n't`, or a verb such as "refuse".
pub(crate) fn denies(token: &Token) -> bool {
    token.class.denies
}

/// "said", "according": whether the token hands on what somebody says.
pub(crate) fn is_reporting(token: &Token) -> bool {
    token.kind == TokenKind::Word && words::REPORTING.contains(token.folded.as_str())
}

/// Whether the token may stand between a subject and its verb: an auxiliary or an adverb.
pub(crate) fn is_before_verb(token: &Token) -> bool {
    words::AUXILIARIES.contains(token.folded.as_str()) || token.folded.ends_with("ly")
}

/// The same, or "n't".
pub(crate) fn is_between_subject_and_verb(token: &Token) -> bool {
    is_before_verb(token) || token.folded == "n't"
}

/// Where the clause begins that the token at `at` stands in: behind the mark before it.
pub(crate) fn clause_start(tokens: &[Token], at: usize) -> usize {
    tokens[..at].iter().rposition(ends_clause).map_or(0, |it| it + 1)
}

/// "is", "been": whether the token is a form of the verb.
pub(crate) fn is_form_of_be(token: &Token) -> bool {
    matches!(token.folded.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being")
}

/// "the", "a", "an".
pub(crate) fn is_article(token: &Token) -> bool {
    matches!(token.folded.as_str(), "the" | "a" | "an")
}

fn mark_quantities(tokens: &mut [Token], quantities: &[Quantity]) {
    for quantity in quantities {
        for token in &mut tokens[quantity.tokens.clone()] {
            let is_unit = quantity.kind == super::Kind::Count && token.stem == quantity.unit;
            let is_part = token.kind == TokenKind::Number || (token.kind == TokenKind::Word && !is_unit);
            if is_part && !token.stem.is_empty() {
                token.kind = TokenKind::Quantity;
            }
        }
    }
}

fn mark_names(tokens: &mut [Token]) {
    let mut is_first = true;
    for token in tokens {
        match token.kind {
            TokenKind::Word => {
                let by_capital = (token.is_capital && !is_first) || token.is_acronym;
                token.is_name = !token.stem.is_empty() && (by_capital || token.class.is_place);
                is_first = false;
            }
            TokenKind::Number => is_first = false,
            _ => {}
        }
    }
}

fn mark_quoted(tokens: &mut [Token]) {
    let mut is_inside = false;
    for token in tokens {
        match token.kind {
            TokenKind::Quote => is_inside = !is_inside,
            _ => token.is_quoted = is_inside,
        }
    }
}

/// A denial reaches the next three content words of its clause, at most six tokens on.
fn mark_negated(tokens: &mut [Token]) {
    for cue in 0..tokens.len() {
        // "Not since 1994 has there been a longer one" denies nothing of this one.
        let is_not_since = tokens.get(cue + 1).is_some_and(|it| it.folded == "since");
        if !denies(&tokens[cue]) || is_not_since {
            continue;
        }
        let flips = words::NEGATIONS.contains(tokens[cue].folded.as_str());
        let mut n_content = 0;
        // "without" and "no" deny a noun, which an infinitive no longer belongs to.
        let denies_noun = matches!(tokens[cue].folded.as_str(), "without" | "no");
        for token in tokens.iter_mut().skip(cue + 1).take(6) {
            if ends_clause(token)
                || (denies_noun && token.folded == "to")
                || matches!(token.folded.as_str(), "but" | "although" | "while" | "because" | "and")
                || n_content == 3
            {
                break;
            }
            token.is_negated = !flips || !token.is_negated;
            n_content += usize::from(!token.stem.is_empty());
        }
    }
}

static CLOSERS: &str = ".!?\"')]…";

/// The sentences of `text` inside `within`, without the space around them. A line end always ends one. `.`, `!`, `?`
/// and `…` end one, with the closing marks after them, before space and a capital, digit or opening mark; a full stop
/// not after an abbreviation or an initial.
pub fn split_sentences(text: &str, within: Span) -> Vec<Span> {
    let words = within.of(text);
    let get = |at: usize| words[at..].chars().next().map(fold_mark);
    let past = |at: usize, is_passed: fn(char) -> bool| {
        let passed = words[at..].chars().take_while(|c| is_passed(fold_mark(*c)));
        at + passed.map(char::len_utf8).sum::<usize>()
    };
    let is_closer = |c: char| CLOSERS.contains(c);
    let mut acc = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut push = |from: usize, to: usize| {
        let sentence = words[from..to].trim_start();
        let from = to - sentence.len();
        let span = Span::new(from, from + sentence.trim_end().len());
        if !span.is_empty() {
            acc.push(span.shifted(within.start));
        }
    };
    while let Some((found, c)) = next_end(words, at) {
        at = found;
        let after = at + c.len_utf8();
        if c == '\n' || c == '\r' {
            push(start, at);
            (start, at) = (after, after);
            continue;
        }
        if c != '!' && is_glued(&words[start..], at - start, after - start) {
            // Quotation marks at the joint close what was opened, or open what follows.
            let n_marks = words[start..at].chars().filter(|c| fold_mark(*c) == '"').count();
            let end = if n_marks % 2 == 1 { past(after, is_closer) } else { after };
            push(start, end);
            (start, at) = (end, end);
            continue;
        }
        let end = past(after, is_closer);
        let is_break = get(end).is_none_or(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
        let next = get(past(end, |c| matches!(c, ' ' | '\t')));
        let opens = next.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || "\n\r\"'([".contains(c));
        let at_line_end = next.is_none_or(|c| c == '\n' || c == '\r');
        let is_abbreviation = || c == '.' && end == after && is_abbreviation(&words[start..at]);
        if is_break && (at_line_end || (opens && !is_abbreviation())) {
            push(start, end);
            start = end;
        }
        at = end;
    }
    push(start, words.len());
    acc.into_iter().flat_map(|it| pieces(text, it)).collect()
}

/// The next character from `at` on that may end a sentence, with its place.
fn next_end(words: &str, at: usize) -> Option<(usize, char)> {
    words.as_bytes()[at..].iter().enumerate().find_map(|(idx, byte)| match byte {
        b'\n' | b'\r' | b'.' | b'!' | b'?' => Some((at + idx, char::from(*byte))),
        0xE2 if words[at + idx..].starts_with('…') => Some((at + idx, '…')),
        _ => None,
    })
}

/// A text without full stops in pieces that can be read in a moment, cut between words; a sentence as it is.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    /// In bytes: some 1,700 words, more than any sentence that somebody wrote.
    const LONGEST: usize = 10_000;
    let mut acc = Vec::new();
    let mut start = span.start;
    while span.end - start > LONGEST {
        let mut limit = start + LONGEST;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let cut = text[start..limit].rfind(char::is_whitespace).map_or(limit, |it| start + it);
        acc.push(Span::new(start, cut));
        start = cut + (text[cut..].len() - text[cut..].trim_start().len());
    }
    acc.push(Span::new(start, span.end));
    acc.retain(|it| !it.is_empty());
    acc
}

/// Whether the mark at `at` of a text, which ends at `after`, ends a sentence that the next one was glued to, as pages do
/// that lose the space between paragraphs: "keep them up for longer.Markets fell", `is slow."The flow`. A word of three
/// small letters or a number stands before it, a capital and another letter behind; a web address has stops elsewhere,
/// too.
fn is_glued(text: &str, at: usize, after: usize) -> bool {
    // No word is longer, and a text without spaces must not be gone through once for each of its stops.
    const LONGEST_WORD: usize = 64;
    let next = text[after..].chars().next().map_or(' ', fold_mark);
    let marks =
        if matches!(next, '"' | '\'' | ')') { text[after..].chars().next().map_or(0, char::len_utf8) } else { 0 };
    let behind = || text[after + marks..].chars().map(fold_mark);
    // Most stops have a space behind them.
    if !behind().next().is_some_and(char::is_uppercase) || !behind().nth(1).is_some_and(char::is_alphabetic) {
        return false;
    }
    let is_inside = |c: &char| !c.is_whitespace();
    let before: Vec<char> = text[..at].chars().rev().map(fold_mark).take_while(is_inside).take(LONGEST_WORD).collect();
    let n_small = before.iter().take_while(|c| c.is_lowercase()).count();
    let n_digits = before.iter().take_while(|c| c.is_ascii_digit()).count();
    let behind: String = behind().take_while(is_inside).take(LONGEST_WORD).collect();
    let is_address = |it: &str| it.contains(['/', '@']) || it.contains("www");
    (n_small >= 3 || (n_digits > 0 && n_digits == before.len()))
        && !before.contains(&'.')
        && !is_address(&behind)
        && !is_address(&before.iter().collect::<String>())
        && !is_abbreviation(&text[..at])
        && behind
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .find('.')
            .is_none_or(|it| it > 0 && !behind[it + 1..].starts_with(char::is_lowercase))
}

/// Whether the word before a full stop is an abbreviation, an initial, or a run such as `U.S`.
fn is_abbreviation(before: &str) -> bool {
    static LONGEST: LazyLock<usize> =
        LazyLock::new(|| words::ABBREVIATIONS.iter().map(|it| it.chars().count()).max().unwrap_or(0).max(11));
    // Most are a word of some ASCII letters behind a space.
    let n = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let (ahead, word) = before.split_at(before.len() - n);
    if n > 1 && ahead.bytes().next_back().is_none_or(|it| it.is_ascii() && !matches!(it, b'.' | b'_')) {
        return n <= *LONGEST && words::ABBREVIATIONS.contains(word.to_ascii_lowercase().as_str());
    }
    let back = || before.chars().rev().map(fold_mark);
    let word: Vec<char> =
        back().take_while(|c| c.is_alphanumeric() || *c == '.' || *c == '_').take(*LONGEST + 1).collect();
    let word: String = word.into_iter().rev().flat_map(char::to_lowercase).collect();
    let mut letters = word.chars();
    // "It wasn't. Then …": what follows an apostrophe is no initial.
    let is_cut_off = back().nth(word.chars().count()) == Some('\'');
    let is_initial =
        !is_cut_off && letters.next().is_some_and(|c| c.is_alphabetic() && c != 'i') && letters.next().is_none();
    let is_dotted =
        word.contains('.') && word.split('.').all(|part| part.len() == 1 && part.chars().all(char::is_alphabetic));
    is_initial || is_dotted || words::ABBREVIATIONS.contains(word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let plain = text.replace('|', "");
        let expected: Vec<&str> = text.split('|').map(str::trim).collect();
        let seen: Vec<&str> =
            split_sentences(&plain, Span::new(0, plain.len())).iter().map(|it| it.of(&plain)).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        check("Mr. Smith met Gen. Brown.| He left.");
        check("J. K. Rowling wrote it.| It sold.");
        check("He said it wasn't.| Luckily it held.");
        check("He moved to the U.S. Officials said so.");
        check("It opened on Jan. 6.| It closed.");
        check("It left with Keller's.| In May it came back to J. Keller's.| It sold.");
    }

    #[test]
    fn closing_quotation_marks_stay_with_their_sentence() {
        check("“It is done.”| She left.");
        check("He said: \"Never!\"| They waited…| Then it came.");
    }

    #[test]
    fn a_long_text_without_stops_comes_in_pieces() {
        for text in ["word.".repeat(20_000), "wörter und ".repeat(9_000)] {
            let pieces = split_sentences(&text, Span::new(0, text.len()));
            assert!(pieces.len() > 8 && pieces.iter().all(|it| it.len() <= 10_000 && !it.of(&text).is_empty()));
        }
    }

    #[test]
    fn sentences_that_lost_the_space_between_them_are_two() {
        check("Rates stay up for longer.|Markets fell by 0.97%.| It rose until Jan. 18.|Banks lost.");
        check("It is slow.|\"The flow goes on,\" he said.");
        check("He said: \"It is slow.\"|Markets fell.");
        check("See www.example.Com and Node.js.| Ask Mr.Smith.");
    }

    #[test]
    fn a_number_may_open_a_sentence() {
        check("Costs rose 3.5 percent.| 20 people came.");
    }
}
