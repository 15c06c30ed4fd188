//! The index over the sources' passages: a tantivy index in a folder it is given, or in memory.
//!
//! Beside tantivy's own files lies one file that lists the sources (path, state, metadata, problem), so that opening
//! a corpus reads no source. A commit names the list it belongs to, so the two never disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::copies::{Sketch, origins};
use super::names::{initials, roles_in};
use super::store::{Store, digest};
use super::{Companions, Corpus, Extract, Keyring, Metadata, PassageSpan, Problem, Source};
use crate::text::language::plain_words;
use crate::text::{Sentence, TokenKind};

/// The version of what is written to disk. Another one is another index. To be raised whenever words, stems, names or
/// quantities are read differently, since their terms are part of it.
pub const VERSION: u32 = 6;

/// An index of up to this many bytes is compared with its checksums whenever it is opened, which takes some 20 ms.
const PROOFREAD: u64 = 64 << 20;

/// How often, and how long apart, an index that another process is writing to is looked at again.
const N_TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// What tells one state of a file from another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Milliseconds since 1970; `None` where the system does not say.
    pub modified: Option<u64>,
    /// SHA-256 of the contents, in hexadecimal; empty for a file that could not be read.
    pub hash: String,
}

/// A file of the corpus with what the importer made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRecord {
    pub path: PathBuf,
    pub stamp: Stamp,
    pub outcome: Result<Extract, Problem>,
}

/// An entry of the list of sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    stamp: Stamp,
    outcome: Result<Metadata, Problem>,
    n_passages: usize,
    /// By which near-duplicates are known.
    #[serde(default)]
    sketch: Sketch,
}

/// The fields of a tantivy document. A source has one document with its text, and one for each passage.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// Every document: the path of its source.
    pub owner: Field,
    /// The text's document: the path once more.
    pub text_of: Field,
    /// The text's document: text and passage spans as JSON.
    pub body: Field,
    /// Stems of content words and of words in quantities.
    pub stems: Field,
    /// Stems written with a capital inside a sentence.
    pub capitals: Field,
    /// Stems written in lower case.
    pub lower: Field,
    /// Initials of runs of capitalised words: letters, a separator, the stems of the run.
    pub initials: Field,
    /// Roles: stem of the last name, a separator, the role.
    pub roles: Field,
    /// Quantities by their keys.
    pub quantities: Field,
    /// Words of passages in a language that we do not read, which have none of the fields above.
    pub unread: Field,
    pub source: Field,
    pub passage: Field,
}

/// Between the parts of a compound term. Never part of a word.
pub(super) const SEPARATOR: char = '\u{1F}';

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("whitespace")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let fields = Self {
            owner: builder.add_text_field("owner", STRING),
            text_of: builder.add_text_field("text_of", STRING),
            body: builder.add_bytes_field("body", STORED),
            stems: builder.add_text_field("stems", words.clone()),
            capitals: builder.add_text_field("capitals", words.clone()),
            lower: builder.add_text_field("lower", words.clone()),
            initials: builder.add_text_field("initials", words.clone()),
            roles: builder.add_text_field("roles", words.clone()),
            quantities: builder.add_text_field("quantities", words.clone()),
            unread: builder.add_text_field("unread", words),
            source: builder.add_u64_field("source", FAST),
            passage: builder.add_u64_field("passage", FAST),
        };
        (builder.build(), fields)
    }
}

/// What is stored of a source's text.
#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    pub text: String,
    pub passages: Vec<PassageSpan>,
}

/// The index. Cloning shares it.
#[derive(Clone)]
pub struct Index {
    inner: tantivy::Index,
    /// The same directory without tantivy's bookkeeping, which would clear the list of sources away.
    directory: Box<dyn Directory>,
    fields: Fields,
}

