//! The list of sources as it lies on disk: a base, and what has changed since.
//!
//! A list is one or several files, its parts, which a commit of the index names. Each has a row for every source, in
//! order of path, and the sketches of their texts behind the rows, where opening a corpus need not look. A later part
//! overrides the rows of earlier ones. So a source that changes costs the writing of its row, and not of the list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, OwnedBytes};

use super::copies::{N_VALUES, Sketch, Sketches};
use super::index::{Stamp, path_term};
use super::store::digest;
use super::{Metadata, Problem};

/// Rows that are read together, on one thread; the paths of a block are written by what they add to each other.
const BLOCK: usize = 1024;

/// At so many parts the changes are joined into one.
const MOST_PARTS: usize = 8;

/// Changes that come to a share of the base, one in so many of its bytes, are written into a new one.
const BASE_SHARE: usize = 8;

/// Up to this many bytes the list is written whole.
const SMALL: usize = 64 << 10;

const MAGIC: [u8; 8] = *b"ccsrc\0\0\x01";

/// Magic, the lengths of the two sections, their checksums.
const HEADER: usize = 8 + 2 * 8 + 2 * 4;

/// What is kept of a file of the corpus.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
    pub(super) outcome: Result<Metadata, Problem>,
    pub(super) n_passages: usize,
    /// Whether Markdown stands in for it.
    pub(super) has_mirror: bool,
    /// What its reader left out and why.
    pub(super) notes: Vec<String>,
    /// When it was written, if it once had other contents; milliseconds since 1970.
    pub(super) changed: Option<u64>,
    /// Sources with the same number are copies of one; 0 is a copy of none.
    pub(super) group: u64,
}

/// What a commit of the index says of the list that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Whether the first reading of the corpus came to its end. Otherwise the list is a part of the sources, and nothing
    /// can be said of what it lacks.
    pub(super) is_complete: bool,
    /// How many files were put in or taken out since the index was begun.
    pub(super) n_changes: u64,
    /// The base first.
    pub(super) parts: Vec<PartName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartName {
    pub(super) name: PathBuf,
    /// Of the header, which has those of the rest.
    checksum: u32,
    n_bytes: usize,
}

/// What becomes of a file: its entry and the sketch of its text, or nothing any more.
pub(super) type Changes = BTreeMap<PathBuf, Option<(Entry, Sketch)>>;

impl Manifest {
    /// What the payload of a commit says; that of an index without any is empty.
    pub(super) fn read(payload: Option<&str>) -> anyhow::Result<Self> {
        payload.map_or_else(|| Ok(Self::default()), |it| Ok(serde_json::from_str(it)?))
    }

