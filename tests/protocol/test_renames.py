"""New names of keys, footnotes and files, and what drafts have to say about them."""

import asyncio

import pytest
from editor import Draft, Editor, path_of
from lsprotocol import types
from pygls.exceptions import JsonRpcException

FILES = {
    "citecheck.toml": 'corpus = ["sources"]\n',
    "sources/harbour.md": """---
key: harbour21
title: Harbour report
---

The ferry Aurora carried 1,200 passengers to Norham in March 2021.
""",
    "sources/refs.bib": "@misc{harbour21,\n  title = {Harbour report},\n}\n",
    "sources/old minutes.md": "The council of Norham met in April 2021.\n",
    "sources/plain.txt": "Nobody was hurt in the harbour.\n",
    "draft.md": """# 🙂 Ferries in Norham

🙂👩‍🔬 The ferry Aurora carried 1,500 passengers to Norham in March 2021 [see @harbour21, p. 3].[^1]
The council of Norham met in April 2021 ([so](<sources/old minutes.md#L1>)), nobody was hurt [@plain].

[^1]: Also [[old minutes]].
""",
    "notes/other.md": "Seen by [@harbour21; @plain] and in [the minutes](../sources/old%20minutes.md), never in `@harbour21`.\n",
    "open.md": "Nothing is cited here.\n",
}

pytestmark = pytest.mark.files(FILES)


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open("draft.md")
    await draft.finding("conflicting-figure", "1,500")
    return draft


def edits_of(editor: Editor, edit: types.WorkspaceEdit) -> dict[str, list[types.TextEdit]]:
    """The edits by the path of their file. Those of files that are open have its version, if the client wants one."""
    declared = editor.capabilities.workspace and editor.capabilities.workspace.workspace_edit
    makes_file = any(isinstance(it, types.CreateFile) for it in edit.document_changes or [])
    assert makes_file or bool(edit.document_changes) == bool(declared and declared.document_changes)
    if edit.changes is not None:
        return {str(path_of(uri).relative_to(editor.workspace)): list(it) for uri, it in edit.changes.items()}
    found = {}
    for change in edit.document_changes:
        if isinstance(change, types.TextDocumentEdit):
            path = str(path_of(change.text_document.uri).relative_to(editor.workspace))
            assert (change.text_document.version is None) == (path not in ("draft.md", "open.md")), path
            found[path] = list(change.edits)
    return found


def applied(editor: Editor, edit: types.WorkspaceEdit, texts: dict[str, str] = {}) -> dict[str, str]:
    """The files that an edit changes, as they are afterwards."""
    found = {}
    for name, edits in edits_of(editor, edit).items():
        path = editor.workspace / name
        text = texts.get(name, path.read_text() if path.exists() else "")
        file = Draft(editor, path, text, 0)
        for it in sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
            start, end = file._offset(it.range.start), file._offset(it.range.end)
            file.text = file.text[:start] + it.new_text + file.text[end:]
        found[name] = file.text
    return found


async def rename(draft: Draft, words: str, new: str, offset: int = 2) -> types.WorkspaceEdit | None:
    position = draft.place(words, offset)
    params = types.RenameParams(text_document=draft.document, position=position, new_name=new)
    return await draft.editor.text_document_rename_async(params)


async def test_a_key_is_renamed_in_all_drafts_and_where_it_is_given(draft: Draft):
    opened = "Now [@harbour21] is.\n"
    draft.editor.open("open.md", opened)
    declared = draft.editor.capabilities.text_document.rename
    if declared and declared.prepare_support:
        params = types.PrepareRenameParams(text_document=draft.document, position=draft.place("@harbour21", 1))
        prepared = await draft.editor.text_document_prepare_rename_async(params)
        assert prepared.placeholder == draft.words_in(prepared.range) == "harbour21"
        params = types.PrepareRenameParams(text_document=draft.document, position=draft.place("carried", 1))
        assert await draft.editor.text_document_prepare_rename_async(params) is None
    files = applied(draft.editor, await rename(draft, "@harbour21", "port2021"), {"open.md": opened})
    assert sorted(files) == ["draft.md", "notes/other.md", "open.md", "sources/harbour.md", "sources/refs.bib"]
    for name, text in files.items():
        before = opened if name == "open.md" else (draft.editor.workspace / name).read_text()
        assert text.replace("port2021", "harbour21") == before
        assert text.count("harbour21") == (name == "notes/other.md"), "what is code stays"


