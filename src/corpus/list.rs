//! The list of sources as it lies on disk: a base, and what has changed since.
//!
//! A list is one or several files, its parts, which a commit of the index names. Each has a row for every source, in
//! order of path, and the sketches of their texts behind the rows, where opening a corpus need not look. A later part
//! overrides the rows of earlier ones. So a source that changes costs the writing of its row, and not of the list.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, OwnedBytes};

use super::copies::{N_VALUES, Sketch, Sketches};
use super::index::Stamp;
use super::sources::path_digest;
use super::{Metadata, Problem};

/// Rows that are read together, on one thread; the paths of a block are written by what they add to each other.
const BLOCK: usize = 1024;

/// At so many parts the changes are joined into one.
const MOST_PARTS: usize = 8;

/// Changes that come to a share of the base, one in so many of its bytes, are written into a new one.
const BASE_SHARE: usize = 8;

/// So many texts at once may be new, or may have lost a copy, before all are compared with each other again. Comparing one
/// with a hundred thousand takes some 3 ms.
const MOST_AMENDED: usize = 64;

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
#[derive(Clone, Default, Serialize, Deserialize)]
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
    /// Bytes of the outcome, which is read only where it is asked for; 0 for a file that is gone.
    n_outcome: usize,
}

/// A row as far as everybody reads it, with the bytes of the outcome.
struct RowRef<'a> {
    row: Row<'a>,
    outcome: &'a [u8],
}

/// A hash in hexadecimal digits, as it is written.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Hash<'a> {
    /// Of 64 digits.
    Sha256([u8; 32]),
    Other(&'a str),
}

impl Default for Hash<'_> {
    fn default() -> Self {
        Self::Other("")
    }
}

impl<'a> Hash<'a> {
    pub(super) fn of(digits: &'a str) -> Self {
        read_hex(digits).map_or(Self::Other(digits), Self::Sha256)
    }

    pub(super) fn to_digits(&self) -> String {
        match self {
            Self::Sha256(hash) => hex(hash),
            Self::Other(digits) => (*digits).to_owned(),
        }
    }
}

impl RowRef<'_> {
    fn is_gone(&self) -> bool {
        self.outcome.is_empty()
    }

    /// The entry that the row is of; `None` for a file that is gone.
    fn entry(&self, path: PathBuf) -> anyhow::Result<Option<Entry>> {
        if self.is_gone() {
            return Ok(None);
        }
        let stamp = Stamp { size: self.row.size, modified: self.row.modified, hash: self.row.hash.to_digits() };
        let outcome = postcard::from_bytes(self.outcome)?;
        Ok(Some(Entry {
            path,
            stamp,
            outcome,
            n_passages: self.row.n_passages,
            has_mirror: self.row.has_mirror,
            notes: self.row.notes.clone(),
            changed: self.row.changed,
            group: self.row.group,
        }))
    }
}

/// A part and a row of it.
type At = (usize, usize);

/// What becomes of files, as it is written.
type Rows<'a> = BTreeMap<PathBuf, Option<Kept<'a>>>;

/// What is written of a file that is there.
enum Kept<'a> {
    /// As it stands in a part, with the bytes of its sketch.
    Old(RowRef<'a>, &'a [u8]),
    New(Box<(Entry, Sketch)>),
}