    pub(super) fn to_payload(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

/// A list, its files at hand.
#[derive(Default)]
pub(super) struct List {
    parts: Vec<Part>,
}

struct Part {
    rows: OwnedBytes,
    sketches: OwnedBytes,
}

/// A row as it is written.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    /// Bytes of the path that the row before has as well.
    n_shared: usize,
    rest: &'a [u8],
    size: u64,
    modified: Option<u64>,
    hash: Hash<'a>,
    n_passages: usize,
    group: u64,
    has_mirror: bool,
    changed: Option<u64>,
    notes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum Hash<'a> {
    /// Of 64 digits.
    Sha256([u8; 32]),
    Other(&'a str),
}

/// What follows a row: `None` for a file that is gone.
type Outcome = Option<Result<Metadata, Problem>>;

impl List {
    /// Opens the parts and compares them with their checksums.
    ///
    /// # Errors
    /// When one is missing or damaged.
    pub(super) fn open(directory: &dyn Directory, manifest: &Manifest) -> anyhow::Result<Self> {
        let open =
            |it: &PartName| Part::open(directory, it).with_context(|| format!("reading `{}`", it.name.display()));
        Ok(Self { parts: manifest.parts.iter().map(open).collect::<anyhow::Result<_>>()? })
    }

    /// What `map` makes of each entry, by path.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub(super) fn entries<T: Send>(&self, map: impl Fn(Entry) -> T + Sync) -> anyhow::Result<Vec<T>> {
        let Some((base, changes)) = self.parts.split_first() else { return Ok(Vec::new()) };
        let mut overriding: BTreeMap<PathBuf, Option<Entry>> = BTreeMap::new();
        for part in changes {
            overriding.extend(part.rows(|path, entry| (path, entry))?);
        }
        if overriding.is_empty() {
            return Ok(base.rows(|_, entry| entry.map(&map))?.into_iter().flatten().collect());
        }
        let kept = base.rows(|path, entry| {
            let entry = entry.filter(|_| !overriding.contains_key(&path));
            entry.map(|it| (path, map(it)))
        })?;
        let mut kept = kept.into_iter().flatten().peekable();
        let mut acc = Vec::new();
        for (path, entry) in overriding {
            acc.extend(std::iter::from_fn(|| kept.next_if(|it| it.0 < path)).map(|it| it.1));
            acc.extend(entry.map(&map));
        }
        acc.extend(kept.map(|it| it.1));
        Ok(acc)
    }

    /// What the list says after `changes`, by path, with the sketches of the texts in the same order.
    fn after(&self, mut changes: Changes) -> anyhow::Result<(Vec<Entry>, Sketches)> {
        let mut overriding: BTreeMap<PathBuf, Option<(usize, usize, Entry)>> = BTreeMap::new();
        for (part_idx, part) in self.parts.iter().enumerate().skip(1) {
            let rows = part.rows(|path, entry| (path, entry))?;
            let rows = rows.into_iter().enumerate();
            overriding.extend(rows.map(|(row, (path, entry))| (path, entry.map(|it| (part_idx, row, it)))));
        }
        let base = self.parts.first().map(|it| it.rows(|_, entry| entry)).transpose()?.unwrap_or_default();
        let base = base.into_iter().enumerate().filter_map(|(row, entry)| Some((0, row, entry?)));
        let mut known: Vec<(usize, usize, Entry)> = base
            .filter(|it| !overriding.contains_key(&it.2.path))
            .chain(overriding.values().flatten().cloned())
            .collect();
        known.retain(|it| !changes.contains_key(&it.2.path));
        let tables: Vec<SketchTable> = self.parts.iter().map(|it| SketchTable::new(&it.sketches)).collect();
        let mut all: Vec<(Entry, Option<(usize, usize)>)> =
            known.into_iter().map(|(part, row, entry)| (entry, Some((part, row)))).collect();
        let mut new: BTreeMap<PathBuf, Sketch> = BTreeMap::new();
        for (path, change) in std::mem::take(&mut changes) {
            if let Some((entry, sketch)) = change {
                all.push((entry, None));
                new.insert(path, sketch);
            }
        }
        all.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let mut sketches = Sketches::with_capacity(all.len());
        for (entry, at) in &all {
            match at {
                Some((part, row)) => sketches.push_bytes(tables[*part].get(*row)),
                None => sketches.push(new.get(&entry.path).unwrap_or(&Sketch::default())),
            }
        }
        Ok((all.into_iter().map(|it| it.0).collect(), sketches))
    }

    /// Writes what the list says after `changes`, as little as possible of it anew; the parts that then make it up.
    ///
    /// # Errors
    /// When a part cannot be read or written.
    pub(super) fn write(
        &self,
        directory: &dyn Directory,
        manifest: &Manifest,
        changes: Changes,
    ) -> anyhow::Result<Vec<PartName>> {
        if changes.is_empty() && !manifest.parts.is_empty() {
            return Ok(manifest.parts.clone());
        }
        let mut changed: BTreeMap<PathBuf, ()> = changes.keys().map(|it| (it.clone(), ())).collect();
        let mut gone: Vec<PathBuf> = changes.iter().filter(|it| it.1.is_none()).map(|it| it.0.clone()).collect();
        let (mut entries, sketches) = self.after(changes)?;
        // A source that comes or goes may make copies of others, or leave them alone.
        let groups = groups(&entries, &sketches.origins());
        for (entry, group) in entries.iter_mut().zip(groups) {
            if entry.group != group {
                entry.group = group;
                changed.entry(entry.path.clone()).or_default();
            }
        }
        let n_bytes = |parts: &[PartName]| parts.iter().map(|it| it.n_bytes).sum::<usize>();
        let (base, later) = manifest.parts.split_at(manifest.parts.len().min(1));
        let is_whole = base.is_empty()
            || n_bytes(&manifest.parts) <= SMALL
            || changed.len() * BASE_SHARE > entries.len()
            || n_bytes(later) * BASE_SHARE > n_bytes(base);
        let write = |rows: &mut dyn Iterator<Item = (&Path, Option<(usize, &Entry)>)>| {
            write_part(directory, manifest.n_changes, rows, &sketches)
        };
        if is_whole {
            let mut rows = entries.iter().enumerate().map(|(idx, it)| (it.path.as_path(), Some((idx, it))));
            return Ok(vec![write(&mut rows)?]);
        }
        let is_joined = later.len() + 2 > MOST_PARTS;
        if is_joined {
            for part in &self.parts[1..] {
                for (path, is_gone) in part.rows(|path, entry| (path, entry.is_none()))? {
                    if is_gone {
                        gone.push(path.clone());
                    }
                    changed.entry(path).or_default();
                }
            }
        }
        // What went and came back is not gone.
        let by_path = |path: &Path| entries.binary_search_by(|it| it.path.as_path().cmp(path)).ok();
        gone.retain(|it| by_path(it).is_none());
        let mut rows = changed.keys().map(|path| (path.as_path(), by_path(path).map(|idx| (idx, &entries[idx]))));
        let part = write(&mut rows)?;
        let kept = if is_joined { &manifest.parts[..1] } else { &manifest.parts[..] };
        Ok(kept.iter().cloned().chain([part]).collect())
    }
}

/// The number of each one's group, which stays the same while the first of the group does.
fn groups(entries: &[Entry], origins: &[usize]) -> Vec<u64> {
    let mut has_copies = vec![false; entries.len()];
    for (idx, origin) in origins.iter().enumerate() {
        has_copies[*origin] |= idx != *origin;
    }
    let number = |it: usize| digest(path_term(&entries[it].path).as_bytes()).max(1);
    origins.iter().map(|it| if has_copies[*it] { number(*it) } else { 0 }).collect()
}

fn write_part(
    directory: &dyn Directory,
    number: u64,
    rows: &mut dyn Iterator<Item = (&Path, Option<(usize, &Entry)>)>,
    sketches: &Sketches,
) -> anyhow::Result<PartName> {
    let rows: Vec<(&Path, Option<(usize, &Entry)>)> = rows.collect();
    let mut written: Vec<u8> = Vec::new();
    let mut values: Vec<u8> = Vec::new();
    for block in rows.chunks(BLOCK) {
        let mut acc: Vec<u8> = Vec::new();
        let mut before: Vec<u8> = Vec::new();
        for (path, row) in block {
            write_row(&mut acc, &before, path, row.map(|it| it.1))?;
            before = path_bytes(path).into_owned();
            sketches.write(row.map(|it| it.0), &mut values);
        }
        written.extend(u32::try_from(block.len())?.to_le_bytes());
        written.extend(u32::try_from(acc.len())?.to_le_bytes());
        written.extend(acc);
    }
    let mut header: Vec<u8> = MAGIC.to_vec();
    header.extend((written.len() as u64).to_le_bytes());
    header.extend((values.len() as u64).to_le_bytes());
    header.extend(crc32fast::hash(&written).to_le_bytes());
    header.extend(crc32fast::hash(&values).to_le_bytes());
    let checksum = crc32fast::hash(&header);
    let name = PathBuf::from(format!(".sources-{number}-{checksum:08x}"));
    let bytes = [header, written, values].concat();
    directory.atomic_write(&name, &bytes).context("writing the list of sources")?;
    Ok(PartName { name, checksum, n_bytes: bytes.len() })
}

fn write_row(acc: &mut Vec<u8>, before: &[u8], path: &Path, entry: Option<&Entry>) -> anyhow::Result<()> {
    let path = path_bytes(path);
    let n_shared = before.iter().zip(path.iter()).take_while(|(a, b)| a == b).count();
    let stamp = entry.map(|it| it.stamp.clone()).unwrap_or_default();
    let row = Row {
        n_shared,
        rest: &path[n_shared..],
        size: stamp.size,
        modified: stamp.modified,
        hash: read_hex(&stamp.hash).map_or(Hash::Other(&stamp.hash), Hash::Sha256),
        n_passages: entry.map_or(0, |it| it.n_passages),
        group: entry.map_or(0, |it| it.group),
        has_mirror: entry.is_some_and(|it| it.has_mirror),
        changed: entry.and_then(|it| it.changed),
        notes: entry.map(|it| it.notes.clone()).unwrap_or_default(),
    };
    acc.extend(postcard::to_allocvec(&row)?);
    let outcome: Option<&Result<Metadata, Problem>> = entry.map(|it| &it.outcome);
    acc.extend(postcard::to_allocvec(&outcome)?);
    Ok(())
}

impl Part {
    fn open(directory: &dyn Directory, part: &PartName) -> anyhow::Result<Self> {
        let bytes = directory.open_read(&part.name)?.read_bytes()?;
        if bytes.len() != part.n_bytes || bytes.len() < HEADER {
            bail!("it is cut short");
        }
        let (header, rest) = bytes.split(HEADER);
        let number = |at: usize| header[at..].first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
        let checksum = |at: usize| header[at..].first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
        let n_rows = usize::try_from(number(8))?;
        let is_whole = header.starts_with(&MAGIC)
            && crc32fast::hash(&header) == part.checksum
            && number(8).checked_add(number(16)) == Some(rest.len() as u64);
        if !is_whole {
            bail!("it is damaged");
        }
        let (rows, sketches) = rest.split(n_rows);
        if crc32fast::hash(&rows) != checksum(24) || crc32fast::hash(&sketches) != checksum(28) {
            bail!("it is damaged");
        }
        Ok(Self { rows, sketches })
    }

