//! The sources of a corpus: those of its register, and those that changed since it was made.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Index;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::OwnedBytes;

use super::keys::{made_key, stem_key};
use super::register::{Contents, Record, Register};
use super::store::digest;
use super::{Source, canonical_url};
use crate::text::fold;

/// The sources of a corpus, by path. Those that did not change lately are read from disk when they are asked for.
pub struct Sources {
    register: Arc<Register>,
    newer: Option<Newer>,
}

/// What goes before the register: new sources, those with other contents, those that are gone.
#[derive(Default)]
struct Newer {
    sources: Vec<(Source, Record)>,
    /// Of every source in order: its place in the register, or, with [`NEWER`], among the newer ones.
    places: Vec<u32>,
    /// Where each source of the register is now; [`GONE`] for one that is not there or has other contents.
    of_register: Vec<u32>,
    /// What the newer ones go by.
    names: HashMap<String, Vec<Namesake>>,
}

const NEWER: u32 = 1 << 31;
const GONE: u32 = u32::MAX;

/// A source that goes by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Namesake {
    /// Of the namesakes, the lowest has the name.
    pub(super) rank: Rank,
    pub(super) source: u32,
}

/// How a source comes by a name. Each goes before the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Key,
    Alias,
    Stem,
    /// What it would be called but for a key that it was given, perhaps later than a draft was written.
    Made,
}

impl Namesake {
    pub(super) fn to_number(self) -> u32 {
        (self.rank as u32) << 30 | self.source
    }

    pub(super) fn from_number(number: u32) -> Self {
        let rank = match number >> 30 {
            0 => Rank::Key,
            1 => Rank::Alias,
            2 => Rank::Stem,
            _ => Rank::Made,
        };
        Self { rank, source: number & ((1 << 30) - 1) }
    }
}

/// What kind of a name it is, before the name.
pub(super) const NAME: &str = "n";
const ADDRESS: &str = "u";
const FILE: &str = "f";
const FOLDER: &str = "d";
/// Who published it, alone and with its date; only how many go by it may be asked.
const PUBLISHER: &str = "p";
const TITLE: &str = "t";
/// A key that was given to a source that could not have it.
pub(super) const WISH: &str = "w";

/// All that a source goes by, with the kind before each name.
pub(super) fn names_of(source: &Source) -> Vec<(String, Rank)> {
    let mut acc = vec![(format!("{NAME}{}", source.key), Rank::Key)];
    acc.extend(source.metadata.aliases.iter().map(|it| (format!("{NAME}{it}"), Rank::Alias)));
    if let Some(stem) = stem(&source.path) {
        acc.push((format!("{NAME}{stem}"), Rank::Stem));
        // As pandoc can read it.
        acc.push((format!("{NAME}{}", stem.replace(char::is_whitespace, "-")), Rank::Stem));
    }
    let made = source.metadata.key.as_ref().map(|_| made_key(&source.metadata, &source.path));
    acc.extend(stem_key(&source.path).into_iter().chain(made).map(|it| (format!("{NAME}{it}"), Rank::Made)));
    acc.extend(source.metadata.url.as_ref().map(|it| (format!("{ADDRESS}{}", canonical_url(it)), Rank::Key)));
    let wish = source.metadata.key.as_ref().filter(|it| **it != source.key);
    acc.extend(wish.map(|it| (format!("{WISH}{it}"), Rank::Key)));
    if let Some(publisher) = publisher_of(source) {
        let date = source.metadata.date.as_deref().unwrap_or_default();
        acc.push((format!("{PUBLISHER}{publisher}"), Rank::Key));
        acc.push((format!("{PUBLISHER}{publisher}{DATED}{date}"), Rank::Key));
    }
    let title = source.metadata.title.as_deref().map(letters_of).filter(|it| !it.is_empty());
    acc.extend(title.map(|it| (format!("{TITLE}{it}"), Rank::Key)));
    let file = source.path.file_name().map(|it| (format!("{FILE}{}", it.to_string_lossy()), Rank::Key));
    let folder = source.path.parent().and_then(Path::file_name);
    let folder = folder.map(|it| (format!("{FOLDER}{}", it.to_string_lossy()), Rank::Key));
    acc.extend(file.into_iter().chain(folder));
    acc
}

/// Between a publisher and a date.
const DATED: char = '\u{1f}';