impl Kept<'_> {
    fn sketch(&self) -> Cow<'_, Sketch> {
        match self {
            Self::Old(_, sketch) => Cow::Owned(Sketch::read(sketch)),
            Self::New(new) => Cow::Borrowed(&new.1),
        }
    }

    fn set_group(&mut self, group: u64) {
        match self {
            Self::Old(it, _) => it.row.group = group,
            Self::New(new) => new.0.group = group,
        }
    }
}

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

    /// What became of the files that changed since the base of the list was written, by path.
    ///
    /// # Errors
    /// When a part is missing or damaged.
    pub(super) fn since_base(
        directory: &dyn Directory,
        manifest: &Manifest,
    ) -> anyhow::Result<BTreeMap<PathBuf, Option<Entry>>> {
        let later = Manifest { parts: manifest.parts.iter().skip(1).cloned().collect(), ..Manifest::default() };
        overriding(&Self::open(directory, &later)?.parts)
    }

    /// What `map` makes of each entry, by path.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub(super) fn entries<T: Send>(&self, map: impl Fn(Entry) -> T + Sync) -> anyhow::Result<Vec<T>> {
        let Some((base, changes)) = self.parts.split_first() else { return Ok(Vec::new()) };
        let overriding = overriding(changes)?;
        let kept = base.rows(|path, row| {
            if overriding.contains_key(&path) {
                return Ok(None);
            }
            let place = if overriding.is_empty() { PathBuf::new() } else { path.clone() };
            Ok(row.entry(path)?.map(|it| (place, map(it))))
        })?;
        let mut kept = kept.into_iter().peekable();
        let mut acc = Vec::with_capacity(kept.len() + overriding.len());
        for (path, entry) in overriding {
            acc.extend(std::iter::from_fn(|| kept.next_if(|it| it.0 < path)).map(|it| it.1));
            acc.extend(entry.map(&map));
        }
        acc.extend(kept.map(|it| it.1));
        Ok(acc)
    }

    /// What `map` makes of the entries of these files, by path, as far as there are such; the others cost next to nothing.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub(super) fn entries_of<T>(&self, paths: &BTreeSet<PathBuf>, map: impl Fn(Entry) -> T) -> anyhow::Result<Vec<T>> {
        Ok(self.found(paths)?.into_values().flatten().map(|it| map(it.0)).collect())
    }

    /// The entries of these files and where each stands; nothing for one that is gone.
    fn found(&self, paths: &BTreeSet<PathBuf>) -> anyhow::Result<BTreeMap<PathBuf, Option<(Entry, At)>>> {
        let mut acc = BTreeMap::new();
        for (idx, part) in self.parts.iter().enumerate() {
            let rows = part.rows_of(paths, |row, path, it| Ok((path.to_owned(), row, it.entry(path.to_owned())?)))?;
            acc.extend(rows.into_iter().map(|(path, row, entry)| (path, entry.map(|it| (it, (idx, row))))));
        }
        Ok(acc)
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
        let n_bytes = |parts: &[PartName]| parts.iter().map(|it| it.n_bytes).sum::<usize>();
        let (base, later) = manifest.parts.split_at(manifest.parts.len().min(1));
        let is_amended = n_bytes(&manifest.parts) > SMALL && n_bytes(later) * BASE_SHARE <= n_bytes(base);
        let is_joined = later.len() + 2 > MOST_PARTS;
        let tables: Vec<SketchTable> = self.parts.iter().map(|it| SketchTable::new(&it.sketches)).collect();
        let amended = if is_amended { self.amended(&tables, &changes, is_joined)? } else { None };
        let (kept, rows) = match amended {
            Some(rows) if is_joined => (base, rows),
            Some(rows) => (&manifest.parts[..], rows),
            None => (&[][..], self.rewritten(&tables, changes)?),
        };
        let part = write_part(directory, manifest.n_changes, &rows)?;
        Ok(kept.iter().cloned().chain([part]).collect())
    }

    /// All rows after `changes`.
    fn rewritten<'a>(&'a self, tables: &[SketchTable<'a>], changes: Changes) -> anyhow::Result<Rows<'a>> {
        let mut rows: Rows = BTreeMap::new();
        for (part, table) in self.parts.iter().zip(tables) {
            for block in part.blocks()? {
                block.read(|row, path, it| {
                    let kept = (!it.is_gone()).then(|| Kept::Old(it, table.get(row)));
                    rows.insert(path_of(path), kept);
                    Ok(())
                })?;
            }
        }
        let changes = changes.into_iter().map(|(path, change)| (path, change.map(|it| Kept::New(Box::new(it)))));
        match rows.is_empty() {
            // In their order already, which putting them in one by one makes nothing of.
            true => rows = changes.collect(),
            false => rows.extend(changes),
        }
        rows.retain(|_, it| it.is_some());
        let mut sketches = Sketches::default();
        rows.values().flatten().for_each(|it| sketches.push(&it.sketch()));
        let groups = groups(&rows.keys().map(PathBuf::as_path).collect::<Vec<_>>(), &sketches.origins());
        rows.values_mut().flatten().zip(groups).for_each(|(it, group)| it.set_group(group));
        Ok(rows)
    }

    /// The rows that differ after `changes` from what the list says; with `is_joined` from what its base says. `None`
    /// where so many may that all are as fast to write.
    fn amended<'a>(
        &'a self,
        tables: &[SketchTable<'a>],
        changes: &Changes,
        is_joined: bool,
    ) -> anyhow::Result<Option<Rows<'a>>> {
        if changes.len() > MOST_AMENDED {
            return Ok(None);
        }
        let staying = self.staying(changes)?;
        let mut paths: BTreeSet<PathBuf> = changes.keys().cloned().collect();
        let before = self.found(&paths)?;
        let of_changed: FxHashSet<u64> = before.values().flatten().map(|it| it.0.group).filter(|it| *it != 0).collect();
        let sketch = |(part, row): At| tables[part].get(row);
        // Those that may be copies of others than before: new ones, and the former copies of those that changed.
        let left = staying.iter().filter(|it| of_changed.contains(&it.group)).map(|it| Sketch::read(sketch(it.at)));
        let new = changes.values().flatten().map(|it| it.1.clone());
        let seeds: Vec<Sketch> = new.chain(left).filter(Sketch::says_something).collect();
        if seeds.len() > MOST_AMENDED {
            return Ok(None);
        }
        let alike = staying.par_iter().filter(|row| seeds.iter().any(|it| it.is_alike(sketch(row.at))));
        let alike: Vec<&Staying> = alike.collect();
        let mut groups: FxHashSet<u64> = alike.iter().map(|it| it.group).filter(|it| *it != 0).collect();
        groups.extend(of_changed);
        // Their groups are made anew; those of all others stay.
        let alone: FxHashSet<At> = alike.iter().map(|it| it.at).collect();
        let is_touched = |it: &&Staying| groups.contains(&it.group) || alone.contains(&it.at);
        let touched: BTreeMap<PathBuf, &Staying> = self.paths_of(staying.iter().filter(is_touched))?;
        let mut among: BTreeMap<&Path, Sketch> =
            touched.iter().map(|(path, it)| (path.as_path(), Sketch::read(sketch(it.at)))).collect();
        among.extend(changes.iter().filter_map(|(path, it)| Some((path.as_path(), it.as_ref()?.1.clone()))));
        let mut sketches = Sketches::default();
        among.values().for_each(|it| sketches.push(it));
        let names: Vec<&Path> = among.into_keys().collect();
        let numbers = self::groups(&names, &sketches.origins());
        let number_of: BTreeMap<&Path, u64> = names.into_iter().zip(numbers).collect();
        let is_other = |(path, row): &(&PathBuf, &&Staying)| number_of.get(path.as_path()) != Some(&row.group);
        paths.extend(touched.iter().filter(is_other).map(|it| it.0.clone()));
        if is_joined {
            for part in &self.parts[1..] {
                paths.extend(part.rows(|path, _| Ok(Some(path)))?);
            }
        }
        let new = |it: (Entry, Sketch)| Kept::New(Box::new(it));
        let found = |it: Option<(Entry, At)>| it.map(|(entry, at)| new((entry, Sketch::read(sketch(at)))));
        let mut rows: Rows = self.found(&paths)?.into_iter().map(|(path, it)| (path, found(it))).collect();
        rows.extend(changes.iter().map(|(path, change)| (path.clone(), change.clone().map(new))));
        for (path, row) in &mut rows {
            if let (Some(row), Some(number)) = (row, number_of.get(path.as_path())) {
                row.set_group(*number);
            }
        }
        Ok(Some(rows))
    }

    /// The rows that `changes` leave as they are.
    fn staying(&self, changes: &Changes) -> anyhow::Result<Vec<Staying>> {
        let Some((base, later)) = self.parts.split_first() else { return Ok(Vec::new()) };
        let mut newest: BTreeMap<PathBuf, Option<Staying>> = BTreeMap::new();
        for (part, rows) in (1..).zip(later) {
            let rows = rows.rows(|path, row| Ok(Some((path, row.row.group, row.is_gone()))))?;
            for (row, (path, group, is_gone)) in rows.into_iter().enumerate() {
                newest.insert(path, (!is_gone).then_some(Staying { at: (part, row), group }));
            }
        }
        newest.extend(changes.keys().map(|path| (path.clone(), None)));
        let overridden: BTreeSet<PathBuf> = newest.keys().cloned().collect();
        let overridden: FxHashSet<usize> = base.rows_of(&overridden, |row, _, _| Ok(row))?.into_iter().collect();
        let kept = base.groups()?.into_iter().enumerate().filter(|it| !overridden.contains(&it.0));
        let kept = kept.map(|(row, group)| Staying { at: (0, row), group });
        Ok(kept.chain(newest.into_values().flatten()).collect())
    }

    /// The rows by their paths.
    fn paths_of<'a>(&self, rows: impl Iterator<Item = &'a Staying>) -> anyhow::Result<BTreeMap<PathBuf, &'a Staying>> {
        let mut wanted: Vec<BTreeMap<usize, &Staying>> = vec![BTreeMap::new(); self.parts.len()];
        rows.for_each(|it| _ = wanted[it.at.0].insert(it.at.1, it));
        let mut acc = BTreeMap::new();
        for (part, wanted) in self.parts.iter().zip(wanted) {
            acc.extend(part.paths_at(&wanted.keys().copied().collect())?.into_iter().zip(wanted.into_values()));
        }
        Ok(acc)
    }
}

