//! Reads disks: configuration, corpus folders, index, watcher.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde::Deserialize;

use crate::check::Context;
use crate::config::{Config, FILE_NAME};
use crate::corpus::index::Index;
use crate::corpus::{Companions, Corpus, Keyring, Problem};
use crate::lexicon::Lexicon;

mod cache;
mod companions;
mod config;
mod draft;
mod sync;
mod terms;
#[cfg(test)]
mod tests;
mod walk;
mod watch;

pub use config::{find_root, find_root_with};
pub use draft::{read_draft, read_draft_within};
pub use sync::{Statistics, look_at};
pub use watch::Watcher;

/// Something about the workspace that the writer should know, at the top of the draft or on standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The file it is about.
    pub path: PathBuf,
    /// What is wrong, starting small, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Claims could not be checked because of it.
    pub is_fatal: bool,
}

/// What the user sets for themselves, in the editor or on the command line. Unlike a project, the user may name any
/// folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// The configuration to use instead of looking for one.
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The folder that the editor has open, or that the command line runs in, for where there is no configuration.
    #[serde(skip)]
    pub workspace: Option<PathBuf>,
    /// The corpus instead of the project's. Relative to the configuration's folder; `~` is the user's home.
    pub corpus: Option<Vec<PathBuf>>,
    /// Folders besides the project's.
    pub extra_corpus: Vec<PathBuf>,
    /// Where indexes lie, instead of in the user's cache folder.
    pub cache: Option<PathBuf>,
    /// Read every source anew.
    #[serde(skip)]
    pub rebuild: bool,
}

/// A workspace: its configuration and corpus, loaded.
pub struct Workspace {
    /// The folder that holds `citecheck.toml`, or that stands in for it.
    pub root: PathBuf,
    pub context: Context,
    pub notices: Vec<Notice>,
    pub config_path: Option<PathBuf>,
    pub glossary_path: Option<PathBuf>,
    /// Those that the configuration names.
    pub bibliography_paths: Vec<PathBuf>,
    /// Canonical.
    pub corpus_roots: Vec<PathBuf>,
    /// `None` while the index lives in memory.
    pub index_dir: Option<PathBuf>,
    pub statistics: Statistics,
    start: PathBuf,
    settings: Settings,
    index: Option<Index>,
    readings: companions::Readings,
}

/// Progress of loading: how many files of how many are done.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

impl Settings {
    /// Reads what stands under `citecheck` in an editor's settings. Keys that are not about loading are left to others.
    pub fn read(value: &serde_json::Value) -> (Self, Option<Notice>) {
        if value.is_null() {
            return (Self::default(), None);
        }
        match Self::deserialize(value) {
            Ok(settings) => (settings, None),
            Err(error) => {
                let notice = Notice {
                    path: PathBuf::new(),
                    message: format!("the editor's settings for citecheck cannot be used: {error}"),
                    hint: Some("`corpus` and `extraCorpus` are lists of folders, `cache` is a folder".to_string()),
                    is_fatal: false,
                };
                (Self::default(), Some(notice))
            }
        }
    }
}

impl Workspace {
    /// Finds the configuration upwards from `start` (a draft or a folder), brings the index of its corpus up to date
    /// and opens it. Never fails: what is wrong is among the notices.
    pub fn load(start: &Path, settings: &Settings, progress: Progress) -> Self {
        Loader::new(start, settings, None).run(progress)
    }

    /// The same workspace as its files are now. Only what changed is read.
    pub fn reload(&self, progress: Progress) -> Self {
        let settings = Settings { rebuild: false, ..self.settings.clone() };
        Loader::new(&self.start, &settings, Some(self)).run(progress)
    }

    /// Whether the file is one of the sources: it would bear itself out.
    pub fn is_source(&self, path: &Path) -> bool {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.context.corpus.has_source(&path)
    }

    /// The index of the sources; `None` when there is none to use.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Whether claims cannot be checked in this workspace.
    pub fn is_broken(&self) -> bool {
        self.notices.iter().any(|it| it.is_fatal)
    }
}

/// A workspace on its way.
struct Loader<'a> {
    workspace: Workspace,
    previous: Option<&'a Workspace>,
    started: Instant,
}

impl<'a> Loader<'a> {
    fn new(start: &Path, settings: &Settings, previous: Option<&'a Workspace>) -> Self {
        let start = std::path::absolute(start).unwrap_or_else(|_| start.to_owned());
        let workspace = Workspace {
            root: config::root(&start, settings),
            context: Context { config: Arc::default(), corpus: Arc::default(), lexicon: Arc::default(), generation: 0 },
            notices: Vec::new(),
            config_path: None,
            glossary_path: None,
            bibliography_paths: Vec::new(),
            corpus_roots: Vec::new(),
            index_dir: None,
            statistics: Statistics::default(),
            start,
            settings: settings.clone(),
            index: None,
            readings: companions::Readings::new(),
        };
        Self { workspace, previous, started: Instant::now() }
    }

