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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Nothing,
    Once,
    /// And once more, as something has changed since.
    Again,
}

impl Refresher {
    pub(super) fn new(client: Client, runtime: Handle) -> Self {
        Self { client, runtime, asking: Arc::new(Mutex::new(Asking::Nothing)) }
    }

    /// Has the client ask again. Nobody waits for it.
    pub(super) fn refresh(&self, what: Refreshes) {
        if what == Refreshes::default() {
            return;
        }
        let before = self.change(|it| match it {
            Asking::Nothing => Asking::Once,
            Asking::Once | Asking::Again => Asking::Again,
        });
        if before == Asking::Nothing {
            let refresher = self.clone();
            self.runtime.spawn(async move { refresher.ask(what).await });
        }
    }

    async fn ask(&self, what: Refreshes) {
        loop {
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
                );
            };
            let _ = tokio::time::timeout(PATIENCE, all).await;
            let before = self.change(|it| match it {
                Asking::Again => Asking::Once,
                Asking::Once | Asking::Nothing => Asking::Nothing,
            });
            if before != Asking::Again {
                return;
            }
        }
    }

    /// Changes what is asked; gives what was asked before.
    fn change(&self, change: impl FnOnce(Asking) -> Asking) -> Asking {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let next = change(*asking);
        std::mem::replace(&mut *asking, next)
    }
}
