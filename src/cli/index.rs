//! `citecheck index`

use std::path::Path;

use super::list::unread_sources;
use super::print::{self, counted};
use super::trouble::{report_notice, there_is};
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
    if let Some(unread) = unread_sources(corpus) {
        print::out(&format!("{unread}\n"))?;
    }
    Ok(Outcome::Clean)
}
