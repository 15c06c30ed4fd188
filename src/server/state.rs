//! All that changes while the server runs, behind one short lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::check::{Context, Report};
use crate::ide;
use crate::rules::Finding;
use crate::server::rooms::{self, Changed, Loaded, Settings};
use crate::text::{Encoding, Position, Span};

use super::text::DraftText;
use super::{actions, completion, to_lsp};

/// So long after the last edit a sentence without an end is still being written. Longer than it takes to think of a word,
/// and short enough that nobody looks for a finding in vain.
const TYPING: Duration = Duration::from_secs(4);

/// Nobody wants to wait longer than this for a first word.
const MAX_QUIET_MS: u64 = 10_000;

/// What the client said it can do.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    pub(super) has_related_information: bool,
    pub(super) has_code_description: bool,
    pub(super) has_location_links: bool,
    pub(super) has_markdown: bool,
    pub(super) has_versioned_edits: bool,
    /// Whether an edit may make a file.
    pub(super) can_create_files: bool,
    pub(super) has_progress: bool,
    pub(super) completion: completion::Abilities,
    pub(super) actions: actions::Abilities,
    pub(super) has_declaration_links: bool,
    pub(super) has_implementation_links: bool,
    pub(super) has_link_tooltips: bool,
    pub(super) has_nested_symbols: bool,
    pub(super) can_show_documents: bool,
    /// Whether it has its own outline and its own links for Markdown, as VS Code has.
    pub(super) knows_markdown: bool,
    pub(super) refreshes: Refreshes,
    /// Whether it asks for what is found in a draft, so that it is to be sent none of that unasked.
    pub(super) pulls: bool,
    /// Whether it shows what is of no use any more as such.
    pub(super) has_unnecessary: bool,
    /// Whether it has views beside the draft that are to be told of news.
    pub(super) wants_news: bool,
    pub(super) applies_edits: bool,
}

/// What the client asks for again when it is told to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Refreshes {
    pub(super) hints: bool,
    pub(super) lenses: bool,
    pub(super) tokens: bool,
    pub(super) diagnostics: bool,
}

impl Refreshes {
    /// What is in one or the other.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            hints: self.hints || other.hints,
            lenses: self.lenses || other.lenses,
            tokens: self.tokens || other.tokens,
            diagnostics: self.diagnostics || other.diagnostics,
        }
    }
}

/// What was found in a draft, for those who ask for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// What it goes by; another one when it is other. `None` where nothing was looked for.
    pub(super) name: Option<String>,
    pub(super) diagnostics: Arc<[to_lsp::Diagnostic]>,
}

/// A report with what it was checked against.
#[derive(Clone)]
pub(super) struct Checked {
    pub(super) context: Context,
    pub(super) report: Arc<Report>,
    /// The findings that were not shown as it was too early, by their place among those of the report.
    pub(super) held: Vec<usize>,
}

impl Checked {
    /// The findings that are shown, by rule and by where they are in the text as it is now. Those whose words have
    /// changed are left out, but for what is said of a claim as a whole.
    pub(super) fn standing(&self, text: &str) -> Vec<(&'static str, Span)> {
        let unchanged = Unchanged::between(&self.report.draft.text, text);
        let shown = self.report.findings.iter().enumerate().filter(|it| !self.held.contains(&it.0));
        let now = |it: &Finding| {
            let claim = it.claim.and_then(|idx| self.report.claims.get(idx));
            let is_whole = claim.is_some_and(|claim| claim.claim.span == it.span);
            let span = unchanged.to_new(it.span).or_else(|| is_whole.then(|| unchanged.grown(it.span)))?;
            Some((it.rule, span))
        };
        shown.filter_map(|it| now(it.1)).collect()
    }
}

/// A draft that is open in the editor.
pub(super) struct OpenDraft {
    pub(super) version: i32,
    pub(super) text: DraftText,
    /// Where its configuration is looked for; `None` when it is not to be checked.
    place: Place,
    /// Grows with every change to any draft.
    revision: u64,
    is_synced: bool,
    is_dirty: bool,
    /// The newest report, which may be about an older text.
    checked: Option<Checked>,
    /// Where somebody waits for the first report.
    asked: Option<Position>,
    /// What is known there before all is known: the revision and the span that it is about.
    part: Option<(u64, Span, Checked)>,
    /// The revision that was last checked, or found impossible to check.
    settled: Option<u64>,
    /// When it was last edited.
    edited: Option<Instant>,
    /// Where the writer was at work last, until what was written is saved.
    caret: Option<Position>,
    /// When it is to be looked at again although nobody has changed it.
    look_again: Option<Instant>,
    found: Found,
    /// What those who ask were told last; none while nobody has asked.
    handed_out: Option<Found>,
    /// How many wait for what is found in the text as it is.
    n_waiting: usize,
    /// Whether somebody was answered about the whole of it before its text was checked.
    is_owed: bool,
    /// The finding that was shown last, in the text it was found in.
    shown: Option<Span>,
    cancel: Arc<AtomicBool>,
}

/// Where a draft's configuration is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Folder(PathBuf),
    /// Neither a file nor in a workspace.
    Nowhere,
    /// Not a draft, such as `citecheck.toml` itself.
    NoDraft,
}

/// What a folder's drafts are checked against.
enum Home {
    /// `outdated`: what has changed since it was begun.
    Loading {
        before: Option<Arc<Loaded>>,
        outdated: Option<Changed>,
    },
    Ready(Arc<Loaded>),
}

impl Home {
    /// What is known of it: while it is loaded again, what was known before.
    fn loaded(&self) -> Option<&Arc<Loaded>> {
        match self {
            Self::Ready(loaded) => Some(loaded),
            Self::Loading { before, .. } => before.as_ref(),
        }
    }
}

