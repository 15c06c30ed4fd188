//! `citecheck index` and `citecheck purge`

use std::path::Path;

use crate::load;
use crate::text::{counted, visible};

use super::list::unread_sources;
use super::print;
use super::trouble::{Trouble, report_notice, there_is};
use super::workspace::{load, settings};
use super::{Outcome, Place};

pub(super) fn run(place: &Place, folder: &Path, rebuild: bool) -> anyhow::Result<Outcome> {
    there_is(folder)?;
    let workspace = load(folder, &settings(place, rebuild));
    workspace.notices.iter().for_each(report_notice);
    if workspace.is_broken() {
        return Ok(Outcome::Trouble);
    }
    let corpus = &workspace.context.corpus;
    let statistics = workspace.statistics;
    print::out(&format!(
        "{}, {}, {}, {} not read\n{} new, {} changed, {} removed, {} unchanged; {:.1} s\n",
        counted(corpus.sources().len(), "source"),
        counted(corpus.n_passages(), "passage"),
        counted(workspace.context.lexicon.terms().len(), "term"),
        counted(corpus.problems().len(), "file"),
        statistics.new,
        statistics.changed,
        statistics.removed,
        statistics.unchanged,
        statistics.milliseconds as f64 / 1000.0,
    ))?;
    if let Some(dir) = &workspace.index_dir {
        let copies = counted(corpus.n_copies(), "near-duplicate");
        print::out(&format!("{copies}; {} on disk\n", amount(load::size(dir))))?;
    }
    if let Some(unread) = unread_sources(corpus) {
        print::out(&format!("{unread}\n"))?;
    }
    Ok(Outcome::Clean)
}

/// Compares the index with itself.
pub(super) fn verify(place: &Place, folder: &Path) -> anyhow::Result<Outcome> {
    there_is(folder)?;
    let verified = match load::verify(folder, &settings(place, false)) {
        Ok(verified) => verified,
        Err(notices) => {
            notices.iter().for_each(report_notice);
            return Ok(Outcome::Trouble);
        }
    };
    let (n_sources, n_passages) = (counted(verified.n_sources, "source"), counted(verified.n_passages, "passage"));
    print::out(&format!("{n_sources}, {n_passages}, {} on disk\n", amount(verified.n_bytes)))?;
    for fault in &verified.faults {
        print::out(&format!("{}\n", visible(fault)))?;
    }
    if verified.faults.is_empty() {
        return Ok(Outcome::Clean);
    }
    Err(Trouble::new("the index is damaged").hint("`citecheck index --rebuild` makes it anew").into())
}

/// Removes indexes.
pub(super) fn purge(place: &Place, folder: &Path, all: bool) -> anyhow::Result<Outcome> {
    there_is(folder)?;
    let purged = load::purge(folder, &settings(place, false), all)?;
    let indexes = if purged.n_indexes == 1 { "1 index".to_owned() } else { format!("{} indexes", purged.n_indexes) };
    print::out(&format!("{indexes} removed, {}\n", amount(purged.n_bytes)))?;
    Ok(Outcome::Clean)
}

/// Bytes, in the unit that gives a number one can read.
fn amount(n_bytes: u64) -> String {
    match n_bytes {
        0..10_000 => format!("{n_bytes} bytes"),
        10_000..10_000_000 => format!("{} KB", n_bytes / 1000),
        _ => format!("{} MB", n_bytes / 1_000_000),
    }
}
