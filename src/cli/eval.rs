//! `citecheck eval`

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Components;
use crate::eval::{
    Change, DataSet, Documents, Estimate, Figures, Library, OfRule, OfType, Prediction, Problem, Row, SourceText,
    Sources, by_draft, predict,
};
use crate::load::Workspace;
use crate::text::{counted, visible};

use super::progress::Bar;
use super::trouble::{self, report_notice};
use super::workspace::{load, settings};
use super::{EvalArgs, EvalFormat, Outcome, Place, Trouble, print};

/// Of the problems of one file no more than these are told.
const MAX_TOLD: usize = 10;

const ABLATION_NOTE: &str = "Change in balanced accuracy; in rows caught / in false alarms.";

/// What `citecheck eval --help` says below the options.
pub(super) const HELP: &str = r#"A row is a JSON object on one line:

  {"id": "7", "claim": "The port opened 14 berths.", "label": 0, "docs": [{"id": "a", "title": "", "text": "…"}]}

  claim       the sentence; offsets do without it
  label       1 or "supported": to be left alone
              0, "refuted", "conflict" or "unsupported": to be flagged
              "nonclaim": nothing one could check; counted apart
  docs        what it is checked against, or
  doc_ids     the same by the ids of NAME.docs.jsonl beside NAME.jsonl, a document a line, or
  corpus      a folder of sources, from the folder of the data
              (without any of the three: the sources of the workspace that the data lies in)
  draft       the text around the claim; then only what is found at the claim counts
  start, end  where the claim stands in the draft, in characters; found by its words otherwise
              (a draft without claim and place is labelled as a whole)
  error_type  what is wrong, a string or a list of them
  id          anything; the line's number otherwise

A row is flagged when a finding of level warning or error overlaps its claim; by draft, a draft is wrong, or flagged,
when a labelled claim of it is. The intervals hold 95 of 100 resamplings
of the rows, the same at every run. A prediction is {"id", "verdict", "score", "flag", "rules"}, in the order of the
data; where no claim is seen the verdict is "not-a-claim" and the score null.

Exit status: 0 all rows were measured, 2 trouble with some; the others are measured all the same."#;

/// A file of rows.
struct Set {
    path: PathBuf,
    data: DataSet,
}

/// Rows of a set over the same sources.
struct Job<'a> {
    set: usize,
    rows: Vec<usize>,
    library: Shelf<'a>,
}

/// Sources at hand, or to be brought into an index of their own.
enum Shelf<'a> {
    Ready(Library),
    Documents(Vec<&'a SourceText>),
}

/// What was said of the rows of a set: by the whole method, then without each of its parts.
type Answers = Vec<Vec<Option<Prediction>>>;

#[derive(Serialize)]
struct Output {
    schema: &'static str,
    files: Vec<Measured>,
}

#[derive(Serialize)]
struct Measured {
    path: String,
    rows: usize,
    #[serde(flatten)]
    figures: Figures,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ablation: Vec<Change>,
}

pub(super) fn run(place: &Place, args: &EvalArgs) -> anyhow::Result<Outcome> {
    let mut is_trouble = false;
    let mut sets = Vec::new();
    for path in &args.files {
        match read_set(path) {
            Ok((set, has_problems)) => {
                is_trouble |= has_problems;
                sets.push(set);
            }
            Err(err) => {
                is_trouble = true;
                trouble::report(&err);
            }
        }
    }
    let parts = if args.ablation { parts_left(&args.without) } else { Vec::new() };
    let (answers, failures) = answer(place, args, &sets, &parts);
    is_trouble |= !failures.is_empty();
    tell(failures.into_iter());
    if let Some(path) = &args.predictions {
        write_predictions(path, &answers)?;
    }
    let measured: Vec<Measured> =
        sets.iter().zip(&answers).map(|(set, answers)| measure(args, set, answers, &parts)).collect();
    match args.format {
        EvalFormat::Json => print::json(&Output { schema: "citecheck/eval/1", files: measured })?,
        format => print::out(&show(&measured, format))?,
    }
    Ok(if is_trouble { Outcome::Trouble } else { Outcome::Clean })
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    let unread = |err| Trouble::new(format!("cannot read `{}`: {err}", path.display()));
    fs::read_to_string(path).map_err(|err| unread(err).hint("see how its path is spelled and who may read it").into())
}

/// The set, and whether anything in its files could not be read.
fn read_set(path: &Path) -> anyhow::Result<(Set, bool)> {
    let text = read_text(path)?;
    let documents_path = path.with_extension("docs.jsonl");
    let documents = match documents_path.exists() {
        true => Documents::read(&read_text(&documents_path)?),
        false => Documents::default(),
    };
    let data = DataSet::read(&text, &documents);
    for (path, problems) in [(&documents_path, &documents.problems), (&path.to_owned(), &data.problems)] {
        tell(problems.iter().map(|it| at(path, it)));
    }
    let has_problems = !documents.problems.is_empty() || !data.problems.is_empty();
    Ok((Set { path: path.to_owned(), data }, has_problems))
}

