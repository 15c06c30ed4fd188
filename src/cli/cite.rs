//! `citecheck cite`

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::check::{Report, check};
use crate::config::claim_words;
use crate::corpus::Corpus;
use crate::draft::CitationKind;
use crate::ide::{At, Change, CiteDeed, CitedDraft, LeftOut, Wanted, cite_whole};
use crate::judge::Evidence;
use crate::load::{Workspace, read_draft_within, write_draft};
use crate::output::{diff, display_path, with_entries};
use crate::rules::{cited_sources, place_of};
use crate::text::{Span, counted, squeezed, visible};

use super::check::{Done, check_file};
use super::trouble::{report_notice, say};
use super::workspace::{Workspaces, current_dir};
use super::{Outcome, Place, Trouble, print};

pub(super) const HELP: &str = "\
Shows what would be written, a line for each claim with the passage that it rests on, then the difference; --write \
writes it. Claims get a citation that the sources support whole, that cite nothing, and that nothing else is to be said \
about. Citations are written in the style that most of the draft's own are in. With `-` for the draft, --write puts the \
cited draft on standard output.

Exit status: 0 nothing to write, or it is written, 1 something to write that was only shown, 2 trouble.";

#[derive(Args)]
pub(super) struct CiteArgs {
    /// The drafts; `-` is standard input
    #[arg(required = true, value_name = "DRAFTS")]
    files: Vec<PathBuf>,
    /// Write the citations into the drafts
    #[arg(long, short)]
    write: bool,
    /// Cite this source only, by its key or another of its names; may be given several times
    #[arg(long, value_name = "KEY")]
    only: Vec<String>,
    /// Cite the claims of these lines only: `12`, `12-20`; may be given several times
    #[arg(long, value_name = "LINES", value_parser = lines)]
    line: Vec<RangeInclusive<u32>>,
    /// The name that a draft on standard input goes by; its folder decides which configuration applies
    #[arg(long, value_name = "PATH")]
    stdin_path: Option<PathBuf>,
}

/// Lines from 1 as lines from 0.
fn lines(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |it: &str| it.trim().parse::<u32>().ok().filter(|it| *it > 0).map(|it| it - 1);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok(first..=last),
        _ => Err("lines are counted from 1: `12`, or `12-20`".to_owned()),
    }
}

pub(super) fn run(place: &Place, args: &CiteArgs) -> anyhow::Result<Outcome> {
    let mut workspaces = Workspaces::new(place);
    let mut outcome = Outcome::Clean;
    for file in &args.files {
        let done = match check_file(&mut workspaces, args.stdin_path.as_deref(), file) {
            Ok(done) if done.report.is_checked => done,
            Ok(_) => {
                outcome = Outcome::Trouble;
                continue;
            }
            Err(notice) => {
                report_notice(&notice);
                outcome = Outcome::Trouble;
                continue;
            }
        };
        let is_stdin = file == Path::new("-");
        match cite(&workspaces, args, &done, is_stdin) {
            Ok(it) => outcome = outcome.max(it),
            Err(error) => {
                super::trouble::report(&error);
                outcome = Outcome::Trouble;
            }
        }
    }
    Ok(outcome)
}

fn cite(workspaces: &Workspaces, args: &CiteArgs, done: &Done, is_stdin: bool) -> anyhow::Result<Outcome> {
    let corpus = &done.workspace.context.corpus;
    let path = std::path::absolute(&done.path).ok().filter(|_| !is_stdin || args.stdin_path.is_some());
    let path = path.map(|it| it.canonicalize().unwrap_or(it));
    let wanted = Wanted { sources: sources(corpus, &args.only)?, lines: args.line.clone(), ..Wanted::default() };
    let cited = settled(workspaces, done, path.as_deref(), wanted);
    let lists = bibliographies(&done.workspace, &cited, path.as_deref().filter(|_| !is_stdin))?;
    let (old, new) = (&done.report.draft.text, &cited.draft.text);
    let is_same = old == new && lists.is_empty();
    if args.write && is_stdin {
        print::bytes(new.as_bytes())?;
    } else if !args.write {
        show(done, &cited, &lists)?;
    }
    if args.write {
        if old != new && !is_stdin {
            write_draft(Path::new(&done.path), Some(old), new).map_err(changed)?;
        }
        for list in &lists {
            write_draft(&list.path, list.old.as_deref(), &list.new).map_err(changed)?;
        }
    }
    say(&format!("{}: {}", visible(&done.path), summary(&cited, &lists, args.write)));
    Ok(if is_same || args.write { Outcome::Clean } else { Outcome::Findings })
}

fn changed(error: anyhow::Error) -> anyhow::Error {
    Trouble::new(format!("{error:#}")).hint("run `citecheck cite` again").into()
}

