//! Joins what goes by several names: spellings, surnames, acronyms.

use std::collections::{BTreeMap, BTreeSet};

use super::matcher::{Word, words};
use super::names::{ADJECTIVES, BODIES, OPENERS, is_place};
use crate::text::words::{METONYMS, PLACES, ROLES, SURNAME_PARTICLES};
use crate::text::{Span, fold};

/// A name in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Its folded words, one list for each spelling joined.
    spellings: BTreeSet<Vec<String>>,
    /// Written forms and how many passages have them.
    pub(super) forms: BTreeMap<String, u32>,
    /// Forms that are never the one shown: surnames alone.
    pub(super) short_forms: BTreeSet<String>,
    pub(super) roles: BTreeMap<String, u32>,
    pub(super) n_passages: u32,
    /// Passages that have it after "in" or the like.
    n_located: u32,
}

impl Entry {
    /// Lets a person go by each spelling of the surname, also where the corpus never has it alone.
    fn add_surnames(&mut self, surname: &str) {
        let mut acc = Vec::new();
        for form in self.forms.keys() {
            let words = words(form, Span::new(0, form.len()));
            let fits =
                |it: &usize| loose_key(&words[*it..].iter().map(|it| it.folded.clone()).collect::<Vec<_>>()) == surname;
            if let Some(start) = (1..words.len()).find(fits) {
                acc.push(form[words[start].span.start..].to_owned());
            }
        }
        for form in acc {
            self.short_forms.insert(form.clone());
            self.forms.entry(form).or_default();
        }
    }
}

/// Names by their key. The key says nothing but which is which.
#[derive(Default)]
pub(super) struct Entries {
    map: BTreeMap<String, Entry>,
}

/// A name that shares its surname with others is still meant by it when it is so much more frequent.
const DOMINANT: u32 = 10;
/// A name that stands after "in" this often (one time in so many) is a place, and nobody's surname.
const LOCATED_SHARE: u32 = 6;
/// Words that an acronym may skip.
const SMALL_WORDS: [&str; 9] = ["of", "the", "and", "for", "de", "on", "in", "to", "'s"];

impl Entries {
    pub(super) fn add<'r>(
        &mut self,
        key: String,
        words: Vec<String>,
        form: &str,
        n_passages: u32,
        n_located: u32,
        roles: impl Iterator<Item = (&'r str, u32)>,
    ) {
        let entry = self.map.entry(key).or_default();
        entry.spellings.insert(words);
        *entry.forms.entry(form.to_owned()).or_default() += n_passages;
        entry.n_passages += n_passages;
        entry.n_located += n_located;
        for (role, n) in roles {
            *entry.roles.entry(role.to_owned()).or_default() += n;
        }
    }

    /// Joins spellings, then surnames with full names, then acronyms with their expansions.
    pub(super) fn join(&mut self, expansions: &BTreeMap<(String, String), u32>, is_ordinary: &dyn Fn(&str) -> bool) {
        self.join_equal(|words| Some(words.concat()));
        self.join_equal(|words| Some(words.iter().map(|it| loose(it)).collect::<Vec<_>>().join(" ")));
        self.join_misspelt(is_ordinary);
        self.link_surnames(is_ordinary);
        self.link_acronyms(expansions);
    }

    pub(super) fn into_values(self) -> impl Iterator<Item = Entry> {
        self.map.into_values()
    }

    /// Moves all of one entry into another.
    fn merge(&mut self, from: &str, into: &str, is_short: bool) {
        if from == into || !self.map.contains_key(into) {
            return;
        }
        let Some(gone) = self.map.remove(from) else { return };
        let Some(entry) = self.map.get_mut(into) else { return };
        entry.n_passages += gone.n_passages;
        entry.n_located += gone.n_located;
        entry.short_forms.extend(gone.short_forms);
        if is_short {
            entry.short_forms.extend(gone.forms.keys().cloned());
        } else {
            entry.spellings.extend(gone.spellings);
        }
        for (form, n) in gone.forms {
            *entry.forms.entry(form).or_default() += n;
        }
        for (role, n) in gone.roles {
            *entry.roles.entry(role).or_default() += n;
        }
    }

