"""The reading of the sources, as the editor's own progress."""

import asyncio

import pytest
import seeds
from editor import PATIENCE, Editor


@pytest.fixture
def workspace(workspace):
    """The sources are in no index yet: what is read already is not read once more."""
    for source in (workspace / "sources").iterdir():
        source.write_text(f"{source.read_text()}\n\nFiled in {workspace.parent.name}.\n")
    return workspace


async def test_the_reading_of_the_sources_is_told_from_beginning_to_end(editor: Editor):
    draft = editor.open(seeds.DRAFT)
    await draft.finding(seeds.RULE, seeds.FLAGGED)
    window = editor.capabilities.window
    if not (window and window.work_done_progress):
        assert editor.progress_reports == {}
        return

    async def is_over():
        while not any(it and it[-1].kind == "end" for it in editor.progress_reports.values()):
            await asyncio.sleep(0.05)

    # How many reports come between depends on the machine, what stands in them and around them does not.
    await asyncio.wait_for(is_over(), PATIENCE)
    told = next(it for it in editor.progress_reports.values() if it and it[-1].kind == "end")
    assert told[0].kind == "begin" and told[0].title == "Reading sources"
    assert {it.kind for it in told[1:-1]} <= {"report"}
    n = len(list((editor.workspace / "sources").iterdir()))
    assert told[-1].message == f"{n} files read"
    for report in told[1:-1]:
        assert f" of {n} files" in report.message
    shares = [it.percentage for it in told[:-1]]
    assert shares == sorted(shares) and shares[-1] <= 100
