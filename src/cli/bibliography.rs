//! `citecheck bibliography`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::corpus::Source;
use crate::load::write_text;
use crate::output::{CitationFormat, citations};
use crate::rules::cited_sources;

use super::check::check_file;
use super::style::Styles;
use super::trouble::report_notice;
use super::workspace::{Workspaces, current_dir};
use super::{Outcome, Place, Trouble, print};

#[derive(Args)]
pub(super) struct BibliographyArgs {
    /// The drafts whose cited sources are listed; `-` is standard input
    #[arg(required_unless_present = "all", value_name = "DRAFTS")]
    files: Vec<PathBuf>,
    /// List all sources of the workspace, cited or not
    #[arg(long, conflicts_with = "files")]
    all: bool,
    /// In which form; without it as the name of the output ends, else BibLaTeX
    #[arg(long, value_enum)]
    format: Option<ListFormat>,
    /// How references in full are written, in Markdown and text: `chicago-notes`, `apa`, `iso-690`, `icd-206`, another
    /// style of CSL, or a file `….csl`; as `reference-style` in `citecheck.toml` says, if it is not said
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// Where the list goes; without it to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    overwrite: bool,
    /// The name that a draft on standard input goes by; its folder decides which configuration applies
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Bibtex,
    Biblatex,
    /// For pandoc and Zotero
    CslJson,
    /// YAML for Typst
    Hayagriva,
    /// References in full, in a citation style
    Markdown,
    /// The same without marks
    Text,
}

/// Of a style that nobody has chosen.
const DEFAULT_STYLE: &str = "chicago-notes";

pub(super) fn run(place: &Place, args: &BibliographyArgs) -> anyhow::Result<Outcome> {
    let format = format_of(args)?;
    let mut workspaces = Workspaces::new(place);
    let mut outcome = Outcome::Clean;
    let mut drafts = Vec::new();
    for file in &args.files {
        match check_file(&mut workspaces, args.stdin_path.as_deref(), file) {
            Ok(done) => drafts.push(done),
            Err(notice) => {
                report_notice(&notice);
                outcome = Outcome::Trouble;
            }
        }
    }
    let here = if args.all { Some(workspaces.of(&current_dir().join("draft.md"))) } else { None };
    let mut sources: Vec<&Source> = Vec::new();
    for done in &drafts {
        let corpus = &done.workspace.context.corpus;
        let draft = &done.report.draft;
        let cited = draft.citations.iter().flat_map(|it| cited_sources(corpus, draft, it));
        for source in cited.filter_map(|it| corpus.sources().get(it)) {
            // Two workspaces may share files.
            if !sources.iter().any(|it| it.path == source.path) {
                sources.push(source);
            }
        }
        if done.workspace.is_broken() {
            outcome = Outcome::Trouble;
        }
    }
    if let Some(here) = &here {
        sources.extend(here.context.corpus.sources().iter());
        if here.is_broken() {
            outcome = Outcome::Trouble;
        }
    }
    let first = here.as_ref().or(drafts.first().map(|it| &it.workspace));
    let text = match as_data(format) {
        Some(format) => citations(sources.into_iter(), format),
        None => match first {
            Some(workspace) => {
                let mut styles = Styles::default();
                let named = args.style.as_deref();
                let style = styles
                    .of(workspace, named)?
                    .map_or_else(|| styles.of(workspace, Some(DEFAULT_STYLE)), |it| Ok(Some(it)))?;
                style.map(|it| references(&it.references(&sources), format)).unwrap_or_default()
            }
            None => String::new(),
        },
    };
    match args.output.as_deref().filter(|it| *it != Path::new("-")) {
        None => print::bytes(text.as_bytes())?,
        Some(path) => write_text(path, &text, args.overwrite)
            .map_err(|error| Trouble::new(format!("{error:#}")).hint("choose another name, or add `--overwrite`"))?,
    }
    Ok(outcome)
}

fn format_of(args: &BibliographyArgs) -> anyhow::Result<ListFormat> {
    let is_full = |it: &ListFormat| matches!(it, ListFormat::Markdown | ListFormat::Text);
    let ending = args.output.as_deref().and_then(Path::extension).map(|it| it.to_string_lossy().to_lowercase());
    let by_ending = match ending.as_deref() {
        Some("json") => Some(ListFormat::CslJson),
        Some("yml" | "yaml") => Some(ListFormat::Hayagriva),
        Some("md" | "markdown") => Some(ListFormat::Markdown),
        Some("txt") => Some(ListFormat::Text),
        _ => None,
    };
    let format = args.format.or(by_ending);
    match (format, &args.style) {
        (Some(format), Some(_)) if !is_full(&format) => {
            let trouble = Trouble::new("a style is for references in full, and this is data for other programs");
            Err(trouble.hint("use `--format markdown` or `--format text`, or leave `--style` out").into())
        }
        (Some(format), _) => Ok(format),
        (None, Some(_)) => Ok(ListFormat::Text),
        (None, None) => Ok(ListFormat::Biblatex),
    }
}

fn as_data(format: ListFormat) -> Option<CitationFormat> {
    match format {
        ListFormat::Bibtex => Some(CitationFormat::Bibtex),
        ListFormat::Biblatex => Some(CitationFormat::Biblatex),
        ListFormat::CslJson => Some(CitationFormat::CslJson),
        ListFormat::Hayagriva => Some(CitationFormat::Hayagriva),
        ListFormat::Markdown | ListFormat::Text => None,
    }
}

fn references(references: &[crate::output::Reference], format: ListFormat) -> String {
    let mut acc = String::new();
    for (idx, reference) in references.iter().enumerate() {
        let words = if format == ListFormat::Markdown { reference.to_markdown() } else { reference.to_text() };
        let _ = writeln!(acc, "{}. {words}", idx + 1);
    }
    acc
}
