"""An editor as the server sees one: pytest-lsp's client, with drafts in which places are found by their words."""

import asyncio
import pathlib
import time
from urllib.parse import unquote, urlparse

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, LanguageClientProtocol
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

PATIENCE = 20

REFRESHES = [
    types.WORKSPACE_INLAY_HINT_REFRESH,
    types.WORKSPACE_CODE_LENS_REFRESH,
    types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
]


class Protocol(LanguageClientProtocol):
    """Sends a client's capabilities as they were recorded: typed ones would lack what the types do not know."""

    def _serialize_message(self, data):
        message = super()._serialize_message(data)
        if isinstance(data, types.InitializeRequest):
            message["params"]["capabilities"] = self._server.recorded_capabilities
        return message


class Editor(LanguageClient):
    """Keeps every publication with its version, and pulls instead when the server offers that."""

    def __init__(self):
        super().__init__(protocol_cls=Protocol, converter_factory=default_converter)
        self.recorded_capabilities: dict
        self.refreshed: list[str] = []
        self.applied: list[types.WorkspaceEdit] = []
        self.published: dict[str, list[types.PublishDiagnosticsParams]] = {}
        self.server: types.ServerCapabilities
        self.workspace: pathlib.Path
        # What it calls itself.
        self.info: dict[str, str]

    async def begin(self, params: dict, workspace: pathlib.Path):
        self.recorded_capabilities = params["capabilities"]
        self.info = params["clientInfo"]
        typed = get_converter().structure(params, types.InitializeParams)
        self.server = (await asyncio.wait_for(self.initialize_session(typed), PATIENCE)).capabilities
        self.workspace = workspace

    @property
    def encoding(self) -> str:
        return self.server.position_encoding or "utf-16"

    @property
    def pulls(self) -> bool:
        return self.server.diagnostic_provider is not None

    @property
    def is_vscode(self) -> bool:
        return self.info["name"] == "Visual Studio Code"

    def shows(self, detail: str) -> bool:
        """Whether the editor declared that it shows this detail of a finding."""
        document = self.capabilities.text_document
        return any(getattr(it, detail, None) for it in (document.publish_diagnostics, document.diagnostic))

    def open(self, name: str, text: str | None = None, version: int = 1) -> "Draft":
        path = self.workspace / name
        draft = Draft(self, path, path.read_text() if text is None else text, version)
        item = types.TextDocumentItem(uri=draft.uri, language_id="markdown", version=version, text=draft.text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
        return draft


def make_editor() -> Editor:
    editor = Editor()

    def keep(client: Editor, params: types.PublishDiagnosticsParams):
        client.published.setdefault(params.uri, []).append(params)

    def apply(client: Editor, params: types.ApplyWorkspaceEditParams):
        client.applied.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    features = DEFAULT_CLIENT_FEATURES | {
        types.WORKSPACE_APPLY_EDIT: apply,
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: keep,
        # pytest-lsp has no answers to these.
        types.CLIENT_REGISTER_CAPABILITY: lambda client, params: None,
        types.CLIENT_UNREGISTER_CAPABILITY: lambda client, params: None,
    }
    for method in REFRESHES:
        # These come without parameters, and pygls then hands no client on.
        features[method] = lambda *_, method=method: editor.refreshed.append(method)
    register_lsp_features(editor, features)
    return editor


class Draft:
    def __init__(self, editor: Editor, path: pathlib.Path, text: str, version: int):
        self.editor, self.path, self.text, self.version = editor, path, text, version
        self.uri = path.as_uri()
        self.document = types.TextDocumentIdentifier(uri=self.uri)

    # -- places

    def place(self, words: str, offset: int = 0) -> types.Position:
        """The first place of the words, `offset` characters in."""
        start = self.text.index(words) + offset
        before = self.text[:start]
        return types.Position(
            line=before.count("\n"),
            character=self._width(before[before.rfind("\n") + 1 :]),
        )

    def range_of(self, words: str) -> types.Range:
        return types.Range(start=self.place(words), end=self.place(words, len(words)))

    def words_in(self, range: types.Range) -> str:
        return self.text[self._offset(range.start) : self._offset(range.end)]

    def _width(self, text: str) -> int:
        match self.editor.encoding:
            case "utf-8":
                return len(text.encode())
            case "utf-32":
                return len(text)
            case _:
                return len(text.encode("utf-16-le")) // 2

    def _offset(self, position: types.Position) -> int:
        lines = self.text.split("\n")
        line = lines[position.line]
        for column in range(len(line) + 1):
            if self._width(line[:column]) == position.character:
                return sum(len(it) + 1 for it in lines[: position.line]) + column
        raise AssertionError(f"{position} is beyond the line or inside a character: {line!r}")

    # -- what the editor tells the server

    def replace(self, old: str, new: str):
        """An incremental edit of the first place of the words."""
        range = self.range_of(old)
        self.text = self.text.replace(old, new, 1)
        self.version += 1
        change = types.TextDocumentContentChangePartial(range=range, text=new)
        document = types.VersionedTextDocumentIdentifier(uri=self.uri, version=self.version)
        self.editor.text_document_did_change(
            types.DidChangeTextDocumentParams(text_document=document, content_changes=[change])
        )

    def close(self):
        self.editor.text_document_did_close(types.DidCloseTextDocumentParams(text_document=self.document))

    # -- what it asks

    async def findings(self) -> list[types.Diagnostic] | None:
        """Those for the text as it is now; `None` while none have come for it."""
        if self.editor.pulls:
            params = types.DocumentDiagnosticParams(text_document=self.document)
            report = await self.editor.text_document_diagnostic_async(params)
            return list(report.items)
        publications = self.editor.published.get(self.uri, [])
        if not publications or publications[-1].version != self.version:
            return None
        return list(publications[-1].diagnostics)

    async def eventually(self, is_so) -> list[types.Diagnostic]:
        """The findings once they are so; what they are when the time is over stands in the failure."""
        end = time.monotonic() + PATIENCE
        findings = None
        while time.monotonic() < end:
            findings = await self.findings()
            if findings is not None and is_so(findings):
                return findings
            await asyncio.sleep(0.05)
        shown = findings and [(it.code, it.message) for it in findings]
        raise AssertionError(f"after {PATIENCE} s the findings of version {self.version} are {shown}")

    async def finding(self, rule: str, words: str) -> types.Diagnostic:
        """The one of the rule that overlaps the words."""
        def matching(findings):
            return [it for it in findings if it.code == rule and overlap(it.range, self.range_of(words))]

        return matching(await self.eventually(matching))[0]

    async def hover(self, words: str, offset: int = 1) -> types.Hover | None:
        params = types.HoverParams(text_document=self.document, position=self.place(words, offset))
        return await self.editor.text_document_hover_async(params)

    async def definition(self, words: str):
        params = types.DefinitionParams(text_document=self.document, position=self.place(words, 1))
        return await self.editor.text_document_definition_async(params)

    async def references(self, words: str) -> list[types.Location]:
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(text_document=self.document, position=self.place(words, 1), context=context)
        return list(await self.editor.text_document_references_async(params) or [])


def overlap(one: types.Range, other: types.Range) -> bool:
    def key(position):
        return (position.line, position.character)

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)


def plain_words(hover: types.Hover) -> str:
    """A hover's words as a reader sees them: escapes and emphasis of Markdown do not count."""
    assert isinstance(hover.contents, types.MarkupContent)
    return " ".join(hover.contents.value.replace("\\", "").replace("*", "").replace(">", " ").split())


def path_of(uri: str) -> pathlib.Path:
    return pathlib.Path(unquote(urlparse(uri).path))


def line_at(uri: str, line: int) -> str:
    return path_of(uri).read_text().split("\n")[line]
