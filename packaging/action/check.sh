#!/bin/bash
# check.sh: checks drafts as the inputs of the action say, which stand in CITECHECK_…; needs the program on the path.
set -euo pipefail
die() { echo "::error title=citecheck::$*"; exit 2; }

drafts=${CITECHECK_DRAFTS:-} since=${CITECHECK_CHANGED_SINCE:-} format=${CITECHECK_FORMAT:-github}
[ -n "$drafts$since" ] || die "name the drafts (\`drafts\`), or a revision (\`changed-since\`)"

# A line is a path or a glob; what it stands for may have spaces. Older shells have no globstar.
shopt -s nullglob
shopt -s globstar 2> /dev/null || true
files=()
while IFS= read -r line; do
  line=${line#"${line%%[![:space:]]*}"} line=${line%"${line##*[![:space:]]}"}
  [ -n "$line" ] || continue
  if [ -f "$line" ]; then files+=("$line"); continue; fi
  before=${#files[@]}
  IFS= # Expands the glob, and parts nothing.
  for file in $line; do if [ -f "$file" ]; then files+=("$file"); fi; done
  unset IFS
  [ "${#files[@]}" -gt "$before" ] || echo "::warning title=citecheck::no file is named by: $line"
done <<< "$drafts"
if [ -z "$since" ] && [ "${#files[@]}" = 0 ]; then die "there is no draft to check"; fi

place=()
[ -z "${CITECHECK_CONFIG:-}" ] || place=(--config "$CITECHECK_CONFIG")
arguments=(--format "$format" --fail-on "${CITECHECK_FAIL_ON:-warning}")
[ -z "${CITECHECK_BASELINE:-}" ] || arguments+=(--baseline "$CITECHECK_BASELINE")
[ -z "$since" ] || arguments+=(--changed-since "$since")

case $format in
  github | text) file= ;;
  gitlab) file=${CITECHECK_OUTPUT:-citecheck.json} ;;
  junit) file=${CITECHECK_OUTPUT:-citecheck.xml} ;;
  *) file=${CITECHECK_OUTPUT:-citecheck.$format} ;;
esac
status=0
check() { citecheck ${place[@]+"${place[@]}"} check "${arguments[@]}" -- ${files[@]+"${files[@]}"}; }
if [ -n "$file" ]; then check > "$file" || status=$?; else check || status=$?; fi

if [ -n "${CITECHECK_REPORT:-}" ] && [ "${#files[@]}" -gt 0 ]; then
  mkdir -p "$CITECHECK_REPORT"
  citecheck ${place[@]+"${place[@]}"} report --output "$CITECHECK_REPORT/" -- "${files[@]}" || [ "$status" != 0 ] || status=2
fi
{ echo "file=$file"; echo "status=$status"; } >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
