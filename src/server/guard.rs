//! Stands between the client and the protocol crate: survives malformed input and panics, and knows when to go.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, SinkExt, StreamExt};
use tokio::sync::mpsc;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::decode::{Message, decode};
use super::frames::{Frame, FrameReader};
use super::outbox::Outbox;

/// How long the server may still work after it was told to go.
const GRACE: Duration = Duration::from_millis(1500);

/// What the reader hands on.
pub(super) enum Incoming {
    Message(Message),
    /// Nothing follows; the process ends with this exit code.
    End(i32),
}

/// Reads the client's messages on a thread of its own, answers malformed ones, and sees to it that the process ends
/// soon after `exit` or the end of the input, whatever the rest of the server is doing.
pub(super) fn read_messages(input: impl Read + Send + 'static, outbox: Outbox) -> mpsc::Receiver<Incoming> {
    let (sender, receiver) = mpsc::channel(1024);
    let spawned = std::thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let code = read_until_end(input, &outbox, &sender);
        let _ = sender.try_send(Incoming::End(code));
        drop(sender);
        std::thread::sleep(GRACE);
        std::process::exit(code);
    });
    drop(spawned);
    receiver
}

/// Ends the process soon after the one that started it is gone.
pub(super) fn watch_parent(process_id: u32) {
    let Some(is_alive) = liveness(process_id) else { return };
    let spawned = std::thread::Builder::new().name("parent".to_owned()).spawn(move || {
        while is_alive() {
            std::thread::sleep(Duration::from_secs(1));
        }
        std::process::exit(1);
    });
    drop(spawned);
}

/// Answers messages until there are no more; gives the exit code.
pub(super) async fn converse<S>(
    mut service: S,
    socket: ClientSocket,
    mut incoming: mpsc::Receiver<Incoming>,
    outbox: &Outbox,
) -> i32
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    let (mut requests, mut answers) = socket.split();
    // Polled in the order of their start, so that what a handler does before its first suspension is done in the order
    // of the wire.
    let mut running = FuturesUnordered::new();
    let code = loop {
        tokio::select! {
            biased;
            message = incoming.recv() => match message {
                Some(Incoming::Message(Message::Request(request))) => {
                    let is_first = request.method() == "initialize";
                    let answer = start(&mut service, request);
                    if is_first {
                        // Nothing that was sent along with `initialize` is looked at before its answer is out.
                        send(outbox, answer.await);
                    } else {
                        running.push(answer);
                    }
                }
                Some(Incoming::Message(Message::Response(response))) => {
                    let _ = answers.send(response).await;
                }
                Some(Incoming::End(code)) => break code,
                None => break 1,
            },
            Some(answer) = running.next(), if !running.is_empty() => send(outbox, answer),
            Some(request) = requests.next() => outbox.send(&request),
        }
    };
    let finish = async {
        while let Some(answer) = running.next().await {
            send(outbox, answer);
        }
    };
    let _ = tokio::time::timeout(GRACE / 3, finish).await;
    outbox.flush(GRACE / 3);
    code
}

fn send(outbox: &Outbox, answer: Option<Response>) {
    if let Some(answer) = answer {
        outbox.send(&answer);
    }
}

fn read_until_end(input: impl Read, outbox: &Outbox, sender: &mpsc::Sender<Incoming>) -> i32 {
    let mut frames = FrameReader::new(input);
    let mut is_shut_down = false;
    loop {
        let message = match frames.next() {
            Frame::Body(body) => match decode(&body, outbox.names()) {
                Ok(message) => message,
                Err(answer) => {
                    outbox.send(&answer);
                    frames.give_back(&body);
                    continue;
                }
            },
            Frame::Malformed => {
                outbox.send(&Response::from_error(Id::Null, Error::parse_error()));
                continue;
            }
            Frame::End => return i32::from(!is_shut_down),
        };
        if let Message::Request(request) = &message {
            match request.method() {
                "exit" => return i32::from(!is_shut_down),
                "shutdown" => is_shut_down |= request.id().is_some(),
                _ => {}
            }
        }
        if sender.blocking_send(Incoming::Message(message)).is_err() {
            return 1;
        }
    }
}

/// A way to ask whether a process is alive; `None` where there is none, as in a container that does not see it.
fn liveness(process_id: u32) -> Option<Box<dyn Fn() -> bool + Send>> {
    #[cfg(unix)]
    if std::os::unix::process::parent_id() == process_id {
        return Some(Box::new(move || std::os::unix::process::parent_id() == process_id));
    }
    let status = std::path::PathBuf::from(format!("/proc/{process_id}/stat"));
    // A process that ended but was not yet asked for its exit code is listed with the state `Z`.
    let is_alive = move || {
        let status = std::fs::read_to_string(&status).ok();
        status.is_some_and(|it| it.rsplit_once(')').is_none_or(|(_, rest)| !rest.trim_start().starts_with('Z')))
    };
    is_alive().then(|| -> Box<dyn Fn() -> bool + Send> { Box::new(is_alive) })
}

/// Starts the handler of a request. A panic in it becomes an error reply, and every request gets a reply.
fn start<S>(service: &mut S, request: Request) -> BoxFuture<'static, Option<Response>>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    let id = request.id().cloned();
    let started = catch_unwind(AssertUnwindSafe(|| service.call(request)));
    async move {
        let outcome = match started {
            Ok(handler) => AssertUnwindSafe(handler).catch_unwind().await,
            Err(panic) => Err(panic),
        };
        match (outcome, id) {
            (_, None) => None,
            (Ok(Ok(Some(response))), _) => Some(response),
            (Ok(_), Some(id)) => Some(Response::from_error(id, Error::method_not_found())),
            (Err(_), Some(id)) => Some(Response::from_error(id, Error::internal_error())),
        }
    }
    .boxed()
}
