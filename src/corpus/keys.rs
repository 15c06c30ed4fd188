//! The keys that citations name sources by: those that are given, and those made of author, year and title.

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::sources::path_digest;
use super::store::digest;
use super::{Metadata, Sources};
use crate::text::{fold, words};

/// Opening words of titles and outlets that tell nothing.
static SMALL_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| listed(include_str!("key-words.txt")));
/// Words of the names of bodies.
static BODY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| listed(include_str!("body-words.txt")));
/// Names of files that tell nothing.
static BLANK_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| listed(include_str!("blank-names.txt")));

fn listed(file: &'static str) -> HashSet<&'static str> {
    file.lines().filter(|it| !it.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// The longest part of a key, in bytes; longer words are cut.
const LONGEST_PART: usize = 24;

/// The keys that sources were given before, so that they keep them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyring {
    /// The digests of a source's path and of its contents, and its key; by path.
    kept: Vec<(u64, u64, String)>,
}

impl Keyring {
    /// The keys of these sources as they are now.
    pub fn of(sources: &Sources) -> Self {
        Self { kept: sources.keys() }
    }

    /// The same with the keys of these sources as they are now. Those that are not there keep theirs, as they may come
    /// back: a folder that is not mounted, another branch.
    pub fn renewed(&self, sources: &Sources) -> Self {
        /// As many again as there are, and some.
        const MOST_GONE: usize = 1000;
        let mut acc = Self::of(sources);
        let paths: FxHashSet<u64> = acc.kept.iter().map(|it| it.0).collect();
        let hashes: FxHashSet<u64> = acc.kept.iter().map(|it| it.1).collect();
        let gone = self.kept.iter().filter(|it| !paths.contains(&it.0) && !hashes.contains(&it.1));
        acc.kept.extend(gone.take(sources.len() + MOST_GONE).cloned());
        acc
    }

    /// What each source was called before, by its path, else by its contents, as a file that was moved has them still.
    /// `is_there` tells of the digest of a path whether it is that of another source.
    fn held(&self, wishes: &[Wish], is_there: &dyn Fn(u64) -> bool) -> Vec<Option<&str>> {
        let by_path: FxHashMap<u64, usize> = self.kept.iter().enumerate().map(|(idx, it)| (it.0, idx)).collect();
        let mut acc: Vec<Option<usize>> = wishes.iter().map(|it| by_path.get(&path_digest(it.path)).copied()).collect();
        let mut is_in_use: Vec<bool> = self.kept.iter().map(|it| is_there(it.0)).collect();
        acc.iter().flatten().for_each(|idx| is_in_use[*idx] = true);
        let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (idx, it) in self.kept.iter().enumerate().rev().filter(|(idx, _)| !is_in_use[*idx]) {
            by_hash.entry(it.1).or_default().push(idx);
        }
        for (wish, held) in wishes.iter().zip(&mut acc) {
            if held.is_none() && !wish.hash.is_empty() {
                *held = by_hash.get_mut(&hash_digest(wish.hash)).and_then(Vec::pop);
            }
        }
        acc.into_iter().map(|it| it.map(|idx| self.kept[idx].2.as_str())).collect()
    }
}

impl Keyring {
    /// The keys of sources that are the same as they were, which most often all are; `None` where anything changed.
    fn unchanged(&self, wishes: &[Wish]) -> Option<Vec<String>> {
        let kept = self.kept.get(..wishes.len())?;
        let is_same = |(wish, (path, hash, key)): (&Wish, &(u64, u64, String))| {
            wish.metadata.key.as_ref().is_none_or(|it| it == key)
                && hash_digest(wish.hash) == *hash
                && path_digest(wish.path) == *path
        };
        wishes.iter().zip(kept).all(is_same).then(|| kept.iter().map(|it| it.2.clone()).collect())
    }
}

/// The hash of a file is long enough by half.
pub(super) fn hash_digest(hash: &str) -> u64 {
    let head = hash.get(..16).and_then(|it| u64::from_str_radix(it, 16).ok());
    head.unwrap_or_else(|| digest(hash.as_bytes()))
}

/// What a source's key is made of.
pub(super) struct Wish<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) path: &'a Path,
    pub(super) hash: &'a str,
}

