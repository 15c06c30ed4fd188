#!/bin/bash
# install.sh: puts the program of a release on the path of the steps that follow. CITECHECK_VERSION is the release, that
# of the action if it is empty; CITECHECK_ARCHIVE the path or address of an archive to take instead.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { echo "::error title=citecheck::$*"; exit 2; }

version=${CITECHECK_VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../Cargo.toml" | head -1)}
version=${version#v}
case ${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)} in
  Linux-X64 | Linux-x86_64) target=x86_64-unknown-linux-gnu ending=tar.gz ;;
  Linux-ARM64 | Linux-aarch64) target=aarch64-unknown-linux-gnu ending=tar.gz ;;
  macOS-X64 | Darwin-x86_64) target=x86_64-apple-darwin ending=tar.gz ;;
  macOS-ARM64 | Darwin-arm64) target=aarch64-apple-darwin ending=tar.gz ;;
  Windows-X64) target=x86_64-pc-windows-msvc ending=zip ;;
  *) die "there is no release for this runner: ${RUNNER_OS:-$(uname -s)} ${RUNNER_ARCH:-$(uname -m)}" ;;
esac
name=citecheck-$version-$target.$ending
archive=${CITECHECK_ARCHIVE:-https://github.com/citecheck/citecheck/releases/download/v$version/$name}

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/citecheck.XXXXXX")
case $archive in
  http://* | https://*)
    get() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"; }
    get "$archive" "$folder/$(basename "$archive")" || die "cannot fetch $archive"
    get "$archive.sha256" "$folder/$(basename "$archive").sha256" || die "cannot fetch $archive.sha256"
    ;;
  *)
    [ -f "$archive" ] || die "there is no archive $archive"
    cp "$archive" "$folder/"
    [ ! -f "$archive.sha256" ] || cp "$archive.sha256" "$folder/"
    ;;
esac
cd "$folder"
file=$(basename "$archive")
if [ -f "$file.sha256" ]; then
  sum() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
  [ "$(sum "$file" | cut -d ' ' -f 1)" = "$(cut -d ' ' -f 1 "$file.sha256")" ] || die "$file is not what was released"
fi
case $file in
  *.zip) unzip -q "$file" ;;
  *) tar xzf "$file" ;;
esac
for program in "$folder"/citecheck-*/citecheck "$folder"/citecheck-*/citecheck.exe; do
  [ -f "$program" ] || continue
  "$program" --version
  dirname "$program" >> "$GITHUB_PATH"
  exit 0
done
die "there is no program in $file"
