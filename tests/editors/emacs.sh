#!/bin/bash
# emacs.sh: opens a draft in Emacs with eglot as `editors/emacs` has it, waits for a finding, hovers, goes to the source
# and applies a quick fix, and asks Emacs itself what came of it. Exit code 0 only when all of it was seen.
. "$(dirname "$0")/lib.sh"
. "$HERE/expect.sh"

need_emacs
make_workspace
trap remove_workspace EXIT
mkdir -p "$EVIDENCE"

root=$(home_of emacs)/root
version=$(ls "$root/usr/share/emacs" | grep -E '^[0-9]+\.[0-9]+$')
export EMACSDATA=$root/usr/share/emacs/$version/etc EMACSDOC=$root/usr/share/emacs/$version/etc
EMACSLOADPATH=$(find "$root/usr/share/emacs/$version/lisp" -type d | tr '\n' ':')
EMACSPATH=$(echo "$root"/usr/libexec/emacs/"$version"/*)
export EMACSLOADPATH EMACSPATH
export RULE MESSAGE FLAGGED VERDICT SOURCE PASSAGE REPAIRED RIGHT
cd "$WORK/workspace"
DRAFT_FILE=$WORK/workspace/$DRAFT timeout 120 "$root/usr/bin/emacs-nox" -Q --batch --dump-file="$(ls "$root"/usr/libexec/emacs/"$version"/*/emacs*.pdmp | head -1)" \
  -l "$REPO/editors/emacs/citecheck.el" -l "$HERE/emacs.el" 2>&1 | tee "$EVIDENCE/emacs.txt" >&2
until_true 5 no_server_left || die "the server outlived the editor"
say "emacs: everything was seen"
