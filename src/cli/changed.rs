//! The drafts that have changed in git.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Trouble;
use super::trouble::say;
use super::workspace::{Workspaces, current_dir};

/// Those of the drafts that have changed since a revision, or are new; of all drafts of the workspace where none are named.
pub(super) fn changed_drafts(
    workspaces: &mut Workspaces,
    files: &[PathBuf],
    revision: &str,
) -> anyhow::Result<Vec<PathBuf>> {
    let here = current_dir();
    let files: Vec<PathBuf> = match files.is_empty() {
        false => files.to_vec(),
        true => {
            let drafts = workspaces.of(&here.join("draft.md")).drafts();
            drafts.into_iter().map(|it| it.strip_prefix(&here).map(Path::to_owned).unwrap_or(it)).collect()
        }
    };
    if files.is_empty() {
        let trouble = Trouble::new("there are no drafts here");
        return Err(trouble.hint("go to the folder that holds `citecheck.toml`, or name the drafts").into());
    }
    // Drafts may lie in several repositories.
    let mut changed = BTreeSet::new();
    let folders: BTreeSet<PathBuf> = files.iter().filter_map(|it| folder_of(it)).collect();
    let mut asked = BTreeSet::new();
    for folder in folders {
        let root = PathBuf::from(git(&folder, &["rev-parse", "--show-toplevel"])?.trim_end());
        if asked.insert(root.clone()) {
            changed.extend(changed_files(&root, revision)?);
        }
    }
    let is_changed = |it: &PathBuf| it.canonicalize().is_ok_and(|it| changed.contains(&it));
    let acc: Vec<PathBuf> = files.into_iter().filter(is_changed).collect();
    if acc.is_empty() {
        say(&format!("no draft has changed since `{revision}`"));
    }
    Ok(acc)
}

fn folder_of(file: &Path) -> Option<PathBuf> {
    file.canonicalize().ok()?.parent().map(Path::to_owned)
}

/// The text of a file at a revision; `None` where it was not there yet.
pub(super) fn text_at(file: &Path, revision: &str) -> anyhow::Result<Option<String>> {
    named(revision)?;
    let file = file.canonicalize()?;
    let folder = file.parent().unwrap_or(&file);
    // Whether there is such a revision at all.
    git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let listed = git(folder, &["ls-tree", "--name-only", "-z", revision, &format!("./{name}")])?;
    if listed.is_empty() {
        return Ok(None);
    }
    git(folder, &["show", "--no-textconv", &format!("{revision}:./{name}")]).map(Some)
}

/// Refuses what git would take for an option.
fn named(revision: &str) -> anyhow::Result<()> {
    if revision.is_empty() || revision.starts_with('-') {
        return Err(Trouble::new(format!("`{revision}` is no revision"))
            .hint("name a branch, a tag or a commit")
            .into());
    }
    Ok(())
}

/// The files of a repository that are others than at a revision, and those that git does not follow yet.
fn changed_files(root: &Path, revision: &str) -> anyhow::Result<Vec<PathBuf>> {
    named(revision)?;
    let changed = git(root, &["diff", "--name-only", "-z", "--no-ext-diff", "--diff-filter=d", revision, "--"])?;
    let new = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = changed.split('\0').chain(new.split('\0')).filter(|it| !it.is_empty());
    Ok(names.filter_map(|it| root.join(it).canonicalize().ok()).collect())
}

fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output =
        Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                Trouble::new("this asks git, which is not there").hint("install it, or name the drafts instead")
            }
            _ => Trouble::new(format!("git cannot be started: {error}")),
        })?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let complaint = complaint.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
        let complaint = if complaint.is_empty() { "there is no such revision".to_owned() } else { complaint };
        return Err(Trouble::new(format!("git says: {complaint}"))
            .hint("see whether the revision is spelled well")
            .into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
