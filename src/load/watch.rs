//! Tells when something of a workspace changed on disk.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};

use super::*;

/// So long nothing may happen before the change is told, since programs write in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// A change is told after so long in any case.
const AT_MOST: Duration = Duration::from_secs(2);

const POLL_INTERVAL: Duration = Duration::from_secs(3);

/// How often it is seen whether the folders of the corpus are still those that are watched: the system tells of what
/// happens in a folder, and nothing when what holds it was replaced or a link leads elsewhere.
const IDENTITY_INTERVAL: Duration = Duration::from_secs(3);

/// How often folders are watched anew that vanish while that is begun.
const N_TRIES: usize = 5;

/// Watches the corpus, the configuration, the glossary and the bibliographies of a workspace until it is dropped.
pub struct Watcher {
    _inner: Inner,
    /// The system does not tell of changes, so the files are looked at every few seconds.
    pub is_polling: bool,
    /// Folders that cannot be watched.
    pub notices: Vec<Notice>,
    interest: Interest,
    /// Some changes were not told, new folders perhaps, which are then not watched.
    has_gaps: Arc<AtomicBool>,
}

#[expect(dead_code, reason = "held for as long as files are watched")]
enum Inner {
    Native(RecommendedWatcher),
    Polling(PollWatcher),
    /// Changes are seen at the next start.
    Nothing,
}

impl Watcher {
    /// Calls `on_change` from a thread of its own after each burst of changes, with what may have changed, for
    /// [`Workspace::reload_changed`] to see.
    pub fn new(workspace: &Workspace, on_change: impl Fn(Changed) + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let interest = Interest::new(workspace);
        let has_gaps = Arc::new(AtomicBool::new(false));
        let handler = {
            let (interest, has_gaps) = (interest.clone(), Arc::clone(&has_gaps));
            move |event: notify::Result<Event>| {
                if event.as_ref().map_or(true, Event::need_rescan) {
                    has_gaps.store(true, Ordering::Relaxed);
                }
                if let Some(changed) = interest.changed(event) {
                    let _ = sender.send(changed);
                }
            }
        };
        let roots = interest.roots.clone();
        std::thread::spawn(move || tell(&receiver, roots, &on_change));
        let native = notify::recommended_watcher(handler.clone()).and_then(|mut it| {
            interest.watch(&mut it)?;
            Ok(it)
        });
        match native {
            Ok(inner) => {
                Self { _inner: Inner::Native(inner), is_polling: false, notices: Vec::new(), interest, has_gaps }
            }
            Err(error) => Self::polling(workspace, handler, interest, has_gaps, &error),
        }
    }

    fn polling(
        workspace: &Workspace,
        handler: impl Fn(notify::Result<Event>) + Send + 'static,
        interest: Interest,
        has_gaps: Arc<AtomicBool>,
        cause: &notify::Error,
    ) -> Self {
        let notice = |message: String| Notice { path: workspace.root.clone(), message, hint: None, is_fatal: false };
        let config = notify::Config::default().with_poll_interval(POLL_INTERVAL).with_follow_symlinks(false);
        let told =
            format!("the system does not tell of changed files ({cause}), so they are looked at every few seconds");
        let mut notices = vec![notice(told)];
        let inner = PollWatcher::new(handler, config).and_then(|mut it| {
            interest.watch(&mut it)?;
            Ok(it)
        });
        let inner = match inner {
            Ok(inner) => Inner::Polling(inner),
            Err(error) => {
                notices = vec![notice(format!("changed files are seen at the next start only: {error}"))];
                Inner::Nothing
            }
        };
        Self { _inner: inner, is_polling: true, notices, interest, has_gaps }
    }

    /// Whether it watches all that concerns the workspace, and did so all the time.
    pub fn fits(&self, workspace: &Workspace) -> bool {
        !self.has_gaps.load(Ordering::Relaxed) && self.interest == Interest::new(workspace)
    }
}

