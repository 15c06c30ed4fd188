//! The index over the sources' passages: a tantivy index in a folder it is given, or in memory.
//!
//! Beside tantivy's own files lies a list of the sources (path, state, metadata, problem), so that opening a corpus reads
//! no source. A commit names the list it belongs to, so the two never disagree.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory, OwnedBytes};
use tantivy::indexer::UserOperation;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexWriter, Term};

use super::copies::Sketch;
use super::keys::{Others, Wish, assign_beside};
use super::list::{Changes, Entry, List, Manifest};
use super::names::{initials, roles_in};
use super::register::{Contents, Register};
use super::sources::path_digest;
use super::store::digest;
use super::terms::{IndexDocument, Queue, SPACED, SourceDocuments, Spaced};
use super::{Companions, Corpus, Extract, Keyring, Listed, PassageSpan, Problem, Source, Sources, import};
use crate::text::language::plain_words;
use crate::text::{Quantity, Sentence, Token};

/// The version of what is written to disk. Another one is another index. To be raised whenever words, stems, names or
/// quantities are read differently, since their terms are part of it.
/// The same goes for a field more or less in what is kept of a source.
pub const VERSION: u32 = 15;

/// An index of up to this many bytes is compared with its checksums whenever it is opened, which takes some 20 ms.
const PROOFREAD: u64 = 64 << 20;

/// What each thread that writes takes in before it writes a segment: some three hundred thousand passages. With half as
/// much more is merged: an index of a hundred thousand sources took 102 s of processors for 99, and as much memory.
const WRITER_BYTES: usize = 96 << 20;

/// Segments of so many passages are merged when many files change, and not for one.
const LARGE_SEGMENT: usize = 50_000;

/// While many files change, segments of so many passages are merged no further.
const MERGED_SEGMENT: usize = 300_000;

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

/// A file that the index remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub path: PathBuf,
    pub stamp: Stamp,
    /// Why it gave no source.
    pub problem: Option<Problem>,
    /// Where its mirror lies below the folder of mirrors, if it has one.
    pub mirror: Option<PathBuf>,
    /// When it was written, if it once had other contents; milliseconds since 1970.
    pub changed: Option<u64>,
}

/// A file of the corpus with what the importer made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRecord {
    pub path: PathBuf,
    pub stamp: Stamp,
    pub outcome: Result<Extract, Problem>,
    /// When it was written, if the index had other contents of it; milliseconds since 1970.
    pub changed: Option<u64>,
}

impl FileRecord {
    /// Where the mirror of the file lies below the folder of mirrors: its own name in a folder of its own. `None` for a
    /// file that needs none.
    pub fn mirror_name(&self) -> Option<PathBuf> {
        self.outcome.as_ref().ok()?.mirror.as_ref()?;
        Some(mirror_name(&self.path, &self.stamp))
    }
}

fn mirror_name(path: &Path, stamp: &Stamp) -> PathBuf {
    // The mirror links to the file, so it depends on the path as well.
    let folder = digest(format!("{}\0{}", path.to_string_lossy(), stamp.hash).as_bytes());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The mirror of a text is no Markdown of ours, in which nothing is active.
    let ending = if import::is_text(path) { "" } else { ".md" };
    PathBuf::from(format!("{folder:016x}")).join(format!("{name}{ending}"))
}

/// The fields of a tantivy document. A source has one document for each passage, and one with its text and with what is
/// asked of the corpus rather than of its passages: whether somebody has a role, whether a figure is in it.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// Every document: the digest of its source's path.
    pub source: Field,
    /// Every document: the number of its passage from 1, or [`WHOLE`].
    pub passage: Field,
    /// The text's document: text and passage spans.
    pub body: Field,
    /// Stems of content words and of words in quantities that the passage has in lower case. Each stem of a passage is
    /// in this field or in one of the next two.
    pub lower: Field,
    /// Those it has with a capital inside a sentence and nowhere in lower case.
    pub names: Field,
    /// Those it has neither in lower case nor with a capital inside a sentence.
    pub raised: Field,
    /// Those it has with a capital inside a sentence and in lower case as well: they are in the first field, too.
    pub both: Field,
    /// The text's document: initials of runs of capitalised words, as letters, a separator, the stems of the run.
    pub initials: Field,
    /// The text's document: roles, as the stem of the last name, a separator, the role.
    pub roles: Field,
    /// The text's document: quantities by their keys.
    pub quantities: Field,
    /// Words of passages in a language that we do not read, which have none of the fields above.
    pub unread: Field,
}

