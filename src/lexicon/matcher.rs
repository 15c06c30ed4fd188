//! Finds terms in a text by whole words.
//!
//! Text and patterns are written out as folded words, each between two separators, so that only whole words can match
//! and the leftmost longest match is the right one: filtered afterwards, "New York Time" in "New York Times" would hide
//! "New York".

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Case {
    Any,
    /// "Price" the person, but not the price.
    Capital,
    /// "WHO", but not who.
    Upper,
}

/// Up to so many forms an automaton is built, which takes milliseconds and reads three times as fast; for more, forms are
/// looked up in a map that is kept on disk.
const MANY: usize = 4096;

/// All forms of all terms.
pub(super) struct Matcher {
    forms: Forms,
    owners: Owners,
}

enum Forms {
    Automaton(Box<AhoCorasick>),
    /// From the words of a form, joined by separators, to its number.
    Map(Box<fst::Map<Vec<u8>>>),
}

/// For each form the terms it may stand for, the most mentioned first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Owners {
    /// Where the owners of each form end.
    ends: Vec<u32>,
    all: Vec<(u32, Case)>,
}

/// A matcher as it is kept on disk.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    map: Vec<u8>,
    owners: Owners,
}

impl Owners {
    fn new(owners: &[Vec<(u32, Case)>]) -> Self {
        let mut acc = Self::default();
        for owners in owners {
            acc.all.extend(owners);
            acc.ends.push(u32::try_from(acc.all.len()).unwrap_or(u32::MAX));
        }
        acc
    }

    fn of(&self, form: usize) -> &[(u32, Case)] {
        let start = form.checked_sub(1).map_or(0, |it| self.ends[it]);
        &self.all[start as usize..self.ends[form] as usize]
    }

    /// Whether every form has its owners among so many terms.
    fn is_sound(&self, n_forms: usize, n_terms: usize) -> bool {
        self.ends.len() == n_forms
            && self.ends.is_sorted()
            && self.ends.last().is_none_or(|it| *it as usize == self.all.len())
            && self.all.iter().all(|it| (it.0 as usize) < n_terms)
    }
}

impl Matcher {
    /// `None` when there is nothing to look for.
    pub(super) fn new(terms: &[Term]) -> Option<Self> {
        Self::with(terms, MANY)
    }

