//! Looks after the folders that indexes lie in: compares them with themselves, and removes them.

use std::fs;

use anyhow::Context as _;

use super::*;

/// What a comparison of an index with itself came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub n_sources: usize,
    pub n_passages: usize,
    /// Of the folder.
    pub n_bytes: u64,
    /// What is wrong, starting small, without a full stop.
    pub faults: Vec<String>,
}

/// What a removal came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Indexes, those of other versions of the program among them.
    pub n_indexes: usize,
    pub n_bytes: u64,
}

/// Compares the index of the corpus that serves `start` with its checksums and every list in it with every other. The
/// files of the corpus are not looked at.
///
/// # Errors
/// When there is no index, or no configuration that can be read.
pub fn verify(start: &Path, settings: &Settings) -> Result<Verified, Vec<Notice>> {
    let mut loader = Loader::new(start, settings, None);
    let dir = loader.folder()?;
    let refuse = |message: String| {
        let hint = Some("`citecheck index` makes one".to_string());
        vec![Notice { path: dir.clone(), message, hint, is_fatal: true }]
    };
    let folder = dir.join("index");
    if !folder.join("meta.json").exists() {
        return Err(refuse("there is no index of these sources".to_string()));
    }
    let mut acc = Verified { n_bytes: size(&dir), ..Verified::default() };
    match Index::faults(&folder) {
        Ok((corpus, faults)) => {
            acc.n_sources = corpus.sources().len();
            acc.n_passages = corpus.sources().iter().map(|it| it.n_passages).sum();
            acc.faults = faults;
        }
        Err(error) => acc.faults.push(format!("{error:#}")),
    }
    Ok(acc)
}

/// Removes the indexes of the corpus that serves `start`, of whichever version, or those of every corpus.
///
/// # Errors
/// When one is being written to, which leaves all in place, or one cannot be removed.
pub fn purge(start: &Path, settings: &Settings, all: bool) -> anyhow::Result<Purged> {
    let corpus = match all {
        true => None,
        false => {
            let mut loader = Loader::new(start, settings, None);
            let refuse = |it: Vec<Notice>| it.into_iter().map(|it| it.message).collect::<Vec<_>>().join("; ");
            loader.configure().map_err(|it| anyhow::anyhow!(refuse(it)))?;
            Some(cache::digest_of_roots(&loader.workspace.corpus_roots))
        }
    };
    let folders = cache::folders(settings, corpus.as_deref())?;
    let locks: Vec<_> = folders.iter().map(|it| Index::lock(&it.join("index"))).collect::<anyhow::Result<_>>()?;
    let n_bytes = folders.iter().map(|it| size(it)).sum();
    for folder in &folders {
        fs::remove_dir_all(folder).with_context(|| format!("removing `{}`", folder.display()))?;
    }
    for file in cache::keys_files(settings, corpus.as_deref())? {
        fs::remove_file(&file).with_context(|| format!("removing `{}`", file.display()))?;
    }
    drop(locks);
    Ok(Purged { n_indexes: folders.len(), n_bytes })
}

/// The bytes of a folder's files, at whatever depth.
pub fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size_of = |it: fs::DirEntry| match it.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&it.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size_of).sum()
}
