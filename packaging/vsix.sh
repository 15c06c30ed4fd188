#!/bin/bash
# vsix.sh PLATFORM PROGRAM: the extension with the program in it.
. "$(dirname "$0")/lib.sh"
[ $# = 2 ] || die "vsix.sh PLATFORM PROGRAM"
platform=$1 program=$2
[ -f "$program" ] || die "no program at \`$program\`"

# From a copy, so that no program stays in the repository.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$REPO/editors/vscode" && tar c --exclude=node_modules --exclude=dist --exclude=bin .) | tar x -C "$copy"
mkdir "$copy/bin"
cp "$program" "$copy/bin/$(program_name "$platform")"
chmod +x "$copy/bin/"*
licences "$copy/bin"
# Pictures and links of the page lead into the repository; vsce sees to those that it knows.
HOME_PAGE=https://github.com/citecheck/citecheck
RAW=https://raw.githubusercontent.com/citecheck/citecheck/main
sed -i.bak "s|srcset=\"../../docs/|srcset=\"$RAW/docs/|" "$copy/README.md" && rm "$copy/README.md.bak"
cd "$copy"
npm ci --silent --no-audit --no-fund >&2
npx vsce package --no-dependencies --baseContentUrl "$HOME_PAGE/blob/main/editors/vscode" --baseImagesUrl "$RAW/editors/vscode" --target "$platform" --out "$DIST/citecheck-$VERSION-$platform.vsix" >&2
echo "$DIST/citecheck-$VERSION-$platform.vsix"