/// Stands for the number of a passage in the document with the text.
pub(super) const WHOLE: u64 = 0;

/// Between the parts of a compound term. Never part of a word.
pub(super) const SEPARATOR: char = '\u{1F}';

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(SPACED)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic),
        );
        let fields = Self {
            // Without the lengths of fields, which a ranking would ask for.
            source: builder.add_u64_field("source", NumericOptions::default().set_indexed().set_fast()),
            passage: builder.add_u64_field("passage", FAST),
            body: builder.add_bytes_field("body", STORED),
            lower: builder.add_text_field("lower", words.clone()),
            names: builder.add_text_field("names", words.clone()),
            raised: builder.add_text_field("raised", words.clone()),
            both: builder.add_text_field("both", words.clone()),
            initials: builder.add_text_field("initials", words.clone()),
            roles: builder.add_text_field("roles", words.clone()),
            quantities: builder.add_text_field("quantities", words.clone()),
            unread: builder.add_text_field("unread", words),
        };
        (builder.build(), fields)
    }

    /// Those that together have the stems of the passages, each once.
    pub(super) fn stems(&self) -> [Field; 3] {
        [self.lower, self.names, self.raised]
    }
}

/// What is stored of a source's text.
#[derive(Default, Deserialize)]
pub(super) struct Body {
    pub text: String,
    pub passages: Vec<PassageSpan>,
}

