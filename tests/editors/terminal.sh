# Sourced by the tests of terminal editors: a terminal to type into and to read from, and pictures of it.
# The terminal is a tmux server of its own on a socket of its own, without anyone's configuration.

COLUMNS_WIDE=${COLUMNS_WIDE:-120}
LINES_HIGH=${LINES_HIGH:-32}
in_tmux() { tmux -S "$WORK/tmux" -f /dev/null "$@"; }

# open_terminal COMMAND: runs it in the workspace; the terminal ends with it.
open_terminal() {
  cat > "$WORK/tmux.conf" <<-CONF
	set -g default-terminal "tmux-256color"
	set -as terminal-features ",*:RGB:usstyle"
	set -g status off
	set -sg escape-time 0
	CONF
  # Some accounts have a login shell that refuses to run commands.
  SHELL=/bin/sh tmux -S "$WORK/tmux" -f "$WORK/tmux.conf" new-session -d -s editor -c "$WORK/workspace" \
    -x "$COLUMNS_WIDE" -y "$LINES_HIGH" "$1"
}

terminal_is_over() { ! in_tmux has-session -t editor 2> /dev/null; }
close_terminal() { in_tmux kill-server 2> /dev/null || true; }

press() { in_tmux send-keys -t editor "$@"; }
type_text() { in_tmux send-keys -t editor -l -- "$1"; }

screen() { in_tmux capture-pane -p -t editor; }
screen_has() { screen | grep -qF -- "$1"; }
screen_lacks() { ! screen_has "$1"; }

# see TEXT: waits until it is on the screen.
see() {
  until_true "${PATIENCE:-20}" screen_has "$1" || not_seen "\`$1\` did not come on the screen"
}
not_seen() {
  mkdir -p "$EVIDENCE"
  screen | sed 's/ *$//' | tee "$EVIDENCE/$EDITOR_NAME-failure.txt" >&2 || true
  die "$1"
}

# keep NAME: the screen as text, and as a picture unless PICTURES=no.
keep() {
  local file=$EVIDENCE/$EDITOR_NAME-$1
  mkdir -p "$EVIDENCE"
  # One more moment for what is still being drawn.
  sleep 0.3
  screen | sed 's/ *$//' > "$file.txt"
  [ "${PICTURES:-yes}" = no ] || in_tmux capture-pane -e -N -p -t editor > "$WORK/pictures/$EDITOR_NAME-$1.ansi"
  say "seen: $1"
}

# Draws all that was kept, in one go: starting the browser takes longer than drawing.
draw_pictures() {
  [ "${PICTURES:-yes}" != no ] || return 0
  CHROMIUM=$(home_of chromium)/chromium MODULES=$(home_of playwright) COLUMNS_WIDE=$COLUMNS_WIDE \
    timeout 120 node "$HERE/picture.mjs" "$EVIDENCE" "$WORK"/pictures/*.ansi
}
