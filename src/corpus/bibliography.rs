//! Which work of a bibliography is which source.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use super::address::{doi_of_url, doi_url};
use super::companions::lay_over;
use super::keys::is_telling;
use super::{Metadata, Problem, Source, canonical_url};
use crate::text::fold;

/// A file with bibliographic data, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bibliography {
    pub path: PathBuf,
    /// As they stand in the file.
    pub entries: Vec<Entry>,
}

/// A work as a bibliography describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its key among it.
    pub metadata: Metadata,
    pub doi: Option<String>,
    /// Paths of its files as the bibliography has them, with `/`: absolute, relative to it, or of another machine.
    pub files: Vec<String>,
    /// In the bibliography, from 1.
    pub line: usize,
}

/// A work of a bibliography that the corpus has no source of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it is listed.
    pub bibliography: PathBuf,
    pub line: usize,
    pub title: Option<String>,
    /// The corpus has its file, which could not be read.
    pub is_unread: bool,
}

/// Lays over each source what the bibliographies say of it, and gives the works without a source, by key. A work belongs
/// to the sources that its `file` names; else to those with its key, address or DOI; else to that whose file has its key
/// for a name; else to that with its very title.
pub(super) fn describe(
    bibliographies: &[Arc<Bibliography>],
    sources: &mut [Source],
    problems: &[(PathBuf, Problem)],
) -> BTreeMap<String, Listed> {
    let all: Vec<(&Bibliography, &Entry)> =
        bibliographies.iter().flat_map(|it| it.entries.iter().map(move |entry| (&**it, entry))).collect();
    if all.is_empty() {
        return BTreeMap::new();
    }
    let names = Names::new(sources);
    let mut entries_of: Vec<Vec<usize>> = vec![Vec::new(); sources.len()];
    let mut has_source = vec![false; all.len()];
    for find in [Names::by_file, Names::by_key, Names::by_address, Names::by_stem, Names::by_title] {
        for (idx, (bibliography, entry)) in all.iter().enumerate() {
            if has_source[idx] {
                continue;
            }
            for source in find(&names, &bibliography.path, entry) {
                has_source[idx] = true;
                entries_of[source].push(idx);
            }
        }
    }
    for (source, entries) in sources.iter_mut().zip(&entries_of) {
        // One that is listed twice is described by the first and goes by both keys.
        for (_, entry) in entries.iter().map(|it| all[*it]) {
            lay_over(&mut source.metadata, &entry.metadata);
        }
    }
    let mut acc = BTreeMap::new();
    let unread = Files::new(problems.iter().map(|it| it.0.as_path()));
    for ((bibliography, entry), has_source) in all.iter().zip(has_source) {
        let Some(key) = &entry.metadata.key else { continue };
        if has_source {
            continue;
        }
        let is_unread = entry.files.iter().any(|it| !unread.find(&bibliography.path, it).is_empty());
        acc.entry(key.clone()).or_insert_with(|| Listed {
            bibliography: bibliography.path.clone(),
            line: entry.line,
            title: entry.metadata.title.clone(),
            is_unread,
        });
    }
    acc
}

/// What sources can be known by.
struct Names {
    files: Files,
    keys: HashMap<String, Vec<usize>>,
    /// In the form of [`canonical_url`].
    addresses: HashMap<String, Vec<usize>>,
    stems: HashMap<String, Vec<usize>>,
    /// Folded titles, each with the year of its source.
    titles: HashMap<String, Vec<(usize, Option<String>)>>,
}

impl Names {
    fn new(sources: &[Source]) -> Self {
        let mut acc = Self {
            files: Files::new(sources.iter().map(|it| it.path.as_path())),
            keys: HashMap::new(),
            addresses: HashMap::new(),
            stems: HashMap::new(),
            titles: HashMap::new(),
        };
        for (idx, source) in sources.iter().enumerate() {
            let metadata = &source.metadata;
            for key in metadata.key.iter().chain(&metadata.aliases) {
                acc.keys.entry(key.clone()).or_default().push(idx);
            }
            if let Some(url) = &metadata.url {
                acc.addresses.entry(canonical_url(url)).or_default().push(idx);
                if let Some(doi) = doi_of_url(url) {
                    acc.addresses.entry(doi).or_default().push(idx);
                }
            }
            if let Some(stem) = source.path.file_stem() {
                acc.stems.entry(folded_name(&stem.to_string_lossy())).or_default().push(idx);
            }
            if let Some(title) = metadata.title.as_deref().map(folded_title).filter(|it| !it.is_empty()) {
                acc.titles.entry(title).or_default().push((idx, year(metadata)));
            }
        }
        acc
    }