/// The same as it is written.
#[derive(Serialize)]
struct BodyRef<'a> {
    text: &'a str,
    passages: &'a [PassageSpan],
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
            let aside = set_aside(dir).with_context(opening)?;
            drop(lock);
            // Nothing is wrong with it; others may still be reading it.
            let _ = std::fs::remove_dir_all(aside);
        }
        std::fs::create_dir_all(dir).with_context(opening)?;
        Self::open_as_is(dir).with_context(opening)
    }

    /// Compares the index in `dir` with its checksums, its list of sources with its documents, and reads every text: the
    /// corpus with what is wrong, starting small, without a full stop. Mends nothing.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn faults(dir: &Path) -> anyhow::Result<(Corpus, Vec<String>)> {
        let mut acc = Vec::new();
        let index = Self::open_as_is(dir)?;
        // Some damages make the reader panic.
        if !index.is_as_written(dir)? {
            bail!("a file of the index is missing or is not as it was written");
        }
        if !index.is_complete() {
            acc.push("the first reading of the sources has not come to its end".to_owned());
        }
        // Its absence costs a start some time and nothing else.
        let register = index.directory.open_read(Path::new(REGISTER)).ok().and_then(|it| it.read_bytes().ok());
        if register.is_some_and(|it| Register::open(it, None, true).is_err()) {
            acc.push("the register of the sources is damaged".to_owned());
        }
        let corpus = index.corpus_as_listed()?;
        acc.extend(corpus.store.iter().flat_map(|it| it.faults(&corpus)));
        Ok((corpus, acc))
    }

    /// Keeps everybody from writing to the index in `dir` for as long as it is held; `None` when there is no such folder.
    ///
    /// # Errors
    /// When somebody is writing to it.
    pub fn lock(dir: &Path) -> anyhow::Result<Option<Locked>> {
        if !dir.is_dir() {
            return Ok(None);
        }
        let locking = || format!("the index in `{}` is in use", dir.display());
        let lock = MmapDirectory::open(dir)?.acquire_lock(&INDEX_WRITER_LOCK).with_context(locking)?;
        Ok(Some(Locked { _lock: lock }))
    }

    /// Whether all of it can be read and is as it was written. The contents of a very large index are taken on trust,
    /// as reading them would cost every start seconds.
    fn is_sound(&self, dir: &Path) -> bool {
        let is_large = n_bytes(dir).is_none_or(|it| it > PROOFREAD);
        // Checksums first: some damages make the reader panic.
        (is_large || self.is_as_written(dir).unwrap_or(false)) && self.list().is_ok() && self.reader().is_ok()
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

    /// A reader with what `read` makes of the list of sources, both of one commit.
    fn reader_and<T>(
        &self,
        read: impl Fn() -> anyhow::Result<(Manifest, T)>,
    ) -> anyhow::Result<(tantivy::IndexReader, Manifest, T)> {
        for _ in 0..N_TRIES {
            let before = self.manifest()?;
            let reader = self.reader()?;
            let (manifest, list) = read().context("reading the list of sources")?;
            // Another process may have written in between.
            if manifest == before {
                return Ok((reader, manifest, list));
            }
        }
        bail!("another process keeps writing to the index")
    }

    fn reader(&self) -> tantivy::Result<tantivy::IndexReader> {
        self.inner.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()
    }

    fn open_as_is(dir: &Path) -> anyhow::Result<Self> {
        let (schema, fields) = Fields::schema();
        let directory = MmapDirectory::open(dir)?;
        let inner = tantivy::Index::open_or_create(directory.clone(), schema)?;
        Ok(Self::with(inner, Box::new(directory), fields))
    }

    /// An index that lives in memory, for tests and for when the cache folder cannot be used.
    pub fn in_memory() -> Self {
        let (schema, fields) = Fields::schema();
        let directory = tantivy::directory::RamDirectory::create();
        let inner = tantivy::Index::create(directory.clone(), schema, tantivy::IndexSettings::default())
            .expect("an empty folder in memory takes an index");
        Self::with(inner, Box::new(directory), fields)
    }

    fn with(inner: tantivy::Index, directory: Box<dyn Directory>, fields: Fields) -> Self {
        inner.tokenizers().register(SPACED, TextAnalyzer::from(Spaced::default()));
        Self { inner, directory, fields }
    }

    /// The files it remembers, those that gave no source among them, by path, and what was wrong with these.
    ///
    /// # Errors
    /// When the list of sources cannot be read.
    pub fn known(&self) -> anyhow::Result<Vec<Known>> {
        self.list()?.1.entries(known)
    }

    /// The same of these files only.
    ///
    /// # Errors
    /// When the list of sources cannot be read.
    pub fn known_of(&self, paths: &BTreeSet<PathBuf>) -> anyhow::Result<Vec<Known>> {
        self.list()?.1.entries_of(paths, known)
    }

    /// Whether it was once brought to the state of all files. Otherwise it holds a part of the sources, since the first
    /// reading of them broke off.
    pub fn is_complete(&self) -> bool {
        self.manifest().is_ok_and(|it| it.is_complete)
    }

    /// How many files were put in or taken out since it was begun.
    pub fn n_changes(&self) -> u64 {
        self.manifest().map_or(0, |it| it.n_changes)
    }

    /// What tells one commit from another, whoever made it.
    pub fn state(&self) -> String {
        let metas = self.inner.load_metas();
        metas.map(|it| it.payload.unwrap_or_default()).unwrap_or_default()
    }

    fn manifest(&self) -> anyhow::Result<Manifest> {
        Manifest::read(self.inner.load_metas()?.payload.as_deref())
    }

    /// The list of sources of the last commit.
    fn list(&self) -> anyhow::Result<(Manifest, List)> {
        self.list_with(List::open)
    }

    /// What `read` makes of the list of sources of the last commit.
    fn list_with<T>(
        &self,
        read: impl Fn(&dyn Directory, &Manifest) -> anyhow::Result<T>,
    ) -> anyhow::Result<(Manifest, T)> {
        let mut manifest = self.manifest()?;
        loop {
            let error = match read(&*self.directory, &manifest) {
                Ok(list) => return Ok((manifest, list)),
                Err(error) => error,
            };
            // Another process may have written a newer one and cleared this away.
            let newer = self.manifest()?;
            if newer == manifest {
                return Err(error);
            }
            manifest = newer;
        }
    }

    /// Takes out the files of `removed` and puts in those of `records`, replacing what it had of them, in one commit.
    ///
    /// # Errors
    /// When another process is writing to it, or the disk fails; the index is then as it was.
    pub fn update(&self, removed: &[PathBuf], records: Vec<FileRecord>) -> anyhow::Result<()> {
        let mut writing = self.writing(records.len())?;
        writing.remove(removed);
        let prepared: anyhow::Result<Vec<Prepared>> = records.into_par_iter().map(|it| self.prepare(it)).collect();
        for prepared in prepared? {
            writing.put(prepared, &mut |_, _| {})?;
        }
        writing.commit(true, || ())?;
        writing.finish()
    }

    /// Begins to write `n_files` files or so. Nobody else can write until this is dropped.
    ///
    /// # Errors
    /// When another process is writing to it.
    pub fn writing(&self, n_files: usize) -> anyhow::Result<Writing> {
        // One thread up to a few hundred files, so that small corpora stay in one segment.
        let n_threads = if n_files > 500 { 2 } else { 1 };
        let writer: IndexWriter<IndexDocument> = self
            .inner
            .writer_with_num_threads(n_threads, n_threads * WRITER_BYTES)
            .context("locking the index for writing")?;
        let mut policy = LogMergePolicy::default();
        if n_threads == 1 {
            // The writer of a draft waits for the merge.
            policy.set_max_docs_before_merge(LARGE_SEGMENT);
        } else {
            // Each claim looks its words up in every segment, so there are to be few; but what is merged twice is written
            // twice, which was a tenth of the whole at a hundred thousand sources.
            policy.set_min_num_segments(4);
            policy.set_max_docs_before_merge(MERGED_SEGMENT);
        }
        writer.set_merge_policy(Box::new(policy));
        // What a commit that broke off has left would be in the way of the next one, which may name its files alike. When
        // it cannot be cleared away, that one says why.
        let _ = writer.garbage_collect_files().wait();
        let is_fresh = self.inner.searchable_segment_metas()?.is_empty();
        let fresh = is_fresh.then(FxHashSet::default);
        Ok(Writing { index: self.clone(), writer, queue: Arc::default(), changes: Changes::new(), fresh })
    }

    /// What is to be put into it of a file.
    ///
    /// # Errors
    /// When the text cannot be written.
    pub fn prepare(&self, record: FileRecord) -> anyhow::Result<Prepared> {
        let FileRecord { path, stamp, outcome, changed } = record;
        let mut entry = Entry {
            path,
            stamp,
            outcome: Err(Problem::Empty),
            n_passages: 0,
            has_mirror: false,
            notes: Vec::new(),
            changed,
            group: 0,
        };
        let extract = match outcome {
            Ok(extract) => extract,
            Err(problem) => {
                entry.outcome = Err(problem);
                let (documents, sentences) = Default::default();
                return Ok(Prepared { entry, sketch: Sketch::default(), text: String::new(), documents, sentences });
            }
        };
        let (documents, sentences) = self.documents(&entry.path, &extract)?;
        let sketch = Sketch::of(&extract);
        entry.n_passages = extract.passages.len();
        entry.has_mirror = extract.mirror.is_some();
        entry.notes = extract.notes;
        entry.outcome = Ok(extract.metadata);
        Ok(Prepared { entry, sketch, text: extract.text, documents, sentences })
    }

    /// The documents of a source and its sentences, none when its language is not read.
    fn documents(&self, path: &Path, extract: &Extract) -> anyhow::Result<(SourceDocuments, Vec<Sentence>)> {
        let fields = &self.fields;
        let source = path_digest(path);
        let mut acc = SourceDocuments::with_capacity(extract.passages.len(), extract.text.len());
        let mut whole = Whole::default();
        let mut sentences = Vec::with_capacity(extract.passages.len());
        let is_read = extract.metadata.language.unwrap_or_default().is_read();
        for (idx, passage) in extract.passages.iter().enumerate() {
            acc.add_number(fields.source, source);
            acc.add_number(fields.passage, idx as u64 + 1);
            if is_read {
                let sentence = Sentence::read(&extract.text, passage.span);
                self.add_words(&mut acc, &sentence);
                whole.read(&sentence);
                sentences.push(sentence);
            } else {
                let words = plain_words(passage.span.of(&extract.text));
                acc.add_terms(fields.unread, words.iter().map(String::as_str));
            }
            acc.close();
        }
        acc.add_number(fields.source, source);
        acc.add_number(fields.passage, WHOLE);
        for (field, mut terms) in
            [(fields.initials, whole.initials), (fields.roles, whole.roles), (fields.quantities, whole.quantities)]
        {
            terms.sort_unstable();
            acc.add_terms(field, terms.iter().map(String::as_str));
        }
        let body = BodyRef { text: &extract.text, passages: &extract.passages };
        acc.close_with(fields.body, postcard::to_extend(&body, Vec::with_capacity(extract.text.len() * 3 / 2))?);
        Ok((acc, sentences))
    }

    fn add_words(&self, documents: &mut SourceDocuments, sentence: &Sentence) {
        let fields = &self.fields;
        let first = sentence.first_word();
        let words = sentence.tokens.iter().enumerate().filter(|(_, it)| it.is_material());
        // Sorted once for the fields that the words are in.
        let mut words: Vec<(u64, &str, Case)> = words
            .map(|(idx, it)| (beginning(&it.stem), it.stem.as_str(), Case::of(sentence, it, first == Some(idx))))
            .collect();
        words.sort_unstable();
        // A stem once, with the case that comes first in their order, and whether it has the second as well.
        words.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0 && next.1 == kept.1;
            if is_same && (kept.2, next.2) == (Case::Lower, Case::Capital) {
                kept.2 = Case::Both;
            }
            is_same
        });
        let mut add = |field: Field, is_in: fn(Case) -> bool| {
            documents.add_terms(field, words.iter().filter(|it| is_in(it.2)).map(|it| it.1));
        };
        add(fields.lower, |it| matches!(it, Case::Lower | Case::Both));
        add(fields.names, |it| it == Case::Capital);
        add(fields.raised, |it| it == Case::Unclear);
        add(fields.both, |it| it == Case::Both);
    }

    /// A frozen view of what it holds now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus(&self) -> anyhow::Result<Corpus> {
        self.corpus_with(&Surroundings::default())
    }

    /// The same, with what lies beside the sources heard, and their keys kept. Leaves a register of the sources, from
    /// which [`Index::corpus_since`] opens the corpus in a fraction of the time.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus_with(&self, around: &Surroundings) -> anyhow::Result<Corpus> {
        self.opened(around, |bytes| self.keep_register(bytes, around))
    }

    /// The same, leaving nothing behind.
    fn corpus_as_listed(&self) -> anyhow::Result<Corpus> {
        self.opened(&Surroundings::default(), |bytes| Register::open(OwnedBytes::new(bytes), None, false))
    }

    fn opened(
        &self,
        around: &Surroundings,
        keep: impl FnOnce(Vec<u8>) -> anyhow::Result<Register>,
    ) -> anyhow::Result<Corpus> {
        let (reader, manifest, list) = self.reader_and(|| self.list())?;
        let entries = list.entries(|it| it).context("reading the list of sources")?;
        drop(list);
        let mut sources = Vec::with_capacity(entries.len());
        let mut groups = Vec::with_capacity(entries.len());
        let mut problems = Vec::new();
        for entry in entries {
            let group = entry.group;
            match source_of(entry) {
                Ok(source) => {
                    groups.push(group);
                    sources.push(source);
                }
                Err(problem) => problems.push(problem),
            }
        }
        let listed = around.companions.describe(&mut sources, &problems, &(around.keyring)());
        let contents = Contents {
            base: manifest.parts.first().cloned(),
            library: around.library.unwrap_or_default(),
            sources: &sources,
            groups: &groups,
            problems: &problems,
            listed: &listed,
        };
        let bytes = contents.to_bytes()?;
        drop((sources, groups));
        let register = keep(bytes)?;
        Ok(Corpus::new(&reader, self.fields, Sources::new(Arc::new(register)), problems, listed))
    }

    /// The same, from the register that was left at the last opening, or from that of a corpus that is open, and with
    /// what changed since. `None` where that does not tell: there is no register, something else lies beside the
    /// sources, or a source that came has a right to the key of another.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus_since(&self, before: Option<&Corpus>, around: &Surroundings) -> anyhow::Result<Option<Corpus>> {
        let (reader, manifest, newer) = self.reader_and(|| self.list_with(List::since_base))?;
        let serves = |it: &Register| {
            let head = it.head();
            let is_same_library = around.library.is_none_or(|library| *library == *head.library);
            head.base.is_some() && head.base.as_ref() == manifest.parts.first() && is_same_library
        };
        let known = before.map(|it| it.sources().register());
        let known = known.filter(|it| serves(it) && it.mirrors() == around.mirrors && !it.has_failed()).cloned();
        let read = || self.register(around).ok().filter(serves).map(Arc::new);
        let Some(register) = known.or_else(read) else { return Ok(None) };
        if !newer.is_empty() && !around.companions.is_empty() {
            return Ok(None);
        }
        let (mut problems, listed) = (register.problems(), register.listed());
        let mut changes: BTreeMap<PathBuf, Option<(Source, u64)>> = BTreeMap::new();
        for (path, entry) in newer {
            problems.remove(&path);
            let group = entry.as_ref().map_or(0, |it| it.group);
            let change = match entry.map(source_of) {
                Some(Ok(source)) => Some((source.mirrored_in(around.mirrors), group)),
                Some(Err((path, problem))) => {
                    problems.insert(path, problem);
                    None
                }
                None => None,
            };
            changes.insert(path, change);
        }
        if !give_keys(&register, &mut changes, &listed, around.keyring) {
            return Ok(None);
        }
        let sources = Sources::since(register, changes);
        let corpus = Corpus::new(&reader, self.fields, sources, problems.into_iter().collect(), listed);
        Ok((!corpus.has_failed()).then_some(corpus))
    }

    fn register(&self, around: &Surroundings) -> anyhow::Result<Register> {
        let bytes = self.directory.open_read(Path::new(REGISTER))?.read_bytes()?;
        Register::open(bytes, around.mirrors, around.is_thorough)
    }

    /// Leaves a register for the next opening. Only time is lost where it cannot be written.
    fn keep_register(&self, bytes: Vec<u8>, around: &Surroundings) -> anyhow::Result<Register> {
        let name = Path::new(REGISTER);
        let is_kept = self.directory.atomic_write(name, &bytes).is_ok();
        // From the file, which need not all be in memory; another process may have written another one by now.
        let kept = is_kept.then(|| self.directory.open_read(name).ok()?.read_bytes().ok()).flatten();
        let bytes = kept.filter(|it| **it == *bytes).unwrap_or_else(|| OwnedBytes::new(bytes));
        Register::open(bytes, around.mirrors, false)
    }
}