/// The letters and digits of a name, in lower case and without accents or an article before them.
fn letters_of(name: &str) -> String {
    let folded = fold(name);
    let folded = folded.trim();
    let name = folded.strip_prefix("the ").unwrap_or(folded);
    name.chars().filter(|it| it.is_alphanumeric()).collect()
}

/// What stands for the publisher of a source: its name, or that of the site.
fn publisher_of(source: &Source) -> Option<String> {
    let name = source.metadata.publisher.as_deref().map(letters_of);
    let of_site = || {
        let address = canonical_url(source.metadata.url.as_deref()?);
        let mut labels = address.split('/').next()?.rsplit('.').skip(1);
        let label = labels.next()?;
        // `bbc.co.uk`
        let is_generic = matches!(label, "co" | "com" | "org" | "gov" | "ac" | "net");
        Some(letters_of(if is_generic { labels.next().unwrap_or(label) } else { label }))
    };
    name.or_else(of_site).filter(|it| !it.is_empty())
}

/// The name of a file without its ending.
pub fn stem(path: &Path) -> Option<&str> {
    path.file_stem().and_then(|it| it.to_str())
}

/// What stands for a path in the index and in lists.
pub(super) fn path_digest(path: &Path) -> u64 {
    digest(path.to_string_lossy().as_bytes())
}

impl Default for Sources {
    fn default() -> Self {
        Self::of(Vec::new()).unwrap_or_else(|_| unreachable!("no source is one too many"))
    }
}

impl Sources {
    pub(super) fn new(register: Arc<Register>) -> Self {
        Self { register, newer: None }
    }

    /// Sources that come from no index; given by path.
    ///
    /// # Errors
    /// When they are more than can be counted.
    pub(super) fn of(sources: Vec<Source>) -> anyhow::Result<Self> {
        let (groups, listed) = (vec![0; sources.len()], BTreeMap::new());
        let contents =
            Contents { base: None, library: "", sources: &sources, groups: &groups, problems: &[], listed: &listed };
        Ok(Self::new(Arc::new(Register::open(OwnedBytes::new(contents.to_bytes()?), None, false)?)))
    }

    /// The sources of a register but for those that changed: `changes` has what became of each, by path, with the number
    /// of its group.
    pub(super) fn since(register: Arc<Register>, changes: BTreeMap<PathBuf, Option<(Source, u64)>>) -> Self {
        if changes.is_empty() {
            return Self::new(register);
        }
        let n = register.len();
        let mut acc = Newer { of_register: vec![0; n], places: Vec::with_capacity(n), ..Newer::default() };
        let mut changes = changes.into_iter().map(|(path, change)| (register.place_of(&path), change)).peekable();
        for idx in 0..=n {
            while let Some((place, change)) = changes.next_if(|it| it.0.unwrap_or_else(|it| it) == idx) {
                if place.is_ok() {
                    acc.of_register[idx] = GONE;
                }
                acc.push(change);
            }
            if idx < n && acc.of_register[idx] != GONE {
                acc.of_register[idx] = acc.places.len() as u32;
                acc.places.push(idx as u32);
            }
        }
        drop(changes);
        Self { register, newer: Some(acc) }
    }

    /// What the unchanged ones are read from.
    pub(super) fn register(&self) -> &Arc<Register> {
        &self.register
    }

    /// Whether something of them could not be read since they were opened.
    pub(super) fn has_failed(&self) -> bool {
        self.register.has_failed()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.newer.as_ref().map_or(self.register.len(), |it| it.places.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each of them, by path, read.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Source> {
        (0..self.len()).map(|it| &self[it])
    }

    /// The source at a place in the order of paths.
    pub fn get(&self, idx: usize) -> Option<&Source> {
        match self.place(idx)? {
            Place::Registered(idx) => self.register.source(idx),
            Place::Newer(source) => Some(&source.0),
        }
    }

    /// The same, not kept in memory: for going through all of them once.
    pub(super) fn read_once(&self, idx: usize) -> Option<Cow<'_, Source>> {
        match self.place(idx)? {
            Place::Registered(idx) => self.register.read(idx).map(Cow::Owned),
            Place::Newer(source) => Some(Cow::Borrowed(&source.0)),
        }
    }

    /// Where the file is, by its canonical path.
    pub fn position(&self, path: &Path) -> Option<usize> {
        if let Some(newer) = &self.newer
            && let Ok(idx) = newer.sources.binary_search_by(|it| it.0.path.as_path().cmp(path))
        {
            return newer.places.iter().position(|it| *it == NEWER | idx as u32);
        }
        self.now(self.register.place_of(path).ok()?)
    }

    /// The key of a source and its title, which is not kept for it: for going through all of them.
    pub fn key_and_title(&self, idx: usize) -> Option<(&str, Option<&str>)> {
        match self.place(idx)? {
            Place::Registered(idx) => self.register.key_and_title(idx),
            Place::Newer(source) => Some((&source.0.key, source.0.metadata.title.as_deref())),
        }
    }

    /// What is known of a source that need not be read for it.
    pub(super) fn record(&self, idx: usize) -> Record {
        match self.place(idx) {
            Some(Place::Registered(idx)) => self.register.record(idx),
            Some(Place::Newer(source)) => source.1,
            None => Record::default(),
        }
    }

    /// The same of each.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> {
        (0..self.len()).map(|it| self.record(it))
    }

