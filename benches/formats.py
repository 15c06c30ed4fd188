#!/usr/bin/env python3
"""Counts the words that citecheck recovers from real documents, by format.

    benches/formats.py [--texts FOLDER] [--keep FOLDER]

The five articles of tests/formats/web, whose text was written down by hand, are read as the pages they are, with all that
stands around them; printed to PDF by Chromium; and as documents that pandoc and LibreOffice make of the text alone, a mail
included. `--texts` takes plain texts from another folder, of which there are no pages. Programs that are not there are
passed over. Printed is a table: words of the articles, how many of them came back, how many are lost, and how many came
that are none of the article (navigation, advertisements, running heads).
Needs Python and `cargo`, or $SCALE as the built program of `benches/scale`; for all rows pandoc, soffice, chromium.
"""

import argparse
import collections
import email.message
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
WEB = REPOSITORY / "tests" / "formats" / "web"
MARK = re.compile(r"^(#+|P|-|>|\||\^) ", re.MULTILINE)

SIGNATURE = """
-- 
Jane Roe
Press office, Harbour Authority
+44 20 7946 0000

This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error,
please notify the sender and delete it.
"""


def words(text: str) -> collections.Counter:
    return collections.Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def markdown(article: str) -> str:
    """The article as it was written down, as Markdown."""
    lines = []
    for line in article.splitlines():
        kind, _, text = line.partition(" ")
        text = re.sub(r"([\\`*_\[\]<>$~^#|])", r"\\\1", text)
        match kind:
            case "P" | "^" | "|":
                lines.append(text)
            case _:
                lines.append(f"{kind} {text}")
    return "\n\n".join(lines) + "\n"


def run(*command: object, cwd: pathlib.Path | None = None) -> bool:
    if not shutil.which(str(command[0])):
        return False
    done = subprocess.run([str(it) for it in command], cwd=cwd, capture_output=True, timeout=300, check=False)
    return done.returncode == 0


def mail(article: str) -> bytes:
    message = email.message.EmailMessage()
    message["From"] = "Jane Roe <jane@harbour.example>"
    message["To"] = "desk@harbour.example"
    message["Date"] = "Sun, 03 Mar 2024 12:00:00 +0100"
    message["Subject"] = article.splitlines()[0].partition(" ")[2]
    plain = MARK.sub("", article).replace("\n", "\n\n")
    message.set_content(plain + SIGNATURE)
    paragraphs = "".join(f"<p>{html.escape(it)}</p>" for it in (plain + SIGNATURE).split("\n\n"))
    message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    return bytes(message)


def make(name: str, article: str, page: bytes | None, folder: pathlib.Path) -> None:
    """The article in every format, each file called by the name and how it was made."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    (folder / f"{name}.mail.eml").write_bytes(mail(article))
    source = work / f"{name}.md"
    source.write_text(markdown(article))
    shutil.copy(source, folder / f"{name}.text.md")
    for ending in ("docx", "odt", "epub", "rtf"):
        run("pandoc", "-s", source, "-o", folder / f"{name}.pandoc.{ending}")
    made = folder / f"{name}.pandoc.odt"
    for ending in ("docx", "rtf", "pdf", "epub"):
        if made.exists() and run("soffice", "--headless", "--convert-to", ending, "--outdir", work, made):
            shutil.move(work / f"{name}.pandoc.{ending}", folder / f"{name}.writer.{ending}")
    if page is None:
        return
    (folder / f"{name}.page.html").write_bytes(page)
    printed = folder / f"{name}.printed.pdf"
    run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={work / 'chromium'}",
        f"--print-to-pdf={printed}", (folder / f"{name}.page.html").as_uri(),
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    pages = [(it, (WEB / "expected" / f"{it.stem}.txt").read_text()) for it in sorted(WEB.glob("*.html"))]
    with tempfile.TemporaryDirectory(prefix="citecheck-formats-") as temporary:
        folder = (arguments.keep or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        articles = {}
        if arguments.texts is None:
            for page, article in pages:
                articles[page.stem] = article
                make(page.stem, article, page.read_bytes(), folder)
        else:
            for idx, text in enumerate(sorted(arguments.texts.glob("*.txt"))):
                lines = [" ".join(it.split()) for it in text.read_text().splitlines() if it.strip()]
                articles[f"{idx:02}"] = "\n".join([f"# {lines[0]}", *(f"P {it}" for it in lines[1:])])
                make(f"{idx:02}", articles[f"{idx:02}"], None, folder)
        cargo = ["cargo", "bench", "--quiet", "--bench", "scale", "--"]
        command = [*([os.environ["SCALE"]] if os.environ.get("SCALE") else cargo), "extract", str(folder)]
        read = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    rows = collections.defaultdict(lambda: [0, 0, 0, 0])
    for line in map(json.loads, read.splitlines()):
        name, how = line["file"].split(".", 1)
        if name not in articles:
            continue
        if "problem" in line:
            print(f"{line['file']}: {line['problem']}", file=sys.stderr)
        expected, got = words(MARK.sub("", articles[name])), words("\n".join(line.get("passages", [])))
        kept = sum((expected & got).values())
        counts = (1, sum(expected.values()), kept, sum(got.values()) - kept)
        rows[how] = [one + other for one, other in zip(rows[how], counts)]
    print("| made as | files | words of the articles | recovered | lost | of something else |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for how, (n_files, n_words, kept, others) in sorted(rows.items()):
        print(f"| {how} | {n_files} | {n_words} | {100 * kept / max(n_words, 1):.1f} % | {n_words - kept} | {others} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
