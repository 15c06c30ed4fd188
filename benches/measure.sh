#!/usr/bin/env bash
# Time and memory of `citecheck check` with an empty and with a full cache, on the seeds and on the made-up corpus of the
# benchmarks, and the size of the program; then the keystrokes on both.
# Needs cargo, python3, and hyperfine and GNU time (packages `hyperfine` and `time`).
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in hyperfine python3 /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "error: no \`$tool\`" >&2; echo "hint: install hyperfine, time and python3" >&2; exit 2; }
done

cargo bench --quiet --locked --bench check --no-run
target=$(cargo metadata --format-version 1 --no-deps --locked --offline | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
program=$target/release/citecheck
generated=$target/measure/generated
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$generated"
cargo bench --quiet --locked --bench check -- --write "$generated"
cargo build --quiet --release --locked
export CITECHECK_CACHE=$work/cache

# name, draft, a command before each run
row() {
  # Findings make the exit code 1.
  hyperfine --shell=none --ignore-failure --warmup 1 --runs 15 --prepare "$3" --export-json "$work/times.json" \
    "$program check $2" >/dev/null 2>&1
  $3
  /usr/bin/time --quiet -f %M -o "$work/memory" "$program" check "$2" >/dev/null 2>&1 || test $? = 1
  python3 - "$1" "$work" <<'PYTHON'
import json, pathlib, sys
name, work = sys.argv[1], pathlib.Path(sys.argv[2])
result = json.loads((work / "times.json").read_text())["results"][0]
kibibytes = int((work / "memory").read_text().split()[-1])
print(f"| {name} | {result['median'] * 1000:.0f} | {result['max'] * 1000:.0f} | {kibibytes / 1024:.0f} |")
PYTHON
}

echo "| \`citecheck check\` | median ms | max ms | peak MiB |"
echo "| --- | ---: | ---: | ---: |"
row "seeds, empty cache" seeds/briefing.md "rm -rf $CITECHECK_CACHE"
row "seeds, full cache" seeds/briefing.md true
row "generated, empty cache" "$generated/briefing.md" "rm -rf $CITECHECK_CACHE"
row "generated, full cache" "$generated/briefing.md" true
echo
echo "The program has $(($(stat -c %s "$program") / 1024)) KiB."
echo
CITECHECK=$program python3 benches/keystroke.py --draft seeds/briefing.md "$generated/briefing.md"
