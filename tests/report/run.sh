#!/bin/bash
# run.sh: writes the report on the draft of `seeds/` and reads it in a real browser: nothing may leave the page, axe finds
# nothing, keys, filters and links do what they say, and it prints on A4 and Letter.
# Pictures go to $EVIDENCE (target/report); $CITECHECK is the program (target/release/citecheck).
EVIDENCE=${EVIDENCE:-$(cd "$(dirname "$0")/../.." && pwd)/target/report}
. "$(dirname "$0")/../editors/lib.sh"
REPORT_TESTS=$(cd "$(dirname "$0")" && pwd)

need_browser
need_axe
CITECHECK=${CITECHECK:-$REPO/target/release/citecheck}
[ -x "$CITECHECK" ] || die "there is no program \`$CITECHECK\`: \`cargo build --release\`, or set CITECHECK"

mkdir -p "$EVIDENCE"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cp -r "$REPO/seeds" "$WORK/seeds"
(cd "$WORK" && "$CITECHECK" report seeds/briefing.md -o seeds/briefing.report.html)
cp "${PAGE:-$WORK/seeds/briefing.report.html}" "$EVIDENCE/briefing.report.html"

# A desktop's fonts, where the host has them.
cat > "$WORK/fonts.conf" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir><dir>$(home_of chromium)/root/usr/share/fonts</dir><cachedir>$WORK/fontcache</cachedir>
  <alias binding="same"><family>system-ui</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias binding="same"><family>Georgia</family><prefer><family>Liberation Serif</family></prefer></alias>
</fontconfig>
CONF
CHROMIUM=$(home_of chromium)/root/usr/lib/chromium/chromium-headless-shell
export FONTCONFIG_FILE=$WORK/fonts.conf CHROMIUM MODULES=$(home_of playwright) AXE=$(home_of axe-$AXE_VERSION)
node "$REPORT_TESTS/page.mjs" "$EVIDENCE/briefing.report.html" "$EVIDENCE"
# Paper as pictures, where the host can draw it.
if command -v pdftoppm > /dev/null; then
  for paper in A4 Letter; do pdftoppm -r 80 -l 4 -png "$EVIDENCE/print-$paper.pdf" "$EVIDENCE/print-$paper"; done
fi