/// Waits for a change, then for quiet, then tells. Ends when the watcher is dropped.
fn tell(receiver: &Receiver<Changed>, mut roots: Vec<Root>, on_change: &dyn Fn(Changed)) {
    loop {
        let mut changed = match receiver.recv_timeout(IDENTITY_INTERVAL) {
            Ok(changed) => changed,
            Err(RecvTimeoutError::Timeout) => {
                let now: Vec<Root> = roots.iter().map(|it| Root::at(it.path.clone())).collect();
                if now == roots {
                    continue;
                }
                roots = now;
                Changed::Anything
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let started = Instant::now();
        while started.elapsed() < AT_MOST {
            match receiver.recv_timeout(QUIET) {
                Ok(more) => changed = changed.and(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        on_change(changed);
    }
}

/// A place where a folder of the corpus is looked for.
#[derive(Clone, PartialEq, Eq)]
struct Root {
    path: PathBuf,
    /// What tells the folder that is there from another one of the same name: `None` when there is none.
    identity: Option<(u64, u64, Option<SystemTime>)>,
}

impl Root {
    fn at(path: PathBuf) -> Self {
        // Numbers are given again, so the time counts as well.
        let identity = fs::metadata(&path).ok().map(|it| {
            let (device, number) = numbers(&it);
            (device, number, it.created().ok())
        });
        Self { path, identity }
    }
}

#[cfg(unix)]
fn numbers(metadata: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn numbers(_: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

/// What of all that happens on disk concerns a workspace.
#[derive(Clone, PartialEq, Eq)]
struct Interest {
    folder: PathBuf,
    corpus: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// As they were when they were first watched.
    roots: Vec<Root>,
}

impl Interest {
    fn new(workspace: &Workspace) -> Self {
        let root = &workspace.root;
        let names = [FILE_NAME, ACCEPTED_FILE_NAME].into_iter().chain(DEFAULT_CORPUS);
        // Also the corpus folders that are missing so far.
        let wanted = config::wanted_roots(root, &workspace.context.config, &workspace.settings);
        let roots = wanted.iter().cloned().map(Root::at).collect();
        let files = names.map(|it| root.join(it)).chain(wanted);
        let files = files.chain(workspace.config_path.clone()).chain(workspace.glossary_path.clone());
        let files = files.chain(workspace.bibliography_paths.iter().cloned()).collect();
        Self { folder: root.clone(), corpus: workspace.corpus_roots.clone(), files, roots }
    }

    fn watch(&self, watcher: &mut dyn notify::Watcher) -> notify::Result<()> {
        watcher.watch(&self.folder, RecursiveMode::NonRecursive)?;
        let folders = self.files.iter().filter_map(|it| it.parent()).filter(|it| *it != self.folder && it.is_dir());
        for folder in folders {
            // It may be out of the workspace and not ours to look into. What it holds is seen to by its identity.
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        for root in &self.corpus {
            let mut n_tries = 0;
            while let Err(error) = watcher.watch(root, RecursiveMode::Recursive) {
                n_tries += 1;
                // Its identity tells when it comes back.
                if !root.exists() {
                    break;
                }
                // A folder below it may just have gone.
                if n_tries >= N_TRIES || !is_missing(&error) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// What may have changed of what concerns us; `None` when nothing has.
    fn changed(&self, event: notify::Result<Event>) -> Option<Changed> {
        let event = match event {
            // Our own reading is no change.
            Ok(event) if is_reading(event.kind) => return None,
            Ok(event) if !event.need_rescan() && !event.paths.is_empty() => event,
            // After an error or an overflow anything may have changed.
            _ => return Some(Changed::Anything),
        };
        let is_ours = |path: &PathBuf| self.files.contains(path) || self.corpus.iter().any(|it| path.starts_with(it));
        let is_setting = |path: &PathBuf| self.files.contains(path);
        if event.paths.iter().any(is_setting) {
            return Some(Changed::Anything);
        }
        let paths: BTreeSet<PathBuf> = event.paths.into_iter().filter(is_ours).collect();
        (!paths.is_empty()).then_some(Changed::Files(paths))
    }
}

/// Whether nothing was changed. A file that was written in memory tells of it when it is closed.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(it) if it != AccessKind::Close(AccessMode::Write))
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}
