//! Lets the index follow the files of the corpus, reading only what changed.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use super::in_order::in_order;
use super::*;
use crate::config::Limits;
use crate::corpus::index::{FileRecord, Known, Prepared, Stamp, Writing};
use crate::corpus::{Extract, import};
use crate::text::Sentence;

/// How much work is lost at most when a long reading breaks off.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// A file written this shortly before it was read may be written again without looking any different.
const RACY: Duration = Duration::from_secs(2);

/// How long another process may be writing to the index without anything coming of it before we go on without it. Must
/// be longer than [`COMMIT_INTERVAL`].
const PATIENCE: Duration = Duration::from_secs(60);

/// What bringing the index up to date came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Files of the corpus, those that gave no source among them.
    pub files: usize,
    pub new: usize,
    pub changed: usize,
    pub removed: usize,
    pub unchanged: usize,
    /// How many files were opened.
    pub read: usize,
    /// For the whole workspace.
    pub milliseconds: u64,
}

/// Files to bring into an index.
pub(super) struct Job<'a> {
    pub(super) files: &'a [walk::File],
    pub(super) limits: Limits,
    pub(super) rebuild: bool,
    pub(super) progress: Progress<'a>,
    /// Where only some files may have changed: these, whether they are still there or not.
    pub(super) within: Option<&'a BTreeSet<PathBuf>>,
    /// The state of the index in which the others are as they should be.
    pub(super) state: &'a str,
    /// How many files were known before, these among them; 0 where all are looked at.
    pub(super) n_known: usize,
    pub(super) documents: Documents,
    /// The folder of the mirrors; `None` for an index in memory.
    pub(super) mirrors: Option<PathBuf>,
}

/// What became of a file that was looked at again.
enum Outcome {
    New,
    Changed,
    /// Another time of writing, the same contents.
    Same,
    /// As remembered to the letter, so there is nothing to write.
    Untouched,
}

/// A file that was looked at again.
struct LookedAt {
    is_text: bool,
    outcome: Outcome,
    /// What is to be put into the index; `None` where there is nothing to write.
    prepared: Option<Prepared>,
}

