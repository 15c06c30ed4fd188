//! Reads disks: configuration, corpus folders, index, watcher.

use std::path::{Path, PathBuf};

use crate::check::Context;

/// Something about the workspace that the writer should know, at the top of the draft or on standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The file it is about.
    pub path: PathBuf,
    /// What is wrong, starting small, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Claims could not be checked because of it.
    pub is_fatal: bool,
}

/// A workspace: its configuration and corpus, loaded.
pub struct Workspace {
    /// The folder that holds `citecheck.toml`, or that stands in for it.
    pub root: PathBuf,
    pub context: Context,
    pub notices: Vec<Notice>,
}

/// Progress of loading: how many files of how many are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

impl Workspace {
    /// Finds the configuration upwards from `start` (a draft or a folder), brings the index of its corpus up to date
    /// and opens it. Never fails: what is wrong is among the notices.
    pub fn load(start: &Path, _progress: Progress) -> Self {
        todo!("{}", start.display())
    }
}
