//! Words, numbers and marks, with the stems they are matched by.

use std::cell::RefCell;
use std::hash::BuildHasher as _;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Span, quantity, words};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Number,
    /// `'s`, `n't` and the like.
    Clitic,
    /// A double quotation mark of any shape.
    Quote,
    Mark,
    /// A word or number that is part of a quantity.
    Quantity,
}

/// One word, number or mark of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    /// Lower case without accents, straight marks; a merged run of words has its stem here.
    pub folded: SmolStr,
    /// What it is matched by; empty for stop words.
    pub stem: SmolStr,
    /// Starts with a capital.
    pub is_capital: bool,
    /// More than one letter, all capitals.
    pub is_acronym: bool,
    /// Names somebody or something.
    pub is_name: bool,
    /// Stands in the scope of a negation.
    pub is_negated: bool,
    /// Stands between quotation marks.
    pub is_quoted: bool,
    pub(super) class: Class,
}

/// What the lists say of a word, so that reading a sentence need not look into them for each of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    /// A run of words that count as one may open with it.
    pub(super) opens_phrase: bool,
    /// A quantity may open with it.
    pub(super) opens_quantity: bool,
    /// Its stem is that of a country or body.
    pub(super) is_place: bool,
    /// It denies what follows.
    pub(super) denies: bool,
    /// What somebody may be: a minister.
    is_role: bool,
    /// A month or a day of the week.
    is_of_calendar: bool,
    /// A small word that a surname may begin with: "von".
    is_particle: bool,
}

impl Class {
    fn of(folded: &str, stem: &str) -> Self {
        Self {
            opens_phrase: words::PHRASE_OPENERS.contains(folded),
            opens_quantity: quantity::may_open(folded),
            is_place: words::PLACE_STEMS.contains(stem),
            denies: words::NEGATIONS.contains(folded)
                || folded == "n't"
                || (!stem.is_empty() && words::DENYING_STEMS.contains(stem)),
            is_role: words::ROLES.contains(folded),
            is_of_calendar: words::month(folded).is_some() || words::weekday(folded).is_some(),
            is_particle: words::SURNAME_PARTICLES.contains(folded),
        }
    }
}

impl Token {
    /// A word that has a stem and is not part of a quantity.
    pub fn is_content(&self) -> bool {
        self.kind == TokenKind::Word && !self.stem.is_empty()
    }

    /// A word, with a stem or without.
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// A content word or a part of a quantity.
    pub fn is_material(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Quantity) && !self.stem.is_empty()
    }

    /// Whether it says what somebody is: "minister".
    pub(crate) fn is_role(&self) -> bool {
        self.class.is_role
    }

    /// Whether it is a month or a day of the week.
    pub(crate) fn is_of_calendar(&self) -> bool {
        self.class.is_of_calendar
    }

    /// Whether it is a word that a surname may begin with: "von".
    pub(crate) fn is_particle(&self) -> bool {
        self.kind == TokenKind::Word && self.class.is_particle
    }

    /// Whether it stands for a country or body by its stem.
    pub(crate) fn is_place(&self) -> bool {
        self.class.is_place
    }

    /// Whether the token is this mark.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == TokenKind::Mark && self.folded == mark
    }
}

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// The stem of a folded word: names of a country or body share one, irregular forms are undone, the rest is Snowball's
/// English stemmer (<https://snowballstem.org/algorithms/english/stemmer.html>).
pub fn stem(folded: &str) -> SmolStr {
    if let Some(place) = words::PLACES.get(folded) {
        return SmolStr::new_static(place);
    }
    let regular = words::IRREGULAR.get(folded).copied().unwrap_or(folded);
    if let Some(place) = words::PLACES.get(regular) {
        return SmolStr::new_static(place);
    }
    STEMS.with_borrow_mut(|stems| stems.get(regular, |it| ENGLISH.stem(it).into()).clone())
}

thread_local! {
    static STEMS: RefCell<Recent<SmolStr>> = RefCell::default();
    static WORDS: RefCell<Recent<Word>> = RefCell::default();
}