    /// What `map` makes of the path and entry of each row; of a file that is gone there is no entry.
    fn rows<T: Send>(&self, map: impl Fn(PathBuf, Option<Entry>) -> T + Sync) -> anyhow::Result<Vec<T>> {
        let mut blocks: Vec<(usize, &[u8])> = Vec::new();
        let mut rest = self.rows.as_slice();
        while let Some((n_rows, after)) = rest.split_first_chunk() {
            let Some((n_bytes, after)) = after.split_first_chunk() else { bail!("a block of it is cut short") };
            let Some((block, after)) = after.split_at_checked(u32::from_le_bytes(*n_bytes) as usize) else {
                bail!("a block of it is cut short");
            };
            blocks.push((u32::from_le_bytes(*n_rows) as usize, block));
            rest = after;
        }
        let read: Vec<Vec<T>> =
            blocks.par_iter().map(|(n, block)| read_block(*n, block, &map)).collect::<anyhow::Result<_>>()?;
        Ok(read.into_iter().flatten().collect())
    }
}

fn read_block<T>(n_rows: usize, block: &[u8], map: impl Fn(PathBuf, Option<Entry>) -> T) -> anyhow::Result<Vec<T>> {
    let mut acc = Vec::with_capacity(n_rows.min(block.len()));
    let mut path: Vec<u8> = Vec::new();
    let mut rest = block;
    for _ in 0..n_rows {
        let (row, after) = postcard::take_from_bytes::<Row>(rest)?;
        let (outcome, after) = postcard::take_from_bytes::<Outcome>(after)?;
        rest = after;
        path.truncate(row.n_shared);
        path.extend(row.rest);
        let path = path_of(&path);
        let hash = match row.hash {
            Hash::Sha256(hash) => hash.iter().map(|it| format!("{it:02x}")).collect(),
            Hash::Other(hash) => hash.to_owned(),
        };
        let stamp = Stamp { size: row.size, modified: row.modified, hash };
        let entry = outcome.map(|outcome| Entry {
            path: path.clone(),
            stamp,
            outcome,
            n_passages: row.n_passages,
            has_mirror: row.has_mirror,
            notes: row.notes,
            changed: row.changed,
            group: row.group,
        });
        acc.push(map(path, entry));
    }
    Ok(acc)
}

/// Where the sketches of a part lie.
struct SketchTable<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> SketchTable<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut starts = vec![0];
        let mut at = 0;
        while let Some(n_runs) = bytes.get(at..at + 4) {
            at += if n_runs == [0; 4] { 4 } else { 4 * (N_VALUES + 1) };
            starts.push(at);
        }
        Self { bytes, starts }
    }

    fn get(&self, row: usize) -> &'a [u8] {
        let ends = self.starts.get(row).zip(self.starts.get(row + 1));
        ends.and_then(|(start, end)| self.bytes.get(*start..*end)).unwrap_or_default()
    }
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).into()
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    path.to_string_lossy().into_owned().into_bytes().into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

