#!/bin/bash
# build.sh [MATURIN ARGUMENTS]: the wheel of this platform, with the program and its licences in it.
# $PROFILE is cargo's profile (release).
. "$(dirname "$0")/../lib.sh"

# A wheel takes licences and its page from beside its description only.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
sed "s|\"../../Cargo.toml\"|\"$REPO/Cargo.toml\"|" "$HERE/pypi/pyproject.toml" > "$copy/pyproject.toml"
licences "$copy"
# Links and pictures of the page lead into the repository.
HOME_PAGE=https://github.com/citecheck/citecheck
RAW=https://raw.githubusercontent.com/citecheck/citecheck/main
FOLDERS='docs|editors|seeds|examples|packaging|benches|tests|src'
sed -E "s#\]\(($FOLDERS|[A-Z]+[-A-Z]*)#](@/\1#g; s#(src|srcset)=\"docs/#\1=\"$RAW/docs/#g; s#\]\(@/#](HOME_PAGE/blob/main/#g; s#HOME_PAGE#$HOME_PAGE#g" "$REPO/README.md" > "$copy/README.md"
cd "$copy"
maturin build --profile "${PROFILE:-release}" --locked --target-dir "${CARGO_TARGET_DIR:-$REPO/target}" --out "$DIST" "$@" >&2
ls "$DIST"/citecheck-"$VERSION"-*.whl
