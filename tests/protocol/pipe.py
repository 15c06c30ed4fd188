"""A client small enough to be rude: it writes any bytes to the server and reads frames from it."""

import json
import os
import queue
import subprocess
import threading
import time


class Pipe:
    def __init__(self, program: str, environment: dict[str, str] | None = None, folder: str | None = None):
        self.process = subprocess.Popen(
            [program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment or dict(os.environ), cwd=folder,
        )  # fmt: skip
        self._received: queue.Queue = queue.Queue()
        # A thread always reads, so that the server never waits for us unless a test wants that.
        threading.Thread(target=self._read, daemon=True).start()
        self.messages: list[dict] = []
        self._last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        # With bytes still unsent, closing the pipe tries to send them.
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except OSError:
                pass

    def _read(self):
        stdout = self.process.stdout
        while header := stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = stdout.readline()
            self._received.put((time.perf_counter(), json.loads(stdout.read(length))))
        self._received.put((time.perf_counter(), None))

    # -- writing

    def write(self, data: bytes):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: dict):
        self.write(frame(json.dumps({"jsonrpc": "2.0", **message}).encode()))

    def notify(self, method: str, params=None):
        self.send({"method": method, **({} if params is None else {"params": params})})

    def start_request(self, method: str, params=None) -> int:
        self._last_id += 1
        self.send({"id": self._last_id, "method": method, **({} if params is None else {"params": params})})
        return self._last_id

    # -- reading

    def receive(self, seconds: float = 10) -> dict:
        """The next message. Requests of the server are answered with null, as an idle client would."""
        received_at, message = self._received.get(timeout=seconds)
        if message is None:
            raise EOFError("the server closed its output")
        self.received_at = received_at
        self.messages.append(message)
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def wait_for(self, is_it, seconds: float = 10) -> dict:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                message = self.receive(left)
            except queue.Empty:
                break
            if is_it(message):
                return message
        raise TimeoutError(f"nothing of the kind came within {seconds} s")

    def request(self, method: str, params=None, seconds: float = 10) -> dict:
        id = self.start_request(method, params)
        return self.wait_for(lambda it: it.get("id") == id and "method" not in it, seconds)

    def initialize(self, root: str | None = None, capabilities: dict | None = None) -> dict:
        folders = [{"uri": root, "name": "workspace"}] if root else None
        params = {"processId": os.getpid(), "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities or {}}
        answer = self.request("initialize", params)
        self.notify("initialized", {})
        return answer["result"]

    def open(self, uri: str, text: str, version: int = 1):
        self.notify("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": "markdown", "version": version, "text": text},
        })  # fmt: skip


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
