//! The index over the sources' passages: a tantivy index in a folder it is given, or in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Corpus, Extract, Problem};

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

/// The index. Cloning shares it.
#[derive(Clone)]
pub struct Index {}

impl Index {
    /// Opens the index in `dir`, or starts an empty one there. A damaged or outdated one is set aside and started
    /// afresh.
    ///
    /// # Errors
    /// When the folder cannot be written or is not ours.
    pub fn open(_dir: &Path) -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// An index that lives in memory, for tests and for when the cache folder cannot be used.
    pub fn in_memory() -> Self {
        Self {}
    }

    /// The files it remembers, those that gave no source among them.
    pub fn stamps(&self) -> BTreeMap<PathBuf, Stamp> {
        BTreeMap::new()
    }

    /// Takes out the files of `removed` and puts in those of `records`, replacing what it had of them, in one commit.
    ///
    /// # Errors
    /// When another process is writing to it, or the disk fails; the index is then as it was.
    pub fn update(&self, _removed: &[PathBuf], _records: Vec<FileRecord>) -> anyhow::Result<()> {
        Ok(())
    }

    /// A frozen view of what it holds now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn corpus(&self) -> anyhow::Result<Corpus> {
        Ok(Corpus::default())
    }
}
