#!/bin/bash
# archive.sh TARGET PROGRAM: the program with its licences and shell completions as an archive, and its checksum.
. "$(dirname "$0")/lib.sh"
[ $# = 2 ] || die "archive.sh TARGET PROGRAM"
target=$1 program=$2
[ -f "$program" ] || die "no program at \`$program\`"

name=citecheck-$VERSION-$target
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/$name"
cp "$program" "$folder/$name/$(program_name "$target")"
cp "$REPO"/{README.md,CHANGELOG.md} "$folder/$name/"
licences "$folder/$name"
# Only a program of this machine can be asked for its completions.
if "$program" --version > /dev/null 2>&1; then
  mkdir "$folder/$name/completions"
  for shell in bash zsh fish powershell; do "$program" completions "$shell" > "$folder/$name/completions/citecheck.$shell"; done
fi
python3 "$HERE/archive.py" "$folder/$name" "$DIST"
