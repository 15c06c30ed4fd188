//! Lists the files of a corpus.

use std::fs::Metadata;
use std::ops::Bound;
use std::time::UNIX_EPOCH;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};
use rayon::prelude::*;

use super::*;

/// Endings of documents that people take for sources though we cannot read them yet. Saying nothing of them would pass
/// them off as searched.
const OTHER_DOCUMENTS: [&str; 6] = ["msg", "pptx", "xlsx", "org", "rst", "tex"];

/// A file of the corpus as the system describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    /// Milliseconds since 1970.
    pub(super) modified: Option<u64>,
}

impl File {
    pub(super) fn new(path: &Path, metadata: &Metadata) -> Self {
        Self { path: path.to_owned(), size: metadata.len(), modified: modified(metadata) }
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Walk {
    /// By path.
    pub(super) files: Vec<File>,
    /// By path: what may be a sidecar or a bibliography.
    pub(super) companions: Vec<File>,
    pub(super) notices: Vec<Notice>,
}

/// Lists the files below `roots`: regular ones of a known format, neither hidden nor ignored, links not followed. Where
/// `only` some are asked for, the folders of others are not looked into.
///
/// # Errors
/// When a glob of the configuration cannot be read.
pub(super) fn walk(
    roots: &[PathBuf],
    config: &Config,
    config_path: Option<&Path>,
    only: Option<&BTreeSet<PathBuf>>,
) -> Result<Walk, Vec<Notice>> {
    let (mut files, mut companions) = (Vec::new(), Vec::new());
    let mut acc = Walk::default();
    for root in roots {
        let folder = if root.is_dir() { root.as_path() } else { root.parent().unwrap_or(root) };
        let include = globs(folder, "include", &config.include, config_path)?;
        let exclude = globs(folder, "exclude", &config.exclude, config_path)?;
        let (excluded, wanted) = (exclude.clone(), only.cloned());
        let walker = WalkBuilder::new(root)
            .follow_links(false)
            // A corpus that is named counts, even where the project around it ignores it.
            .parents(false)
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .filter_entry(move |it| {
                let is_dir = it.file_type().is_some_and(|it| it.is_dir());
                let leads_on = |wanted: &BTreeSet<PathBuf>| match is_dir {
                    true => {
                        let from = (Bound::Included(it.path()), Bound::Unbounded);
                        wanted.range::<Path, _>(from).next().is_some_and(|wanted| wanted.starts_with(it.path()))
                    }
                    false => wanted.contains(it.path()),
                };
                wanted.as_ref().is_none_or(leads_on) && !excluded.matched(it.path(), is_dir).is_ignore()
            })
            .build();
        for entry in walker {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    acc.notices.push(Notice {
                        path: root.clone(),
                        message: format!("part of the corpus cannot be read: {error}"),
                        hint: None,
                        is_fatal: false,
                    });
                    continue;
                }
            };
            let path = entry.path();
            let is_file = entry.file_type().is_some_and(|it| it.is_file());
            let is_left_out = exclude.matched_path_or_any_parents(path, false).is_ignore();
            let is_wanted = include.is_empty() || include.matched_path_or_any_parents(path, false).is_ignore();
            if entry.path_is_symlink() && !is_left_out && is_wanted {
                acc.notices.extend(stray_link(path, root, roots));
            }
            if !is_file || is_left_out || Some(path) == config_path {
                continue;
            }
            // What speaks of sources need not be wanted as one.
            let list = match is_document(path) {
                true if is_wanted => &mut files,
                false if is_companion(path) => &mut companions,
                _ => continue,
            };
            list.push(entry);
        }
    }
    (acc.files, acc.companions) = rayon::join(|| described(files), || described(companions));
    acc.notices.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(acc)
}

/// What the system says of the files, by path, each once; those that are gone by now left out.
fn described(entries: Vec<DirEntry>) -> Vec<File> {
    let describe = |entry: DirEntry| Some(File::new(entry.path(), &entry.metadata().ok()?));
    let mut acc: Vec<File> = entries.into_par_iter().filter_map(describe).collect();
    acc.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    acc.dedup_by(|a, b| a.path == b.path);
    acc
}

/// What is to be said of a link whose target is not read in its own place.
fn stray_link(path: &Path, root: &Path, roots: &[PathBuf]) -> Option<Notice> {
    let target = path.canonicalize();
    let is_read = |it: &PathBuf| roots.iter().any(|root| it.starts_with(root)) || !(it.is_dir() || is_document(path));
    if target.as_ref().is_ok_and(is_read) || (target.is_err() && !is_document(path)) {
        return None;
    }
    let name = shown(path, root.parent().unwrap_or(root));
    let (message, hint) = match target {
        Ok(_) => (
            format!("`{name}` is a link that leads out of the corpus, so it is not followed"),
            "name the folder it leads to: `citecheck.extraCorpus` in the editor, `--corpus` on the command line",
        ),
        Err(_) => (format!("`{name}` is a link that leads nowhere"), "mend or remove it"),
    };
    Some(Notice { path: path.to_owned(), message, hint: Some(hint.to_string()), is_fatal: false })
}

pub(super) fn is_document(path: &Path) -> bool {
    // What we have written about a draft would bear it out.
    if super::write::is_report(path) {
        return false;
    }
    import::is_readable(path) || OTHER_DOCUMENTS.contains(&import::ending(path).as_str())
}

fn is_companion(path: &Path) -> bool {
    import::SIDECAR_ENDINGS.contains(&import::ending(path).as_str())
}

/// When a file was last written, in milliseconds since 1970.
pub(super) fn modified(metadata: &Metadata) -> Option<u64> {
    let elapsed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(elapsed.as_millis()).ok()
}

fn globs(folder: &Path, key: &str, globs: &[String], config_path: Option<&Path>) -> Result<Gitignore, Vec<Notice>> {
    let mut builder = GitignoreBuilder::new(folder);
    let refuse = |error: ignore::Error| {
        vec![Notice {
            path: config_path.unwrap_or(folder).to_owned(),
            message: format!("`{key}` cannot be read: {error}"),
            hint: Some("write globs as in `.gitignore`: `drafts/`, `*-old.*`, `reports/**/*.md`".to_string()),
            is_fatal: true,
        }]
    };
    for glob in globs {
        builder.add_line(None, glob).map_err(refuse)?;
    }
    builder.build().map_err(refuse)
}
