"""What is shown of a whole draft: one conversation for each way of showing it."""

import asyncio

import pytest
from editor import REFRESHES, Draft, Editor, path_of
from lsprotocol import types

FILES = {
    "citecheck.toml": 'corpus = ["sources"]\n[features]\ninlay-hints = true\n',
    "sources/harbour.md": "The ferry Aurora carried 1,200 passengers to Norham in March 2021.\n",
    "draft.md": """# 🙂 Ferries

🙂👩‍🔬 The ferry Aurora carried 1,200 passengers to Norham
in March 2021.
The ferry Aurora carried 1,500 passengers to Norham in March 2021.

## Plans

Warsaw has bought four hundred locomotives from Canada.
""",
}

pytestmark = pytest.mark.files(FILES)

CONFLICT = ("conflicting-figure", "1,500")


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open("draft.md")
    await draft.finding(*CONFLICT)
    return draft


async def test_the_outline_has_claims_beneath_headings(draft: Draft):
    params = types.DocumentSymbolParams(text_document=draft.document)
    answer = await draft.editor.text_document_document_symbol_async(params)
    if draft.editor.is_vscode:
        # It has an outline of its own for Markdown.
        assert answer is None
        return
    declared = draft.editor.capabilities.text_document.document_symbol
    if declared and declared.hierarchical_document_symbol_support:
        (ferries,) = answer
        assert isinstance(ferries, types.DocumentSymbol) and ferries.name == "🙂 Ferries"
        assert draft.words_in(ferries.range) == draft.text.strip()
        first, second, plans = ferries.children
        assert first.detail == "supported by 1 source" and second.name.startswith("✗ The ferry")
        assert plans.name == "Plans" and plans.children[0].detail == "no support found"

        def check(symbol):
            def key(position):
                return (position.line, position.character)

            assert key(symbol.range.start) <= key(symbol.selection_range.start)
            assert key(symbol.selection_range.end) <= key(symbol.range.end)
            for child in symbol.children or []:
                check(child)

        check(ferries)
    else:
        names = [(it.name.split()[0], it.container_name) for it in answer]
        assert names == [("🙂", None), ("✓", "🙂 Ferries"), ("✗", "🙂 Ferries"), ("Plans", "🙂 Ferries"), ("?", "Plans")]


async def test_a_lens_counts_claims_and_leads_to_the_next_finding(draft: Draft):
    lenses = await draft.editor.text_document_code_lens_async(types.CodeLensParams(text_document=draft.document))
    titles = [(it.range.start.line, it.command.title) for it in lenses]
    assert titles == [
        (0, "3 claims · 1 supported · 1 contradicted · 1 to check"),
        (6, "1 claim · 1 to check"),
        (0, "annotated draft"),
    ]
    declared = draft.editor.capabilities.window
    if not (declared and declared.show_document and declared.show_document.support):
        assert lenses[0].command.command == ""
        return
    assert lenses[0].command.command in draft.editor.server.execute_command_provider.commands
    for words in ["1,500", "Warsaw", "1,500"]:
        command = lenses[0].command
        params = types.ExecuteCommandParams(command=command.command, arguments=command.arguments)
        await draft.editor.workspace_execute_command_async(params)
        for _ in range(200):
            if draft.editor.shown_documents:
                break
            await asyncio.sleep(0.02)
        shown = draft.editor.shown_documents.pop()
        assert shown.uri == draft.uri and draft.words_in(shown.selection).startswith(words)


async def test_a_command_that_is_wrong_is_answered_with_an_error(draft: Draft):
    for command, arguments in [("citecheck.nextFinding", []), ("citecheck.nextFinding", ["x"]), ("rm", [])]:
        params = types.ExecuteCommandParams(command=command, arguments=arguments)
        with pytest.raises(Exception) as failure:
            await draft.editor.workspace_execute_command_async(params)
        assert command in str(failure.value)


async def test_hints_count_the_sources_behind_the_claims_of_a_range(draft: Draft):
    async def hints(start: int, end: int):
        range = types.Range(types.Position(start, 0), types.Position(end, 0))
        params = types.InlayHintParams(text_document=draft.document, range=range)
        return await draft.editor.text_document_inlay_hint_async(params)

    found = await hints(0, 99)
    assert [it.label[0].value.replace("\u00a0", " ") for it in found] == ["✓ 1 source", "✗ contradicted", "? no source"]
    assert found[0].position == draft.place("2021.", 5)
    assert "harbour" in found[0].tooltip
    assert path_of(found[0].label[0].location.uri).name == "harbour.md"
    assert len(await hints(4, 5)) == 1


def words_of(draft: Draft, data: list[int], legend: types.SemanticTokensLegend) -> list[tuple[str, str]]:
    """The words of each token with its modifier."""
    found = []
    line = character = 0
    for start in range(0, len(data), 5):
        delta_line, delta_start, length, kind, modifiers = data[start : start + 5]
        character = delta_start + (character if delta_line == 0 else 0)
        line += delta_line
        words = draft.words_in(
            types.Range(types.Position(line, character), types.Position(line, character + length))
        )
        assert legend.token_types[kind] == "claim"
        found.append((words, legend.token_modifiers[modifiers.bit_length() - 1]))
    return found


async def test_tokens_mark_claims_by_verdict_line_by_line(draft: Draft):
    editor, document = draft.editor, draft.document
    legend = editor.server.semantic_tokens_provider.legend
    full = await editor.text_document_semantic_tokens_full_async(types.SemanticTokensParams(text_document=document))
    expected = [
        ("🙂👩‍🔬 The ferry Aurora carried 1,200 passengers to Norham", "supported"),
        ("in March 2021.", "supported"),
        ("The ferry Aurora carried 1,500 passengers to Norham in March 2021.", "contradicted"),
        ("Warsaw has bought four hundred locomotives from Canada.", "unsupported"),
    ]
    assert words_of(draft, full.data, legend) == expected
    range = draft.range_of("1,500")
    part = await editor.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(text_document=document, range=range)
    )
    assert words_of(draft, part.data, legend) == expected[2:3]
    draft.replace("1,500", "1,200")
    params = types.SemanticTokensDeltaParams(text_document=document, previous_result_id=full.result_id)
    delta = await editor.text_document_semantic_tokens_full_delta_async(params)
    assert isinstance(delta, types.SemanticTokensDelta) and len(delta.edits) == 1
    data = list(full.data)
    for edit in delta.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
    assert len(delta.edits[0].data) == 5
    changed = words_of(draft, data, legend)
    assert changed[2] == (expected[2][0].replace("1,500", "1,200"), "supported")


async def test_a_client_asks_again_when_a_source_changed_and_not_when_it_edits(draft: Draft):
    editor = draft.editor
    workspace = editor.capabilities.workspace
    declared = [
        method
        for method, it in zip(REFRESHES, [workspace and workspace.inlay_hint, workspace and workspace.code_lens,
                                          workspace and workspace.semantic_tokens])
        if it and it.refresh_support
    ]
    await asyncio.sleep(0.5)
    editor.refreshed.clear()
    draft.replace("1,500", "1,400")
    await draft.finding("conflicting-figure", "1,400")
    await asyncio.sleep(0.5)
    assert editor.refreshed == []
    source = editor.workspace / "sources/harbour.md"
    source.write_text(source.read_text().replace("1,200", "1,400"))
    await draft.finding("conflicting-figure", "1,200")
    for _ in range(100):
        if set(editor.refreshed) == set(declared):
            break
        await asyncio.sleep(0.05)
    assert sorted(editor.refreshed) == sorted(declared)
