//! `citecheck compare`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::load::Notice;
use crate::output::{Checked, Comparison, checked_now};

use super::changed::text_at;
use super::check::{Done, check_file, check_text, checked};
use super::trouble::report_notice;
use super::workspace::{Workspaces, current_dir};
use super::{Outcome, Place, Trouble, print};

pub(super) const HELP: &str = "\
OLD and NEW are drafts, or what `citecheck check --format json` has written. With --rev the old version is that of git, and with \
--old-corpus what the draft was held against; then one draft is enough.

Exit status: 0 nothing has changed, 1 there is something to look at, 2 trouble.";

#[derive(Args)]
pub(super) struct CompareArgs {
    /// The old version and the new one
    #[arg(required = true, value_name = "VERSIONS", num_args = 1..)]
    files: Vec<PathBuf>,
    /// Compare the drafts with what they were at this revision
    #[arg(long, value_name = "REV", conflicts_with = "old_corpus")]
    rev: Option<String>,
    /// The folder of the sources as they were; may be given several times
    #[arg(long, value_name = "DIR")]
    old_corpus: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    /// For pages and mails
    Md,
    Json,
}

pub(super) fn run(place: &Place, args: &CompareArgs) -> anyhow::Result<Outcome> {
    let mut workspaces = Workspaces::new(place);
    let sides = match (&args.rev, args.old_corpus.as_slice(), args.files.as_slice()) {
        (Some(revision), _, files) => since(&mut workspaces, revision, files)?,
        (None, [], [old, new]) => Sides::read(&mut workspaces, None, old, new)?,
        (None, [], _) => {
            let trouble = Trouble::new("a comparison needs an old version and a new one");
            return Err(trouble.hint("name two, or add `--rev REV` or `--old-corpus DIR`").into());
        }
        (None, corpus, files) => {
            let mut before = Workspaces::new(&Place { corpus: corpus.to_vec(), ..place.clone() });
            let (old, new) = match files {
                [one] => (one, one),
                [old, new] => (old, new),
                _ => return Err(Trouble::new("two versions of a draft are compared, not more").into()),
            };
            Sides::read(&mut workspaces, Some(&mut before), old, new)?
        }
    };
    if !sides.old.is_checked() || !sides.new.is_checked() {
        return Err(Trouble::new("a version could not be checked, so nothing can be said of what has changed").into());
    }
    let comparison = Comparison::new(&sides.old, &sides.new);
    match args.format {
        Format::Text => print::out(&comparison.text())?,
        Format::Md => print::out(&comparison.markdown())?,
        Format::Json => print::json(&comparison)?,
    }
    Ok(if comparison.is_changed() { Outcome::Findings } else { Outcome::Clean })
}

/// What is compared.
struct Sides {
    old: Checked,
    new: Checked,
}

/// One of them: read from a file of a former run, or checked now.
enum Side {
    Saved(Checked),
    Now(Box<Done>),
}

impl Sides {
    fn read(
        workspaces: &mut Workspaces,
        before: Option<&mut Workspaces>,
        old: &Path,
        new: &Path,
    ) -> anyhow::Result<Self> {
        let new_side = side(workspaces, new)?;
        let old_side = match before {
            Some(before) => side(before, old)?,
            None => side(workspaces, old)?,
        };
        Self::of(old_side, new_side, new)
    }

    fn of(old: Side, new: Side, path: &Path) -> anyhow::Result<Self> {
        let (mut before, mut after) = (old.checked()?, new.checked()?);
        // Of several drafts that were saved, the one that is compared.
        if let (Side::Saved(_), Side::Now(_)) = (&old, &new) {
            before = before.only(&path.to_string_lossy());
            if before.n_drafts() != 1 {
                let trouble = Trouble::new(format!("the old file has no draft `{}`", path.display()));
                return Err(trouble.hint("name a draft by the path that it was checked by").into());
            }
        }
        if let Side::Now(done) = &new {
            after.look_up(&done.workspace.context.corpus, &before);
        }
        if let Side::Now(done) = &old {
            before.look_up(&done.workspace.context.corpus, &after);
        }
        Ok(Self { old: before, new: after })
    }
}

impl Side {
    fn checked(&self) -> anyhow::Result<Checked> {
        match self {
            Self::Saved(it) => Ok(it.clone()),
            Self::Now(done) => Ok(checked_now(&checked(std::slice::from_ref(done.as_ref())), &current_dir())?),
        }
    }
}

fn side(workspaces: &mut Workspaces, path: &Path) -> anyhow::Result<Side> {
    if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json")) {
        let hint = "`citecheck check --format json FILES > FILE` writes one";
        let text = std::fs::read_to_string(path)
            .map_err(|error| Trouble::new(format!("cannot read `{}`: {error}", path.display())).hint(hint))?;
        let saved = Checked::read(&text)
            .map_err(|why| Trouble::new(format!("`{}` cannot be compared: {why}", path.display())).hint(hint))?;
        return Ok(Side::Saved(saved));
    }
    let done = check_file(workspaces, None, path).map_err(told)?;
    Ok(Side::Now(Box::new(done)))
}

/// Drafts as they are now, and as git has them.
fn since(workspaces: &mut Workspaces, revision: &str, files: &[PathBuf]) -> anyhow::Result<Sides> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for file in files {
        after.push(check_file(workspaces, None, file).map_err(told)?);
        // One that was not there yet is new as a whole.
        if let Some(text) = text_at(file, revision)? {
            before.push(check_text(workspaces, file, &text).map_err(told)?);
        }
    }
    let now = |done: &[Done]| checked_now(&checked(done), &current_dir());
    Ok(Sides { old: now(&before)?, new: now(&after)? })
}

fn told(notice: Notice) -> anyhow::Error {
    report_notice(&notice);
    Trouble::new("a version could not be read").into()
}
