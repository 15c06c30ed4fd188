#!/bin/bash
# pack.sh PLATFORM PROGRAM: the npm package of one platform, and the one that chooses among them.
. "$(dirname "$0")/../lib.sh"
[ $# = 2 ] || die "pack.sh PLATFORM PROGRAM"
platform=$1 program=$2
[ -f "$program" ] || die "no program at \`$program\`"
PLATFORMS="linux-x64 linux-arm64 darwin-x64 darwin-arm64 win32-x64"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
about='"version": "'$VERSION'", "license": "MIT OR Apache-2.0", "description": "Checks briefing drafts against a folder of sources", "repository": "github:citecheck/citecheck"'

mkdir -p "$folder/$platform/bin" "$folder/citecheck/bin"
cp "$program" "$folder/$platform/bin/$(program_name "$platform")"
chmod +x "$folder/$platform/bin/"*
licences "$folder/$platform"
echo "{ \"name\": \"@citecheck/$platform\", $about, \"os\": [\"${platform%-*}\"], \"cpu\": [\"${platform#*-}\"] }" > "$folder/$platform/package.json"

cp "$HERE/npm/bin/citecheck.js" "$folder/citecheck/bin/"
cp "$REPO"/{README.md,LICENSE-MIT,LICENSE-APACHE} "$folder/citecheck/"
parts=$(for it in $PLATFORMS; do printf '"@citecheck/%s": "%s", ' "$it" "$VERSION"; done)
echo "{ \"name\": \"citecheck\", $about, \"bin\": { \"citecheck\": \"bin/citecheck.js\" }, \"engines\": { \"node\": \">=18\" }, \"optionalDependencies\": { ${parts%, } } }" > "$folder/citecheck/package.json"

cd "$DIST"
for it in "$folder/$platform" "$folder/citecheck"; do echo "$DIST/$(npm pack --silent "$it")"; done
