//! The language server.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use tower_lsp::LspService;

use handlers::Backend;
use outbox::Outbox;
use refresh::Refresher;
use state::Shared;
use tokens::Told;
use worker::Worker;

mod actions;
mod commands;
mod completion;
mod decode;
mod diagnostics;
mod frames;
mod glance;
mod guard;
mod handlers;
mod names;
mod navigation;
mod outbox;
mod progress;
mod refresh;
mod renames;
mod rooms;
mod state;
mod text;
mod to_lsp;
mod tokens;
mod views;
mod worker;

/// Serves an editor on standard input and output until it says goodbye; gives the exit code.
///
/// # Errors
/// When the system gives no threads.
pub fn run() -> anyhow::Result<ExitCode> {
    hide_payloads_of_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .context("starting the language server")?;
    let outbox = Outbox::new(std::io::stdout());
    let shared = Arc::new(Shared::default());
    let (service, socket) = build_service(&shared, &outbox, &runtime)?;
    let incoming = guard::read_messages(std::io::stdin(), outbox.clone());
    let code = runtime.block_on(guard::converse(service, socket, incoming, &outbox));
    // Threads that still work end with the process.
    runtime.shutdown_background();
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

fn build_service(
    shared: &Arc<Shared>,
    outbox: &Outbox,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<(LspService<Backend>, tower_lsp::ClientSocket)> {
    let mut client = None;
    let mut builder = LspService::build(|it| {
        client = Some(it.clone());
        Backend {
            shared: shared.clone(),
            outbox: outbox.clone(),
            client: it,
            told: Told::default(),
            memo: Arc::default(),
        }
    });
    if std::env::var_os("CITECHECK_TEST").is_some() {
        builder = builder.custom_method("citecheck/test/panic", Backend::panic);
    }
    let client = client.context("starting the language server")?;
    let runtime = runtime.handle().clone();
    let refresher = Refresher::new(client.clone(), runtime.clone());
    let worker = Worker { shared: shared.clone(), outbox: outbox.clone(), client, runtime, refresher };
    worker.start().context("starting the worker")?;
    Ok(builder.finish())
}

/// Drafts and sources must not reach a log, so a panic says where it was and nothing else.
fn hide_payloads_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            let _ = writeln!(std::io::stderr(), "citecheck: internal error at {place}");
        }
    }));
}
