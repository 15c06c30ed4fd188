//! Lets the index follow the files of the corpus, reading only what changed.

use std::collections::HashMap;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::config::Limits;
use crate::corpus::Extract;
use crate::corpus::import::import;
use crate::corpus::index::{FileRecord, Stamp};

/// How much text is imported before it is written to the index.
const BATCH_BYTES: u64 = 64 << 20;

/// A file written this shortly before it was read may be written again without looking any different.
const RACY: Duration = Duration::from_secs(2);

/// How long another process may be writing to the index before we go on without it.
const PATIENCE: Duration = Duration::from_secs(20);

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

impl Job<'_> {
    /// Brings `index` up to date.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn run(&self, index: &Index) -> anyhow::Result<Statistics> {
        let started = Instant::now();
        loop {
            let error = match self.try_run(index) {
                Ok(statistics) => return Ok(statistics),
                Err(error) => error,
            };
            if !is_locked(&error) || started.elapsed() > PATIENCE {
                return Err(error);
            }
            // Once the other process is done, there is likely nothing left to do.
            std::thread::sleep(Duration::from_millis(250));
        }
    }

    fn try_run(&self, index: &Index) -> anyhow::Result<Statistics> {
        let known = index.stamps();
        let problems: HashMap<PathBuf, Problem> = index.corpus()?.problems().iter().cloned().collect();
        let is_settled = |file: &&walk::File| {
            !self.rebuild
                && known.get(&file.path).is_some_and(|stamp| {
                    let is_same = stamp.size == file.size && stamp.modified == file.modified;
                    is_same && file.modified.is_some() && !is_worth_another_try(problems.get(&file.path))
                })
        };
        let (settled, todo): (Vec<_>, Vec<_>) = self.files.iter().partition(is_settled);
        let mut removed: Vec<PathBuf> = known
            .keys()
            .filter(|path| self.files.binary_search_by(|it| it.path.as_path().cmp(path)).is_err())
            .cloned()
            .collect();
        let mut statistics = Statistics {
            files: self.files.len(),
            removed: removed.len(),
            unchanged: settled.len(),
            read: todo.len(),
            ..Statistics::default()
        };
        let n_done = AtomicUsize::new(0);
        for batch in batches(&todo) {
            let looked_at: Vec<(Outcome, FileRecord)> = batch
                .par_iter()
                .map(|file| {
                    let record = read(file, self.limits.max_source_bytes);
                    (self.progress)(n_done.fetch_add(1, Ordering::Relaxed) + 1, todo.len());
                    (compare(known.get(&file.path), problems.get(&file.path), &record), record)
                })
                .collect();
            let mut records = Vec::new();
            for (outcome, record) in looked_at {
                match outcome {
                    Outcome::New => statistics.new += 1,
                    Outcome::Changed => statistics.changed += 1,
                    Outcome::Same | Outcome::Untouched => statistics.unchanged += 1,
                }
                if self.rebuild || !matches!(outcome, Outcome::Untouched) {
                    records.push(record);
                }
            }
            if !records.is_empty() || !removed.is_empty() {
                index.update(&std::mem::take(&mut removed), records).context("updating the index")?;
            }
        }
        if !removed.is_empty() {
            index.update(&removed, Vec::new()).context("updating the index")?;
        }
        Ok(statistics)
    }
}

/// Whether another process is writing to the index.
pub(super) fn is_locked(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(tantivy::TantivyError::LockFailure(..)))
}

/// Rights and limits change without the file changing.
fn is_worth_another_try(problem: Option<&Problem>) -> bool {
    matches!(problem, Some(Problem::Unreadable(_) | Problem::TooLarge(_)))
}

fn batches<'a>(files: &'a [&'a walk::File]) -> Vec<&'a [&'a walk::File]> {
    let mut acc = Vec::new();
    let mut start = 0;
    let mut size = 0;
    for (idx, file) in files.iter().enumerate() {
        size += file.size;
        if size >= BATCH_BYTES {
            acc.push(&files[start..=idx]);
            (start, size) = (idx + 1, 0);
        }
    }
    if start < files.len() {
        acc.push(&files[start..]);
    }
    acc
}

fn compare(known: Option<&Stamp>, problem: Option<&Problem>, record: &FileRecord) -> Outcome {
    let Some(known) = known else { return Outcome::New };
    let has_same_contents = known.hash == record.stamp.hash && record.outcome.as_ref().err() == problem;
    match (has_same_contents, *known == record.stamp) {
        (true, true) => Outcome::Untouched,
        (true, false) => Outcome::Same,
        (false, _) => Outcome::Changed,
    }
}

fn read(file: &walk::File, max_bytes: u64) -> FileRecord {
    let unread = |problem: Problem| FileRecord {
        path: file.path.clone(),
        stamp: Stamp { size: file.size, modified: file.modified, hash: String::new() },
        outcome: Err(problem),
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
    let outcome = look_at(&file.path, &bytes);
    let modified = modified.filter(|it| !is_racy(*it));
    FileRecord { path: file.path.clone(), stamp: Stamp { size, modified, hash }, outcome }
}

/// What a document would give as a source. A fault in the importer costs this file and no other.
///
/// # Errors
/// Why it gives none.
pub fn look_at(path: &Path, bytes: &[u8]) -> Result<Extract, Problem> {
    catch_unwind(AssertUnwindSafe(|| import(path, bytes)))
        .unwrap_or_else(|_| Err(Problem::Unreadable("the importer failed".to_string())))
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
