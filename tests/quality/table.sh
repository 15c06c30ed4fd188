#!/usr/bin/env bash
# Prints how well labelled claims are judged: our own rows in this folder, and the sets of another one.
#
#   bash tests/quality/table.sh [--ablation] [--write "WHAT CHANGED"] [EVAL_DIR]
#
# EVAL_DIR, or $CITECHECK_EVAL, holds NAME.jsonl with NAME.docs.jsonl beside it; README.md tells where such sets are
# from. --write puts the figures of today into figures.md and adds a line to its history; the ablation comes with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
ablation=()
change=
sets=${CITECHECK_EVAL:-}
while [ $# -gt 0 ]; do
  case $1 in
    --ablation) ablation=(--ablation) ;;
    --write)
      change=${2:?--write takes what changed since the figures before}
      ablation=(--ablation)
      shift
      ;;
    -*) echo "error: no option $1" >&2 && exit 2 ;;
    *) sets=$1 ;;
  esac
  shift
done

data=()
for file in "$here"/*.jsonl ${sets:+"$sets"/*.jsonl}; do
  case $file in
    *.docs.jsonl) ;;
    *) data+=("$file") ;;
  esac
done

cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml"
target=$(cargo metadata --format-version 1 --no-deps --offline --manifest-path "$root/Cargo.toml" |
  sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A cache of its own, so that no index of another build is used.
export CITECHECK_CACHE=$work/cache
"$target/release/citecheck" eval --format markdown "${ablation[@]}" "${data[@]}" >"$work/tables.md"
cat "$work/tables.md"
[ -n "$change" ] || exit 0

# In the history a set is its balanced accuracy and its false alarms per 100.
figures=$(awk -F ' *[|] *' '
  /^### / { in_summary = ($0 == "### All rows") }
  in_summary && $3 ~ /^[0-9]+$/ {
    split($4, accuracy, " "); split($8, alarms, " ")
    printf "%s%s %s at %s", (n++ ? ", " : ""), $2, accuracy[1], alarms[1]
  }' "$work/tables.md")
today=$(date -u +%F)
WORK=$work awk -v today="$today" -v change="$change" -v figures="$figures" '
  /^<!-- tables -->$/ {
    print; print ""; print "Of " today "."; print ""
    while ((getline line < (ENVIRON["WORK"] "/tables.md")) > 0) print line
    print ""; skips = 1; next
  }
  /^<!-- end of tables -->$/ { skips = 0 }
  skips { next }
  { print }
  /^\| --- \| --- \| --- \|$/ { print "| " today " | " change " | " figures " |" }
' "$here/figures.md" >"$work/figures.md"
cp "$work/figures.md" "$here/figures.md"
