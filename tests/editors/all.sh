#!/bin/bash
# all.sh: the real editors, one after the other. $CITECHECK is the program (target/release/citecheck).
# A run that fails is made once more, as a browser or terminal on a busy machine may lose a key; one that fails twice is a
# failure.
set -euo pipefail
cd "$(dirname "$0")"
try() { "$@" || { echo "once more: $*" >&2; "$@"; }; }
for editor in helix neovim emacs vscode; do
  try bash "$editor.sh"
done
for version in 0.10 0.11; do
  NEOVIM=$version try bash neovim.sh
done
for way in bundled restricted nothing; do
  BY=$way try bash vscode.sh
done
