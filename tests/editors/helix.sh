#!/bin/bash
# helix.sh: opens a draft in Helix with the languages.toml that we ship, waits for a finding, hovers, lists the
# findings and goes to the source. Exit code 0 only when all of it was on the screen.
# Captures and pictures go to $EVIDENCE (target/editors); $CITECHECK is the program (target/release/citecheck).
. "$(dirname "$0")/lib.sh"
. "$HERE/expect.sh"
. "$HERE/terminal.sh"
EDITOR_NAME=helix

need_helix
[ "${PICTURES:-yes}" = no ] || need_browser
make_workspace
trap 'close_terminal; remove_workspace' EXIT

helix=$(home_of helix)/root/usr/bin/hx
cp "$REPO/editors/helix/languages.toml" "$XDG_CONFIG_HOME/helix/"
# Both servers of that file are there.
install -m 755 "$HERE/other_server.py" "$WORK/bin/marksman"
cat > "$XDG_CONFIG_HOME/helix/config.toml" <<'CONF'
theme = "github_dark"
[editor]
true-color = true
undercurl = true
end-of-line-diagnostics = "hint"
[editor.soft-wrap]
enable = true
CONF

# Line and column of the words, from 1, as `file:line:column`.
place() { echo "$DRAFT:$(line_of "$1" "$WORK/workspace/$DRAFT"):$(column_of "$1" "$WORK/workspace/$DRAFT")"; }
# The status line ends with line and column of the cursor.
at_passage() {
  local line; line=$(line_of "$PASSAGE" "$WORK/workspace/$SOURCE")
  screen | grep -F -- "$SOURCE" | grep -qE " $line:[0-9]+ *\$"
}
leave_popup() { press Escape; sleep 0.6; }

in_the_light() { type_text ":theme github_light"; press Enter; }
in_the_dark() { type_text ":theme github_dark"; press Enter; }

open_terminal "exec '$helix' -v --log '$WORK/helix.log' '$(place "$FLAGGED")'"
see "$MESSAGE"
keep 1-finding

screen_lacks "$VERDICT" || die "\`$VERDICT\` is on the screen before the hover, so it would prove nothing"
press Space k
see "$VERDICT"
keep 2-claim-hover
leave_popup
in_the_light
press Space k
see "$VERDICT"
keep 2-claim-hover-light
leave_popup
in_the_dark
# Where both servers have something to say there are two pages, in the order in which they came.
type_text ":open $DRAFT:$(line_of "$FLAGGED" "$WORK/workspace/$DRAFT"):1"; press Enter
press Space k
see "/2] "
turns_to() { screen_has "$1" || { press M-n; sleep 0.2; screen_has "$1"; }; }
until_true 10 turns_to "Words of the other server" || not_seen "the other server is not heard"
until_true 10 turns_to "$VERDICT" || not_seen "citecheck is not heard beside the other server"
keep 2-two-servers
leave_popup

press Space d
see "$RULE"
keep 3-findings
leave_popup

type_text ":open $(place "$NAME")"; press Enter
screen_lacks "$CARD" || die "\`$CARD\` is on the screen before the hover, so it would prove nothing"
press Space k
see "$CARD"
keep 4-citation-card
leave_popup

type_text ":open $(place "$FLAGGED")"; press Enter
press g d
until_true 20 at_passage || not_seen "the cursor is not on the line of \`$PASSAGE\` in \`$SOURCE\`"
see "$PASSAGE"
keep 5-source

type_text ":open $(place "$KEY]")"; press Enter
press Space s
see "✗"
keep 6-outline
leave_popup
press g f
is_in_source() { screen | grep -F -- " NOR " | grep -qF -- "$SOURCE"; }
until_true 20 is_in_source || not_seen "the link of \`$KEY\` does not lead to \`$SOURCE\`"

type_text ":open $(place "$FLAGGED")"; press Enter
press Space a
see "$RIGHT”"
keep 7-actions
press Enter
see "$REPAIRED"
keep 8-repaired
press g e o Enter
type_text "$CITING"
see "mar-a-lago "
keep 9-citations
press C-n Enter
see "[@$KEY]"
press End Enter Enter
type_text "$QUOTING"
see "${QUOTED%%,*}"
keep 10-quotations
press C-n Enter
see "${QUOTED%%,*}"
keep 11-quotation
press Escape

type_text ":open $(place "$KEY]")"; press Enter
press Space r
see "rename-to:"
press C-u
type_text "$RENAMED"; press Enter
see "[@$RENAMED]"
keep 12-renamed

# Another name for a file, and the links to it.
type_text ":write"; press Enter
type_text ":open $LINKED"; press Enter
see " $LINKED"
type_text ":move ${LINKED%/*}/$RENAMED-2.md"; press Enter
is_renamed() { [ -f "$WORK/workspace/${LINKED%/*}/$RENAMED-2.md" ] && [ ! -e "$WORK/workspace/$LINKED" ]; }
until_true 10 is_renamed || not_seen "the file has not another name"
type_text ":open $DRAFT"; press Enter
see " $DRAFT [+]"
# A first attempt may come while the editor is still at the one before.
follows() { type_text ":write"; press Enter; sleep 0.5; grep -qF "(${LINKED%/*}/$RENAMED-2.md)" "$WORK/workspace/$DRAFT" && ! grep -qF "($LINKED)" "$WORK/workspace/$DRAFT"; }
until_true 10 follows || not_seen "the links of the draft do not follow the file"
keep 13-file-renamed

type_text ":open $(place "$UNSUPPORTED")"; press Enter
press Space a
see "Accept this claim"
keep 14-accepting
# It is the first in the list.
press Enter
see "our own analysis"
keep 15-accepted
type_text ":open $DRAFT"; press Enter
type_text ":sh citecheck report %{buffer_name}"; press Enter
has_report() { [ -s "$WORK/workspace/${DRAFT%.md}.report.html" ]; }
until_true 20 has_report || not_seen "there is no annotated draft"
# What the program printed comes in a popup, after the file is written.
see "${DRAFT%.md}.report.html: "
leave_popup
# Text that is no Markdown. Helix knows no language for it but the one that we give it.
cp "$WORKSPACE/$DRAFT" "$WORK/workspace/notes.txt"
type_text ":open notes.txt:$(line_of "$FLAGGED" "$WORK/workspace/notes.txt")"; press Enter
see "$MESSAGE"
keep 16-plain-text
type_text ":quit-all!"; press Enter
until_true 10 terminal_is_over || die "Helix did not end"
until_true 5 no_server_left || die "the server outlived the editor"
draw_pictures
say "helix: everything was seen"
