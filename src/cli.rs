//! The command line: arguments, progress, exit codes.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Components, Level};
use crate::load::documents;
use crate::rules;

mod add;
mod changed;
mod check;
mod doctor;
mod editors;
mod eval;
mod explain;
mod index;
mod init;
mod list;
mod passages;
mod print;
mod progress;
mod report;
mod show;
mod sources;
mod trouble;
mod watch;
mod workspace;

use trouble::Trouble;

/// Checks drafts against a folder of sources
#[derive(Parser)]
#[command(name = "citecheck", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where configuration and sources are taken from.
#[derive(Args, Clone, Debug, Default)]
struct Place {
    /// Use this `citecheck.toml` (or the one in this folder), rather than the nearest one above the draft
    #[arg(long, global = true, value_name = "PATH")]
    config: Option<PathBuf>,
    /// Check against the sources in this folder, whatever the configuration names; may be given several times
    #[arg(long, global = true, value_name = "DIR")]
    corpus: Vec<PathBuf>,
    /// Check against the sources in this folder as well; may be given several times. The environment variable
    /// `CITECHECK_EXTRA_CORPUS` names folders for every run
    #[arg(long, global = true, value_name = "DIR")]
    extra_corpus: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Check drafts
    #[command(after_help = "Exit status: 0 nothing at or above the level of --fail-on, 1 findings, 2 trouble.")]
    Check(CheckArgs),
    /// Write the annotated draft: a page with each claim beside its evidence, to sign off or to send on
    #[command(after_help = report::HELP)]
    Report(report::ReportArgs),
    /// Bring the index of the sources up to date
    Index {
        /// A folder of the workspace
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Read every source anew
        #[arg(long)]
        rebuild: bool,
        /// Compare the index with its checksums and with itself instead, and change nothing
        #[arg(long, conflicts_with = "rebuild")]
        verify: bool,
    },
    /// Remove the index of the sources, which the next check makes anew
    Purge {
        /// A folder of the workspace
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Remove the indexes of all workspaces
        #[arg(long)]
        all: bool,
    },
    /// Find the passages nearest to some words
    Search {
        #[arg(required = true)]
        query: Vec<String>,
        /// How many passages to show
        #[arg(long, short = 'n', default_value_t = 10)]
        limit: usize,
    },
    /// List the sources with what is known and what is missing, and the files that could not be read
    Sources {
        #[arg(long, value_enum, default_value_t)]
        format: TableFormat,
        /// key, title, publisher, date, reliability or passages; with `-` before it the other way round
        #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
        sort: Option<sources::Order>,
    },
    /// File a document with the sources
    #[command(after_help = add::HELP)]
    Add(add::AddArgs),
    /// List the terms of the sources and the glossary
    Terms,
    /// Show what a draft looks like after each step of the work
    Show {
        #[arg(value_enum)]
        what: Step,
        file: PathBuf,
    },
    /// Measure how well labelled claims are judged
    #[command(after_help = eval::HELP)]
    Eval(EvalArgs),
    /// Explain a rule; without its name, list the rules
    Explain { rule: Option<String> },
    /// Write a commented `citecheck.toml`
    Init {
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Print the JSON schema of `citecheck.toml`, by which editors complete and explain its keys
    Schema {
        /// That of `citecheck.accepted.toml`
        #[arg(long)]
        accepted: bool,
    },
    /// Tell what is found here: configuration, sources, index, and how to set up an editor
    Doctor {
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Read a document from standard input for another process of citecheck
    #[command(name = documents::COMMAND, hide = true)]
    ReadDocument { ending: String },
    /// Print a completion script for a shell
    Completions { shell: clap_complete::Shell },
    /// Speak the language server protocol on standard input and output
    #[cfg(feature = "server")]
    Lsp {
        /// What some editors pass; standard input and output are used anyway
        #[arg(long)]
        stdio: bool,
    },
}

#[derive(Args)]
struct CheckArgs {
    /// The drafts; `-` is standard input
    #[arg(required_unless_present = "changed_since", value_name = "FILES")]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The level from which findings make the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    fail_on: FailOn,
    /// The name that a draft on standard input goes by; its folder decides which configuration applies
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
    /// The JSON or SARIF of a former run: only findings that it does not have count for the exit status, and are shown
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Check those of the drafts that git says have changed since this revision, new ones among them; without FILES those
    /// of the workspace
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Go on checking whenever a draft, a source or the configuration changes
    #[arg(long, conflicts_with = "changed_since")]
    watch: bool,
}

#[derive(Args)]
struct EvalArgs {
    /// Labelled claims, a row a line
    #[arg(required = true, value_name = "DATA")]
    files: Vec<PathBuf>,
    /// Write what is said of each row to this file
    #[arg(long, value_name = "OUT")]
    predictions: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: EvalFormat,
    /// Judge without these parts of the method
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(Components::NAMES))]
    without: Vec<String>,
    /// Count drafts rather than their claims
    #[arg(long)]
    by_draft: bool,
    /// Tell what each part of the method gives, by leaving one out at a time
    #[arg(long)]
    ablation: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum EvalFormat {
    #[default]
    Text,
    Json,
    /// Tables for a page
    Markdown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    /// The findings alone, an object a line
    Jsonl,
    /// For code scanning and for editors that read it
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines of a change
    Github,
    /// A code quality report, which GitLab shows in merge requests
    Gitlab,
    /// For build servers that count tests
    Junit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    #[default]
    Text,
    Json,
    /// For spreadsheets
    Csv,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Hint,
    Info,
    #[default]
    Warning,
    Error,
    Never,
}

/// A step of the work, by what it hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Blocks, sentences, citations and ignore comments
    Draft,
    /// The sentences worth checking
    Claims,
    /// The passages that bear on each claim
    Hits,
    /// What these passages say about it
    Judgements,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Clean = 0,
    Findings = 1,
    Trouble = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

impl FailOn {
    fn includes(self, level: Level) -> bool {
        match self {
            Self::Hint => level >= Level::Hint,
            Self::Info => level >= Level::Info,
            Self::Warning => level >= Level::Warning,
            Self::Error => level >= Level::Error,
            Self::Never => false,
        }
    }
}

/// Runs the command that the arguments of the process name.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // The place alone: the payload may hold words of a draft.
        let place = panic.location().map(|it| format!(" at {}:{}", it.file(), it.line())).unwrap_or_default();
        trouble::say(&format!("error: a fault of citecheck{place}"));
    }));
    let cli = Cli::parse();
    match std::panic::catch_unwind(|| dispatch(cli)) {
        Ok(Ok(code)) => code,
        Ok(Err(err)) if is_broken_pipe(&err) => ExitCode::SUCCESS,
        Ok(Err(err)) => {
            trouble::report(&err);
            Outcome::Trouble.into()
        }
        Err(_) => Outcome::Trouble.into(),
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    let place = &cli.place;
    let outcome = match cli.command {
        Command::Check(args) => check::run(place, &args),
        Command::Report(args) => report::run(place, &args),
        Command::Index { folder, verify: true, .. } => index::verify(place, &folder),
        Command::Index { folder, rebuild, .. } => index::run(place, &folder, rebuild),
        Command::Purge { folder, all } => index::purge(place, &folder, all),
        Command::Search { query, limit } => list::search(place, &query.join(" "), limit),
        Command::Sources { format, sort } => sources::run(place, format, sort),
        Command::Add(args) => add::run(place, &args),
        Command::Terms => list::terms(place),
        Command::Show { what, file } => show::run(place, what, &file),
        Command::Eval(args) => eval::run(place, &args),
        Command::Explain { rule } => explain::run(rule.as_deref()),
        Command::Init { folder } => init::run(&folder),
        Command::Schema { accepted } => {
            let schema = if accepted { rules::accepted_schema() } else { rules::schema() };
            print::out(&format!("{schema}\n"))?;
            Ok(Outcome::Clean)
        }
        Command::Doctor { folder } => doctor::run(place, &folder),
        Command::Completions { shell } => completions(shell),
        Command::ReadDocument { ending } => {
            documents::serve(&ending, io::stdin().lock(), io::stdout().lock())?;
            Ok(Outcome::Clean)
        }
        #[cfg(feature = "server")]
        Command::Lsp { .. } => return lsp(),
    };
    Ok(outcome?.into())
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut <Cli as clap::CommandFactory>::command(), "citecheck", &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

#[cfg(feature = "server")]
fn lsp() -> anyhow::Result<ExitCode> {
    crate::server::run()
}

/// Whether the reader of standard output has gone, as in `citecheck sources | head`.
fn is_broken_pipe(err: &anyhow::Error) -> bool {
    err.chain().filter_map(|it| it.downcast_ref::<io::Error>()).any(|it| it.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_level_fails_itself_and_those_above() {
        assert!(FailOn::Warning.includes(Level::Error));
        assert!(FailOn::Warning.includes(Level::Warning));
        assert!(!FailOn::Warning.includes(Level::Info));
        assert!(!FailOn::Never.includes(Level::Error));
    }
}
