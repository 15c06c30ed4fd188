//! Reads disks: configuration, corpus folders, index, watcher.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use crate::check::Context;
use crate::config::{ACCEPTED_FILE_NAME, Components, Config, FILE_NAME};
use crate::corpus::import;
use crate::corpus::index::{Index, Surroundings};
use crate::corpus::{Corpus, Keyring, Problem};
use crate::lexicon::{GlossaryTerm, Lexicon};
use companions::Library;
use documents::Documents;

mod cache;
mod changes;
mod companions;
mod config;
pub mod documents;
mod draft;
mod drafts;
mod in_order;
mod keys;
mod leftovers;
mod sync;
mod terms;
#[cfg(test)]
mod tests;
mod upkeep;
mod walk;
mod watch;
mod write;

pub use config::{find_root, find_root_with};
pub use draft::{read_draft, read_draft_within, read_style, today, write_draft, write_text, written};
pub use keys::{KeyPlaces, NewKey};
pub use sync::{Statistics, look_at};
pub use upkeep::{Purged, Verified, purge, size, verify};
pub use watch::Watcher;
pub use write::{ReportFormat, Written, accept, add_term, user, write_new, write_report};

use terms::{Mining, Origin, Terms};

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
    /// The program that is started as `PROGRAM read-document ENDING` for each document that is no text file, so that
    /// none can do harm: citecheck itself. Without it, this process reads them.
    #[serde(skip)]
    pub reader: Option<PathBuf>,
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
    /// What the index said of itself when the corpus was opened.
    state: String,
    terms: Terms,
    /// What was said of the folders when they were last gone through.
    walk_notices: Vec<Notice>,
    library: Library,
}

/// What of the files of a workspace may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// These, or what lies below them.
    Files(BTreeSet<PathBuf>),
    Anything,
}

impl Changed {
    /// What one and the other name.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Files(mut one), Self::Files(other)) => {
                one.extend(other);
                // So many are as fast to find by looking at all.
                if one.len() > MOST_CHANGED { Self::Anything } else { Self::Files(one) }
            }
            _ => Self::Anything,
        }
    }
}

/// How many changed files are followed one by one.
const MOST_CHANGED: usize = 500;

/// From so many sources on it pays to answer from the index before looking at the files.
const MANY_SOURCES: usize = 2_000;

/// How often the index is read again when another process wrote to it meanwhile.
const MOST_OVERTAKEN: usize = 20;

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

    /// The workspace as it was when its index was last brought up to date, in the time of opening it. `None` where
    /// [`Workspace::load`] is as fast, and where that has never come to its end, so that the index lacks sources.
    pub fn open(start: &Path, settings: &Settings) -> Option<Self> {
        Loader::new(start, settings, None).open()
    }

    /// The same workspace as its files are now. Only what changed is read.
    pub fn reload(&self, progress: Progress) -> Self {
        self.reload_changed(&Changed::Anything, progress)
    }

    /// The same, where it is known what of its files may have changed, so that the others need not be looked at.
    pub fn reload_changed(&self, changed: &Changed, progress: Progress) -> Self {
        let settings = Settings { rebuild: false, ..self.settings.clone() };
        let mut loader = Loader::new(&self.start, &settings, Some(self));
        loader.changed = changed.clone();
        loader.run(progress)
    }

    /// Whether the file is one of the sources or a mirror of one: it would bear itself out.
    pub fn is_source(&self, path: &Path) -> bool {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        documents::is_mirror(&path) || self.context.corpus.has_source(&path)
    }

    /// The index of the sources; `None` when there is none to use.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// The corpus once more, with what lies beside its sources, to be judged by other parts of the method.
    ///
    /// # Errors
    /// When there is no index, or it cannot be read.
    pub fn corpus_anew(&self) -> anyhow::Result<Corpus> {
        let index = self.index.as_ref().context("there is no index")?;
        read_corpus(index, self.index_dir.as_deref(), &self.library, Some(&*self.context.corpus))
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
    /// Since the previous one.
    changed: Changed,
    started: Instant,
}

