//! Gathers names, acronyms and key phrases from sentences, and makes terms of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::join::{Entries, Entry, expansions, is_same_spelt_otherwise};
use super::matcher::{self, words};
use super::names::{self, ADJECTIVES, OPENERS};
use super::phrases::Phrases;
use super::{GlossaryTerm, Lexicon, Term, TermKind};
use crate::text::{Sentence, Span, TokenKind, fold, squeeze};

/// How many terms a lexicon has at most; more cost seconds to build a matcher over.
const MAX_TERMS: usize = 50_000;
const MAX_ALIASES: usize = 20;
const MAX_ROLES: usize = 5;

/// How many runs, words and expansions are counted at a time. When there are more, the rarest are forgotten, as in the
/// lossy counting of Manku and Motwani ("Approximate frequency counts over data streams", 2002): what a large corpus has
/// once or twice is no term that matters. The three together take some 150 MB at most.
const MAX_RUNS: usize = 300_000;
const MAX_WORDS: usize = 500_000;
const MAX_EXPANSIONS: usize = 100_000;

/// From so many sentences on, one in [`CASE_SHARE`] is asked whether it writes its words with a capital: of a word that a
/// name of so large a corpus is made of, these say as much.
const MAX_SENTENCES: usize = 200_000;
const CASE_SHARE: usize = 8;

/// Of these many runs at most names are made, which takes ten times the memory of counting them.
const MAX_NAMES: usize = 100_000;

/// How many roles are counted of one name.
const MAX_COUNTED_ROLES: usize = 200;

#[derive(Default)]
struct Counted {
    /// Sentences with the run past their first word.
    n_inner: u32,
    /// Sentences that open with it.
    n_initial: u32,
    /// Sentences that have it after "in" or the like.
    n_located: u32,
    /// In their order.
    roles: Vec<(SmolStr, u32)>,
    /// The stem that all names of this country or body share.
    place: Option<String>,
}

impl Counted {
    fn n_passages(&self) -> u32 {
        self.n_inner + self.n_initial
    }

    fn add_roles<'r>(&mut self, roles: impl Iterator<Item = &'r str>) {
        for role in roles.map(squeeze) {
            match self.roles.binary_search_by(|it| it.0.as_str().cmp(&role)) {
                Ok(at) => self.roles[at].1 += 1,
                Err(at) if self.roles.len() < MAX_COUNTED_ROLES => self.roles.insert(at, (SmolStr::new(&role), 1)),
                Err(_) => {}
            }
        }
    }
}

/// Counts something of `key`. Most keys have been met before, so none is made to look one up.
pub(super) fn count<V: Default>(counts: &mut FxHashMap<SmolStr, V>, key: &str, add: impl FnOnce(&mut V)) {
    match counts.get_mut(key) {
        Some(counted) => add(counted),
        None => {
            let mut counted = V::default();
            add(&mut counted);
            counts.insert(SmolStr::new(key), counted);
        }
    }
}

/// Forgets the rarest half or so when there are more than `most`.
fn keep_frequent<V>(counts: &mut FxHashMap<SmolStr, V>, most: usize, n: impl Fn(&V) -> u32) {
    if counts.len() > most {
        let least = rarest_kept(counts.values().map(&n), most / 2);
        counts.retain(|_, it| n(it) >= least);
    }
}

/// The count that at most `most` reach.
fn rarest_kept(counts: impl Iterator<Item = u32>, most: usize) -> u32 {
    let mut counts: Vec<u32> = counts.collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.get(most).map_or(0, |it| it + 1)
}

/// Gathers what the corpus calls things.
pub struct Miner {
    glossary: Lexicon,
    n_glossary_passages: Vec<u32>,
    /// By the run as it is written.
    runs: FxHashMap<SmolStr, Counted>,
    n_sentences: usize,
    /// How often a folded word stands in lower case, as far as that was counted.
    lower: FxHashMap<SmolStr, u32>,
    /// How often it has a capital past the first word.
    capital: FxHashMap<SmolStr, u32>,
    /// An acronym with its expansion beside it.
    expansions: BTreeMap<(String, String), u32>,
    phrases: Phrases,
}

impl Miner {
    /// A miner that has read nothing yet.
    pub fn new(glossary: &[GlossaryTerm]) -> Self {
        let terms: Vec<Term> = glossary.iter().map(glossary_term).collect();
        Self {
            n_glossary_passages: vec![0; terms.len()],
            glossary: Lexicon::new(terms),
            runs: FxHashMap::default(),
            n_sentences: 0,
            lower: FxHashMap::default(),
            capital: FxHashMap::default(),
            expansions: BTreeMap::new(),
            phrases: Phrases::default(),
        }
    }

