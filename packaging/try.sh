#!/bin/bash
# try.sh PROGRAM [WHAT...]: makes each package for this machine, installs it into an empty place and runs it from there.
# WHAT is archive, npm, vsix, sbom, hook, action, or wheel and cargo (which build the program anew, the wheel by cargo's
# $PROFILE); without it all but these two.
. "$(dirname "$0")/lib.sh"
[ $# -ge 1 ] || die "try.sh PROGRAM [archive] [npm] [vsix] [sbom] [hook] [action] [wheel] [cargo]"
program=$(readlink -f "$1"); shift
[ $# -gt 0 ] || set -- archive npm vsix sbom hook action

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

# has_licences FOLDER: those of the thesaurus and of the citation styles go along with the program.
has_licences() {
  for it in MIT APACHE WordNet CSL; do [ -n "$(find "$1" -name "LICENSE-$it")" ] || die "no LICENSE-$it in \`$1\`"; done
}

for what in "$@"; do
  case $what in
    archive)
      archive=$(bash "$HERE/archive.sh" x86_64-unknown-linux-gnu "$program")
      (cd "$DIST" && sha256sum --quiet -c "$archive.sha256")
      tar xzf "$archive" -C "$empty"
      has_licences "$empty/$(basename "$archive" .tar.gz)"
      runs "$empty/$(basename "$archive" .tar.gz)/citecheck"
      ;;
    npm)
      mkdir "$empty/npm"
      packages=$(bash "$HERE/npm/pack.sh" linux-x64 "$program")
      # Those of the other platforms are not published yet.
      (cd "$empty/npm" && npm init -y > /dev/null && npm install --silent --no-audit --no-fund --omit=optional $packages)
      has_licences "$empty/npm/node_modules/@citecheck"
      runs "$empty/npm/node_modules/.bin/citecheck"
      ;;
    vsix)
      vsix=$(bash "$HERE/vsix.sh" linux-x64 "$program")
      python3 -m zipfile -e "$vsix" "$empty/vsix"
      has_licences "$empty/vsix"
      chmod +x "$empty/vsix/extension/bin/citecheck"
      runs "$empty/vsix/extension/bin/citecheck"
      ;;
    wheel)
      python3 -m venv "$empty/venv"
      "$empty/venv/bin/pip" install --quiet maturin
      wheel=$(PATH=$empty/venv/bin:$PATH bash "$HERE/pypi/build.sh")
      python3 -m venv "$empty/user"
      "$empty/user/bin/pip" install --quiet "$wheel"
      has_licences "$empty/user/lib"
      runs "$empty/user/bin/citecheck"
      ;;
    cargo)
      cargo install --quiet --locked --path "$REPO" --root "$empty/cargo" --target-dir "${CARGO_TARGET_DIR:-$REPO/target}"
      runs "$empty/cargo/bin/citecheck"
      ;;
    action)
      # Its steps as a runner takes them, from a release that lies in a folder.
      archive=$(bash "$HERE/archive.sh" x86_64-unknown-linux-gnu "$program")
      mkdir -p "$empty/releases/v$VERSION" "$empty/runner"
      cp "$archive" "$archive.sha256" "$empty/releases/v$VERSION/"
      (
        export RUNNER_TEMP=$empty/runner GITHUB_PATH=$empty/github-path CITECHECK_RELEASES=file://$empty/releases
        bash "$HERE/action.sh" install
        PATH=$(cat "$GITHUB_PATH"):$PATH
        cd "$REPO/seeds"
        code=0
        CITECHECK_FILES=briefing.md bash "$HERE/action.sh" check > "$empty/found" || code=$?
        [ "$code" = 1 ] && grep -q '^::error .*the sources say 15 years' "$empty/found" || { cat "$empty/found" >&2; die "the action does not annotate what is wrong"; }
        CITECHECK_FILES=briefing.md CITECHECK_FAIL_ON=never CITECHECK_FORMAT=sarif CITECHECK_OUTPUT=$empty/found.sarif bash "$HERE/action.sh" check
        python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$empty/found.sarif"
        # What is not what was released is not run.
        printf x >> "$empty/releases/v$VERSION/$(basename "$archive")"
        ! bash "$HERE/action.sh" install > "$empty/said" 2>&1 || die "the action runs what does not match its checksum"
      )
      echo "runs: the action"
      ;;
    hook)
      # As it is committed, in a repository with a draft, by the real pre-commit.
      python3 -m venv "$empty/hooks"
      "$empty/hooks/bin/pip" install --quiet pre-commit
      mkdir "$empty/path" && ln -s "$program" "$empty/path/citecheck"
      cp -r "$REPO/seeds" "$empty/drafts"
      (
        cd "$empty/drafts"
        export PATH=$empty/path:$empty/hooks/bin:$PATH GIT_CONFIG_GLOBAL=/dev/null
        git init --quiet . && git config user.name me && git config user.email me@localhost
        cat > .pre-commit-config.yaml <<-HOOK
	repos:
	  - repo: file://$REPO
	    rev: $(git -C "$REPO" rev-parse HEAD)
	    hooks:
	      - id: citecheck-installed
	HOOK
        pre-commit install > /dev/null
        # The seeds' own page on what is wrong with them is no draft.
        git add . && git reset --quiet README.md
        ! git commit --quiet -m "A draft with mistakes" > "$empty/hook" 2>&1 || die "the hook lets a draft with mistakes through"
        grep -q "the sources say 15 years" "$empty/hook" || { cat "$empty/hook" >&2; die "the hook does not say what is wrong"; }
        printf -- '---\ntitle: Right\n---\n\nThe proposals now on the table suggest a security agreement of 15 years, which could be extended [@mar-a-lago].\n' > briefing.md
        git add briefing.md && git commit --quiet -m "A draft without" > "$empty/hook" 2>&1 || { cat "$empty/hook" >&2; die "the hook keeps a draft without mistakes back"; }
      )
      echo "runs: pre-commit"
      ;;
    sbom) python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print("lists:", len(it["components"]), "crates")' "$(bash "$HERE/sbom.sh")" ;;
    *) die "no package \`$what\`" ;;
  esac
done
