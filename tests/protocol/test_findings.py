"""What a writer is told while a draft is open."""

import asyncio

import pytest
import seeds
from editor import Editor, line_at, path_of
from lsprotocol import types

CONFLICT = (seeds.RULE, seeds.FLAGGED)


async def test_a_wrong_figure_is_found_and_named_for_its_rule(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    finding = await draft.finding(*CONFLICT)
    assert finding.source == "citecheck"
    assert finding.severity == types.DiagnosticSeverity.Error
    assert seeds.FLAGGED in draft.words_in(finding.range)
    assert seeds.RIGHT in finding.message
    # Some editors show nothing but the message, so the source is named there.
    assert seeds.SOURCE_KEY in finding.message


async def test_the_rule_links_to_its_page_where_the_editor_shows_links(editor: Editor):
    finding = await editor.open(seeds.DRAFT).finding(*CONFLICT)
    if editor.shows("code_description_support"):
        assert finding.code_description and seeds.RULE in finding.code_description.href


async def test_the_evidence_is_related_where_the_editor_shows_it(editor: Editor):
    finding = await editor.open(seeds.DRAFT).finding(*CONFLICT)
    if editor.shows("related_information"):
        location = finding.related_information[0].location
        assert path_of(location.uri) == editor.workspace / seeds.SOURCE
        assert seeds.PASSAGE in line_at(location.uri, location.range.start.line)
    else:
        assert not finding.related_information


async def test_every_finding_lies_within_a_line_of_the_draft(editor: Editor):
    # In the seeds, each sentence has a line of its own.
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    for finding in await draft.findings():
        assert finding.range.start.line == finding.range.end.line
        assert "\n" not in draft.words_in(finding.range)


async def test_putting_the_figure_right_removes_the_finding(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    line = draft.place(seeds.FLAGGED).line
    draft.replace(seeds.FLAGGED, seeds.RIGHT)
    await draft.eventually(lambda it: not any(f.range.start.line == line and f.code == seeds.RULE for f in it))


async def test_a_figure_mistyped_again_is_found_again(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    draft.replace(seeds.FLAGGED, seeds.RIGHT)
    draft.replace("agreement of " + seeds.RIGHT, "agreement of 45 years")
    finding = await draft.finding(seeds.RULE, "45 years")
    assert "45 years" in draft.words_in(finding.range)


async def test_findings_are_stamped_with_the_version_they_are_for(editor: Editor):
    if editor.pulls:
        pytest.skip("this client pulls, and an answer is for the text at hand")
    draft = editor.open(seeds.DRAFT, version=7)
    await draft.finding(*CONFLICT)
    for edits in range(20):
        draft.replace("## 1.", "## 1. " if edits % 2 == 0 else "## 1.")
    await draft.eventually(lambda it: True)
    versions = [it.version for it in editor.published[draft.uri]]
    assert versions == sorted(versions) and versions[-1] == 27


async def test_a_changed_source_is_read_again(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    source = editor.workspace / seeds.SOURCE
    source.write_text(source.read_text().replace(seeds.PASSAGE, seeds.PASSAGE.replace(seeds.RIGHT, seeds.FLAGGED)))
    line = draft.place(seeds.FLAGGED).line
    await draft.eventually(lambda it: not any(f.range.start.line == line and f.code == seeds.RULE for f in it))


async def test_an_editor_that_asks_once_is_answered_in_full_or_told_to_ask_again(editor: Editor):
    if not editor.pulls:
        pytest.skip("this client gets its findings unasked")
    draft = editor.open(seeds.DRAFT)
    # The corpus may not be loaded yet, and editors do not ask again of themselves.
    asked = 0
    for _ in range(200):
        if asked <= editor.diagnostic_refresh_count:
            asked = editor.diagnostic_refresh_count + 1
            if any(it.code == seeds.RULE for it in await draft.findings()):
                return
        await asyncio.sleep(0.05)
    raise AssertionError(f"asked {asked} times, when told to, and got no finding of {seeds.RULE}")


async def test_an_editor_that_pulls_is_told_when_a_source_changed(editor: Editor):
    declared = editor.recorded_capabilities.get("workspace", {})
    # Helix declares it under a name that is not the protocol's, and does take the request.
    support = declared.get("diagnostics") or declared.get("diagnostic") or {}
    if not (editor.pulls and support.get("refreshSupport")):
        pytest.skip("this client gets its findings unasked, or cannot be told")
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    await asyncio.sleep(1)
    before = editor.diagnostic_refresh_count
    source = editor.workspace / seeds.SOURCE
    source.write_text(source.read_text() + "\nThe agreement is to be signed in Vilnius.\n")
    for _ in range(200):
        if editor.diagnostic_refresh_count > before:
            break
        await asyncio.sleep(0.05)
    assert editor.diagnostic_refresh_count > before


async def test_an_editor_that_pulls_is_sent_nothing_unasked(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    assert (draft.uri in editor.published) != editor.pulls


async def test_what_has_not_changed_is_not_sent_again(editor: Editor):
    if not editor.pulls:
        pytest.skip("this client gets its findings unasked")
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)

    async def ask(known: str | None):
        params = types.DocumentDiagnosticParams(text_document=draft.document, previous_result_id=known)
        return await editor.text_document_diagnostic_async(params)

    first = await ask(None)
    again = await ask(first.result_id)
    assert (first.kind, again.kind, again.result_id) == ("full", "unchanged", first.result_id)
    draft.replace(seeds.FLAGGED, seeds.RIGHT)
    changed = await ask(first.result_id)
    assert changed.kind == "full" and changed.result_id != first.result_id


async def test_a_sentence_is_left_alone_until_it_has_an_end(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    flagged = await draft.finding(*CONFLICT)
    at_end = draft.text.rstrip("\n")
    last = at_end.split("\n")[-1]
    line = at_end.count("\n")

    def added(findings):
        return [it for it in findings if it.range.start.line > line]

    claim = "\n\nThe security agreement of 25 years could be extended"
    draft.replace(last, last + claim)
    findings = await draft.eventually(lambda it: True)
    assert not added(findings) and flagged.code in [it.code for it in findings]
    draft.replace(claim, claim + ".")
    assert added(await draft.eventually(added))


async def test_a_sentence_that_stays_without_an_end_is_looked_at_after_a_while(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    last = draft.text.rstrip("\n").split("\n")[-1]
    line = draft.text.rstrip("\n").count("\n")
    draft.replace(last, last + "\n\nThe security agreement of 25 years could be extended")
    await draft.eventually(lambda it: any(f.range.start.line > line for f in it))


@pytest.mark.settings({"citecheck": {"workspaceDiagnostics": True}})
async def test_drafts_that_are_not_open_are_checked_on_request(editor: Editor):
    if not editor.pulls:
        pytest.skip("this client does not ask")
    assert editor.server.diagnostic_provider.workspace_diagnostics

    async def ask(known: list[types.PreviousResultId]) -> dict:
        params = types.WorkspaceDiagnosticParams(previous_result_ids=known)
        report = await asyncio.wait_for(editor.workspace_diagnostic_async(params), 60)
        return {path_of(it.uri).name: it for it in report.items}

    def names(reports: dict) -> list[types.PreviousResultId]:
        return [types.PreviousResultId(uri=it.uri, value=it.result_id) for it in reports.values()]

    reports = await ask([])
    for _ in range(10):
        if seeds.DRAFT in reports:
            break
        reports = await ask([])
    assert seeds.RULE in [it.code for it in reports[seeds.DRAFT].items]
    # A question whose answer is known waits for another one.
    waiting = asyncio.create_task(ask(names(reports)))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    path = editor.workspace / seeds.DRAFT
    text = path.read_text()
    line = text[: text.index(seeds.FLAGGED)].count("\n")
    path.write_text(text.replace(seeds.FLAGGED, seeds.RIGHT, 1))
    changed = (await waiting)[seeds.DRAFT]
    assert changed.kind == "full"
    assert not [it for it in changed.items if it.range.start.line == line and it.code == seeds.RULE]


@pytest.mark.files({
    "citecheck.toml": 'corpus = ["sources"]\n',
    "sources/report.md": "The agency opened 12 field offices in May 2021.\n",
    "draft.md": "The agency opened 14 field offices in May 2021. Is that all?\n",
})
async def test_a_figure_that_is_being_retyped_waits_for_its_finding(editor: Editor):
    draft = editor.open("draft.md")
    await draft.finding("conflicting-figure", "14")
    draft.replace("14", "1")
    assert not await draft.eventually(lambda it: True)
    draft.replace("1 field", "15 field")
    assert not await draft.eventually(lambda it: True)
    # It comes when nothing more is typed, and stays when something is typed elsewhere.
    await draft.finding("conflicting-figure", "15")
    draft.replace("Is that", "Was that")
    assert await draft.eventually(lambda it: True)
    draft.replace("agency", "agency ")
    assert await draft.eventually(lambda it: True)


ACCEPTED = "citecheck.accepted.toml"


@pytest.mark.files({
    "citecheck.toml": 'corpus = ["sources"]\n',
    ACCEPTED: 'accepted = [\n  { claim = "the agency opened 14 field offices", rule = "conflicting-figure" },\n]\n',
    "sources/report.md": "The agency opened 12 field offices.\n",
    "draft.md": "The agency opened 14 field offices.\n",
})
async def test_an_accepted_claim_that_stands_in_no_draft_is_told_in_its_file(editor: Editor):
    accepted = editor.workspace / ACCEPTED
    document = types.TextDocumentItem(uri=accepted.as_uri(), language_id="toml", version=1, text=accepted.read_text())
    editor.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))

    async def told(is_so):
        for _ in range(200):
            publications = editor.published.get(accepted.as_uri())
            codes = [it.code for it in publications[-1].diagnostics] if publications else None
            if codes is not None and is_so(codes):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(codes)

    await told(lambda codes: not codes)
    draft = editor.open("draft.md")
    await draft.eventually(lambda it: True)
    draft.replace("14", "12")
    editor.text_document_did_save(types.DidSaveTextDocumentParams(text_document=draft.document))
    await told(lambda codes: codes == ["needless-ignore"])
    draft.replace("12", "14")
    editor.text_document_did_save(types.DidSaveTextDocumentParams(text_document=draft.document))
    await told(lambda codes: not codes)


async def test_a_closed_draft_has_no_findings(editor: Editor):
    if editor.pulls:
        pytest.skip("this client pulls, and drops its answers itself")
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    draft.close()
    for _ in range(200):
        if not editor.published[draft.uri][-1].diagnostics:
            break
        await asyncio.sleep(0.05)
    assert not editor.published[draft.uri][-1].diagnostics


# Two bytes, three bytes, four bytes and two UTF-16 units, a combining mark, and a letter joined to a joiner.
@pytest.mark.parametrize("before", ["Überblick, ", "“漢字” — ", "🙂👩‍🔬 ", "Zele\u0301nski\u0306 said: "])
async def test_ranges_are_right_after_any_characters(editor: Editor, before):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(*CONFLICT)
    draft.replace(seeds.SENTENCE, before + seeds.SENTENCE)
    await draft.eventually(
        lambda it: any(f.code == seeds.RULE and seeds.FLAGGED in draft.words_in(f.range) for f in it)
    )


async def test_ranges_are_right_in_lines_that_end_with_carriage_returns(editor: Editor):
    text = (editor.workspace / seeds.DRAFT).read_text().replace("\n", "\r\n")
    draft = editor.open(seeds.DRAFT, text)
    finding = await draft.finding(*CONFLICT)
    assert seeds.FLAGGED in draft.words_in(finding.range)


@pytest.mark.files({
    "citecheck.toml": 'corpus = ["nowhere"]\n',
    "draft.md": "The agency opened 14 field offices in 2021.\n\nThe minister resigned on 3 May 2022.\n",
})
async def test_without_a_corpus_nothing_is_called_unsupported(editor: Editor):
    draft = editor.open("draft.md")
    await draft.eventually(lambda it: it)
    # Whatever comes late must be no accusation either.
    await asyncio.sleep(1)
    (finding,) = await draft.findings()
    assert finding.severity == types.DiagnosticSeverity.Information
    assert finding.range.start.line == 0
    assert "nowhere" in finding.message


@pytest.mark.files({
    "citecheck.toml": 'corpus = ["sources"]\ncitation-stlye = "pandoc"\n',
    "sources/report.md": "The agency opened 12 field offices in 2021.\n",
    "draft.md": "The agency opened 14 field offices in 2021.\n",
})
async def test_a_misspelt_setting_is_answered_with_the_right_one(editor: Editor):
    draft = editor.open("draft.md")
    settings = (editor.workspace / "citecheck.toml").as_uri()

    def complaints_about(uri: str) -> list[types.Diagnostic]:
        published = editor.published.get(uri, [])
        return list(published[-1].diagnostics) if published else []

    def is_told(findings: list[types.Diagnostic]) -> bool:
        return any("citation-stlye" in it.message for it in [*findings, *complaints_about(settings)])

    findings = await draft.eventually(is_told)
    # Once in the file to mend, and, where the draft is not checked for it, once there.
    for them in (findings, complaints_about(settings)):
        assert all("citation-style" in it.message for it in them)
        assert len(them) <= 1
    # Where the file is complained about, the place is that of the setting.
    for complaint in complaints_about(settings):
        assert complaint.range.start.line == 1