    /// Takes in a sentence of `text`. The same sentences in the same order give the same terms.
    pub fn read(&mut self, text: &str, sentence: &Sentence) {
        self.count_glossary(text, sentence.span);
        if self.n_sentences < MAX_SENTENCES || self.n_sentences.is_multiple_of(CASE_SHARE) {
            self.count_case(sentence);
        }
        self.n_sentences += 1;
        self.phrases.read(text, sentence);
        for pair in expansions(text, sentence.span) {
            *self.expansions.entry(pair).or_default() += 1;
        }
        let mut seen: Vec<Cow<str>> = Vec::new();
        for run in names::runs(text, sentence) {
            let written = squeeze(run.span.of(text));
            let is_seen = seen.contains(&written);
            count(&mut self.runs, &written, |counted| {
                counted.add_roles(run.roles.iter().map(|it| it.of(text)));
                if is_seen {
                    return;
                }
                match run.is_initial {
                    true => counted.n_initial += 1,
                    false => counted.n_inner += 1,
                }
                counted.n_located += u32::from(run.is_located);
                let token = sentence.tokens.iter().find(|it| it.span == run.span);
                let place = token.and_then(names::place);
                if counted.place.as_deref() != place {
                    counted.place = place.map(str::to_owned);
                }
            });
            if !is_seen {
                seen.push(written);
            }
        }
        keep_frequent(&mut self.runs, MAX_RUNS, Counted::n_passages);
        keep_frequent(&mut self.lower, MAX_WORDS, |it| *it);
        keep_frequent(&mut self.capital, MAX_WORDS, |it| *it);
        if self.expansions.len() > MAX_EXPANSIONS {
            let least = rarest_kept(self.expansions.values().copied(), MAX_EXPANSIONS / 2);
            self.expansions.retain(|_, n| *n >= least);
        }
    }

    fn count_glossary(&mut self, text: &str, span: Span) {
        let mut mentioned: Vec<usize> = self.glossary.mentions(text, span).iter().map(|it| it.term).collect();
        mentioned.sort_unstable();
        mentioned.dedup();
        for term in mentioned {
            self.n_glossary_passages[term] += 1;
        }
    }

    fn count_case(&mut self, sentence: &Sentence) {
        let mut is_first = true;
        for token in sentence.tokens.iter().filter(|it| it.kind == TokenKind::Word) {
            if !token.is_capital {
                count(&mut self.lower, &token.folded, |n| *n += 1);
            } else if !is_first && !sentence.is_title_case {
                count(&mut self.capital, &token.folded, |n| *n += 1);
            }
            is_first = false;
        }
    }

    /// The terms of what was read and of the glossary.
    pub fn finish(mut self) -> Vec<Term> {
        keep_frequent(&mut self.runs, MAX_NAMES, Counted::n_passages);
        let phrases = std::mem::take(&mut self.phrases).finish();
        let mut entries = self.entries();
        entries.join(&self.expansions, &|word| self.is_ordinary(word));
        let mut terms: Vec<Term> = Vec::new();
        let mut taken: FxHashMap<String, usize> = FxHashMap::default();
        for term in entries.into_values().filter_map(term) {
            taken.extend(forms(&term).map(|form| (key(form), terms.len())));
            terms.push(term);
        }
        for phrase in phrases {
            let mut names = phrase.forms.into_iter();
            let Some(name) = names.next().filter(|it| !taken.contains_key(&key(it))) else { continue };
            let n_passages = phrase.n_passages;
            let term = Term { kind: TermKind::Phrase, aliases: names.collect(), n_passages, ..named(name) };
            taken.extend(forms(&term).map(|form| (key(form), terms.len())));
            terms.push(term);
        }
        for (idx, term) in self.glossary.terms().iter().enumerate() {
            let mut term = term.clone();
            let mut mined: Vec<usize> = forms(&term).filter_map(|form| taken.get(&key(form)).copied()).collect();
            mined.sort_unstable();
            mined.dedup();
            // What an earlier term of the glossary took is empty.
            mined.retain(|idx| !terms[*idx].name.is_empty());
            for idx in mined {
                absorb(&mut term, &mut terms[idx]);
            }
            term.n_passages = term.n_passages.max(self.n_glossary_passages[idx]);
            terms.push(term);
        }
        terms.retain(|it| !it.name.is_empty());
        terms.sort_by(|a, b| (b.n_passages, &a.name, a.kind).cmp(&(a.n_passages, &b.name, b.kind)));
        let mut n_others = 0;
        terms.retain(|it| {
            n_others += usize::from(it.kind != TermKind::Glossary);
            it.kind == TermKind::Glossary || n_others <= MAX_TERMS
        });
        terms
    }

