#!/usr/bin/env python3
"""Times the way from a keystroke to the findings for it, through `citecheck lsp`, on the seeds or on any draft.

    benches/keystroke.py [--edits 200] [--draft seeds/briefing.md] [--with-pause] [--against FILE] [--at-most MS]

Types into claims spread over the draft, one character at a time, each time a text that was never checked before, and
waits until the findings for that very version are published. The server's pause after typing (`quiet-ms`) is switched
off, so that the time is the work's. $CITECHECK is the program (target/release/citecheck).
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


def measure(program: str, draft: pathlib.Path, n_edits: int) -> tuple[float, list[float]]:
    """Milliseconds until the first findings, and for each edit."""
    text = draft.read_text()
    uri = draft.as_uri()
    with tempfile.TemporaryDirectory(prefix="citecheck-keystroke-") as cache:
        environment = os.environ | {"XDG_CACHE_HOME": cache}
        with Pipe(program, environment) as pipe:
            # No capabilities: findings come unasked, columns are UTF-16 units, and all edits are in ASCII lines.
            begin = time.perf_counter()
            pipe.initialize(draft.parent.as_uri())
            pipe.open(uri, text)
            publication = pipe.wait_for(published_for(uri, 1), 60)
            # The first ones may come before the corpus is loaded.
            while not publication["params"]["diagnostics"]:
                publication = pipe.wait_for(published_for(uri, 1), 60)
            first = (pipe.received_at - begin) * 1000

            times = []
            for version, (line, column, letter) in enumerate(keystrokes(text, n_edits), start=2):
                place = {"line": line, "character": column}
                change = {"range": {"start": place, "end": place}, "text": letter}
                document = {"uri": uri, "version": version}
                begin = time.perf_counter()
                pipe.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
                pipe.wait_for(published_for(uri, version), 30)
                times.append((pipe.received_at - begin) * 1000)
            pipe.request("shutdown")
            pipe.notify("exit")
            pipe.process.wait(timeout=5)
    return first, times


def p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]


def describe(times: list[float]) -> str:
    return f"median {statistics.median(times):.2f} ms, p99 {p99(times):.2f} ms, max {max(times):.2f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--draft", type=pathlib.Path, default=REPOSITORY / "seeds" / "briefing.md")
    parser.add_argument("--with-pause", action="store_true", help="leave the pause after typing as it is set")
    parser.add_argument("--against", type=pathlib.Path, help="milliseconds of the same edits without a server, one a line")
    parser.add_argument("--at-most", type=float, metavar="MS", help="fail when the 99th percentile is longer")
    arguments = parser.parse_args()
    program = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))

    with tempfile.TemporaryDirectory(prefix="citecheck-keystroke-") as folder:
        workspace = pathlib.Path(folder).resolve() / "workspace"
        shutil.copytree(arguments.draft.resolve().parent, workspace)
        settings = workspace / "citecheck.toml"
        if not arguments.with_pause and settings.exists():
            settings.write_text("quiet-ms = 0\n" + settings.read_text())
        first, times = measure(program, workspace / arguments.draft.name, arguments.edits)

    print(f"first findings after {first:.0f} ms")
    print(f"{len(times)} keystrokes: {describe(times)}")
    if arguments.against:
        without = [float(line) for line in arguments.against.read_text().split()]
        print(f"without a server: {describe(without)}")
        print(f"what the server adds: {statistics.median(times) - statistics.median(without):.2f} ms in the median")
    if arguments.at_most is not None and p99(times) > arguments.at_most:
        print(f"error: the 99th percentile is over {arguments.at_most} ms", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
