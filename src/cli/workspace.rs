//! Workspaces as commands need them: loaded once each, with progress, their notices told.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::load::{Settings, Workspace};

use super::Place;
use super::progress::Bar;
use super::trouble::report_notice;

/// The workspaces of one run.
pub(super) struct Workspaces<'a> {
    place: &'a Place,
    by_folder: HashMap<PathBuf, Rc<Workspace>>,
    loaded: Vec<Rc<Workspace>>,
}

impl<'a> Workspaces<'a> {
    pub(super) fn new(place: &'a Place) -> Self {
        Self { place, by_folder: HashMap::new(), loaded: Vec::new() }
    }

    /// The workspace of a draft in `folder`. What is to be known about it is told on standard error the first time.
    pub(super) fn of(&mut self, folder: &Path) -> Rc<Workspace> {
        if let Some(seen) = self.by_folder.get(folder) {
            return Rc::clone(seen);
        }
        let workspace = Rc::new(load(self.place, folder));
        let seen = self.loaded.iter().find(|it| it.root == workspace.root);
        let workspace = match seen {
            Some(seen) => Rc::clone(seen),
            None => {
                workspace.notices.iter().for_each(report_notice);
                self.loaded.push(Rc::clone(&workspace));
                workspace
            }
        };
        self.by_folder.insert(folder.to_owned(), Rc::clone(&workspace));
        workspace
    }

    /// Those that were asked for, in that order.
    pub(super) fn loaded(&self) -> &[Rc<Workspace>] {
        &self.loaded
    }
}

/// The workspace of `folder`, its notices untold.
pub(super) fn load(place: &Place, folder: &Path) -> Workspace {
    load_with(place, folder, &settings(place))
}

/// The same, with every source read anew.
pub(super) fn rebuild(place: &Place, folder: &Path) -> Workspace {
    load_with(place, folder, &Settings { rebuild: true, ..settings(place) })
}

fn load_with(place: &Place, folder: &Path, settings: &Settings) -> Workspace {
    let bar = Bar::new("reading sources");
    let start = place.config.as_deref().unwrap_or(folder);
    Workspace::load(start, settings, &|n_done, n_all| bar.update(n_done, n_all))
}

/// Paths of the command line start from the current folder, those of a configuration from its own.
fn settings(place: &Place) -> Settings {
    let corpus = place.corpus.iter().map(|it| std::path::absolute(it).unwrap_or_else(|_| it.clone())).collect();
    Settings { corpus: Some(corpus).filter(|it: &Vec<_>| !it.is_empty()), ..Settings::default() }
}

/// The workspace of the current folder, with its notices told.
pub(super) fn load_here(place: &Place) -> Workspace {
    let workspace = load(place, &current_dir());
    workspace.notices.iter().for_each(report_notice);
    workspace
}

/// Whether claims cannot be checked in this workspace.
pub(super) fn is_broken(workspace: &Workspace) -> bool {
    workspace.notices.iter().any(|it| it.is_fatal)
}

/// The current folder; paths below it are shown relative to it.
pub(super) fn current_dir() -> PathBuf {
    std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default()
}
