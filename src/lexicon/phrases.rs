//! Key phrases: runs of lower-case words that the corpus keeps repeating.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::is_verb;
use super::mine::count;
use crate::text::{Sentence, Span, Token, TokenKind, squeeze, words};

/// How many phrases a corpus has at most.
const MAX_PHRASES: usize = 300;
/// In fewer passages a run of words is chance.
const MIN_PASSAGES: u32 = 3;
/// Beyond so many sentences the list no longer changes, only its cost does.
const MAX_SENTENCES: usize = 300_000;
/// When so many runs are counted, those seen once are dropped.
const MAX_COUNTED: usize = 400_000;

#[derive(Default)]
struct Counted {
    n_passages: u32,
    last_sentence: usize,
    /// Passages in which another noun follows, so that the run is cut short.
    n_continued: u32,
    /// Written forms: `peace talk`, `peace talks`.
    forms: Vec<(String, u32)>,
}

/// Counts runs of words.
#[derive(Default)]
pub(super) struct Phrases {
    counts: FxHashMap<SmolStr, Counted>,
    n_sentences: usize,
    /// The best ones, once enough was read: what was counted takes up 100 MB by then.
    found: Vec<Phrase>,
    /// Of the run that was counted last.
    key: String,
}

/// A word of a run with what the lists say of it.
struct Part<'t> {
    token: &'t Token,
    /// Too common to have a stem.
    is_small: bool,
    is_nominal: bool,
    is_noun_like: bool,
}

impl<'t> Part<'t> {
    fn new(token: &'t Token) -> Self {
        let is_nominal = is_nominal(token);
        let is_noun_like = is_nominal && is_noun_like(&token.folded);
        Self { token, is_small: token.stem.is_empty(), is_nominal, is_noun_like }
    }
}

/// A phrase with its written forms, most frequent first.
pub(super) struct Phrase {
    pub(super) forms: Vec<String>,
    pub(super) n_passages: u32,
}

impl Phrases {
    pub(super) fn read(&mut self, text: &str, sentence: &Sentence) {
        if self.n_sentences >= MAX_SENTENCES {
            return;
        }
        self.n_sentences += 1;
        for run in runs(text, &sentence.tokens) {
            // Each word is in several runs, so what it is is looked up beforehand.
            let run: Vec<Part> = run.into_iter().map(Part::new).collect();
            for start in 0..run.len() {
                for end in start + 2..=run.len().min(start + 4) {
                    if is_phrase(&run[start..end]) {
                        let is_continued = run.get(end).is_some_and(|it| !it.is_small && it.is_nominal);
                        self.count(text, &run[start..end], is_continued);
                    }
                }
            }
        }
        if self.counts.len() > MAX_COUNTED {
            self.counts.retain(|_, it| it.n_passages > 1);
        }
        if self.n_sentences == MAX_SENTENCES {
            self.found = best(std::mem::take(&mut self.counts));
        }
    }

    fn count(&mut self, text: &str, run: &[Part], is_continued: bool) {
        self.key.clear();
        for part in run {
            if !self.key.is_empty() {
                self.key.push(' ');
            }
            self.key.push_str(if part.is_small { part.token.folded.as_str() } else { part.token.stem.as_str() });
        }
        let n_sentences = self.n_sentences;
        count(&mut self.counts, &self.key, |counted| {
            if counted.last_sentence == n_sentences {
                return;
            }
            counted.last_sentence = n_sentences;
            counted.n_passages += 1;
            counted.n_continued += u32::from(is_continued);
            let written = Span::new(run[0].token.span.start, run[run.len() - 1].token.span.end).of(text);
            let written = squeeze(written);
            match counted.forms.iter_mut().find(|it| it.0 == *written) {
                Some(form) => form.1 += 1,
                None => counted.forms.push((written.into_owned(), 1)),
            }
        });
    }

    /// The phrases worth keeping, the best first.
    pub(super) fn finish(self) -> Vec<Phrase> {
        if self.n_sentences < MAX_SENTENCES { best(self.counts) } else { self.found }
    }
}

/// The phrases worth keeping of all that were counted, the best first.
fn best(counts: FxHashMap<SmolStr, Counted>) -> Vec<Phrase> {
    let mut kept: Vec<(SmolStr, Counted)> = counts.into_iter().filter(|it| it.1.n_passages >= MIN_PASSAGES).collect();
    kept.retain(|it| 2 * it.1.n_continued <= it.1.n_passages);
    kept.sort_by(|a, b| (b.1.n_passages, b.0.len(), &a.0).cmp(&(a.1.n_passages, a.0.len(), &b.0)));
    let counts: FxHashMap<&str, u32> = kept.iter().map(|it| (it.0.as_str(), it.1.n_passages)).collect();
    // A part is no phrase of its own when it hardly ever stands without the rest.
    let mut n_longest: FxHashMap<&str, u32> = FxHashMap::default();
    for (key, counted) in &kept {
        for part in parts(key) {
            if let Some((part, _)) = counts.get_key_value(part) {
                let longest = n_longest.entry(part).or_default();
                *longest = (*longest).max(counted.n_passages);
            }
        }
    }
    let is_part = |it: &(SmolStr, Counted)| {
        n_longest.get(it.0.as_str()).is_some_and(|n_longest| 5 * n_longest >= 4 * it.1.n_passages)
    };
    // "idea of peace talks" adds little to "peace talks".
    let is_about = |it: &(SmolStr, Counted)| {
        it.0.split_once(" of ").is_some_and(|(_, rest)| counts.get(rest).is_some_and(|n| *n >= it.1.n_passages))
    };
    let mut phrases: Vec<&(SmolStr, Counted)> = kept.iter().filter(|it| !is_part(it) && !is_about(it)).collect();
    let score = |it: &(SmolStr, Counted)| it.1.n_passages as usize * it.0.split(' ').count();
    phrases.sort_by(|a, b| (score(b), &a.0).cmp(&(score(a), &b.0)));
    phrases.truncate(MAX_PHRASES);
    phrases.into_iter().map(|(_, counted)| phrase(counted)).collect()
}

