//! What sources go by, in one piece of text, to find them by a few letters.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{Source, Sources};
use crate::text::fold;

/// The sources that some letters fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitting {
    /// The best first.
    pub sources: Vec<usize>,
    /// How many there are, those left out among them.
    pub n_all: usize,
}

/// Key, title, publisher and authors of every source, folded; about a hundred bytes for each.
pub(super) struct Catalogue {
    text: String,
    /// Where each source's entry ends.
    ends: Vec<usize>,
}

/// Between the key of a source and what else is known of it.
const AFTER_KEY: char = '\u{1f}';

impl Catalogue {
    /// The catalogue of all sources. Takes a few microseconds for each.
    pub(super) fn new(sources: &Sources) -> Self {
        let entry = |idx: usize| sources.read_once(idx).map(|it| entry(&it)).unwrap_or_default();
        let entries: Vec<String> = (0..sources.len()).into_par_iter().map(entry).collect();
        let mut text = String::with_capacity(entries.iter().map(String::len).sum());
        let mut ends = Vec::with_capacity(entries.len());
        for entry in entries {
            text.push_str(&entry);
            ends.push(text.len());
        }
        Self { text, ends }
    }

    /// The sources with all words of `letters`, at most `limit`: those whose key begins with them first, then those with
    /// the words at the start of words, then those with them anywhere; of equals the first.
    pub(super) fn find(&self, letters: &str, limit: usize) -> Fitting {
        let letters = fold(letters);
        let words: Vec<&str> = letters.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let entry = |idx: usize| {
            let start = idx.checked_sub(1).map_or(0, |it| self.ends[it]);
            &self.text[start..self.ends[idx]]
        };
        let scored = (0..self.ends.len()).into_par_iter();
        let scored = scored.filter_map(|idx| Some((Reverse(score(entry(idx), letters.trim(), &words)?), idx)));
        let mut scored: Vec<(Reverse<u32>, usize)> = scored.collect();
        let n_all = scored.len();
        if limit < n_all {
            scored.select_nth_unstable(limit);
            scored.truncate(limit);
        }
        scored.sort_unstable();
        Fitting { sources: scored.into_iter().map(|it| it.1).collect(), n_all }
    }
}

fn entry(source: &Source) -> String {
    let metadata = &source.metadata;
    let names = [&metadata.title, &metadata.publisher].into_iter().flatten().chain(&metadata.authors);
    let mut acc = fold(&source.key);
    acc.push(AFTER_KEY);
    for name in names.chain(&metadata.aliases) {
        acc.push(' ');
        acc.push_str(&fold(name));
    }
    acc
}

/// How well an entry fits; `None` when a word is not in it.
fn score(entry: &str, letters: &str, words: &[&str]) -> Option<u32> {
    let (key, rest) = entry.split_once(AFTER_KEY)?;
    let mut acc = u32::from(!letters.is_empty() && key.starts_with(letters)) * 100;
    for word in words {
        let in_key = place(key, word).map(|it| it + 2);
        acc += in_key.max(place(rest, word)).or_else(|| is_spread(key, word).then_some(1))?;
    }
    Some(acc)
}

/// 5 at the start of a word, 2 inside of one.
fn place(text: &str, word: &str) -> Option<u32> {
    let mut is_inside = false;
    for (at, _) in text.match_indices(word) {
        if !text[..at].ends_with(char::is_alphanumeric) {
            return Some(5);
        }
        is_inside = true;
    }
    is_inside.then_some(2)
}

/// Whether the letters stand in the text in this order, with others between them: `mrlg` in `mar-a-lago`. Two letters do
/// so by chance.
fn is_spread(text: &str, word: &str) -> bool {
    let mut letters = text.chars();
    word.chars().count() > 2 && word.chars().all(|it| letters.any(|other| other == it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Metadata;

    fn source(key: &str, title: &str, publisher: &str) -> Source {
        let named = |it: &str| Some(it.to_owned());
        let metadata = Metadata { title: named(title), publisher: named(publisher), ..Metadata::default() };
        Source { key: key.to_owned(), path: format!("/{key}.md").into(), metadata, ..Source::default() }
    }

    fn check(letters: &str, limit: usize, expected: &[&str], n_all: usize) {
        let sources = vec![
            source("budget", "The budget of the port", "Norham Gazette"),
            source("port-2024", "Harbour report", "Reuters"),
            source("summit", "Ein Gipfel für alle", "Süddeutsche"),
        ];
        let catalogue = Catalogue::new(&Sources::of(sources.clone()).expect("few"));
        let found = catalogue.find(letters, limit);
        let keys: Vec<&str> = found.sources.iter().map(|it| sources[*it].key.as_str()).collect();
        assert_eq!((keys.as_slice(), found.n_all), (expected, n_all), "{letters}");
    }

    #[test]
    fn a_source_is_found_by_key_title_or_publisher() {
        check("port", 9, &["port-2024", "budget"], 2);
        check("port-2", 9, &["port-2024"], 1);
        check("reut", 9, &["port-2024"], 1);
        check("harb reut", 9, &["port-2024"], 1);
        check("sudd", 9, &["summit"], 1);
        check("smmt", 9, &["summit"], 1);
        check("zz", 9, &[], 0);
    }

    #[test]
    fn no_letters_fit_all_and_a_list_is_cut() {
        check("", 2, &["budget", "port-2024"], 3);
    }
}
