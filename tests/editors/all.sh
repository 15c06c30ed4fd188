#!/bin/bash
# all.sh: the real editors, one after the other. $CITECHECK is the program (target/release/citecheck).
set -euo pipefail
cd "$(dirname "$0")"
for editor in helix neovim emacs vscode; do
  bash "$editor.sh"
done
for version in 0.10 0.11; do
  NEOVIM=$version bash neovim.sh
done
for way in bundled restricted nothing; do
  BY=$way bash vscode.sh
done
