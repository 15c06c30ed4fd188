//! Tells the client to ask again for what it shows of whole drafts.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tower_lsp::Client;

use super::state::Refreshes;

/// How long the client may take to agree.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks one thing at a time: however much changes meanwhile, it is one more question when the client has answered.
#[derive(Clone)]
pub(super) struct Refresher {
    client: Client,
    runtime: Handle,
    asking: Arc<Mutex<Asking>>,
}

#[derive(Default)]
struct Asking {
    is_asking: bool,
    /// What has changed since.
    next: Refreshes,
}

impl Refresher {
    pub(super) fn new(client: Client, runtime: Handle) -> Self {
        Self { client, runtime, asking: Arc::default() }
    }

    /// Has the client ask again. Nobody waits for it.
    pub(super) fn refresh(&self, what: Refreshes) {
        if what == Refreshes::default() {
            return;
        }
        let was_asking = self.change(|it| {
            it.next = it.next.and(what);
            std::mem::replace(&mut it.is_asking, true)
        });
        if !was_asking {
            let refresher = self.clone();
            self.runtime.spawn(async move { refresher.ask().await });
        }
    }

    async fn ask(&self) {
        loop {
            let what = self.change(|it| {
                it.is_asking = it.next != Refreshes::default();
                std::mem::take(&mut it.next)
            });
            if what == Refreshes::default() {
                return;
            }
            let all = async {
                tokio::join!(
                    async {
                        if what.hints {
                            let _ = self.client.inlay_hint_refresh().await;
                        }
                    },
                    async {
                        if what.lenses {
                            let _ = self.client.code_lens_refresh().await;
                        }
                    },
                    async {
                        if what.tokens {
                            let _ = self.client.semantic_tokens_refresh().await;
                        }
                    },
                    async {
                        if what.diagnostics {
                            let _ = self.client.workspace_diagnostic_refresh().await;
                        }
                    },
                );
            };
            let _ = tokio::time::timeout(PATIENCE, all).await;
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Asking) -> T) -> T {
        change(&mut self.asking.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