fn at(path: &Path, problem: &Problem) -> Trouble {
    Trouble::new(format!("{}:{}: {}", path.display(), problem.line, problem.message)).hint(problem.hint)
}

/// Says the first few; one mistake may be in every row.
fn tell(mut troubles: impl Iterator<Item = Trouble>) {
    troubles.by_ref().take(MAX_TOLD).for_each(|it| trouble::report(&it.into()));
    let n_left = troubles.count();
    if n_left > 0 {
        trouble::report(&Trouble::new(format!("and {n_left} more of these")).into());
    }
}

/// The names of the parts that are switched on.
fn parts_left(without: &[String]) -> Vec<&'static str> {
    Components::NAMES.iter().copied().filter(|name| !without.iter().any(|it| it == name)).collect()
}

/// What is said of all rows, and the troubles on the way.
fn answer(place: &Place, args: &EvalArgs, sets: &[Set], parts: &[&str]) -> (Vec<Answers>, Vec<Trouble>) {
    let mut jobs = Vec::new();
    let mut troubles = Vec::new();
    for (idx, set) in sets.iter().enumerate() {
        for (sources, rows) in set.data.by_sources() {
            match shelf(place, set, sources) {
                Ok(library) => jobs.push(Job { set: idx, rows, library }),
                Err(err) => troubles.push(unchecked(set, &rows, &err)),
            }
        }
    }
    let bar = Bar::new("checking claims");
    let n_all = jobs.iter().map(|it| it.rows.len()).sum();
    let n_done = AtomicUsize::new(0);
    let work = |job: &Job| {
        let rows: Vec<&Row> = job.rows.iter().map(|it| &sets[job.set].data.rows[*it]).collect();
        let answers = answer_job(&job.library, &rows, &args.without, parts);
        bar.update(n_done.fetch_add(rows.len(), Ordering::Relaxed) + rows.len(), n_all);
        answers
    };
    let done: Vec<anyhow::Result<Answers>> = jobs.par_iter().map(work).collect();
    drop(bar);
    let mut all: Vec<Answers> = sets.iter().map(|it| vec![vec![None; it.data.rows.len()]; parts.len() + 1]).collect();
    for (job, done) in jobs.iter().zip(done) {
        match done {
            Ok(answers) => {
                for (acc, answers) in all[job.set].iter_mut().zip(answers) {
                    job.rows.iter().zip(answers).for_each(|(row, answer)| acc[*row] = answer);
                }
            }
            Err(err) => troubles.push(unchecked(&sets[job.set], &job.rows, &err)),
        }
    }
    (all, troubles)
}

fn unchecked(set: &Set, rows: &[usize], err: &anyhow::Error) -> Trouble {
    let line = rows.first().map_or(0, |it| set.data.rows[*it].line);
    let others = match rows.len().saturating_sub(1) {
        0 => String::new(),
        n => format!(", like {} after it over the same sources", counted(n, "row")),
    };
    Trouble::new(format!("{}:{line}: the row cannot be checked{others}: {err:#}", set.path.display()))
        .hint("mend its sources, or leave it out")
}

/// The sources of rows. Folders are loaded as for any other command, with their configuration and glossary.
fn shelf<'a>(place: &Place, set: &'a Set, sources: &Sources) -> anyhow::Result<Shelf<'a>> {
    let start = match sources {
        Sources::Documents(places) => {
            return Ok(Shelf::Documents(places.iter().map(|it| &set.data.documents[*it]).collect()));
        }
        Sources::Folder(folder) => set.path.parent().unwrap_or(Path::new("")).join(folder),
        Sources::Workspace => set.path.clone(),
    };
    let mut settings = settings(place, false);
    if matches!(sources, Sources::Folder(_)) {
        settings.corpus = Some(vec![std::path::absolute(&start)?]);
    }
    let workspace = load(&start, &settings);
    workspace.notices.iter().for_each(report_notice);
    library(workspace).map(Shelf::Ready)
}

fn library(workspace: Workspace) -> anyhow::Result<Library> {
    anyhow::ensure!(workspace.index().is_some() && !workspace.is_broken(), "its sources cannot be used");
    let (lexicon, config) = (workspace.context.lexicon.clone(), workspace.context.config.clone());
    Ok(Library::new(move || workspace.corpus_anew(), lexicon, &config))
}

