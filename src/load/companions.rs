//! Sidecars and bibliographies: which there are, and what they say.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::corpus::import::{self, Slip, is_bibliography, read_bibliography, read_sidecar};
use crate::corpus::{Bibliography, Companions, Keyring, Metadata};

/// A sidecar has a dozen lines.
const MAX_SIDECAR_BYTES: u64 = 1 << 20;

/// What companions of a corpus say, and what is to be said of them.
#[derive(Clone, Default)]
pub(super) struct Library {
    pub(super) companions: Companions,
    pub(super) notices: Vec<Notice>,
    /// Changes with what they say.
    pub(super) digest: String,
    /// By path, so that a reload reads only what changed.
    pub(super) readings: Readings,
}

pub(super) type Readings = HashMap<PathBuf, Arc<Reading>>;

impl Library {
    /// The companions that give this key.
    pub(super) fn giving(&self, key: &str) -> Vec<PathBuf> {
        let gives = |it: &Reading| match &it.content {
            Content::Sidecar(metadata) => metadata.key.as_deref() == Some(key),
            Content::Bibliography(bibliography) => {
                bibliography.entries.iter().any(|it| it.metadata.key.as_deref() == Some(key))
            }
            Content::Nothing => false,
        };
        let mut acc: Vec<PathBuf> = self.readings.iter().filter(|it| gives(it.1)).map(|it| it.0.clone()).collect();
        acc.sort();
        acc
    }

    /// The sidecar of a source: `a.pdf.yaml`, `a.yaml`.
    pub(super) fn sidecar_of(&self, source: &Path) -> Option<PathBuf> {
        let is_of_it = |path: &&PathBuf| {
            let stem = path.file_stem();
            path.parent() == source.parent() && (stem == source.file_name() || stem == source.file_stem())
        };
        let sidecars = self.readings.iter().filter(|it| matches!(it.1.content, Content::Sidecar(_))).map(|it| it.0);
        sidecars.filter(is_of_it).max_by_key(|it| it.as_os_str().len()).cloned()
    }
}

/// A companion, read.
#[derive(Debug)]
pub(super) struct Reading {
    file: walk::File,
    hash: String,
    content: Content,
    slips: Vec<Slip>,
}

#[derive(Debug)]
enum Content {
    Sidecar(Box<Metadata>),
    Bibliography(Arc<Bibliography>),
    /// A file of other data, or one that cannot be read.
    Nothing,
}

/// Which file is what.
enum Task {
    Sidecar(Vec<PathBuf>),
    Bibliography,
}

/// Reads the companions that the walk found and those that the configuration names. What `known` has of a file that
/// has not changed since is not read again.
pub(super) fn read(
    workspace: &Workspace,
    sources: &[walk::File],
    companions: &[walk::File],
    config: &Config,
    known: &Readings,
) -> Library {
    let mut acc = Library::default();
    let named = named_bibliographies(workspace, config, &mut acc.notices);
    let tasks = tasks(sources, companions, named);
    let readings: Vec<(Task, Arc<Reading>)> = tasks
        .into_par_iter()
        .map(|(file, task)| {
            let old = known
                .get(&file.path)
                .filter(|it| it.file == file && file.modified.is_some_and(|it| !sync::is_racy(it)));
            let is_same_task = |it: &&Arc<Reading>| {
                matches!(
                    (&task, &it.content),
                    (Task::Sidecar(_), Content::Sidecar(_)) | (Task::Bibliography, Content::Bibliography(_))
                )
            };
            let reading = old.filter(is_same_task).cloned();
            let reading = reading.unwrap_or_else(|| Arc::new(read_one(file, &task, config.limits.max_source_bytes)));
            (task, reading)
        })
        .collect();
    let mut hasher = Sha256::new();
    for (task, reading) in readings {
        let path = &reading.file.path;
        hasher.update(format!("{}\0{}\0", path.display(), reading.hash));
        acc.notices.extend(reading.slips.iter().map(|it| slip(workspace, path, it)));
        match (&reading.content, task) {
            (Content::Sidecar(metadata), Task::Sidecar(sources)) => {
                for source in sources {
                    acc.companions.sidecars.insert(source, (**metadata).clone());
                }
            }
            (Content::Bibliography(bibliography), _) => acc.companions.bibliographies.push(Arc::clone(bibliography)),
            _ => {}
        }
        acc.readings.insert(path.clone(), reading);
    }
    acc.digest = cache::hex(&hasher.finalize());
    acc
}

/// The bibliographies that the configuration names, canonical; those that are missing or lie elsewhere are told.
fn named_bibliographies(workspace: &Workspace, config: &Config, notices: &mut Vec<Notice>) -> Vec<walk::File> {
    let root = &workspace.root;
    let mut acc = Vec::new();
    for name in &config.bibliography {
        let path = root.join(name);
        let mut refuse = |message: String, hint: &str| {
            notices.push(Notice { path: path.clone(), message, hint: Some(hint.to_owned()), is_fatal: false });
        };
        let found = path.canonicalize().and_then(|it| Ok((fs::metadata(&it)?, it)));
        match found {
            Err(error) => refuse(
                format!("cannot read the bibliography `{name}`: {error}"),
                "put it there, or mend `bibliography` in `citecheck.toml`",
            ),
            Ok((_, found)) if !found.starts_with(root) => {
                refuse(
                    format!("the bibliography `{name}` leads out of the workspace"),
                    "keep it below `citecheck.toml`",
                );
            }
            Ok((metadata, _)) if !metadata.is_file() => {
                refuse(format!("the bibliography `{name}` is no file"), "name the file itself");
            }
            Ok((metadata, path)) => {
                acc.push(walk::File { size: metadata.len(), modified: walk::modified(&metadata), path });
            }
        }
    }
    acc
}