impl Job<'_> {
    /// Brings `index` up to date; `mining` takes in what is read on the way. The state that it is then in comes along.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn run(&self, index: &Index, mining: &mut Mining) -> anyhow::Result<(Statistics, String)> {
        let mut n_changes = index.n_changes();
        let mut seen = Instant::now();
        loop {
            let error = match self.try_run(index, mining) {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            if std::mem::replace(&mut n_changes, index.n_changes()) != n_changes {
                seen = Instant::now();
            }
            let is_in_motion = is_locked(&error) || error.is::<Overtaken>();
            if !is_in_motion || seen.elapsed() > PATIENCE {
                return Err(error);
            }
            // Once the other process is done, there is likely nothing left to do.
            std::thread::sleep(Duration::from_millis(250));
        }
    }

    fn try_run(&self, index: &Index, mining: &mut Mining) -> anyhow::Result<(Statistics, String)> {
        let state = index.state();
        if self.within.is_some() && state != self.state {
            // It may have begun it anew, or put in a file that was gone when we were told of it.
            bail!("another process has written to the index, so that all files are to be looked at");
        }
        let known = self.within.map_or_else(|| index.known(), |it| index.known_of(it))?;
        let known_of =
            |path: &Path| known.binary_search_by(|it| it.path.as_path().cmp(path)).ok().map(|idx| &known[idx]);
        let is_settled = |file: &&walk::File| {
            !self.rebuild
                && known_of(&file.path).is_some_and(|it| {
                    let is_same = it.stamp.size == file.size && it.stamp.modified == file.modified;
                    let is_readable = file.modified.is_some() && !is_worth_another_try(it.problem.as_ref());
                    is_same && is_readable && !self.has_lost_mirror(it)
                })
        };
        let (settled, todo): (Vec<_>, Vec<_>) = self.files.iter().partition(is_settled);
        let is_there = |it: &Known| self.files.binary_search_by(|file| file.path.cmp(&it.path)).is_ok();
        let (kept, removed): (Vec<_>, Vec<_>) = known.iter().partition(|it| is_there(it));
        let n_outside = self.n_known.saturating_sub(kept.len() + removed.len());
        let mut statistics = Statistics {
            files: self.files.len() + n_outside,
            removed: removed.len(),
            unchanged: settled.len() + n_outside,
            read: todo.len(),
            ..Statistics::default()
        };
        // Whether a document may have left a reading or a mirror behind.
        let mut is_untidy = removed.iter().any(|it| !import::is_text(&it.path));
        // Only once there is something to write, so that nothing is locked while nothing has changed.
        let mut writing: Option<Writing> = None;
        if !removed.is_empty() {
            let removed: Vec<PathBuf> = removed.iter().map(|it| it.path.clone()).collect();
            begun(&mut writing, index, &state, todo.len())?.remove(&removed);
        }
        let n_done = AtomicUsize::new(0);
        let mut committed = Instant::now();
        let look_at = |file: &&walk::File| -> anyhow::Result<LookedAt> {
            let mut record = self.read(file);
            (self.progress)(n_done.fetch_add(1, Ordering::Relaxed) + 1, todo.len());
            let known = known_of(&file.path);
            record.changed = known.and_then(|it| when_changed(it, &record, file.modified));
            self.put_mirror(&record);
            let outcome = compare(known, &record);
            let is_put = self.rebuild || !matches!(outcome, Outcome::Untouched);
            Ok(LookedAt {
                is_text: import::is_text(&record.path),
                outcome,
                prepared: is_put.then(|| index.prepare(record)).transpose()?,
            })
        };
        let take_in = |looked_at: anyhow::Result<LookedAt>| -> anyhow::Result<()> {
            let LookedAt { is_text, outcome, prepared } = looked_at.context("updating the index")?;
            is_untidy |= matches!(outcome, Outcome::Changed) && !is_text;
            match outcome {
                Outcome::New => statistics.new += 1,
                Outcome::Changed => statistics.changed += 1,
                Outcome::Same | Outcome::Untouched => statistics.unchanged += 1,
            }
            if let Some(prepared) = prepared {
                let mut observe = |text: &str, sentences: &[Sentence]| mining.read(text, sentences);
                begun(&mut writing, index, &state, todo.len())?
                    .put(prepared, &mut observe)
                    .context("updating the index")?;
            }
            if let Some(writing) = writing.as_mut().filter(|_| committed.elapsed() > COMMIT_INTERVAL) {
                writing.commit(false, || ()).context("updating the index")?;
                committed = Instant::now();
            }
            Ok(())
        };
        in_order(&todo, |it| it.size, look_at, take_in)?;
        if !index.is_complete() {
            begun(&mut writing, index, &state, todo.len())?;
        }
        let state = match writing {
            Some(mut writing) => {
                writing.commit(true, || mining.end()).context("updating the index")?;
                let state = index.state();
                writing.finish().context("updating the index")?;
                state
            }
            None if index.state() != state => return Err(Overtaken.into()),
            None => state,
        };
        mining.end();
        if is_untidy {
            self.tidy(&index.known()?);
        }
        Ok((statistics, state))
    }

    fn read(&self, file: &walk::File) -> FileRecord {
        let is_text = import::is_text(&file.path);
        let max_bytes = if is_text { self.limits.max_source_bytes } else { self.limits.max_document_bytes };
        read(file, max_bytes, |hash, bytes| self.documents.import(&file.path, hash, bytes))
    }

    /// Puts the Markdown that stands in for a document where editors find it.
    fn put_mirror(&self, record: &FileRecord) {
        let mirror = record.outcome.as_ref().ok().and_then(|it| it.mirror.as_ref());
        if let (Some(folder), Some(name), Some(mirror)) = (&self.mirrors, record.mirror_name(), mirror) {
            // Without it one can still read of the passages; the next start tries again.
            let _ = cache::write_whole_from(folder, &folder.join(name), mirror.as_bytes());
        }
    }

    /// Whether the mirror of a source has gone from the cache.
    fn has_lost_mirror(&self, known: &Known) -> bool {
        self.mirrors.as_ref().zip(known.mirror.as_ref()).is_some_and(|(folder, name)| !folder.join(name).exists())
    }

    /// Removes mirrors and readings of what is no longer there.
    fn tidy(&self, known: &[Known]) {
        self.documents.forget_all_but(&known.iter().map(|it| it.stamp.hash.as_str()).collect());
        let mirrors = known.iter().filter_map(|it| it.mirror.as_ref()?.components().next());
        let in_use: HashSet<&OsStr> = mirrors.map(|it| it.as_os_str()).collect();
        for entry in self.mirrors.iter().filter_map(|it| fs::read_dir(it).ok()).flatten().flatten() {
            if !in_use.contains(entry.file_name().as_os_str()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

fn begun<'w>(
    writing: &'w mut Option<Writing>,
    index: &Index,
    state: &str,
    n_files: usize,
) -> anyhow::Result<&'w mut Writing> {
    match writing {
        Some(writing) => Ok(writing),
        None => {
            let begun = index.writing(n_files)?;
            // From here on nobody else writes. What was concluded from an older state may be wrong.
            if index.state() != state {
                return Err(Overtaken.into());
            }
            Ok(writing.insert(begun))
        }
    }
}

/// Another process has written to the index since it was read.
#[derive(Debug)]
struct Overtaken;

impl std::fmt::Display for Overtaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("another process has written to the index")
    }
}