/// What is said of the rows: by the method as it is set, then without each of the parts.
fn answer_job(shelf: &Shelf, rows: &[&Row], without: &[String], parts: &[&str]) -> anyhow::Result<Answers> {
    let fresh;
    let library = match shelf {
        Shelf::Ready(library) => library,
        Shelf::Documents(documents) => {
            fresh = Library::of_documents(documents)?;
            &fresh
        }
    };
    let leave_out = |components: Components, name: &str| components.without(name).unwrap_or(components);
    let whole = without.iter().fold(library.components(), |acc, it| leave_out(acc, it));
    let settings = [whole].into_iter().chain(parts.iter().map(|it| leave_out(whole, it)));
    settings
        .map(|components| {
            let predictions = predict(&library.context(components)?, rows);
            anyhow::ensure!(predictions.iter().all(Option::is_some), "the index fails");
            Ok(predictions)
        })
        .collect()
}

fn write_predictions(path: &Path, answers: &[Answers]) -> anyhow::Result<()> {
    let mut acc = String::new();
    for prediction in answers.iter().filter_map(|it| it.first()).flatten().flatten() {
        acc.push_str(&serde_json::to_string(prediction)?);
        acc.push('\n');
    }
    fs::write(path, acc).with_context(|| format!("cannot write `{}`", path.display()))
}

