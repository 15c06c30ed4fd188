#!/usr/bin/env python3
"""Times what an editor asks about a long draft, through `citecheck lsp`, beside a bare round trip.

    benches/requests.py [--words 10000] [--each 200] [--draft FILE] [--cache DIR]

The draft is repeated until it has so many words, and opened as if it were that long; its workspace is used as it is.
Each request goes to places spread over the draft, one at a time, once its findings are out. Before a completion comes
the edit that asks for it, and after it another one that takes it back; both are outside of the time. $CITECHECK is the
program (target/release/citecheck). Needs Python alone.
"""

import argparse
import os
import pathlib
import re
import statistics
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "protocol"))
from pipe import Pipe  # noqa: E402

AT_A_PLACE = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/implementation",
    "textDocument/references",
    "textDocument/documentHighlight",
]
OF_THE_DRAFT = [
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/codeLens",
    "textDocument/semanticTokens/full",
]
# How many lines an editor shows.
WINDOW = 60


def lengthened(text: str, n_words: int) -> str:
    acc = [text]
    while sum(len(it.split()) for it in acc) < n_words:
        acc.append(re.sub(r"(?m)^\[\^.*$", "", text))
    return "\n\n".join(acc)


def places(text: str, n: int) -> list[tuple[int, int]]:
    """Line and column in the middle of words of prose, spread over the draft."""
    acc = []
    for idx, line in enumerate(text.split("\n")):
        if re.match(r"[A-Z].*[.\])]$", line) and line.isascii():
            words = [it for it in re.finditer(r"[A-Za-z]{4,}", line)]
            acc += [(idx, it.start() + 1) for it in words[:: max(1, len(words) // 4)]]
    step = max(1, len(acc) // n)
    return [acc[(idx * step) % len(acc)] for idx in range(n)]


class Session:
    def __init__(self, pipe: Pipe, uri: str, text: str):
        self.pipe, self.uri, self.version = pipe, uri, 1
        self.lines = text.split("\n")
        self.document = {"uri": uri}

    def ask(self, method: str, params: dict) -> tuple[float, object]:
        begin = time.perf_counter()
        answer = self.pipe.request(method, params)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return (self.pipe.received_at - begin) * 1000, answer["result"]

    def at(self, place: tuple[int, int]) -> dict:
        return {"textDocument": self.document, "position": {"line": place[0], "character": place[1]}}

    def replace(self, line: int, start: int, end: int, text: str):
        self.version += 1
        ends = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
        self.pipe.notify(
            "textDocument/didChange",
            {
                "textDocument": self.document | {"version": self.version},
                "contentChanges": [{"range": ends, "text": text}],
            },
        )

    def complete(self, line: int, typed: str) -> tuple[float, object]:
        column = len(self.lines[line]) - 1
        self.replace(line, column, column, typed)
        answer = self.ask("textDocument/completion", self.at((line, column + len(typed))))
        self.replace(line, column, column + len(typed), "")
        return answer


def round_trip(pipe: Pipe) -> float:
    begin = time.perf_counter()
    pipe.request("citecheck/unknown", {})
    return (pipe.received_at - begin) * 1000


def show(name: str, times: list[float], n_answered: int):
    p99 = sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]
    print(f"| {name} | {n_answered} of {len(times)} | {statistics.median(times):.2f} | {p99:.2f} | {max(times):.2f} |")


def measure(session: Session, text: str, n_each: int):
    spots = places(text, n_each)
    for method in AT_A_PLACE:
        extra = {"context": {"includeDeclaration": True}} if method.endswith("references") else {}
        answers = [session.ask(method, session.at(spot) | extra) for spot in spots]
        show(method.split("/", 1)[1], [it[0] for it in answers], sum(bool(it[1]) for it in answers))
    for method in OF_THE_DRAFT:
        answers = [session.ask(method, {"textDocument": session.document}) for _ in range(max(10, n_each // 10))]
        show(method.split("/", 1)[1], [it[0] for it in answers], sum(bool(it[1]) for it in answers))

    def window(spot: tuple[int, int]) -> dict:
        return {"start": {"line": spot[0], "character": 0}, "end": {"line": spot[0] + WINDOW, "character": 0}}

    for method in ["textDocument/inlayHint", "textDocument/semanticTokens/range"]:
        answers = [session.ask(method, {"textDocument": session.document, "range": window(it)}) for it in spots]
        show(method.split("/", 1)[1], [it[0] for it in answers], sum(bool(it[1]) for it in answers))
    answers = []
    for spot in spots:
        place = {"line": spot[0], "character": spot[1]}
        params = {"textDocument": session.document, "range": {"start": place, "end": place}}
        answers.append(session.ask("textDocument/codeAction", params | {"context": {"diagnostics": []}}))
    show("codeAction", [it[0] for it in answers], sum(bool(it[1]) for it in answers))
    words = [re.findall(r"[A-Z][a-z]{3,}", session.lines[it[0]]) for it in spots]
    queries = [it[-1][:4] for it in words if it]
    answers = [session.ask("workspace/symbol", {"query": it}) for it in queries]
    show("workspace/symbol", [it[0] for it in answers], sum(bool(it[1]) for it in answers))
    for typed in [" [@", " “The ", " (Source: "]:
        answers = [session.complete(it[0], typed) for it in spots]
        n_answered = sum(bool(it[1] and (it[1] if isinstance(it[1], list) else it[1]["items"])) for it in answers)
        show(f"completion after `{typed.strip()}`", [it[0] for it in answers], n_answered)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--draft", type=pathlib.Path, default=REPOSITORY / "seeds" / "briefing.md")
    parser.add_argument("--cache", type=pathlib.Path, help="where the index is, else an empty folder")
    arguments = parser.parse_args()
    program = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))
    draft = arguments.draft.resolve()
    text = lengthened(draft.read_text(), arguments.words)
    with tempfile.TemporaryDirectory(prefix="citecheck-requests-") as empty:
        with Pipe(program, os.environ | {"CITECHECK_CACHE": str(arguments.cache or empty)}) as pipe:
            pipe.initialize(draft.parent.as_uri())
            pipe.open(draft.as_uri(), text)

            def has_findings(message: dict) -> bool:
                is_publication = message.get("method") == "textDocument/publishDiagnostics"
                return is_publication and bool(message["params"]["diagnostics"])

            pipe.wait_for(has_findings, 120)
            print(f"{len(text.split())} words\n")
            print("| request | answered | median ms | p99 | max |\n| --- | ---: | ---: | ---: | ---: |")
            bare = [round_trip(pipe) for _ in range(arguments.each)]
            show("bare round trip", bare, 0)
            measure(Session(pipe, draft.as_uri(), text), text, arguments.each)
    return 0


if __name__ == "__main__":
    sys.exit(main())