async def test_a_key_that_cannot_be_is_refused_with_the_reason(draft: Draft):
    for new, why in [("two words", "no spaces"), ("plain", "names another source"), ("a[b", "a key has no `.`"), ("", "at least")]:
        with pytest.raises(JsonRpcException, match=why):
            await rename(draft, "@harbour21", new)
    with pytest.raises(JsonRpcException, match="no key"):
        await rename(draft, "carried", "x")
    assert await rename(draft, "@harbour21", "harbour21") is None


async def test_a_key_that_was_made_up_is_written_beside_the_source(draft: Draft):
    declared = draft.editor.capabilities.workspace and draft.editor.capabilities.workspace.workspace_edit
    if not (declared and "create" in (declared.resource_operations or [])):
        with pytest.raises(JsonRpcException, match="plain.txt.yaml"):
            await rename(draft, "@plain", "calm")
        return
    files = applied(draft.editor, await rename(draft, "@plain", "calm"))
    assert sorted(files) == ["draft.md", "notes/other.md", "sources/plain.txt.yaml"]
    assert files["sources/plain.txt.yaml"] == "key: calm\n"


async def test_a_footnote_is_renamed_in_its_draft(draft: Draft):
    files = applied(draft.editor, await rename(draft, "2021 [see @harbour21, p. 3].[^1]", "minutes", 30))
    assert list(files) == ["draft.md"]
    assert files["draft.md"] == draft.text.replace("[^1]", "[^minutes]")


async def will_rename(editor: Editor, *pairs: tuple[str, str]) -> types.WorkspaceEdit | None:
    files = [
        types.FileRename(old_uri=(editor.workspace / old).as_uri(), new_uri=(editor.workspace / new).as_uri())
        for old, new in pairs
    ]
    return await editor.workspace_will_rename_files_async(types.RenameFilesParams(files=files))


async def test_links_follow_a_file_that_is_renamed(draft: Draft):
    editor = draft.editor
    operations = editor.capabilities.workspace and editor.capabilities.workspace.file_operations
    offered = editor.server.workspace and editor.server.workspace.file_operations
    assert bool(offered and offered.will_rename) == bool(operations and operations.will_rename)
    if not (offered and offered.will_rename):
        return
    files = applied(editor, await will_rename(editor, ("sources/old minutes.md", "sources/2021/new minutes.md")))
    assert sorted(files) == ["draft.md", "notes/other.md"]
    assert "[so](<sources/2021/new minutes.md#L1>)" in files["draft.md"]
    assert "[[new minutes]]" in files["draft.md"]
    assert "[the minutes](../sources/2021/new%20minutes.md)" in files["notes/other.md"]
    # A folder takes its files along, a draft its links.
    files = applied(editor, await will_rename(editor, ("sources", "archive"), ("notes", "more/notes")))
    assert "<archive/old minutes.md#L1>" in files["draft.md"]
    assert "../../archive/old%20minutes.md" in files["notes/other.md"]
    # So does the configuration that names the folder.
    assert files["citecheck.toml"] == 'corpus = ["archive"]\n'
    assert await will_rename(editor, ("open.md", "closed.md")) is None
    assert await will_rename(editor, ("sources/plain.txt", "sources/plain.txt")) is None


async def test_links_follow_while_no_draft_is_open(editor: Editor):
    offered = editor.server.workspace and editor.server.workspace.file_operations
    if not (offered and offered.will_rename) or editor.info["name"].startswith("helix"):
        return
    edit = await asyncio.wait_for(will_rename(editor, ("sources/old minutes.md", "sources/new.md")), 10)
    declared = editor.capabilities.workspace.workspace_edit
    changes = edit.document_changes if declared.document_changes else edit.changes
    assert len(changes) == 2