/// A row that is the newest of its file.
struct Staying {
    at: At,
    group: u64,
}

/// What the parts say of their files, the later ones before the earlier.
fn overriding(parts: &[Part]) -> anyhow::Result<BTreeMap<PathBuf, Option<Entry>>> {
    let mut acc = BTreeMap::new();
    for part in parts {
        acc.extend(part.rows(|path, row| Ok(Some((path.clone(), row.entry(path)?))))?);
    }
    Ok(acc)
}

/// The number of each one's group, which stays the same while the first of the group does.
fn groups(paths: &[&Path], origins: &[usize]) -> Vec<u64> {
    let mut has_copies = vec![false; paths.len()];
    for (idx, origin) in origins.iter().enumerate() {
        has_copies[*origin] |= idx != *origin;
    }
    let number = |it: usize| path_digest(paths[it]).max(1);
    origins.iter().map(|it| if has_copies[*it] { number(*it) } else { 0 }).collect()
}

fn write_part(directory: &dyn Directory, number: u64, rows: &Rows) -> anyhow::Result<PartName> {
    // The header is known at the end.
    let mut bytes: Vec<u8> = vec![0; HEADER];
    let all: Vec<(&PathBuf, Option<&Kept>)> = rows.iter().map(|it| (it.0, it.1.as_ref())).collect();
    let write_block = |block: &[(&PathBuf, Option<&Kept>)]| -> anyhow::Result<Vec<u8>> {
        let mut acc: Vec<u8> = Vec::new();
        let mut before: Vec<u8> = Vec::new();
        for (path, row) in block {
            write_row(&mut acc, &before, path, *row)?;
            before = path_bytes(path).into_owned();
        }
        Ok(acc)
    };
    let blocks: Vec<Vec<u8>> = all.par_chunks(BLOCK).map(write_block).collect::<anyhow::Result<_>>()?;
    for (block, written) in all.chunks(BLOCK).zip(blocks) {
        bytes.extend(u32::try_from(block.len())?.to_le_bytes());
        bytes.extend(u32::try_from(written.len())?.to_le_bytes());
        bytes.extend(written);
    }
    let end = bytes.len();
    bytes.reserve(rows.len() * Sketch::N_BYTES);
    for row in rows.values() {
        row.as_ref().map_or_else(Cow::default, Kept::sketch).write(&mut bytes);
    }
    let (written, values) = bytes[HEADER..].split_at(end - HEADER);
    let mut header: Vec<u8> = MAGIC.to_vec();
    header.extend((written.len() as u64).to_le_bytes());
    header.extend((values.len() as u64).to_le_bytes());
    header.extend(crc32fast::hash(written).to_le_bytes());
    header.extend(crc32fast::hash(values).to_le_bytes());
    let checksum = crc32fast::hash(&header);
    bytes[..HEADER].copy_from_slice(&header);
    let name = PathBuf::from(format!(".sources-{number}-{checksum:08x}"));
    directory.atomic_write(&name, &bytes).context("writing the list of sources")?;
    Ok(PartName { name, checksum, n_bytes: bytes.len() })
}