/// What was made of the words that a thread met last, since a text has most of its words from few and working out what one
/// is takes several times as long as looking it up. Together with ASCII read in place and with [`Class`], it lets a
/// sentence be read in 0.4 to 0.6 of the time. A word has two places next to each other that it may stand in, the first for
/// the one that was met last, so that nothing is to be cleared and frequent words stay. With fewer places than some ten
/// thousand, working out words that were forgotten is a tenth of the indexing of an archive. Some 7 MB.
struct Recent<T> {
    slots: Vec<Option<(SmolStr, T)>>,
}

impl<T> Recent<T> {
    /// A power of two.
    const N_SLOTS: usize = 1 << 16;

    fn get(&mut self, word: &str, make: impl FnOnce(&str) -> T) -> &T {
        if self.slots.is_empty() {
            self.slots.resize_with(Self::N_SLOTS, || None);
        }
        let first = FxBuildHasher.hash_one(word) as usize % (Self::N_SLOTS / 2) * 2;
        let has = |slot: &Option<(SmolStr, T)>| slot.as_ref().is_some_and(|it| it.0 == word);
        if !has(&self.slots[first]) {
            self.slots.swap(first, first + 1);
            if !has(&self.slots[first]) {
                self.slots[first] = None;
            }
        }
        &self.slots[first].get_or_insert_with(|| (word.into(), make(word))).1
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { slots: Vec::new() }
    }
}

/// Lower case without accents, with straight quotation marks and plain hyphens.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut acc = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match fold_letter(c) {
            Some(letters) => acc.push_str(letters),
            None => acc.push(fold_mark(c)),
        }
    }
    acc
}

/// Whether [`fold`] leaves it as it is, as it does most words.
pub(crate) fn is_folded(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii() && !it.is_ascii_uppercase())
}

/// Letters that no decomposition takes apart.
fn fold_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'ħ' => "h",
        _ => return None,
    })
}

/// Quotation marks, dashes and spaces in their plain form; other characters as they are.
pub(super) fn fold_mark(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{02BC}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{200B}' | '\u{FEFF}' | '\u{0B}' | '\u{0C}' => ' ',
        c => c,
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '['
            | ']'
            | '-'
            | '/'
            | '\''
            | '…'
            | '&'
            | '$'
            | '€'
            | '£'
            | '¥'
            | '%'
            | '#'
    )
}
const CLITICS: [&str; 7] = ["s", "re", "ve", "ll", "d", "m", "t"];

/// The tokens of `text` inside `within`, with runs of words that count as one merged.
pub fn tokenize(text: &str, within: Span) -> Vec<Token> {
    let written = within.of(text);
    if written.is_ascii() {
        return tokens(text, &Plain { bytes: written.as_bytes(), start: within.start });
    }
    let chars = written.char_indices().map(|(idx, c)| (within.start + idx, fold_mark(c)));
    tokens(text, &chars.chain([(within.end, ' ')]).collect::<Vec<_>>())
}

fn tokens(text: &str, chars: &impl Chars) -> Vec<Token> {
    // A word has five letters or so, and space or a mark behind it.
    let mut acc = Vec::with_capacity(chars.len() / 5);
    let mut at = 0;
    while at + 1 < chars.len() {
        let (end, kind) = scan(chars, at);
        if let Some(kind) = kind {
            let span = Span::new(chars.place(at), chars.place(end));
            acc.push(token(text, span, kind));
        }
        at = end;
    }
    merge_phrases(merge_prefixes(acc))
}

/// The characters of a stretch of text with plain marks, by number, and a space behind them.
trait Chars {
    /// With the space.
    fn len(&self) -> usize;

    /// A space past the end.
    fn get(&self, idx: usize) -> char;

    /// Where it stands in the text.
    fn place(&self, idx: usize) -> usize;
}

impl Chars for Vec<(usize, char)> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, idx: usize) -> char {
        <[_]>::get(self, idx).map_or(' ', |it| it.1)
    }

    fn place(&self, idx: usize) -> usize {
        self[idx].0
    }
}

/// Nothing but ASCII, which most sentences are: no list of characters need be made of it.
struct Plain<'a> {
    bytes: &'a [u8],
    start: usize,
}