    fn run(mut self, progress: Progress) -> Workspace {
        // The notice says what is wrong; the corpus stays empty and nothing is checked.
        if let Err(notices) = self.load(progress) {
            self.workspace.notices.extend(notices);
        }
        let elapsed = self.started.elapsed().as_millis();
        self.workspace.statistics.milliseconds = u64::try_from(elapsed).unwrap_or(u64::MAX);
        self.workspace
    }

    fn load(&mut self, progress: Progress) -> Result<(), Vec<Notice>> {
        let workspace = &mut self.workspace;
        workspace.config_path = config::path(&workspace.root, &workspace.settings);
        let (config, text) = match &workspace.config_path {
            Some(path) => config::read(path).map_err(|it| vec![it])?,
            None => (Config::default(), String::new()),
        };
        workspace.notices.extend(workspace.config_path.iter().flat_map(|path| {
            config.idle_keys().into_iter().map(|key| Notice {
                path: path.clone(),
                message: format!("`{key}` is understood but has no effect yet"),
                hint: None,
                is_fatal: false,
            })
        }));
        workspace.context.config = Arc::new(config);
        let config = Arc::clone(&workspace.context.config);
        workspace.glossary_path = config.glossary.as_ref().map(|it| workspace.root.join(it));
        workspace.bibliography_paths = config.bibliography.iter().map(|it| workspace.root.join(it)).collect();
        workspace.corpus_roots = config::corpus_roots(&workspace.root, &config, &workspace.settings)?;

        let walk = walk::walk(&workspace.corpus_roots, &config, workspace.config_path.as_deref())?;
        workspace.notices.extend(walk.notices.clone());
        if walk.files.is_empty() {
            let notice = empty_corpus(workspace);
            let filters = "put your sources there, or mend `include` and `exclude` in `citecheck.toml`";
            let is_filtered = !config.include.is_empty() || !config.exclude.is_empty();
            let hint = if is_filtered { Some(filters.to_string()) } else { notice.hint };
            return Err(vec![Notice { hint, ..notice }]);
        }
        let known = self.previous.map(|it| &it.readings);
        let library = companions::read(workspace, &walk, &config, known.unwrap_or(&companions::Readings::new()));
        workspace.notices.extend(library.notices);
        workspace.readings = library.readings;
        let corpus = self.bring_up_to_date(&walk.files, &library.companions, &config, progress)?;

        let workspace = &mut self.workspace;
        let problems = corpus.problems().iter().map(|(path, problem)| describe(path, problem, workspace, &config));
        let problems: Vec<Notice> = problems.collect();
        workspace.notices.extend(problems);
        if corpus.sources().is_empty() {
            return Err(vec![empty_corpus(workspace)]);
        }
        if corpus.read_sources().next().is_none() {
            let notice = unread_corpus(workspace);
            workspace.notices.push(notice);
        }
        let glossary = terms::read_glossary(workspace.glossary_path.as_deref(), &workspace.root);
        workspace.notices.extend(glossary.notices);
        let fingerprint = terms::fingerprint(&corpus, &glossary.terms);
        let terms = match &workspace.index_dir {
            Some(dir) => terms::load_or_mine(dir, &fingerprint, &corpus, &glossary.terms),
            None => terms::mine(&corpus, &glossary.terms),
        };
        let keys = corpus.sources().iter().map(|it| it.key.as_str()).collect::<Vec<_>>().join("\0");
        workspace.context.generation = cache::number(&[&text, &fingerprint, &library.digest, &keys]);
        workspace.context.lexicon = Arc::new(Lexicon::new(terms));
        workspace.context.corpus = Arc::new(corpus);
        Ok(())
    }

    /// Opens the index and lets it follow the files. Where the cache cannot be used, an index in memory stands in.
    fn bring_up_to_date(
        &mut self,
        files: &[walk::File],
        companions: &Companions,
        config: &Config,
        progress: Progress,
    ) -> Result<Corpus, Vec<Notice>> {
        let workspace = &mut self.workspace;
        let job = sync::Job { files, limits: config.limits, rebuild: workspace.settings.rebuild, progress };
        let previous = self.previous.filter(|it| it.corpus_roots == workspace.corpus_roots);
        // Where nothing is kept on disk, the sources that are open have their keys.
        let held = self.previous.map(|it| Keyring::of(it.context.corpus.sources())).unwrap_or_default();
        let follow = |(index, dir): (Index, Option<PathBuf>)| {
            let statistics = job.run(&index)?;
            let keyring = dir.as_deref().map_or(held.clone(), companions::read_keys);
            let corpus = index.corpus_with(companions, &keyring)?.judged_by(config.features.components);
            if let Some(dir) = &dir {
                companions::keep_keys(dir, &keyring, &corpus);
            }
            anyhow::Ok((index, dir, statistics, corpus))
        };
        let open = || open_index(workspace).map(|(index, dir)| (index, Some(dir)));
        let done = match previous.and_then(|it| it.index.clone().zip(Some(it.index_dir.clone()))) {
            Some(opened) => follow(opened),
            None => open().and_then(follow),
        };
        // Another process may have set the index aside in the meantime.
        let done = match done {
            Err(error) if !sync::is_locked(&error) => open().and_then(follow),
            done => done,
        };
        let (index, dir, statistics, corpus) = match done {
            Ok(done) => done,
            Err(error) => {
                workspace.notices.push(Notice {
                    path: workspace.root.clone(),
                    message: format!("the index cannot be kept on disk, so every start reads all sources: {error:#}"),
                    hint: Some("`CITECHECK_CACHE` names another folder for it".to_string()),
                    is_fatal: false,
                });
                follow((Index::in_memory(), None)).map_err(|error| {
                    vec![Notice {
                        path: workspace.root.clone(),
                        message: format!("the corpus cannot be indexed: {error:#}"),
                        hint: None,
                        is_fatal: true,
                    }]
                })?
            }
        };
        workspace.index = Some(index);
        workspace.index_dir = dir;
        workspace.statistics = statistics;
        Ok(corpus)
    }
}