/// The name of the register in the folder of the index.
const REGISTER: &str = ".register";

/// What a corpus is opened with.
pub struct Surroundings<'a> {
    pub companions: &'a Companions,
    /// Tells one state of the companions from another; `None` for whatever they said when they were last heard.
    pub library: Option<&'a str>,
    /// What the sources were called before. Asked for only where that may matter.
    pub keyring: &'a dyn Fn() -> Keyring,
    /// The folder of the mirrors; without one there are none.
    pub mirrors: Option<&'a Path>,
    /// Whether what is kept is compared with all its checksums, rather than when it is first looked at.
    pub is_thorough: bool,
}

/// Nothing beside the sources.
static NO_COMPANIONS: LazyLock<Companions> = LazyLock::new(Companions::default);

impl Default for Surroundings<'_> {
    fn default() -> Self {
        Self {
            companions: &NO_COMPANIONS,
            library: Some(""),
            keyring: &Keyring::default,
            mirrors: None,
            is_thorough: true,
        }
    }
}

fn known(entry: Entry) -> Known {
    Known {
        mirror: entry.has_mirror.then(|| mirror_name(&entry.path, &entry.stamp)),
        path: entry.path,
        stamp: entry.stamp,
        problem: entry.outcome.err(),
        changed: entry.changed,
    }
}

