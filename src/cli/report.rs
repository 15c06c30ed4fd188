//! `citecheck report`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::load::{ReportFormat, write_report};
use crate::output::{self, CheckedDraft, FileLinks, ListedReport, ReferenceStyle, ReportPage};
use crate::text::visible;

use super::check::{Done, check_file};
use super::style::Styles;
use super::trouble::{report_notice, say};
use super::workspace::{Workspaces, current_dir, with_folders};
use super::{FailOn, Outcome, Place, Trouble, print};

pub(super) const HELP: &str = "\
The page needs nothing else: it can be mailed, printed and put on file. Without -o it is written beside the draft, \
`briefing.report.html` for `briefing.md`. -o page.md and -o page.docx write Markdown and a Word document with comments at the \
claims, and so does --format. A report that citecheck has written is written over, any other file only with --overwrite.

Exit status: 0 the report is written, 1 and it has findings at or above the level of --fail-on, 2 trouble.";

#[derive(Args)]
pub(super) struct ReportArgs {
    /// The drafts, or folders of drafts; `-` is standard input
    #[arg(required = true, value_name = "DRAFTS")]
    files: Vec<PathBuf>,
    /// Where the page goes: a file, a folder, or `-` for standard output. Several drafts go into a folder, a page each
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What is written; without it, what the ending of PATH says, and a page where that says nothing
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write over a file that is no report
    #[arg(long)]
    overwrite: bool,
    /// How the references are written: `chicago-notes`, `apa`, `iso-690`, `icd-206`, another style of CSL, or a file
    /// `….csl`; as `reference-style` in `citecheck.toml` says, if it is not said
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// The level from which findings make the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Never)]
    fail_on: FailOn,
    /// The name that a draft on standard input goes by; its folder decides which configuration applies
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Html,
    Md,
    /// Word
    Docx,
}

/// Where pages go.
enum Target {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
    Beside,
}

pub(super) fn run(place: &Place, args: &ReportArgs) -> anyhow::Result<Outcome> {
    let mut workspaces = Workspaces::new(place);
    let mut styles = Styles::default();
    let files = with_folders(&mut workspaces, &args.files);
    if let Some(folder) = files.iter().find(|it| it.is_dir()) {
        let trouble = Trouble::new(format!("there is no draft in `{}`", folder.display()));
        return Err(trouble.hint("name a Markdown or plain text file that is not one of the sources").into());
    }
    let target = target(args, files.len())?;
    let format = format(args);
    let mut outcome = Outcome::Clean;
    let mut listed = Vec::new();
    for file in &files {
        let done = match check_file(&mut workspaces, args.stdin_path.as_deref(), file) {
            Ok(done) => done,
            Err(notice) => {
                report_notice(&notice);
                outcome = Outcome::Trouble;
                continue;
            }
        };
        let style = styles.of(&done.workspace, args.style.as_deref())?;
        let style = style.as_deref();
        let is_unnamed = file == Path::new("-") && args.stdin_path.is_none();
        match &target {
            Target::Stdout => print::bytes(&output::report(&page(&done, Some(&current_dir()), style), format)?)?,
            Target::File(path) => write(&done, path, style, format, args.overwrite)?,
            Target::Folder(folder) => {
                let name = page_name(&done, &files, format);
                write(&done, &folder.join(&name), style, format, args.overwrite)?;
                listed.push(ListedReport::new(&page(&done, None, None), &name));
            }
            Target::Beside if is_unnamed => {
                print::bytes(&output::report(&page(&done, Some(&current_dir()), style), format)?)?;
            }
            Target::Beside => {
                let path = Path::new(&done.path);
                let folder = path.parent().unwrap_or(path);
                write(&done, &folder.join(own_name(path, format)), style, format, args.overwrite)?;
            }
        }
        let is_found = done.report.findings.iter().any(|it| args.fail_on.includes(it.level));
        outcome = outcome.max(match done.report.is_checked {
            false => Outcome::Trouble,
            true if is_found => Outcome::Findings,
            true => Outcome::Clean,
        });
    }
    if let (Target::Folder(folder), true) = (&target, listed.len() > 1) {
        put(&folder.join("index.html"), output::report_index(&listed).as_bytes(), args.overwrite)?;
    }
    Ok(outcome)
}

