//! Workspaces as commands need them: loaded once each, with progress, their notices told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::check::Memo;
use crate::config::FILE_NAME;
use crate::load::{Notice, Settings, Workspace, documents, find_root_with};

use super::Place;
use super::progress::Bar;
use super::trouble::report_notice;

/// The workspaces of one run, by their roots.
pub(super) struct Workspaces {
    settings: Settings,
    loaded: BTreeMap<PathBuf, Rc<Workspace>>,
    /// What was judged before.
    pub(super) memo: Memo,
}

impl Workspaces {
    pub(super) fn new(place: &Place) -> Self {
        Self { settings: settings(place, false), loaded: BTreeMap::new(), memo: Memo::default() }
    }

    /// The workspace of a draft. What is to be known about it is told on standard error the first time.
    pub(super) fn of(&mut self, draft: &Path) -> Rc<Workspace> {
        let root = match &self.settings.config {
            Some(config) => config.clone(),
            None => find_root_with(draft, &self.settings),
        };
        let settings = &self.settings;
        let workspace = self.loaded.entry(root).or_insert_with(|| {
            let workspace = load(draft, settings);
            workspace.notices.iter().for_each(report_notice);
            Rc::new(workspace)
        });
        Rc::clone(workspace)
    }

    /// Looks at their files again. What is to be known about one is told when it is something else than before.
    pub(super) fn reload(&mut self) {
        for workspace in self.loaded.values_mut() {
            let now = workspace.reload(&|_, _| {});
            now.notices.iter().filter(|it| !workspace.notices.contains(it)).for_each(report_notice);
            *workspace = Rc::new(now);
        }
    }

    /// Those that were asked for, by their roots.
    pub(super) fn loaded(&self) -> impl Iterator<Item = &Rc<Workspace>> {
        self.loaded.values()
    }
}

/// What the arguments set. Their paths start from the current folder, those of a configuration from its own.
pub(super) fn settings(place: &Place, rebuild: bool) -> Settings {
    let config = place.config.as_ref().map(|it| if it.is_dir() { it.join(FILE_NAME) } else { it.clone() });
    let absolute = |it: &PathBuf| std::path::absolute(it).unwrap_or_else(|_| it.clone());
    let corpus: Vec<PathBuf> = place.corpus.iter().map(absolute).collect();
    Settings {
        config,
        workspace: Some(current_dir()),
        corpus: Some(corpus).filter(|it| !it.is_empty()),
        extra_corpus: place.extra_corpus.iter().map(absolute).collect(),
        rebuild,
        reader: documents::this_program(),
        ..Settings::default()
    }
}

/// The workspace of a draft or folder, its notices untold.
pub(super) fn load(start: &Path, settings: &Settings) -> Workspace {
    let bar = Bar::new("reading sources");
    Workspace::load(start, settings, &|n_done, n_all| bar.update(n_done, n_all))
}

/// The workspace of the current folder, with its notices told.
pub(super) fn load_here(place: &Place) -> Workspace {
    let workspace = load(&current_dir(), &settings(place, false));
    workspace.notices.iter().for_each(report_notice);
    workspace
}

/// The drafts that are named, and those below folders that are, as their workspaces have them. A folder without any stays
/// what it is.
pub(super) fn with_folders(workspaces: &mut Workspaces, files: &[PathBuf]) -> Vec<PathBuf> {
    let mut acc = Vec::new();
    for file in files {
        let drafts = if file.is_dir() { drafts_in(workspaces, file) } else { Vec::new() };
        if drafts.is_empty() {
            acc.push(file.clone());
        }
        acc.extend(drafts);
    }
    acc
}

fn drafts_in(workspaces: &mut Workspaces, folder: &Path) -> Vec<PathBuf> {
    let Ok(within) = folder.canonicalize() else { return Vec::new() };
    let drafts = workspaces.of(&folder.join("draft.md")).drafts();
    // `./briefing.md` is called `briefing.md`, as a shell would.
    let named = |it: &Path| if folder == Path::new(".") { it.to_owned() } else { folder.join(it) };
    drafts.into_iter().filter_map(|it| it.strip_prefix(&within).map(named).ok()).collect()
}

/// Tells the notices, but for those about files that the command lists itself.
pub(super) fn report_unlisted(workspace: &Workspace) {
    let is_listed = |it: &&Notice| workspace.context.corpus.problems().iter().any(|(path, _)| *path == it.path);
    workspace.notices.iter().filter(|it| !is_listed(it)).for_each(report_notice);
}

/// The current folder; paths below it are shown relative to it.
pub(super) fn current_dir() -> PathBuf {
    std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default()
}