/// The source that an entry of the list is of, without its key, or why it is none.
fn source_of(entry: Entry) -> Result<Source, (PathBuf, Problem)> {
    let metadata = match entry.outcome {
        Ok(metadata) => metadata,
        Err(problem) => return Err((entry.path, problem)),
    };
    Ok(Source {
        key: String::new(),
        mirror: entry.has_mirror.then(|| mirror_name(&entry.path, &entry.stamp)),
        notes: entry.notes,
        changed: entry.changed,
        metadata,
        path: entry.path,
        hash: entry.stamp.hash,
        n_passages: entry.n_passages,
    })
}

/// Gives the changed sources their keys as if all were given keys at once. `false` where the others cannot keep theirs.
fn give_keys(
    register: &Register,
    changes: &mut BTreeMap<PathBuf, Option<(Source, u64)>>,
    listed: &BTreeMap<String, Listed>,
    keyring: &dyn Fn() -> Keyring,
) -> bool {
    let is_wanted = |key: &str| register.wishing_for(key).next().is_some();
    let mut newcomers: Vec<&mut Source> = Vec::new();
    // Those of the register whose keys are free now.
    let mut left: FxHashSet<usize> = FxHashSet::default();
    for (path, change) in changes.iter_mut() {
        let known = register.place_of(path).ok().and_then(|idx| Some((idx, register.source(idx)?)));
        let source = change.as_mut().map(|it| &mut it.0);
        match (known, source) {
            (Some((_, known)), Some(source)) if known.metadata.key == source.metadata.key => {
                source.key.clone_from(&known.key);
            }
            (known, source) => {
                if let Some((idx, known)) = known {
                    if is_wanted(&known.key) {
                        return false;
                    }
                    left.insert(idx);
                }
                newcomers.extend(source);
            }
        }
    }
    if newcomers.is_empty() {
        return true;
    }
    let stays = |idx: usize| !left.contains(&idx);
    let paths: FxHashSet<u64> =
        (0..register.len()).filter(|it| stays(*it)).map(|it| register.record(it).digest).collect();
    let others =
        Others { has_key: &|key| register.keys_named(key).any(stays), has_path: &|digest| paths.contains(&digest) };
    let foreign: HashSet<&str> = listed.keys().map(String::as_str).collect();
    let wishes: Vec<Wish> =
        newcomers.iter().map(|it| Wish { metadata: &it.metadata, path: &it.path, hash: &it.hash }).collect();
    let Some(keys) = assign_beside(&others, &wishes, &keyring(), &foreign) else { return false };
    for (source, key) in newcomers.into_iter().zip(keys) {
        source.key = key;
    }
    true
}

