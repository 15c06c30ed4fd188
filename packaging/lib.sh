# Sourced by the scripts: where things are, and the version that is packaged.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$HERE/.." && pwd)
DIST=${DIST:-$REPO/target/dist}
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$REPO/Cargo.toml" | head -1)
mkdir -p "$DIST"

die() { echo "error: $*" >&2; exit 1; }
# program_name PLATFORM: what the program is called there.
program_name() { case $1 in win32* | *windows*) echo citecheck.exe ;; *) echo citecheck ;; esac; }
# licences FOLDER: puts the licences of all that is in the program there: ours, the thesaurus's, the citation styles'.
licences() {
  cp "$REPO"/LICENSE-* "$1/"
  cp "$REPO/src/text/thesaurus/LICENSE.txt" "$1/LICENSE-WordNet"
  cp "$REPO/src/output/references/LICENSE.txt" "$1/LICENSE-CSL"
}