impl Chars for Plain<'_> {
    fn len(&self) -> usize {
        self.bytes.len() + 1
    }

    fn get(&self, idx: usize) -> char {
        self.bytes.get(idx).map_or(' ', |it| fold_mark(char::from(*it)))
    }

    fn place(&self, idx: usize) -> usize {
        self.start + idx
    }
}

/// Joins a prefix to its word: "co-operation" is "cooperation".
fn merge_prefixes(tokens: Vec<Token>) -> Vec<Token> {
    const PREFIXES: [&str; 5] = ["co", "re", "pre", "e", "de"];
    if !tokens.iter().any(|it| it.is_mark("-")) {
        return tokens;
    }
    let mut acc: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let n = acc.len();
        let touches = |one: &Token, other: &Token| one.span.end == other.span.start;
        let is_joined = n >= 2
            && token.kind == TokenKind::Word
            && !token.is_capital
            && acc[n - 1].is_mark("-")
            && touches(&acc[n - 1], &token)
            && touches(&acc[n - 2], &acc[n - 1])
            && PREFIXES.contains(&acc[n - 2].folded.as_str());
        if !is_joined {
            acc.push(token);
            continue;
        }
        acc.truncate(n - 1);
        let Some(prefix) = acc.last_mut() else { continue };
        prefix.span.end = token.span.end;
        prefix.folded = SmolStr::from_iter([prefix.folded.as_str(), &token.folded]);
        prefix.stem = stem(&prefix.folded);
        prefix.class = Class::of(&prefix.folded, &prefix.stem);
    }
    acc
}

/// The end of the token that starts at `at`, and its kind; `None` for space and other characters without meaning.
/// `chars` ends in a space.
fn scan(chars: &impl Chars, at: usize) -> (usize, Option<TokenKind>) {
    let get = |idx: usize| chars.get(idx);
    let run = |from: usize, test: fn(char) -> bool| (from..).take_while(|idx| test(get(*idx))).count() + from;
    let is_digit = |c: char| c.is_ascii_digit();
    let c = get(at);
    if is_digit(c) && (at == 0 || !get(at - 1).is_ascii_alphabetic()) {
        let mut end = run(at, |c| c.is_ascii_digit());
        while get(end) == ',' && (1..=3).all(|ahead| is_digit(get(end + ahead))) {
            end += 4;
        }
        if get(end) == '.' && is_digit(get(end + 1)) {
            end = run(end + 1, |c| c.is_ascii_digit());
        }
        return (end, Some(TokenKind::Number));
    }
    if c == '\'' {
        if get(at + 1) == '\'' {
            return (at + 2, Some(TokenKind::Quote));
        }
        let end = run(at + 1, char::is_alphanumeric);
        let letters: String = (at + 1..end).map(|idx| get(idx).to_ascii_lowercase()).collect();
        if CLITICS.contains(&letters.as_str()) {
            return (end, Some(TokenKind::Clitic));
        }
        return (at + 1, Some(TokenKind::Mark));
    }
    if c == '`' && get(at + 1) == '`' {
        return (at + 2, Some(TokenKind::Quote));
    }
    if c == '"' {
        return (at + 1, Some(TokenKind::Quote));
    }
    if c.is_alphabetic() {
        return scan_word(chars, at);
    }
    if c == '-' && written_bracket(|idx| get(at + idx)).is_some() {
        return (at + BRACKET_LENGTH, Some(TokenKind::Mark));
    }
    (at + 1, is_mark(c).then_some(TokenKind::Mark))
}

/// As long as `-lrb-`.
const BRACKET_LENGTH: usize = 5;

/// The bracket that texts cut into tokens for a parser write as `-lrb-`.
fn written_bracket(get: impl Fn(usize) -> char) -> Option<&'static str> {
    let brackets = [("-lrb-", "("), ("-rrb-", ")"), ("-lsb-", "["), ("-rsb-", "]")];
    let is_written = |it: &str| it.chars().enumerate().all(|(idx, c)| get(idx).eq_ignore_ascii_case(&c));
    brackets.into_iter().find(|it| is_written(it.0)).map(|it| it.1)
}