fn measure(args: &EvalArgs, set: &Set, answers: &Answers, parts: &[&'static str]) -> Measured {
    let figures = |answers: &Vec<Option<Prediction>>| {
        if !args.by_draft {
            return Figures::new(&set.data.rows, answers);
        }
        let (rows, answers) = by_draft(&set.data.rows, answers);
        Figures::new(&rows, &answers)
    };
    let whole = figures(&answers[0]);
    let changes = parts.iter().zip(&answers[1..]).map(|(part, answers)| figures(answers).change_from(&whole, part));
    Measured {
        path: set.path.to_string_lossy().into_owned(),
        rows: whole.tally.wrong + whole.tally.supported + whole.tally.non_claims,
        ablation: changes.collect(),
        figures: whole,
    }
}

fn show(measured: &[Measured], format: EvalFormat) -> String {
    match format {
        EvalFormat::Markdown => markdown(measured),
        _ => text(measured),
    }
}

/// Each set in full, then all of them in a table.
fn text(measured: &[Measured]) -> String {
    let mut acc = String::new();
    for it in measured {
        let parts = [figures(it), by_error_type(it), by_rule(it)];
        let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        acc.push_str(&format!("{}\n\n{}\n", name(it), parts.join("\n")));
    }
    if measured.len() > 1 {
        acc.push_str(&format!("{}\n", table(&summary(measured), EvalFormat::Text)));
    }
    if let Some(ablation) = ablation(measured) {
        acc.push_str(&format!("{}\n{ABLATION_NOTE}\n", table(&ablation, EvalFormat::Text)));
    }
    acc.truncate(acc.trim_end().len());
    acc + "\n"
}

/// The sets side by side.
fn markdown(measured: &[Measured]) -> String {
    let section =
        |title: &str, rows: &Table, note: &str| format!("### {title}\n\n{}{note}", table(rows, EvalFormat::Markdown));
    let mut acc = vec![
        section("All rows", &summary(measured), ""),
        section("By rule: caught / false alarms", &rules(measured), ""),
        section("By what is wrong", &error_types(measured), ""),
    ];
    acc.extend(ablation(measured).map(|it| section("Without a part", &it, &format!("\n{ABLATION_NOTE}\n"))));
    acc.join("\n")
}

/// The file's name without its ending.
fn name(measured: &Measured) -> String {
    Path::new(&measured.path).file_stem().unwrap_or(OsStr::new("")).to_string_lossy().into_owned()
}

fn figures(measured: &Measured) -> String {
    let figures = &measured.figures;
    let tally = &figures.tally;
    let mut rows = vec![
        vec!["rows".to_owned(), format!("{}: {} wrong, {} supported", measured.rows, tally.wrong, tally.supported)],
        vec!["balanced accuracy".to_owned(), with_interval(&figures.balanced_accuracy, 3)],
        vec!["precision".to_owned(), with_interval(&figures.precision, 3)],
        vec!["recall".to_owned(), with_interval(&figures.recall, 3)],
        vec!["F1".to_owned(), with_interval(&figures.f1, 3)],
        vec!["false alarms per 100 supported".to_owned(), with_interval(&figures.false_alarms_per_100, 1)],
    ];
    if tally.non_claims > 0 {
        let flagged = format!("{} of {}", tally.non_claims_flagged, tally.non_claims);
        rows.push(vec!["non-claims flagged".to_owned(), flagged]);
    }
    if figures.wrong_unjudged > 0 {
        rows.push(vec!["wrong, but not seen as claims".to_owned(), figures.wrong_unjudged.to_string()]);
    }
    print::table(&["", ""], &rows).trim_start().to_owned()
}

fn by_error_type(measured: &Measured) -> String {
    let rows = measured.figures.by_error_type.iter();
    let rows = rows.map(|it| vec![it.error_type.clone(), it.n.to_string(), it.caught.to_string()]).collect();
    table(&Table::new(&["what is wrong", "rows", "caught"], rows), EvalFormat::Text)
}

fn by_rule(measured: &Measured) -> String {
    let of_rule = |it: &OfRule| {
        let (caught, false_alarms) = (it.caught.to_string(), it.false_alarms.to_string());
        vec![it.rule.to_owned(), caught, false_alarms, number(it.precision, 3)]
    };
    let rows = measured.figures.by_rule.iter().map(of_rule).collect();
    table(&Table::new(&["rule", "caught", "false", "precision"], rows), EvalFormat::Text)
}

fn summary(measured: &[Measured]) -> Table {
    let heading =
        ["set", "rows", "balanced accuracy", "precision", "recall", "F1", "false alarms per 100", "non-claims flagged"];
    let of_set = |it: &Measured| {
        let Figures { tally, balanced_accuracy, precision, recall, f1, false_alarms_per_100, .. } = &it.figures;
        let non_claims = format!("{} of {}", tally.non_claims_flagged, tally.non_claims);
        vec![
            name(it),
            it.rows.to_string(),
            with_interval(balanced_accuracy, 3),
            number(precision.value, 3),
            number(recall.value, 3),
            number(f1.value, 3),
            with_interval(false_alarms_per_100, 1),
            if tally.non_claims > 0 { non_claims } else { "–".to_owned() },
        ]
    };
    Table::new(&heading, measured.iter().map(of_set).collect())
}

/// A rule a row, a set a column.
fn rules(measured: &[Measured]) -> Table {
    let all: BTreeSet<&str> = measured.iter().flat_map(|it| &it.figures.by_rule).map(|it| it.rule).collect();
    let cell = |set: &Measured, rule: &str| {
        let found = set.figures.by_rule.iter().find(|it| it.rule == rule);
        found.map_or("–".to_owned(), |it| format!("{} / {}", it.caught, it.false_alarms))
    };
    let row = |rule: &str| [rule.to_owned()].into_iter().chain(measured.iter().map(|it| cell(it, rule))).collect();
    Table::of_sets("rule", measured, all.into_iter().map(row).collect())
}

fn error_types(measured: &[Measured]) -> Table {
    let rows = measured.iter().flat_map(|set| {
        let of_type = |it: &OfType| vec![name(set), it.error_type.clone(), it.n.to_string(), it.caught.to_string()];
        set.figures.by_error_type.iter().map(of_type).collect::<Vec<_>>()
    });
    Table::new(&["set", "what is wrong", "rows", "caught"], rows.collect())
}

/// A part a row, a set a column; `None` when none was left out.
fn ablation(measured: &[Measured]) -> Option<Table> {
    let parts = &measured.first().filter(|it| !it.ablation.is_empty())?.ablation;
    let row = |(idx, part): (usize, &Change)| {
        let changes = measured.iter().filter_map(|it| it.ablation.get(idx)).map(change);
        [part.without.to_owned()].into_iter().chain(changes).collect()
    };
    Some(Table::of_sets("without", measured, parts.iter().enumerate().map(row).collect()))
}

fn change(change: &Change) -> String {
    let accuracy = change.balanced_accuracy.map_or("–".to_owned(), |it| format!("{it:+.3}"));
    format!("{accuracy}; {:+}/{:+}", change.caught, change.false_alarms)
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |it| format!("{it:.digits$}"))
}

fn with_interval(estimate: &Estimate, digits: usize) -> String {
    let value = number(estimate.value, digits);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{value} ({low:.digits$} to {high:.digits$})"),
        _ => value,
    }
}

struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(heading: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { heading: heading.iter().map(|it| (*it).to_owned()).collect(), rows }
    }

    /// With a column for each set behind the first.
    fn of_sets(first: &str, measured: &[Measured], rows: Vec<Vec<String>>) -> Self {
        Self { heading: [first.to_owned()].into_iter().chain(measured.iter().map(name)).collect(), rows }
    }
}

/// The table; nothing without rows.
fn table(table: &Table, format: EvalFormat) -> String {
    let Table { heading, rows } = table;
    if rows.is_empty() {
        return String::new();
    }
    if format != EvalFormat::Markdown {
        return print::table(&heading.iter().map(String::as_str).collect::<Vec<_>>(), rows);
    }
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|it| visible(it).replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("| ---{} |\n", " | ---:".repeat(heading.len() - 1));
    [line(heading), rule].into_iter().chain(rows.iter().map(|it| line(it))).collect()
}