/// A frozen view of one draft.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) revision: u64,
    pub(super) text: DraftText,
    /// Where somebody waits for the first report.
    pub(super) asked: Option<Position>,
    /// Where the writer is typing.
    pub(super) caret: Option<Position>,
    pub(super) cancel: Arc<AtomicBool>,
}

/// The text of a draft that is open, by the client's name for it.
#[derive(Clone)]
pub(super) struct OpenText {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: DraftText,
}

/// The drafts of one root.
pub(super) struct Neighbours {
    pub(super) loaded: Arc<Loaded>,
    /// Those that are open.
    pub(super) open: Vec<OpenText>,
}

/// What the worker is to do next.
pub(super) enum Job {
    /// Find out which root the drafts of this folder belong to.
    FindRoot {
        folder: PathBuf,
        folders: Vec<PathBuf>,
    },
    Load {
        root: PathBuf,
        folders: Vec<PathBuf>,
        settings: Settings,
        before: Option<Arc<Loaded>>,
        changed: Changed,
        /// Nothing that is known is to be used; whether the index is to be made anew.
        afresh: Option<bool>,
    },
    Check {
        snapshot: Snapshot,
        home: Arc<Loaded>,
    },
    /// There is nothing to check the draft against, nor any hope of it.
    Homeless(Snapshot),
    /// See which accepted claims stand in no draft any more, if that is still to be shown.
    Accepted {
        drafts: Neighbours,
        is_shown: bool,
    },
}

/// What the worker does next.
pub(super) enum Next {
    Job(Job),
    /// The writer is still typing.
    Later(Instant),
    Nothing,
}

/// All that changes.
#[derive(Default)]
pub(super) struct State {
    pub(super) client: Client,
    pub(super) folders: Vec<PathBuf>,
    settings: Settings,
    drafts: BTreeMap<String, OpenDraft>,
    /// The root of each folder that a draft was opened in.
    roots: HashMap<PathBuf, PathBuf>,
    unknown_roots: Vec<PathBuf>,
    /// Folders whose roots are to be loaded, whether a draft of theirs is open or not.
    wanted: Vec<PathBuf>,
    homes: BTreeMap<PathBuf, Home>,
    to_load: Vec<(PathBuf, Changed)>,
    /// The roots whose accepted claims are to be looked for in their drafts, and those about which that was told.
    accepted_to_look_at: BTreeSet<PathBuf>,
    accepted_told: BTreeSet<PathBuf>,
    /// The roots that are to be loaded as if nothing were known of them; whether their index is to be made anew.
    afresh: BTreeMap<PathBuf, bool>,
    last_revision: u64,
}

/// An edit as the client sends it.
pub(super) struct Change<'a> {
    /// `None`: `text` is the whole draft.
    pub(super) ends: Option<(Position, Position)>,
    pub(super) text: &'a str,
}

/// Whether a change could be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    Kept,
    /// We no longer know the text; what was said about it must be withdrawn.
    Lost,
}

impl State {
    /// Takes in a draft that the client opened.
    pub(super) fn open(&mut self, uri: &str, path: Option<&Path>, language: &str, version: i32, text: &str) {
        self.cancel(uri);
        self.last_revision += 1;
        let draft = OpenDraft {
            version,
            text: DraftText::new(text),
            place: self.place_of(path, language),
            revision: self.last_revision,
            is_synced: true,
            is_dirty: true,
            checked: None,
            asked: None,
            part: None,
            settled: None,
            edited: None,
            caret: None,
            look_again: None,
            found: Found::default(),
            handed_out: None,
            n_waiting: 0,
            is_owed: false,
            shown: None,
            cancel: Arc::default(),
        };
        self.drafts.insert(uri.to_owned(), draft);
    }