/// The sources of these names.
fn sources(corpus: &Corpus, names: &[String]) -> anyhow::Result<Vec<usize>> {
    let find = |name: &String| {
        corpus.sources().named(name).ok_or_else(|| {
            let trouble = Trouble::new(format!("there is no source `{name}`"));
            trouble.hint("`citecheck sources` lists them with their keys").into()
        })
    };
    names.iter().map(find).collect()
}

/// The draft with its citations such that there is nothing to add any more. What would be added once more was not
/// understood as it was meant, and is left out.
fn settled(workspaces: &Workspaces, done: &Done, path: Option<&Path>, wanted: Wanted) -> CitedDraft {
    /// Each time at least one claim is left out.
    const MOST_TIMES: usize = 5;
    let context = &done.workspace.context;
    let mut wanted = wanted;
    for _ in 0..MOST_TIMES {
        let cited = cite_whole(context, &done.report, path, &wanted);
        if cited.changes.is_empty() {
            return cited;
        }
        let report = check(context, std::sync::Arc::clone(&cited.draft), &workspaces.memo);
        // Lines are other ones now.
        let again = cite_whole(context, &report, path, &Wanted { lines: Vec::new(), ..wanted.clone() });
        // Citations are no part of what is judged, so that claims keep their places among each other; where they do not,
        // their words tell.
        let keeps_places = report.claims.len() == done.report.claims.len();
        let words = |report: &Report, claim: usize| report.claims.get(claim).map(|it| claim_words(&it.claim.text));
        let is_repeated = |change: &&Change| {
            again.changes.iter().any(|it| match keeps_places {
                true => it.claim == change.claim,
                false => words(&report, it.claim) == words(&done.report, change.claim),
            })
        };
        let unsettled: BTreeSet<usize> = cited.changes.iter().filter(is_repeated).map(|it| it.claim).collect();
        if unsettled.is_empty() {
            return cited;
        }
        wanted.without.extend(unsettled);
    }
    wanted.without.extend(0..done.report.claims.len());
    cite_whole(context, &done.report, path, &wanted)
}

/// A bibliography that lacks entries for sources that the draft cites by key.
struct Completed {
    path: PathBuf,
    /// As it is shown.
    name: String,
    /// `None` while it is not there.
    old: Option<String>,
    new: String,
    keys: Vec<String>,
}

/// The bibliography that the draft names, or else the configuration, with the entries that it lacks. Only below the
/// workspace's folder, where nothing of other people's is.
fn bibliographies(workspace: &Workspace, cited: &CitedDraft, draft: Option<&Path>) -> anyhow::Result<Vec<Completed>> {
    const MOST_BYTES: u64 = 16 << 20;
    let Some(folder) = draft.and_then(Path::parent) else { return Ok(Vec::new()) };
    let corpus = &workspace.context.corpus;
    let named: Vec<PathBuf> = cited.draft.bibliographies().iter().map(|it| folder.join(it)).collect();
    let paths = if named.is_empty() { workspace.bibliography_paths.clone() } else { named };
    let root = workspace.root.canonicalize().unwrap_or_else(|_| workspace.root.clone());
    let mut lists = Vec::new();
    for path in &paths {
        let text = if path.exists() { Some(read_draft_within(path, MOST_BYTES)) } else { None };
        match text.transpose() {
            Ok(text) => lists.push((path, text)),
            // What it has is not known.
            Err(notice) => {
                report_notice(&notice);
                return Ok(Vec::new());
            }
        }
    }
    let is_listed = |key: &str| lists.iter().any(|(_, text)| text.as_deref().is_some_and(|it| has_key(it, key)));
    let mut missing: Vec<(String, usize)> = Vec::new();
    for citation in cited.draft.citations.iter().filter(|it| it.kind == CitationKind::Pandoc) {
        if let [source] = cited_sources(corpus, &cited.draft, citation)[..]
            && !is_listed(&citation.target)
            && !missing.iter().any(|it| it.0 == citation.target)
        {
            missing.push((citation.target.clone(), source));
        }
    }
    let is_ours = |it: &Path| {
        let folder = it.parent().and_then(|it| it.canonicalize().ok());
        it.canonicalize().ok().or(folder).is_some_and(|it| it.starts_with(&root))
    };
    let entries: Vec<_> =
        missing.iter().filter_map(|(key, idx)| Some((key.clone(), corpus.sources().get(*idx)?))).collect();
    let completed = lists.iter().filter(|it| !entries.is_empty() && is_ours(it.0)).find_map(|(path, old)| {
        let ending = path.extension()?.to_string_lossy().into_owned();
        let new = with_entries(old.as_deref().unwrap_or_default(), &ending, &entries)?;
        let name = display_path(&path.canonicalize().unwrap_or_else(|_| path.to_path_buf()), &current_dir());
        let keys = missing.iter().map(|it| it.0.clone()).collect();
        Some(Completed { path: path.to_path_buf(), name, old: old.clone(), new, keys })
    });
    Ok(completed.into_iter().collect())
}

