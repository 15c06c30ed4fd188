//! `citecheck index`

use std::path::Path;
use std::time::Instant;

use super::print::{self, counted};
use super::trouble::report_notice;
use super::workspace::{self, is_broken};
use super::{Outcome, Place};

pub(super) fn run(place: &Place, folder: &Path, rebuild: bool) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let workspace = if rebuild { workspace::rebuild(place, folder) } else { workspace::load(place, folder) };
    workspace.notices.iter().for_each(report_notice);
    if is_broken(&workspace) {
        return Ok(Outcome::Trouble);
    }
    let corpus = &workspace.context.corpus;
    print::out(&format!(
        "{}, {}, {}, {} not read; {:.1} s\n",
        counted(corpus.sources().len(), "source"),
        counted(corpus.n_passages(), "passage"),
        counted(workspace.context.lexicon.terms().len(), "term"),
        counted(corpus.problems().len(), "file"),
        started.elapsed().as_secs_f64(),
    ))?;
    Ok(Outcome::Clean)
}