/// A key for each source, given by path, all different. What the source or a bibliography says comes first, then what it
/// was called before, then what can be made of its author, year and title. Of two that want the same the one that has it
/// keeps it, else the earlier by date and path; the other gets a letter. None of those made up is one of `foreign`, which
/// name something else.
pub(super) fn assign(wishes: &[Wish], keyring: &Keyring, foreign: &HashSet<&str>) -> Vec<String> {
    if let Some(keys) = keyring.unchanged(wishes) {
        return keys;
    }
    assign_beside(&Others::default(), wishes, keyring, foreign).unwrap_or_default()
}

/// Sources that keep the keys they have. By default: none.
pub(super) struct Others<'a> {
    /// Whether one of them has the key.
    pub(super) has_key: &'a dyn Fn(&str) -> bool,
    /// Whether the digest is that of the path of one of them.
    pub(super) has_path: &'a dyn Fn(u64) -> bool,
}

impl Default for Others<'_> {
    fn default() -> Self {
        Self { has_key: &|_| false, has_path: &|_| false }
    }
}

/// The same for sources that come to others; `None` where one of them has a right to the key of another.
pub(super) fn assign_beside(
    others: &Others,
    wishes: &[Wish],
    keyring: &Keyring,
    foreign: &HashSet<&str>,
) -> Option<Vec<String>> {
    let held = keyring.held(wishes, others.has_path);
    let all: Vec<Claimant> = wishes.iter().zip(&held).map(|(wish, held)| Claimant::new(wish, *held)).collect();
    if all.iter().any(|it| it.rank != Rank::Made && (others.has_key)(&it.wanted)) {
        return None;
    }
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    // The sources come by path.
    order.sort_by_key(|idx| {
        let (wish, it) = (&wishes[*idx], &all[*idx]);
        let date = wish.metadata.date.as_deref();
        (it.rank, it.held != Some(it.wanted.as_str()), date.is_none(), date, *idx)
    });
    // What somebody else wants or had is no key to make up.
    let wanted = all.iter().map(|it| it.wanted.as_str());
    let spoken_for: FxHashSet<&str> =
        wanted.chain(held.iter().flatten().copied()).chain(foreign.iter().copied()).collect();
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut next_letter: FxHashMap<&str, usize> = FxHashMap::default();
    let mut acc = vec![String::new(); wishes.len()];
    for idx in order {
        let it = &all[idx];
        let wanted = it.wanted.as_str();
        let is_taken = |it: &str| taken.contains(it) || (others.has_key)(it);
        let is_free = !is_taken(wanted) && (it.rank != Rank::Made || !foreign.contains(wanted));
        let key = match it.held.filter(|held| !is_free && is_lettered(held, wanted) && !is_taken(held)) {
            Some(held) => held.to_owned(),
            None if is_free => wanted.to_owned(),
            None => {
                let n = next_letter.entry(wanted).or_default();
                lettered(wanted, n, |it| !is_taken(it) && !spoken_for.contains(it))
            }
        };
        taken.insert(key.clone());
        acc[idx] = key;
    }
    Some(acc)
}

/// Whose wish goes before whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Given,
    Held,
    Made,
}

struct Claimant<'a> {
    rank: Rank,
    wanted: String,
    held: Option<&'a str>,
}

impl<'a> Claimant<'a> {
    fn new(wish: &Wish, held: Option<&'a str>) -> Self {
        match (&wish.metadata.key, held) {
            (Some(given), _) => Self { rank: Rank::Given, wanted: given.clone(), held },
            (None, Some(held)) => Self { rank: Rank::Held, wanted: held.to_owned(), held: Some(held) },
            (None, None) => Self { rank: Rank::Made, wanted: made_key(wish.metadata, wish.path), held },
        }
    }
}

