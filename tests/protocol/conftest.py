import asyncio
import os
import pathlib
import shutil
import tempfile

import pytest
import pytest_lsp
from editor import Editor, make_editor
from lsprotocol import types
from pytest_lsp import ClientServerConfig, client_capabilities

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))
SEEDS = pathlib.Path(os.environ.get("SEEDS", REPOSITORY / "seeds"))

# The index of a run lies in a cache folder of its own, which goes when the run is over.
HOME = tempfile.TemporaryDirectory(prefix="citecheck-protocol-")
ENVIRONMENT = os.environ | {"HOME": HOME.name, "XDG_CACHE_HOME": f"{HOME.name}/.cache", "XDG_CONFIG_HOME": f"{HOME.name}/.config"}


@pytest.fixture
def workspace(request, tmp_path) -> pathlib.Path:
    """A copy of the seeds, or the files that the test is marked with."""
    folder = tmp_path.resolve() / "workspace"
    if marker := request.node.get_closest_marker("files"):
        for name, text in marker.args[0].items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    else:
        shutil.copytree(SEEDS, folder)
    return folder


def plain_capabilities() -> types.ClientCapabilities:
    """A client that declares nothing optional, except that it can show what the server says."""
    return types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        )
    )


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim", "plain"],
    config=ClientServerConfig(server_command=[PROGRAM, "lsp"], server_env=ENVIRONMENT, client_factory=make_editor),
)
async def editor(request, workspace, lsp_client: Editor):
    name = request.param
    folder = types.WorkspaceFolder(uri=workspace.as_uri(), name=workspace.name)
    params = types.InitializeParams(
        capabilities=plain_capabilities() if name == "plain" else client_capabilities(name),
        client_info=types.ClientInfo(name=name),
        root_uri=workspace.as_uri(),
        workspace_folders=[folder],
    )
    lsp_client.workspace = workspace
    try:
        lsp_client.server = (await asyncio.wait_for(lsp_client.initialize_session(params), 20)).capabilities
        yield
        await asyncio.wait_for(lsp_client.shutdown_session(), 20)
    finally:
        if lsp_client._server and lsp_client._server.returncode is None:
            lsp_client._server.kill()
