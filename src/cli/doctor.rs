//! `citecheck doctor`

use std::fmt::Write;
use std::path::Path;

use crate::output::{display_path, problem_text};
use crate::text::{counted, visible};

use super::editors::{folders, program, told};
use super::list::unread_sources;
use super::print;
use super::trouble::there_is;
use super::workspace::{current_dir, load, report_unlisted, settings};
use super::{Outcome, Place};

pub(super) fn run(place: &Place, folder: &Path) -> anyhow::Result<Outcome> {
    there_is(folder)?;
    let workspace = load(folder, &settings(place, false));
    let corpus = &workspace.context.corpus;
    let shown = |path: &Path| visible(&display_path(path, &current_dir())).into_owned();
    let config = workspace.config_path.as_deref().map(shown);
    let roots: Vec<String> = workspace.corpus_roots.iter().map(|it| shown(it)).collect();
    let index = workspace.index_dir.as_deref().map(shown);
    let mut acc = String::new();
    // Writing to a string does not fail.
    _ = writeln!(acc, "citecheck      {}", env!("CARGO_PKG_VERSION"));
    _ = writeln!(acc, "program        {}", program());
    _ = writeln!(acc, "folder         {}", visible(&workspace.root.to_string_lossy()));
    _ = writeln!(acc, "configuration  {}", config.unwrap_or("none; `citecheck init` writes one".to_owned()));
    _ = writeln!(acc, "corpus         {}", if roots.is_empty() { "none".to_owned() } else { roots.join(", ") });
    _ = writeln!(
        acc,
        "sources        {}, {}, {} not read",
        counted(corpus.sources().len(), "source"),
        counted(corpus.n_passages(), "passage"),
        counted(corpus.problems().len(), "file")
    );
    _ = writeln!(acc, "terms          {}", workspace.context.lexicon.terms().len());
    _ = writeln!(acc, "glossary       {}", workspace.glossary_path.as_deref().map_or("none".to_owned(), shown));
    _ = writeln!(acc, "index          {}", index.unwrap_or("in memory only".to_owned()));
    if let Some(unread) = unread_sources(corpus) {
        _ = writeln!(acc, "languages      {unread}");
    }
    for (path, problem) in corpus.problems() {
        _ = writeln!(acc, "not read       {}: {}", shown(path), visible(&problem_text(problem)));
    }
    if corpus.sources().is_empty() {
        _ = writeln!(acc, "to do          put what you write from into the folder `sources` beside your drafts");
    }
    if let Some(folders) = folders(&workspace.root) {
        _ = write!(acc, "\n{}", told(&folders));
    }
    print::out(&acc)?;
    report_unlisted(&workspace);
    Ok(if workspace.is_broken() { Outcome::Trouble } else { Outcome::Clean })
}