fn read_hex(digits: &str) -> Option<[u8; 32]> {
    let mut acc = [0; 32];
    if digits.len() != 64 || !digits.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (idx, byte) in acc.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * idx..2 * idx + 2)?, 16).ok()?;
    }
    Some(acc)
}

#[cfg(test)]
mod tests {
    use tantivy::directory::RamDirectory;

    use super::*;
    use crate::corpus::{Extract, PassageSpan};
    use crate::text::Span;

    fn entry(path: &str, title: &str) -> Entry {
        let hash = if title.len() % 2 == 0 { format!("{:064x}", title.len()) } else { title.to_owned() };
        let metadata = Metadata { title: Some(title.to_owned()), ..Metadata::default() };
        let outcome = if title.len() % 5 == 0 { Err(Problem::Empty) } else { Ok(metadata) };
        let stamp = Stamp { size: title.len() as u64, modified: Some(7), hash };
        Entry {
            path: path.into(),
            stamp,
            outcome,
            n_passages: title.len(),
            has_mirror: path.len() % 2 == 0,
            notes: vec![title.to_owned()],
            changed: Some(7),
            group: 0,
        }
    }

    fn sketch(text: &str) -> Sketch {
        let passages = vec![PassageSpan { span: Span::new(0, text.len()), ..PassageSpan::default() }];
        Sketch::of(&Extract { text: text.to_owned(), passages, ..Extract::default() })
    }

