#!/bin/bash
# emacs.sh: opens a draft in Emacs with eglot as `editors/emacs` has it, waits for a finding, hovers, goes to the source
# and applies a quick fix, and asks Emacs itself what came of it. Exit code 0 only when all of it was seen.
. "$(dirname "$0")/lib.sh"
. "$HERE/expect.sh"
. "$HERE/terminal.sh"
EDITOR_NAME=emacs

need_emacs
[ "${PICTURES:-yes}" = no ] || need_browser
make_workspace
trap 'close_terminal; remove_workspace' EXIT
mkdir -p "$EVIDENCE"

root=$(home_of emacs)/root
version=$(ls "$root/usr/share/emacs" | grep -E '^[0-9]+\.[0-9]+$')
export EMACSDATA=$root/usr/share/emacs/$version/etc EMACSDOC=$root/usr/share/emacs/$version/etc
EMACSLOADPATH=$(find "$root/usr/share/emacs/$version/lisp" -type d | tr '\n' ':')
EMACSPATH=$(echo "$root"/usr/libexec/emacs/"$version"/*)
export EMACSLOADPATH EMACSPATH
export LINKED RENAMED RULE MESSAGE FLAGGED VERDICT SOURCE PASSAGE REPAIRED RIGHT
dump=$(ls "$root"/usr/libexec/emacs/"$version"/*/emacs*.pdmp | head -1)
export DRAFT_FILE=$WORK/workspace/$DRAFT
cd "$WORK/workspace"
if [ "${PICTURES:-yes}" != no ]; then
  export COLORTERM=truecolor
  open_terminal "exec '$root/usr/bin/emacs-nox' -Q --dump-file='$dump' -l '$REPO/editors/emacs/citecheck.el' -l '$HERE/emacs-picture.el'"
  see "The sources say otherwise"
  keep 1-verdict
  press F5
  sleep 0.5
  keep 1-verdict-light
  press C-x C-c
  until_true 10 terminal_is_over || die "Emacs did not end"
fi
timeout 120 "$root/usr/bin/emacs-nox" -Q --batch --dump-file="$dump" \
  -l "$REPO/editors/emacs/citecheck.el" -l "$HERE/emacs.el" 2>&1 | tee "$EVIDENCE/emacs.txt" >&2
until_true 5 no_server_left || die "the server outlived the editor"
draw_pictures
say "emacs: everything was seen"
