//! The server's calls into the other rooms that load and check, in one place.

use std::path::{Path, PathBuf};

use crate::check::{self, Context, Memo, Report};
use crate::draft::Draft;
use crate::load::{self, Notice, Workspace};

/// The user's settings as the editor sent them.
pub(super) type Settings = serde_json::Value;

/// Largest draft that is checked, in bytes.
pub(super) const MAX_DRAFT: usize = 4 * 1024 * 1024;

const CONFIG_FILE: &str = "citecheck.toml";

/// What the drafts of a folder are checked against.
pub(super) struct Loaded {
    pub(super) root: PathBuf,
    pub(super) context: Context,
    pub(super) notices: Vec<Notice>,
}

impl Loaded {
    /// What stands in for a workspace that could not be loaded.
    pub(super) fn failed(root: &Path) -> Self {
        let notice = Notice {
            path: root.to_owned(),
            message: "loading the corpus failed".to_owned(),
            hint: Some("please report this, with the command line's output of `citecheck check`".to_owned()),
            is_fatal: true,
        };
        let context = Context {
            config: Default::default(),
            corpus: Default::default(),
            lexicon: Default::default(),
            generation: 0,
        };
        Self { root: root.to_owned(), context, notices: vec![notice] }
    }

    /// Whether a change of this file may change what is said about drafts.
    pub(super) fn uses(&self, path: &Path) -> bool {
        is_config(path) && path.parent() == Some(&self.root)
            || self.context.config.corpus.iter().any(|it| path.starts_with(self.root.join(it)))
            || self.is_source(path)
    }

    /// Whether the file is one of the sources, which are not checked against themselves.
    pub(super) fn is_source(&self, path: &Path) -> bool {
        self.context.corpus.sources().iter().any(|it| it.path == path)
    }
}

/// Whether the file holds settings.
pub(super) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == CONFIG_FILE)
}

/// The settings file of a root, if there is one.
pub(super) fn config_path(root: &Path) -> Option<PathBuf> {
    Some(root.join(CONFIG_FILE)).filter(|it| it.is_file())
}

/// The root that drafts in `folder` belong to: the nearest folder upwards with a configuration, else the workspace
/// folder that holds it, else the folder itself.
pub(super) fn find_root(folder: &Path, folders: &[PathBuf]) -> PathBuf {
    if let Some(root) = folder.ancestors().find(|it| it.join(CONFIG_FILE).is_file()) {
        return root.to_owned();
    }
    let holders = folders.iter().filter(|it| folder.starts_with(it));
    holders.max_by_key(|it| it.components().count()).map_or_else(|| folder.to_owned(), Clone::clone)
}

/// Loads the workspace at `root`.
pub(super) fn load(root: &Path, settings: &Settings, progress: &(dyn Fn(usize, usize) + Sync)) -> Loaded {
    let (settings, notice) = load::Settings::read(settings);
    let workspace = Workspace::load(root, &settings, progress);
    let notices = notice.into_iter().chain(workspace.notices).collect();
    Loaded { root: workspace.root, context: workspace.context, notices }
}

/// Checks a draft; `None` when it was cancelled.
pub(super) fn check(context: &Context, draft: Draft, memo: &Memo, is_cancelled: &dyn Fn() -> bool) -> Option<Report> {
    if is_cancelled() {
        return None;
    }
    Some(check::check(context, draft.into(), memo))
}

/// The address of a rule's page.
pub(super) fn rule_page(_rule: &str) -> Option<String> {
    None
}
