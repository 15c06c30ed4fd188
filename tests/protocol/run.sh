#!/bin/bash
# run.sh [PYTEST ARGUMENTS]: talks to `citecheck lsp` as VS Code, Neovim and a plain client would, and down a raw pipe.
# $CITECHECK is the program (target/release/citecheck). Packages are installed once, by name, from PyPI.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export CITECHECK=${CITECHECK:-$here/../../target/release/citecheck}
[ -x "$CITECHECK" ] || { echo "error: no program at \`$CITECHECK\`; build it or set CITECHECK" >&2; exit 1; }

# New requirements are a new folder, which is marked when it is complete.
venv=${XDG_CACHE_HOME:-$HOME/.cache}/citecheck-protocol/$(sha256sum "$here/requirements.txt" | cut -c1-12)
if [ ! -f "$venv/.complete" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  touch "$venv/.complete"
fi

cd "$here"
exec "$venv/bin/python" -m pytest "$@"
