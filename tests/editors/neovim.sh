#!/bin/bash
# neovim.sh: opens a draft in Neovim with the lsp/citecheck.lua that we ship, waits for a finding, hovers and goes
# to the source by the keys a person would press. What came of it is asked from Neovim itself.
# With NEOVIM=0.10 it is the Neovim of Debian 13, set up as the page says for those that have no `vim.lsp.enable`; with
# NEOVIM=0.11 the first that has it.
# Exit code 0 only when all of it was seen; captures and pictures go to $EVIDENCE (target/editors).
. "$(dirname "$0")/lib.sh"
. "$HERE/expect.sh"
. "$HERE/terminal.sh"
NEOVIM=${NEOVIM:-}
EDITOR_NAME=neovim$NEOVIM
is_new() { [ "$NEOVIM" != 0.10 ]; }
# What is in the pictures is in those of the newest.
[ -z "$NEOVIM" ] || PICTURES=no

need_neovim "neovim${NEOVIM:+-$NEOVIM}"
[ "${PICTURES:-yes}" = no ] || need_browser
make_workspace
trap 'close_terminal; remove_workspace' EXIT

nvim=$(home_of "neovim${NEOVIM:+-$NEOVIM}")/root/usr/bin/nvim
# What the README tells people to write: its second block of Lua is for 0.10.
block() { awk -v want="$1" '/^```lua$/ { n++; inside = n == want; next } /^```$/ { inside = 0 } inside' "$REPO/editors/neovim/README.md"; }
if is_new; then block 1; else block 2; fi | sed "s|/path/to/citecheck|$REPO|" > "$WORK/init.lua"
grep -q citecheck "$WORK/init.lua" || die "the README says nothing for this version"
# And settings for the pictures' sake.
cat >> "$WORK/init.lua" <<LUA
vim.diagnostic.config({ virtual_lines = { current_line = true } })
vim.opt.linebreak = true
vim.opt.scrolloff = 10
vim.opt.termguicolors = true
vim.opt.swapfile = false
LUA
cp "$HERE/probe.lua" "$WORK/probe.lua"

# asks NAME [ARGUMENT]: whether the function of probe.lua says yes.
asks() {
  local answer
  answer=$("$nvim" --server "$WORK/nvim.sock" --remote-expr "luaeval('dofile(_A[1])[_A[2]](_A[3])', ['$WORK/probe.lua', '$1', $(quoted "${2:-}")])" 2>> "$WORK/ask.log") || return 1
  [ "$answer" = yes ]
}
quoted() { printf "'%s'" "${1//\'/\'\'}"; }
# must SECONDS WHAT NAME [ARGUMENT]
must() { until_true "$1" asks "$3" "${4:-}" || not_seen "$2"; }

open_terminal "exec '$nvim' --listen '$WORK/nvim.sock' -u '$WORK/init.lua' '$DRAFT'"
must 20 "no client attached" has_client
must 20 "no finding of \`$RULE\` that says \`$MESSAGE\`" has_finding "$RULE	$MESSAGE"
must 5 "\`$FLAGGED\` is not in the draft" moves_to "$FLAGGED"
keep 1-finding

press K
must 10 "the hover does not show \`$VERDICT\`" float_shows "$VERDICT"
keep 2-claim-hover
press h
must 5 "the hover stayed open" no_float

press C-w d
must 10 "the finding's float does not show \`$MESSAGE\`" float_shows "$MESSAGE"
keep 3-finding-in-full
press h
must 5 "the float stayed open" no_float

must 5 "\`$NAME\` is not in the draft" moves_to "$NAME"
press K
must 10 "the hover does not show \`$CARD\`" float_shows "$CARD"
keep 4-citation-card
press h
must 5 "the hover stayed open" no_float

must 5 "\`$FLAGGED\` is not in the draft" moves_to "$FLAGGED"
press C-]
must 10 "the cursor is not on the line of \`$PASSAGE\` in \`$SOURCE\`" is_at "$WORK/workspace/$SOURCE	$PASSAGE"
keep 5-source
press C-t
must 10 "CTRL-T did not come back" is_at "$WORK/workspace/$DRAFT	$FLAGGED"

if is_new; then must 10 "no lens counts claims" has_lens " claims · "; fi
must 10 "the outline has no claim that is contradicted" outline_has " | contradicted by 1 source"
must 5 "\`@$KEY\` is not in the draft" moves_to "@$KEY"
# Earlier ones do not ask for links.
if [ -z "$NEOVIM" ]; then must 10 "the link of \`$KEY\` does not lead to \`$SOURCE\`" link_leads_to "$SOURCE"; fi

