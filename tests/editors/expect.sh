# What the editor tests open and what they expect to see there. Set any of these from outside to try another draft.

# The folder of the draft and its sources, copied before use.
: "${WORKSPACE:=$REPO/seeds}"
: "${DRAFT:=briefing.md}"

# A finding: its rule, words of its message, and the words of the draft that it underlines.
: "${RULE:=conflicting-figure}"
: "${MESSAGE:=the sources say 15 years}"
: "${FLAGGED:=25 years}"
# What the hover there shows and the screen does not show before: the grade of the source, a word that no line break
# can cut in two.
: "${VERDICT:=C3}"

# A name in the draft, and what its citation card shows and the screen does not show before: another grade.
: "${NAME:=Budanov}"
: "${CARD:=D3}"

# Where go-to-definition on the flagged words has to land: a file of the workspace, and words of the line.
: "${SOURCE:=sources/mar-a-lago.md}"
: "${PASSAGE:=a security agreement of 15 years}"
# What citations call that file.
: "${KEY:=mar-a-lago}"

# And what they are to call it instead.
: "${RENAMED:=florida-talks}"
# A source that the last lines of the draft link to.
: "${LINKED:=sources/nauseda.md}"

# What the quick fix for the flagged words is called by, and words of the draft once it is applied.
: "${RIGHT:=15 years}"
: "${REPAIRED:=agreement of 15 years}"
# What is typed to be offered that file as a citation, and to be offered a quotation, with words that come with it.
: "${CITING:=Zelensky described the peace plan as 90 percent agreed [@}"
: "${QUOTING:=Zelensky said: \"We would like}"
: "${QUOTED:=the possibility of 30, 40, 50 years}"
# A sentence that this file supports, to be cited for.
: "${CITABLE:=Zelensky is asking Washington for a guarantee of up to 50 years}"
# Words of a claim that nothing supports, to be accepted by hand.
: "${UNSUPPORTED:=Warsaw has offered}"
# What is typed with a name in another than the house spelling, and how saving mends it.
: "${MISSPELT:=The talks took place in Kiev and in Paris}"
: "${SPELT:=The talks took place in Kyiv and in Paris}"
# Words of a claim that the sources support, and of another one with a finding.
: "${SUPPORTED:=The guarantees extend to land, air and sea}"
: "${ALSO_FLAGGED:=are estimated at €80bn}"
