//! The server's calls into the other rooms that load and check, in one place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use rayon::prelude::*;

use crate::check::{self, Context, Memo, Report};
use crate::config::{ACCEPTED_FILE_NAME, FILE_NAME};
use crate::corpus::Source;
use crate::draft::Draft;
use crate::lexicon::GlossaryTerm;
use crate::load::{self, KeyPlaces, NewKey, Notice, ReportFormat, Watcher, Workspace};
use crate::rules;
use crate::text::Span;

pub(super) use crate::load::Changed;

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
    watcher: Option<Arc<Watcher>>,
    /// Whether the files were looked at before anybody watched them, so that some may have changed in between.
    pub(super) is_late: bool,
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
            watcher: None,
            is_late: false,
        }
    }

    fn new(workspace: Workspace, settings: load::Settings, watcher: Option<Arc<Watcher>>) -> Self {
        let told = watcher.iter().flat_map(|it| &it.notices);
        let notices = workspace.notices.iter().chain(told).cloned().collect();
        Self {
            root: workspace.root.clone(),
            context: workspace.context.clone(),
            notices,
            config_path: workspace.config_path.clone(),
            settings,
            workspace: Some(workspace),
            watcher,
            is_late: false,
        }
    }

    /// Whether the same would be said of every draft.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        let accepted = |it: &Self| Arc::clone(&it.context.config.accepted);
        self.context.generation == other.context.generation
            && self.notices == other.notices
            && accepted(self) == accepted(other)
    }

    /// Whether a change of this file may change what is said about drafts.
    pub(super) fn uses(&self, path: &Path) -> bool {
        let workspace = self.workspace.iter();
        let mut roots = workspace.clone().flat_map(|it| &it.corpus_roots);
        let mut files = workspace.flat_map(|it| it.config_path.iter().chain(&it.glossary_path));
        (is_config(path) || is_accepted(path)) && path.parent() == Some(&self.root)
            || files.any(|it| it == path)
            || roots.any(|it| path.starts_with(it))
    }

    /// The text of a file beside the sources; `None` where it is none or too long.
    pub(super) fn read(path: &Path) -> Option<String> {
        /// The largest bibliography is some tens of megabytes.
        const MAX_BYTES: u64 = 64 << 20;
        load::read_draft_within(path, MAX_BYTES).ok()
    }

    /// See [`Workspace::key_places`].
    pub(super) fn key_places(
        &self,
        source: Option<&Source>,
        key: &str,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> Vec<KeyPlaces> {
        self.workspace.as_ref().map(|it| it.key_places(source, key, read)).unwrap_or_default()
    }

    /// See [`Workspace::new_key`].
    pub(super) fn new_key(&self, source: &Source, key: &str, read: &dyn Fn(&Path) -> Option<String>) -> Option<NewKey> {
        self.workspace.as_ref()?.new_key(source, key, read)
    }

    /// The drafts of the workspace that are not among these files, with their texts; those that cannot be read are left
    /// out.
    pub(super) fn other_drafts(&self, but: &BTreeSet<PathBuf>) -> Vec<(PathBuf, String)> {
        /// Most bytes of them together.
        const MAX_BYTES: usize = 64 << 20;
        let max_bytes = self.context.config.limits.max_draft_bytes;
        let drafts = self.workspace.iter().flat_map(Workspace::drafts).filter(|it| !but.contains(it));
        let texts = drafts.filter_map(|path| Some((load::read_draft_within(&path, max_bytes).ok()?, path)));
        let mut left = MAX_BYTES;
        let mut fits = |text: &str| {
            left = left.saturating_sub(text.len());
            left > 0
        };
        texts.take_while(|it| fits(&it.0)).map(|(text, path)| (path, text)).collect()
    }

    /// Puts a term into the glossary of the workspace.
    ///
    /// # Errors
    /// When there is no place for it, or it cannot be written.
    pub(super) fn add_term(&self, term: &GlossaryTerm) -> anyhow::Result<load::Written> {
        let workspace = self.workspace.as_ref().context("the workspace could not be loaded")?;
        load::add_term(workspace, term)
    }

    /// Writes a report on a draft, outside of the workspace.
    pub(super) fn write_report(&self, draft: &Path, format: ReportFormat, bytes: &[u8]) -> anyhow::Result<PathBuf> {
        self.workspace.as_ref().context("the workspace could not be loaded")?.write_report(draft, format, bytes)
    }

    /// Whether the file is one of the sources, which are not checked against themselves.
    pub(super) fn is_source(&self, path: &Path) -> bool {
        self.workspace.as_ref().is_some_and(|it| it.is_source(path))
    }
}

/// What stands for a text: another one for another text.
pub(super) fn digest_of(text: &str) -> u64 {
    use std::hash::BuildHasher as _;
    rustc_hash::FxBuildHasher.hash_one(text)
}

/// The draft that `text` is, with what only the system knows of it; `path` is its file.
pub(super) fn parse_draft(path: Option<&Path>, text: &str) -> Draft {
    Draft { saved: path.and_then(load::written), today: Some(load::today()), ..Draft::parse(text) }
}

/// The day, on which it depends what is out of date.
pub(super) fn today() -> String {
    load::today()
}

