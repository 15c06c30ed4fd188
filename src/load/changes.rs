//! Tells from the names of changed files which of them the corpus has to look at.

use std::fs;

use super::*;

/// Of the changed paths those that may be sources; `None` when more than these may have changed.
pub(super) fn within(changed: &BTreeSet<PathBuf>, previous: &Workspace) -> Option<BTreeSet<PathBuf>> {
    // What lies beside the sources may speak of any that comes.
    if !previous.library.readings.is_empty() {
        return None;
    }
    let mut acc = BTreeSet::new();
    for path in changed {
        let name = path.file_name()?.to_string_lossy();
        let is_config = previous.config_path.as_deref() == Some(path) || *name == *FILE_NAME;
        let is_named = previous.bibliography_paths.contains(path);
        let holds_roots = previous.corpus_roots.iter().any(|it| it.starts_with(path));
        if is_config || is_named || holds_roots || is_ignore_file(&name) {
            return None;
        }
        // The glossary is read in any case.
        let Some(root) = previous.corpus_roots.iter().find(|it| path.starts_with(it)) else { continue };
        if is_hidden(path, root) {
            continue;
        }
        match fs::symlink_metadata(path) {
            // What is no document may say something of those beside it.
            Ok(metadata) if metadata.is_file() && walk::is_document(path) => _ = acc.insert(path.clone()),
            Ok(_) => return None,
            Err(_) if knows(previous, path) => _ = acc.insert(path.clone()),
            Err(_) if walk::is_document(path) && !holds_sources(previous, path) => {}
            Err(_) => return None,
        }
    }
    Some(acc)
}

/// Those of the paths that are files of the corpus now.
///
/// # Errors
/// When a glob of the configuration cannot be read.
pub(super) fn files(
    within: &BTreeSet<PathBuf>,
    previous: &Workspace,
    config: &Config,
) -> Result<Vec<walk::File>, Vec<Notice>> {
    let mut acc = Vec::new();
    let mut new = BTreeSet::new();
    for path in within {
        let Ok(metadata) = fs::symlink_metadata(path) else { continue };
        match knows(previous, path) {
            true => acc.push(walk::File::new(path, &metadata)),
            false => _ = new.insert(path.clone()),
        }
    }
    if !new.is_empty() {
        // Whether they are left out only their folders can tell.
        let config_path = previous.config_path.as_deref();
        acc.extend(walk::walk(&previous.corpus_roots, config, config_path, Some(&new))?.files);
    }
    acc.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(acc)
}

fn knows(previous: &Workspace, path: &Path) -> bool {
    let corpus = &previous.context.corpus;
    corpus.has_source(path) || corpus.problems().binary_search_by(|it| it.0.as_path().cmp(path)).is_ok()
}

/// Whether the path was a folder with sources.
fn holds_sources(previous: &Workspace, path: &Path) -> bool {
    let corpus = &previous.context.corpus;
    corpus.sources().iter().any(|it| it.path.starts_with(path))
        || corpus.problems().iter().any(|it| it.0.starts_with(path))
}

fn is_ignore_file(name: &str) -> bool {
    matches!(name, ".gitignore" | ".ignore" | ".git")
}

fn is_hidden(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().any(|it| it.as_os_str().to_string_lossy().starts_with('.'))
}
