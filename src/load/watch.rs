//! Tells when something of a workspace changed on disk.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
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
        let ear = Ear { interest: interest.clone(), has_gaps: Arc::clone(&has_gaps), sender };
        let handler = move |event| ear.hear(event);
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

/// Takes in what the system tells.
#[derive(Clone)]
struct Ear {
    interest: Interest,
    has_gaps: Arc<AtomicBool>,
    sender: Sender<Changed>,
}

impl Ear {
    fn hear(&self, event: notify::Result<Event>) {
        if event.as_ref().map_or(true, Event::need_rescan) {
            self.has_gaps.store(true, Ordering::Relaxed);
        }
        if let Some(changed) = self.interest.changed(event) {
            let _ = self.sender.send(changed);
        }
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

#[cfg(test)]
mod tests {
    use notify::event::Flag;

    use super::*;

    /// A workspace with one source, what its watcher's ear hands on, and the ear.
    fn listening() -> (tempfile::TempDir, Workspace, Receiver<Changed>, Ear) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("sources")).expect("a folder");
        fs::write(folder.path().join("sources/a.md"), "The harbour of Norham opened in 2014.\n").expect("a file");
        let settings = Settings { cache: Some(folder.path().join("cache")), ..Settings::default() };
        let workspace = Workspace::load(folder.path(), &settings, &|_, _| {});
        let (sender, receiver) = channel();
        let ear = Ear { interest: Interest::new(&workspace), has_gaps: Arc::default(), sender };
        (folder, workspace, receiver, ear)
    }

    /// What all that has been heard so far comes to.
    fn told(receiver: &Receiver<Changed>) -> Option<Changed> {
        receiver.try_iter().reduce(Changed::and)
    }

    #[test]
    fn an_overflow_has_all_files_looked_at_and_the_watch_begun_anew() {
        let (folder, workspace, receiver, ear) = listening();
        // Of these nothing was told.
        fs::write(folder.path().join("sources/b.md"), "The mill of Zenda burnt down in 2016.\n").expect("a file");
        fs::remove_file(folder.path().join("sources/a.md")).expect("a file");
        ear.hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        let changed = told(&receiver).expect("a change");
        assert_eq!(changed, Changed::Anything);
        assert!(ear.has_gaps.load(Ordering::Relaxed));
        let workspace = workspace.reload_changed(&changed, &|_, _| {});
        assert_eq!((workspace.statistics.new, workspace.statistics.removed), (1, 1));
    }

    #[test]
    fn a_change_that_was_told_leaves_no_gap() {
        let (_folder, workspace, receiver, ear) = listening();
        let path = workspace.corpus_roots[0].join("a.md");
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        ear.hear(Ok(Event::new(written).add_path(path.clone())));
        assert_eq!(told(&receiver), Some(Changed::Files([path].into())));
        assert!(!ear.has_gaps.load(Ordering::Relaxed));
    }

    /// The queue of the system itself, with an ear that is held until more has happened than it keeps.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_that_its_queue_ran_over() {
        let longest = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events");
        let longest: usize = longest.ok().and_then(|it| it.trim().parse().ok()).unwrap_or(usize::MAX);
        if longest > 200_000 {
            return;
        }
        let (folder, workspace, receiver, ear) = listening();
        let (open, gate) = channel::<()>();
        let gate = std::sync::Mutex::new(gate);
        let is_told = Arc::clone(&ear.has_gaps);
        let held = move |event| {
            // Lets through once the other end is gone.
            let _ = gate.lock().map(|it| it.recv());
            ear.hear(event);
        };
        let mut watcher = notify::recommended_watcher(held).expect("a watcher");
        Interest::new(&workspace).watch(&mut watcher).expect("folders to watch");
        let files = [
            fs::File::create(folder.path().join("sources/b.md")),
            fs::File::create(folder.path().join("sources/c.md")),
        ];
        let [one, other] = files.map(|it| it.expect("a file"));
        // The system counts a change to the same file as the one before only once, so two take turns.
        for second in 0..longest as u64 {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
            [&one, &other].into_iter().for_each(|it| it.set_modified(time).expect("a time can be set"));
        }
        drop(open);
        let started = Instant::now();
        let mut changed = Vec::new();
        while !changed.contains(&Changed::Anything) && started.elapsed() < Duration::from_secs(30) {
            changed.extend(receiver.recv_timeout(Duration::from_secs(1)));
        }
        assert!(changed.contains(&Changed::Anything) && is_told.load(Ordering::Relaxed), "{}", changed.len());
    }
}