fn write_row(acc: &mut Vec<u8>, before: &[u8], path: &Path, kept: Option<&Kept>) -> anyhow::Result<()> {
    let path = path_bytes(path);
    let n_shared = before.iter().zip(path.iter()).take_while(|(a, b)| a == b).count();
    let rest = &path[n_shared..];
    let (row, outcome) = match kept {
        None => (Row { n_shared, rest, ..Row::default() }, Cow::default()),
        Some(Kept::Old(it, _)) => (Row { n_shared, rest, ..it.row.clone() }, Cow::Borrowed(it.outcome)),
        Some(Kept::New(new)) => {
            let entry = &new.0;
            let outcome = postcard::to_allocvec(&entry.outcome)?;
            let row = Row {
                n_shared,
                rest,
                size: entry.stamp.size,
                modified: entry.stamp.modified,
                hash: Hash::of(&entry.stamp.hash),
                n_passages: entry.n_passages,
                group: entry.group,
                has_mirror: entry.has_mirror,
                changed: entry.changed,
                notes: entry.notes.clone(),
                n_outcome: outcome.len(),
            };
            (row, Cow::Owned(outcome))
        }
    };
    acc.extend(postcard::to_allocvec(&row)?);
    acc.extend(outcome.iter());
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

    /// What `map` makes of each row and its path, where it makes something of it.
    fn rows<T: Send>(
        &self,
        map: impl Fn(PathBuf, &RowRef) -> anyhow::Result<Option<T>> + Sync,
    ) -> anyhow::Result<Vec<T>> {
        self.each(|path, row| map(path_of(path), row))
    }

    /// The number of the group of each row.
    fn groups(&self) -> anyhow::Result<Vec<u64>> {
        self.each(|_, row| Ok(Some(row.row.group)))
    }

    fn each<T: Send>(
        &self,
        map: impl Fn(&[u8], &RowRef) -> anyhow::Result<Option<T>> + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let of_block = |block: &Block| {
            let mut acc = Vec::with_capacity(block.n_rows.min(block.bytes.len()));
            block.read(|_, path, row| {
                acc.extend(map(path, &row)?);
                Ok(())
            })?;
            Ok(acc)
        };
        let read: Vec<Vec<T>> = self.blocks()?.par_iter().map(of_block).collect::<anyhow::Result<_>>()?;
        Ok(read.into_iter().flatten().collect())
    }

    /// What `map` makes of the rows of these files, with their numbers.
    fn rows_of<T>(
        &self,
        paths: &BTreeSet<PathBuf>,
        map: impl Fn(usize, &Path, &RowRef) -> anyhow::Result<T>,
    ) -> anyhow::Result<Vec<T>> {
        let blocks = self.blocks()?;
        let firsts: Vec<PathBuf> = blocks.iter().map(Block::first).collect::<anyhow::Result<_>>()?;
        let mut acc = Vec::new();
        for (idx, block) in blocks.iter().enumerate() {
            let end = firsts.get(idx + 1).map_or(Bound::Unbounded, Bound::Excluded);
            if paths.range::<PathBuf, _>((Bound::Included(&firsts[idx]), end)).next().is_none() {
                continue;
            }
            block.read(|row, path, it| {
                let path = path_ref(path);
                if paths.contains(&*path) {
                    acc.push(map(row, &path, &it)?);
                }
                Ok(())
            })?;
        }
        Ok(acc)
    }

    /// The paths of these rows.
    fn paths_at(&self, rows: &BTreeSet<usize>) -> anyhow::Result<Vec<PathBuf>> {
        let mut acc = Vec::with_capacity(rows.len());
        for block in self.blocks()? {
            if rows.range(block.start..block.start + block.n_rows).next().is_none() {
                continue;
            }
            block.read(|row, path, _| {
                if rows.contains(&row) {
                    acc.push(path_of(path));
                }
                Ok(())
            })?;
        }
        Ok(acc)
    }

    fn blocks(&self) -> anyhow::Result<Vec<Block<'_>>> {
        let mut acc = Vec::new();
        let mut start = 0;
        let mut rest = self.rows.as_slice();
        while let Some((n_rows, after)) = rest.split_first_chunk() {
            let Some((n_bytes, after)) = after.split_first_chunk() else { bail!("a block of it is cut short") };
            let Some((bytes, after)) = after.split_at_checked(u32::from_le_bytes(*n_bytes) as usize) else {
                bail!("a block of it is cut short");
            };
            let n_rows = u32::from_le_bytes(*n_rows) as usize;
            acc.push(Block { start, n_rows, bytes });
            start += n_rows;
            rest = after;
        }
        Ok(acc)
    }
}