    /// The path's digest, the number of its contents and the key of each source.
    pub(super) fn keys(&self) -> Vec<(u64, u64, String)> {
        let registered = self.register.keys();
        let Some(newer) = &self.newer else { return registered };
        let of = |(source, record): &(Source, Record)| (record.digest, source.hash_number(), source.key.clone());
        let place = |it: &u32| match it & NEWER {
            0 => registered.get(*it as usize).cloned(),
            _ => newer.sources.get((it & !NEWER) as usize).map(of),
        };
        newer.places.iter().filter_map(place).collect()
    }

    /// The source that goes by a key, an alias or the name of its file; each goes before the next, and of two the first.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.first(&format!("{NAME}{name}"))
    }

    /// The first source that was found at an address in the form of [`canonical_url`].
    pub fn at_address(&self, address: &str) -> Option<usize> {
        self.first(&format!("{ADDRESS}{address}"))
    }

    /// The first source whose path ends in this folder and file.
    pub fn in_folder(&self, folder: &[String], file: &str) -> Option<usize> {
        let named = self.namesakes(&format!("{FILE}{file}"));
        named.into_iter().map(|it| it.source as usize).find(|it| ends_in(&self.path(*it), folder))
    }

    /// Whether there are sources in a folder with such an end of its path.
    pub fn has_folder(&self, folder: &[String]) -> bool {
        let Some(name) = folder.last() else { return false };
        self.namesakes(&format!("{FOLDER}{name}")).into_iter().any(|it| ends_in(&self.path(it.source as usize), folder))
    }

    /// The sources of a publisher, at most `most` and one more: those of a date, `2024-03-03` or a part of it, where one
    /// is given, or that may be of that date as far as theirs is known.
    pub fn published(&self, publisher: &str, date: Option<&str>, most: usize) -> Vec<usize> {
        let publisher = letters_of(publisher);
        if publisher.is_empty() {
            return Vec::new();
        }
        let Some(date) = date else { return self.few(&format!("{PUBLISHER}{publisher}"), most) };
        let mut acc = self.few(&format!("{PUBLISHER}{publisher}{DATED}{date}"), most);
        // Of a day one asks for what is of that day, if there is something.
        let is_settled = date.len() > 7 && !acc.is_empty();
        for date in if is_settled { Vec::new() } else { dates_like(date) } {
            acc.extend(self.few(&format!("{PUBLISHER}{publisher}{DATED}{date}"), most));
            if acc.len() > most {
                break;
            }
        }
        acc.sort_unstable();
        acc.dedup();
        acc.truncate(most + 1);
        acc
    }

    /// The sources with a title, at most `most` and one more.
    pub fn titled(&self, title: &str, most: usize) -> Vec<usize> {
        let title = letters_of(title);
        if title.is_empty() { Vec::new() } else { self.few(&format!("{TITLE}{title}"), most) }
    }

    /// Who goes by a name, in the order of paths, at most `most` and one more.
    fn few(&self, name: &str, most: usize) -> Vec<usize> {
        let registered = self.register.namesakes(name).filter_map(|it| self.now(it.source as usize));
        let mut acc: Vec<usize> = registered.take(most + 1).collect();
        let newer = self.newer.as_ref().and_then(|it| it.names.get(name));
        acc.extend(newer.into_iter().flatten().map(|it| it.source as usize));
        acc.sort_unstable();
        acc.dedup();
        acc.truncate(most + 1);
        acc
    }

    /// All names that [`Sources::named`] knows, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        self.all_names(NAME)
    }

    /// The names of all files, in alphabetical order.
    pub fn file_names(&self) -> Vec<String> {
        self.all_names(FILE)
    }

    fn all_names(&self, kind: &str) -> Vec<String> {
        let newer = self.newer.iter().flat_map(|it| it.names.keys());
        let mut acc: Vec<String> = newer.filter_map(|it| it.strip_prefix(kind)).map(str::to_owned).collect();
        self.register.each_name(kind, |name, namesakes| {
            if namesakes.iter().any(|it| self.now(it.source as usize).is_some()) {
                acc.push(name[kind.len()..].to_owned());
            }
        });
        acc.sort_unstable();
        acc.dedup();
        acc
    }

    fn first(&self, name: &str) -> Option<usize> {
        self.namesakes(name).first().map(|it| it.source as usize)
    }

    /// Who goes by a name, by rank and then path.
    fn namesakes(&self, name: &str) -> Vec<Namesake> {
        let now = |it: Namesake| Some(Namesake { source: self.now(it.source as usize)? as u32, ..it });
        let mut acc: Vec<Namesake> = self.register.namesakes(name).filter_map(now).collect();
        if let Some(newer) = self.newer.as_ref().and_then(|it| it.names.get(name)) {
            acc.extend(newer);
            acc.sort_unstable();
        }
        acc
    }

    fn path(&self, idx: usize) -> Cow<'_, Path> {
        match self.place(idx) {
            Some(Place::Registered(idx)) => self.register.path(idx),
            Some(Place::Newer(source)) => Cow::Borrowed(source.0.path.as_path()),
            None => Cow::Borrowed(Path::new("")),
        }
    }

    fn place(&self, idx: usize) -> Option<Place<'_>> {
        let Some(newer) = &self.newer else { return (idx < self.register.len()).then_some(Place::Registered(idx)) };
        match *newer.places.get(idx)? {
            place if place & NEWER == 0 => Some(Place::Registered(place as usize)),
            place => newer.sources.get((place & !NEWER) as usize).map(Place::Newer),
        }
    }

    /// Where a source of the register is now.
    fn now(&self, registered: usize) -> Option<usize> {
        let Some(newer) = &self.newer else { return Some(registered) };
        newer.of_register.get(registered).filter(|it| **it != GONE).map(|it| *it as usize)
    }
}