impl Index {
    /// Opens the index in `dir`, or starts an empty one there. A damaged one is set aside and started afresh.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let opening = || format!("opening the index in `{}`", dir.display());
        if !dir.join("meta.json").exists() {
            std::fs::create_dir_all(dir).with_context(opening)?;
            return Self::open_as_is(dir).with_context(opening);
        }
        for _ in 0..N_TRIES {
            if let Ok(index) = Self::open_as_is(dir)
                && index.is_sound(dir)
            {
                return Ok(index);
            }
            // It may look damaged because another process is writing to it just now.
            if let Ok(lock) = MmapDirectory::open(dir)?.acquire_lock(&INDEX_WRITER_LOCK) {
                let is_sound = Self::open_as_is(dir).is_ok_and(|it| it.is_sound(dir));
                if !is_sound {
                    set_aside(dir).with_context(opening)?;
                }
                drop(lock);
                std::fs::create_dir_all(dir).with_context(opening)?;
                return Self::open_as_is(dir).with_context(opening);
            }
            std::thread::sleep(PAUSE);
        }
        bail!("the index in `{}` is in use", dir.display())
    }

    /// Starts an empty index in `dir`, whatever lies there.
    ///
    /// # Errors
    /// When the folder cannot be written, or another process is writing to the index in it.
    pub fn open_afresh(dir: &Path) -> anyhow::Result<Self> {
        let opening = || format!("starting an index in `{}`", dir.display());
        if dir.exists() {
            let lock = MmapDirectory::open(dir).with_context(opening)?.acquire_lock(&INDEX_WRITER_LOCK);
            let lock = lock.with_context(|| format!("the index in `{}` is in use", dir.display()))?;
            set_aside(dir).with_context(opening)?;
            drop(lock);
        }
        std::fs::create_dir_all(dir).with_context(opening)?;
        Self::open_as_is(dir).with_context(opening)
    }

    /// Whether all of it can be read and is as it was written. The contents of a very large index are taken on trust,
    /// as reading them would cost every start seconds.
    fn is_sound(&self, dir: &Path) -> bool {
        let is_large = n_bytes(dir).is_none_or(|it| it > PROOFREAD);
        // Checksums first: some damages make the reader panic.
        (is_large || self.is_as_written(dir).unwrap_or(false))
            && self.has_sound_list()
            && self.entries().is_ok()
            && self.reader().is_ok()
    }

    fn is_as_written(&self, dir: &Path) -> anyhow::Result<bool> {
        // It looks for missing files, but only where its own list has them.
        if !self.inner.validate_checksum()?.is_empty() {
            return Ok(false);
        }
        let segments: BTreeSet<String> =
            self.inner.searchable_segment_metas()?.iter().map(|it| it.id().uuid_string()).collect();
        for file in std::fs::read_dir(dir)? {
            let name = file?.file_name().to_string_lossy().into_owned();
            let is_in_use = name.split_once('.').is_some_and(|(segment, _)| segments.contains(segment));
            if is_in_use && !self.inner.directory().validate_checksum(Path::new(&name))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_sound_list(&self) -> bool {
        let Ok(metas) = self.inner.load_metas() else { return false };
        let read = |list: &String| self.directory.atomic_read(Path::new(list));
        metas.payload.is_none_or(|list| read(&list).is_ok_and(|bytes| list_name(&bytes) == list))
    }

    fn reader(&self) -> tantivy::Result<tantivy::IndexReader> {
        self.inner.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()
    }

    fn open_as_is(dir: &Path) -> anyhow::Result<Self> {
        let (schema, fields) = Fields::schema();
        let directory = MmapDirectory::open(dir)?;
        let inner = tantivy::Index::open_or_create(directory.clone(), schema)?;
        Ok(Self { inner, directory: Box::new(directory), fields })
    }

    /// An index that lives in memory, for tests and for when the cache folder cannot be used.
    pub fn in_memory() -> Self {
        let (schema, fields) = Fields::schema();
        let directory = tantivy::directory::RamDirectory::create();
        let inner = tantivy::Index::create(directory.clone(), schema, tantivy::IndexSettings::default())
            .expect("an empty folder in memory takes an index");
        Self { inner, directory: Box::new(directory), fields }
    }

    /// The files it remembers, those that gave no source among them.
    pub fn stamps(&self) -> BTreeMap<PathBuf, Stamp> {
        let entries = self.entries().unwrap_or_default();
        entries.into_iter().map(|it| (it.path, it.stamp)).collect()
    }

    /// The list of sources of the last commit.
    fn entries(&self) -> anyhow::Result<Vec<Entry>> {
        let Some(list) = self.inner.load_metas()?.payload else { return Ok(Vec::new()) };
        let bytes = self.directory.atomic_read(Path::new(&list))?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Takes out the files of `removed` and puts in those of `records`, replacing what it had of them, in one commit.
    ///
    /// # Errors
    /// When another process is writing to it, or the disk fails; the index is then as it was.
    pub fn update(&self, removed: &[PathBuf], records: Vec<FileRecord>) -> anyhow::Result<()> {
        // One thread up to a few hundred files, so that small corpora stay in one segment.
        let n_threads = if records.len() > 500 { 2 } else { 1 };
        let mut writer: IndexWriter = self
            .inner
            .writer_with_num_threads(n_threads, n_threads * 64 * 1024 * 1024)
            .context("locking the index for writing")?;
        let old_list = self.inner.load_metas()?.payload;
        let gone: BTreeSet<&Path> =
            removed.iter().map(PathBuf::as_path).chain(records.iter().map(|it| it.path.as_path())).collect();
        for path in &gone {
            writer.delete_term(Term::from_field_text(self.fields.owner, &path_term(path)));
        }
        let mut entries: Vec<Entry> =
            self.entries()?.into_iter().filter(|it| !gone.contains(it.path.as_path())).collect();
        // In batches, so that the texts of a large corpus are never all in memory as documents.
        for batch in records.chunks(256) {
            let documents: Vec<Vec<TantivyDocument>> =
                batch.par_iter().map(|record| self.documents(record)).collect::<Result<_, _>>()?;
            for document in documents.into_iter().flatten() {
                writer.add_document(document)?;
            }
        }
        entries.extend(records.into_iter().map(|record| Entry {
            sketch: record.outcome.as_ref().map(Sketch::of).unwrap_or_default(),
            n_passages: record.outcome.as_ref().map_or(0, |it| it.passages.len()),
            outcome: record.outcome.map(|it| it.metadata),
            path: record.path,
            stamp: record.stamp,
        }));
        entries.sort_by(|a, b| a.path.cmp(&b.path));

        let bytes = serde_json::to_vec(&entries)?;
        let list = list_name(&bytes);
        self.directory.atomic_write(Path::new(&list), &bytes).context("writing the list of sources")?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&list);
        commit.commit()?;
        writer.wait_merging_threads()?;
        if let Some(old) = old_list.filter(|old| *old != list) {
            // Another process may still read it, or it may be gone already: neither matters.
            let _ = self.directory.delete(Path::new(&old));
        }
        Ok(())
    }

    fn documents(&self, record: &FileRecord) -> anyhow::Result<Vec<TantivyDocument>> {
        let Ok(extract) = &record.outcome else { return Ok(Vec::new()) };
        let fields = &self.fields;
        let owner = path_term(&record.path);
        let source = digest(owner.as_bytes());
        let mut head = TantivyDocument::default();
        head.add_text(fields.owner, &owner);
        head.add_text(fields.text_of, &owner);
        let body = Body { text: extract.text.clone(), passages: extract.passages.clone() };
        head.add_bytes(fields.body, &serde_json::to_vec(&body)?);
        let mut acc = vec![head];
        let is_read = extract.metadata.language.unwrap_or_default().is_read();
        for (idx, passage) in extract.passages.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_text(fields.owner, &owner);
            document.add_u64(fields.source, source);
            document.add_u64(fields.passage, idx as u64);
            if is_read {
                self.add_words(&mut document, &Sentence::read(&extract.text, passage.span));
            } else {
                document.add_text(fields.unread, plain_words(passage.span.of(&extract.text)).join(" "));
            }
            acc.push(document);
        }
        Ok(acc)
    }

    fn add_words(&self, document: &mut TantivyDocument, sentence: &Sentence) {
        let fields = &self.fields;
        let mut add = |field: Field, terms: BTreeSet<String>| {
            if !terms.is_empty() {
                document.add_text(field, terms.into_iter().collect::<Vec<_>>().join(" "));
            }
        };
        add(fields.stems, material_stems(sentence));
        // Lines in title case say nothing about what is a name.
        if !sentence.is_title_case {
            let first = sentence.first_word();
            let words = || sentence.tokens.iter().enumerate().filter(|(_, it)| it.is_content());
            let is_capital = |(idx, it): &(usize, &crate::text::Token)| it.is_name && first != Some(*idx);
            add(fields.capitals, words().filter(is_capital).map(|(_, it)| it.stem.clone()).collect());
            add(
                fields.lower,
                words().filter(|it| !is_capital(it) && !it.1.is_capital).map(|(_, it)| it.stem.clone()).collect(),
            );
        }
        let compound = |head: &str, tail: &str| format!("{head}{SEPARATOR}{tail}");
        add(
            fields.initials,
            initials(sentence).into_iter().map(|(letters, stems)| compound(&letters, &stems.join(","))).collect(),
        );
        add(
            fields.roles,
            roles_in(sentence)
                .into_iter()
                .map(|(name, _, role)| compound(&sentence.tokens[name].stem, &role.to_key()))
                .collect(),
        );
        add(fields.quantities, sentence.quantities.iter().map(crate::text::Quantity::index_key).collect());
    }

    /// A frozen view of what it holds now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus(&self) -> anyhow::Result<Corpus> {
        self.corpus_with(&Companions::default(), &Keyring::default())
    }

    /// The same, with what lies beside the sources heard, and their keys kept.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus_with(&self, companions: &Companions, keyring: &Keyring) -> anyhow::Result<Corpus> {
        let reader = self.reader()?;
        let entries = self.entries().context("reading the list of sources")?;
        let mut sources = Vec::new();
        let mut problems = Vec::new();
        let mut sketches = Vec::new();
        for entry in entries {
            match entry.outcome {
                Ok(metadata) => {
                    sketches.push(entry.sketch);
                    sources.push(Source {
                        key: String::new(),
                        metadata,
                        path: entry.path,
                        hash: entry.stamp.hash,
                        n_passages: entry.n_passages,
                        ..Source::default()
                    });
                }
                Err(problem) => problems.push((entry.path, problem)),
            }
        }
        if sources.len() > u32::MAX as usize {
            bail!("the corpus has more sources than can be counted");
        }
        let listed = companions.describe(&mut sources, &problems, keyring);
        let n_passages = sources.iter().map(|it| it.n_passages).sum();
        let store = Store::new(reader.searcher(), self.fields, &sources, n_passages);
        let origins = origins(sketches.iter());
        Ok(Corpus { sources, problems, origins, listed, store: Some(store), ..Corpus::default() })
    }
}