    /// Follows the client's edits.
    pub(super) fn change<'a>(
        &mut self,
        uri: &str,
        path: Option<&Path>,
        version: i32,
        changes: impl IntoIterator<Item = Change<'a>>,
    ) -> Sync {
        if !self.drafts.contains_key(uri) {
            self.open(uri, path, "", version.saturating_sub(1), "");
            self.lose(uri);
        }
        let encoding = self.client.encoding;
        let Some(draft) = self.drafts.get_mut(uri) else { return Sync::Lost };
        if version <= draft.version {
            draft.is_synced = false;
        }
        for change in changes {
            match change.ends {
                None => {
                    draft.text = DraftText::new(change.text);
                    draft.is_synced = true;
                    draft.caret = None;
                }
                Some(ends) if draft.is_synced => {
                    draft.text.replace(ends, change.text, encoding);
                    draft.caret = Some(end_of(change.text, ends.0.min(ends.1), encoding));
                }
                Some(_) => {}
            }
        }
        draft.version = version;
        self.last_revision += 1;
        draft.revision = self.last_revision;
        if draft.is_synced {
            draft.is_dirty = true;
            draft.edited = Some(Instant::now());
            draft.cancel.store(true, Ordering::Relaxed);
            return Sync::Kept;
        }
        self.lose(uri);
        Sync::Lost
    }

    /// Whether the user wants to see what is found in drafts that are not open.
    pub(super) fn wants_all_drafts(&self) -> bool {
        self.settings.get("workspaceDiagnostics").and_then(serde_json::Value::as_bool) == Some(true)
    }

    /// Forgets a draft that the client closed.
    pub(super) fn close(&mut self, uri: &str) {
        self.cancel(uri);
        self.drafts.remove(uri);
    }

    /// Takes the user's settings; whether they are new.
    pub(super) fn set_settings(&mut self, settings: Settings) -> bool {
        if self.settings == settings {
            return false;
        }
        self.settings = settings;
        self.reload_all();
        true
    }

    /// Takes the workspace folders.
    pub(super) fn set_folders(&mut self, folders: Vec<PathBuf>) {
        if self.folders != folders {
            self.folders = folders;
            self.find_roots_again();
        }
    }

    /// Looks for configuration files again, since one has come or gone.
    pub(super) fn find_roots_again(&mut self) {
        self.roots.clear();
        for draft in self.drafts.values_mut() {
            draft.is_dirty = draft.is_synced;
        }
        self.reload_all();
    }

    /// Loads of a root again what may have changed; what is known of it stays in use until then.
    pub(super) fn reload(&mut self, root: &Path, changed: Changed) {
        let Some(home) = self.homes.get_mut(root) else { return };
        match home {
            Home::Loading { outdated, .. } => {
                *outdated = Some(match outdated.take() {
                    Some(before) => before.and(changed),
                    None => changed,
                });
            }
            Home::Ready(loaded) => {
                *home = Home::Loading { before: Some(loaded.clone()), outdated: None };
                self.to_load.push((root.to_owned(), changed));
            }
        }
    }

    /// Loads every root again.
    pub(super) fn reload_all(&mut self) {
        for root in self.homes.keys().cloned().collect::<Vec<_>>() {
            self.reload(&root, Changed::Anything);
        }
    }

    /// Loads the root of a draft, or all of them, as if nothing were known; `anew`: with a new index. Gives the roots.
    pub(super) fn restart(&mut self, uri: Option<&str>, anew: bool) -> Vec<PathBuf> {
        let roots: Vec<PathBuf> = match uri {
            Some(uri) => self.drafts.get(uri).and_then(|it| self.root_of(it)).cloned().into_iter().collect(),
            None => self.homes.keys().cloned().collect(),
        };
        for root in &roots {
            self.afresh.insert(root.clone(), anew);
            self.reload(root, Changed::Anything);
        }
        roots
    }

    /// What a draft is checked against.
    pub(super) fn home_of(&self, uri: &str) -> Option<Arc<Loaded>> {
        self.homes.get(self.root_of(self.drafts.get(uri)?)?)?.loaded().cloned()
    }

    /// The roots that a file may matter to.
    pub(super) fn roots_that_use(&self, path: &Path) -> Vec<PathBuf> {
        let holds = |home: &Home| home.loaded().is_some_and(|it| it.uses(path));
        self.homes.iter().filter(|(_, home)| holds(home)).map(|(root, _)| root.clone()).collect()
    }

    /// Takes the root of a folder that was looked for.
    pub(super) fn set_root(&mut self, folder: PathBuf, root: PathBuf) {
        self.unknown_roots.retain(|it| *it != folder);
        if !self.homes.contains_key(&root) {
            self.homes.insert(root.clone(), Home::Loading { before: None, outdated: None });
            self.to_load.push((root.clone(), Changed::Anything));
        }
        self.roots.insert(folder, root);
    }

    /// Takes a loaded root; its drafts are checked again.
    pub(super) fn set_home(&mut self, root: &Path, loaded: Arc<Loaded>) {
        let outdated = match self.homes.get_mut(root) {
            Some(Home::Loading { outdated, .. }) => outdated.take(),
            _ => None,
        };
        let before = self.homes.get(root).and_then(Home::loaded);
        let is_news = before.is_none_or(|it| !it.says_the_same_as(&loaded));
        self.homes.insert(root.to_owned(), Home::Ready(loaded));
        for draft in self.drafts.values_mut() {
            let Place::Folder(folder) = &draft.place else { continue };
            if is_news && self.roots.get(folder).is_none_or(|it| it == root) {
                draft.is_dirty = draft.is_synced;
                draft.cancel.store(true, Ordering::Relaxed);
            }
        }
        if let Some(changed) = outdated {
            self.reload(root, changed);
        }
        self.look_at_accepted();
    }

    /// Has the accepted claims looked for in the drafts, where somebody sees what comes of it.
    pub(super) fn look_at_accepted(&mut self) {
        let roots: Vec<PathBuf> = self.homes.keys().cloned().collect();
        let is_of_use = |it: &PathBuf| self.shows_accepted(it) || self.accepted_told.contains(it);
        let roots: Vec<PathBuf> = roots.into_iter().filter(is_of_use).collect();
        self.accepted_to_look_at.extend(roots);
    }

    /// Has the folder of a file that was opened loaded, though it is no draft.
    pub(super) fn want_folder_of(&mut self, path: &Path) {
        if let Some(folder) = path.parent().filter(|it| !self.roots.contains_key(*it)) {
            self.wanted.push(folder.to_owned());
        }
    }

    /// Whether what is found in the file that lists accepted claims is shown: it is open, or the user wants all.
    fn shows_accepted(&self, root: &Path) -> bool {
        self.wants_all_drafts() || self.uri_of(&rooms::accepted_path(root)).is_some()
    }

    /// What is to be done next, if anything.
    pub(super) fn next_job(&mut self) -> Next {
        let mut wake_at: Option<Instant> = None;
        while let Some(folder) = self.wanted.pop() {
            if !self.roots.contains_key(&folder) && !self.unknown_roots.contains(&folder) {
                self.unknown_roots.push(folder.clone());
                return Next::Job(Job::FindRoot { folder, folders: self.folders.clone() });
            }
        }
        if let Some((root, changed)) = self.to_load.pop() {
            let before = match self.homes.get(&root) {
                Some(Home::Loading { before, .. }) => before.clone(),
                _ => None,
            };
            let (folders, settings) = (self.folders.clone(), self.settings.clone());
            let afresh = self.afresh.remove(&root);
            return Next::Job(Job::Load { root, folders, settings, before, changed, afresh });
        }
        for (uri, draft) in &mut self.drafts {
            match draft.look_again {
                Some(at) if at <= Instant::now() => {
                    draft.look_again = None;
                    draft.is_dirty = draft.is_synced;
                }
                Some(at) => wake_at = Some(wake_at.map_or(at, |it| it.min(at))),
                None => {}
            }
            if !draft.is_dirty || !draft.is_synced {
                continue;
            }
            let folder = match &draft.place {
                Place::Folder(folder) => folder,
                Place::Nowhere => {
                    draft.is_dirty = false;
                    return Next::Job(Job::Homeless(draft.snapshot(uri)));
                }
                Place::NoDraft => {
                    draft.is_dirty = false;
                    continue;
                }
            };
            let Some(root) = self.roots.get(folder) else {
                if self.unknown_roots.contains(folder) {
                    continue;
                }
                self.unknown_roots.push(folder.clone());
                return Next::Job(Job::FindRoot { folder: folder.clone(), folders: self.folders.clone() });
            };
            let Some(home) = self.homes.get(root).and_then(Home::loaded).cloned() else { continue };
            let quiet = Duration::from_millis(home.context.config.quiet_ms.min(MAX_QUIET_MS));
            if let Some(at) = draft.edited.map(|it| it + quiet).filter(|it| *it > Instant::now()) {
                wake_at = Some(wake_at.map_or(at, |it| it.min(at)));
                continue;
            }
            draft.is_dirty = false;
            draft.cancel = Arc::default();
            return Next::Job(Job::Check { snapshot: draft.snapshot(uri), home });
        }
        while let Some(root) = self.accepted_to_look_at.pop_first() {
            let is_shown = self.shows_accepted(&root);
            let Some(drafts) = self.drafts_of(&root) else { continue };
            match is_shown {
                true => _ = self.accepted_told.insert(root),
                false => _ = self.accepted_told.remove(&root),
            }
            return Next::Job(Job::Accepted { drafts, is_shown });
        }
        wake_at.map_or(Next::Nothing, Next::Later)
    }

    /// Puts a draft back among those to be checked.
    pub(super) fn check_again(&mut self, uri: &str) {
        if let Some(draft) = self.drafts.get_mut(uri) {
            draft.is_dirty = draft.is_synced;
        }
    }

    /// Keeps a report if its draft is still as it was; whether it was kept.
    pub(super) fn accept(&mut self, snapshot: &Snapshot, checked: Option<Checked>) -> bool {
        let Some(draft) = self.drafts.get_mut(&snapshot.uri) else { return false };
        if draft.revision != snapshot.revision || !draft.is_synced {
            return false;
        }
        draft.checked = checked;
        draft.settled = Some(snapshot.revision);
        (draft.asked, draft.part) = (None, None);
        draft.is_owed = false;
        true
    }

    /// Notes that a finding was held back, as the writer is in the middle of its sentence.
    pub(super) fn look_again(&mut self, snapshot: &Snapshot) {
        if let Some(draft) = self.drafts.get_mut(&snapshot.uri).filter(|it| it.revision == snapshot.revision) {
            draft.look_again = draft.edited.map(|it| it + TYPING);
        }
    }

    /// What was written is no longer in the making.
    pub(super) fn put_down(&mut self, uri: &str) {
        if let Some(draft) = self.drafts.get_mut(uri) {
            draft.caret = None;
        }
    }

    /// Keeps what was found for those who ask; whether they are to be told to ask again.
    pub(super) fn keep_found(&mut self, uri: &str, diagnostics: Vec<to_lsp::Diagnostic>) -> bool {
        self.last_revision += 1;
        let name = self.last_revision.to_string();
        let Some(draft) = self.drafts.get_mut(uri) else { return false };
        if draft.found.name.is_none() || *draft.found.diagnostics != *diagnostics {
            draft.found = Found { name: Some(name), diagnostics: diagnostics.into() };
        }
        draft.n_waiting == 0 && draft.handed_out.as_ref().is_some_and(|it| it.name != draft.found.name)
    }

    /// What was found in a draft for one who asks: in its text as it is now, or with `is_late` what there is. Nothing is
    /// found in what is no draft.
    pub(super) fn hand_out(&mut self, uri: &str, is_late: bool) -> Option<Found> {
        let Some(draft) = self.drafts.get_mut(uri) else { return Some(Found::default()) };
        if draft.place == Place::NoDraft {
            return Some(Found::default());
        }
        let is_settled = draft.is_synced && draft.settled == Some(draft.revision);
        (is_settled || is_late).then(|| {
            draft.handed_out = Some(draft.found.clone());
            draft.found.clone()
        })
    }

    /// Notes that one more waits for what is found in a draft, or one less.
    pub(super) fn wait_for_found(&mut self, uri: &str, begins: bool) {
        if let Some(draft) = self.drafts.get_mut(uri) {
            draft.n_waiting = if begins { draft.n_waiting + 1 } else { draft.n_waiting.saturating_sub(1) };
        }
    }

    /// Loads the editor's folders, also where no draft of theirs is open.
    pub(super) fn want_folders(&mut self) {
        let is_new = |it: &&PathBuf| !self.roots.contains_key(*it) && !self.wanted.contains(it);
        let new: Vec<PathBuf> = self.folders.iter().filter(is_new).cloned().collect();
        self.wanted.extend(new);
    }

    /// What is loaded, and the drafts that are open.
    pub(super) fn homes_and_open(&self) -> (Vec<Arc<Loaded>>, Vec<String>) {
        let homes = self.homes.values().filter_map(Home::loaded).cloned();
        (homes.collect(), self.drafts.keys().cloned().collect())
    }

    /// Whether what the client shows of the whole draft would be other with this report, without an edit that lets it
    /// ask again by itself.
    pub(super) fn is_news(&self, snapshot: &Snapshot, checked: Option<&Checked>) -> bool {
        let Some(draft) = self.drafts.get(&snapshot.uri) else { return false };
        let is_other = match (&draft.checked, checked) {
            (Some(before), Some(after)) if before.report.draft.text == after.report.draft.text => {
                before.context.config.features != after.context.config.features
                    || !ide::looks_the_same(&before.report, &after.report)
            }
            (Some(_), None) => true,
            _ => false,
        };
        is_other || draft.is_owed
    }

    /// Notes that somebody was answered about the whole draft without knowing its text.
    pub(super) fn owe(&mut self, uri: &str) {
        if let Some(draft) = self.drafts.get_mut(uri) {
            draft.is_owed = true;
        }
    }

    /// Notes which finding is shown; gives the one that was shown before.
    pub(super) fn show(&mut self, uri: &str, find: impl FnOnce(Option<Span>) -> Option<Span>) -> Option<Span> {
        let draft = self.drafts.get_mut(uri)?;
        draft.shown = find(draft.shown);
        draft.shown
    }

    /// What the drafts of each root are checked against.
    pub(super) fn contexts(&self) -> Vec<Context> {
        self.homes.values().filter_map(Home::loaded).map(|it| it.context.clone()).collect()
    }

    /// The drafts that share a root with this one, which is among them.
    pub(super) fn neighbours(&self, uri: &str) -> Option<Neighbours> {
        self.drafts_of(self.root_of(self.drafts.get(uri)?)?)
    }

    /// The drafts of all roots that are loaded.
    pub(super) fn all_drafts(&self) -> Vec<Neighbours> {
        self.homes.keys().filter_map(|it| self.drafts_of(it)).collect()
    }

    fn drafts_of(&self, root: &Path) -> Option<Neighbours> {
        let loaded = self.homes.get(root)?.loaded()?.clone();
        let is_here = |it: &&OpenDraft| it.is_synced && self.root_of(it).is_some_and(|it| it == root);
        let here = self.drafts.iter().filter(|it| is_here(&it.1));
        let open = here.map(|(uri, it)| OpenText { uri: uri.clone(), version: it.version, text: it.text.clone() });
        Some(Neighbours { loaded, open: open.collect() })
    }

    /// Whether a root is being loaded, or still to be found, of which nothing is known yet.
    pub(super) fn is_loading(&self) -> bool {
        !self.wanted.is_empty() || !self.unknown_roots.is_empty() || self.homes.values().any(|it| it.loaded().is_none())
    }

    /// The file as it is in the editor, if it is open there: its text and version.
    pub(super) fn open_text(&self, path: &Path) -> Option<OpenText> {
        let uri = self.uri_of(path)?;
        let draft = self.drafts.get(uri).filter(|it| it.is_synced)?;
        Some(OpenText { uri: uri.to_owned(), version: draft.version, text: draft.text.clone() })
    }

    fn root_of(&self, draft: &OpenDraft) -> Option<&PathBuf> {
        match &draft.place {
            Place::Folder(folder) => self.roots.get(folder),
            Place::Nowhere | Place::NoDraft => None,
        }
    }

    /// Notes that somebody waits for the first report on a draft, and where.
    pub(super) fn ask(&mut self, uri: &str, position: Position) {
        if let Some(draft) = self.drafts.get_mut(uri).filter(|it| it.checked.is_none()) {
            draft.asked = Some(position);
        }
    }

    /// Keeps what is known of a part of a draft until its report comes.
    pub(super) fn accept_part(&mut self, snapshot: &Snapshot, checked: Checked, span: Span) {
        if let Some(draft) = self.drafts.get_mut(&snapshot.uri).filter(|it| it.revision == snapshot.revision) {
            draft.asked = None;
            draft.part = Some((snapshot.revision, span, checked));
        }
    }

    /// The open draft that is this file, by the client's name for it.
    pub(super) fn uri_of(&self, path: &Path) -> Option<&str> {
        self.drafts.keys().map(String::as_str).find(|it| super::to_lsp::path_of(it).is_some_and(|it| it == path))
    }

    /// What can be answered from about a draft as it is now.
    pub(super) fn view(&self, uri: &str) -> Option<View> {
        let draft = self.drafts.get(uri)?;
        if !draft.is_synced || draft.place == Place::NoDraft {
            return None;
        }
        Some(View {
            version: draft.version,
            text: draft.text.clone(),
            client: self.client.clone(),
            is_current: draft.settled == Some(draft.revision),
            checked: draft.checked.clone(),
            part: draft.part.clone().filter(|it| it.0 == draft.revision).map(|it| (it.1, it.2)),
        })
    }

    fn place_of(&self, path: Option<&Path>, language: &str) -> Place {
        let is_settings = |it: &Path| it.extension().is_some_and(|it| it == "toml");
        if language == "toml" || path.is_some_and(|it| is_settings(it) || rooms::is_mirror(it)) {
            return Place::NoDraft;
        }
        match path.and_then(Path::parent).or_else(|| self.folders.first().map(PathBuf::as_path)) {
            Some(folder) => Place::Folder(folder.to_owned()),
            None => Place::Nowhere,
        }
    }

    fn lose(&mut self, uri: &str) {
        if let Some(draft) = self.drafts.get_mut(uri) {
            draft.is_synced = false;
            draft.is_dirty = false;
            draft.checked = None;
            draft.found = Found::default();
        }
        self.cancel(uri);
    }

    fn cancel(&self, uri: &str) {
        if let Some(draft) = self.drafts.get(uri) {
            draft.cancel.store(true, Ordering::Relaxed);
        }
    }
}

