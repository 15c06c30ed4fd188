//! `citecheck check`

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::check::{self, Report, Summary, check};
use crate::config::{ACCEPTED_FILE_NAME, Limits};
use crate::draft::Draft;
use crate::load::{Notice, Workspace, read_draft_within, today, written};
use crate::output::{self, Baseline, CheckedDraft};
use crate::text::counted;

use super::changed::changed_drafts;
use super::trouble::report_notice;
use super::workspace::{Workspaces, current_dir, with_folders};
use super::{CheckArgs, Format, Outcome, Place, Trouble, print, watch};

/// A draft that was read, whether or not it could be checked.
pub(super) struct Done {
    pub(super) path: String,
    pub(super) workspace: Rc<Workspace>,
    pub(super) report: Report,
}

pub(super) fn run(place: &Place, args: &CheckArgs) -> anyhow::Result<Outcome> {
    if args.watch {
        return watch::run(place, args);
    }
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    let mut workspaces = Workspaces::new(place);
    let files = with_folders(&mut workspaces, &args.files);
    let files = match &args.changed_since {
        Some(revision) => changed_drafts(&mut workspaces, &files, revision)?,
        None => files,
    };
    let mut unread = Vec::new();
    let mut done = Vec::new();
    for file in &files {
        match check_file(&mut workspaces, args.stdin_path.as_deref(), file) {
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
    print_all(args, &done, &notices, baseline.as_ref())?;
    if !unread.is_empty() || done.iter().any(|it| !it.report.is_checked) {
        return Ok(Outcome::Trouble);
    }
    let is_found = checked(&done).iter().any(|it| {
        let known = baseline.as_ref().map(|baseline| baseline.knows(it)).unwrap_or_default();
        let is_known = |idx: usize| known.get(idx).copied().unwrap_or_default();
        it.report.findings.iter().enumerate().any(|(idx, it)| args.fail_on.includes(it.level) && !is_known(idx))
    });
    Ok(if is_found { Outcome::Findings } else { Outcome::Clean })
}

fn read_baseline(path: &Path) -> anyhow::Result<Baseline> {
    let hint = "`citecheck check --format json FILES > FILE` writes one";
    let text = std::fs::read_to_string(path)
        .map_err(|error| Trouble::new(format!("cannot read `{}`: {error}", path.display())).hint(hint))?;
    Baseline::read(&text)
        .map_err(|why| Trouble::new(format!("`{}` is no baseline: {why}", path.display())).hint(hint).into())
}

/// The findings in the format that is asked for. Some have a place for those that are known already, of the others these
/// are left out.
fn print_all(args: &CheckArgs, done: &[Done], notices: &[Notice], baseline: Option<&Baseline>) -> anyhow::Result<()> {
    let (drafts, base) = (checked(done), current_dir());
    match args.format {
        Format::Json => return print::json(&output::json_since(&drafts, notices, &base, baseline)),
        Format::Sarif => return print::json(&output::sarif(&drafts, notices, &base, baseline)),
        _ => {}
    }
    let reports: Vec<Cow<Report>> = drafts.iter().map(|it| new_only(it, baseline)).collect();
    let n_known = drafts.iter().zip(&reports).map(|it| it.0.report.findings.len() - it.1.findings.len()).sum::<usize>();
    let drafts: Vec<CheckedDraft> =
        drafts.iter().zip(&reports).map(|(it, report)| CheckedDraft { report, ..*it }).collect();
    match args.format {
        Format::Jsonl => print::out(&output::json_lines(&drafts, &base)?)?,
        Format::Github => print::out(&output::github(&drafts))?,
        Format::Gitlab => print::json(&output::gitlab(&drafts))?,
        Format::Junit => print::out(&output::junit(&drafts, &|it| args.fail_on.includes(it.level)))?,
        Format::Text | Format::Json | Format::Sarif => {
            print::out(&text_of(&drafts))?;
            if n_known > 0 {
                print::out(&format!("{} of the baseline not shown\n", counted(n_known, "finding")))?;
            }
        }
    }
    Ok(())
}

/// The report without the findings of the baseline.
fn new_only<'a>(checked: &CheckedDraft<'a>, baseline: Option<&Baseline>) -> Cow<'a, Report> {
    let Some(baseline) = baseline else { return Cow::Borrowed(checked.report) };
    let mut report = checked.report.clone();
    let mut known = baseline.knows(checked).into_iter();
    report.findings.retain(|_| !known.next().unwrap_or_default());
    Cow::Owned(report)
}

/// Checks a draft; `-` is standard input, which goes by the name of `stdin_path`.
pub(super) fn check_file(workspaces: &mut Workspaces, stdin_path: Option<&Path>, file: &Path) -> Result<Done, Notice> {
    let is_stdin = file == Path::new("-");
    let path = match stdin_path {
        Some(path) if is_stdin => path.to_owned(),
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
    checked_text(workspaces, workspace, &path, &text)
}

/// Checks another text of a draft than its file has.
pub(super) fn check_text(workspaces: &mut Workspaces, path: &Path, text: &str) -> Result<Done, Notice> {
    let workspace = workspaces.of(path);
    checked_text(workspaces, workspace, path, text)
}

fn checked_text(workspaces: &Workspaces, workspace: Rc<Workspace>, path: &Path, text: &str) -> Result<Done, Notice> {
    let draft = Arc::new(Draft { saved: written(path), today: Some(today()), ..Draft::parse(text) });
    let report = match workspace.is_broken() {
        true => Report::not_checked(draft),
        false => check(&workspace.context, draft, &workspaces.memo),
    };
    if !report.is_checked && !workspace.is_broken() {
        let message = format!("`{}` could not be checked: the index cannot be read", path.display());
        return Err(notice(path, message, "`citecheck index --rebuild` makes it anew"));
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

/// What was done, as it is put out.
pub(super) fn checked(done: &[Done]) -> Vec<CheckedDraft<'_>> {
    done.iter()
        .map(|it| CheckedDraft { path: &it.path, corpus: &it.workspace.context.corpus, report: &it.report })
        .collect()
}

/// The findings and the claims in numbers, as text for this terminal.
pub(super) fn text_of(drafts: &[CheckedDraft]) -> String {
    let (base, style) = (current_dir(), print::style());
    let mut summary = Summary::default();
    let mut acc = String::new();
    for it in drafts.iter().filter(|it| it.report.is_checked) {
        acc.push_str(&output::text(it, &base, style));
        summary += it.report.summary();
    }
    if drafts.iter().any(|it| it.report.is_checked) {
        acc.push_str(&format!("{}\n", output::summary(&summary)));
    }
    acc
}
