"""What a writer can ask: hovers, the way to the source, all passages about a name."""

import pytest
import seeds
from editor import Draft, Editor, line_at, path_of, plain_words
from lsprotocol import types


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open(seeds.DRAFT)
    # The corpus is loaded once this is found.
    await draft.finding(seeds.RULE, seeds.FLAGGED)
    return draft


async def test_a_flagged_figure_shows_the_verdict_and_its_source(draft: Draft):
    hover = await draft.hover(seeds.FLAGGED)
    words = plain_words(hover)
    assert seeds.RIGHT in words
    assert seeds.SOURCE_TITLE in words or seeds.SOURCE_KEY in words
    shown = draft.words_in(hover.range)
    assert seeds.FLAGGED in shown
    assert shown.rstrip(".") in seeds.SENTENCE


async def test_a_name_shows_a_citation_card(draft: Draft):
    hover = await draft.hover(seeds.NAME)
    assert seeds.NAME_TITLE in plain_words(hover)
    shown = draft.words_in(hover.range)
    assert seeds.NAME in shown
    assert len(shown.split()) <= 3


async def test_a_citation_shows_the_card_of_its_source(draft: Draft):
    hover = await draft.hover(seeds.CITATION)
    assert seeds.SOURCE_TITLE in plain_words(hover)
    assert seeds.CITATION in "@" + draft.words_in(hover.range)


async def test_a_hover_holds_no_active_html_or_command(draft: Draft):
    for words in [seeds.FLAGGED, seeds.NAME, seeds.CITATION]:
        hover = await draft.hover(words)
        assert "command:" not in hover.contents.value
        assert "<script" not in hover.contents.value


async def test_blank_lines_and_places_outside_have_no_hover(draft: Draft):
    assert await draft.hover("\n\n") is None
    beyond = types.Position(line=100_000, character=100_000)
    params = types.HoverParams(text_document=draft.document, position=beyond)
    assert await draft.editor.text_document_hover_async(params) is None


async def test_the_definition_is_the_line_of_the_evidence(draft: Draft):
    answer = await draft.definition(seeds.FLAGGED)
    first = answer[0] if isinstance(answer, (list, tuple)) else answer
    capability = draft.editor.capabilities.text_document.definition
    if capability and capability.link_support:
        assert isinstance(first, types.LocationLink)
        uri, range = first.target_uri, first.target_selection_range
        # The origin is what the editor underlines while the mouse is over it.
        assert seeds.FLAGGED in draft.words_in(first.origin_selection_range)
    else:
        assert isinstance(first, types.Location)
        uri, range = first.uri, first.range
    assert path_of(uri) == draft.editor.workspace / seeds.SOURCE
    assert seeds.PASSAGE in line_at(uri, range.start.line)


async def test_the_definition_of_a_citation_is_in_its_source(draft: Draft):
    answer = await draft.definition(seeds.CITATION)
    first = answer[0] if isinstance(answer, (list, tuple)) else answer
    uri = first.target_uri if isinstance(first, types.LocationLink) else first.uri
    assert path_of(uri) == draft.editor.workspace / seeds.SOURCE


async def test_references_list_the_passages_that_name_the_term(draft: Draft):
    references = await draft.references(seeds.NAME)
    files = {path_of(it.uri) for it in references}
    assert draft.editor.workspace / seeds.NAME_SOURCE in files
    for reference in references:
        lines = path_of(reference.uri).read_text().split("\n")
        passage = "\n".join(lines[reference.range.start.line : reference.range.end.line + 1])
        assert seeds.NAME in passage
