//! Tells when something of a workspace changed on disk.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode};

use super::*;

/// So long nothing may happen before the change is told, since programs write in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// A change is told after so long in any case.
const AT_MOST: Duration = Duration::from_secs(2);

const POLL_INTERVAL: Duration = Duration::from_secs(3);

/// Watches the corpus, the configuration, the glossary and the bibliographies of a workspace until it is dropped.
pub struct Watcher {
    _inner: Inner,
    /// The system does not tell of changes, so the files are looked at every few seconds.
    pub is_polling: bool,
    /// Folders that cannot be watched.
    pub notices: Vec<Notice>,
    interest: Interest,
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
        let handler = {
            let interest = interest.clone();
            move |event: notify::Result<Event>| {
                if let Some(changed) = interest.changed(event) {
                    let _ = sender.send(changed);
                }
            }
        };
        std::thread::spawn(move || tell(&receiver, &on_change));
        let native = notify::recommended_watcher(handler.clone()).and_then(|mut it| {
            interest.watch(&mut it)?;
            Ok(it)
        });
        match native {
            Ok(inner) => Self { _inner: Inner::Native(inner), is_polling: false, notices: Vec::new(), interest },
            Err(error) => Self::polling(workspace, handler, interest, &error),
        }
    }

    fn polling(
        workspace: &Workspace,
        handler: impl Fn(notify::Result<Event>) + Send + 'static,
        interest: Interest,
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
        Self { _inner: inner, is_polling: true, notices, interest }
    }

    /// Whether it watches all that concerns the workspace.
    pub fn fits(&self, workspace: &Workspace) -> bool {
        self.interest == Interest::new(workspace)
    }
}

/// Waits for a change, then for quiet, then tells. Ends when the watcher is dropped.
fn tell(receiver: &Receiver<Changed>, on_change: &dyn Fn(Changed)) {
    while let Ok(mut changed) = receiver.recv() {
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

/// What of all that happens on disk concerns a workspace.
#[derive(Clone, PartialEq, Eq)]
struct Interest {
    folder: PathBuf,
    corpus: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Interest {
    fn new(workspace: &Workspace) -> Self {
        let root = &workspace.root;
        let names = [FILE_NAME, ACCEPTED_FILE_NAME].into_iter().chain(DEFAULT_CORPUS);
        let config = &workspace.context.config;
        // Also the corpus folders that are missing so far.
        let named = config.corpus.iter().map(|it| root.join(it));
        let files = names.map(|it| root.join(it)).chain(named);
        let files = files.chain(workspace.config_path.clone()).chain(workspace.glossary_path.clone());
        let files = files.chain(workspace.bibliography_paths.iter().cloned()).collect();
        Self { folder: root.clone(), corpus: workspace.corpus_roots.clone(), files }
    }

    fn watch(&self, watcher: &mut dyn notify::Watcher) -> notify::Result<()> {
        watcher.watch(&self.folder, RecursiveMode::NonRecursive)?;
        let folders = self.files.iter().filter_map(|it| it.parent()).filter(|it| *it != self.folder && it.is_dir());
        for folder in folders {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        for root in &self.corpus {
            watcher.watch(root, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// What may have changed of what concerns us; `None` when nothing has.
    fn changed(&self, event: notify::Result<Event>) -> Option<Changed> {
        let event = match event {
            // Our own reading is no change.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return None,
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
