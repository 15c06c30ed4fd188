#!/bin/bash
# build.sh [MATURIN ARGUMENTS]: the wheel of this platform, with the program in it.
. "$(dirname "$0")/../lib.sh"
cd "$HERE/pypi"
maturin build --release --locked --out "$DIST" "$@" >&2
ls "$DIST"/citecheck-"$VERSION"-*.whl
