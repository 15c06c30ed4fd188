#!/usr/bin/env bash
# Makes the PDF files under tests/formats/pdf with the programs that people make theirs with. The files are committed, so
# this need not run before the tests; it tells how they came to be.
# Needs: weasyprint, reportlab, pyphen, img2pdf (PyPI); pandoc, libreoffice-writer-nogui, chromium, qpdf, poppler-utils,
# fonts-liberation (Debian).
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p pdf

# A report with running heads, footnotes and a table.
weasyprint --quiet sources/report.html pdf/report.pdf

# An article of a journal in two columns.
python3 sources/columns.py pdf/columns.pdf

# A page of the web, printed by a browser with its usual head and foot.
python3 -m http.server 8137 --bind 127.0.0.1 --directory sources >"$work/log" 2>&1 &
server=$!
sleep 1
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/chromium" \
    --host-resolver-rules="MAP norrvik-post.example 127.0.0.1:8137" \
    --print-to-pdf=pdf/printout.pdf http://norrvik-post.example/printout.html 2>>"$work/log"
kill "$server"

# Minutes from a word processor.
pandoc sources/minutes.md -o "$work/minutes.docx"
(cd "$work" && libreoffice --headless --convert-to pdf minutes.docx >/dev/null 2>&1)
cp "$work/minutes.pdf" pdf/minutes.pdf

# Pictures: a scan, one with recognized words, and a report with a scan in its middle.
pdftoppm -r 40 -gray -png -f 1 -l 1 pdf/report.pdf "$work/page"
python3 sources/scan.py pdf/scan.pdf pdf/recognized.pdf "$work"/page-*.png
qpdf --empty --pages pdf/report.pdf 1 pdf/scan.pdf 1 pdf/report.pdf 2 -- pdf/mixed.pdf

# Locked with a password, and with one that nobody is asked for.
qpdf --encrypt secret owner 256 -- pdf/scan.pdf pdf/locked.pdf
qpdf --encrypt "" owner 256 -- pdf/printout.pdf pdf/unlocked.pdf
