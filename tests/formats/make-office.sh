#!/usr/bin/env bash
# Makes the office files under office/ from report.md and report.fodt with the programs that people write them with:
# pandoc, LibreOffice (soffice), python-docx; msoffcrypto-tool sets a password as Word does. The results are kept in the
# repository; run this only to make them anew.
set -euo pipefail
cd "$(dirname "$0")"
out=$PWD/office
# pandoc dates what it makes by this.
export SOURCE_DATE_EPOCH=1700000000
mkdir -p "$out"
for ending in docx odt epub rtf; do
    pandoc -s report.md -o "$out/pandoc.$ending"
done
for ending in odt docx rtf epub doc; do
    soffice --headless --convert-to "$ending" --outdir "$out" report.fodt
    mv "$out/report.$ending" "$out/writer.$ending"
done
cp report.fodt "$out/writer.fodt"
python3 make_styled.py "$out/styled.docx"
soffice --headless --convert-to rtf --outdir "$out" "$out/styled.docx"
msoffcrypto-tool -e -p quay "$out/pandoc.docx" "$out/locked.docx"
ls -l "$out"