/// Whether a bibliography names a key, in whatever form it is.
fn has_key(text: &str, key: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_-:.+/".contains(c);
    text.match_indices(key).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + key.len()..]);
        !before.ends_with(is_part) && !after.starts_with(|c: char| is_part(c) && c != ':')
    })
}

fn show(done: &Done, cited: &CitedDraft, lists: &[Completed]) -> anyhow::Result<()> {
    let is_terminal = std::io::stdout().is_terminal();
    let mut acc = String::new();
    for change in &cited.changes {
        acc += &explained(done, change);
    }
    for list in lists {
        let keys: Vec<String> = list.keys.iter().map(|it| format!("`{}`", visible(it))).collect();
        let (name, keys) = (visible(&list.name), keys.join(", "));
        acc += &format!("{name}: an entry for {keys}, which the draft cites and the bibliography lacks\n");
    }
    if !acc.is_empty() {
        acc.push('\n');
    }
    let mut written: Vec<Span> = cited.changes.iter().flat_map(|it| it.written.iter().copied()).collect();
    written.sort();
    let draft = diff(&done.report.draft.text, &cited.draft.text, &done.path, &written, is_terminal);
    let lists = lists.iter().map(|it| diff(it.old.as_deref().unwrap_or_default(), &it.new, &it.name, &[], is_terminal));
    acc += &draft;
    acc.extend(lists);
    match is_terminal {
        true => print::out(&acc)?,
        // Byte for byte, as `patch` wants it.
        false => print::bytes(acc.as_bytes())?,
    }
    Ok(())
}

/// What is done for a claim and what it rests on, in a line.
fn explained(done: &Done, change: &Change) -> String {
    /// Characters of the passage.
    const MOST: usize = 120;
    let (report, corpus) = (&done.report, &done.workspace.context.corpus);
    let claim = report.claims[change.claim].claim.span;
    let line = report.draft.lines.line_of(claim.start) + 1;
    let evidence = Evidence { passage: change.passage, score: 0.0, matched: Vec::new() };
    let place = place_of(corpus, &evidence);
    let what = match (change.deed, change.at) {
        (CiteDeed::Cites, _) => format!("cites {place}"),
        (CiteDeed::WritesNote, _) => format!("writes the missing note on {place}"),
        (CiteDeed::Locates, Some(At::Paragraph(_))) => format!("gives the paragraph of {place}"),
        (CiteDeed::Locates, _) => format!("gives the page of {place}"),
    };
    let document = corpus.document(change.passage.source);
    let passage = document.passages.get(change.passage.passage);
    let words = passage.map(|it| squeezed(it.place.span.of(&document.text))).unwrap_or_default();
    let words = visible(&print::shortened(&words, MOST)).into_owned();
    format!("{}:{line}: {what}: “{words}”\n", visible(&done.path))
}

fn summary(cited: &CitedDraft, lists: &[Completed], is_written: bool) -> String {
    let count = |deed: CiteDeed| cited.changes.iter().filter(|it| it.deed == deed).count();
    let some = |n: usize, words: &str| (n > 0).then(|| counted(n, words));
    let entries = lists.iter().map(|it| it.keys.len()).sum::<usize>();
    let entries = match entries {
        0 => None,
        1 => Some("1 entry of the bibliography".to_owned()),
        n => Some(format!("{n} entries of the bibliography")),
    };
    let parts = [
        some(count(CiteDeed::Cites), "citation"),
        some(count(CiteDeed::WritesNote), "note"),
        some(count(CiteDeed::Locates), "locator"),
        entries,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let done = match (parts.is_empty(), is_written) {
        (true, _) => "nothing to add".to_owned(),
        (false, true) => format!("added {}", parts.join(", ")),
        (false, false) => format!("{} to add; `--write` adds them", parts.join(", ")),
    };
    let left = |why: LeftOut| cited.left_out.iter().filter(|it| it.1 == why).count();
    let reasons = [
        (LeftOut::Disputed, "disputed among the sources"),
        (LeftOut::InPart, "supported in part"),
        (LeftOut::ToSettle, "to settle first"),
        (LeftOut::Quoted, "inside of a quotation"),
        (LeftOut::NoStyle, "of a source that this style cannot name"),
        (LeftOut::Accepted, "accepted as it is"),
    ];
    let reasons = reasons.iter().filter(|it| left(it.0) > 0).map(|(why, words)| format!("{} {words}", left(*why)));
    let reasons: Vec<String> = reasons.collect();
    match reasons.is_empty() {
        true => done,
        false => format!("{done}; left as they are: {}", reasons.join(", ")),
    }
}