/// Where a text ends that begins at `start`, in the encoding of the client.
fn end_of(text: &str, start: Position, encoding: Encoding) -> Position {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let n_lines = u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX);
    let n_columns = match encoding {
        Encoding::Utf8 => last.len(),
        Encoding::Utf16 => last.encode_utf16().count(),
        Encoding::Utf32 => last.chars().count(),
    };
    let from = if n_lines == 0 { start.column } else { 0 };
    let column = from.saturating_add(u32::try_from(n_columns).unwrap_or(u32::MAX));
    Position { line: start.line.saturating_add(n_lines), column }
}

impl OpenDraft {
    fn snapshot(&self, uri: &str) -> Snapshot {
        Snapshot {
            uri: uri.to_owned(),
            version: self.version,
            revision: self.revision,
            text: self.text.clone(),
            asked: self.asked,
            caret: self.caret.filter(|_| self.edited.is_some_and(|it| it.elapsed() < TYPING)),
            cancel: self.cancel.clone(),
        }
    }
}

/// What is known about a draft, to answer a request from.
#[derive(Clone)]
pub(super) struct View {
    pub(super) version: i32,
    pub(super) text: DraftText,
    pub(super) client: Client,
    /// Whether the text as it is was checked, so that no better report is to come.
    pub(super) is_current: bool,
    pub(super) checked: Option<Checked>,
    /// Of the text as it is, what is known of this span of it before all is known.
    pub(super) part: Option<(Span, Checked)>,
}