/// Rows of a part that lie together.
struct Block<'a> {
    /// The number of the first.
    start: usize,
    n_rows: usize,
    bytes: &'a [u8],
}

impl<'a> Block<'a> {
    fn read(&self, mut visit: impl FnMut(usize, &[u8], RowRef<'a>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut path: Vec<u8> = Vec::new();
        let mut rest = self.bytes;
        for idx in 0..self.n_rows {
            let (row, after) = postcard::take_from_bytes::<Row>(rest)?;
            let Some((outcome, after)) = after.split_at_checked(row.n_outcome) else {
                bail!("a row of it is cut short")
            };
            rest = after;
            path.truncate(row.n_shared);
            path.extend(row.rest);
            visit(self.start + idx, &path, RowRef { row, outcome })?;
        }
        Ok(())
    }

    fn first(&self) -> anyhow::Result<PathBuf> {
        Ok(path_of(postcard::take_from_bytes::<Row>(self.bytes)?.0.rest))
    }
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
pub(super) fn path_bytes(path: &Path) -> Cow<'_, [u8]> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).into()
}

#[cfg(unix)]
pub(super) fn path_ref(bytes: &[u8]) -> Cow<'_, Path> {
    Cow::Borrowed(Path::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)))
}

#[cfg(not(unix))]
pub(super) fn path_ref(bytes: &[u8]) -> Cow<'_, Path> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(path) => Cow::Borrowed(Path::new(path)),
        Cow::Owned(path) => Cow::Owned(path.into()),
    }
}

pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    path_ref(bytes).into_owned()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|it| [DIGITS[usize::from(it >> 4)], DIGITS[usize::from(it & 15)]]).collect()
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
        let hash = if title.len().is_multiple_of(2) { format!("{:064x}", title.len()) } else { title.to_owned() };
        let metadata = Metadata { title: Some(title.to_owned()), ..Metadata::default() };
        let outcome = if title.len().is_multiple_of(5) { Err(Problem::Empty) } else { Ok(metadata) };
        let stamp = Stamp { size: title.len() as u64, modified: Some(7), hash };
        Entry {
            path: path.into(),
            stamp,
            outcome,
            n_passages: title.len(),
            has_mirror: path.len().is_multiple_of(2),
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