/// Whether `key` is `wanted` with letters behind it.
fn is_lettered(key: &str, wanted: &str) -> bool {
    let letters = key.strip_prefix(wanted);
    letters.is_some_and(|it| it.len() <= 3 && it.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// `roe2024porta`, `roe2024portb`, … `roe2024portz`, `roe2024portaa`: the first from the `n`th on that is free.
fn lettered(wanted: &str, n: &mut usize, is_free: impl Fn(&str) -> bool) -> String {
    loop {
        let key = format!("{wanted}{}", letters(*n));
        *n += 1;
        if is_free(&key) {
            return key;
        }
    }
}

fn letters(mut n: usize) -> String {
    let mut acc = Vec::new();
    loop {
        acc.push(char::from(b'a' + (n % 26) as u8));
        match n / 26 {
            0 => return acc.into_iter().rev().collect(),
            rest => n = rest - 1,
        }
    }
}

/// The key of a source that has none: `roe2024port` of the first author's family name, the year and the first word of
/// the title that tells something. A publisher stands in for the author; without either the file's name is the key,
/// unless it tells nothing.
pub fn made_key(metadata: &Metadata, path: &Path) -> String {
    let stem = || stem_key(path).unwrap_or_else(|| "source".to_owned());
    let year = metadata.date.as_deref().and_then(|it| it.get(..4)).unwrap_or_default();
    let author = metadata.authors.first().and_then(|it| family(it));
    let name = author.or_else(|| metadata.publisher.as_deref().and_then(outlet_word));
    let title = metadata.title.as_deref().and_then(|it| title_word(it, name.as_deref())).unwrap_or_default();
    match name {
        // A name alone would hardly tell one source of many.
        Some(name) if !(year.is_empty() && title.is_empty()) => format!("{name}{year}{title}"),
        None if !title.is_empty() && !is_telling(path) => format!("{title}{year}"),
        _ => stem(),
    }
}

/// The name of a file without its ending, as far as it can be cited.
pub fn stem_key(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_string_lossy();
    let mut acc = String::new();
    for c in stem.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '+') => acc.push(c),
            _ if !acc.is_empty() && !acc.ends_with('-') => acc.push('-'),
            _ => {}
        }
    }
    let key = acc.trim_end_matches(['-', '.', ':', '+']).trim_start_matches(['.', ':', '+']);
    (!key.is_empty()).then(|| key.to_owned())
}

/// Whether the name of a file has a word in it, other than what programs call any file.
pub(super) fn is_telling(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_word = |word: &str| {
        let has_digit = word.bytes().any(|it| it.is_ascii_digit());
        let is_number = has_digit && word.bytes().all(|it| it.is_ascii_hexdigit());
        word.chars().filter(|it| it.is_alphabetic()).count() >= 3
            && !is_number
            && !BLANK_NAMES.contains(word.to_lowercase().as_str())
    };
    stem.split(|c: char| !c.is_alphanumeric()).any(is_word)
}

/// The family name of an author in lower-case ASCII, particles kept: `vonderleyen` of "Ursula von der Leyen" and of
/// "von der Leyen, Ursula". Of a body the first word that tells something.
fn family(author: &str) -> Option<String> {
    let author = author.split(['(', '[', '<']).next().unwrap_or_default().trim();
    let words: Vec<&str> = author.split_whitespace().collect();
    let is_body_word = |it: &&str| {
        let it = fold(it.trim_matches(|c: char| !c.is_alphanumeric()));
        BODY_WORDS.contains(it.as_str()) || matches!(it.as_str(), "the" | "of" | "and" | "for")
    };
    if let Some((family, given)) = author.split_once(',').filter(|it| !it.0.trim().is_empty()) {
        return if is_suffix(given) { family_at_end(family) } else { part(family) };
    }
    if words.len() == 1 || words.iter().any(is_body_word) {
        return outlet_word(author);
    }
    family_at_end(author)
}

fn family_at_end(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().filter(|it| !is_suffix(it)).collect();
    let is_loud = |it: &&&str| it.chars().filter(|c| c.is_alphabetic()).count() > 2 && **it == it.to_uppercase();
    let mut loud = words.iter().filter(is_loud);
    // "WEI Zhang": some write the family name in capitals.
    if let (Some(family), None, true) = (loud.next(), loud.next(), words.len() > 1) {
        return part(family);
    }
    let (last, before) = words.split_last()?;
    let is_particle = |it: &&&str| words::SURNAME_PARTICLES.contains(fold(it).as_str()) || is_lower_case(it);
    // The first word is a given name, whatever it looks like.
    let particles: Vec<&&str> = before.iter().skip(1).rev().take_while(is_particle).collect();
    let family: String = particles.into_iter().rev().chain([last]).copied().collect();
    part(&family)
}

fn is_lower_case(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn is_suffix(word: &str) -> bool {
    let word = word.trim().trim_end_matches('.').to_lowercase();
    matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "ph.d" | "md" | "m.d" | "esq")
}

