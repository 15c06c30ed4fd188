#!/usr/bin/env python3
"""Measures what `citecheck lsp` keeps while sources of all kinds change under a draft that is typed in.

    benches/churn.py [--rounds 30] [--changes 60] [--sources 300] [--max-growth MIB]

Each round writes, replaces and removes that many documents (Markdown, HTML, PDF, DOCX), types in the draft meanwhile, and
waits until the server is at rest. Printed are its resident memory, open files, threads and mapped files after each round.
With `--max-growth` it is an error when memory after the last round is so much above that after a third of them. $CITECHECK
is the program (target/release/citecheck). Needs Linux and Python alone.
"""

import argparse
import os
import pathlib
import random
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "protocol"))
from pipe import Pipe  # noqa: E402

FORMATS = REPOSITORY / "tests" / "formats"
TOWNS = [f"{first}{last}" for first in ("Nor", "Stre", "Tar", "Hof", "Lu", "Fest") for last in ("ham", "slau", "lenheim", "berg")]
GOODS = ["timber", "salt", "barley", "copper", "wool", "slate", "herring", "flax", "resin", "clay"]


def sentence(random: random.Random) -> str:
    town, other, goods = random.choice(TOWNS), random.choice(TOWNS), random.choice(GOODS)
    return (
        f"In {random.randint(1990, 2024)} the harbour of {town} shipped {random.randint(2, 900)} tonnes of {goods} to {other}, "
        f"the harbour master {random.choice('ABCDEFGHKLM')}. {random.choice(TOWNS)}son told the council."
    )


def article(random: random.Random, n_sentences: int) -> str:
    return "\n\n".join(" ".join(sentence(random) for _ in range(4)) for _ in range(n_sentences // 4))


class Corpus:
    def __init__(self, folder: pathlib.Path, random: random.Random, n_sources: int):
        self.folder, self.random = folder, random
        self.documents = [it for kind in ("pdf", "office") for it in (FORMATS / kind).iterdir()]
        self.documents = [it for it in self.documents if it.suffix in (".pdf", ".docx") and it.stat().st_size < 300_000]
        folder.mkdir()
        for idx in range(n_sources):
            self.write(idx)

    def write(self, idx: int):
        """Another document in the place of this one, of the same kind or another one."""
        for old in self.folder.glob(f"{idx:05}.*"):
            old.unlink()
        match self.random.randrange(10):
            case 0:
                document = self.random.choice(self.documents)
                # What follows the end of a PDF is passed over; the contents are others, so it is read anew.
                tail = b"%%%d\n" % self.random.getrandbits(60) if document.suffix == ".pdf" else b""
                (self.folder / f"{idx:05}{document.suffix}").write_bytes(document.read_bytes() + tail)
            case 1 | 2 | 3:
                text = article(self.random, 40).replace("\n\n", "</p>\n<p>")
                (self.folder / f"{idx:05}.html").write_text(f"<html><body><article><p>{text}</p></article></body></html>")
            case _:
                (self.folder / f"{idx:05}.md").write_text(f"# {sentence(self.random)}\n\n{article(self.random, 40)}\n")


def measured(pipe: Pipe) -> dict[str, int]:
    process = pathlib.Path(f"/proc/{pipe.process.pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line)
    kibibytes = {name: int(status[name].split()[0]) for name in ("VmRSS", "RssAnon", "RssFile")}
    return {
        "rss": kibibytes["VmRSS"], "anonymous": kibibytes["RssAnon"], "file": kibibytes["RssFile"],
        "files": len(list((process / "fd").iterdir())), "threads": int(status["Threads"]),
        "deleted": sum("(deleted)" in line for line in (process / "maps").read_text().splitlines()),
    }  # fmt: skip


def cpu_ticks(pipe: Pipe) -> int:
    fields = pathlib.Path(f"/proc/{pipe.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15]))


def wait_until_idle(pipe: Pipe):
    quiet = 0
    while quiet < 3:
        before = cpu_ticks(pipe)
        time.sleep(0.4)
        quiet = quiet + 1 if cpu_ticks(pipe) - before < 2 else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--changes", type=int, default=60)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--max-growth", type=float)
    arguments = parser.parse_args()
    program = os.environ.get("CITECHECK", str(REPOSITORY / "target/release/citecheck"))
    seeded = random.Random(18)
    with tempfile.TemporaryDirectory(prefix="citecheck-churn-") as name:
        folder = pathlib.Path(name).resolve()
        corpus = Corpus(folder / "sources", seeded, arguments.sources)
        draft = "# Harbours\n\n" + article(seeded, 120) + "\n"
        uri = (folder / "draft.md").as_uri()
        (folder / "draft.md").write_text(draft)
        with Pipe(program, os.environ | {"CITECHECK_CACHE": str(folder / "cache")}) as pipe:
            pipe.initialize(folder.as_uri())
            pipe.open(uri, draft)
            version = 1
            wait_until_idle(pipe)
            rows = [measured(pipe)]
            show(0, rows[-1])
            for round in range(1, arguments.rounds + 1):
                for change in range(arguments.changes):
                    corpus.write(seeded.randrange(arguments.sources))
                    if change % 6 == 0:
                        version += 1
                        typed = sentence(seeded) + "\n\n"
                        place = {"line": 2, "character": 0}
                        edits = [{"range": {"start": place, "end": place}, "text": typed}]
                        if version % 4 == 0:
                            edits = [{"text": draft + typed}]
                        document = {"uri": uri, "version": version}
                        pipe.notify("textDocument/didChange", {"textDocument": document, "contentChanges": edits})
                        time.sleep(0.05)
                wait_until_idle(pipe)
                rows.append(measured(pipe))
                show(round, rows[-1])
    if arguments.max_growth is not None:
        settled = max(it["anonymous"] for it in rows[: len(rows) // 3 + 1])
        growth = (rows[-1]["anonymous"] - settled) / 1024
        more_files = rows[-1]["files"] - max(it["files"] for it in rows[: len(rows) // 3 + 1])
        more_threads = rows[-1]["threads"] - max(it["threads"] for it in rows[: len(rows) // 3 + 1])
        print(f"growth since a third of the rounds: {growth:.1f} MiB, {more_files} files, {more_threads} threads")
        return int(growth > arguments.max_growth or more_files > 8 or more_threads > 4)
    return 0


def show(round: int, row: dict[str, int]):
    if round == 0:
        print("| round | resident MiB | of it own | of files | open files | threads | maps of deleted files |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    mebibytes = " | ".join(f"{row[it] / 1024:.1f}" for it in ("rss", "anonymous", "file"))
    print(f"| {round} | {mebibytes} | {row['files']} | {row['threads']} | {row['deleted']} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
