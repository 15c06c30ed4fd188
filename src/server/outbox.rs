//! Messages on their way to the client, written by a thread of their own so that nobody else ever waits for the client.

use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::names::Names;

/// Where messages wait to be written. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct Outbox {
    shared: Arc<Shared>,
    names: Names,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    // The newest message of each slot that waits.
    slots: HashMap<String, String>,
    is_writing: bool,
    is_closed: bool,
}

enum Waiting {
    Message(String),
    Slot(String),
}

impl Outbox {
    /// An outbox whose messages are written to `output`.
    pub(super) fn new(output: impl Write + Send + 'static) -> Self {
        let outbox = Self::default();
        let shared = outbox.shared.clone();
        let spawned = std::thread::Builder::new().name("writer".to_owned()).spawn(move || shared.write_all(output));
        if spawned.is_err() {
            outbox.shared.lock().is_closed = true;
        }
        outbox
    }

    /// The client's own names for documents, which messages carry when they leave.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Puts a message at the end of the queue.
    pub(super) fn send(&self, message: &impl Serialize) {
        let Ok(message) = serde_json::to_string(message) else { return };
        let message = self.names.restore(message);
        self.shared.push(|queue| queue.waiting.push_back(Waiting::Message(message)));
    }

    /// Puts a message into its slot: one that still waits there is replaced, so that a slow client gets the newest only.
    pub(super) fn send_newest(&self, slot: &str, message: &impl Serialize) {
        let Ok(message) = serde_json::to_string(message) else { return };
        let message = self.names.restore(message);
        self.shared.push(|queue| {
            if queue.slots.insert(slot.to_owned(), message).is_none() {
                queue.waiting.push_back(Waiting::Slot(slot.to_owned()));
            }
        });
    }

    /// Waits until everything is written, or for `limit`.
    pub(super) fn flush(&self, limit: Duration) {
        let deadline = Instant::now() + limit;
        let mut queue = self.shared.lock();
        while !queue.is_closed && (queue.is_writing || !queue.waiting.is_empty()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = self.shared.changed.wait_timeout(queue, left).map_or_else(|it| it.into_inner().0, |it| it.0);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, change: impl FnOnce(&mut Queue)) {
        let mut queue = self.lock();
        if !queue.is_closed {
            change(&mut queue);
            self.changed.notify_all();
        }
    }

    fn write_all(&self, mut output: impl Write) {
        loop {
            let message = self.take();
            let written =
                write!(output, "Content-Length: {}\r\n\r\n{message}", message.len()).and_then(|()| output.flush());
            let mut queue = self.lock();
            queue.is_writing = false;
            if written.is_err() {
                // The client has closed its end. The reader sees the same and ends the server.
                *queue = Queue { is_closed: true, ..Queue::default() };
            }
            self.changed.notify_all();
            if queue.is_closed {
                return;
            }
        }
    }

    fn take(&self) -> String {
        let mut queue = self.lock();
        loop {
            let message = match queue.waiting.pop_front() {
                Some(Waiting::Message(message)) => Some(message),
                Some(Waiting::Slot(slot)) => queue.slots.remove(&slot),
                None => {
                    queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                    continue;
                }
            };
            if let Some(message) = message {
                queue.is_writing = true;
                return message;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::mpsc;

    use super::*;

    struct Slow {
        gate: mpsc::Receiver<()>,
        written: mpsc::Sender<String>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.written.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            let _ = self.gate.recv();
            Ok(())
        }
    }

    #[test]
    fn a_slow_client_gets_the_newest_of_a_slot() {
        let (open, gate) = mpsc::channel();
        let (written, seen) = mpsc::channel();
        let outbox = Outbox::new(Slow { gate, written });
        outbox.send(&"first");
        while !outbox.shared.lock().is_writing {
            std::thread::yield_now();
        }
        for version in 0..1000 {
            outbox.send_newest("a", &format!("version {version}"));
        }
        outbox.send(&"last");
        drop(open);
        outbox.flush(Duration::from_secs(5));
        let text: String = seen.try_iter().collect();
        assert!(text.contains("version 999") && !text.contains("version 998"), "{text}");
        assert!(text.find("version 999") < text.find("last"), "{text}");
    }
}