/// A word: letters, then digits, then letters (`G20`, `MiG29s`); `U.S.` with its stops; `don` of `don't` without its `n`.
fn scan_word(chars: &impl Chars, at: usize) -> (usize, Option<TokenKind>) {
    let get = |idx: usize| chars.get(idx);
    let mut dotted = at;
    while get(dotted).is_ascii_alphabetic() && get(dotted + 1) == '.' {
        dotted += 2;
    }
    if dotted >= at + 4 {
        return (dotted, Some(TokenKind::Word));
    }
    // "U.S Open": the last stop is often forgotten.
    if dotted == at + 2 && get(dotted).is_ascii_uppercase() && !get(dotted + 1).is_alphanumeric() {
        return (dotted + 1, Some(TokenKind::Word));
    }
    let is_letter = |c: char| c.is_alphabetic() || (!c.is_ascii() && is_combining_mark(c));
    let mut end = at;
    while is_letter(get(end)) {
        end += 1;
    }
    let is_nt = |idx: usize| {
        matches!(get(idx), 'n' | 'N')
            && get(idx + 1) == '\''
            && matches!(get(idx + 2), 't' | 'T')
            && !get(idx + 3).is_alphanumeric()
    };
    if is_nt(at) {
        return (at + 3, Some(TokenKind::Clitic));
    }
    if end > at + 1 && is_nt(end - 1) {
        return (end - 1, Some(TokenKind::Word));
    }
    while get(end).is_ascii_digit() {
        end += 1;
    }
    while is_letter(get(end)) {
        end += 1;
    }
    (end, Some(TokenKind::Word))
}

fn token(text: &str, span: Span, kind: TokenKind) -> Token {
    let written = span.of(text);
    let word = match kind {
        TokenKind::Word => WORDS.with_borrow_mut(|words| words.get(written, Word::read).clone()),
        _ => Word::of_mark(written, kind),
    };
    let Word { folded, stem, is_capital, is_acronym, class } = word;
    let (is_name, is_negated, is_quoted) = (false, false, false);
    Token { span, kind, folded, stem, is_capital, is_acronym, is_name, is_negated, is_quoted, class }
}

/// What a token is by itself, wherever it stands.
#[derive(Clone)]
struct Word {
    folded: SmolStr,
    stem: SmolStr,
    is_capital: bool,
    is_acronym: bool,
    class: Class,
}

impl Word {
    fn read(written: &str) -> Self {
        let mut folded = fold(written);
        let n_letters = written.chars().filter(|c| c.is_alphabetic()).count();
        let mut is_upper = n_letters > 0 && !written.chars().any(char::is_lowercase);
        // "MPs", "CNNs": the stemmer does not know them as plurals.
        if let Some(one) = written.strip_suffix('s').filter(|it| it.len() > 1)
            && one.bytes().all(|c| c.is_ascii_uppercase())
        {
            folded.truncate(one.len());
            is_upper = true;
        }
        if folded.contains('.') {
            folded = folded.trim_matches('.').to_owned();
        }
        if written == "US" {
            folded = "u.s".to_owned();
        }
        let is_acronym_like_stop = folded == "it" && is_upper && n_letters > 1;
        let stem = match words::STOP.contains(folded.as_str()) && !is_acronym_like_stop {
            true => SmolStr::default(),
            false => self::stem(&folded),
        };
        Self {
            is_capital: written.chars().next().is_some_and(char::is_uppercase),
            is_acronym: is_upper && n_letters > 1,
            class: Class::of(&folded, &stem),
            folded: folded.into(),
            stem,
        }
    }

