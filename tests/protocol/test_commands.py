"""What the server does when it is told to, and what it says when it cannot."""

import asyncio
import json
import pathlib

import pytest
import seeds
from editor import Draft, Editor, line_at
from lsprotocol import types
from pygls.exceptions import JsonRpcException

INVALID_PARAMS = -32602
REQUEST_FAILED = -32803


@pytest.fixture
async def draft(editor: Editor) -> Draft:
    draft = editor.open(seeds.DRAFT)
    await draft.finding(seeds.RULE, seeds.FLAGGED)
    return draft


async def run(draft: Draft, command: str, **arguments):
    params = types.ExecuteCommandParams(command=f"citecheck.{command}", arguments=[arguments] if arguments else [])
    return await draft.editor.workspace_execute_command_async(params)


async def refusal(draft: Draft, command: str, **arguments) -> JsonRpcException:
    with pytest.raises(JsonRpcException) as refused:
        await run(draft, command, **arguments)
    return refused.value


async def until(is_so):
    for _ in range(200):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nothing came")


def position(place: types.Position) -> dict:
    return {"line": place.line, "character": place.character}


async def test_all_commands_are_announced(draft: Draft):
    commands = draft.editor.server.execute_command_provider.commands
    names = "reindex restartCorpus acceptClaim addTerm explainRule showEvidence openSource report exportCitations"
    names += " evidenceAt listSources status citeClaim"
    assert {f"citecheck.{it}" for it in names.split()} <= set(commands)


async def test_a_rule_is_explained_and_a_slip_is_understood(draft: Draft):
    answer = await run(draft, "explainRule", rule=seeds.RULE)
    assert answer["page"].startswith(f"# `{seeds.RULE}`")
    error = await refusal(draft, "explainRule", rule="conflicting-figur")
    assert (error.code, "did you mean `conflicting-figure`" in error.message) == (INVALID_PARAMS, True)


async def test_wrong_arguments_are_answered_with_what_was_expected(draft: Draft):
    error = await refusal(draft, "explainRule")
    assert (error.code, "missing field `rule`" in error.message) == (INVALID_PARAMS, True)
    error = await refusal(draft, "report", path="a.md")
    assert (error.code, '{"uri", "format"?, "open"?}' in error.message) == (INVALID_PARAMS, True)
    assert (await refusal(draft, "nonsense")).code == INVALID_PARAMS
    assert (await refusal(draft, "report", uri="file:///nowhere.md")).code == INVALID_PARAMS


async def test_the_evidence_is_the_passage_of_the_source(draft: Draft):
    answer = await run(draft, "showEvidence", uri=draft.uri, position=position(draft.place(seeds.FLAGGED, 1)))
    assert seeds.PASSAGE in line_at(answer["uri"], answer["range"]["start"]["line"])
    blank = position(draft.place("\n\n"))
    assert (await refusal(draft, "showEvidence", uri=draft.uri, position=blank)).code == REQUEST_FAILED


async def test_a_source_is_opened_by_its_key(draft: Draft):
    answer = await run(draft, "openSource", source=seeds.SOURCE_KEY)
    assert answer["path"] == str(draft.editor.workspace / seeds.SOURCE)
    assert (await refusal(draft, "openSource", source="nobody")).code == INVALID_PARAMS


async def test_the_report_is_that_of_the_command_line(draft: Draft):
    answer = await run(draft, "report", uri=draft.uri, format="json")
    assert answer["schema"] == "citecheck/check/1"
    assert any(it["rule"] == seeds.RULE for it in answer["drafts"][0]["findings"])


async def test_the_annotated_draft_is_opened_outside_of_the_editor(draft: Draft):
    answer = await run(draft, "report", uri=draft.uri)
    page = pathlib.Path(answer["path"])
    assert page.name == "briefing.report.html" and page.as_uri() == answer["uri"]
    # The workspace is left as it is.
    assert draft.editor.workspace not in page.parents
    text = page.read_text()
    assert text.startswith("<!DOCTYPE html>") and "</html>" in text and seeds.RULE in text
    shows = draft.editor.capabilities.window and draft.editor.capabilities.window.show_document
    if shows and shows.support:
        await until(lambda: [it for it in draft.editor.shown_documents if it.uri == answer["uri"] and it.external])
    else:
        await until(lambda: [it for it in draft.editor.messages if answer["path"] in it.message])
    for ending, opening in {"md": b"<!-- A report by citecheck", "docx": b"PK"}.items():
        answer = await run(draft, "report", uri=draft.uri, format=ending, open=False)
        file = pathlib.Path(answer["path"])
        assert file.name == f"briefing.report.{ending}" and file.read_bytes().startswith(opening)
    assert (await refusal(draft, "report", uri=draft.uri, format="pdf")).code == INVALID_PARAMS