/// The files that may belong to the corpus.
struct Files {
    files: Vec<walk::File>,
    /// What may speak of them.
    companions: Vec<walk::File>,
    /// These and no others were looked for.
    within: Option<BTreeSet<PathBuf>>,
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
            state: String::new(),
            terms: Terms::default(),
            walk_notices: Vec::new(),
            library: Library::default(),
        };
        Self { workspace, previous, changed: Changed::Anything, started: Instant::now() }
    }

    fn run(mut self, progress: Progress) -> Workspace {
        // The notice says what is wrong; the corpus stays empty and nothing is checked.
        if let Err(notices) = self.load(progress) {
            self.workspace.notices.extend(notices);
        }
        self.finished()
    }

    fn finished(mut self) -> Workspace {
        let elapsed = self.started.elapsed().as_millis();
        self.workspace.statistics.milliseconds = u64::try_from(elapsed).unwrap_or(u64::MAX);
        self.workspace
    }

    fn open(mut self) -> Option<Workspace> {
        let text = self.configure().ok()?;
        let workspace = &mut self.workspace;
        let (index, dir) = open_index(workspace).ok().filter(|it| it.0.is_complete())?;
        // Each source was once put in, so there are no more than that; a small corpus is not opened for nothing.
        if index.n_changes() < MANY_SOURCES as u64 {
            return None;
        }
        workspace.state = index.state();
        let config = Arc::clone(&workspace.context.config);
        // What lies beside the sources is heard once the folders were gone through; what it said before will do until then.
        let mirrors = mirrors(&dir);
        let around = Surroundings {
            library: None,
            keyring: &|| companions::read_keys(&dir),
            mirrors: Some(&mirrors),
            is_thorough: false,
            ..Surroundings::default()
        };
        let corpus = index.corpus_since(None, &around).ok().flatten()?;
        let corpus = Arc::new(corpus.judged_by(config.features.components));
        let is_settled = index.is_complete() && index.state() == workspace.state;
        if corpus.sources().len() < MANY_SOURCES || !is_settled {
            return None;
        }
        let glossary = terms::read_glossary(workspace.glossary_path.as_deref(), &workspace.root);
        let origin = terms::origin(&corpus, index.n_changes(), &glossary.terms);
        let terms = terms::read(&dir).filter(|it| it.serve_for_now(&origin, corpus.sources().len()))?;
        // Nothing is news when the files then say the same.
        corpus.library().clone_into(&mut workspace.library.digest);
        (workspace.index, workspace.index_dir) = (Some(index), Some(dir));
        workspace.statistics.files = corpus.sources().len() + corpus.problems().len();
        workspace.statistics.unchanged = workspace.statistics.files;
        self.furnish(corpus, &text, origin, terms, glossary.notices).ok()?;
        Some(self.finished())
    }

    /// The folder of the index, which may not be there.
    fn folder(&mut self) -> Result<PathBuf, Vec<Notice>> {
        self.configure()?;
        let workspace = &self.workspace;
        cache::folder(&workspace.settings, &workspace.corpus_roots).map_err(|error| {
            let message = format!("the cache folder cannot be used: {error:#}");
            vec![Notice { path: workspace.root.clone(), message, hint: None, is_fatal: true }]
        })
    }

    /// Reads the configuration; its text.
    fn configure(&mut self) -> Result<String, Vec<Notice>> {
        let workspace = &mut self.workspace;
        workspace.config_path = config::path(&workspace.root, &workspace.settings);
        let (config, text) = match &workspace.config_path {
            Some(path) => config::read(path).map_err(|it| vec![it])?,
            None => (Config::default(), String::new()),
        };
        let accepted = config::accepted(&workspace.root);
        let accepted = accepted.unwrap_or_else(|notice| {
            workspace.notices.push(notice);
            Default::default()
        });
        workspace.context.config = Arc::new(Config { accepted: Arc::new(accepted), ..config });
        let config = Arc::clone(&workspace.context.config);
        workspace.glossary_path = config.glossary.as_ref().map(|it| workspace.root.join(it));
        workspace.bibliography_paths = config.bibliography.iter().map(|it| workspace.root.join(it)).collect();
        workspace.corpus_roots = config::corpus_roots(&workspace.root, &config, &workspace.settings)?;
        Ok(text)
    }

    fn load(&mut self, progress: Progress) -> Result<(), Vec<Notice>> {
        let text = self.configure()?;
        let config = Arc::clone(&self.workspace.context.config);
        let files = self.files(&config)?;
        let workspace = &mut self.workspace;
        workspace.notices.extend(workspace.walk_notices.clone());
        if files.files.is_empty() && files.within.is_none() {
            let notice = empty_corpus(workspace);
            let filters = "put your sources there, or mend `include` and `exclude` in `citecheck.toml`";
            let is_filtered = !config.include.is_empty() || !config.exclude.is_empty();
            let hint = if is_filtered { Some(filters.to_string()) } else { notice.hint };
            return Err(vec![Notice { hint, ..notice }]);
        }
        let library = self.library(&files, &config);
        let workspace = &mut self.workspace;
        workspace.notices.extend(library.notices.clone());
        workspace.library = library;
        let glossary = terms::read_glossary(workspace.glossary_path.as_deref(), &workspace.root);
        let (corpus, mined) = self.bring_up_to_date(&files, &config, &glossary.terms, progress)?;

        let n_changes = self.workspace.index.as_ref().map_or(0, Index::n_changes);
        let origin = terms::origin(&corpus, n_changes, &glossary.terms);
        let terms = self.terms(&corpus, &origin, &glossary.terms, mined);
        self.furnish(corpus, &text, origin, terms, glossary.notices)
    }

    /// The terms of the corpus: those that were just mined, those in memory or on disk if they will do, or new ones.
    fn terms(&self, corpus: &Corpus, origin: &Origin, glossary: &[GlossaryTerm], mined: Option<Lexicon>) -> Terms {
        let will_do = |it: &Terms| it.serve(origin, corpus.sources().len());
        let dir = self.workspace.index_dir.as_deref();
        let known = || {
            let previous = self.previous.map(|it| &it.terms).filter(|it| will_do(it)).cloned();
            previous.or_else(|| dir.and_then(terms::read).filter(will_do))
        };
        if let Some(terms) = mined.is_none().then(known).flatten() {
            return terms;
        }
        let lexicon = mined.unwrap_or_else(|| terms::mine(corpus, glossary));
        let terms = Terms { origin: origin.clone(), lexicon: Arc::new(lexicon) };
        dir.into_iter().for_each(|it| terms::keep(it, &terms));
        terms
    }

    /// Puts corpus and lexicon into the workspace, and what is to be said of them.
    fn furnish(
        &mut self,
        corpus: Arc<Corpus>,
        text: &str,
        origin: Origin,
        terms: Terms,
        notices: Vec<Notice>,
    ) -> Result<(), Vec<Notice>> {
        let workspace = &mut self.workspace;
        let config = Arc::clone(&workspace.context.config);
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
        workspace.notices.extend(notices);
        let fingerprints = format!("{:x} {:x}", origin.fingerprint, terms.origin.fingerprint);
        let names = corpus.names_number().to_string();
        let parts = [text, &origin.glossary, &terms.origin.program, &fingerprints, &workspace.library.digest, &names];
        workspace.context.generation = cache::number(&parts);
        corpus.spell_by(&terms.lexicon);
        workspace.context.lexicon = Arc::clone(&terms.lexicon);
        workspace.context.corpus = corpus;
        workspace.terms = terms;
        Ok(())
    }

    /// What lies beside the sources and speaks of them.
    fn library(&self, files: &Files, config: &Config) -> Library {
        let workspace = &self.workspace;
        match self.previous.filter(|_| files.within.is_some()) {
            // It would have been a reason to look at all files.
            Some(previous) => previous.library.clone(),
            None => {
                let known = self.previous.map(|it| it.library.readings.clone()).unwrap_or_default();
                companions::read(workspace, &files.files, &files.companions, config, &known)
            }
        }
    }

    /// The files of the corpus, or those of them that may have changed.
    fn files(&mut self, config: &Config) -> Result<Files, Vec<Notice>> {
        let workspace = &mut self.workspace;
        let config_path = workspace.config_path.as_deref();
        let is_same = |it: &&Workspace| {
            it.corpus_roots == workspace.corpus_roots
                && it.context.config == workspace.context.config
                && !it.is_broken()
        };
        if let (Changed::Files(changed), Some(previous)) = (&self.changed, self.previous.filter(is_same))
            && let Some(within) = changes::within(changed, previous)
        {
            workspace.walk_notices.clone_from(&previous.walk_notices);
            let files = changes::files(&within, previous, config)?;
            return Ok(Files { files, companions: Vec::new(), within: Some(within) });
        }
        let walk = walk::walk(&workspace.corpus_roots, config, config_path, None)?;
        workspace.walk_notices = walk.notices;
        Ok(Files { files: walk.files, companions: walk.companions, within: None })
    }

    /// Opens the index and lets it follow the files. Where the cache cannot be used, an index in memory stands in. The
    /// miner has gone through every source, unless there is none.
    fn bring_up_to_date(
        &mut self,
        files: &Files,
        config: &Config,
        glossary: &[GlossaryTerm],
        progress: Progress,
    ) -> Result<(Arc<Corpus>, Option<Lexicon>), Vec<Notice>> {
        let workspace = &mut self.workspace;
        let settings = &workspace.settings;
        let rebuild = settings.rebuild;
        let job = |dir: Option<&Path>| sync::Job {
            files: &files.files,
            limits: config.limits,
            rebuild,
            progress,
            within: files.within.as_ref(),
            state: self.previous.map_or("", |it| &it.state),
            n_known: files.within.iter().flat_map(|_| self.previous).map(|it| it.statistics.files).sum(),
            documents: Documents {
                program: settings.reader.clone(),
                folder: dir.map(|it| it.join("readings")),
                rebuild,
            },
            mirrors: dir.map(mirrors),
        };
        let previous = self.previous.filter(|it| it.corpus_roots == workspace.corpus_roots);
        let components = config.features.components;
        let library = &workspace.library;
        let spellings = terms::digest(glossary);
        let before = self.previous.map(|it| &*it.context.corpus);
        let follow = |(index, dir): (Index, Option<PathBuf>)| {
            let job = job(dir.as_deref());
            for _ in 0..MOST_OVERTAKEN {
                let mut mining = if index.n_changes() == 0 { Mining::begun(glossary) } else { Mining::default() };
                let (statistics, state) = job.run(&index, &mut mining)?;
                let is_same = |it: &&Workspace| {
                    let corpus = &it.context.corpus;
                    let is_same_index = it.state == state && it.index_dir == dir && it.library.digest == library.digest;
                    // A corpus takes its spellings from the glossary once.
                    let is_same_glossary = it.terms.origin.glossary == spellings;
                    is_same_index && is_same_glossary && corpus.components() == components && !corpus.has_failed()
                };
                let corpus = match previous.filter(is_same) {
                    Some(previous) if !state.is_empty() => Arc::clone(&previous.context.corpus),
                    _ => opened(&index, dir.as_deref(), library, before, components)?,
                };
                // Another process may have written to it since, or have begun it anew.
                if index.is_complete() && index.state() == state {
                    // Another process may have been faster.
                    let is_whole = statistics.new == statistics.files;
                    let lexicon = if is_whole { mining.lexicon() } else { None };
                    return anyhow::Ok(Followed { index, dir, state, statistics, corpus, lexicon });
                }
            }
            bail!("other processes write to the index all the time")
        };
        let open = || open_index(workspace).map(|(index, dir)| (index, Some(dir)));
        let done = match previous.and_then(|it| it.index.clone().zip(Some(it.index_dir.clone()))) {
            Some(opened) => follow(opened),
            None => open().and_then(follow),
        };
        // Another process may have set the index aside in the meantime.
        let done = match done {
            Err(error) if !sync::is_locked(&error) && files.within.is_none() => open().and_then(follow),
            done => done,
        };
        // What another process is still writing to is good enough, once it was complete.
        let done = match done {
            Err(error) if sync::is_locked(&error) => match open().ok().filter(|it| it.0.is_complete()) {
                Some((index, dir)) => as_it_is(index, dir, library, components),
                None => Err(error),
            },
            done => done,
        };
        let followed = match done {
            Ok(done) => done,
            // An index in memory takes all files.
            Err(_) if files.within.is_some() => {
                self.changed = Changed::Anything;
                let files = self.files(config)?;
                return self.bring_up_to_date(&files, config, glossary, progress);
            }
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
        if let Some(dir) = followed.dir.as_deref().filter(|_| self.previous.is_none()) {
            workspace.clear_leftovers(dir);
        }
        workspace.index = Some(followed.index);
        workspace.index_dir = followed.dir;
        workspace.statistics = followed.statistics;
        workspace.state = followed.state;
        Ok((followed.corpus, followed.lexicon))
    }
}

