import asyncio
import json
import os
import pathlib
import shutil
import tempfile

import pytest
import pytest_lsp
from editor import Editor, make_editor
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, client_capabilities

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("CITECHECK", REPOSITORY / "target/release/citecheck"))
CLIENTS = pathlib.Path(__file__).parent / "clients"
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
    """A client that declares nothing optional, except that it can show Markdown."""
    hover = types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
    return types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(hover=hover))


def to_params(client: str, workspace: pathlib.Path) -> dict:
    """What the named client sends in `initialize`.

    Names without a version are recordings that come with pytest-lsp; those with one lie under `clients`, as the
    editors sent them. They go out as they were recorded: types of ours would drop what they do not know.
    """
    to_json = get_converter().unstructure
    recording = CLIENTS / f"{client}.json"
    if recording.exists():
        capabilities = json.loads(recording.read_text())
    else:
        capabilities = to_json(plain_capabilities() if client == "plain" else client_capabilities(client))
    # VS Code is known by the name it gives itself, and Neovim by its version, too.
    names = {"visual-studio-code": "Visual Studio Code", "vscode-1.139.1": "Visual Studio Code"}
    info = {"neovim": {"name": "Neovim", "version": "0.11.0"}, "neovim-0.12.4": {"name": "Neovim", "version": "0.12.4"}}
    info = info.get(client, {"name": names.get(client, client)})
    params = {"processId": os.getpid(), "clientInfo": info, "capabilities": capabilities}
    # Helix knows a root only in a repository, or where its language file names a marker.
    if client.startswith("helix"):
        return params | {"rootUri": None, "workspaceFolders": []}
    uri = workspace.as_uri()
    return params | {"rootUri": uri, "workspaceFolders": [{"uri": uri, "name": workspace.name}]}


@pytest_lsp.fixture(
    params=["visual-studio-code", "vscode-1.139.1", "neovim", "neovim-0.12.4", "helix-25.07.1", "emacs", "plain"],
    config=ClientServerConfig(server_command=[PROGRAM, "lsp"], server_env=ENVIRONMENT, client_factory=make_editor),
)
async def editor(request, workspace, lsp_client: Editor):
    try:
        params = to_params(request.param, workspace)
        if marker := request.node.get_closest_marker("settings"):
            params["initializationOptions"] = marker.args[0]
        await lsp_client.begin(params, workspace)
        yield
        await asyncio.wait_for(lsp_client.shutdown_session(), 20)
    finally:
        if lsp_client._server and lsp_client._server.returncode is None:
            lsp_client._server.kill()