/// Keeps everybody from writing to an index until it is dropped.
pub struct Locked {
    _lock: DirectoryLock,
}

/// Takes in the text and the sentences of a source.
pub type Observer<'a> = &'a mut (dyn FnMut(&str, &[Sentence]) + Send);

/// What the sentences of a source say that is asked of the corpus as a whole.
#[derive(Default)]
struct Whole {
    initials: Vec<String>,
    roles: Vec<String>,
    quantities: Vec<String>,
}

impl Whole {
    fn read(&mut self, sentence: &Sentence) {
        initials(sentence, SEPARATOR, &mut self.initials);
        let stem = |name: usize| &sentence.tokens[name].stem;
        let roles = roles_in(sentence).into_iter();
        self.roles.extend(roles.map(|(name, _, role)| format!("{}{SEPARATOR}{}", stem(name), role.to_key())));
        self.quantities.extend(sentence.quantities.iter().map(Quantity::index_key));
    }
}

/// A file on its way into the index, with all that can be made of it on any thread.
pub struct Prepared {
    entry: Entry,
    sketch: Sketch,
    text: String,
    documents: SourceDocuments,
    /// Of its passages; none when its language is not read.
    sentences: Vec<Sentence>,
}

/// Changes on their way into the index.
pub struct Writing {
    index: Index,
    writer: IndexWriter<IndexDocument>,
    queue: Arc<Queue>,
    changes: Changes,
    /// Where the index was empty at first: the sources put in since, by the digest of their paths.
    fresh: Option<FxHashSet<u64>>,
}

