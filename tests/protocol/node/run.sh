#!/bin/bash
# run.sh [NODE ARGUMENTS]: talks to `citecheck lsp` through the library that VS Code's client is made of.
# $CITECHECK is the program (target/release/citecheck). Packages are installed once, by name, from npm.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export CITECHECK=${CITECHECK:-$here/../../../target/release/citecheck}
[ -x "$CITECHECK" ] || { echo "error: no program at \`$CITECHECK\`; build it or set CITECHECK" >&2; exit 1; }

cd "$here"
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund
exec node --test "$@"