/// The dates that a source may have to be of this date: itself, its month and year alone, and each day of a month.
fn dates_like(date: &str) -> Vec<String> {
    let mut acc = vec![date.to_owned()];
    acc.extend([7, 4].into_iter().filter_map(|len| date.get(..len)).filter(|it| *it != date).map(str::to_owned));
    let months: Vec<String> = match date.len() {
        4 => (1..=12).map(|it| format!("{date}-{it:02}")).collect(),
        7 => vec![date.to_owned()],
        _ => Vec::new(),
    };
    let days = months.iter().flat_map(|month| (1..=31).map(move |it| format!("{month}-{it:02}")));
    acc.extend(days);
    acc.extend(months);
    acc.sort_unstable();
    acc.dedup();
    acc
}

enum Place<'a> {
    Registered(usize),
    Newer(&'a (Source, Record)),
}

impl Newer {
    fn push(&mut self, change: Option<(Source, u64)>) {
        let Some((source, group)) = change else { return };
        let place = self.places.len() as u32;
        for (name, rank) in names_of(&source) {
            let namesakes = self.names.entry(name).or_default();
            let own = Namesake { rank, source: place };
            if !namesakes.contains(&own) {
                namesakes.push(own);
            }
        }
        self.places.push(NEWER | self.sources.len() as u32);
        let record = Record::of(&source, group);
        self.sources.push((source, record));
    }
}

impl Index<usize> for Sources {
    type Output = Source;

    fn index(&self, idx: usize) -> &Source {
        self.get(idx).unwrap_or_else(|| panic!("there are {} sources, none at {idx}", self.len()))
    }
}

