"""A source that no editor opens as text: the way to its words leads to a mirror of them."""

import pathlib

import pytest
from editor import Editor, line_at, path_of, plain_words
from lsprotocol import types

REPORT = pathlib.Path(__file__).resolve().parents[1] / "formats/pdf/report.pdf"
DRAFT = "The works at the eastern quay cost 35.1 million crowns.\n"


@pytest.mark.files({"draft.md": DRAFT, "sources/notes.md": "Nothing else is here.\n"})
async def test_the_definition_is_the_line_of_the_mirror(editor: Editor):
    (editor.workspace / "sources/report.pdf").write_bytes(REPORT.read_bytes())
    draft = editor.open("draft.md")
    await draft.finding("conflicting-figure", "35.1 million")
    answer = await draft.definition("35.1 million")
    first = answer[0] if isinstance(answer, (list, tuple)) else answer
    is_link = isinstance(first, types.LocationLink)
    uri, range = (first.target_uri, first.target_selection_range) if is_link else (first.uri, first.range)
    assert path_of(uri).name == "report.pdf.md"
    assert "31.5 million crowns" in line_at(uri, range.start.line)
    # The original is one link away, in the mirror and in the hover.
    original = (editor.workspace / "sources/report.pdf").as_uri()
    assert f"{original}#page=1" in path_of(uri).read_text()
    hover = await draft.hover("35.1 million")
    assert "page 1" in plain_words(hover)
    assert f"{original}#page=1" in hover.contents.value
    # An opened mirror is no draft: what it says of itself is not held against it.
    mirror = editor.open(str(path_of(uri)))
    await draft.hover("35.1 million")
    assert not await mirror.findings()
