"""Sources that change under an open draft, in the ways of sync tools, editors and people: its findings become those of a
fresh check, wherever the sources lie."""

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest
from conftest import ENVIRONMENT, PROGRAM
from pipe import Pipe

PLACES = ["Norham", "Streslau", "Zenda", "Hentzau"]
DRAFT = "".join(f"The office in {place} opened 14 kiosks in 2021.\n\n" for place in PLACES)

# For the server, which waits for quiet and shares the machine with other tests.
PATIENCE = 30


def told(place: str, n: int, folder: str = "") -> str:
    # Made-up keys of files that are called alike depend on which came first.
    return f"---\nkey: {folder}-{place}\n---\n\nThe office in {place} opened {n} kiosks in 2021.\n"


def fill(folder: pathlib.Path, **kiosks: int):
    folder.mkdir(parents=True, exist_ok=True)
    for place, n in kiosks.items():
        (folder / f"{place}.md").write_text(told(place, n, folder.name))


class Desk:
    """A workspace with an open draft, whose sources lie in `corpus`."""

    def __init__(self, where: str, folder: pathlib.Path):
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        (self.workspace / "draft.md").write_text(DRAFT)
        self.cache = folder / "cache"
        self.environment = ENVIRONMENT | {"CITECHECK_CACHE": str(self.cache)}
        self.settings = {}
        self.arguments: list[str] = []
        outside = folder / "shared" / "archive"
        if where == "sources":
            self.corpus = self.workspace / "sources"
        elif where == "corpus":
            self.corpus = self.workspace / "library" / "reports"
            (self.workspace / "citecheck.toml").write_text('corpus = ["library/reports"]\n')
        else:
            self.corpus = outside
            # The project has sources of its own, which stay.
            fill(self.workspace / "sources", Zenda=16)
        if where == "CITECHECK_EXTRA_CORPUS":
            self.environment[where] = str(outside)
        elif where == "extraCorpus":
            self.settings[where] = [str(outside)]
            self.arguments = ["--extra-corpus", str(outside)]

    def __enter__(self):
        self.pipe = Pipe(PROGRAM, self.environment)
        self.pipe.request(
            "initialize",
            {
                "processId": os.getpid(),
                "capabilities": {},
                "workspaceFolders": [{"uri": self.workspace.as_uri(), "name": "workspace"}],
                "initializationOptions": self.settings,
            },
            PATIENCE,
        )
        self.pipe.notify("initialized", {})
        self.pipe.open((self.workspace / "draft.md").as_uri(), DRAFT)
        return self

    def __exit__(self, *_):
        self.pipe.__exit__()

    def checked(self) -> set:
        """What a check says that knows nothing of before."""
        shutil.rmtree(self.cache / "fresh", ignore_errors=True)
        environment = self.environment | {"CITECHECK_CACHE": str(self.cache / "fresh")}
        command = [PROGRAM, "check", "draft.md", "--format", "json", *self.arguments]
        output = subprocess.run(command, cwd=self.workspace, env=environment, capture_output=True, check=False)
        drafts = json.loads(output.stdout)["drafts"]
        if not drafts[0]["checked"]:
            return {"not-checked"}
        return {(it["line"] - 1, it["rule"], it["message"]) for it in drafts[0]["findings"]}

    def said(self, seconds: float) -> set | None:
        """What the server says now, after waiting for more."""
        try:
            self.pipe.wait_for(lambda it: it.get("method") == "textDocument/publishDiagnostics", seconds)
        except TimeoutError:
            pass
        publications = [it["params"] for it in self.pipe.messages if it.get("method") == "textDocument/publishDiagnostics"]
        draft = (self.workspace / "draft.md").as_uri()
        newest = next((it["diagnostics"] for it in reversed(publications) if it["uri"] == draft), None)
        if newest is None:
            return None
        if any(it["code"] == "not-checked" for it in newest):
            return {"not-checked"}
        return {(it["range"]["start"]["line"], it["code"], it["message"]) for it in newest}

    def agrees(self, after: str):
        expected, said = self.checked(), None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = self.said(0.2)
            if said == expected:
                return
        raise AssertionError(f"after {after}, the server says {said} and a fresh check {expected}")


@pytest.fixture
def place(request, tmp_path) -> Desk:
    return Desk(getattr(request, "param", "sources"), tmp_path.resolve())


INSIDE_AND_OUTSIDE = pytest.mark.parametrize("place", ["sources", "extraCorpus"], indirect=True)
EVERYWHERE = pytest.mark.parametrize("place", ["sources", "corpus", "CITECHECK_EXTRA_CORPUS", "extraCorpus"], indirect=True)


@pytest.fixture
def desk(place: Desk):
    fill(place.corpus, Norham=12, Streslau=14)
    fill(place.corpus / "old", Hentzau=12)
    with place:
        place.agrees("the start")
        yield place


@INSIDE_AND_OUTSIDE
def test_a_folder_that_is_replaced_is_read_and_followed(desk: Desk):
    fill(desk.corpus.with_name("incoming"), Norham=14, Streslau=12)
    desk.corpus.rename(desk.corpus.with_name("outgoing"))
    desk.corpus.with_name("incoming").rename(desk.corpus)
    desk.agrees("the folder was replaced")
    fill(desk.corpus, Norham=16, Hentzau=14)
    desk.agrees("sources changed in the new folder")
    fill(desk.corpus.with_name("outgoing"), Norham=20)
    fill(desk.corpus, Streslau=16)
    desk.agrees("sources changed in the folder that it replaced")


