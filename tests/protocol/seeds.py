"""What the briefing under `seeds/` says, and what its sources say. Change this when the seeds change."""

DRAFT = "briefing.md"

# A figure that differs from its source.
RULE = "conflicting-figure"
FLAGGED = "25 years"
SENTENCE = "The proposals on the table foresee a security agreement of 25 years that could be extended"
RIGHT = "15 years"
SOURCE = "sources/mar-a-lago.md"
SOURCE_KEY = "mar-a-lago"
SOURCE_TITLE = "Zelensky asks for longer US security guarantees at Mar-a-Lago"
PASSAGE = "a security agreement of 15 years"

# A name, and the source that tells most about it.
NAME = "Budanov"
NAME_SOURCE = "sources/paris-meetings.md"
NAME_TITLE = "US security guarantees for Ukraine and the Paris meetings"

# A marker that cites the first source.
CITATION = "@mar-a-lago"
