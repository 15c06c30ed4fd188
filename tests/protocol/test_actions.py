"""What can be done about a finding: listed at once, worked out when chosen, refused when the draft has changed since."""

import ast
import asyncio

import pytest
import seeds
from editor import Draft, Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

CONTENT_MODIFIED = -32801


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open(seeds.DRAFT)
    await draft.finding(seeds.RULE, seeds.FLAGGED)
    return draft


async def actions(draft: Draft, words: str, only: list[str] | None = None) -> list[types.CodeAction]:
    context = types.CodeActionContext(diagnostics=[], only=only)
    params = types.CodeActionParams(text_document=draft.document, range=draft.range_of(words), context=context)
    answer = await draft.editor.text_document_code_action_async(params) or []
    return [whole(it) for it in answer]


def whole(action: types.CodeAction | types.Command) -> types.CodeAction:
    """The client's types take an action that has a command for that command, and its command for a text."""
    if isinstance(action, types.CodeAction):
        return action
    return types.CodeAction(title=action.title, command=types.Command(**ast.literal_eval(action.command)))


def resolves(draft: Draft) -> bool:
    capability = draft.editor.capabilities.text_document.code_action
    support = capability and capability.resolve_support
    return bool(support and "edit" in support.properties and capability.data_support)


async def edit_of(draft: Draft, action: types.CodeAction) -> types.WorkspaceEdit:
    if resolves(draft):
        assert action.edit is None
        action = await draft.editor.code_action_resolve_async(action)
    return action.edit


def text_edits(draft: Draft, edit: types.WorkspaceEdit) -> list[types.TextEdit]:
    if edit.document_changes:
        [change] = edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (draft.uri, draft.version)
        return list(change.edits)
    assert list(edit.changes) == [draft.uri]
    return list(edit.changes[draft.uri])


def titled(actions: list[types.CodeAction], words: str) -> types.CodeAction:
    found = [it for it in actions if words in it.title]
    assert found, [it.title for it in actions]
    return found[0]


async def test_a_figure_is_replaced_by_the_source_s(draft: Draft):
    listed = await actions(draft, seeds.FLAGGED)
    fix = listed[0]
    assert seeds.RIGHT in fix.title
    assert fix.kind == types.CodeActionKind.QuickFix and fix.is_preferred
    assert fix.diagnostics[0].code == seeds.RULE
    [edit] = text_edits(draft, await edit_of(draft, fix))
    changed = draft.text.replace(draft.words_in(edit.range), edit.new_text, 1)
    assert seeds.RIGHT in changed


async def test_only_the_kinds_asked_for_are_listed(draft: Draft):
    quick = await actions(draft, seeds.FLAGGED, ["quickfix"])
    assert quick and all(it.kind in (None, "quickfix") for it in quick)
    assert all((it.kind or "refactor").startswith("refactor") for it in await actions(draft, seeds.FLAGGED, ["refactor"]))
    assert await actions(draft, seeds.FLAGGED, ["source.organizeImports"]) == []
    assert all(it.kind != "source.fixAll.citecheck" for it in await actions(draft, seeds.FLAGGED))


async def test_a_claim_is_cited_in_the_draft_s_style(draft: Draft):
    draft.replace("\n## 2.", "\nKyrylo Budanov spoke of concrete agreements.\n\n## 2.")
    words = "Kyrylo Budanov spoke of concrete"
    await draft.eventually(lambda findings: True)
    cite = titled(await actions(draft, words, ["refactor"]), "Cite")
    edits = text_edits(draft, await edit_of(draft, cite))
    assert any("[@" in it.new_text for it in edits)


async def test_fix_all_mends_what_is_safe(draft: Draft):
    draft.replace("\n## 2.", "\nTalks took place in Kiev.\n\n## 2.")
    await draft.eventually(lambda findings: True)
    [action] = await actions(draft, "Talks took place", ["source.fixAll"])
    assert action.kind == "source.fixAll.citecheck"
    edits = text_edits(draft, await edit_of(draft, action))
    assert [(draft.words_in(it.range), it.new_text) for it in edits if "Kiev" in draft.words_in(it.range)] == [("Kiev", "Kyiv")]
    # A wrong figure wants a second look.
    assert all(seeds.RIGHT not in it.new_text for it in edits)


async def test_an_action_for_a_text_that_has_changed_is_refused(draft: Draft):
    fix = (await actions(draft, seeds.FLAGGED))[0]
    draft.replace("# Security", "# On security")
    if not resolves(draft):
        edit = fix.edit
        # The editor refuses it itself where versions are known.
        if edit.document_changes:
            assert edit.document_changes[0].text_document.version == draft.version - 1
        return
    with pytest.raises(JsonRpcException) as refusal:
        await draft.editor.code_action_resolve_async(fix)
    assert refusal.value.code == CONTENT_MODIFIED
    assert "changed" in refusal.value.message


async def test_a_claim_is_accepted_by_a_command(draft: Draft):
    accept = titled(await actions(draft, seeds.FLAGGED), "Accept")
    assert accept.edit is None
    params = types.ExecuteCommandParams(command=accept.command.command, arguments=accept.command.arguments)
    answer = await draft.editor.workspace_execute_command_async(params)
    assert answer["rules"] == [seeds.RULE]
    accepted = (draft.editor.workspace / "citecheck.accepted.toml").read_text()
    assert f'rule = "{seeds.RULE}"' in accepted
    # The file is heard, and what it lists is not reported.
    def is_silent(findings):
        return all(it.code != seeds.RULE or seeds.FLAGGED not in draft.words_in(it.range) for it in findings)

    await draft.eventually(is_silent)
    # Nobody accepts a claim of a text that is no more.
    with pytest.raises(JsonRpcException) as refusal:
        arguments = [accept.command.arguments[0] | {"version": 99}]
        params = types.ExecuteCommandParams(command=accept.command.command, arguments=arguments)
        await draft.editor.workspace_execute_command_async(params)
    assert refusal.value.code == CONTENT_MODIFIED


async def test_a_mistake_among_the_accepted_claims_is_told_at_its_place(draft: Draft):
    path = draft.editor.workspace / "citecheck.accepted.toml"
    path.write_text('accepted = [\n  { claim = "a b", rule = "zebra" },\n]\n')
    draft.editor.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams(changes=[types.FileEvent(uri=path.as_uri(), type=types.FileChangeType.Created)])
    )
    for _ in range(200):
        told = draft.editor.published.get(path.as_uri())
        if told and told[-1].diagnostics:
            break
        await asyncio.sleep(0.1)
    [diagnostic] = told[-1].diagnostics
    assert "zebra" in diagnostic.message
    assert diagnostic.range.start.line == 1
