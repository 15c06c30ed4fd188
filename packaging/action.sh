#!/bin/bash
# action.sh install|check: the steps of action.yml. What they are told comes in variables, never in their text.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { echo "::error::$*"; exit 2; }

# The archive of the release for this machine, held against its checksum.
install() {
  local version=${CITECHECK_VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -1)}
  version=${version#v}
  local releases=${CITECHECK_RELEASES:-https://github.com/citecheck/citecheck/releases/download}
  local target ending=tar.gz
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    Linux-aarch64) target=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ending=zip ;;
    *) die "there is no release for $(uname -s) on $(uname -m)" ;;
  esac
  local name=citecheck-$version-$target folder=$RUNNER_TEMP/citecheck
  mkdir -p "$folder"
  cd "$folder"
  for file in "$name.$ending" "$name.$ending.sha256"; do
    curl --fail --silent --show-error --location --retry 3 --output "$file" "$releases/v$version/$file" ||
      die "there is no $file in the release v$version"
  done
  if command -v sha256sum > /dev/null; then sha256sum --quiet -c "$name.$ending.sha256"; else shasum -a 256 -q -c "$name.$ending.sha256"; fi
  if [ "$ending" = zip ]; then unzip -q -o "$name.zip"; else tar xzf "$name.tar.gz"; fi
  echo "$folder/$name" >> "$GITHUB_PATH"
}

check() {
  local arguments=(--format "${CITECHECK_FORMAT:-github}" --fail-on "${CITECHECK_FAIL_ON:-warning}") files=()
  # Names with spaces are written by patterns: drafts/*.md.
  [ -z "${CITECHECK_FILES:-}" ] || files=($CITECHECK_FILES)
  if [ ${#files[@]} = 0 ] && [ -n "${GITHUB_BASE_REF:-}" ]; then arguments+=(--changed-since "origin/$GITHUB_BASE_REF"); fi
  if [ ${#files[@]} = 0 ] && [ -z "${GITHUB_BASE_REF:-}" ]; then die "say which drafts: with: { files: drafts/*.md }"; fi
  if [ -n "${CITECHECK_OUTPUT:-}" ]; then
    citecheck check "${arguments[@]}" -- "${files[@]}" > "$CITECHECK_OUTPUT"
  else
    citecheck check "${arguments[@]}" -- "${files[@]}"
  fi
}

case ${1:-} in
  install | check) "$1" ;;
  *) die "action.sh install|check" ;;
esac