impl std::error::Error for Overtaken {}

/// Whether another process is writing to the index.
pub(super) fn is_locked(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(tantivy::TantivyError::LockFailure(..)))
}

/// Rights and limits change without the file changing.
fn is_worth_another_try(problem: Option<&Problem>) -> bool {
    matches!(problem, Some(Problem::Unreadable(_) | Problem::TooLarge(_)))
}

/// When the file of the record was written, if its contents are other ones than those that are known.
fn when_changed(known: &Known, record: &FileRecord, written: Option<u64>) -> Option<u64> {
    let is_other = !known.stamp.hash.is_empty() && known.stamp.hash != record.stamp.hash;
    if is_other { written } else { known.changed }
}

fn compare(known: Option<&Known>, record: &FileRecord) -> Outcome {
    let Some(Known { stamp, problem, .. }) = known else { return Outcome::New };
    let has_same_contents = stamp.hash == record.stamp.hash && record.outcome.as_ref().err() == problem.as_ref();
    match (has_same_contents, *stamp == record.stamp) {
        (true, true) => Outcome::Untouched,
        (true, false) => Outcome::Same,
        (false, _) => Outcome::Changed,
    }
}

fn read(file: &walk::File, max_bytes: u64, import: impl Fn(&str, &[u8]) -> Result<Extract, Problem>) -> FileRecord {
    let unread = |problem: Problem| FileRecord {
        path: file.path.clone(),
        stamp: Stamp { size: file.size, modified: file.modified, hash: String::new() },
        outcome: Err(problem),
        changed: None,
    };
    if file.size > max_bytes {
        return unread(Problem::TooLarge(file.size));
    }
    let (bytes, modified) = match read_bytes(&file.path, max_bytes) {
        Ok(read) => read,
        Err(error) => return unread(Problem::Unreadable(error.to_string())),
    };
    let size = bytes.len() as u64;
    if size > max_bytes {
        return unread(Problem::TooLarge(size));
    }
    let hash = cache::hex(&Sha256::digest(&bytes));
    let outcome = caught(|| import(&hash, &bytes));
    let modified = modified.filter(|it| !is_racy(*it));
    FileRecord { path: file.path.clone(), stamp: Stamp { size, modified, hash }, outcome, changed: None }
}

/// A fault in the importer costs one file and no other.
fn caught(import: impl FnOnce() -> Result<Extract, Problem>) -> Result<Extract, Problem> {
    catch_unwind(AssertUnwindSafe(import))
        .unwrap_or_else(|_| Err(Problem::Unreadable("the importer failed".to_string())))
}

/// What a document would give as a source; `reader` is [`Settings::reader`].
///
/// # Errors
/// Why it gives none.
pub fn look_at(path: &Path, bytes: &[u8], reader: Option<&Path>) -> Result<Extract, Problem> {
    let documents = Documents { program: reader.map(Path::to_owned), folder: None, rebuild: true };
    caught(|| documents.import(path, "", bytes))
}

fn read_bytes(path: &Path, max_bytes: u64) -> std::io::Result<(Vec<u8>, Option<u64>)> {
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(max_bytes)).unwrap_or_default());
    file.take(max_bytes + 1).read_to_end(&mut bytes)?;
    Ok((bytes, walk::modified(&metadata)))
}

pub(super) fn is_racy(modified: u64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Duration::from_millis(modified) + RACY > now
}
