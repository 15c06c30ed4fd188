//! The sources of a corpus as they lie on disk once they were opened: complete with their keys and with what lies beside
//! them, so that a start need not read one before it is asked for.
//!
//! A register is made of the list of sources and lies beside it. It goes with the base of the list: whatever changed
//! since is in the list's later parts, and goes before it. Nothing is lost with a register; it is made anew.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::list::{Hash, PartName, path_bytes, path_of, path_ref};
use super::name_table::{self, NameTable};
use super::sources::{NAME, Namesake, Rank, WISH, names_of, path_digest};
use super::{Listed, Metadata, Problem, Source};

const MAGIC: [u8; 8] = *b"ccreg\0\0\x03";

/// Magic, how many sources, the lengths of the sections, the checksum of the rest that is compared at once.
const HEADER: usize = 8 + 8 + N_SECTIONS * 8 + 4;

/// Head, records, rows, names, numbers.
const N_SECTIONS: usize = 5;

/// Rows that are compared with their checksum together.
const BLOCK: usize = 16;

/// What is known of a source without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// Of its path: what the passages in the index name it by.
    pub(super) digest: u64,
    /// Changes with its path and its contents.
    pub(super) contents: u64,
    /// Changes with its path and its key.
    pub(super) name: u64,
    /// Sources with the same number are copies of one; 0 is a copy of none.
    pub(super) group: u64,
    pub(super) n_passages: u32,
    /// Whether its passages serve as evidence.
    pub(super) is_read: bool,
}

/// Of a record on disk, with the place of its row behind it.
const RECORD: usize = 4 * 8 + 2 * 4 + 8;

impl Record {
    pub(super) fn of(source: &Source, group: u64) -> Self {
        let digest = path_digest(&source.path);
        Self {
            digest,
            contents: mixed(digest, source.hash_number()),
            name: mixed(digest, super::store::digest(source.key.as_bytes())),
            group,
            n_passages: u32::try_from(source.n_passages).unwrap_or(u32::MAX),
            is_read: source.language().is_read(),
        }
    }

    fn write(&self, row: usize, acc: &mut Vec<u8>) {
        for number in [self.digest, self.contents, self.name, self.group] {
            acc.extend(number.to_le_bytes());
        }
        acc.extend(self.n_passages.to_le_bytes());
        acc.extend(u32::from(self.is_read).to_le_bytes());
        acc.extend((row as u64).to_le_bytes());
    }
}

/// A number for a pair, such that the sum over many pairs tells one set of them from another.
fn mixed(one: u64, other: u64) -> u64 {
    let number = (one ^ other.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number ^ (number >> 29)
}

/// What a register says of itself and of the corpus as a whole.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    /// The base of the list that the sources are of.
    pub(super) base: Option<PartName>,
    /// What lay beside the sources.
    pub(super) library: String,
    problems: Vec<(Vec<u8>, Problem)>,
    listed: Vec<(String, ListedRow)>,
    /// Of each [`BLOCK`] of rows.
    checksums: Vec<u32>,
    /// Of names and numbers.
    checksum_of_names: u32,
}

#[derive(Serialize, Deserialize)]
struct ListedRow {
    bibliography: Vec<u8>,
    line: usize,
    title: Option<String>,
    is_unread: bool,
}

/// A source as it is written, between its path and its metadata.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    key: &'a str,
    #[serde(borrow)]
    hash: Hash<'a>,
    mirror: Option<&'a [u8]>,
    changed: Option<u64>,
    notes: Vec<String>,
}

/// What [`Metadata`] begins with.
#[derive(Deserialize)]
struct Beginning<'a> {
    #[serde(borrow)]
    _key: Option<&'a str>,
    #[serde(borrow)]
    title: Option<&'a str>,
}