/// An index that has followed the files.
struct Followed {
    index: Index,
    dir: Option<PathBuf>,
    state: String,
    statistics: Statistics,
    corpus: Arc<Corpus>,
    /// Of its sources, when they were all read on the way.
    lexicon: Option<Lexicon>,
}

/// An index that others write to.
fn as_it_is(index: Index, dir: Option<PathBuf>, library: &Library, components: Components) -> anyhow::Result<Followed> {
    let state = index.state();
    let corpus = opened(&index, dir.as_deref(), library, None, components)?;
    if !index.is_complete() || index.state() != state {
        bail!("another process is writing to the index");
    }
    let n_files = corpus.sources().len() + corpus.problems().len();
    let statistics = Statistics { files: n_files, unchanged: n_files, ..Statistics::default() };
    Ok(Followed { index, dir, state, statistics, corpus, lexicon: None })
}

/// The corpus of an index, with what lies beside its sources heard and their keys kept: on disk, or where there is no
/// folder, by the sources that were open before.
fn opened(
    index: &Index,
    dir: Option<&Path>,
    library: &Library,
    before: Option<&Corpus>,
    components: Components,
) -> anyhow::Result<Arc<Corpus>> {
    let corpus = read_corpus(index, dir, library, before)?;
    if let Some(dir) = dir {
        companions::keep_keys(dir, &corpus);
    }
    Ok(Arc::new(corpus.judged_by(components)))
}

