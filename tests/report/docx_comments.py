"""docx_comments.py REPORT: reads a report as python-docx does; each comment has words, an author and a place."""

import sys

import docx
from docx.oxml.ns import qn

document = docx.Document(sys.argv[1])
body = document.element.body
comments = list(document.comments)
assert comments, "there are comments"
for comment in comments:
    assert comment.author == "citecheck", comment.author
    assert comment.text.strip(), "a comment says something"
ids = sorted(str(it.comment_id) for it in comments)
for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
    found = sorted(it.get(qn("w:id")) for it in body.iter(qn(f"w:{name}")))
    assert found == ids, f"{name}: {found} are not {ids}"
styles = {it.style.name for it in document.paragraphs}
assert any(it.startswith("Heading") for it in styles), styles
print(f"ok {len(comments)} comments, each in its place; styles: {', '.join(sorted(styles))}")
