//! What lies beside the sources and speaks of them: sidecars and bibliographies.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::keys::{Wish, assign};
use super::{Bibliography, Keyring, Listed, Metadata, Problem, Source, bibliography};

/// What lies beside the sources and speaks of them. It changes without them, so it is heard whenever a corpus is opened
/// and is no part of the index.
#[derive(Clone, Debug, Default)]
pub struct Companions {
    /// What sidecars say, by the path of the source.
    pub sidecars: HashMap<PathBuf, Metadata>,
    pub bibliographies: Vec<Arc<Bibliography>>,
}

/// Which fields of [`Metadata`] somebody wrote down for us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Given(u16);

impl Given {
    const KEY: u16 = 1;
    const TITLE: u16 = 1 << 1;
    const AUTHORS: u16 = 1 << 2;
    const PUBLISHER: u16 = 1 << 3;
    const DATE: u16 = 1 << 4;
    const URL: u16 = 1 << 5;
    const ACCESSED: u16 = 1 << 6;
    const RELIABILITY: u16 = 1 << 7;
    const DESCRIPTOR: u16 = 1 << 8;

    /// The fields that are filled.
    pub fn of(metadata: &Metadata) -> Self {
        let mut acc = Self::default();
        acc.note(Self::AUTHORS, !metadata.authors.is_empty());
        acc.note(Self::KEY, metadata.key.is_some());
        acc.note(Self::TITLE, metadata.title.is_some());
        acc.note(Self::PUBLISHER, metadata.publisher.is_some());
        acc.note(Self::DATE, metadata.date.is_some());
        acc.note(Self::URL, metadata.url.is_some());
        acc.note(Self::ACCESSED, metadata.accessed.is_some());
        acc.note(Self::RELIABILITY, metadata.reliability.is_some());
        acc.note(Self::DESCRIPTOR, metadata.descriptor.is_some());
        acc
    }

    /// Whether nobody wrote anything down.
    pub fn is_none(&self) -> bool {
        self.0 == 0
    }

    fn note(&mut self, field: u16, is_given: bool) {
        self.0 |= if is_given { field } else { 0 };
    }

    fn has(self, field: u16) -> bool {
        self.0 & field != 0
    }
}

impl Companions {
    /// Whether nothing lies beside the sources.
    pub fn is_empty(&self) -> bool {
        self.sidecars.is_empty() && self.bibliographies.is_empty()
    }

    /// Lays over the sources what is said of them, gives each its key, and tells the works of the bibliographies that
    /// no source is of. What stands in a source's front matter goes before its sidecar, this before a bibliography, and
    /// all three before what the document, the page or the file's name says.
    pub(super) fn describe(
        &self,
        sources: &mut [Source],
        problems: &[(PathBuf, Problem)],
        keyring: &Keyring,
    ) -> BTreeMap<String, Listed> {
        if !self.sidecars.is_empty() {
            for source in sources.iter_mut() {
                if let Some(said) = self.sidecars.get(&source.path) {
                    lay_over(&mut source.metadata, said);
                }
            }
        }
        let listed = bibliography::describe(&self.bibliographies, sources, problems);
        let foreign: HashSet<&str> = listed.keys().map(String::as_str).collect();
        let wishes: Vec<Wish> =
            sources.iter().map(|it| Wish { metadata: &it.metadata, path: &it.path, hash: &it.hash }).collect();
        let keys = assign(&wishes, keyring, &foreign);
        for (source, key) in sources.iter_mut().zip(keys) {
            source.key = key;
        }
        listed
    }
}

/// Lays over a source's metadata what somebody wrote down elsewhere, but for the fields that were given more nearly.
pub fn lay_over(metadata: &mut Metadata, said: &Metadata) {
    let given = metadata.given;
    let over = |field: u16, old: &mut Option<String>, new: &Option<String>| {
        if new.is_some() && !given.has(field) {
            old.clone_from(new);
        }
    };
    match &said.key {
        // Both are names that drafts may use.
        Some(key) if given.has(Given::KEY) && metadata.key.as_ref() != Some(key) => metadata.aliases.push(key.clone()),
        _ => over(Given::KEY, &mut metadata.key, &said.key),
    }
    over(Given::TITLE, &mut metadata.title, &said.title);
    over(Given::PUBLISHER, &mut metadata.publisher, &said.publisher);
    over(Given::DATE, &mut metadata.date, &said.date);
    over(Given::URL, &mut metadata.url, &said.url);
    over(Given::ACCESSED, &mut metadata.accessed, &said.accessed);
    over(Given::RELIABILITY, &mut metadata.reliability, &said.reliability);
    over(Given::DESCRIPTOR, &mut metadata.descriptor, &said.descriptor);
    if !said.authors.is_empty() && !given.has(Given::AUTHORS) {
        metadata.authors.clone_from(&said.authors);
    }
    for alias in &said.aliases {
        if !metadata.aliases.contains(alias) {
            metadata.aliases.push(alias.clone());
        }
    }
    // The language is left to the words: the index holds the stems of those sources that are read.
    metadata.given.0 |= Given::of(said).0;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(key: &str, title: &str, date: &str) -> Metadata {
        let given = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        Metadata { key: given(key), title: given(title), date: given(date), ..Metadata::default() }
    }

    #[test]
    fn the_nearer_word_goes_before_the_farther() {
        let mut metadata =
            Metadata { publisher: Some("Page".into()), date: Some("1999".into()), ..said("", "Front", "") };
        metadata.given = Given(Given::TITLE);
        lay_over(&mut metadata, &said("side", "Sidecar", "2001"));
        lay_over(&mut metadata, &Metadata { publisher: Some("Bib".into()), ..said("bib", "Bib", "2002") });
        let shown = |it: &Option<String>| it.clone().unwrap_or_default();
        let it = &metadata;
        assert_eq!([&it.key, &it.title, &it.date, &it.publisher].map(shown), ["side", "Front", "2001", "Bib"]);
        // The other key is a name, too.
        assert_eq!(metadata.aliases, ["bib"]);
    }

    #[test]
    fn what_says_nothing_changes_nothing() {
        let mut metadata = said("a", "A", "2001");
        lay_over(&mut metadata, &Metadata::default());
        assert_eq!(metadata, said("a", "A", "2001"));
    }
}