    /// Whether the corpus writes the word in lower case more often than not.
    fn is_ordinary(&self, folded: &str) -> bool {
        let n_lower = self.lower.get(folded).copied().unwrap_or_default();
        n_lower > 0 && n_lower >= self.capital.get(folded).copied().unwrap_or_default()
    }

    /// The runs that are names, by the words they are made of.
    fn entries(&self) -> Entries {
        let mut runs: Vec<(&SmolStr, &Counted)> = self.runs.iter().collect();
        runs.sort_by_key(|it| it.0);
        let mut entries = Entries::default();
        for (written, counted) in runs {
            let n_passages = counted.n_passages();
            if let Some(parts) = self.compound_parts(written) {
                parts.into_iter().for_each(|part| self.add(&mut entries, &part, n_passages, &Counted::default()));
                continue;
            }
            let name = self.without_opening(written, counted);
            if !name.is_empty() {
                self.add(&mut entries, name, n_passages, counted);
            }
        }
        entries
    }

    /// `Kyiv` and `Moscow` of `Kyiv-Moscow` or `Kyiv Moscow`; `None` for names that have their hyphen: `Mar-a-Lago`.
    fn compound_parts(&self, written: &str) -> Option<Vec<String>> {
        if let Some((one, other)) = written.split_once(' ')
            && [one, other].iter().all(|it| names::is_place(&fold(it)))
        {
            return Some(vec![one.to_owned(), other.to_owned()]);
        }
        if !written.contains(['-', '\u{2010}', '\u{2011}', '\u{2013}']) {
            return None;
        }
        let parts: Vec<&str> = written.split(['-', '\u{2010}', '\u{2011}', '\u{2013}']).map(str::trim).collect();
        let is_known =
            |part: &&str| self.runs.get(*part).is_some_and(|it| it.n_inner > 0) || names::is_place(&fold(part));
        // "NATO-Russia Council" keeps its hyphen: only a part of it is a name by itself.
        parts.iter().all(is_known).then(|| parts.into_iter().map(str::to_owned).collect())
    }

    /// The run without a first word that has its capital from the start of the sentence.
    fn without_opening<'w>(&self, written: &'w str, counted: &Counted) -> &'w str {
        let words = words(written, Span::new(0, written.len()));
        let Some(first) = words.first().filter(|_| counted.n_inner == 0) else { return written };
        let is_plain = self.is_ordinary(&first.folded)
            || OPENERS.contains(first.folded.as_str())
            || (["ly", "ing"].iter().any(|it| first.folded.ends_with(it))
                && !self.capital.contains_key(first.folded.as_str()));
        match words.get(1) {
            None if self.capital.contains_key(first.folded.as_str()) || counted.place.is_some() => written,
            None => "",
            Some(_) if !is_plain => written,
            Some(second) => written[second.span.start..].trim_start_matches(|c: char| !c.is_uppercase()),
        }
    }

    fn add(&self, entries: &mut Entries, written: &str, n_passages: u32, counted: &Counted) {
        let folded: Vec<String> = words(written, Span::new(0, written.len())).into_iter().map(|it| it.folded).collect();
        let is_name = match folded.as_slice() {
            [] => false,
            [word] => counted.place.is_some() || self.is_single_name(word, written),
            _ => !folded.iter().all(|it| self.is_ordinary(it) || names::is_demonym(it)),
        };
        if !is_name {
            return;
        }
        let key = match &counted.place {
            Some(place) if folded.len() == 1 || is_merged_place(&folded) => place.clone(),
            _ => folded.join(" "),
        };
        let roles = counted.roles.iter().map(|(role, n)| (role.as_str(), *n));
        entries.add(key, folded, written, n_passages, counted.n_located, roles);
    }

    fn is_single_name(&self, folded: &str, written: &str) -> bool {
        let n_letters = written.chars().filter(|c| c.is_alphabetic()).count();
        let is_acronym = n_letters > 1 && !written.contains(char::is_lowercase);
        n_letters > 1
            && !crate::text::words::COMMON_CAPITALS.contains(folded)
            && !names::is_demonym(folded)
            && !ADJECTIVES.contains(folded)
            && !OPENERS.contains(folded)
            && !crate::text::words::ROLES.contains(folded)
            && (is_acronym || (n_letters > 2 && !self.is_ordinary(folded)))
    }
}