impl Writing {
    /// Takes out files.
    pub fn remove(&mut self, removed: &[PathBuf]) {
        for path in removed {
            self.delete(path);
            self.changes.insert(path.clone(), None);
        }
    }

    fn delete(&self, path: &Path) {
        self.writer.delete_term(Term::from_field_u64(self.index.fields.source, path_digest(path)));
    }

    /// Puts in a file, replacing what there was of it. `observe` takes in its text, if it is read.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&mut self, prepared: Prepared, observe: Observer) -> anyhow::Result<()> {
        let Prepared { entry, sketch, text, documents, sentences } = prepared;
        // Each deletion is looked for in every segment, so nothing is deleted that was never put in.
        let is_new = self.fresh.as_mut().is_some_and(|it| it.insert(path_digest(&entry.path)));
        if !is_new {
            self.delete(&entry.path);
        }
        if !sentences.is_empty() {
            observe(&text, &sentences);
        }
        // At once, so that one thread has the whole of it.
        self.writer.run(documents.into_documents(&self.queue).map(UserOperation::Add))?;
        self.changes.insert(entry.path.clone(), Some((entry, sketch)));
        Ok(())
    }

    /// Makes what was taken out and put in the state of the index, in one step. `is_complete` says whether that is the
    /// state of all files; an index that was once complete stays so, however much of it is out of date. `given_back` is
    /// called when the threads of the writer have given back their memory, before the list of sources is written.
    ///
    /// # Errors
    /// When the disk fails; the index is then as it was.
    pub fn commit(&mut self, is_complete: bool, given_back: impl FnOnce()) -> anyhow::Result<()> {
        let (before, list) = self.index.list().context("reading the list of sources")?;
        let n_changes = before.n_changes + self.changes.len() as u64;
        let mut manifest =
            Manifest { is_complete: is_complete || before.is_complete, n_changes, parts: before.parts.clone() };
        let changes = std::mem::take(&mut self.changes);
        // One after the other, as each takes some hundred megabytes: what the threads of the writer still hold, and the list.
        let mut commit = self.writer.prepare_commit()?;
        given_back();
        manifest.parts = list.write(&*self.index.directory, &manifest, changes)?;
        drop(list);
        commit.set_payload(&manifest.to_payload()?);
        commit.commit()?;
        for part in before.parts.iter().filter(|it| !manifest.parts.contains(it)) {
            // Another process may still read it, or it may be gone already: neither matters.
            let _ = self.index.directory.delete(&part.name);
        }
        Ok(())
    }

    /// Waits until what is being merged is merged, and lets others write.
    ///
    /// # Errors
    /// When a merge failed, which loses nothing.
    pub fn finish(self) -> anyhow::Result<()> {
        Ok(self.writer.wait_merging_threads()?)
    }
}