fn phrase(counted: &Counted) -> Phrase {
    let mut forms = counted.forms.clone();
    forms.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    Phrase { forms: forms.into_iter().map(|it| it.0).take(6).collect(), n_passages: counted.n_passages }
}

/// The shorter runs inside a run of stems.
fn parts(key: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = key.match_indices(' ').map(|it| it.0).collect();
    ends.push(key.len());
    let starts: Vec<usize> = std::iter::once(0).chain(key.match_indices(' ').map(|it| it.0 + 1)).collect();
    let pairs = starts.into_iter().flat_map(move |start| ends.clone().into_iter().map(move |end| (start, end)));
    pairs.filter(|(start, end)| start < end && end - start < key.len()).map(|(start, end)| &key[start..end])
}

/// The longest runs of lower-case words with nothing but space and hyphens between them.
fn runs<'t>(text: &str, tokens: &'t [Token]) -> Vec<Vec<&'t Token>> {
    let mut acc = Vec::new();
    let mut run: Vec<&Token> = Vec::new();
    for (idx, token) in tokens.iter().enumerate() {
        let before = idx.checked_sub(1).map(|before| &tokens[before]);
        let gap = before.map_or("", |it| Span::new(it.span.end, token.span.start).of(text));
        if token.is_mark("-") && gap.is_empty() {
            continue;
        }
        if !is_inner(token) || gap.matches('\n').count() > 1 {
            if run.len() > 1 {
                acc.push(std::mem::take(&mut run));
            }
            run.clear();
        }
        // What a hyphen ties to a word that cannot be part of a phrase cannot open one: "EU-led talks".
        let is_tied = gap.is_empty() && before.is_some_and(|it| it.is_mark("-"));
        if is_inner(token) && !(run.is_empty() && is_tied) {
            run.push(token);
        }
    }
    acc.push(run);
    acc.retain(|it| it.len() > 1);
    acc
}

/// Words that are never part of a term.
const UNSPECIFIC: [&str; 47] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "hundred", "thousand",
    "million", "billion", "percent", "half", "first", "second", "third", "next", "last", "previous", "past", "same",
    "other", "own", "whole", "big", "good", "great", "old", "few", "least", "less", "more", "most", "away", "forward",
    "right", "left", "together", "apart", "least", "ongoing", "later", "earlier",
];

/// Whether a token may stand inside a phrase at all.
fn is_inner(token: &Token) -> bool {
    token.kind == TokenKind::Word && !token.is_capital && (!token.stem.is_empty() || token.folded == "of")
}

/// Whether the words, hyphens left out, would be a key phrase if the corpus kept repeating them.
pub(crate) fn is_key_phrase(words: &[&Token]) -> bool {
    let parts: Vec<Part> = words.iter().map(|it| Part::new(it)).collect();
    words.iter().all(|it| is_inner(it)) && is_phrase(&parts)
}

fn is_phrase(run: &[Part]) -> bool {
    let [first, .., last] = run else { return false };
    !first.is_small && !last.is_small && last.is_noun_like && run.iter().all(|it| it.is_small || it.is_nominal)
}

/// Whether the word can be part of a noun phrase, as far as lists and endings tell.
fn is_nominal(token: &Token) -> bool {
    let word = token.folded.as_str();
    let is_adverb = word.ends_with("ly")
        && !["family", "supply", "ally", "assembly", "monopoly", "anomaly", "reply", "daily", "weekly"].contains(&word);
    let is_known =
        words::REPORTING.contains(word) || words::LIGHT.contains(word) || words::HEDGES.contains(word) || is_verb(word);
    !is_adverb
        && !is_known
        && !UNSPECIFIC.contains(&word)
        && word.len() > 2
        && !word.contains(|c: char| c.is_ascii_digit())
}

fn is_noun_like(word: &str) -> bool {
    const ADJECTIVES: [&str; 12] =
        ["ous", "ful", "able", "ible", "less", "ical", "tary", "ional", "ed", "ish", "ternal", "cial"];
    const NOUNS: [&str; 8] =
        ["official", "professional", "military", "table", "variable", "commercial", "seed", "feed"];
    !ADJECTIVES.iter().any(|it| word.ends_with(it)) || NOUNS.contains(&word)
}
