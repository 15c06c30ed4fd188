"""From the draft to the sources and back: one conversation for each way."""

import pytest
from editor import Draft, Editor, line_at, path_of
from lsprotocol import types

FILES = {
    "citecheck.toml": 'corpus = ["sources"]\n',
    "sources/harbour.md": """---
key: harbour
title: Harbour report
publisher: Port of Norham
date: 2021-04-01
---

# Harbour report

The ferry Aurora carried 1,200 passengers to Norham in March 2021.
""",
    "sources/council.md": """---
key: council
title: Minutes of the council
---

The ferry Aurora carried 1,200 passengers to Norham in March 2021, the council heard.
""",
    "draft.md": """# 🙂 Ferries in Norham

🙂👩‍🔬 Was it full? The ferry Aurora carried 1,200 passengers to Norham in March 2021 [@harbour].
The ferry Aurora carried 1,500 passengers to Norham in March 2021 ([report](sources/harbour.md)).
""",
    "notes/other.md": "Seen in the report [see @harbour, p. 3; @council], never in `@harbour`.\n",
    "open.md": "Nothing is cited here.\n",
}

pytestmark = pytest.mark.files(FILES)

CLAIM = "carried 1,200"
CONFLICT = ("conflicting-figure", "1,500")


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open("draft.md")
    await draft.finding(*CONFLICT)
    return draft


def places(answer) -> list[tuple[str, str]]:
    """The files and lines that an answer leads to."""
    found = answer if isinstance(answer, (list, tuple)) else [answer]
    links = [
        (it.target_uri, it.target_selection_range) if isinstance(it, types.LocationLink) else (it.uri, it.range)
        for it in found
    ]
    return [(path_of(uri).name, line_at(uri, range.start.line)) for uri, range in links]


def assert_links(draft: Draft, answer, capability: str, origin: str):
    """A client that takes links is told which words they lead from."""
    declared = getattr(draft.editor.capabilities.text_document, capability)
    for it in answer:
        assert isinstance(it, types.LocationLink) == bool(declared and declared.link_support)
        if isinstance(it, types.LocationLink):
            assert origin in draft.words_in(it.origin_selection_range)


async def test_the_declaration_is_the_head_of_the_source(draft: Draft):
    params = types.DeclarationParams(text_document=draft.document, position=draft.place("@harbour", 2))
    answer = await draft.editor.text_document_declaration_async(params)
    assert places(answer) == [("harbour.md", "# Harbour report")]
    assert_links(draft, answer, "declaration", "@harbour")
    params = types.DeclarationParams(text_document=draft.document, position=draft.place("\n\n", 1))
    assert await draft.editor.text_document_declaration_async(params) is None


async def test_the_implementation_is_every_passage_that_supports(draft: Draft):
    params = types.ImplementationParams(text_document=draft.document, position=draft.place(CLAIM, 1))
    answer = await draft.editor.text_document_implementation_async(params)
    assert sorted(it[0] for it in places(answer)) == ["council.md", "harbour.md"]
    assert all("1,200 passengers" in it[1] for it in places(answer))
    assert_links(draft, answer, "implementation", CLAIM)
    params = types.ImplementationParams(text_document=draft.document, position=draft.place("carried 1,500", 1))
    assert await draft.editor.text_document_implementation_async(params) is None


async def test_references_of_a_key_are_its_uses_in_all_drafts(draft: Draft):
    # What is open counts as it is in the editor.
    draft.editor.open("open.md", "Now [@harbour] is.\n")

    async def found(include_declaration: bool):
        context = types.ReferenceContext(include_declaration=include_declaration)
        params = types.ReferenceParams(
            text_document=draft.document, position=draft.place("@harbour", 1), context=context
        )
        return await draft.editor.text_document_references_async(params)

    references = await found(False)
    files = [path_of(it.uri).name for it in references]
    assert files == ["draft.md", "draft.md", "other.md", "open.md", "harbour.md"]
    assert draft.words_in(references[0].range) == "@harbour"
    assert draft.words_in(references[1].range) == "[report](sources/harbour.md)"
    other = line_at(references[2].uri, 0)
    assert other[references[2].range.start.character : references[2].range.end.character] == "@harbour"
    assert references[3].range == types.Range(types.Position(0, 5), types.Position(0, 13))
    assert "1,200" in line_at(references[4].uri, references[4].range.start.line)
    with_declaration = await found(True)
    assert places(with_declaration)[0] == ("harbour.md", "# Harbour report")
    assert with_declaration[1:] == references


async def test_links_lead_to_the_documents(draft: Draft):
    params = types.DocumentLinkParams(text_document=draft.document)
    links = await draft.editor.text_document_document_link_async(params)
    words = [draft.words_in(it.range) for it in links]
    is_vscode = draft.editor.is_vscode
    assert words == ["@harbour"] if is_vscode else ["@harbour", "[report](sources/harbour.md)"]
    source = draft.editor.workspace / "sources/harbour.md"
    assert path_of(links[0].target) == source
    declared = draft.editor.capabilities.text_document.document_link
    if declared and declared.tooltip_support:
        assert links[0].tooltip.startswith("Harbour report · Port of Norham · 2021-04-01")
    else:
        assert links[0].tooltip is None


async def test_highlights_are_the_other_places_of_the_same(draft: Draft):
    async def lines(words: str):
        params = types.DocumentHighlightParams(text_document=draft.document, position=draft.place(words, 1))
        found = await draft.editor.text_document_document_highlight_async(params)
        return [(it.range.start.line, draft.words_in(it.range)) for it in found or []]

    assert await lines("Norham") == [(0, "Norham"), (2, "Norham"), (3, "Norham")]
    assert await lines("@harbour") == [(2, "@harbour"), (3, "[report](sources/harbour.md)")]
    assert await lines("it full") == []


async def test_sources_and_terms_are_found_by_a_few_letters(draft: Draft):
    async def names(query: str):
        symbols = await draft.editor.workspace_symbol_async(types.WorkspaceSymbolParams(query=query))
        return [(it.name, path_of(it.location.uri).name) for it in symbols]

    assert (await names("harbrep"))[0] == ("Harbour report (harbour)", "harbour.md")
    assert "Aurora" in (await names("auro"))[0][0]
    assert await names("qqq") == []
