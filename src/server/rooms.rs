//! The server's calls into the other rooms that load and check, in one place.

use std::path::{Path, PathBuf};

use crate::check::{self, Context, Memo, Report};
use crate::config::FILE_NAME;
use crate::draft::Draft;
use crate::load::{self, Notice, Watcher, Workspace};
use crate::rules;

/// The user's settings as the editor sent them.
pub(super) type Settings = serde_json::Value;

/// What the drafts of a folder are checked against.
pub(super) struct Loaded {
    pub(super) root: PathBuf,
    pub(super) context: Context,
    pub(super) notices: Vec<Notice>,
    pub(super) config_path: Option<PathBuf>,
    settings: load::Settings,
    workspace: Option<Workspace>,
    // Watches for as long as this is in use.
    _watcher: Option<Watcher>,
}

impl Loaded {
    /// What stands in for a workspace that could not be loaded.
    pub(super) fn failed(root: &Path) -> Self {
        let notice = Notice {
            path: root.to_owned(),
            message: "an internal error while the corpus was loaded".to_owned(),
            hint: Some("see whether `citecheck check` says more, and please report it".to_owned()),
            is_fatal: true,
        };
        let context = Context {
            config: Default::default(),
            corpus: Default::default(),
            lexicon: Default::default(),
            generation: 0,
        };
        Self {
            root: root.to_owned(),
            context,
            notices: vec![notice],
            config_path: None,
            settings: load::Settings::default(),
            workspace: None,
            _watcher: None,
        }
    }

    fn new(workspace: Workspace, settings: load::Settings, on_change: impl Fn() + Send + 'static) -> Self {
        let watcher = Watcher::new(&workspace, on_change);
        let notices = workspace.notices.iter().chain(&watcher.notices).cloned().collect();
        Self {
            root: workspace.root.clone(),
            context: workspace.context.clone(),
            notices,
            config_path: workspace.config_path.clone(),
            settings,
            workspace: Some(workspace),
            _watcher: Some(watcher),
        }
    }

    /// Whether the same would be said of every draft.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        self.context.generation == other.context.generation && self.notices == other.notices
    }

    /// Whether a change of this file may change what is said about drafts.
    pub(super) fn uses(&self, path: &Path) -> bool {
        let workspace = self.workspace.iter();
        let mut roots = workspace.clone().flat_map(|it| &it.corpus_roots);
        let mut files = workspace.flat_map(|it| it.config_path.iter().chain(&it.glossary_path));
        is_config(path) && path.parent() == Some(&self.root)
            || files.any(|it| it == path)
            || roots.any(|it| path.starts_with(it))
    }

    /// Whether the file is one of the sources, which are not checked against themselves.
    pub(super) fn is_source(&self, path: &Path) -> bool {
        self.workspace.as_ref().is_some_and(|it| it.is_source(path))
    }
}

/// Whether the file holds settings.
pub(super) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == FILE_NAME)
}

/// The root that drafts in `folder` belong to: what the folder itself says, else the editor's folder that holds it.
pub(super) fn find_root(folder: &Path, folders: &[PathBuf]) -> PathBuf {
    let found = load::find_root(folder);
    let has_more =
        |it: &Path| it.join(FILE_NAME).is_file() || ["sources", "corpus"].iter().any(|name| it.join(name).is_dir());
    if has_more(&found) {
        return found;
    }
    holder(folder, folders).map_or(found, |it| it.canonicalize().unwrap_or_else(|_| it.to_owned()))
}

/// Loads the workspace at `root`, or what has changed of it since `before`; calls `on_change` when its files change
/// from then on.
pub(super) fn load(
    root: &Path,
    folders: &[PathBuf],
    settings: &Settings,
    before: Option<&Loaded>,
    progress: &(dyn Fn(usize, usize) + Sync),
    on_change: impl Fn() + Send + 'static,
) -> Loaded {
    let (user, notice) = load::Settings::read(settings);
    let settings = load::Settings {
        workspace: holder(root, folders).map(Path::to_owned),
        // Editors send an empty list for a setting that is not set.
        corpus: user.corpus.filter(|it| !it.is_empty()),
        cache: user.cache.filter(|it| !it.as_os_str().is_empty()),
        reader: load::documents::this_program(),
        ..user
    };
    let before = before.filter(|it| it.settings == settings).and_then(|it| it.workspace.as_ref());
    let mut workspace = match before {
        Some(workspace) => workspace.reload(progress),
        None => Workspace::load(root, &settings, progress),
    };
    workspace.notices.extend(notice);
    Loaded::new(workspace, settings, on_change)
}

/// The innermost of the editor's folders that holds `path`.
fn holder<'a>(path: &Path, folders: &'a [PathBuf]) -> Option<&'a Path> {
    let holders = folders.iter().filter(|it| path.starts_with(it));
    holders.max_by_key(|it| it.components().count()).map(PathBuf::as_path)
}

/// Checks a draft; `None` when it was cancelled.
pub(super) fn check(
    context: &Context,
    draft: Draft,
    memo: &Memo,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Report> {
    check::check_with(context, draft.into(), memo, is_cancelled)
}

/// The address of a rule's page.
pub(super) fn rule_page(rule: &str) -> Option<String> {
    rules::page_url(rule)
}
