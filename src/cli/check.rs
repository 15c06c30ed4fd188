//! `citecheck check`

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::check::{Memo, Report, Summary, check};
use crate::draft::Draft;
use crate::load::{Notice, Workspace};
use crate::output::{self, CheckedDraft};

use super::workspace::{Workspaces, current_dir, is_broken};
use super::{CheckArgs, Format, Outcome, Place, Trouble, print, trouble};

/// A draft that was read, whether or not it could be checked.
struct Done {
    path: String,
    workspace: Rc<Workspace>,
    report: Report,
}

pub(super) fn run(place: &Place, args: &CheckArgs) -> anyhow::Result<Outcome> {
    let mut workspaces = Workspaces::new(place);
    let mut unread = Vec::new();
    let mut done = Vec::new();
    for file in &args.files {
        match check_file(&mut workspaces, args, file) {
            Ok(it) => done.push(it),
            Err(err) => {
                trouble::report(&err);
                unread.push(notice(file, &err));
            }
        }
    }
    let notices: Vec<Notice> =
        workspaces.loaded().iter().flat_map(|it| it.notices.iter().cloned()).chain(unread.iter().cloned()).collect();
    match args.format {
        Format::Text => print_text(&done)?,
        Format::Json => print::json(&output::json(&checked(&done), &notices, &current_dir()))?,
    }
    if !unread.is_empty() || done.iter().any(|it| !it.report.is_checked) {
        return Ok(Outcome::Trouble);
    }
    let mut findings = done.iter().flat_map(|it| &it.report.findings);
    Ok(if findings.any(|it| args.fail_on.includes(it.level)) { Outcome::Findings } else { Outcome::Clean })
}

fn check_file(workspaces: &mut Workspaces, args: &CheckArgs, file: &Path) -> anyhow::Result<Done> {
    let is_stdin = file == Path::new("-");
    let path = match &args.stdin_path {
        Some(path) if is_stdin => path.clone(),
        None if is_stdin => PathBuf::from("<stdin>"),
        _ => file.to_owned(),
    };
    let bytes = if is_stdin { read_stdin()? } else { read_file(file)? };
    let workspace = workspaces.of(&folder_of(&path));
    let max_bytes = workspace.context.config.limits.max_draft_bytes;
    let text = draft_text(&path, bytes, max_bytes)?;
    let draft = Arc::new(Draft::parse(&text));
    let report = match is_broken(&workspace) {
        true => Report::not_checked(draft),
        false => check(&workspace.context, draft, &Memo::default()),
    };
    if !report.is_checked && !is_broken(&workspace) {
        let trouble = Trouble::new(format!("`{}` could not be checked: the index cannot be read", path.display()));
        return Err(trouble.hint("`citecheck index --rebuild` makes it anew").into());
    }
    Ok(Done { path: path.to_string_lossy().into_owned(), workspace, report })
}

/// The text of a draft on disk.
pub(super) fn read_draft(path: &Path, max_bytes: u64) -> anyhow::Result<String> {
    draft_text(path, read_file(path)?, max_bytes)
}

/// The folder of a draft, which decides its workspace.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().map_or_else(current_dir, |it| current_dir().join(it));
    folder.canonicalize().unwrap_or(folder)
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = path.display();
    if path.is_dir() {
        let drafts = path.join("*.md");
        let hint = format!("name the drafts in it: citecheck check {}", drafts.display());
        return Err(Trouble::new(format!("`{name}` is a folder")).hint(hint).into());
    }
    fs::read(path).map_err(|err| match err.kind() {
        io::ErrorKind::NotFound => Trouble::new(format!("there is no draft `{name}`")).into(),
        _ => Trouble::new(format!("cannot read `{name}`: {err}")).into(),
    })
}

fn read_stdin() -> anyhow::Result<Vec<u8>> {
    let mut acc = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut acc);
    read.map_err(|err| Trouble::new(format!("cannot read standard input: {err}")))?;
    Ok(acc)
}

fn draft_text(path: &Path, bytes: Vec<u8>, max_bytes: u64) -> anyhow::Result<String> {
    let name = path.display();
    if bytes.len() as u64 > max_bytes {
        let message = format!("`{name}` is larger than a draft may be: {} of {max_bytes} bytes", bytes.len());
        return Err(Trouble::new(message).hint("raise `max-draft-bytes` under `[limits]` in `citecheck.toml`").into());
    }
    String::from_utf8(bytes).map_err(|err| {
        let message = format!("`{name}` is not UTF-8 text (byte {})", err.utf8_error().valid_up_to());
        Trouble::new(message).hint("drafts are Markdown or plain text; save it as UTF-8").into()
    })
}

fn notice(file: &Path, err: &anyhow::Error) -> Notice {
    Notice { path: file.to_owned(), message: format!("{err:#}"), hint: None, is_fatal: true }
}

fn checked(done: &[Done]) -> Vec<CheckedDraft<'_>> {
    done.iter()
        .map(|it| CheckedDraft { path: &it.path, corpus: &it.workspace.context.corpus, report: &it.report })
        .collect()
}

fn print_text(done: &[Done]) -> anyhow::Result<()> {
    let (base, style) = (current_dir(), print::style());
    let mut summary = Summary::default();
    for it in checked(done) {
        if it.report.is_checked {
            print::out(&output::text(&it, &base, style))?;
            summary += it.report.summary();
        }
    }
    if done.iter().any(|it| it.report.is_checked) {
        print::out(&format!("{}\n", output::summary(&summary)))?;
    }
    Ok(())
}