fn open_index(workspace: &Workspace) -> anyhow::Result<(Index, PathBuf)> {
    let dir = cache::folder(&workspace.settings, &workspace.corpus_roots)?;
    let folder = dir.join("index");
    let index = if workspace.settings.rebuild { Index::open_afresh(&folder)? } else { Index::open(&folder)? };
    Ok((index, dir))
}

fn empty_corpus(workspace: &Workspace) -> Notice {
    let folders: Vec<String> =
        workspace.corpus_roots.iter().map(|it| format!("`{}`", shown(it, &workspace.root))).collect();
    Notice {
        path: workspace.corpus_roots.first().unwrap_or(&workspace.root).clone(),
        message: format!("no source can be read in {}", folders.join(", ")),
        hint: Some("put your sources there as Markdown, plain text or HTML".to_string()),
        is_fatal: true,
    }
}

/// The sources can be searched and opened, but no claim can be checked against them.
fn unread_corpus(workspace: &Workspace) -> Notice {
    Notice {
        message: "no source is in English, the only language that is read as evidence".to_string(),
        hint: Some("`citecheck sources` says which language each is in; add English sources".to_string()),
        ..empty_corpus(workspace)
    }
}

/// What is to be said of a file that gave no source.
fn describe(path: &Path, problem: &Problem, workspace: &Workspace, config: &Config) -> Notice {
    let name = shown(path, &workspace.root);
    let (message, hint) = match problem {
        Problem::Empty => (
            format!("`{name}` holds no text that could be cited"),
            "see whether it was saved whole; navigation, code and the like are left out",
        ),
        Problem::NotUtf8(offset) => (
            format!("`{name}` is no text in UTF-8: see byte {}", offset + 1),
            "save it in the encoding UTF-8, or leave it out with `exclude`",
        ),
        Problem::TooLarge(size) => (
            format!("`{name}` is larger than a source may be: {size} of {} bytes", config.limits.max_source_bytes),
            "split it, or raise `max-source-bytes` under `[limits]` in `citecheck.toml`",
        ),
        Problem::UnknownFormat(ending) => (
            format!("`{name}` is not read: there is no reader for `.{ending}`"),
            "save its text beside it as Markdown, plain text or HTML, or leave it out with `exclude`",
        ),
        Problem::Unreadable(cause) => {
            (format!("cannot read `{name}`: {cause}"), "see who may read it, or leave it out with `exclude`")
        }
        Problem::Scanned(n_pages) => (
            format!("`{name}` is a scan: pictures of {n_pages} pages without a text"),
            "run text recognition over it (OCRmyPDF, for one), or save its text beside it",
        ),
        Problem::Locked => {
            (format!("`{name}` asks for a password"), "save it without one, or leave it out with `exclude`")
        }
        Problem::Damaged(what) => (
            format!("`{name}` is damaged: {what}"),
            "get it anew, or open it in its own program and save its text beside it",
        ),
        Problem::OverLimit(limit) => (
            format!("`{name}` is beyond what is safe to read: {limit}"),
            "split it, or save its text beside it as Markdown, plain text or HTML",
        ),
        Problem::Stopped(why) => (
            format!("reading `{name}` was given up: {why}"),
            "open it in its own program and save its text beside it, or leave it out with `exclude`",
        ),
    };
    Notice { path: path.to_owned(), message, hint: Some(hint.to_string()), is_fatal: false }
}

/// A path as people in the workspace call it.
fn shown(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    if path.as_os_str().is_empty() { ".".to_string() } else { path.display().to_string() }
}

/// The watched name beside the configuration where claims are accepted by hand.
const ACCEPTED_FILE_NAME: &str = "citecheck.accepted.toml";

/// The names of corpus folders that need no configuration.
const DEFAULT_CORPUS: [&str; 2] = ["sources", "corpus"];