    /// Joins the entries for which `of` gives the same.
    fn join_equal(&mut self, of: impl Fn(&[String]) -> Option<String>) {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, entry) in &self.map {
            for spelling in &entry.spellings {
                if let Some(same) = of(spelling) {
                    groups.entry(same).or_default().push(key.clone());
                }
            }
        }
        for group in groups.into_values() {
            self.merge_group(&group);
        }
    }

    fn merge_group(&mut self, keys: &[String]) {
        let n_passages = |key: &&String| self.map.get(*key).map_or(0, |it| it.n_passages);
        let Some(best) = keys.iter().rev().max_by_key(n_passages).cloned() else { return };
        for key in keys {
            self.merge(key, &best, false);
        }
    }

    /// Joins full names whose other words agree and whose surnames are nearly the same.
    fn join_misspelt(&mut self, is_ordinary: &dyn Fn(&str) -> bool) {
        let mut buckets: BTreeMap<_, Vec<(String, String)>> = BTreeMap::new();
        for (key, entry) in &self.map {
            for spelling in entry.spellings.iter().filter(|it| is_person_like(it, is_ordinary)) {
                let Some((surname, given)) = spelling.split_last() else { continue };
                let head: String = surname.chars().take(4).collect();
                buckets.entry((given.to_vec(), head)).or_default().push((key.clone(), surname.clone()));
            }
        }
        for bucket in buckets.into_values() {
            for (idx, (key, surname)) in bucket.iter().enumerate() {
                for (other, spelling) in &bucket[idx + 1..] {
                    if is_misspelt(surname, spelling) {
                        self.merge_group(&[key.clone(), other.clone()]);
                    }
                }
            }
        }
    }

    /// Gives "Merkel" to "Angela Merkel" when nobody else has the surname.
    fn link_surnames(&mut self, is_ordinary: &dyn Fn(&str) -> bool) {
        let mut bearers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, entry) in &self.map {
            for spelling in entry.spellings.iter().filter(|it| is_person_like(it, is_ordinary)) {
                for surname in surnames(spelling) {
                    bearers.entry(surname).or_default().insert(key.clone());
                }
            }
        }
        let shorts: Vec<(String, String)> = self
            .map
            .iter()
            .filter_map(|(key, entry)| {
                let words = entry.spellings.first()?;
                let is_upper = entry.forms.keys().any(|it| it.len() <= 4 && !it.contains(char::is_lowercase));
                let is_somewhere =
                    METONYMS.contains_key(key.as_str()) || LOCATED_SHARE * entry.n_located > entry.n_passages;
                let is_short =
                    !is_upper && !is_somewhere && !words.iter().all(|it| is_ordinary(it)) && !is_place(&words[0]);
                is_short.then(|| (key.clone(), loose_key(words)))
            })
            .collect();
        let mut linked: BTreeSet<String> = BTreeSet::new();
        for (key, surname) in shorts {
            let Some(bearers) = bearers.get(&surname) else { continue };
            let mut ranked: Vec<(u32, &String)> = bearers
                .iter()
                .filter(|it| **it != key)
                .filter_map(|it| self.map.get(it).map(|entry| (entry.n_passages, it)))
                .collect();
            ranked.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
            let n_others: u32 = ranked.iter().skip(1).map(|it| it.0).sum();
            if let Some((n_passages, bearer)) = ranked.first()
                && (n_others == 0 || *n_passages >= DOMINANT * n_others)
            {
                linked.insert((*bearer).clone());
                self.merge(&key, bearer, true);
            }
        }
        let singles: BTreeSet<String> =
            self.map.values().flat_map(|it| &it.spellings).map(|it| loose_key(it)).collect();
        let unambiguous = bearers.iter().filter(|it| it.1.len() == 1);
        for (surname, bearer) in unambiguous.filter_map(|(surname, bearers)| Some((surname, bearers.first()?))) {
            if let Some(entry) = self.map.get_mut(bearer)
                && (linked.contains(bearer) || (!entry.roles.is_empty() && !singles.contains(surname)))
            {
                entry.add_surnames(surname);
            }
        }
    }

    fn link_acronyms(&mut self, expansions: &BTreeMap<(String, String), u32>) {
        let mut best: BTreeMap<&str, (u32, &str)> = BTreeMap::new();
        for ((acronym, expansion), n) in expansions {
            let entry = best.entry(acronym).or_default();
            if *n > entry.0 {
                *entry = (*n, expansion);
            }
        }
        for (acronym, (n, expansion)) in &best {
            let folded = words(expansion, Span::new(0, expansion.len())).into_iter().map(|it| it.folded);
            let folded: Vec<String> = folded.collect();
            let key = self.key_of(&[crate::text::fold(acronym)]);
            match (key, self.key_of(&folded)) {
                (Some(acronym), Some(expansion)) => self.merge(&expansion, &acronym, false),
                (Some(key), None) => {
                    if let Some(entry) = self.map.get_mut(&key) {
                        entry.forms.entry((*expansion).to_owned()).or_insert(*n);
                    }
                }
                (None, Some(key)) => {
                    if let Some(entry) = self.map.get_mut(&key) {
                        entry.forms.entry((*acronym).to_owned()).or_insert(*n);
                    }
                }
                (None, None) => {
                    let key = folded.join(" ");
                    self.add(key.clone(), folded, expansion, *n, 0, std::iter::empty());
                    if let Some(entry) = self.map.get_mut(&key) {
                        entry.forms.insert((*acronym).to_owned(), n + 1);
                    }
                }
            }
        }
        self.link_initials();
    }

    /// Gives an acronym of three letters or more the one name of the corpus that has its initials.
    fn link_initials(&mut self) {
        let mut bearers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, entry) in &self.map {
            for spelling in entry.spellings.iter().filter(|it| it.len() >= 3) {
                let large = spelling.iter().filter(|it| !SMALL_WORDS.contains(&it.as_str()));
                let initials: String = large.filter_map(|it| it.chars().next()).collect();
                bearers.entry(initials).or_default().insert(key.clone());
            }
        }
        let acronyms: Vec<String> = self
            .map
            .iter()
            .filter(|(key, entry)| {
                (3..=6).contains(&key.len()) && entry.forms.keys().all(|it| it.chars().all(char::is_uppercase))
            })
            .map(|(key, _)| key.clone())
            .collect();
        for acronym in acronyms {
            let Some(bearers) = bearers.get(&acronym).filter(|it| it.len() == 1) else { continue };
            if let Some(bearer) = bearers.first() {
                self.merge(bearer, &acronym, false);
            }
        }
    }

    fn key_of(&self, folded: &[String]) -> Option<String> {
        let plain = folded.join(" ");
        if self.map.contains_key(&plain) {
            return Some(plain);
        }
        let place = match folded {
            [word] => word.as_str(),
            _ => return None,
        };
        let stem = PLACES.get(place).copied().unwrap_or(place);
        self.map.contains_key(stem).then(|| stem.to_owned())
    }
}

