//! Shows the loading of a corpus as the editor's own progress.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};

use super::outbox::Outbox;
use super::to_lsp::Notification;

/// How long the client may take to agree to a progress.
const PATIENCE: Duration = Duration::from_secs(10);

/// After so long the pace says how long the rest will take.
const SETTLED: Duration = Duration::from_secs(2);

/// How often the client hears of it.
const PACE: Duration = Duration::from_millis(200);

/// A progress that ends when this is dropped. Nobody waits for the client: when it does not agree in time, nothing is
/// shown.
pub(super) struct Progress {
    done: watch::Sender<(usize, usize)>,
}

impl Progress {
    /// Asks the client for a progress.
    pub(super) fn start(runtime: &Handle, client: Client, outbox: Outbox) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let token = ProgressToken::String(format!("citecheck/load/{}", LAST.fetch_add(1, Ordering::Relaxed)));
        let (done, seen) = watch::channel((0, 0));
        runtime.spawn(async move {
            let created = tokio::time::timeout(PATIENCE, client.create_work_done_progress(token.clone())).await;
            if matches!(created, Ok(Ok(()))) {
                show(&token, seen, &outbox).await;
            }
        });
        Self { done }
    }

    /// Says how many files of how many are done.
    pub(super) fn report(&self, n_done: usize, n_all: usize) {
        self.done.send_replace((n_done, n_all));
    }
}

async fn show(token: &ProgressToken, mut seen: watch::Receiver<(usize, usize)>, outbox: &Outbox) {
    let send = |value| {
        let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
        outbox.send(&Notification::new("$/progress", params));
    };
    let title = "Reading sources".to_owned();
    send(WorkDoneProgress::Begin(WorkDoneProgressBegin { title, percentage: Some(0), ..Default::default() }));
    let started = Instant::now();
    while seen.changed().await.is_ok() {
        let (n_done, n_all) = *seen.borrow_and_update();
        let per_second = n_done as f64 / started.elapsed().as_secs_f64().max(0.001);
        let percentage = (100 * n_done / n_all.max(1)).min(100) as u32;
        send(WorkDoneProgress::Report(WorkDoneProgressReport {
            message: Some(format!(
                "{n_done} of {n_all} files, {per_second:.0} a second{}",
                left(n_done, n_all, started)
            )),
            percentage: Some(percentage),
            ..Default::default()
        }));
        tokio::time::sleep(PACE).await;
    }
    let (n_done, _) = *seen.borrow();
    let message = (n_done > 0).then(|| format!("{n_done} files read"));
    send(WorkDoneProgress::End(WorkDoneProgressEnd { message }));
}

/// How long the rest will take at the pace so far; nothing while that is anybody's guess.
fn left(n_done: usize, n_all: usize, started: Instant) -> String {
    let elapsed = started.elapsed();
    if n_done == 0 || elapsed < SETTLED {
        return String::new();
    }
    let rest = n_all.saturating_sub(n_done) as f64 / n_done as f64 * elapsed.as_secs_f64();
    match rest.ceil() as u64 {
        secs @ ..90 => format!(", {secs} s left"),
        secs => format!(", {} min left", secs.div_ceil(60)),
    }
}