    fn by_file(&self, bibliography: &Path, entry: &Entry) -> Vec<usize> {
        entry.files.iter().flat_map(|it| self.files.find(bibliography, it)).collect()
    }

    fn by_key(&self, _: &Path, entry: &Entry) -> Vec<usize> {
        entry.metadata.key.as_ref().and_then(|it| self.keys.get(it)).cloned().unwrap_or_default()
    }

    fn by_address(&self, _: &Path, entry: &Entry) -> Vec<usize> {
        let url = entry.metadata.url.as_deref().map(canonical_url);
        let doi = entry.doi.as_deref().and_then(doi_url);
        let found = url.iter().chain(&doi).find_map(|it| self.addresses.get(it));
        found.cloned().unwrap_or_default()
    }

    fn by_stem(&self, _: &Path, entry: &Entry) -> Vec<usize> {
        let key = entry.metadata.key.as_deref().map(folded_name);
        key.and_then(|it| self.stems.get(&it)).cloned().unwrap_or_default()
    }

    /// The sources with the very title and of the year. Where either has no year, the title must be long enough to be
    /// nobody else's.
    fn by_title(&self, _: &Path, entry: &Entry) -> Vec<usize> {
        const LONG: usize = 4;
        let title = entry.metadata.title.as_deref().map(folded_title).unwrap_or_default();
        let year = year(&entry.metadata);
        let is_long = title.split(' ').count() >= LONG;
        let is_of_it = |it: &&(usize, Option<String>)| match (&it.1, &year) {
            (Some(a), Some(b)) => a == b,
            _ => is_long,
        };
        let found = self.titles.get(&title).into_iter().flatten();
        found.filter(is_of_it).map(|it| it.0).collect()
    }
}

fn year(metadata: &Metadata) -> Option<String> {
    metadata.date.as_deref().and_then(|it| it.get(..4)).map(str::to_owned)
}

