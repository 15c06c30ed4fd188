#!/usr/bin/env python3
"""Times the way from a keystroke to the findings for it, through `citecheck lsp`, beside that of a bare round trip.

    benches/keystroke.py [--edits 200] [--draft FILE...] [--pause MS] [--against FILE] [--at-most MS]

Types into claims spread over the draft, one character at a time, each time a text that was never checked before, and
waits until the findings for that very version are published. Before each edit comes a request that the server does not
know and refuses at once: what pipes, threads and JSON cost by themselves. The server waits for a pause of the writer
before it checks; here for none, unless --pause says how long. $CITECHECK is the program (target/release/citecheck).
Needs Python alone.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import sys
import tempfile
import time
import typing

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "protocol"))
from pipe import Pipe  # noqa: E402

TYPED = " despite further talks"
CLAIMS = 10


def claim_ends(text: str) -> list[tuple[int, int]]:
    """Line and column where the words of prose lines end, before citation and full stop, spread over the draft."""
    after_words = re.compile(r'"?\s*(\[@|\(\[|\.$|\.\[\^)')
    ends = []
    for idx, line in enumerate(text.split("\n")):
        if re.match(r"[A-Z].*[.\])]$", line) and line.isascii() and (end := after_words.search(line)):
            ends.append((idx, end.start()))
    return ends[:: max(1, len(ends) // CLAIMS)][:CLAIMS]


def keystrokes(text: str, n_edits: int) -> list[tuple[int, int, str]]:
    """Line, column and letter of each: the same words, typed at the end of one claim after the other."""
    ends = claim_ends(text)
    n_letters = -(-n_edits // len(ends))
    typed = (TYPED * n_letters)[:n_letters]
    acc = [(line, column + idx, letter) for line, column in ends for idx, letter in enumerate(typed)]
    return acc[:n_edits]


def published_for(uri: str, version: int):
    def is_it(message: dict) -> bool:
        params = message.get("params") or {}
        is_publication = message.get("method") == "textDocument/publishDiagnostics"
        return is_publication and params.get("uri") == uri and params.get("version") == version

    return is_it


class Run(typing.NamedTuple):
    """All in milliseconds."""

    first: float
    bare: list[float]
    edits: list[float]


def time_of(pipe: Pipe, begin: float) -> float:
    return (pipe.received_at - begin) * 1000


def open_draft(pipe: Pipe, uri: str, text: str) -> float:
    """Milliseconds from the start to the first findings."""
    begin = time.perf_counter()
    pipe.initialize(uri.rsplit("/", 1)[0])
    pipe.open(uri, text)
    # The first ones may come before the corpus is loaded.
    while not pipe.wait_for(published_for(uri, 1), 60)["params"]["diagnostics"]:
        pass
    return time_of(pipe, begin)


def round_trip(pipe: Pipe) -> float:
    begin = time.perf_counter()
    answer = pipe.request("citecheck/unknown", {})
    if "error" not in answer:
        raise RuntimeError("the server knows `citecheck/unknown`, so it is no bare round trip")
    return time_of(pipe, begin)


def edit(pipe: Pipe, uri: str, version: int, keystroke: tuple[int, int, str]) -> float:
    line, column, letter = keystroke
    place = {"line": line, "character": column}
    change = {"range": {"start": place, "end": place}, "text": letter}
    document = {"uri": uri, "version": version}
    begin = time.perf_counter()
    pipe.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    pipe.wait_for(published_for(uri, version), 30)
    return time_of(pipe, begin)


def measure(program: str, draft: pathlib.Path, n_edits: int) -> Run:
    text = draft.read_text()
    uri = draft.as_uri()
    run = Run(0, [], [])
    with tempfile.TemporaryDirectory(prefix="citecheck-keystroke-") as cache:
        # No capabilities: findings come unasked, columns are UTF-16 units, and all edits are in ASCII lines.
        with Pipe(program, os.environ | {"CITECHECK_CACHE": cache}) as pipe:
            run = run._replace(first=open_draft(pipe, uri, text))
            for version, keystroke in enumerate(keystrokes(text, n_edits), start=2):
                run.bare.append(round_trip(pipe))
                run.edits.append(edit(pipe, uri, version, keystroke))
            pipe.request("shutdown")
            pipe.notify("exit")
            pipe.process.wait(timeout=5)
    return run


def measure_copy(program: str, draft: pathlib.Path, n_edits: int, pause: int) -> Run:
    """On a copy of the draft's workspace, with another pause."""
    with tempfile.TemporaryDirectory(prefix="citecheck-keystroke-") as folder:
        workspace = pathlib.Path(folder).resolve() / "workspace"
        shutil.copytree(draft.resolve().parent, workspace)
        settings = workspace / "citecheck.toml"
        before = settings.read_text() if settings.exists() else ""
        kept = re.sub(r"(?m)^quiet-ms\s*=.*$", "", before)
        settings.write_text(f"quiet-ms = {pause}\n{kept}")
        return measure(program, workspace / draft.name, n_edits)


def p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]


def describe(times: list[float]) -> str:
    return f"{statistics.median(times):.2f} | {p99(times):.2f} | {max(times):.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--draft", type=pathlib.Path, nargs="+", default=[REPOSITORY / "seeds" / "briefing.md"])
    parser.add_argument("--pause", type=int, default=0, metavar="MS", help="`quiet-ms` of the workspace, else 0")
    parser.add_argument("--against", type=pathlib.Path, help="milliseconds of the same edits without a server, one a line")
    parser.add_argument("--at-most", type=float, metavar="MS", help="fail when the 99th percentile is longer")
    arguments = parser.parse_args()
    program = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))
    for draft in arguments.draft:
        if not claim_ends(draft.read_text()):
            parser.error(f"`{draft}` has no line to type into")

    print("| what | median ms | p99 | max |\n| --- | ---: | ---: | ---: |")
    is_slow = False
    for draft in arguments.draft:
        name = f"`{draft.resolve().parent.name}`"
        run = measure_copy(program, draft, arguments.edits, arguments.pause)
        times = [time - arguments.pause for time in run.edits]
        is_slow |= arguments.at_most is not None and p99(times) > arguments.at_most
        print(f"| {name}: start to first findings, empty cache | {run.first:.0f} | | |")
        print(f"| {name}: bare round trip, {len(run.bare)} | {describe(run.bare)} |")
        beyond = f", beyond a pause of {arguments.pause} ms" if arguments.pause else ""
        print(f"| {name}: edit to findings, {len(times)}{beyond} | {describe(times)} |")
        print(f"| {name}: ratio of the two | {statistics.median(times) / statistics.median(run.bare):.1f} | | |")
    if arguments.against:
        without = [float(line) for line in arguments.against.read_text().split()]
        print(f"| without a server | {describe(without)} |")
    if is_slow:
        print(f"error: the 99th percentile is over {arguments.at_most} ms", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