/// Whether the file stands in for a source.
pub(super) fn is_mirror(path: &Path) -> bool {
    load::documents::is_mirror(path)
}

/// The file that lists accepted claims.
pub(super) fn accepted_path(root: &Path) -> PathBuf {
    root.join(ACCEPTED_FILE_NAME)
}

/// Which accepted claims stand in none of these texts, drafts by their files, which are all of the workspace; `text` is
/// that of the file that lists them.
pub(super) fn check_accepted(context: &Context, texts: &[(Option<PathBuf>, String)], text: &str) -> Report {
    let draft = |(path, text): &(Option<PathBuf>, String)| Arc::new(parse_draft(path.as_deref(), text));
    let drafts: Vec<Arc<Draft>> = texts.par_iter().map(draft).collect();
    check::check_accepted(context, &drafts, text)
}

/// Whether the file holds claims that were accepted by hand.
pub(super) fn is_accepted(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it == ACCEPTED_FILE_NAME)
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

/// The workspace at `root` as it was when its index was last brought up to date, where looking at its files takes long.
pub(super) fn open(root: &Path, folders: &[PathBuf], settings: &Settings) -> Option<Loaded> {
    let (settings, notice) = settings_of(root, folders, settings);
    let mut workspace = Workspace::open(root, &settings)?;
    workspace.notices.extend(notice);
    Some(Loaded::new(workspace, settings, None))
}

/// Loads the workspace at `root`, or of `changed` what has changed since `before`; calls `on_change` when its files
/// change from then on.
pub(super) fn load(
    root: &Path,
    folders: &[PathBuf],
    settings: &Settings,
    before: Option<&Loaded>,
    changed: &Changed,
    progress: &(dyn Fn(usize, usize) + Sync),
    on_change: impl Fn(Changed) + Send + 'static,
) -> Loaded {
    let (settings, notice) = settings_of(root, folders, settings);
    let before = before.filter(|it| it.settings == settings);
    let known = before.and_then(|it| it.workspace.as_ref());
    let watcher = before.and_then(|it| it.watcher.clone());
    let mut workspace = match known {
        Some(workspace) => workspace.reload_changed(changed, progress),
        None => Workspace::load(root, &settings, progress),
    };
    workspace.notices.extend(notice);
    watched(workspace, settings, watcher, on_change)
}

/// The same as if nothing were known of it; `anew`: with a new index.
pub(super) fn load_afresh(
    root: &Path,
    folders: &[PathBuf],
    settings: &Settings,
    anew: bool,
    progress: &(dyn Fn(usize, usize) + Sync),
    on_change: impl Fn(Changed) + Send + 'static,
) -> Loaded {
    let (settings, notice) = settings_of(root, folders, settings);
    let once = load::Settings { rebuild: anew, ..settings.clone() };
    let mut workspace = Workspace::load(root, &once, progress);
    workspace.notices.extend(notice);
    watched(workspace, settings, None, on_change)
}

fn watched(
    workspace: Workspace,
    settings: load::Settings,
    watcher: Option<Arc<Watcher>>,
    on_change: impl Fn(Changed) + Send + 'static,
) -> Loaded {
    let watcher = watcher.filter(|it| it.fits(&workspace));
    let is_late = watcher.is_none();
    let watcher = watcher.unwrap_or_else(|| Arc::new(Watcher::new(&workspace, on_change)));
    Loaded { is_late, ..Loaded::new(workspace, settings, Some(watcher)) }
}

fn settings_of(root: &Path, folders: &[PathBuf], settings: &Settings) -> (load::Settings, Option<Notice>) {
    let (user, notice) = load::Settings::read(settings);
    let settings = load::Settings {
        workspace: holder(root, folders).map(Path::to_owned),
        // Editors send an empty list for a setting that is not set.
        corpus: user.corpus.filter(|it| !it.is_empty()),
        cache: user.cache.filter(|it| !it.as_os_str().is_empty()),
        reader: load::documents::this_program(),
        ..user
    };
    (settings, notice)
}

/// The innermost of the editor's folders that holds `path`.
fn holder<'a>(path: &Path, folders: &'a [PathBuf]) -> Option<&'a Path> {
    let holders = folders.iter().filter(|it| path.starts_with(it));
    holders.max_by_key(|it| it.components().count()).map(PathBuf::as_path)
}

/// Checks a draft; `None` when it was cancelled.
pub(super) fn check(
    context: &Context,
    draft: Arc<Draft>,
    memo: &Memo,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Report> {
    check::check_with(context, draft, memo, is_cancelled)
}

/// What is known soon about the sentence of a draft at this offset, and its span; `None` where there is no sentence, and
/// where nothing could be found out.
pub(super) fn check_sentence(
    context: &Context,
    draft: &Arc<Draft>,
    memo: &Memo,
    offset: usize,
) -> Option<(Span, Report)> {
    let span = *draft.blocks.iter().flat_map(|it| &it.sentences).find(|it| it.touches(offset))?;
    let report = check::check_span(context, Arc::clone(draft), memo, span);
    report.is_checked.then_some((span, report))
}

/// The address of a rule's page.
pub(super) fn rule_page(rule: &str) -> Option<String> {
    rules::page_url(rule)
}