/// How a word is written, as far as that says whether it is a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    Lower,
    /// With a capital inside of the sentence, or a name otherwise.
    Capital,
    /// Says nothing.
    Unclear,
    /// In lower case in one place and with a capital in another.
    Both,
}

impl Case {
    fn of(sentence: &Sentence, token: &Token, is_first: bool) -> Self {
        // Lines in title case say nothing about what is a name.
        if sentence.is_title_case || !token.is_content() {
            return Self::Unclear;
        }
        match (token.is_name && !is_first, token.is_capital) {
            (true, _) => Self::Capital,
            (false, false) => Self::Lower,
            (false, true) => Self::Unclear,
        }
    }
}

/// The first eight bytes of a word as a number that sorts as they do, so that words can be sorted by numbers.
fn beginning(word: &str) -> u64 {
    let mut bytes = [0; 8];
    let len = word.len().min(8);
    bytes[..len].copy_from_slice(&word.as_bytes()[..len]);
    u64::from_be_bytes(bytes)
}

/// Stems of content words and of the words and numbers in quantities.
pub(super) fn material_stems(sentence: &Sentence) -> BTreeSet<SmolStr> {
    sentence.tokens.iter().filter(|it| it.is_material()).map(|it| it.stem.clone()).collect()
}

/// The size of the files in a folder.
fn n_bytes(dir: &Path) -> Option<u64> {
    let sizes = std::fs::read_dir(dir).ok()?.map(|it| it.and_then(|it| it.metadata()).map(|it| it.len()));
    sizes.sum::<Result<u64, _>>().ok()
}

/// Moves an index out of the way, replacing the one moved before it: to where it then lies.
fn set_aside(dir: &Path) -> std::io::Result<PathBuf> {
    let mut aside = dir.as_os_str().to_owned();
    aside.push(".damaged");
    let aside = PathBuf::from(aside);
    if aside.exists() {
        std::fs::remove_dir_all(&aside)?;
    }
    std::fs::rename(dir, &aside)?;
    Ok(aside)
}
