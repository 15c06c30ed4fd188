"""What is offered while a writer types, and what becomes of the draft when it is taken."""

import pytest
import seeds
from editor import Draft, Editor
from lsprotocol import types

SENTENCE = "US officials speak of a \"platinum standard\""


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open(seeds.DRAFT)
    # The corpus is loaded once this is found.
    await draft.finding(seeds.RULE, seeds.FLAGGED)
    return draft


async def complete(draft: Draft, words: str) -> types.CompletionList:
    """The list behind the first place of the words."""
    place = draft.place(words, len(words))
    params = types.CompletionParams(text_document=draft.document, position=place)
    answer = await draft.editor.text_document_completion_async(params)
    return answer or types.CompletionList(is_incomplete=False, items=[])


def ends(item: types.CompletionItem) -> tuple[types.Range, types.Range]:
    edit = item.text_edit
    if isinstance(edit, types.InsertReplaceEdit):
        return edit.insert, edit.replace
    return edit.range, edit.range


def cuts_edits(draft: Draft) -> bool:
    """Neovim 0.11 puts in an edit up to its first space."""
    info = draft.editor.info
    return info["name"] == "Neovim" and info["version"].startswith("0.11")


def put_in(item: types.CompletionItem) -> str:
    return item.insert_text or item.text_edit.new_text


async def test_a_key_is_offered_while_the_sentence_is_typed(draft: Draft):
    # Nobody waits for a report on this text.
    draft.replace("\n## 2.", "\nThe agreement on the table is one of 15 years [@mar\n\n## 2.")
    answer = await complete(draft, "is one of 15 years [@mar")
    first = answer.items[0]
    assert first.label == seeds.SOURCE_KEY
    assert first.text_edit.new_text.startswith(seeds.SOURCE_KEY)
    insert, replace = ends(first)
    assert draft.words_in(insert) == "mar"
    assert draft.words_in(replace) == "mar"
    # Editors compare this with what stands in the range.
    assert first.filter_text.startswith("mar")
    item = draft.editor.capabilities.text_document.completion
    if not (item and item.completion_item and item.completion_item.insert_replace_support):
        assert isinstance(first.text_edit, types.TextEdit)


async def test_the_card_of_a_source_comes_when_it_is_asked_for(draft: Draft):
    draft.replace("\n## 2.", "\nThe agreement on the table is one of 15 years [@\n\n## 2.")
    answer = await complete(draft, "is one of 15 years [@")
    first = next(it for it in answer.items if it.label == seeds.SOURCE_KEY)
    assert first.documentation is None
    # Editors make fractions of large numbers and tables of empty lists on the way back; a text stays one.
    assert isinstance(first.data, str)
    resolved = await draft.editor.completion_item_resolve_async(first)
    completion = draft.editor.capabilities.text_document.completion
    formats = completion and completion.completion_item and completion.completion_item.documentation_format
    if not formats:
        assert isinstance(resolved.documentation, str)
        assert seeds.SOURCE_TITLE in resolved.documentation
    else:
        assert resolved.documentation.kind == next(it for it in formats if it == types.MarkupKind.Markdown)
        assert seeds.SOURCE_TITLE in resolved.documentation.value.replace("\\", "")
    assert resolved.text_edit == first.text_edit


async def test_a_quotation_goes_on_as_the_source_has_it(draft: Draft):
    draft.replace("\n## 2.", "\nWitkoff said of the guarantees: \"All these det\n\n## 2.")
    answer = await complete(draft, "guarantees: \"All these det")
    assert answer.items, "no quotation"
    first = answer.items[0]
    if cuts_edits(draft):
        # From the last word that was typed on.
        assert first.text_edit is None
        assert put_in(first).startswith("details ")
        assert first.filter_text == put_in(first)
    else:
        assert put_in(first).startswith("All these details")
    assert put_in(first).rstrip("]").endswith(seeds.SOURCE_KEY)


async def test_a_name_is_offered_in_full(draft: Draft):
    draft.replace("\n## 2.", "\nThen spoke Bud\n\n## 2.")
    answer = await complete(draft, "Then spoke Bud")
    assert any("Kyrylo Budanov" in put_in(it) for it in answer.items)


async def test_prose_front_matter_and_comments_ask_for_nothing(draft: Draft):
    for words in ["The war is in its fourth year", "status: draft", "the committee's calendar"]:
        assert (await complete(draft, words)).items == []
    assert SENTENCE in draft.text
    # The mark closes the quotation.
    assert (await complete(draft, "\"platinum standard\"")).items == []
