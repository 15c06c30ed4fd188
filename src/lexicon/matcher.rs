//! Finds terms in a text by whole words.
//!
//! Text and patterns are written out as folded words, each between two separators, so that only whole words can match
//! and the leftmost longest match is the right one: filtered afterwards, "New York Time" in "New York Times" would hide
//! "New York".

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Mention, Term, TermKind};
use crate::text::{Span, fold};

/// A word as the matcher sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) folded: String,
    /// Something other than space or a hyphen stands between it and the word before.
    pub(super) is_apart: bool,
}

const SEPARATOR: u8 = 0x1F;
const BREAK: u8 = 0x1E;

/// What the letters of a mention have to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Any,
    /// "Price" the person, but not the price.
    Capital,
    /// "WHO", but not who.
    Upper,
}

/// The automaton over all forms of all terms.
pub(super) struct Matcher {
    automaton: AhoCorasick,
    /// For each pattern the terms it may stand for, the most mentioned first.
    owners: Vec<Vec<(usize, Case)>>,
}

impl Matcher {
    /// `None` when there is nothing to look for.
    pub(super) fn new(terms: &[Term]) -> Option<Self> {
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut owners: Vec<Vec<(usize, Case)>> = Vec::new();
        let mut seen: HashMap<Vec<u8>, usize> = HashMap::new();
        for (term_idx, term) in terms.iter().enumerate() {
            for form in std::iter::once(&term.name).chain(&term.aliases) {
                let words = words(form, Span::new(0, form.len()));
                if words.is_empty() {
                    continue;
                }
                let pattern: Vec<u8> = words.iter().flat_map(encoded).collect();
                let idx = *seen.entry(pattern).or_insert_with_key(|pattern| {
                    patterns.push(pattern.clone());
                    owners.push(Vec::new());
                    owners.len() - 1
                });
                let case = case(term, form, &words);
                if !owners[idx].iter().any(|it| it.0 == term_idx) {
                    owners[idx].push((term_idx, case));
                }
            }
        }
        if patterns.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .ok()?;
        Some(Self { automaton, owners })
    }

    pub(super) fn mentions(&self, text: &str, within: Span) -> Vec<Mention> {
        let words = words(text, within);
        let mut haystack = Vec::with_capacity(within.len() + 3 * words.len());
        let mut starts = Vec::with_capacity(words.len());
        for word in &words {
            if word.is_apart {
                haystack.push(BREAK);
            }
            starts.push(haystack.len());
            haystack.extend(encoded(word));
        }
        let mut acc = Vec::new();
        for found in self.automaton.find_iter(&haystack) {
            // A match begins and ends at separators, so at the borders of words.
            let first = starts.partition_point(|it| *it < found.start());
            let last = starts.partition_point(|it| *it < found.end()) - 1;
            let span = Span::new(words[first].span.start, words[last].span.end);
            let owners = &self.owners[found.pattern().as_usize()];
            if let Some((term, _)) = owners.iter().find(|(_, case)| case.fits(span.of(text))) {
                acc.push(Mention { span, term: *term });
            }
        }
        acc
    }
}

impl Case {
    fn fits(self, written: &str) -> bool {
        match self {
            Case::Any => true,
            Case::Capital => written.starts_with(char::is_uppercase),
            Case::Upper => !written.contains(char::is_lowercase),
        }
    }
}

fn case(term: &Term, form: &str, words: &[Word]) -> Case {
    if words.len() > 1 {
        return Case::Any;
    }
    let is_upper = !form.contains(char::is_lowercase) && form.contains(char::is_uppercase);
    if is_upper && form.chars().filter(|c| c.is_alphabetic()).count() <= 4 {
        return Case::Upper;
    }
    let is_name = matches!(term.kind, TermKind::Name | TermKind::Acronym);
    if is_name && form.starts_with(char::is_uppercase) { Case::Capital } else { Case::Any }
}

fn encoded(word: &Word) -> impl Iterator<Item = u8> {
    std::iter::once(SEPARATOR).chain(word.folded.bytes()).chain([SEPARATOR])
}

/// The words of `text` inside `within`. Hyphens end a word; `U.S.` is one; a possessive `'s` is a word of its own, so
/// that "Kyiv's" mentions Kyiv and "King's Cross" can still be a name.
pub(super) fn words(text: &str, within: Span) -> Vec<Word> {
    let chars: Vec<(usize, char)> = within.of(text).char_indices().map(|(idx, c)| (within.start + idx, c)).collect();
    let end_of = |idx: usize| chars.get(idx).map_or(within.end, |it| it.0);
    let mut acc: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(end) = word_end(&chars, at) else {
            at += 1;
            continue;
        };
        let span = Span::new(chars[at].0, end_of(end));
        let folded = fold(span.of(text));
        let is_apart = acc.last().is_some_and(|before| !joins(text, before, span));
        acc.push(Word { span, folded: folded.trim_end_matches('.').to_owned(), is_apart });
        at = end;
    }
    acc
}

/// Where the word that starts at `at` ends; `None` when none does.
fn word_end(chars: &[(usize, char)], at: usize) -> Option<usize> {
    let get = |idx: usize| chars.get(idx).map_or(' ', |it| it.1);
    let is_possessive =
        |idx: usize| is_apostrophe(get(idx)) && matches!(get(idx + 1), 's' | 'S') && !get(idx + 2).is_alphanumeric();
    if at > 0 && get(at - 1).is_alphanumeric() && is_possessive(at) {
        return Some(at + 2);
    }
    if !get(at).is_alphanumeric() {
        return None;
    }
    let mut end = at;
    while get(end).is_alphabetic() && get(end + 1) == '.' {
        end += 2;
    }
    if end >= at + 4 && !get(end).is_alphanumeric() {
        return Some(end);
    }
    end = at;
    loop {
        let c = get(end);
        let is_inner_mark = is_apostrophe(c) && get(end + 1).is_alphanumeric() && !is_possessive(end);
        if !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c) && !is_inner_mark {
            return Some(end);
        }
        end += 1;
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}')
}

/// Whether nothing but space, one hyphen, or the stop of an initial stands between two words.
fn joins(text: &str, before: &Word, next: Span) -> bool {
    let gap = Span::new(before.span.end, next.start).of(text);
    let is_initial = before.folded.chars().count() == 1;
    let gap = if is_initial { gap.strip_prefix('.').unwrap_or(gap) } else { gap };
    if gap.chars().filter(|c| *c == '\n').count() > 1 {
        return false;
    }
    let marks = gap.trim_matches(char::is_whitespace);
    let is_hyphen = matches!(marks, "-" | "\u{2010}" | "\u{2011}" | "\u{2013}");
    let is_tight = gap.starts_with(marks) || gap.ends_with(marks);
    marks.is_empty() || (is_hyphen && is_tight)
}