/// The word with the endings of transliteration made alike: `-y`, `-yy`, `-iy`, `-ii`, `-yi`.
fn loose(word: &str) -> String {
    let head = word.trim_end_matches(['i', 'y', 'j']);
    match head.len() < word.len() && head.chars().count() >= 4 {
        true => format!("{head}y"),
        false => word.to_owned(),
    }
}

/// Whether two words of one name, both as they are written, are spellings of the same: "Zelensky" and "Zelenskyy", "Orban"
/// and "Orbán", "Milosevich" and "Milosevic". Another ending, as in "Russian", makes another word.
pub fn is_same_spelt_otherwise(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return false;
    }
    let (one, other) = (fold(&one), fold(&other));
    let is_place = PLACES.contains_key(one.as_str()) || PLACES.contains_key(other.as_str());
    let is_longer = one.starts_with(&other) || other.starts_with(&one);
    one == other || loose(&one) == loose(&other) || (!is_place && !is_longer && is_misspelt(&one, &other))
}

fn loose_key(words: &[String]) -> String {
    words.iter().map(|it| loose(it)).collect::<Vec<_>>().join(" ")
}

/// Two spellings of one surname: a letter in six, two in eight.
fn is_misspelt(one: &str, other: &str) -> bool {
    let len = one.chars().count().min(other.chars().count());
    let distance = strsim::levenshtein(one, other);
    (len >= 6 && distance <= 1) || (len >= 8 && distance <= 2)
}