# Neovim lists actions with numbers; the answer is the number.
choose() {
  local number; number=$(screen | grep -F -m1 -- "$1" | sed -E 's/^ *([0-9]+):.*/\1/')
  [ -n "$number" ] || not_seen "no action \`$1\`"
  type_text "$number"; press Enter
}
must 5 "\`$FLAGGED\` is not in the draft" moves_to "$FLAGGED"
type_text "gra"
see "$RIGHT”"
keep 6-actions
choose "$RIGHT”"
must 10 "the line does not read \`$REPAIRED\`" draft_has "$REPAIRED"
must 20 "the finding stayed" lacks_finding "$RULE	$MESSAGE"
keep 7-repaired

press G o Enter
type_text "$CITING"
press C-x C-o
must 10 "\`$KEY\` is not offered" offers "$KEY"
keep 8-citations
press C-y
must 5 "the draft does not cite \`$KEY\`" draft_has "$CITING$KEY"
press End Enter Enter
type_text "$QUOTING"
press C-x C-o
# The only one there is comes without a menu.
must 10 "the quotation did not come" draft_has "$QUOTED"
keep 9-quotation
press Escape

must 5 "\`$UNSUPPORTED\` is not in the draft" moves_to "$UNSUPPORTED"
type_text ":CitecheckEvidence"; press Enter
must 10 "the evidence does not say that there is no support" view_shows "No support found"
must 5 "\`$SUPPORTED\` is not in the draft" moves_to "$SUPPORTED"
must 10 "the evidence did not follow the cursor" view_shows "✓ Supported by"
must 5 "\`$ALSO_FLAGGED\` is not in the draft" moves_to "$ALSO_FLAGGED"
must 10 "the evidence did not follow the cursor" view_shows "✗"
keep 10-evidence
must 5 "it does not get light" wears "light"
keep 10-evidence-light
must 5 "it does not get dark" wears "dark"
must 5 "\`$SUPPORTED\` is not in the draft" moves_to "$SUPPORTED"
must 10 "the evidence did not follow the cursor" view_shows "✓ Supported by"
press C-w l
must 5 "\`✓\` is not in the view" moves_to "> "
press Enter
must 10 "the cursor is not in a source" is_in "$WORK/workspace/sources/"
press C-o
must 5 "the view is still there" closes_view

must 5 "\`$UNSUPPORTED\` is not in the draft" moves_to "$UNSUPPORTED"
type_text "gra"
see "Accept this claim"
choose "Accept this claim"
is_accepted() { grep -qiF -- "$UNSUPPORTED" "$WORK/workspace/citecheck.accepted.toml" 2> /dev/null; }
until_true 10 is_accepted || not_seen "the claim is not among the accepted ones"
must 10 "the reason in the list of accepted claims is not shown" is_at "$WORK/workspace/citecheck.accepted.toml	our own analysis"
keep 11-accepted
press C-o
must 5 "\`$ALSO_FLAGGED\` is not in the draft" moves_to "$ALSO_FLAGGED"
type_text ":CitecheckAccept seen by the desk"; press Enter
is_accepted_too() { grep -qF 'reason = "seen by the desk"' "$WORK/workspace/citecheck.accepted.toml"; }
until_true 10 is_accepted_too || not_seen "the reason is not among the accepted claims"

type_text ":buffer $DRAFT"; press Enter
# The annotated draft opens in what opens pages here.
type_text ":CitecheckReport"; press Enter
is_opened() { grep -q '\.html$' "$WORK/opened" 2> /dev/null; }
until_true 10 is_opened || not_seen "the report was not opened"

# Another key for a source: in the draft, and where the source has it.
must 5 "\`@$KEY\` is not in the draft" moves_to "@$KEY"
press l
type_text "grn"
see "New Name: $KEY"
press C-u
type_text "$RENAMED"; press Enter
must 10 "the draft does not cite \`$RENAMED\`" draft_has "[@$RENAMED]"
must 10 "the source has not the key \`$RENAMED\`" file_has "$WORK/workspace/$SOURCE	key: $RENAMED"
keep 12-renamed

# Another name for a file, and the links to it.
press C-o
type_text ":edit $LINKED"; press Enter
must 10 "\`$LINKED\` is not open" is_at "$WORK/workspace/$LINKED	"
type_text ":CitecheckRename $RENAMED-2.md"; press Enter
must 10 "the draft does not link to \`$RENAMED-2.md\`" file_has "$WORK/workspace/$DRAFT	(${LINKED%/*}/$RENAMED-2.md)"
is_renamed() { [ -f "$WORK/workspace/${LINKED%/*}/$RENAMED-2.md" ] && [ ! -e "$WORK/workspace/$LINKED" ]; }
until_true 10 is_renamed || not_seen "the file has not another name"
must 10 "the buffer has not another name" is_at "$WORK/workspace/${LINKED%/*}/$RENAMED-2.md	"

type_text ":checkhealth citecheck"; press Enter
must 20 "the check of the set-up does not end well" draft_has "checks drafts below"
keep 13-health

type_text ":quitall!"; press Enter
until_true 10 terminal_is_over || die "Neovim did not end"
until_true 5 no_server_left || die "the server outlived the editor"
draw_pictures
say "neovim: everything was seen"
