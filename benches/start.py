#!/usr/bin/env python3
"""Times the start of `citecheck lsp` on an archive with its index, and the way of one changed source into the findings.

    benches/start.py FOLDER [--runs 5] [--changes 5]

FOLDER is an archive by `cargo bench --bench scale -- write FOLDER N`, indexed with `... index FOLDER`. Measured are the
milliseconds from `initialize` to the answer to a hover on the first claim, the resident memory of the server then and
once it has looked at all files, and the milliseconds from the writing of a source that bears a claim out until the claim
is no longer flagged. $CITECHECK is the program (target/release/citecheck). Needs Linux and Python alone.
"""

import argparse
import os
import pathlib
import statistics
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "protocol"))
from pipe import Pipe  # noqa: E402

# No two may bear on each other.
PLACES = ["Zanterquist", "Ombrelle", "Kuwistra", "Fjordanne", "Pelmorath", "Ugrevine", "Yastobal", "Ikkendorp"]
CLAIM = "The lighthouse of {} was rebuilt by {} masons in the winter."


def resident(pipe: Pipe) -> float:
    status = pathlib.Path(f"/proc/{pipe.process.pid}/status").read_text()
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kibibytes) / 1024


def cpu_seconds(pipe: Pipe) -> float:
    fields = pathlib.Path(f"/proc/{pipe.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(pipe: Pipe) -> float:
    """Seconds until the server has used next to no time for a second."""
    begin = time.monotonic()
    while True:
        before = cpu_seconds(pipe)
        time.sleep(1)
        if cpu_seconds(pipe) - before < 0.03:
            return time.monotonic() - begin - 1


def start(pipe: Pipe, draft: pathlib.Path, text: str) -> float:
    """Milliseconds from `initialize` to an answer to a hover on the first claim."""
    line = next(idx for idx, line in enumerate(text.split("\n")) if line.endswith("]."))
    begin = time.perf_counter()
    pipe.initialize(draft.parent.as_uri())
    pipe.open(draft.as_uri(), text)
    position = {"line": line, "character": 8}
    while True:
        answer = pipe.request("textDocument/hover", {"textDocument": {"uri": draft.as_uri()}, "position": position})
        if answer.get("result"):
            return (pipe.received_at - begin) * 1000
        time.sleep(0.002)


def findings_for(uri: str):
    return lambda it: it.get("method") == "textDocument/publishDiagnostics" and it["params"]["uri"] == uri


def change(pipe: Pipe, draft: pathlib.Path, source: pathlib.Path, number: int) -> float:
    """Milliseconds from the writing of a source until the claim that it bears out is no longer flagged."""
    claim = CLAIM.format(PLACES[number % len(PLACES)], 100 + number)
    uri = (draft.parent / f"change-{number}.md").as_uri()
    pipe.open(uri, f"# Change\n\n{claim}\n")
    while not pipe.wait_for(findings_for(uri), 30)["params"]["diagnostics"]:
        pass
    text = source.read_text()
    begin = time.perf_counter()
    source.write_text(f"{text}\n{claim}\n")
    try:
        while pipe.wait_for(findings_for(uri), 60)["params"]["diagnostics"]:
            pass
        return (pipe.received_at - begin) * 1000
    finally:
        source.write_text(text)
        # The way back.
        while not pipe.wait_for(findings_for(uri), 60)["params"]["diagnostics"]:
            pass
        pipe.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--changes", type=int, default=5)
    arguments = parser.parse_args()
    program = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))
    folder = arguments.folder.resolve()
    draft = folder / "briefing.md"
    text = draft.read_text()
    environment = os.environ | {"CITECHECK_CACHE": str(folder / "cache")}
    starts, memories, followed = [], [], []
    for run in range(arguments.runs):
        with Pipe(program, environment) as pipe:
            starts.append(start(pipe, draft, text))
            memories.append(resident(pipe))
            seconds = wait_until_idle(pipe)
            followed.append(resident(pipe))
            if run + 1 == arguments.runs:
                sources = sorted((folder / "sources").rglob("*.md"))
                picked = sources[:: max(1, len(sources) // arguments.changes)][: arguments.changes]
                changes = [change(pipe, draft, source, number) for number, source in enumerate(picked)]
                after = resident(pipe)
    print("| what | median | max |\n| --- | ---: | ---: |")
    print(f"| `initialize` to hover, {len(starts)} | {statistics.median(starts):.0f} ms | {max(starts):.0f} ms |")
    print(f"| resident then | {statistics.median(memories):.0f} MiB | {max(memories):.0f} MiB |")
    print(f"| resident once idle, {seconds:.0f} s later | {statistics.median(followed):.0f} MiB | {max(followed):.0f} MiB |")
    if changes:
        print(f"| a source changed to its findings, {len(changes)} | {statistics.median(changes):.0f} ms | {max(changes):.0f} ms |")
        print(f"| resident after that | {after:.0f} MiB | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
