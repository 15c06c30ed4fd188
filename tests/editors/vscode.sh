#!/bin/bash
# vscode.sh: packages the extension that we ship, installs it in VS Code (code-server, shown in a headless browser),
# opens a draft, waits for a finding, hovers, lists the findings and goes to the source.
# Exit code 0 only when all of it was on the page and the editor's own API, asked from within, gave the same.
# With BY=path the program is found on PATH, not by the setting; with BY=bundled it comes in the extension; with
# BY=restricted it is found on PATH and the folder is not trusted; with BY=nothing there is none, and the extension has
# to say so and open its setting. By its setting all is tried, in the other ways that findings come.
# Pictures go to $EVIDENCE (target/editors); $CITECHECK is the program (target/release/citecheck).
. "$(dirname "$0")/lib.sh"
. "$HERE/expect.sh"

need_vscode
need_extension
need_axe
make_workspace
mkdir -p "$EVIDENCE"
server=
trap stop_all EXIT
stop_all() {
  # The server leads a process group of its own, with the extension host and all it started.
  if [ -n "$server" ]; then kill -TERM -- "-$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; fi
  remove_workspace
}

code_server() {
  node "$(home_of code_server)/out/node/entry.js" --user-data-dir "$WORK/data" --extensions-dir "$WORK/extensions" "$@"
}

say "packaging"
bundled=()
[ "${BY:=setting}" != bundled ] || bundled=("$WORK/bin/citecheck")
package_extension "$REPO/editors/vscode" "$WORK/citecheck.vsix" "${bundled[@]}"
package_extension "$HERE/vscode/probe" "$WORK/probe.vsix"
for vsix in citecheck probe; do
  code_server --install-extension "$WORK/$vsix.vsix" > "$WORK/install.log" 2>&1 || { cat "$WORK/install.log" >&2; die "could not install $vsix.vsix"; }
done

# No welcome pages, no look for updates; and the folder is not asked about, for the extension works in either case.
mkdir -p "$WORK/data/User" "$WORK/data/Machine"
cat > "$WORK/data/User/settings.json" <<'JSON'
{
  "workbench.startupEditor": "none", "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden", "chat.disableAIFeatures": true,
  "security.workspace.trust.enabled": false, "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false, "extensions.autoUpdate": false, "update.mode": "none",
  "window.autoDetectColorScheme": true,
  "files.exclude": { "**/.vscode": true },
  "editor.minimap.enabled": false, "editor.stickyScroll.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono", "editor.fontSize": 13,
  "problems.visibility": true,
  "[markdown]": { "editor.codeActionsOnSave": { "source.fixAll.citecheck": "explicit" } }
}
JSON
# What the folder says about the program is of no account, trusted or not.
export EVIL_RAN=$WORK/evil-ran
printf '#!/bin/sh\ntouch "%s"\n' "$EVIL_RAN" > "$WORK/evil"
chmod +x "$WORK/evil"
mkdir "$WORK/workspace/.vscode"
echo "{ \"citecheck.server.path\": \"$WORK/evil\", \"citecheck.extraCorpus\": [\"/etc\"] }" > "$WORK/workspace/.vscode/settings.json"
if [ "$BY" = restricted ]; then
  sed -i 's/"security.workspace.trust.enabled": false/"security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never"/' \
    "$WORK/data/User/settings.json"
fi
# BY says how the extension finds the program: by its setting, on PATH, or not at all.
# A setting of scope `machine` is read from here alone when the editor runs in a browser.
case $BY in
  setting) echo "{ \"citecheck.server.path\": \"$WORK/bin/citecheck\" }" > "$WORK/data/Machine/settings.json" ;;
  path | bundled | restricted) ;;
  nothing) rm "$WORK/bin/citecheck" ;;
  *) die "BY is setting, path, bundled, restricted or nothing, not \`$BY\`" ;;
esac
# The extension host gets its environment from a login shell.
echo "PATH=$([ "$BY" = path ] || [ "$BY" = restricted ] && echo "$WORK/bin:")/usr/bin:/bin" > "$HOME/.profile"

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
say "starting on port $port"
export WORKSPACE_COPY=$WORK/workspace PROBE_GO=$WORK/go PROBE_RESULT=$WORK/probe.json
# A document that is not among the sources yet.
export NEW_SOURCE=$WORK/minutes.md SOURCES=$(find "$WORK/workspace/sources" -type f | wc -l)
printf -- '---\ntitle: Minutes of a meeting\ndate: 2026-01-12\n---\n\nThe committee met on Monday and heard three witnesses.\n' > "$NEW_SOURCE"
# A draft in a folder without sources, and a document that gives none.
export FIRST_DRAFT=$WORK/bare/minutes.md NO_SOURCE=$WORK/empty.md
mkdir -p "$WORK/bare"
printf '# Minutes\n\nThe committee met on Monday and heard five witnesses.\n' > "$FIRST_DRAFT"
echo > "$NO_SOURCE"
# A draft whose source would do harm if it were more than text.
export HOSTILE=$WORK/post/letter.md
mkdir -p "$WORK/post/sources"
echo 'corpus = ["sources"]' > "$WORK/post/citecheck.toml"
cat > "$WORK/post/sources/ministry.md" <<'SOURCE'
---
title: "[Boats](command:workbench.action.closeAllEditors) <img src=x onerror='globalThis.ran=1'>"
publisher: "<b onclick='globalThis.ran=1'>Ministry</b> [x](command:workbench.action.quit)"
date: 2026-01-10
---

The ministry of transport bought 12 boats for the harbour police, see [the list](command:workbench.action.terminal.new) and <a href="command:workbench.action.quit">this</a> <img src=x onerror="globalThis.ran=1"> <script>globalThis.ran=1</script> `command:workbench.action.quit`.
SOURCE
printf '# Boats\n\nThe ministry of transport bought 14 boats for the harbour police.\n' > "$HOSTILE"
export PROBE_SETTINGS=$WORK/settings.json AXE=$(home_of "axe-$AXE_VERSION")
export BY DRAFT RULE MESSAGE FLAGGED VERDICT NAME CARD SOURCE PASSAGE KEY RIGHT REPAIRED CITING QUOTING QUOTED UNSUPPORTED CITABLE ALSO_FLAGGED MISSPELT SPELT RENAMED LINKED
setsid node "$(home_of code_server)/out/node/entry.js" --user-data-dir "$WORK/data" --extensions-dir "$WORK/extensions" \
  --bind-addr "127.0.0.1:$port" --auth none --disable-telemetry --disable-update-check --ignore-last-opened \
  > "$WORK/code-server.log" 2>&1 &
server=$!
is_listening() { (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; }
until_true 30 is_listening || { tail -20 "$WORK/code-server.log" >&2; die "the editor did not start"; }

URL=http://127.0.0.1:$port CHROMIUM=$(home_of chromium)/chromium MODULES=$(home_of playwright) PROFILE=$WORK/browser EVIDENCE=$EVIDENCE \
  timeout 540 node "$HERE/vscode/drive.mjs"
say "vscode: everything was seen"