fn read_corpus(
    index: &Index,
    dir: Option<&Path>,
    library: &Library,
    before: Option<&Corpus>,
) -> anyhow::Result<Corpus> {
    let keyring = || match dir {
        Some(dir) => companions::read_keys(dir),
        None => before.map(|it| Keyring::of(it.sources())).unwrap_or_default(),
    };
    let mirrors = dir.map(mirrors);
    let around = Surroundings {
        companions: &library.companions,
        library: Some(&library.digest),
        keyring: &keyring,
        mirrors: mirrors.as_deref(),
        is_thorough: true,
    };
    match index.corpus_since(before, &around)? {
        Some(corpus) => Ok(corpus),
        None => index.corpus_with(&around),
    }
}

fn open_index(workspace: &Workspace) -> anyhow::Result<(Index, PathBuf)> {
    let dir = cache::folder(&workspace.settings, &workspace.corpus_roots)?;
    let folder = dir.join("index");
    let index = if workspace.settings.rebuild { Index::open_afresh(&folder)? } else { Index::open(&folder)? };
    Ok((index, dir))
}

/// The folder of the mirrors in the folder of an index.
fn mirrors(dir: &Path) -> PathBuf {
    dir.join(documents::MIRRORS)
}

fn empty_corpus(workspace: &Workspace) -> Notice {
    let folders: Vec<String> =
        workspace.corpus_roots.iter().map(|it| format!("`{}`", shown(it, &workspace.root))).collect();
    Notice {
        path: workspace.corpus_roots.first().unwrap_or(&workspace.root).clone(),
        message: format!("no source can be read in {}", folders.join(", ")),
        hint: Some("put your sources there: pages, PDF, Word or Markdown files, mails, plain text".to_string()),
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
        Problem::TooLarge(size) if import::is_text(path) => (
            format!("`{name}` is larger than a source may be: {size} of {} bytes", config.limits.max_source_bytes),
            "split it, or raise `max-source-bytes` under `[limits]` in `citecheck.toml`",
        ),
        Problem::TooLarge(size) => (
            format!("`{name}` is larger than a document may be: {size} of {} bytes", config.limits.max_document_bytes),
            "split it, or raise `max-document-bytes` under `[limits]` in `citecheck.toml`",
        ),
        Problem::UnknownFormat(ending) => (
            format!("`{name}` is not read: there is no reader for `.{ending}`"),
            "save its text beside it as Markdown, plain text or HTML, or leave it out with `exclude`",
        ),
        Problem::Unreadable(cause) => {
            (format!("cannot read `{name}`: {cause}"), "see who may read it, or leave it out with `exclude`")
        }
        Problem::Scanned(n_pages) => (
            format!(
                "`{name}` is a scan without a text: pictures of {n_pages} page{}",
                if *n_pages == 1 { "" } else { "s" }
            ),
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
        Problem::OwnReport => (
            format!("`{name}` is a report by citecheck, which is no source"),
            "move it out of the corpus, or leave it out with `exclude`",
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

/// The names of corpus folders that need no configuration.
const DEFAULT_CORPUS: [&str; 2] = ["sources", "corpus"];