    /// A number, a mark or the like.
    fn of_mark(written: &str, kind: TokenKind) -> Self {
        let bracket = || {
            let chars: Vec<char> = written.chars().collect();
            written_bracket(|idx| chars.get(idx).copied().unwrap_or(' '))
        };
        let is_bracket = kind == TokenKind::Mark && written.len() == BRACKET_LENGTH;
        let folded = match if is_bracket { bracket() } else { None } {
            Some(bracket) => SmolStr::new_static(bracket),
            None if is_folded(written) => SmolStr::new(written),
            None => fold(written).into(),
        };
        let n_letters = written.chars().filter(|c| c.is_alphabetic()).count();
        let is_acronym = n_letters > 1 && !written.chars().any(char::is_lowercase);
        let is_capital = written.starts_with(char::is_uppercase);
        // No list has a number or a mark.
        let class = if kind == TokenKind::Clitic { Class::of(&folded, &folded) } else { Class::default() };
        Self { stem: folded.clone(), folded, is_capital, is_acronym, class }
    }
}

/// Merges runs of words that count as one (`United States`, `prime minister`); hyphens between them are allowed.
fn merge_phrases(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < tokens.len() {
        if let Some((end, stem)) = phrase_at(&tokens, at) {
            let last = tokens[end - 1].span;
            let merged = &mut tokens[at];
            merged.span = Span::new(merged.span.start, last.end);
            merged.folded = SmolStr::new_static(stem);
            merged.stem = stem.into();
            merged.class = Class::of(stem, stem);
            tokens.drain(at + 1..end);
        }
        at += 1;
    }
    tokens
}

fn phrase_at(tokens: &[Token], at: usize) -> Option<(usize, &'static str)> {
    let first = &tokens[at];
    if first.kind != TokenKind::Word || !first.class.opens_phrase {
        return None;
    }
    let run: Vec<(usize, &Token)> = tokens
        .iter()
        .enumerate()
        .skip(at)
        .filter(|(_, it)| !it.is_mark("-") && !it.is_mark("/"))
        .take_while(|(_, it)| it.kind == TokenKind::Word)
        .take(4)
        .collect();
    (2..=run.len()).rev().find_map(|len| {
        let key: Vec<&str> = run[..len].iter().map(|(_, it)| it.folded.as_str()).collect();
        words::PHRASES.get(&key).map(|stem| (run[len - 1].0 + 1, *stem))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> String {
        let tokens = tokenize(text, Span::new(0, text.len()));
        tokens.iter().map(|it| if it.stem.is_empty() { "_" } else { &it.stem }).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_of_one_country_share_a_stem() {
        assert_eq!(stems("American U.S. US USA United States"), "us us us us us");
        assert_eq!(stems("Russian Russians Russia"), "russia russia russia");
    }

    #[test]
    fn an_abbreviation_in_the_plural_is_the_same() {
        assert_eq!(stems("CNNs CNN MPs MP"), "cnn cnn mp mp");
    }

    #[test]
    fn the_pronoun_is_not_the_country() {
        assert_eq!(stems("gave us aid"), "give _ aid");
    }

    #[test]
    fn spans_are_exact_with_curly_quotes_and_accents() {
        let text = "Nausėda’s “real” €90bn";
        let tokens = tokenize(text, Span::new(0, text.len()));
        let seen: Vec<_> = tokens.iter().map(|it| it.span.of(text)).collect();
        assert_eq!(seen, ["Nausėda", "’s", "“", "real", "”", "€", "90", "bn"]);
        assert_eq!(tokens[0].folded, "nauseda");
    }

    #[test]
    fn brackets_written_out_are_brackets() {
        let text = "The mill -LRB- 1886 -rrb- burnt -- on a mid-lrb day.";
        let tokens = tokenize(text, Span::new(0, text.len()));
        let seen: Vec<_> = tokens.iter().map(|it| it.folded.as_str()).collect();
        let dash = ["burnt", "-", "-", "on"];
        assert_eq!(seen[..5], ["the", "mill", "(", "1886", ")"]);
        assert_eq!(seen[5..9], dash);
        assert_eq!(tokens[2].span.of(text), "-LRB-");
    }

    #[test]
    fn negation_is_cut_off_its_verb() {
        let text = "They don't and CAN’T.";
        let seen: Vec<_> =
            tokenize(text, Span::new(0, text.len())).iter().map(|it| it.span.of(text).to_owned()).collect();
        assert_eq!(seen, ["They", "do", "n't", "and", "CA", "N’T", "."]);
    }
}