fn target(args: &ReportArgs, n_files: usize) -> anyhow::Result<Target> {
    let Some(path) = &args.output else { return Ok(Target::Beside) };
    if path == Path::new("-") {
        if n_files > 1 {
            let trouble = Trouble::new(format!("{n_files} pages do not go to one standard output"));
            return Err(trouble
                .hint("name a folder with `-o`, or leave `-o` out: then each goes beside its draft")
                .into());
        }
        return Ok(Target::Stdout);
    }
    let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    match (is_folder, n_files) {
        (true, _) => Ok(Target::Folder(path.clone())),
        (false, 0..=1) => Ok(Target::File(path.clone())),
        _ if path.exists() => {
            let trouble = Trouble::new(format!("{n_files} pages do not go into one file, `{}`", path.display()));
            Err(trouble.hint("name a folder with `-o`, or leave `-o` out: then each goes beside its draft").into())
        }
        // An ending says that a page is meant.
        _ if path.extension().is_some() => {
            let trouble =
                Trouble::new(format!("{n_files} drafts give {n_files} pages, and `{}` names one", path.display()));
            Err(trouble.hint("name a folder with `-o`, or leave `-o` out: then each goes beside its draft").into())
        }
        _ => Ok(Target::Folder(path.clone())),
    }
}

/// What is asked for, or what the name of the file says.
fn format(args: &ReportArgs) -> ReportFormat {
    let ending = args.output.as_deref().and_then(Path::extension).map(|it| it.to_string_lossy().to_lowercase());
    match (args.format, ending.as_deref()) {
        (Some(Format::Html), _) => ReportFormat::Html,
        (Some(Format::Md), _) | (None, Some("md" | "markdown")) => ReportFormat::Markdown,
        (Some(Format::Docx), _) | (None, Some("docx")) => ReportFormat::Docx,
        (None, _) => ReportFormat::Html,
    }
}

/// `briefing.report.html` for `briefing.md`.
fn own_name(draft: &Path, format: ReportFormat) -> String {
    let stem = draft.file_stem().map_or_else(|| "draft".into(), |it| it.to_string_lossy());
    format!("{}{}", stem.trim_matches(['<', '>']), format.ending())
}

/// The same in a folder of several: with the folders of drafts that would get the same name.
fn page_name(done: &Done, files: &[PathBuf], format: ReportFormat) -> String {
    let path = Path::new(&done.path);
    let name = own_name(path, format);
    if files.iter().filter(|it| own_name(it, format) == name).count() < 2 {
        return name;
    }
    let parts = path.with_file_name(&name);
    let parts = parts.components().filter_map(|it| match it {
        std::path::Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("-")
}

fn write(
    done: &Done,
    path: &Path,
    style: Option<&ReferenceStyle>,
    format: ReportFormat,
    overwrite: bool,
) -> anyhow::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let folder = folder.canonicalize().ok();
    put(path, &output::report(&page(done, folder.as_deref(), style), format)?, overwrite)?;
    let what = if done.report.is_checked { output::summary(&done.report.summary()) } else { "not checked".to_owned() };
    say(&format!("{}: {what}", visible(&path.display().to_string())));
    Ok(())
}

fn put(path: &Path, bytes: &[u8], overwrite: bool) -> anyhow::Result<()> {
    write_report(path, bytes, overwrite).map_err(|error| {
        let trouble = Trouble::new(format!("{error:#}"));
        let trouble =
            if path.exists() { trouble.hint("choose another name with `-o`, or add `--overwrite`") } else { trouble };
        trouble.into()
    })
}

/// The page, with links to the sources from the folder that it is written to.
fn page<'a>(done: &'a Done, folder: Option<&'a Path>, style: Option<&'a ReferenceStyle>) -> ReportPage<'a> {
    let root = &done.workspace.root;
    ReportPage {
        checked: CheckedDraft { path: &done.path, corpus: &done.workspace.context.corpus, report: &done.report },
        notices: &done.workspace.notices,
        base: root,
        links: folder.map_or(FileLinks::Nowhere, |folder| FileLinks::From { folder, root }),
        style,
    }
}