async def test_the_cited_sources_are_exported(draft: Draft):
    answer = await run(draft, "exportCitations", uri=draft.uri, format="csl-json")
    keys = [it["id"] for it in json.loads(answer["text"])]
    assert seeds.SOURCE_KEY in keys and keys == answer["keys"]
    answer = await run(draft, "exportCitations", uri=draft.uri, format="bibtex", to="cited.bib")
    written = (draft.editor.workspace / "cited.bib").read_text()
    assert written == answer["text"] and f"{{{seeds.SOURCE_KEY}," in written
    # What is there is not written over, and nothing outside of the folder is written.
    assert (await refusal(draft, "exportCitations", uri=draft.uri, format="bibtex", to="cited.bib")).code == REQUEST_FAILED
    assert (await refusal(draft, "exportCitations", uri=draft.uri, format="bibtex", to="../a.bib")).code == REQUEST_FAILED
    assert (await refusal(draft, "exportCitations", uri=draft.uri, format="endnote")).code == INVALID_PARAMS


async def test_a_term_goes_into_the_glossary(draft: Draft):
    await run(draft, "addTerm", uri=draft.uri, name="Kirill Dmitriev", aliases=["Kiril Dmitriev"])
    glossary = (draft.editor.workspace / "terms.toml").read_text()
    assert 'name = "Kirill Dmitriev"\naliases = ["Kiril Dmitriev"]\n' in glossary
    assert (await refusal(draft, "addTerm", uri=draft.uri, name="NATO")).code == REQUEST_FAILED


async def test_the_corpus_is_read_anew(draft: Draft):
    for command in ["restartCorpus", "reindex"]:
        answer = await run(draft, command, uri=draft.uri)
        assert answer["roots"] == [str(draft.editor.workspace)]
        await draft.finding(seeds.RULE, seeds.FLAGGED)


async def test_a_view_gets_a_claim_with_all_that_it_rests_on(draft: Draft):
    answer = await run(draft, "evidenceAt", uri=draft.uri, position=position(draft.place(seeds.FLAGGED, 1)))
    assert answer["text"].startswith(seeds.SENTENCE)
    assert (answer["verdict"], answer["version"]) == ("refuted", draft.version)
    assert [it["rule"] for it in answer["findings"]] == [seeds.RULE]
    assert any(seeds.RIGHT in it["text"] and it["standsOut"] for line in answer["why"] for it in line)
    card = answer["passages"][0]
    assert (card["source"]["key"], card["stance"], card["isCited"]) == (seeds.SOURCE_KEY, "contradicts", True)
    assert any(it["standsOut"] for it in card["words"])
    place = card["location"]
    assert seeds.PASSAGE in line_at(place["uri"], place["range"]["start"]["line"])
    blank = position(draft.place("\n\n"))
    assert await run(draft, "evidenceAt", uri=draft.uri, position=blank) is None


async def test_a_view_gets_the_sources_and_how_the_draft_stands(draft: Draft):
    status = await run(draft, "status", uri=draft.uri)
    assert status["draft"]["isCurrent"] and status["draft"]["findings"] > 0
    answer = await run(draft, "listSources", uri=draft.uri)
    assert (answer["found"], len(answer["sources"])) == (status["sources"], status["sources"])
    cited = {it["source"]["key"]: it for it in answer["uses"]}
    assert cited[seeds.SOURCE_KEY]["citations"] > 0 and cited[seeds.SOURCE_KEY]["passages"]
    assert answer["problems"] == []
    found = await run(draft, "listSources", uri=draft.uri, query="ZELENSKY mar-a")
    assert [it["key"] for it in found["sources"]] == [seeds.SOURCE_KEY]


async def test_a_claim_is_cited_with_a_passage_of_the_view(draft: Draft):
    words = "Kyrylo Budanov spoke of concrete"
    draft.replace("\n## 2.", f"\n{words} agreements.\n\n## 2.")
    await draft.eventually(lambda findings: True)
    place = position(draft.place(words, 1))
    card = (await run(draft, "evidenceAt", uri=draft.uri, position=place))["passages"][0]
    assert not card["isCited"]
    of = {"uri": draft.uri, "source": card["source"]["key"], "passage": card["passage"], "version": draft.version}
    edit = await run(draft, "citeClaim", position=place, **of)
    changes = edit["documentChanges"][0]["edits"] if "documentChanges" in edit else edit["changes"][draft.uri]
    assert any(card["source"]["key"] in it["newText"] for it in changes)
    workspace = draft.editor.capabilities.workspace
    if workspace and workspace.apply_edit:
        await until(lambda: draft.editor.applied)
    nowhere = position(draft.place("How much of this would survive", 1))
    assert (await refusal(draft, "citeClaim", position=nowhere, **of)).code in (REQUEST_FAILED, -32801)
