//! A small client with its own framing.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long a reply may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with pipes to it; killed when dropped.
pub(crate) struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    gate: Option<std::sync::mpsc::Sender<()>>,
    /// Everything received, in order.
    pub(crate) seen: Vec<Value>,
    last_id: i64,
    /// Its index, which goes when it goes, where it has one of its own.
    _cache: Option<tempfile::TempDir>,
}

impl Server {
    /// A server that was not yet greeted.
    pub(crate) fn start() -> Self {
        let server = Self::start_mute();
        server.listen()
    }

    /// The same with its index in a folder that others use as well.
    pub(crate) fn start_in(cache: &Path) -> Self {
        Self::spawn(cache).listen()
    }

    /// A server whose output nobody reads until [`Server::listen`].
    pub(crate) fn start_mute() -> Self {
        let cache = tempfile::tempdir().expect("a folder");
        let mut server = Self::spawn(cache.path());
        server._cache = Some(cache);
        server
    }

    fn spawn(cache: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_citecheck"))
            .arg("lsp")
            .env("CITECHECK_TEST", "1")
            .env("CITECHECK_CACHE", cache)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        let (gate, opened) = channel::<()>();
        std::thread::spawn(move || {
            let _ = opened.recv();
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { child, stdin, messages, gate: Some(gate), seen: Vec::new(), last_id: 0, _cache: None }
    }

    /// Starts reading the server's output.
    pub(crate) fn listen(mut self) -> Self {
        self.gate = None;
        self
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Value) {
        self.write(&frame(&message.to_string()));
    }

    /// Sends a notification.
    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting; gives its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        id
    }

    /// The reply to a request; there must be one only.
    pub(crate) fn reply(&mut self, id: i64) -> Value {
        self.wait_for("a reply", |it| it["id"] == id && it.get("method").is_none())
    }

    /// Sends a request and waits for the reply.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.reply(id)
    }

    /// Greets the server as a plain client in no folder.
    pub(crate) fn initialize(&mut self) -> Value {
        let reply = self.request("initialize", json!({"capabilities": {}}));
        self.notify("initialized", json!({}));
        reply
    }

    /// The next message that fits, or one seen before.
    pub(crate) fn wait_for(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(found) = self.seen.iter().find(|it| fits(it)) {
            return found.clone();
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(message) => {
                    self.seen.push(message.clone());
                    if fits(&message) {
                        return message;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("{what} did not come in time"),
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended before {what}"),
            }
        }
    }

    /// What was last published of a draft, once a moment has passed in which more could come.
    pub(crate) fn newest(&mut self, uri: &str) -> Option<Vec<Value>> {
        let deadline = Instant::now() + Duration::from_millis(100);
        while let Ok(message) = self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.seen.push(message);
        }
        let publication = self.seen.iter().rev().find(|it| it["params"]["uri"] == uri)?;
        publication["params"]["diagnostics"].as_array().cloned()
    }

    /// Opens a draft that is no file.
    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Closes the server's input.
    pub(crate) fn close_input(&mut self) {
        self.stdin = None;
    }

    /// The exit code, and how long it took.
    pub(crate) fn exit_code(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return (status.code(), start.elapsed());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server did not end");
    }

    /// Resident memory in bytes, where the system tells.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|it| it * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A body with its header.
pub(crate) fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().ok()?,
            None if line.trim().is_empty() => break,
            None => return None,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