/// `United States`: several words, one stem.
fn is_merged_place(folded: &[String]) -> bool {
    crate::text::words::PHRASES.contains_key(&folded.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The words of a form, as far as matching tells them apart.
fn key(form: &str) -> String {
    let words = matcher::words(form, Span::new(0, form.len()));
    words.into_iter().map(|it| it.folded).collect::<Vec<_>>().join(" ")
}

fn forms(term: &Term) -> impl Iterator<Item = &str> {
    std::iter::once(&term.name).chain(&term.aliases).map(String::as_str)
}

fn named(name: String) -> Term {
    Term {
        name,
        kind: TermKind::Name,
        aliases: Vec::new(),
        roles: Vec::new(),
        definition: None,
        replaced: Vec::new(),
        n_passages: 0,
    }
}

fn glossary_term(glossary: &GlossaryTerm) -> Term {
    let name = glossary.prefer.as_ref().unwrap_or(&glossary.name);
    let others = std::iter::once(&glossary.name).chain(&glossary.aliases);
    let mut aliases: Vec<String> = Vec::new();
    for other in others.filter(|it| *it != name) {
        if !other.trim().is_empty() && !aliases.contains(other) {
            aliases.push(other.clone());
        }
    }
    let definition = glossary.definition.clone();
    let is_house = glossary.prefer.is_some();
    let replaced = aliases.iter().filter(|it| is_house && is_other_spelling(it, name)).cloned().collect();
    Term { replaced, kind: TermKind::Glossary, aliases, definition, ..named(name.clone()) }
}

/// Whether a form stands for the whole of the name by other words or letters, rather than being its acronym or a shorter or
/// longer form of it.
fn is_other_spelling(form: &str, name: &str) -> bool {
    let words_of = |it: &str| -> Vec<String> { key(it).split(' ').map(str::to_owned).collect() };
    let (one, other) = (words_of(form), words_of(name));
    let is_acronym = |it: &str| !it.contains(char::is_lowercase) || it.contains('.');
    let is_same = |one: &String, other: &String| one == other || is_same_spelt_otherwise(one, other);
    let has_all = |some: &[String], all: &[String]| some.iter().all(|it| all.iter().any(|other| is_same(it, other)));
    let is_cut_short = one.len() != other.len() && (has_all(&one, &other) || has_all(&other, &one));
    // "coalition of the willing" without its capitals may be a matter of place.
    let differs = form.to_lowercase() != name.to_lowercase();
    differs && is_acronym(form) == is_acronym(name) && !is_cut_short
}

/// Gives a glossary term what the corpus knows, and leaves nothing of the mined one.
fn absorb(term: &mut Term, mined: &mut Term) {
    let mined = std::mem::replace(mined, named(String::new()));
    for form in std::iter::once(mined.name).chain(mined.aliases) {
        if form != term.name && !term.aliases.contains(&form) {
            term.aliases.push(form);
        }
    }
    for role in mined.roles {
        if !term.roles.contains(&role) {
            term.roles.push(role);
        }
    }
    term.n_passages = term.n_passages.max(mined.n_passages);
}

fn term(entry: Entry) -> Option<Term> {
    let mut forms: Vec<(&String, &u32)> = entry.forms.iter().collect();
    forms.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let (name, _) = forms.iter().find(|it| !entry.short_forms.contains(it.0)).or(forms.first())?;
    let is_acronym = |form: &str| form.chars().count() > 1 && form.chars().all(|c| c.is_uppercase() || c == '.');
    let kind = if is_acronym(name) { TermKind::Acronym } else { TermKind::Name };
    let lower = name.to_lowercase();
    let aliases = forms.iter().map(|it| it.0).filter(|it| it.to_lowercase() != lower).take(MAX_ALIASES).cloned();
    Some(Term {
        kind,
        aliases: aliases.collect(),
        roles: roles(&entry.roles),
        n_passages: entry.n_passages,
        ..named((*name).clone())
    })
}

/// The runs of words inside of words with spaces between them, but all of them.
fn inner_runs(words: &str) -> impl Iterator<Item = &str> {
    let ends = || words.match_indices(' ').map(|it| it.0).chain([words.len()]);
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|it| it.0 + 1));
    let runs = starts.flat_map(move |start| ends().filter(move |end| *end > start).map(move |end| &words[start..end]));
    runs.filter(|it| it.len() < words.len())
}

/// The roles, most frequent first, without those that a longer one contains.
fn roles(counted: &BTreeMap<String, u32>) -> Vec<String> {
    let mut acc: Vec<(String, String, u32)> = Vec::new();
    for (role, n) in counted {
        let folded = key(role);
        match acc.iter_mut().find(|it| it.0 == folded) {
            Some(same) => same.2 += n,
            None => acc.push((folded, role.clone(), *n)),
        }
    }
    let inner: FxHashSet<String> = acc.iter().flat_map(|it| inner_runs(&it.0)).map(str::to_owned).collect();
    acc.retain(|it| !inner.contains(&it.0));
    acc.sort_by(|a, b| (b.2, &a.1).cmp(&(a.2, &b.1)));
    acc.into_iter().map(|it| it.1).take(MAX_ROLES).collect()
}
