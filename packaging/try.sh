#!/bin/bash
# try.sh PROGRAM [WHAT...]: makes each package for this machine, installs it into an empty place and runs it from there.
# WHAT is archive, action, npm, vsix, sbom or wheel (which builds the program anew); without it all but the wheel.
. "$(dirname "$0")/lib.sh"
[ $# -ge 1 ] || die "try.sh PROGRAM [archive] [action] [npm] [vsix] [sbom] [wheel]"
program=$(readlink -f "$1"); shift
[ $# -gt 0 ] || set -- archive action npm vsix sbom

empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
# The tools stay where they are.
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export HOME=$empty/home XDG_CACHE_HOME=$empty/cache
mkdir -p "$HOME"
# runs COMMAND...: it says its version, and finds what is wrong with the seeds.
runs() {
  [ "$("$@" --version)" = "citecheck $VERSION" ] || die "\`$*\` is not citecheck $VERSION"
  local code=0
  (cd "$REPO" && "$@" check seeds/briefing.md > "$empty/found") || code=$?
  [ "$code" = 1 ] && grep -q "the sources say 15 years" "$empty/found" || die "\`$*\` does not find what is wrong with the seeds"
  echo "runs: $*"
}

for what in "$@"; do
  case $what in
    archive)
      archive=$(bash "$HERE/archive.sh" x86_64-unknown-linux-gnu "$program")
      (cd "$DIST" && sha256sum --quiet -c "$archive.sha256")
      tar xzf "$archive" -C "$empty"
      runs "$empty/$(basename "$archive" .tar.gz)/citecheck"
      ;;
    action)
      # As a runner would: with nothing of this machine but the archive.
      archive=$(bash "$HERE/archive.sh" x86_64-unknown-linux-gnu "$program")
      runner() { env -i HOME="$HOME" RUNNER_TEMP="$empty" GITHUB_PATH="$empty/path" GITHUB_OUTPUT="$empty/outputs" "$@"; }
      runner PATH=/usr/bin:/bin CITECHECK_ARCHIVE="$archive" bash "$HERE/action/install.sh" > /dev/null
      code=0
      (cd "$REPO/seeds" && runner PATH="$(cat "$empty/path"):/usr/bin:/bin" CITECHECK_DRAFTS='brief*.md' bash "$HERE/action/check.sh") > "$empty/annotations" || code=$?
      [ "$code" = 1 ] && grep -q "^::error file=briefing.md,line=29,.*the sources say 15 years" "$empty/annotations" && grep -qx status=1 "$empty/outputs" ||
        die "the action does not find what is wrong with the seeds"
      echo "runs: the action"
      ;;
    npm)
      mkdir "$empty/npm"
      packages=$(bash "$HERE/npm/pack.sh" linux-x64 "$program")
      # Those of the other platforms are not published yet.
      (cd "$empty/npm" && npm init -y > /dev/null && npm install --silent --no-audit --no-fund --omit=optional $packages)
      runs "$empty/npm/node_modules/.bin/citecheck"
      ;;
    vsix)
      vsix=$(bash "$HERE/vsix.sh" linux-x64 "$program")
      python3 -m zipfile -e "$vsix" "$empty/vsix"
      chmod +x "$empty/vsix/extension/bin/citecheck"
      runs "$empty/vsix/extension/bin/citecheck"
      ;;
    wheel)
      python3 -m venv "$empty/venv"
      "$empty/venv/bin/pip" install --quiet maturin
      wheel=$(PATH=$empty/venv/bin:$PATH bash "$HERE/pypi/build.sh")
      python3 -m venv "$empty/user"
      "$empty/user/bin/pip" install --quiet "$wheel"
      runs "$empty/user/bin/citecheck"
      ;;
    sbom) python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print("lists:", len(it["components"]), "crates")' "$(bash "$HERE/sbom.sh")" ;;
    *) die "no package \`$what\`" ;;
  esac
done