@INSIDE_AND_OUTSIDE
def test_a_folder_that_is_deleted_and_made_again_is_followed(desk: Desk):
    shutil.rmtree(desk.corpus)
    desk.agrees("the folder was deleted")
    fill(desk.corpus, Norham=14, Streslau=16)
    desk.agrees("it was made again")
    shutil.rmtree(desk.corpus)
    fill(desk.corpus, Norham=16, Hentzau=14)
    desk.agrees("it was deleted and made again at once")
    fill(desk.corpus / "deep" / "deeper", Hentzau=12)
    desk.agrees("a folder came in it")


@pytest.mark.parametrize("place", ["corpus", "CITECHECK_EXTRA_CORPUS"], indirect=True)
def test_what_holds_the_folder_may_be_replaced(desk: Desk):
    holder = desk.corpus.parent
    fill(holder.with_name("incoming") / desk.corpus.name, Norham=16, Streslau=12)
    holder.rename(holder.with_name("outgoing"))
    holder.with_name("incoming").rename(holder)
    desk.agrees("what holds it was replaced")
    fill(desk.corpus, Norham=12)
    desk.agrees("a source changed in it")


def test_files_written_under_a_temporary_name_and_renamed_are_read(desk: Desk):
    for name, text in {
        ".Norham.md.swp": told("Norham", 16), "Streslau.md.tmp": told("Streslau", 12), "Hentzau.part": "<p>" + told("Hentzau", 16) + "</p>",
    }.items():  # fmt: skip
        (desk.corpus / name).write_text(text)
    (desk.corpus / ".Norham.md.swp").rename(desk.corpus / "Norham.md")
    (desk.corpus / "Streslau.md.tmp").rename(desk.corpus / "Streslau.md")
    (desk.corpus / "Hentzau.part").rename(desk.corpus / "Hentzau.html")
    desk.agrees("they were renamed")
    (desk.corpus / "Norham.md").rename(desk.corpus / "Norham.md~")
    desk.agrees("one was set aside")


def test_a_file_that_is_written_in_halves_is_read_to_the_end(desk: Desk):
    text = told("Hentzau", 14) + "\n" + "The office in Norham opened 16 kiosks in 2021.\n"
    with open(desk.corpus / "both.md", "w") as file:
        file.write(text[:30])
        file.flush()
        time.sleep(2.5)
        file.write(text[30:])
    desk.agrees("it was written")
    # The same size, within the time in which two writings look alike.
    (desk.corpus / "both.md").write_text(text.replace("16", "12"))
    time.sleep(0.5)
    (desk.corpus / "both.md").write_text(text.replace("16", "14"))
    desk.agrees("it was written twice")


def test_a_folder_that_comes_with_files_is_read_and_followed(desk: Desk):
    fill(desk.corpus / "new" / "one" / "two", Norham=16)
    fill(desk.corpus / "new", Hentzau=14)
    desk.agrees("a folder was filled")
    fill(desk.corpus / "new" / "one" / "two", Norham=14)
    desk.agrees("a source changed in it")
    fill(desk.workspace.parent / "elsewhere" / "deep", Streslau=16)
    (desk.workspace.parent / "elsewhere").rename(desk.corpus / "moved")
    desk.agrees("a folder was moved in")
    fill(desk.corpus / "moved" / "deep", Streslau=12)
    desk.agrees("a source changed in it")
    (desk.corpus / "moved").rename(desk.workspace.parent / "elsewhere")
    desk.agrees("it was moved out")


@INSIDE_AND_OUTSIDE
def test_a_folder_that_is_renamed_is_followed(desk: Desk):
    (desk.corpus / "old").rename(desk.corpus / "renamed")
    desk.agrees("it was renamed")
    fill(desk.corpus / "renamed", Hentzau=14)
    desk.agrees("a source changed in it")
    fill(desk.corpus / "old", Hentzau=16)
    desk.agrees("another came under the old name")
    (desk.corpus / "renamed" / "Hentzau.md").unlink()
    desk.agrees("a source went from it")


@EVERYWHERE
def test_a_folder_that_is_not_there_yet_is_read_when_it_comes(place: Desk):
    with place as desk:
        desk.agrees("the start")
        fill(desk.corpus, Norham=12, Streslau=14)
        desk.agrees("it came")
        fill(desk.corpus, Norham=16)
        desk.agrees("a source changed in it")


@pytest.mark.parametrize("place", ["extraCorpus"], indirect=True)
def test_a_link_that_leads_to_another_folder_is_followed(place: Desk):
    releases = place.corpus.with_name("releases")
    fill(releases / "1", Norham=12)
    fill(releases / "2", Norham=16, Streslau=12)
    place.corpus.symlink_to(releases / "1")
    with place as desk:
        desk.agrees("the start")
        place.corpus.with_name("next").symlink_to(releases / "2")
        place.corpus.with_name("next").rename(place.corpus)
        desk.agrees("it led elsewhere")
        fill(releases / "2", Norham=14)
        desk.agrees("a source changed there")


def test_what_is_no_longer_watched_costs_nothing(desk: Desk):
    def held() -> tuple[int, int]:
        process = pathlib.Path(f"/proc/{desk.pipe.process.pid}")
        return len(list((process / "fd").iterdir())), len(list((process / "task").iterdir()))

    before = None
    for n in range(20, 28):
        shutil.rmtree(desk.corpus)
        fill(desk.corpus, Norham=n)
        end = time.monotonic() + PATIENCE
        # While the folder is gone, the draft is not checked, and says so.
        while not any(f"say {n}" in message for _, _, message in (desk.said(0.2) or set()) - {"not-checked"}):
            assert time.monotonic() < end, f"{n} is not said"
        before = before or held()
    assert all(now <= most + 4 for now, most in zip(held(), before)), (before, held())