/// The words of a title without marks, capitals and accents.
fn folded_title(title: &str) -> String {
    let folded = fold(title);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name as file systems that care little for capitals and accents compare it.
fn folded_name(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// Files by the last component of their paths.
struct Files {
    by_path: HashMap<Vec<String>, usize>,
    by_name: HashMap<String, Vec<(Vec<String>, usize)>>,
}

/// A name that more files have than this says nothing without the whole path.
const MOST_NAMESAKES: usize = 200;

impl Files {
    fn new<'a>(paths: impl Iterator<Item = &'a Path>) -> Self {
        let mut by_path = HashMap::new();
        let mut by_name: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
        for (idx, path) in paths.enumerate() {
            let components = components(&path.to_string_lossy());
            if let Some(name) = components.last().cloned() {
                by_path.insert(components.clone(), idx);
                by_name.entry(name).or_default().push((components, idx));
            }
        }
        Self { by_path, by_name }
    }

    /// The file that `file` names: relative to the bibliography, absolute, or, since the bibliography may come from
    /// another machine, the one that shares most of the end of its path. None where two share as much, or nothing but
    /// a name that many files have.
    fn find(&self, bibliography: &Path, file: &str) -> Vec<usize> {
        let wanted = components(file);
        let Some(candidates) = wanted.last().and_then(|it| self.by_name.get(it)) else { return Vec::new() };
        let mut whole = components(&bibliography.parent().unwrap_or(bibliography).to_string_lossy());
        for part in &wanted {
            if part == ".." {
                whole.pop();
            } else {
                whole.push(part.clone());
            }
        }
        if let Some(idx) = self.by_path.get(&whole).or_else(|| self.by_path.get(&wanted)) {
            return vec![*idx];
        }
        if candidates.len() > MOST_NAMESAKES {
            return Vec::new();
        }
        let n_shared = |path: &[String]| path.iter().rev().zip(wanted.iter().rev()).take_while(|(a, b)| a == b).count();
        let best = candidates.iter().map(|it| n_shared(&it.0)).max().unwrap_or(0);
        let mut nearest = candidates.iter().filter(|it| n_shared(&it.0) == best);
        match (nearest.next(), nearest.next()) {
            (Some((_, idx)), None) if best > 1 || is_telling(Path::new(file)) => vec![*idx],
            _ => Vec::new(),
        }
    }
}

/// The components of a path of this or another system, but for `.` and what leads out at its start.
fn components(path: &str) -> Vec<String> {
    let parts = path.split(['/', '\\']).filter(|it| !it.is_empty() && *it != ".");
    parts.map(folded_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, metadata: Metadata) -> Source {
        Source { path: PathBuf::from(path), metadata, ..Source::default() }
    }

    fn entry(key: &str, metadata: Metadata, files: &[&str]) -> Entry {
        let files = files.iter().map(|it| (*it).to_owned()).collect();
        Entry { metadata: Metadata { key: Some(key.to_owned()), ..metadata }, files, line: 1, doi: None }
    }

    /// The keys that the sources get, `-` for none, and those without a source.
    fn check(sources: Vec<Source>, entries: Vec<Entry>, expected: &[&str], listed: &[&str]) {
        let mut sources = sources;
        let path = PathBuf::from("/home/ann/briefs/refs.bib");
        let problems = [(PathBuf::from("/home/ann/briefs/sources/ledger.pdf"), Problem::Scanned(2))];
        let left = describe(&[Arc::new(Bibliography { path, entries })], &mut sources, &problems);
        let keys: Vec<&str> = sources.iter().map(|it| it.metadata.key.as_deref().unwrap_or("-")).collect();
        assert_eq!(keys, expected);
        let left: Vec<String> =
            left.iter().map(|(key, it)| format!("{key}{}", if it.is_unread { " (unread)" } else { "" })).collect();
        assert_eq!(left, listed);
    }

    fn title(title: &str, date: &str) -> Metadata {
        let date = (!date.is_empty()).then(|| date.to_owned());
        Metadata { title: Some(title.to_owned()), date, ..Metadata::default() }
    }

    fn address(url: &str) -> Metadata {
        Metadata { url: Some(url.to_owned()), ..Metadata::default() }
    }

    #[test]
    fn a_work_belongs_to_the_file_it_names() {
        let none = Metadata::default;
        let sources = || {
            ["papers/Port.pdf", "papers/ships.pdf", "old/ships.pdf", "old/fulltext.pdf"]
                .map(|it| source(&format!("/home/ann/briefs/sources/{it}"), none()))
                .to_vec()
        };
        let check = |file: &str, expected: [&str; 4], listed: &[&str]| {
            check(sources(), vec![entry("k", none(), &[file])], &expected, listed);
        };
        check("sources/papers/port.pdf", ["k", "-", "-", "-"], &[]);
        check("./sources/old/../old/ships.pdf", ["-", "-", "k", "-"], &[]);
        check("/home/ann/briefs/sources/papers/ships.pdf", ["-", "k", "-", "-"], &[]);
        check("C:\\Users\\Ann\\Zotero\\storage\\AB12\\Port.pdf", ["k", "-", "-", "-"], &[]);
        check("D:/archive/old/ships.pdf", ["-", "-", "k", "-"], &[]);
        check("storage/AB12/ships.pdf", ["-", "-", "-", "-"], &["k"]);
        check("storage/AB12/fulltext.pdf", ["-", "-", "-", "-"], &["k"]);
        check("storage/AB12/ledger.pdf", ["-", "-", "-", "-"], &["k (unread)"]);
    }

    #[test]
    fn a_work_without_a_file_belongs_to_its_address_key_or_title() {
        let long = "What the harbour cost the town";
        let sources = vec![
            source("/a/one.md", address("https://www.example.org/port/")),
            source("/a/two.md", address("https://doi.org/10.1234/ABC")),
            source("/a/Roe2024.pdf", Metadata::default()),
            source("/a/three.md", title("The Port", "2024-03-02")),
            source("/a/four.md", title("The Port", "2019")),
            source("/a/five.md", title(long, "")),
            source("/a/six.md", title("The Sea", "")),
        ];
        let entries = vec![
            entry("web", address("http://example.org/port?utm_source=x"), &[]),
            Entry { doi: Some("10.1234/abc".into()), ..entry("doi", Metadata::default(), &[]) },
            entry("roe2024", Metadata::default(), &[]),
            entry("title", title("the port!", "2024"), &[]),
            entry("long", title(long, "2020"), &[]),
            entry("short", title("The Sea", "2020"), &[]),
        ];
        check(sources, entries, &["web", "doi", "roe2024", "title", "-", "long", "-"], &["short"]);
    }

    #[test]
    fn one_work_may_have_two_files_and_one_source_two_entries() {
        let sources = vec![source("/a/port.pdf", Metadata::default()), source("/a/port.html", Metadata::default())];
        let entries = vec![
            entry("first", Metadata::default(), &["port.pdf", "port.html"]),
            entry("second", Metadata::default(), &["port.pdf"]),
        ];
        check(sources, entries, &["first", "first"], &[]);
    }
}