/// The part of a text that an edit left alone, before and after it.
pub(super) struct Unchanged {
    n_before: usize,
    n_after: usize,
    old_len: usize,
    new_len: usize,
}

impl Unchanged {
    /// What `old` and `new` share at their ends.
    pub(super) fn between(old: &str, new: &str) -> Self {
        let n_before = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let longest = old.len().min(new.len()) - n_before;
        let n_after = old.bytes().rev().zip(new.bytes().rev()).take(longest).take_while(|(a, b)| a == b).count();
        Self { n_before, n_after, old_len: old.len(), new_len: new.len() }
    }

    /// Where an offset of the new text was in the old one; `None` in what has changed.
    pub(super) fn to_old(&self, offset: usize) -> Option<usize> {
        if offset <= self.n_before {
            return Some(offset);
        }
        (offset + self.n_after >= self.new_len).then(|| offset + self.old_len - self.new_len)
    }

    /// What a span of the old text, in which something has changed, is in the new one.
    fn grown(&self, span: Span) -> Span {
        let moved = |it: usize| (it + self.new_len).saturating_sub(self.old_len);
        let start = if span.start <= self.n_before { span.start } else { moved(span.start) };
        let end = if span.end <= self.n_before { span.end } else { moved(span.end) };
        Span::new(start.min(end), end)
    }

