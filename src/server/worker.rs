//! Does all the work: finds roots, loads them, checks drafts and publishes what was found.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::runtime::Handle;
use tower_lsp::Client;

use crate::check::Memo;
use crate::ide;

use super::outbox::Outbox;
use super::progress::Progress;
use super::refresh::Refresher;
use super::renames;
use super::rooms::{self, Changed, Loaded, Settings};
use super::state::{Checked, Job, Neighbours, Refreshes, Shared, Snapshot};
use super::to_lsp::{self, Publication};
use super::views;

/// So long the drafts that are open have the machine for themselves before the files of a large corpus are looked at.
const HEAD_START: Duration = Duration::from_millis(500);

/// What is to be loaded, and how.
struct Load {
    root: PathBuf,
    folders: Vec<PathBuf>,
    settings: Settings,
    before: Option<Arc<Loaded>>,
    changed: Changed,
    afresh: Option<bool>,
}

/// The one that publishes.
#[derive(Clone)]
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) outbox: Outbox,
    pub(super) client: Client,
    pub(super) runtime: Handle,
    pub(super) refresher: Refresher,
}

impl Worker {
    /// Starts the thread that works until the process ends.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(self) -> std::io::Result<()> {
        std::thread::Builder::new().name("worker".to_owned()).spawn(move || self.work())?;
        Ok(())
    }

    fn work(&self) {
        // By root: generations of different roots may be the same number.
        let mut memos: HashMap<PathBuf, Memo> = HashMap::new();
        loop {
            match self.shared.next_job() {
                Job::FindRoot { folder, folders } => {
                    let root = rooms::find_root(&folder, &folders);
                    self.shared.update(|state| state.set_root(folder, root));
                }
                Job::Load { root, folders, settings, before, changed, afresh } => {
                    self.load_aside(Load { root, folders, settings, before, changed, afresh });
                }
                Job::Check { snapshot, home } => {
                    let memo = memos.entry(home.root.clone()).or_default();
                    self.check(&snapshot, &home, memo);
                }
                Job::Accepted { drafts, is_shown } => self.tell_of_accepted(drafts, is_shown),
                Job::Homeless(snapshot) => {
                    let message = "not checked: save the draft or open a folder, so that its sources can be found";
                    self.publish(&snapshot, None, vec![to_lsp::not_checked(message)]);
                }
            }
        }
    }

    /// Says in the file that lists accepted claims which of them stand in no draft any more, beside what is wrong with it.
    fn tell_of_accepted(&self, drafts: Neighbours, is_shown: bool) {
        let loaded = Arc::clone(&drafts.loaded);
        let path = rooms::accepted_path(&loaded.root);
        let (client, open) = {
            let state = self.shared.lock();
            (state.client.clone(), state.open_text(&path))
        };
        let text = open.as_ref().map(|it| it.text.to_string()).or_else(|| Loaded::read(&path));
        let uri = open.map(|it| it.uri).or_else(|| to_lsp::uri_of(&path));
        let (Some(text), Some(uri)) = (text, uri) else { return };
        let found = catch_unwind(AssertUnwindSafe(|| {
            let mut acc = to_lsp::accepted_diagnostics(&loaded);
            if is_shown && !loaded.context.config.accepted.is_empty() {
                let texts: Vec<_> = renames::texts(drafts).into_iter().map(|it| (it.path, it.text)).collect();
                let report = rooms::check_accepted(&loaded.context, &texts, &text);
                acc.extend(to_lsp::diagnostics(&loaded.context, &report, &[], &client));
            }
            acc
        }));
        if let Ok(diagnostics) = found {
            self.outbox.send_newest(&uri, &Publication::new(&uri, None, diagnostics));
        }
    }

    /// Loads on a thread of its own, so that the drafts of other roots do not wait for it.
    fn load_aside(&self, load: Load) {
        let worker = self.clone();
        let folder = load.root.clone();
        let spawned = std::thread::Builder::new().name("loader".to_owned()).spawn(move || worker.load(&load));
        if spawned.is_err() {
            self.shared.update(|state| state.set_home(&folder, Arc::new(Loaded::failed(&folder))));
        }
    }

    fn load(&self, load: &Load) {
        let root = load.root.as_path();
        if load.before.is_none() && load.afresh.is_none() && self.open(load) {
            return;
        }
        let is_wanted = self.shared.lock().client.has_progress;
        let progress = is_wanted.then(|| Progress::start(&self.runtime, self.client.clone(), self.outbox.clone()));
        let report = |n_done, n_all| {
            if let Some(progress) = &progress {
                progress.report(n_done, n_all);
            }
        };
        let loaded = catch_unwind(AssertUnwindSafe(|| {
            let (shared, changed) = (self.shared.clone(), load.root.clone());
            let on_change = move |what| shared.update(|state| state.reload(&changed, what));
            let before = load.before.as_deref();
            match load.afresh {
                Some(anew) => rooms::load_afresh(root, &load.folders, &load.settings, anew, &report, on_change),
                None => rooms::load(root, &load.folders, &load.settings, before, &load.changed, &report, on_change),
            }
        }));
        drop(progress);
        let loaded = Arc::new(loaded.unwrap_or_else(|_| Loaded::failed(root)));
        let config = to_lsp::config_diagnostics(&loaded);
        self.shared.update(|state| {
            for (path, diagnostics) in config {
                let uri = state.uri_of(&path).map(str::to_owned).or_else(|| to_lsp::uri_of(&path));
                if let Some(uri) = uri {
                    self.outbox.send_newest(&uri, &Publication::new(&uri, None, diagnostics));
                }
            }
            let is_late = loaded.is_late;
            state.set_home(root, loaded);
            if state.client.wants_news {
                views::tell(&self.outbox, None);
            }
            if is_late {
                state.reload(root, Changed::Anything);
            }
        });
    }

    /// Lets the drafts of a large corpus be checked against what is known of it, until its files have been looked at.
    fn open(&self, load: &Load) -> bool {
        let opened = catch_unwind(AssertUnwindSafe(|| rooms::open(&load.root, &load.folders, &load.settings)));
        let Ok(Some(opened)) = opened else { return false };
        self.shared.update(|state| state.set_home(&load.root, Arc::new(opened)));
        std::thread::sleep(HEAD_START);
        self.shared.update(|state| state.reload(&load.root, Changed::Anything));
        true
    }

    fn check(&self, snapshot: &Snapshot, home: &Loaded, memo: &Memo) {
        let path = to_lsp::path_of(&snapshot.uri);
        if path.is_some_and(|it| home.is_source(&it.canonicalize().unwrap_or(it))) {
            return self.publish(snapshot, None, Vec::new());
        }
        if let Some(diagnostic) = to_lsp::fatal_diagnostic(&home.notices) {
            return self.publish(snapshot, None, vec![diagnostic]);
        }
        let max_bytes = home.context.config.limits.max_draft_bytes;
        if snapshot.text.len() as u64 > max_bytes {
            let message = format!("not checked: the draft is larger than {max_bytes} bytes (`max-draft-bytes`)");
            return self.publish(snapshot, None, vec![to_lsp::not_checked(&message)]);
        }
        let client = self.shared.lock().client.clone();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let path = to_lsp::path_of(&snapshot.uri);
            let draft = Arc::new(rooms::parse_draft(path.as_deref(), &snapshot.text.to_string()));
            if let Some(position) = snapshot.asked {
                let offset = draft.lines.offset(&draft.text, position, client.encoding);
                if let Some((span, report)) = rooms::check_sentence(&home.context, &draft, memo, offset) {
                    let checked = Checked { context: home.context.clone(), report: Arc::new(report), held: Vec::new() };
                    self.shared.lock().accept_part(snapshot, checked, span);
                    self.shared.announce();
                }
            }
            let report = rooms::check(&home.context, draft, memo, &|| snapshot.cancel.load(Ordering::Relaxed))?;
            let mut diagnostics = to_lsp::notice_diagnostics(home);
            let caret = snapshot.caret.map(|it| report.draft.lines.offset(&report.draft.text, it, client.encoding));
            let before = self.shared.lock().view(&snapshot.uri).and_then(|it| it.checked);
            let standing = before.map(|it| it.standing(&report.draft.text)).unwrap_or_default();
            let held = caret.map(|it| ide::held_back(&report, it, &standing)).unwrap_or_default();
            diagnostics.extend(to_lsp::diagnostics(&home.context, &report, &held, &client));
            if !held.is_empty() {
                self.shared.update(|state| state.look_again(snapshot));
            }
            Some((report, held, diagnostics))
        }));
        match outcome {
            Ok(Some((report, ..))) if !report.is_checked => {
                let message = "not checked: the index could not be read";
                self.publish(snapshot, None, vec![to_lsp::not_checked(message)]);
            }
            Ok(Some((report, held, diagnostics))) => {
                let checked = Checked { context: home.context.clone(), report: Arc::new(report), held };
                self.publish(snapshot, Some(checked), diagnostics);
            }
            Ok(None) => self.shared.lock().check_again(&snapshot.uri),
            Err(_) => {
                let message = "not checked: an internal error; the server goes on";
                self.publish(snapshot, None, vec![to_lsp::not_checked(message)]);
            }
        }
    }

    /// Keeps and publishes what was found, unless the draft has changed since.
    fn publish(&self, snapshot: &Snapshot, checked: Option<Checked>, diagnostics: Vec<to_lsp::Diagnostic>) {
        let mut state = self.shared.lock();
        let mut refreshes = match state.is_news(snapshot, checked.as_ref()) {
            true => Refreshes { diagnostics: false, ..state.client.refreshes },
            false => Refreshes::default(),
        };
        if !state.accept(snapshot, checked) {
            return;
        }
        if state.client.pulls {
            refreshes.diagnostics = state.keep_found(&snapshot.uri, diagnostics);
        } else {
            // Under the lock, so that nothing older can come after a withdrawal.
            let publication = Publication::new(&snapshot.uri, Some(snapshot.version), diagnostics);
            self.outbox.send_newest(&snapshot.uri, &publication);
        }
        if state.client.wants_news {
            views::tell(&self.outbox, Some(&snapshot.uri));
        }
        drop(state);
        self.shared.announce();
        self.refresher.refresh(refreshes);
    }
}