/// The first word of an outlet's name that tells something: `harbour` of "The Harbour Post", `example` of
/// "www.example.org".
fn outlet_word(name: &str) -> Option<String> {
    let name = name.trim();
    let host = name.split_once("://").map_or(name, |it| it.1);
    let is_host = host.contains('.') && !host.contains(char::is_whitespace) && !host.ends_with('.');
    if is_host {
        let host = host.split('/').next().unwrap_or_default();
        return host.split('.').find(|it| !matches!(*it, "www" | "m" | "en")).and_then(part);
    }
    telling_words(name).next().or_else(|| name.split_whitespace().find_map(part))
}

/// The first word of a title that tells something, and more than the name does, or else its first word.
fn title_word(title: &str, name: Option<&str>) -> Option<String> {
    let mut telling = telling_words(title);
    telling.find(|it| Some(it.as_str()) != name).or_else(|| title_words(title).find_map(part))
}

fn telling_words(text: &str) -> impl Iterator<Item = String> {
    title_words(text).filter_map(part).filter(|it| {
        let is_number = words::NUMBERS.contains_key(it.as_str());
        let is_small = is_number || words::STOP.contains(it.as_str()) || SMALL_WORDS.contains(it.as_str());
        it.len() > 1 && !is_small && it.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

fn title_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "—–/|:;,…()[]{}<>\"“”«»!?+=&".contains(c)).map(|it| {
        let it = it.trim_matches(['\'', '’', '‘', '.']);
        it.strip_suffix("'s").or(it.strip_suffix("’s")).unwrap_or(it)
    })
}

/// A word in lower-case ASCII letters and digits; `None` when nothing of it can be written so.
fn part(word: &str) -> Option<String> {
    let mut acc: String = fold(word).chars().filter(char::is_ascii_alphanumeric).collect();
    acc.truncate(LONGEST_PART);
    (!acc.is_empty()).then_some(acc)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::Source;

    fn metadata(author: &str, publisher: &str, date: &str, title: &str) -> Metadata {
        let given = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        Metadata {
            authors: given(author).into_iter().collect(),
            publisher: given(publisher),
            date: given(date),
            title: given(title),
            ..Metadata::default()
        }
    }

    #[test]
    fn a_key_is_made_of_author_year_and_title() {
        let check = |[author, publisher, date, title, path]: [&str; 5], expected: &str| {
            assert_eq!(made_key(&metadata(author, publisher, date, title), Path::new(path)), expected, "{author}");
        };
        check(["Jane Roe", "The Harbour Post", "2024-03-02", "The Port Opens", "a.md"], "roe2024port");
        check(["Roe, Jane", "", "2024", "“Ports” and more", "a.md"], "roe2024ports");
        check(["Ursula von der Leyen", "", "2024", "Russia’s gas", "a.md"], "vonderleyen2024russia");
        check(["Jan Van den Berg Jr.", "", "2020", "E-mail and us", "a.md"], "vandenberg2020email");
        check(["ZHANG Wei", "", "2020", "On the sea", "a.md"], "zhang2020sea");
        check(["Łukasz Żółć", "", "2020", "Straße", "a.md"], "zolc2020strasse");
        check(["Ministry of Ports", "", "2020", "How 14 ships sank", "a.md"], "ministry2020ships");
        check(["Harbour Post Staff", "", "2020", "Ships", "a.md"], "harbour2020ships");
        check(["Reuters", "", "2020", "Ten ships", "a.md"], "reuters2020ships");
        check(["Reuters", "", "2020", "2020", "a.md"], "reuters20202020");
        check(["", "The Harbour Post", "2024-03", "Der Hafen", "a.md"], "harbour2024hafen");
        check(["", "The Harbour Post", "2024", "The harbour opens", "a.md"], "harbour2024opens");
        check(["", "www.example.org", "", "The Port", "a.md"], "exampleport");
        // Where nothing tells who it is from, the file's name does.
        check(["", "", "2024", "The Port", "harbour report (2).md"], "harbour-report-2");
        check(["", "", "2024", "The Port", "000_817b301a125f.txt"], "port2024");
        check(["", "", "", "The Port", "index.html"], "port");
        check(["", "", "", "", "0017.txt"], "0017");
        check(["Jane Roe", "", "", "", "harbour.md"], "harbour");
        // What cannot be written in Latin letters.
        check(["Иван Петров", "", "2024", "Порт открыт", "порт.md"], "порт");
        check(["Иван Петров", "Reuters", "2024", "Порт открыт", "порт.md"], "reuters2024");
        check(["", "", "", "", "…"], "source");
    }

    #[test]
    fn letters_follow_each_other() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(letters), ["a", "z", "aa", "ab", "zz", "aaa"]);
        assert!(is_lettered("roe2024portb", "roe2024port") && is_lettered("roe", "roe"));
        assert!(!is_lettered("roe2024portunion", "roe2024port"));
    }

    /// Path, contents, key of its own, title (by Jane Roe), date.
    type File<'a> = [&'a str; 5];

    fn assigned(files: &[File], keyring: &Keyring, foreign: &[&str]) -> (Vec<String>, Keyring) {
        let sources: Vec<Source> = files
            .iter()
            .map(|[path, hash, key, title, date]| Source {
                metadata: Metadata {
                    key: (!key.is_empty()).then(|| (*key).to_owned()),
                    ..metadata("Jane Roe", "", date, title)
                },
                path: PathBuf::from(path),
                hash: (*hash).to_owned(),
                ..Source::default()
            })
            .collect();
        let wishes: Vec<Wish> =
            sources.iter().map(|it| Wish { metadata: &it.metadata, path: &it.path, hash: &it.hash }).collect();
        let keys = assign(&wishes, keyring, &foreign.iter().copied().collect());
        let sources: Vec<Source> =
            sources.into_iter().zip(&keys).map(|(it, key)| Source { key: key.clone(), ..it }).collect();
        (keys, Keyring::of(&Sources::of(sources).unwrap()))
    }

    #[test]
    fn of_two_that_want_one_key_the_earlier_gets_it() {
        let (keys, _) = assigned(
            &[
                ["a.md", "1", "", "Port", "2024-05-01"],
                ["b.md", "2", "", "Port", "2024-03-02"],
                ["c.md", "3", "", "Port", "2024-05-01"],
            ],
            &Keyring::default(),
            &[],
        );
        assert_eq!(keys, ["roe2024porta", "roe2024port", "roe2024portb"]);
    }

    #[test]
    fn a_key_once_given_stays() {
        let first = [["b.md", "1", "", "Port", "2024-03-02"], ["c.md", "2", "", "Port", "2024-03-03"]];
        let (keys, keyring) = assigned(&first, &Keyring::default(), &[]);
        assert_eq!(keys, ["roe2024port", "roe2024porta"]);
        // An earlier one is added, one is moved, one is written anew under another title.
        let second = [
            ["a.md", "3", "", "Port", "2024-01-01"],
            ["moved/c.md", "2", "", "Port", "2024-03-03"],
            ["b.md", "4", "", "Harbour", "2023-01-01"],
        ];
        let (keys, keyring) = assigned(&second, &keyring, &[]);
        assert_eq!(keys, ["roe2024portb", "roe2024porta", "roe2024port"]);
        assert_eq!(assigned(&second, &keyring, &[]).0, keys);
        // Without memory it is as on another machine.
        assert_eq!(assigned(&second, &Keyring::default(), &[]).0, ["roe2024port", "roe2024porta", "roe2023harbour"]);
    }

    #[test]
    fn a_key_of_its_own_goes_before_one_made_up() {
        let files = [["a.md", "1", "", "Port", "2024-03-02"]];
        let (_, keyring) = assigned(&files, &Keyring::default(), &[]);
        let files = [files[0], ["b.md", "2", "roe2024port", "Ships", "2024-03-02"], ["c.md", "3", "x", "Ships", ""]];
        assert_eq!(assigned(&files, &keyring, &[]).0, ["roe2024porta", "roe2024port", "x"]);
        // Of two with the same key of their own the one that had it keeps it.
        let (_, keyring) = assigned(&[["b.md", "1", "x", "Port", ""]], &Keyring::default(), &[]);
        let files = [["a.md", "2", "x", "Port", ""], ["b.md", "1", "x", "Port", ""]];
        assert_eq!(assigned(&files, &keyring, &[]).0, ["xa", "x"]);
        assert_eq!(assigned(&files, &Keyring::default(), &[]).0, ["x", "xa"]);
    }

    #[test]
    fn a_made_key_is_not_that_of_another_work_in_a_bibliography() {
        let files = [["a.md", "1", "", "Port", "2024-03-02"]];
        assert_eq!(assigned(&files, &Keyring::default(), &["roe2024port"]).0, ["roe2024porta"]);
        assert_eq!(assigned(&files, &Keyring::default(), &["roe2024"]).0, ["roe2024port"]);
    }
}