/// What each companion is for: `a.yaml` and `a.pdf.yaml` speak of `a.pdf`.
fn tasks(sources: &[walk::File], companions: &[walk::File], named: Vec<walk::File>) -> Vec<(walk::File, Task)> {
    let mut by_stem: HashMap<(&Path, &str), Vec<&Path>> = HashMap::new();
    let mut by_name: HashMap<(&Path, &str), &Path> = HashMap::new();
    // Most corpora have no companions, and large ones have many names.
    for source in sources.iter().filter(|_| !companions.is_empty()) {
        let Some(folder) = source.path.parent() else { continue };
        if let Some(stem) = source.path.file_stem().and_then(|it| it.to_str()) {
            by_stem.entry((folder, stem)).or_default().push(&source.path);
        }
        if let Some(name) = source.path.file_name().and_then(|it| it.to_str()) {
            by_name.insert((folder, name), &source.path);
        }
    }
    let mut acc: Vec<(walk::File, Task)> = Vec::new();
    let is_named: HashSet<&Path> = named.iter().map(|it| it.path.as_path()).collect();
    for file in companions.iter().filter(|it| !is_named.contains(it.path.as_path())) {
        let (Some(folder), Some(stem)) = (file.path.parent(), file.path.file_stem().and_then(|it| it.to_str())) else {
            continue;
        };
        let stem = stem.strip_suffix(".csl").unwrap_or(stem);
        let of: Vec<PathBuf> = match by_name.get(&(folder, stem)) {
            Some(source) => vec![source.to_path_buf()],
            None => by_stem.get(&(folder, stem)).into_iter().flatten().map(|it| it.to_path_buf()).collect(),
        };
        if !of.is_empty() {
            acc.push((file.clone(), Task::Sidecar(of)));
        } else if is_bibliography(&file.path) {
            acc.push((file.clone(), Task::Bibliography));
        }
    }
    acc.extend(named.into_iter().map(|it| (it, Task::Bibliography)));
    acc.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    acc.dedup_by(|a, b| a.0.path == b.0.path);
    acc
}

fn read_one(file: walk::File, task: &Task, max_bytes: u64) -> Reading {
    let max_bytes =
        if matches!(task, Task::Sidecar(_)) && !is_bibliography(&file.path) { MAX_SIDECAR_BYTES } else { max_bytes };
    let unread = |file: walk::File, message: String| Reading {
        file,
        hash: String::new(),
        content: Content::Nothing,
        slips: vec![Slip { line: 0, message }],
    };
    if file.size > max_bytes {
        let message = format!("it is larger than it may be: {} of {max_bytes} bytes", file.size);
        return unread(file, message);
    }
    let bytes = match fs::read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return unread(file, format!("it cannot be read: {error}")),
    };
    let hash = cache::hex(&Sha256::digest(&bytes));
    // A fault in a reader costs this file and no other.
    let read = catch_unwind(AssertUnwindSafe(|| read_content(&file.path, task, &bytes)));
    match read {
        Ok((content, slips)) => Reading { file, hash, content, slips },
        Err(_) => unread(file, "its reader failed".to_owned()),
    }
}

fn read_content(path: &Path, task: &Task, bytes: &[u8]) -> (Content, Vec<Slip>) {
    let as_bibliography = || {
        let (entries, slips) = read_bibliography(path, bytes);
        (Content::Bibliography(Arc::new(Bibliography { path: path.to_owned(), entries })), slips)
    };
    if matches!(task, Task::Bibliography) {
        return as_bibliography();
    }
    match read_sidecar(path, bytes) {
        Ok(metadata) => (Content::Sidecar(Box::new(metadata)), Vec::new()),
        // A bibliography may have the name of a source.
        Err(_) if is_bibliography(path) => as_bibliography(),
        Err(slip) if import::is_data(path, &slip) => (Content::Nothing, Vec::new()),
        Err(slip) => (Content::Nothing, vec![slip]),
    }
}

fn slip(workspace: &Workspace, path: &Path, slip: &Slip) -> Notice {
    let name = shown(path, &workspace.root);
    let (message, hint) = match slip.line {
        0 => (
            format!("`{name}`: {}", slip.message),
            "see whether it is what it should be, or leave it out with `exclude`",
        ),
        line => (format!("{name}:{line}: {}", slip.message), "what else it says is heard; mend this place"),
    };
    Notice { path: path.to_owned(), message, hint: Some(hint.to_owned()), is_fatal: false }
}

/// The keys that the sources of the corpus in `dir` were given before.
pub(super) fn read_keys(dir: &Path) -> Keyring {
    let kept = keys_file(dir).and_then(|it| fs::read(it).ok());
    kept.and_then(|it| postcard::from_bytes(cache::sealed(&it, MAGIC)?).ok()).unwrap_or_default()
}

/// Keeps the keys for the next start. Without them they are made anew, which gives the same ones unless sources were
/// added or changed meanwhile.
pub(super) fn keep_keys(dir: &Path, corpus: &Corpus) {
    let old = read_keys(dir);
    let keyring = old.renewed(corpus.sources());
    if keyring == old {
        return;
    }
    if let (Some(path), Ok(bytes)) = (keys_file(dir), postcard::to_allocvec(&keyring)) {
        let _ = cache::write_whole(&path, &cache::seal(MAGIC, &bytes));
    }
}

/// Beside the folder of the index, since drafts cite by the keys whichever version of the program made it.
fn keys_file(dir: &Path) -> Option<PathBuf> {
    let (_, digest) = dir.file_name()?.to_str()?.split_once('-')?;
    Some(dir.with_file_name(cache::keys_name(digest)))
}

const MAGIC: &[u8; 8] = b"cckeys\0\x01";