    /// A list with what it should say.
    #[derive(Default)]
    struct Kept {
        directory: RamDirectory,
        manifest: Manifest,
        expected: BTreeMap<PathBuf, Entry>,
    }

    impl Kept {
        fn open(&self) -> anyhow::Result<List> {
            List::open(&self.directory, &self.manifest)
        }

        fn change(&mut self, changes: Changes) {
            for (path, change) in &changes {
                match change {
                    Some((entry, _)) => self.expected.insert(path.clone(), entry.clone()),
                    None => self.expected.remove(path),
                };
            }
            self.manifest.n_changes += changes.len() as u64;
            self.manifest.parts = self.open().unwrap().write(&self.directory, &self.manifest, changes).unwrap();
        }

        fn put(&mut self, path: &str, title: &str, text: &str) {
            self.change(Changes::from([(path.into(), Some((entry(path, title), sketch(text))))]));
        }

        fn entries(&self) -> Vec<Entry> {
            self.open().unwrap().entries(|it| it).unwrap()
        }
    }

    /// So many files that a change of one is no new base.
    fn large() -> Kept {
        let mut kept = Kept::default();
        let path = |idx: usize| format!("/archive of the town/{}/report-{idx:05}.md", idx / 700);
        let files =
            (0..2500).map(|idx| (path(idx).into(), Some((entry(&path(idx), &"t".repeat(idx % 40)), sketch("")))));
        kept.change(files.collect());
        kept
    }

    #[test]
    fn a_list_says_what_was_last_written_of_each_file() {
        let mut kept = large();
        let base = kept.manifest.parts[0].clone();
        let mut most = 0;
        for idx in 0..60 {
            let path = format!("/archive of the town/{}/report-{:05}.md", idx % 4, 37 * idx);
            match idx % 3 {
                0 => kept.change(Changes::from([(path.into(), None)])),
                _ => kept.put(&path, &format!("changed {idx}"), ""),
            }
            most = most.max(kept.manifest.parts.len());
            let expected: Vec<Entry> = kept.expected.values().cloned().collect();
            assert_eq!(kept.entries(), expected, "after change {idx}");
        }
        assert_eq!((most, &kept.manifest.parts[0]), (MOST_PARTS, &base));
        // Much at once is written whole.
        let all: Vec<PathBuf> = kept.expected.keys().cloned().collect();
        kept.change(all[..500].iter().map(|it| (it.clone(), None)).collect());
        assert_eq!((kept.manifest.parts.len(), kept.entries().len()), (1, kept.expected.len()));
    }

    #[test]
    fn copies_are_found_whenever_they_come() {
        let story: String = (0..200).map(|it| format!("word{it} ")).collect();
        let mut kept = large();
        let groups = |kept: &Kept| -> Vec<(String, u64)> {
            let entries = kept.entries().into_iter().filter(|it| it.group != 0);
            entries.map(|it| (it.path.display().to_string(), it.group)).collect()
        };
        kept.put("/b.md", "b", &story);
        assert_eq!(groups(&kept), []);
        kept.put("/c.md", "c", &story);
        let found = groups(&kept);
        assert_eq!(found, [("/b.md".to_owned(), found[0].1), ("/c.md".to_owned(), found[0].1)]);
        kept.put("/a.md", "a", &story);
        assert_eq!(groups(&kept).len(), 3);
        kept.change(Changes::from([(PathBuf::from("/a.md"), None)]));
        assert_eq!(groups(&kept), found);
        kept.put("/c.md", "c", "Another story by now.");
        assert_eq!(groups(&kept), []);
    }

    #[test]
    fn damage_to_a_list_is_noticed() {
        let mut kept = Kept::default();
        kept.put("/a.md", "a", &(0..100).map(|it| format!("word{it} ")).collect::<String>());
        let part = kept.manifest.parts[0].name.clone();
        let bytes = kept.directory.atomic_read(&part).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x40;
            kept.directory.atomic_write(&part, &damaged).unwrap();
            assert!(kept.open().is_err(), "byte {at}");
        }
        kept.directory.atomic_write(&part, &bytes[..bytes.len() - 1]).unwrap();
        assert!(kept.open().is_err());
        kept.directory.atomic_write(&part, &bytes).unwrap();
        assert!(kept.open().is_ok());
    }
}