/// Whether the folder of a file has such an end of its path.
fn ends_in(path: &Path, folder: &[String]) -> bool {
    let Some(parent) = path.parent() else { return folder.is_empty() };
    let mut components = parent.components().rev();
    folder
        .iter()
        .rev()
        .all(|it| components.next().is_some_and(|component| component.as_os_str().to_string_lossy() == **it))
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::*;
    use crate::corpus::index::{FileRecord, Index, Stamp, Surroundings};
    use crate::corpus::{Corpus, Extract, Keyring, Metadata, PassageSpan, Problem};
    use crate::text::Span;

    /// So many that a change of one does not write the list anew.
    const N_FILES: usize = 500;

    fn path(idx: usize) -> PathBuf {
        format!("/archive of the town/{}/a-b/report {idx:04}.md", idx % 7).into()
    }

    /// A file with made-up contents, one in some that could not be read, one in some with a key of its own.
    fn file(path: PathBuf, random: &mut fastrand::Rng) -> FileRecord {
        let story = random.usize(..40);
        let word = |it: usize| format!("word{} ", (it as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50);
        let words = |from: usize| (from..from + 60).map(word).collect::<String>();
        // Copies of one story, and stories of their own.
        let text = if story < 3 { words(story * 500) } else { words(random.usize(..100_000)) };
        let given = |is_given: bool, it: String| is_given.then_some(it);
        let metadata = Metadata {
            key: given(random.u8(..10) == 0, format!("key{}", random.u16(..400))),
            title: Some(format!("Port {}", random.u8(..5))),
            authors: vec!["Jane Roe".to_owned()],
            date: Some(format!("20{:02}", random.u8(10..25))),
            url: given(random.bool(), format!("https://example.org/{}", random.u8(..9))),
            aliases: given(random.u8(..5) == 0, format!("alias{}", random.u8(..9))).into_iter().collect(),
            ..Metadata::default()
        };
        let passages = vec![PassageSpan { span: Span::new(0, text.len()), ..PassageSpan::default() }];
        let outcome = match random.u8(..15) {
            0 => Err(Problem::Empty),
            _ => Ok(Extract { metadata, text, passages, ..Extract::default() }),
        };
        let stamp = Stamp { size: 1, modified: Some(1), hash: format!("{:064x}", random.u64(..)) };
        FileRecord { path, stamp, outcome, changed: None }
    }

    /// All that a corpus says of its sources.
    fn said(corpus: &Corpus) -> Vec<String> {
        let sources = corpus.sources();
        let mut acc: Vec<String> = sources.iter().map(|it| format!("{it:?}")).collect();
        for (idx, it) in sources.iter().enumerate() {
            let title = it.metadata.title.as_deref();
            assert_eq!(sources.key_and_title(idx), Some((it.key.as_str(), title)));
        }
        acc.push(format!("{:?} {:x} {:x}", corpus.problems(), corpus.fingerprint(), corpus.names_number()));
        acc.push(format!("{:?} {}", corpus.origins, corpus.n_passages()));
        acc.extend(sources.names().iter().map(|it| format!("{it}: {:?}", sources.named(it))));
        acc.extend((0..9).map(|it| format!("{:?}", sources.at_address(&format!("example.org/{it}")))));
        let folder = |it: usize| [it.to_string(), "a-b".to_owned()];
        acc.extend(sources.file_names().iter().map(|it| format!("{it}: {:?}", sources.in_folder(&folder(3), it))));
        acc.extend((0..9).map(|it| sources.has_folder(&folder(it)).to_string()));
        acc.push(format!("{:?}", sources.keys()));
        acc
    }

    #[test]
    fn what_changed_is_laid_over_the_register_as_if_all_were_read_anew() {
        let mut random = fastrand::Rng::with_seed(7);
        let index = Index::in_memory();
        let mut there: BTreeMap<PathBuf, FileRecord> =
            (0..N_FILES).map(|it| (path(it), file(path(it), &mut random))).collect();
        index.update(&[], there.values().cloned().collect()).unwrap();
        let mut corpus = index.corpus().unwrap();
        let (mut n_since, mut n_fresh) = (0, 0);
        for round in 0..40 {
            let mut removed: Vec<PathBuf> = Vec::new();
            let mut files = Vec::new();
            for _ in 0..random.usize(1..4) {
                let old = path(random.usize(..N_FILES));
                match random.u8(..4) {
                    0 => removed.push(old),
                    1 => files.push(file(path(N_FILES + round), &mut random)),
                    _ => files.push(file(old, &mut random)),
                }
            }
            // Moved files keep their keys.
            if round % 3 == 0 {
                let from = &corpus.sources()[random.usize(..N_FILES / 2)];
                let mut moved = file(path(2 * N_FILES + round), &mut random);
                moved.stamp.hash.clone_from(&from.hash);
                removed.push(from.path.clone());
                files.push(moved);
            }
            removed.sort_unstable();
            removed.dedup();
            files.retain(|it| !removed.contains(&it.path));
            removed.retain(|it| there.remove(it).is_some());
            there.extend(files.iter().map(|it| (it.path.clone(), it.clone())));
            index.update(&removed, files).unwrap();
            let keyring = || Keyring::of(corpus.sources());
            let around = Surroundings { keyring: &keyring, ..Surroundings::default() };
            let since = index.corpus_since(Some(&corpus), &around).unwrap();
            // The same from what lies on disk, which is newer than what is open.
            let again = index.corpus_since(None, &around).unwrap();
            let fresh = || index.corpus_with(&around).unwrap();
            let expected = said(&fresh());
            if round % 13 == 12 {
                let other = Index::in_memory();
                other.update(&[], there.values().cloned().collect()).unwrap();
                assert_eq!(other.corpus().unwrap().origins, fresh().origins, "round {round}");
            }
            for other in again.iter().chain(&since) {
                let said = said(other);
                let differing = said.iter().zip(&expected).find(|it| it.0 != it.1);
                assert_eq!((differing, said.len()), (None, expected.len()), "round {round}");
            }
            if let Some(since) = since {
                n_since += 1;
                corpus = since;
            } else {
                n_fresh += 1;
                corpus = fresh();
            }
        }
        assert!(n_since > 20 && n_fresh > 0, "{n_since} and {n_fresh}");
    }

    #[test]
    fn some_of_the_passages_with_words_are_among_all_of_them() {
        let mut random = fastrand::Rng::with_seed(5);
        let index = Index::in_memory();
        for _ in 0..3 {
            let files = (0..60).map(|_| file(path(random.usize(..200)), &mut random)).collect::<Vec<_>>();
            let files: BTreeMap<PathBuf, FileRecord> = files.into_iter().map(|it| (it.path.clone(), it)).collect();
            index.update(&[], files.into_values().collect()).unwrap();
        }
        let corpus = index.corpus().unwrap();
        let mut n_found = 0;
        for source in 0..corpus.sources().len() {
            let document = corpus.document(source);
            let stems: Vec<SmolStr> = document.passages.iter().flat_map(|it| it.stems.iter().cloned()).collect();
            for n in [1, 2, 5] {
                let stems: Vec<SmolStr> = (0..n).filter_map(|_| random.choice(&stems).cloned()).collect();
                let (all, _) = corpus.passages_with(&stems, usize::MAX);
                let mut some = corpus.some_passages_with(&stems, usize::MAX);
                some.sort_unstable();
                assert_eq!(some, all, "{stems:?}");
                let two = corpus.some_passages_with(&stems, 2);
                assert!(two.len() == all.len().min(2) && two.iter().all(|it| all.contains(it)), "{stems:?}");
                n_found += all.len();
            }
        }
        assert!(n_found > 100 && corpus.some_passages_with(&["nowhere".into()], 9).is_empty(), "{n_found}");
    }

    #[test]
    fn damage_to_a_register_is_noticed_when_what_it_hit_is_read() {
        let mut random = fastrand::Rng::with_seed(3);
        let sources: Vec<Source> = (0..40)
            .filter_map(|it| file(path(it), &mut random).outcome.ok().map(|extract| (it, extract.metadata)))
            .map(|(it, metadata)| Source { path: path(it), key: format!("k{it}"), metadata, ..Source::default() })
            .collect();
        let sources: BTreeMap<PathBuf, Source> = sources.into_iter().map(|it| (it.path.clone(), it)).collect();
        let sources: Vec<Source> = sources.into_values().collect();
        let groups = vec![0; sources.len()];
        let contents = Contents {
            base: None,
            library: "",
            sources: &sources,
            groups: &groups,
            problems: &[],
            listed: &BTreeMap::new(),
        };
        let bytes = contents.to_bytes().unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x20;
            let open = |is_thorough| Register::open(OwnedBytes::new(damaged.clone()), None, is_thorough);
            assert!(open(true).is_err(), "byte {at}");
            let Ok(register) = open(false) else { continue };
            let read = Sources::new(Arc::new(register));
            let is_right = read.iter().eq(&sources) && sources.iter().all(|it| read.named(&it.key).is_some());
            assert!(read.has_failed() || is_right, "byte {at}");
        }
    }
}
