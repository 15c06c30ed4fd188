#!/bin/bash
# sbom.sh: the crates that the program is made of, with versions, licences and checksums, as CycloneDX 1.5.
. "$(dirname "$0")/lib.sh"
cd "$REPO"
cargo metadata --format-version 1 --locked --filter-platform "${1:-x86_64-unknown-linux-gnu}" |
  python3 "$HERE/sbom.py" Cargo.lock > "$DIST/citecheck-$VERSION.cdx.json"
echo "$DIST/citecheck-$VERSION.cdx.json"
