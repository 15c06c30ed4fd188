//! `citecheck check`

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::check::{self, Memo, Report, Summary, check};
use crate::config::{ACCEPTED_FILE_NAME, Limits};
use crate::draft::Draft;
use crate::load::{Notice, Workspace, read_draft_within, today, written};
use crate::output::{self, CheckedDraft};

use super::trouble::report_notice;
use super::workspace::{Workspaces, current_dir};
use super::{CheckArgs, Format, Outcome, Place, print};

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
            Err(notice) => {
                report_notice(&notice);
                unread.push(notice);
            }
        }
    }
    for workspace in workspaces.loaded() {
        done.extend(check_accepted(workspace, &done));
    }
    let notices: Vec<Notice> =
        workspaces.loaded().flat_map(|it| it.notices.iter().cloned()).chain(unread.iter().cloned()).collect();
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

fn check_file(workspaces: &mut Workspaces, args: &CheckArgs, file: &Path) -> Result<Done, Notice> {
    let is_stdin = file == Path::new("-");
    let path = match &args.stdin_path {
        Some(path) if is_stdin => path.clone(),
        None if is_stdin => PathBuf::from("<stdin>"),
        _ => file.to_owned(),
    };
    if !is_stdin && (path.is_dir() || !path.exists()) {
        // Its workspace is nobody's concern; reading says what is wrong.
        read_draft_within(&path, 0)?;
    }
    // Before the workspace is loaded, which may take its time.
    let stdin = if is_stdin { Some(read_stdin(&path)?) } else { None };
    let workspace = workspaces.of(&path);
    let text = match stdin {
        Some(text) => text,
        None => read_draft_within(&path, workspace.context.config.limits.max_draft_bytes)?,
    };
    if workspace.is_source(&path) {
        let message = format!("`{}` is one of the sources and would bear itself out", path.display());
        return Err(notice(
            &path,
            message,
            "move it out of the corpus, or leave it out with `exclude` in `citecheck.toml`",
        ));
    }
    let draft = Arc::new(Draft { saved: written(&path), today: Some(today()), ..Draft::parse(&text) });
    let report = match workspace.is_broken() {
        true => Report::not_checked(draft),
        false => check(&workspace.context, draft, &Memo::default()),
    };
    if !report.is_checked && !workspace.is_broken() {
        let message = format!("`{}` could not be checked: the index cannot be read", path.display());
        return Err(notice(&path, message, "`citecheck index --rebuild` makes it anew"));
    }
    Ok(Done { path: path.to_string_lossy().into_owned(), workspace, report })
}

/// The file that lists accepted claims, where one of them stands in no draft any more. That is known once all drafts of the
/// workspace are.
fn check_accepted(workspace: &Rc<Workspace>, done: &[Done]) -> Option<Done> {
    if workspace.context.config.accepted.is_empty() || workspace.is_broken() {
        return None;
    }
    let ours: Vec<&Done> = done.iter().filter(|it| Rc::ptr_eq(&it.workspace, workspace)).collect();
    let checked: Vec<PathBuf> = ours.iter().filter_map(|it| Path::new(&it.path).canonicalize().ok()).collect();
    if !workspace.drafts().iter().all(|it| checked.contains(it)) {
        return None;
    }
    let path = workspace.root.join(ACCEPTED_FILE_NAME);
    let text = std::fs::read_to_string(&path).ok()?;
    let drafts: Vec<Arc<Draft>> = ours.iter().map(|it| Arc::clone(&it.report.draft)).collect();
    let report = check::check_accepted(&workspace.context, &drafts, &text);
    let path = output::display_path(&path, &current_dir());
    (!report.findings.is_empty()).then(|| Done { path, workspace: Rc::clone(workspace), report })
}

fn read_stdin(path: &Path) -> Result<String, Notice> {
    let mut bytes = Vec::new();
    // One byte more than a draft may have tells whether there is more.
    let max_bytes = Limits::default().max_draft_bytes;
    let read = io::stdin().lock().take(max_bytes + 1).read_to_end(&mut bytes);
    read.map_err(|err| notice(path, format!("cannot read standard input: {err}"), "name a file instead"))?;
    if bytes.len() as u64 > max_bytes {
        let message = format!("standard input has more than the {max_bytes} bytes that a draft may have");
        return Err(notice(path, message, "split it"));
    }
    String::from_utf8(bytes).map_err(|err| {
        let offset = err.utf8_error().valid_up_to();
        notice(path, format!("standard input is no text in UTF-8: see byte {}", offset + 1), "convert it to UTF-8")
    })
}

fn notice(path: &Path, message: String, hint: &str) -> Notice {
    Notice { path: path.to_owned(), message, hint: Some(hint.to_owned()), is_fatal: true }
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
