#!/bin/bash
# docx.sh: writes the report on the draft of `seeds/` as a Word document, reads it as python-docx does and lets LibreOffice draw
# it with its comments in the margin. Needs LibreOffice (`apt install libreoffice-writer poppler-utils`) and python3 with venv.
# Document, PDF and pictures go to $EVIDENCE (target/report); $CITECHECK is the program (target/release/citecheck).
set -euo pipefail
REPO=$(cd "$(dirname "$0")/../.." && pwd)
EVIDENCE=${EVIDENCE:-$REPO/target/report}
CITECHECK=${CITECHECK:-$REPO/target/release/citecheck}
DRAFT=${DRAFT:-seeds/briefing.md}
die() { echo "$*" >&2; exit 1; }
[ -x "$CITECHECK" ] || die "there is no program \`$CITECHECK\`: \`cargo build --release\`, or set CITECHECK"
command -v soffice > /dev/null && command -v pdftoppm > /dev/null || die "LibreOffice or poppler is not there"

mkdir -p "$EVIDENCE"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

cp -r "$REPO/$(dirname "$DRAFT")" "$WORK/draft"
(cd "$WORK" && "$CITECHECK" report "draft/$(basename "$DRAFT")" -o report.docx)

if ! python3 -c 'import docx' 2> /dev/null; then
  python3 -m venv "$WORK/venv" && "$WORK/venv/bin/pip" -q install python-docx==1.2.0
  PATH=$WORK/venv/bin:$PATH
fi
python3 "$(dirname "$0")/docx_comments.py" "$WORK/report.docx"

# Comments are drawn in the margin.
cd "$WORK"
soffice "-env:UserInstallation=file://$WORK/profile" --headless --convert-to \
  'pdf:writer_pdf_Export:{"ExportNotesInMargin":{"type":"boolean","value":"true"},"ExportNotes":{"type":"boolean","value":"false"}}' report.docx > /dev/null
pdftotext -layout report.pdf report.txt
grep -q "What was not checked" report.txt || die "LibreOffice has not drawn the end of the document"
pdftoppm -r 70 -png report.pdf "$EVIDENCE/word"
cp report.docx report.pdf "$EVIDENCE/"
echo "ok LibreOffice draws it: $(ls "$EVIDENCE"/word-*.png | wc -l) pages"