    /// With an automaton for up to so many forms.
    fn with(terms: &[Term], most: usize) -> Option<Self> {
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut owners: Vec<Vec<(u32, Case)>> = Vec::new();
        let mut seen: HashMap<Vec<u8>, usize> = HashMap::new();
        for (term_idx, term) in (0..u32::MAX).zip(terms) {
            for form in std::iter::once(&term.name).chain(&term.aliases) {
                let words = words(form, Span::new(0, form.len()));
                if words.is_empty() || words.iter().any(|it| it.folded.is_empty()) {
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
        let owners = Owners::new(&owners);
        let forms = if patterns.len() <= most { automaton(patterns)? } else { map(patterns)? };
        Some(Self { forms, owners })
    }

    /// What to keep of it, where building it anew takes longer than reading it.
    pub(super) fn kept(&self) -> Option<Kept> {
        let Forms::Map(map) = &self.forms else { return None };
        Some(Kept { map: map.as_fst().as_bytes().to_vec(), owners: self.owners.clone() })
    }

    /// The matcher that was kept; `None` when it is not one over so many terms. The bytes are to be compared with a
    /// checksum before.
    pub(super) fn read(kept: Kept, n_terms: usize) -> Option<Self> {
        let map = fst::Map::new(kept.map).ok()?;
        let is_sound = kept.owners.is_sound(map.len(), n_terms);
        is_sound.then(|| Self { forms: Forms::Map(Box::new(map)), owners: kept.owners })
    }

    pub(super) fn mentions(&self, text: &str, within: Span) -> Vec<Mention> {
        let words = words(text, within);
        let mut acc = Vec::new();
        let mut found = |first: usize, last: usize, form: usize| {
            let span = Span::new(words[first].span.start, words[last].span.end);
            if let Some((term, _)) = self.owners.of(form).iter().find(|(_, case)| case.fits(span.of(text))) {
                acc.push(Mention { span, term: *term as usize });
            }
        };
        match &self.forms {
            Forms::Automaton(automaton) => find_in(automaton, &words, &mut found),
            Forms::Map(map) => {
                let mut at = 0;
                while at < words.len() {
                    let longest = longest(map, &words[at..]);
                    if let Some((n_words, form)) = longest {
                        found(at, at + n_words - 1, form);
                    }
                    at += longest.map_or(1, |it| it.0);
                }
            }
        }
        acc
    }
}

fn automaton(patterns: Vec<Vec<u8>>) -> Option<Forms> {
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns);
    Some(Forms::Automaton(Box::new(automaton.ok()?)))
}

fn map(patterns: Vec<Vec<u8>>) -> Option<Forms> {
    // A separator before and behind the words and two between them: one between them will do.
    let key = |pattern: &[u8]| {
        let words = pattern.split(|it| *it == SEPARATOR).filter(|it| !it.is_empty());
        words.collect::<Vec<_>>().join(&SEPARATOR)
    };
    let mut keys: Vec<(Vec<u8>, u64)> = patterns.iter().map(|it| key(it)).zip(0..).collect();
    keys.sort_unstable();
    Some(Forms::Map(Box::new(fst::Map::from_iter(keys).ok()?)))
}

/// Goes through the leftmost longest matches, by first and last word and form.
fn find_in(automaton: &AhoCorasick, words: &[Word], found: &mut dyn FnMut(usize, usize, usize)) {
    let mut haystack = Vec::with_capacity(words.iter().map(|it| it.folded.len() + 3).sum());
    let mut starts = Vec::with_capacity(words.len());
    for word in words {
        if word.is_apart {
            haystack.push(BREAK);
        }
        starts.push(haystack.len());
        haystack.extend(encoded(word));
    }
    for it in automaton.find_iter(&haystack) {
        // A match begins and ends at separators, so at the borders of words.
        let first = starts.partition_point(|start| *start < it.start());
        let last = starts.partition_point(|start| *start < it.end()) - 1;
        found(first, last, it.pattern().as_usize());
    }
}

/// How many of the words, from the first on, are the longest form that begins there, and its number.
fn longest(map: &fst::Map<Vec<u8>>, words: &[Word]) -> Option<(usize, usize)> {
    let fst = map.as_fst();
    let mut node = fst.root();
    let mut output = fst::raw::Output::zero();
    let mut acc = None;
    for (idx, word) in words.iter().enumerate() {
        if idx > 0 && word.is_apart {
            break;
        }
        let separator = (idx > 0).then_some(SEPARATOR);
        for byte in separator.into_iter().chain(word.folded.bytes()) {
            let Some(transition) = node.find_input(byte) else { return acc };
            let transition = node.transition(transition);
            output = output.cat(transition.out);
            node = fst.node(transition.addr);
        }
        if node.is_final() {
            let form = output.cat(node.final_output()).value();
            acc = usize::try_from(form).ok().map(|form| (idx + 1, form));
        }
    }
    acc
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A run of few words, so that forms meet each other, in any case and with anything between them.
    fn run(n_most: usize) -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "new",
            "New",
            "NEW",
            "york",
            "York",
            "times",
            "Who",
            "WHO",
            "U.S.",
            "Kyiv's",
            "é",
            "a",
            "Mar-a-Lago",
            "Price",
        ]);
        let gap = prop::sample::select(vec![" ", " ", " ", "-", ", ", "\n\n", ". "]);
        prop::collection::vec((word, gap), 1..=n_most)
            .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
    }

    fn term(names: Vec<String>, is_name: bool) -> Term {
        let kind = if is_name { TermKind::Name } else { TermKind::Phrase };
        let (name, aliases) = (names[0].trim().to_owned(), names[1..].to_vec());
        Term { name, kind, aliases, roles: Vec::new(), definition: None, replaced: Vec::new(), n_passages: 1 }
    }

    proptest! {
        #[test]
        fn the_map_finds_what_the_automaton_finds(
            names in prop::collection::vec((prop::collection::vec(run(3), 1..3), any::<bool>()), 1..12),
            text in run(30),
        ) {
            let terms: Vec<Term> = names.into_iter().map(|(names, is_name)| term(names, is_name)).collect();
            let mentions = |most: usize| {
                Matcher::with(&terms, most).map(|it| it.mentions(&text, Span::new(0, text.len())))
            };
            prop_assert_eq!(mentions(0), mentions(usize::MAX));
        }
    }

    #[test]
    fn a_map_is_kept_and_one_over_other_terms_is_refused() {
        let terms = [term(vec!["New York".to_owned(), "York".to_owned()], true)];
        let kept = || Matcher::with(&terms, 0).and_then(|it| it.kept()).expect("a map");
        let text = "The New York of old.";
        let mentions = |it: Matcher| it.mentions(text, Span::new(0, text.len()));
        let expected = [Mention { span: Span::new(4, 12), term: 0 }];
        assert_eq!(Matcher::read(kept(), 1).map(mentions), Some(expected.to_vec()));
        assert!(Matcher::read(kept(), 0).is_none());
        assert!(Matcher::read(Kept { map: vec![1, 2, 3], ..kept() }, 1).is_none());
    }
}
