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
cp "$REPO"/{README.md,CHANGELOG.md,LICENSE-MIT,LICENSE-APACHE} "$folder/$name/"
cp "$REPO/src/text/thesaurus/LICENSE.txt" "$folder/$name/LICENSE-WordNet"
# Only a program of this machine can be asked for its completions.
if "$program" --version > /dev/null 2>&1; then
  mkdir "$folder/$name/completions"
  for shell in bash zsh fish powershell; do "$program" completions "$shell" > "$folder/$name/completions/citecheck.$shell"; done
fi
# The same files give the same archive.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -czf "$DIST/$name.tar.gz" -C "$folder" "$name"
(cd "$DIST" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$DIST/$name.tar.gz"
