"""What the server makes of clients that are broken, rude or gone."""

import json
import os
import pathlib
import subprocess
import sys
import time

import pytest
from conftest import ENVIRONMENT, PROGRAM
from pipe import Pipe, frame

SYMBOLS = json.dumps({"jsonrpc": "2.0", "id": 900, "method": "workspace/symbol", "params": {"query": ""}}).encode()

# Each of them is followed by a good request, which has to be answered.
MALFORMED = {
    "bad JSON": frame(b'{"jsonrpc": "2.0", "id": 1, "method": '),
    "no JSON": frame(b"hello"),
    "an empty body": frame(b""),
    "a number": frame(b"42"),
    "invalid UTF-8": frame(b'{"jsonrpc": "2.0", "method": "\xff\xfe"}'),
    "a batch": frame(b"[" + SYMBOLS + b"," + SYMBOLS + b"]"),
    "an empty batch": frame(b"[]"),
    "deep nesting": frame(b"[" * 100_000 + b"]" * 100_000),
    "a lone surrogate": frame(b'{"jsonrpc": "2.0", "method": "x", "params": {"text": "\\ud83d"}}'),
    "params of a wrong type": frame(b'{"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": 3}'),
    "an unknown method": frame(b'{"jsonrpc": "2.0", "id": 3, "method": "citecheck/nothing"}'),
    "a reply to nothing": frame(b'{"jsonrpc": "2.0", "id": 4711, "result": null}'),
    "no length": b"Content-Type: application/vscode-jsonrpc\r\n\r\n",
    "a negative length": b"Content-Length: -5\r\n\r\n",
    "a length that is no number": b"Content-Length: five\r\n\r\n",
    "a length of 2^64": b"Content-Length: 18446744073709551616\r\n\r\n",
    "no header": b"\r\n\r\n",
    "a long header": b"X: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "noise between frames": b"noise\r\n",
}


@pytest.fixture
def pipe():
    with Pipe(PROGRAM, ENVIRONMENT) as pipe:
        pipe.initialize()
        yield pipe


def is_alive(pipe: Pipe) -> bool:
    answer = pipe.request("workspace/symbol", {"query": ""})
    return "result" in answer or "error" in answer


def has_exited(pipe: Pipe, seconds: float) -> int:
    return pipe.process.wait(timeout=seconds)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_good_request_after_a_malformed_frame_is_answered(pipe: Pipe, name):
    pipe.write(MALFORMED[name])
    assert is_alive(pipe)


def test_good_requests_between_many_malformed_frames_are_answered(pipe: Pipe):
    before = resident_bytes(pipe)
    for _ in range(20):
        for data in MALFORMED.values():
            pipe.write(data)
        assert is_alive(pipe)
    assert resident_bytes(pipe) - before < 64 << 20


def test_a_frame_that_promises_too_much_is_not_kept(pipe: Pipe):
    before = resident_bytes(pipe)
    pipe.write(b"Content-Length: 42949672960\r\n\r\n")
    try:
        for _ in range(100):
            pipe.write(b"x" * (1 << 20))
    except BrokenPipeError:
        pass
    assert pipe.process.poll() is None
    assert resident_bytes(pipe) - before < 32 << 20


@pytest.mark.parametrize("header", [b"content-length", b"CONTENT-LENGTH", b"Content-length"])
def test_header_names_are_read_in_any_case(pipe: Pipe, header):
    pipe.write(header + b": %d\r\n\r\n" % len(SYMBOLS) + SYMBOLS)
    pipe.wait_for(lambda it: it.get("id") == 900)


def test_other_headers_are_passed_over(pipe: Pipe):
    kind = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
    pipe.write(kind + b"X-Other: 1\r\nContent-Length: %d\r\n\r\n" % len(SYMBOLS) + SYMBOLS)
    pipe.wait_for(lambda it: it.get("id") == 900)


def test_a_frame_that_comes_byte_by_byte_is_read(pipe: Pipe):
    for byte in frame(SYMBOLS):
        pipe.write(bytes([byte]))
    pipe.wait_for(lambda it: it.get("id") == 900)


def test_bad_json_gets_the_parse_error_of_json_rpc(pipe: Pipe):
    pipe.write(frame(b"{"))
    answer = pipe.wait_for(lambda it: "error" in it)
    assert answer["error"]["code"] == -32700 and answer["id"] is None


def test_an_unknown_method_is_refused(pipe: Pipe):
    assert pipe.request("citecheck/nothing", {})["error"]["code"] == -32601


def test_a_request_before_initialize_is_refused():
    with Pipe(PROGRAM, ENVIRONMENT) as pipe:
        answer = pipe.request("workspace/symbol", {"query": ""})
        assert answer["error"]["code"] == -32002


def test_unusual_addresses_of_drafts_do_no_harm(pipe: Pipe):
    for uri in ["untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#W0", "file:///c%3A/drafts/a.md", "file://host/a.md", "x:"]:
        pipe.open(uri, "The agency opened 14 field offices in 2021.\n")
        hover = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}
        assert "result" in pipe.request("textDocument/hover", hover)


def test_shutdown_and_exit_end_with_code_0(pipe: Pipe):
    pipe.request("shutdown")
    pipe.notify("exit")
    # The input stays open: some clients never close it.
    assert has_exited(pipe, 2) == 0


def test_exit_alone_ends_with_code_1(pipe: Pipe):
    pipe.notify("exit")
    assert has_exited(pipe, 2) == 1


def test_requests_after_shutdown_are_refused(pipe: Pipe):
    pipe.request("shutdown")
    assert pipe.request("workspace/symbol", {"query": ""})["error"]["code"] == -32600


def test_the_end_of_the_input_ends_the_server(pipe: Pipe):
    pipe.process.stdin.close()
    has_exited(pipe, 2)


def test_the_death_of_the_client_ends_the_server():
    # Its end of the input may live on in another process, so the number it gave is what tells.
    parent = subprocess.Popen(["sleep", "60"])
    with Pipe(PROGRAM, ENVIRONMENT) as pipe:
        pipe.request("initialize", {"processId": parent.pid, "rootUri": None, "capabilities": {}})
        pipe.notify("initialized", {})
        parent.kill()
        parent.wait()
        has_exited(pipe, 3)


def test_a_client_that_does_not_read_is_no_reason_to_stop_reading(tmp_path: pathlib.Path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "report.md").write_text("The agency opened 12 field offices in 2021.\n")
    text = "The agency opened 14 field offices in 2021.\n\n" * 50
    uri = (tmp_path / "draft.md").as_uri()
    draft = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    initialize = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}
    messages = [
        {"id": 1, "method": "initialize", "params": initialize},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": draft}},
    ]
    for version in range(2, 2000):
        change = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text + " " * (version % 7)}]}
        messages.append({"method": "textDocument/didChange", "params": change})
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([PROGRAM, "lsp"], env=ENVIRONMENT, bufsize=0, **streams) as process:
        try:
            os.set_blocking(process.stdin.fileno(), False)
            end = time.monotonic() + 30
            for message in messages:
                left = memoryview(frame(json.dumps({"jsonrpc": "2.0", **message}).encode()))
                while left:
                    sent = process.stdin.write(left)
                    if not sent:
                        assert time.monotonic() < end, f"stopped reading before {message.get('method')}"
                        time.sleep(0.005)
                    left = left[sent or 0 :]
        finally:
            process.kill()


def resident_bytes(pipe: Pipe) -> int:
    if sys.platform != "linux":
        pytest.skip("memory is read from /proc")
    pages = pathlib.Path(f"/proc/{pipe.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