/// A register, of which only the records were looked at.
pub(super) struct Register {
    bytes: OwnedBytes,
    head: Head,
    records: Range<usize>,
    rows: Range<usize>,
    names: Range<usize>,
    numbers: Range<usize>,
    n_sources: usize,
    mirrors: Option<PathBuf>,
    sources: Box<[OnceLock<Box<Source>>]>,
    are_sound: Box<[OnceLock<bool>]>,
    /// Whether names and numbers are as they were written.
    has_names: OnceLock<bool>,
    has_failed: AtomicBool,
}

/// What a register is made of.
pub(super) struct Contents<'a> {
    pub(super) base: Option<PartName>,
    pub(super) library: &'a str,
    /// By path.
    pub(super) sources: &'a [Source],
    /// Of each source; sources with the same number are copies of one, 0 is a copy of none.
    pub(super) groups: &'a [u64],
    pub(super) problems: &'a [(PathBuf, Problem)],
    pub(super) listed: &'a BTreeMap<String, Listed>,
}

impl Contents<'_> {
    /// The bytes of the register.
    ///
    /// # Errors
    /// When there are more sources than can be counted, or something cannot be written.
    pub(super) fn to_bytes(&self) -> anyhow::Result<Vec<u8>> {
        // Two bits of a number say what kind of a name it is.
        if self.sources.len() >= 1 << 30 {
            bail!("the corpus has more sources than can be counted");
        }
        let write_blocks = || {
            let blocks = self.sources.par_chunks(BLOCK).zip(self.groups.par_chunks(BLOCK));
            blocks.map(|(sources, groups)| write_block(sources, groups)).collect::<anyhow::Result<_>>()
        };
        let (names, blocks) = rayon::join(|| self.names(), write_blocks);
        let ((names, numbers), blocks): (_, Vec<(Vec<u8>, Vec<u8>)>) = (names?, blocks?);
        let (mut records, mut rows, mut checksums) = (Vec::new(), Vec::new(), Vec::new());
        for (of_block, block) in blocks {
            for record in of_block.chunks_exact(RECORD) {
                let (record, at) = record.split_at(RECORD - 8);
                let at = at.first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
                records.extend(record);
                records.extend((rows.len() as u64 + at).to_le_bytes());
            }
            checksums.push(crc32fast::hash(&block));
            rows.extend(block);
        }
        let head = Head {
            base: self.base.clone(),
            library: self.library.to_owned(),
            problems: self.problems.iter().map(|it| (path_bytes(&it.0).into_owned(), it.1.clone())).collect(),
            listed: self.listed.iter().map(|(key, it)| (key.clone(), ListedRow::of(it))).collect(),
            checksums,
            checksum_of_names: checksum(&names, &numbers),
        };
        let head = postcard::to_allocvec(&head)?;
        let mut acc = MAGIC.to_vec();
        acc.extend((self.sources.len() as u64).to_le_bytes());
        for section in [&head, &records, &rows, &names, &numbers] {
            acc.extend((section.len() as u64).to_le_bytes());
        }
        let mut hasher = crc32fast::Hasher::new();
        [&acc, &head, &records].into_iter().for_each(|it| hasher.update(it));
        acc.extend(hasher.finalize().to_le_bytes());
        for section in [head, records, rows, names, numbers] {
            acc.extend(section);
        }
        Ok(acc)
    }

    /// What the sources go by, sorted, and who goes by each.
    fn names(&self) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
        let of_source = |(idx, source): (usize, &Source)| {
            names_of(source)
                .into_iter()
                .map(move |(name, rank)| (name, Namesake { rank, source: idx as u32 }.to_number()))
        };
        let mut all: Vec<(String, u32)> = self.sources.par_iter().enumerate().flat_map_iter(of_source).collect();
        all.par_sort_unstable();
        all.dedup();
        name_table::write(&all)
    }
}

fn checksum(names: &[u8], numbers: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(names);
    hasher.update(numbers);
    hasher.finalize()
}

