#!/bin/bash
# pictures.sh: takes the pictures of the documentation from the last run of the editor tests ($EVIDENCE, target/editors)
# into docs/pictures, each in the light and in the dark, without loss.
# Not part of a test: look at what changed, and commit it.
. "$(dirname "$0")/lib.sh"

use_node
ensure node
ensure "sharp-$SHARP_VERSION"

to=$REPO/docs/pictures
mkdir -p "$to"
# Where it comes from, and what it is called in the documentation; `-light` and `-dark` are put to the latter.
take() { SHARP=$(home_of "sharp-$SHARP_VERSION") node "$HERE/pictures.mjs" "$EVIDENCE/$1.png" "$to/$2.webp"; }
take vscode-evidence-light vscode-light
take vscode-evidence-dark vscode-dark
take vscode-annotated vscode-report-light
take vscode-annotated-dark vscode-report-dark
take neovim-10-evidence-light neovim-light
take neovim-10-evidence neovim-dark
take helix-2-claim-hover-light helix-light
take helix-2-claim-hover helix-dark
take emacs-1-verdict-light emacs-light
take emacs-1-verdict emacs-dark
du -ch "$to"/*.webp | tail -1 >&2