/// Whether the words may be a given name and a surname.
fn is_person_like(words: &[String], is_ordinary: &dyn Fn(&str) -> bool) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let is_plain = |word: &str| BODIES.contains(word) || ROLES.contains(word) || is_place(word);
    (2..=5).contains(&words.len())
        && !words.iter().any(|it| it == "of" || it == "'s" || it.chars().any(|c| c.is_ascii_digit()))
        && !ADJECTIVES.contains(first.as_str())
        && !OPENERS.contains(first.as_str())
        && !is_ordinary(first)
        && !is_ordinary(last)
        && !is_plain(first)
        && !is_plain(last)
}

/// The last word, and what follows the given names: `leyen` and `von der leyen`.
fn surnames(words: &[String]) -> Vec<String> {
    let mut acc = vec![loose_key(&words[words.len() - 1..])];
    if let Some(idx) = words.iter().skip(1).position(|it| SURNAME_PARTICLES.contains(it.as_str())) {
        acc.push(loose_key(&words[idx + 1..]));
    }
    acc
}

/// Acronyms with their expansions beside them in parentheses, either way round.
pub(super) fn expansions(text: &str, within: Span) -> Vec<(String, String)> {
    let mut acc = Vec::new();
    let sentence = within.of(text);
    if !sentence.contains('(') {
        return acc;
    }
    let words = words(text, within);
    for (open, _) in sentence.match_indices('(') {
        let open = within.start + open;
        let Some(close) = text[open..within.end].find(')').map(|idx| open + idx) else { continue };
        let before = &words[..words.partition_point(|it| it.span.end <= open)];
        let from = before.len();
        let inside = &words[from..words.partition_point(|it| it.span.end <= close).max(from)];
        if let [only] = inside
            && let Some(letters) = acronym(only, text)
            && let Some(start) = expansion_start(&letters, before)
        {
            let span = Span::new(before[start].span.start, before[before.len() - 1].span.end);
            acc.push((letters, span.of(text).to_owned()));
        } else if let Some(letters) = before.last().and_then(|it| acronym(it, text))
            && expansion_start(&letters, inside) == Some(0)
        {
            let span = Span::new(inside[0].span.start, inside[inside.len() - 1].span.end);
            acc.push((letters, span.of(text).to_owned()));
        }
    }
    acc
}

/// The letters of a word that is an acronym.
fn acronym(word: &Word, text: &str) -> Option<String> {
    let written = word.span.of(text);
    let is_acronym = (2..=6).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_uppercase());
    is_acronym.then(|| written.to_owned())
}

/// Where the words that end the list and have these initials begin.
fn expansion_start(letters: &str, words: &[Word]) -> Option<usize> {
    let mut at = words.len();
    for letter in letters.to_lowercase().chars().rev() {
        loop {
            at = at.checked_sub(1)?;
            if words[at].folded.starts_with(letter) {
                break;
            }
            if !SMALL_WORDS.contains(&words[at].folded.as_str()) {
                return None;
            }
        }
    }
    let is_run = words[at + 1..].iter().all(|it| !it.is_apart);
    (words.len() - at > 1 && is_run).then_some(at)
}