/// Stems of content words and of the words and numbers in quantities.
pub(super) fn material_stems(sentence: &Sentence) -> BTreeSet<String> {
    let is_material = |kind| matches!(kind, TokenKind::Word | TokenKind::Quantity);
    let tokens = sentence.tokens.iter().filter(|it| is_material(it.kind) && !it.stem.is_empty());
    tokens.map(|it| it.stem.clone()).collect()
}

/// A path as a term of the index.
pub(super) fn path_term(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The name of a list of sources, which tells what is in it.
fn list_name(bytes: &[u8]) -> String {
    format!(".sources-{:016x}.json", digest(bytes))
}

/// The size of the files in a folder.
fn n_bytes(dir: &Path) -> Option<u64> {
    let sizes = std::fs::read_dir(dir).ok()?.map(|it| it.and_then(|it| it.metadata()).map(|it| it.len()));
    sizes.sum::<Result<u64, _>>().ok()
}

/// Moves a damaged index out of the way, replacing the one moved before it.
fn set_aside(dir: &Path) -> std::io::Result<()> {
    let mut aside = dir.as_os_str().to_owned();
    aside.push(".damaged");
    let aside = PathBuf::from(aside);
    if aside.exists() {
        std::fs::remove_dir_all(&aside)?;
    }
    std::fs::rename(dir, &aside)
}
