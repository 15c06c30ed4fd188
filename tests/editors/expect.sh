# What the editor tests open and what they expect to see there. Set any of these from outside to try another draft.

# The folder of the draft and its sources, copied before use.
: "${WORKSPACE:=$REPO/seeds}"
: "${DRAFT:=briefing.md}"

# A finding: its rule, words of its message, and the words of the draft that it underlines.
: "${RULE:=conflicting-figure}"
: "${MESSAGE:=the sources say 15 years}"
: "${FLAGGED:=25 years}"
# Words that the hover there shows and that are not on the screen before.
: "${VERDICT:=the draft says 25}"

# A name in the draft, and words of its citation card that are not on the screen before.
: "${NAME:=Budanov}"
: "${CARD:=concrete agreements}"

# Where go-to-definition on the flagged words has to land: a file of the workspace, and words of the line.
: "${SOURCE:=sources/mar-a-lago.md}"
: "${PASSAGE:=a security agreement of 15 years}"