    /// Where a span of the old text is in the new one; `None` when it has changed.
    pub(super) fn to_new(&self, span: Span) -> Option<Span> {
        if span.end <= self.n_before {
            return Some(span);
        }
        let is_after = span.start + self.n_after >= self.old_len;
        is_after.then(|| Span::new(span.start + self.new_len - self.old_len, span.end + self.new_len - self.old_len))
    }
}

/// The state as all threads share it.
pub(super) struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    n_accepted: watch::Sender<u64>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { state: Mutex::default(), wake: Condvar::new(), n_accepted: watch::Sender::new(0) }
    }
}

impl Shared {
    /// The state. The lock is to live for a few lines.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes the worker.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.lock());
        self.wake.notify_all();
        outcome
    }

    /// The worker's next job; waits for one.
    pub(super) fn next_job(&self) -> Job {
        let mut state = self.lock();
        loop {
            state = match state.next_job() {
                Next::Job(job) => return job,
                Next::Later(at) => {
                    let left = at.saturating_duration_since(Instant::now());
                    self.wake.wait_timeout(state, left).map_or_else(|it| it.into_inner().0, |it| it.0)
                }
                Next::Nothing => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Tells those who wait for a report that one has come.
    pub(super) fn announce(&self) {
        self.n_accepted.send_modify(|it| *it += 1);
    }

    /// Changes whenever a report comes.
    pub(super) fn reports(&self) -> watch::Receiver<u64> {
        self.n_accepted.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Features;

    const URI: &str = "file:///w/draft.md";

    fn path() -> PathBuf {
        PathBuf::from("/w/draft.md")
    }

    fn opened() -> State {
        let mut state = State::default();
        state.open(URI, Some(&path()), "markdown", 1, "One.\nTwo.\n");
        state
    }

    fn edit(line: u32, column: u32, text: &str) -> Change<'_> {
        let at = Position { line, column };
        Change { ends: Some((at, at)), text }
    }

    fn change(state: &mut State, version: i32, change: Change<'_>) -> Sync {
        state.change(URI, Some(&path()), version, [change])
    }

    fn text(state: &State) -> Option<String> {
        state.view(URI).map(|it| it.text.to_string())
    }

    /// As if the writer had paused.
    fn pause(state: &mut State) {
        state.drafts.values_mut().for_each(|it| it.edited = None);
    }

    fn next(state: &mut State) -> Option<Job> {
        match state.next_job() {
            Next::Job(job) => Some(job),
            Next::Later(_) | Next::Nothing => None,
        }
    }

    fn home(root: &str) -> Arc<Loaded> {
        Arc::new(Loaded::failed(Path::new(root)))
    }

    #[test]
    fn edits_are_followed_in_turn() {
        let mut state = opened();
        assert_eq!(change(&mut state, 2, edit(1, 3, " and a half")), Sync::Kept);
        assert_eq!(change(&mut state, 3, edit(9, 9, "Three.")), Sync::Kept);
        assert_eq!(text(&state).as_deref(), Some("One.\nTwo and a half.\nThree."));
    }

    #[test]
    fn an_edit_out_of_turn_loses_the_text_until_it_comes_whole() {
        let mut state = opened();
        assert_eq!(change(&mut state, 1, edit(0, 0, "x")), Sync::Lost);
        assert_eq!(text(&state), None);
        assert_eq!(change(&mut state, 5, edit(0, 0, "x")), Sync::Lost);
        assert!(next(&mut state).is_none());
        assert_eq!(change(&mut state, 6, Change { ends: None, text: "Whole." }), Sync::Kept);
        assert_eq!(text(&state).as_deref(), Some("Whole."));
    }

    #[test]
    fn an_edit_of_an_unknown_draft_waits_for_its_text() {
        let mut state = State::default();
        assert_eq!(change(&mut state, 4, edit(0, 0, "x")), Sync::Lost);
        assert_eq!(text(&state), None);
        assert_eq!(change(&mut state, 5, Change { ends: None, text: "Whole." }), Sync::Kept);
        assert_eq!(text(&state).as_deref(), Some("Whole."));
    }

    #[test]
    fn a_draft_is_checked_once_its_root_is_found_and_loaded() {
        let mut state = opened();
        let Some(Job::FindRoot { folder, .. }) = next(&mut state) else { panic!("a root to find") };
        assert!(next(&mut state).is_none());
        state.set_root(folder, "/w".into());
        assert!(matches!(next(&mut state), Some(Job::Load { .. })));
        assert!(next(&mut state).is_none());
        state.set_home(Path::new("/w"), home("/w"));
        assert!(matches!(next(&mut state), Some(Job::Check { .. })));
        assert!(next(&mut state).is_none());
        change(&mut state, 2, edit(0, 0, "x"));
        assert!(matches!(state.next_job(), Next::Later(_)));
        pause(&mut state);
        assert!(matches!(next(&mut state), Some(Job::Check { .. })));
    }

    #[test]
    fn a_report_about_an_older_text_is_not_kept() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        state.set_home(Path::new("/w"), home("/w"));
        state.to_load.clear();
        let Some(Job::Check { snapshot, .. }) = next(&mut state) else { panic!("a draft to check") };
        change(&mut state, 2, edit(0, 0, "x"));
        assert!(snapshot.cancel.load(Ordering::Relaxed));
        assert!(!state.accept(&snapshot, None));
        pause(&mut state);
        let Some(Job::Check { snapshot, .. }) = next(&mut state) else { panic!("a draft to check") };
        assert!(state.accept(&snapshot, None));
        state.close(URI);
        assert!(!state.accept(&snapshot, None));
    }

    #[test]
    fn the_client_is_to_ask_again_after_news_and_after_an_answer_without_a_report() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        state.set_home(Path::new("/w"), home("/w"));
        state.to_load.clear();
        let checked = |text: &str, features| {
            let config = crate::config::Config { features, ..Default::default() };
            let context = Context { config: Arc::new(config), ..home("/w").context.clone() };
            let draft = Arc::new(crate::draft::Draft::parse(text));
            Some(Checked { context, report: Arc::new(Report { draft, ..Report::default() }), held: Vec::new() })
        };
        let hints = Features { inlay_hints: true, ..Features::default() };
        // Whether it is news, of the given report.
        let report = |state: &mut State, checked: Option<Checked>| {
            state.check_again(URI);
            pause(state);
            let Some(Job::Check { snapshot, .. }) = next(state) else { panic!("a draft to check") };
            let is_news = state.is_news(&snapshot, checked.as_ref());
            assert!(state.accept(&snapshot, checked));
            is_news
        };
        let text = "One.\nTwo.\n";
        assert!(!report(&mut state, checked(text, Features::default())));
        assert!(!report(&mut state, checked(text, Features::default())));
        assert!(report(&mut state, checked(text, hints)));
        change(&mut state, 2, edit(0, 0, "x"));
        assert!(!report(&mut state, checked("xOne.\nTwo.\n", Features::default())));
        change(&mut state, 3, edit(0, 0, "y"));
        state.owe(URI);
        assert!(report(&mut state, checked("yxOne.\nTwo.\n", Features::default())));
        assert!(!report(&mut state, checked("yxOne.\nTwo.\n", Features::default())));
        assert!(report(&mut state, None));
    }

    #[test]
    fn neighbours_are_the_open_drafts_of_the_same_root() {
        let mut state = opened();
        state.open("file:///w/notes/a.md", Some(Path::new("/w/notes/a.md")), "markdown", 1, "A.");
        state.open("file:///other/b.md", Some(Path::new("/other/b.md")), "markdown", 1, "B.");
        assert!(state.neighbours(URI).is_none());
        for folder in ["/w", "/w/notes"] {
            state.set_root(folder.into(), "/w".into());
        }
        state.set_root("/other".into(), "/other".into());
        state.set_home(Path::new("/w"), home("/w"));
        let neighbours = state.neighbours(URI).expect("a root that is loaded");
        let names: Vec<_> = neighbours.open.iter().map(|it| it.uri.as_str()).collect();
        assert_eq!(names, [URI, "file:///w/notes/a.md"]);
    }

    #[test]
    fn who_waits_for_the_first_report_is_told_of_its_sentence_before() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        state.set_home(Path::new("/w"), home("/w"));
        state.to_load.clear();
        let at = Position { line: 1, column: 0 };
        state.ask(URI, at);
        let Some(Job::Check { snapshot, home }) = next(&mut state) else { panic!("a draft to check") };
        assert_eq!(snapshot.asked, Some(at));
        let checked = || Checked { context: home.context.clone(), report: Arc::default(), held: Vec::new() };
        state.accept_part(&snapshot, checked(), Span::new(5, 9));
        let view = state.view(URI).expect("a draft");
        assert_eq!(
            (view.part.map(|it| it.0), view.checked.is_none(), view.is_current),
            (Some(Span::new(5, 9)), true, false)
        );
        // It is of the text as it was.
        change(&mut state, 2, edit(0, 0, "x"));
        assert!(state.view(URI).is_some_and(|it| it.part.is_none()));
        pause(&mut state);
        let Some(Job::Check { snapshot, .. }) = next(&mut state) else { panic!("a draft to check") };
        assert_eq!(snapshot.asked, None);
        assert!(state.accept(&snapshot, Some(checked())));
        // Nobody waits any more.
        state.ask(URI, at);
        assert!(state.drafts.values().all(|it| it.asked.is_none() && it.part.is_none()));
    }

    #[test]
    fn the_caret_is_behind_what_was_typed_until_it_is_saved() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        state.set_home(Path::new("/w"), home("/w"));
        state.to_load.clear();
        let caret = |state: &State| state.drafts[URI].snapshot(URI).caret;
        assert_eq!(caret(&state), None);
        change(&mut state, 2, edit(1, 3, " é\nand 😀"));
        assert_eq!(caret(&state), Some(Position { line: 2, column: 6 }));
        change(&mut state, 3, edit(2, 6, "x"));
        assert_eq!(caret(&state), Some(Position { line: 2, column: 7 }));
        state.put_down(URI);
        assert_eq!(caret(&state), None);
        change(&mut state, 4, edit(0, 0, "x"));
        // As if the writer had paused.
        pause(&mut state);
        assert_eq!(caret(&state), None);
    }

    #[test]
    fn who_asks_for_what_is_found_is_told_of_the_text_as_it_is_and_to_ask_again_when_that_came_late() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        state.set_home(Path::new("/w"), home("/w"));
        state.to_load.clear();
        let finding = || vec![to_lsp::not_checked("why")];
        let name = |it: Option<Found>| it.and_then(|it| it.name);
        let settle = |state: &mut State| {
            pause(state);
            let Some(Job::Check { snapshot, .. }) = next(state) else { panic!("a draft to check") };
            assert!(state.accept(&snapshot, None));
        };
        assert!(state.hand_out(URI, false).is_none());
        assert_eq!(name(state.hand_out(URI, true)), None);
        settle(&mut state);
        assert!(state.keep_found(URI, finding()));
        let first = name(state.hand_out(URI, false));
        assert!(first.is_some());
        // The same is no news.
        assert!(!state.keep_found(URI, finding()));
        assert_eq!(name(state.hand_out(URI, false)), first);
        // Who waits is told without being told to ask.
        change(&mut state, 2, edit(0, 0, "x"));
        state.wait_for_found(URI, true);
        assert!(state.hand_out(URI, false).is_none());
        settle(&mut state);
        assert!(!state.keep_found(URI, Vec::new()));
        assert_ne!(name(state.hand_out(URI, false)), first);
        // Nothing is found in what is not open or is no draft.
        state.open("file:///w/citecheck.toml", Some(Path::new("/w/citecheck.toml")), "toml", 1, "");
        assert_eq!(name(state.hand_out("file:///w/citecheck.toml", false)), None);
        assert_eq!(name(state.hand_out("file:///w/other.md", false)), None);
    }

    #[test]
    fn a_root_that_changes_while_it_is_loaded_is_loaded_again() {
        let mut state = opened();
        state.set_root("/w".into(), "/w".into());
        assert!(matches!(next(&mut state), Some(Job::Load { .. })));
        state.reload(Path::new("/w"), Changed::Anything);
        assert!(next(&mut state).is_none());
        state.set_home(Path::new("/w"), home("/w"));
        assert!(matches!(next(&mut state), Some(Job::Load { .. })));
        // Until then, what is known will do.
        assert!(matches!(next(&mut state), Some(Job::Check { .. })));
    }

    #[test]
    fn settings_that_stay_the_same_load_nothing() {
        let mut state = opened();
        assert!(state.set_settings(serde_json::json!({"corpus": ["a"]})));
        assert!(!state.set_settings(serde_json::json!({"corpus": ["a"]})));
    }

    #[test]
    fn a_draft_without_a_place_is_told_so_and_a_configuration_is_no_draft() {
        let mut state = State::default();
        state.open("untitled:a", None, "markdown", 1, "Text.");
        state.open("file:///w/citecheck.toml", Some(Path::new("/w/citecheck.toml")), "toml", 1, "");
        assert!(matches!(next(&mut state), Some(Job::Homeless(it)) if it.uri == "untitled:a"));
        assert!(next(&mut state).is_none());
    }

    #[test]
    fn what_was_shown_is_known_in_the_text_as_it_is_now() {
        let finding = |start, end| Finding {
            rule: "unsupported-claim",
            level: crate::config::Level::Warning,
            span: Span::new(start, end),
            message: String::new(),
            claim: None,
            evidence: Vec::new(),
            fixes: Vec::new(),
        };
        let draft = Arc::new(crate::draft::Draft::parse("One 25 two 14 three."));
        let findings = vec![finding(0, 3), finding(4, 6), finding(11, 13), finding(14, 19)];
        let report = Report { draft, findings, ..Report::default() };
        let checked = Checked { context: home("/w").context.clone(), report: Arc::new(report), held: vec![2] };
        let spans: Vec<Span> = checked.standing("One 1 two 14 three.").into_iter().map(|it| it.1).collect();
        assert_eq!(spans, [Span::new(0, 3), Span::new(13, 18)]);
        let unchanged = Unchanged::between("Ab 25 cd. Ef.", "Ab 1 cd. Ef.");
        assert_eq!(unchanged.grown(Span::new(0, 9)), Span::new(0, 8));
    }

    #[test]
    fn offsets_outside_an_edit_are_found_again() {
        let unchanged = Unchanged::between("One. Two. Three.", "One. Twenty-two. Three.");
        assert_eq!(unchanged.to_old(2), Some(2));
        assert_eq!(unchanged.to_old(18), Some(11));
        assert_eq!(unchanged.to_old(10), None);
        assert_eq!(unchanged.to_new(Span::new(10, 15)), Some(Span::new(17, 22)));
        assert_eq!(unchanged.to_new(Span::new(5, 9)), None);
    }
}