/// The records of some sources and their rows, the places of which begin with the block.
fn write_block(sources: &[Source], groups: &[u64]) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let (mut records, mut rows) = (Vec::with_capacity(sources.len() * RECORD), Vec::new());
    for (source, group) in sources.iter().zip(groups) {
        Record::of(source, *group).write(rows.len(), &mut records);
        let path = path_bytes(&source.path);
        rows.extend(u32::try_from(path.len())?.to_le_bytes());
        rows.extend(path.iter());
        let mirror = source.mirror.as_deref().map(path_bytes);
        let row = Row {
            key: &source.key,
            hash: Hash::of(&source.hash),
            mirror: mirror.as_deref(),
            changed: source.changed,
            notes: source.notes.clone(),
        };
        rows.extend(postcard::to_allocvec(&row)?);
        rows.extend(postcard::to_allocvec(&source.metadata)?);
    }
    Ok((records, rows))
}

impl ListedRow {
    fn of(listed: &Listed) -> Self {
        Self {
            bibliography: path_bytes(&listed.bibliography).into_owned(),
            line: listed.line,
            title: listed.title.clone(),
            is_unread: listed.is_unread,
        }
    }
}

impl Register {
    /// Opens a register; the mirrors of its sources lie in this folder. `is_thorough`: all of it is compared with its
    /// checksums, rather than what is read when it is read.
    ///
    /// # Errors
    /// When it is damaged.
    pub(super) fn open(bytes: OwnedBytes, mirrors: Option<&Path>, is_thorough: bool) -> anyhow::Result<Self> {
        let whole = bytes.as_slice();
        let number =
            |at: usize| whole.get(at..at + 8).and_then(|it| it.first_chunk().map(|it| u64::from_le_bytes(*it)));
        if !whole.starts_with(&MAGIC) || whole.len() < HEADER {
            bail!("it is cut short");
        }
        let n_sources = usize::try_from(number(8).unwrap_or_default())?;
        let mut sections: Vec<Range<usize>> = Vec::with_capacity(N_SECTIONS);
        let mut start = HEADER;
        for idx in 0..N_SECTIONS {
            let length = usize::try_from(number(16 + idx * 8).unwrap_or_default())?;
            let end = start.checked_add(length).filter(|it| *it <= whole.len()).context("it is cut short")?;
            sections.push(start..end);
            start = end;
        }
        let [head, records, rows, names, numbers] = sections.try_into().unwrap_or_default();
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&whole[..HEADER - 4]);
        hasher.update(&whole[head.start..records.end]);
        let checksum = whole[HEADER - 4..HEADER].first_chunk().map(|it| u32::from_le_bytes(*it));
        let is_whole = n_sources.checked_mul(RECORD) == Some(records.len()) && start == whole.len();
        if !is_whole || Some(hasher.finalize()) != checksum {
            bail!("it is damaged");
        }
        let head: Head = postcard::from_bytes(&whole[head])?;
        let n_blocks = n_sources.div_ceil(BLOCK);
        if head.checksums.len() != n_blocks {
            bail!("it is damaged");
        }
        let acc = Self {
            head,
            records,
            rows,
            names,
            numbers,
            n_sources,
            mirrors: mirrors.map(Path::to_owned),
            sources: (0..n_sources).map(|_| OnceLock::new()).collect(),
            are_sound: (0..n_blocks).map(|_| OnceLock::new()).collect(),
            has_names: OnceLock::new(),
            has_failed: AtomicBool::new(false),
            bytes,
        };
        if is_thorough && !((0..n_blocks).into_par_iter().all(|it| acc.is_sound(it)) && acc.table().is_some()) {
            bail!("it is damaged");
        }
        Ok(acc)
    }

    /// How many sources it has.
    pub(super) fn len(&self) -> usize {
        self.n_sources
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// Whether something in it could not be read since it was opened.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// The folder that the mirrors of its sources lie in.
    pub(super) fn mirrors(&self) -> Option<&Path> {
        self.mirrors.as_deref()
    }

    /// The files that gave no source, by path.
    pub(super) fn problems(&self) -> BTreeMap<PathBuf, Problem> {
        self.head.problems.iter().map(|(path, problem)| (path_of(path), problem.clone())).collect()
    }

    /// The works of the bibliographies without a source, by key.
    pub(super) fn listed(&self) -> BTreeMap<String, Listed> {
        let listed = |it: &ListedRow| Listed {
            bibliography: path_of(&it.bibliography),
            line: it.line,
            title: it.title.clone(),
            is_unread: it.is_unread,
        };
        self.head.listed.iter().map(|(key, it)| (key.clone(), listed(it))).collect()
    }

    /// `idx` is less than [`Register::len`].
    pub(super) fn record(&self, idx: usize) -> Record {
        let bytes = self.record_bytes(idx);
        let number =
            |at: usize| bytes.get(at..at + 8).and_then(|it| it.first_chunk()).map_or(0, |it| u64::from_le_bytes(*it));
        let low =
            |at: usize| bytes.get(at..at + 4).and_then(|it| it.first_chunk()).map_or(0, |it| u32::from_le_bytes(*it));
        Record {
            digest: number(0),
            contents: number(8),
            name: number(16),
            group: number(24),
            n_passages: low(32),
            is_read: low(36) != 0,
        }
    }

    fn record_bytes(&self, idx: usize) -> &[u8] {
        self.bytes[self.records.clone()].get(idx * RECORD..(idx + 1) * RECORD).unwrap_or_default()
    }

    /// Where the row of a source begins, in the section; that of one past the last is the end.
    fn row_start(&self, idx: usize) -> usize {
        let start = self.record_bytes(idx).last_chunk().map(|it| u64::from_le_bytes(*it));
        start.and_then(|it| usize::try_from(it).ok()).unwrap_or(self.rows.len()).min(self.rows.len())
    }

    /// The rows from one source up to another; empty where the block is damaged.
    fn rows(&self, of: Range<usize>) -> &[u8] {
        self.bytes[self.rows.clone()].get(self.row_start(of.start)..self.row_start(of.end)).unwrap_or_default()
    }

    fn is_sound(&self, block: usize) -> bool {
        let is_sound = || {
            let rows = self.rows(block * BLOCK..((block + 1) * BLOCK).min(self.n_sources));
            self.head.checksums.get(block) == Some(&crc32fast::hash(rows))
        };
        self.are_sound.get(block).is_some_and(|it| *it.get_or_init(is_sound))
    }

    /// The bytes of a row: those of its path, and the rest.
    fn row(&self, idx: usize) -> Option<(&[u8], &[u8])> {
        if !self.is_sound(idx / BLOCK) {
            return None;
        }
        let (length, rest) = self.rows(idx..idx + 1).split_first_chunk()?;
        rest.split_at_checked(u32::from_le_bytes(*length) as usize)
    }

    /// The path of a source, which is not read for it.
    pub(super) fn path(&self, idx: usize) -> Cow<'_, Path> {
        let Some((path, _)) = self.row(idx) else {
            self.has_failed.store(true, Ordering::Relaxed);
            return Cow::Borrowed(Path::new(""));
        };
        path_ref(path)
    }

    /// Where the source with the path is, or would be.
    pub(super) fn place_of(&self, path: &Path) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.n_sources);
        while low < high {
            let middle = low.midpoint(high);
            match (*self.path(middle)).cmp(path) {
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }

    /// A source, read now if it was not before; an empty one, which [`Register::has_failed`] then tells of, where it is
    /// damaged.
    pub(super) fn source(&self, idx: usize) -> Option<&Source> {
        let read = || {
            let source = self.read(idx);
            self.has_failed.fetch_or(source.is_none(), Ordering::Relaxed);
            Box::new(source.unwrap_or_default())
        };
        self.sources.get(idx).map(|it| &**it.get_or_init(read))
    }

    /// The key of a source and its title, read where they lie.
    pub(super) fn key_and_title(&self, idx: usize) -> Option<(&str, Option<&str>)> {
        let read = || {
            let (_, rest) = self.row(idx)?;
            let (row, rest) = postcard::take_from_bytes::<Row>(rest).ok()?;
            let (beginning, _) = postcard::take_from_bytes::<Beginning>(rest).ok()?;
            Some((row.key, beginning.title))
        };
        let found = read();
        self.has_failed.fetch_or(found.is_none(), Ordering::Relaxed);
        found
    }

    /// The same, read anew; `None` where it is damaged.
    pub(super) fn read(&self, idx: usize) -> Option<Source> {
        let (path, rest) = self.row(idx)?;
        let (row, rest) = postcard::take_from_bytes::<Row>(rest).ok()?;
        let metadata: Metadata = postcard::from_bytes(rest).ok()?;
        Some(Source {
            key: row.key.to_owned(),
            metadata,
            path: path_of(path),
            hash: row.hash.to_digits(),
            n_passages: self.record(idx).n_passages as usize,
            mirror: row.mirror.and_then(|it| Some(self.mirrors.as_ref()?.join(path_of(it)))),
            notes: row.notes,
            changed: row.changed,
        })
    }

    /// The path's digest, the number of its contents and the key of each source, in order.
    pub(super) fn keys(&self) -> Vec<(u64, u64, String)> {
        let key = |idx: usize| {
            let row = self.row(idx).and_then(|it| postcard::take_from_bytes::<Row>(it.1).ok());
            self.has_failed.fetch_or(row.is_none(), Ordering::Relaxed);
            let (row, _) = row?;
            Some((self.record(idx).digest, super::keys::hash_digest(&row.hash.to_digits()), row.key.to_owned()))
        };
        (0..self.n_sources).into_par_iter().filter_map(key).collect()
    }

    fn table(&self) -> Option<NameTable<'_>> {
        let (names, numbers) = (&self.bytes[self.names.clone()], &self.bytes[self.numbers.clone()]);
        let is_sound = *self.has_names.get_or_init(|| {
            let is_sound = checksum(names, numbers) == self.head.checksum_of_names;
            self.has_failed.fetch_or(!is_sound, Ordering::Relaxed);
            is_sound
        });
        is_sound.then_some(NameTable { names, numbers })
    }

    /// The sources that go by a name, in the form of [`names_of`].
    pub(super) fn namesakes(&self, name: &str) -> impl Iterator<Item = Namesake> + use<'_> {
        namesakes(self.table().map(|it| it.get(name)).unwrap_or_default())
    }

    /// The sources that have the key.
    pub(super) fn keys_named(&self, key: &str) -> impl Iterator<Item = usize> + use<'_> {
        let namesakes = self.namesakes(&format!("{NAME}{key}"));
        namesakes.filter(|it| it.rank == Rank::Key).map(|it| it.source as usize)
    }

    /// The sources that were given the key and could not have it.
    pub(super) fn wishing_for(&self, key: &str) -> impl Iterator<Item = Namesake> + use<'_> {
        self.namesakes(&format!("{WISH}{key}"))
    }

    /// Goes through the names that begin with `head`, in order, and those who go by them.
    pub(super) fn each_name(&self, head: &str, mut visit: impl FnMut(&str, Vec<Namesake>)) {
        let Some(table) = self.table() else { return };
        table.each_from(head, |name, numbers| {
            let is_wanted = name.starts_with(head);
            if is_wanted {
                visit(name, namesakes(numbers).collect());
            }
            is_wanted
        });
    }
}

fn namesakes(numbers: &[u8]) -> impl Iterator<Item = Namesake> + '_ {
    let numbers = numbers.chunks_exact(4).filter_map(|it| it.first_chunk());
    numbers.map(|it| Namesake::from_number(u32::from_le_bytes(*it)))
}
