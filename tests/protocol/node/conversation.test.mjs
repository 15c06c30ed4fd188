// Each capability once, as VS Code's library asks for it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import protocol from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Editor, recorded, SEEDS, workspace } from "./editor.mjs";

const FILES = {
  "citecheck.toml": 'corpus = ["sources"]\n[features]\ninlay-hints = true\n',
  "sources/harbour.md": "---\ntitle: The harbour of Norham\nkey: harbour\n---\nThe ferry Aurora carried 1,200 passengers to Norham in March 2021.\n",
  "draft.md": `# 🙂 Fähren 渡船

👩‍🔬 “Überfahrt” 渡船! The ferry Aurora carried 1,500 passengers to Norham in March 2021.

The ferry Aurora carried 1,200 passengers to Norham in March 2021 [@harbour].

Warsaw has bought four hundred locomotives from Canada.
`,
};
const CONFLICT = ["conflicting-figure", "1,500"];

/** A client that is sent findings and says in which units it counts. */
const sent = (positionEncodings) => ({
  general: { positionEncodings },
  textDocument: {
    publishDiagnostics: { versionSupport: true },
    hover: { contentFormat: ["markdown"] },
    definition: { linkSupport: true },
  },
});

const lineAt = (uri, line) => readFileSync(fileURLToPath(uri), "utf8").split("\n")[line];

for (const encoding of ["utf-8", "utf-16", "utf-32"]) {
  test(`places are counted in ${encoding}, before and after edits`, async (t) => {
    const editor = await Editor.start(t, workspace(t, FILES), sent([encoding]));
    assert.equal(editor.server.positionEncoding, encoding);
    const draft = await editor.open("draft.md");
    await draft.finding(...CONFLICT);
    for (const [words, by] of [
      ["渡船!", "渡船 😀 e\u0301!"],
      ["# 🙂", "# 🙂🙂\n\n🧑‍🚀 d’abord\n\n#"],
      ["“Überfahrt”", "«Ü»"],
    ]) {
      await draft.replace(words, by);
      await draft.finding(...CONFLICT);
    }
    const hover = await editor.connection.sendRequest(protocol.HoverRequest.type, draft.at("1,500"));
    assert.match(hover.contents.value, /1,200/);
    const [link] = await editor.connection.sendRequest(protocol.DefinitionRequest.type, draft.at("1,500"));
    assert.match(draft.wordsIn(link.originSelectionRange), /1,500/);
    assert.match(lineAt(link.targetUri, link.targetSelectionRange.start.line), /1,200/);
    assert.deepEqual(editor.troubles, []);
    assert.equal(await editor.leave(), 0);
  });
}

test("every capability answers what VS Code asks", async (t) => {
  const editor = await Editor.start(t, workspace(t, FILES), recorded("vscode-1.139.1"));
  const { connection, server } = editor;
  const draft = await editor.open("draft.md");
  const finding = await draft.finding(...CONFLICT);
  const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const ask = (type, params) => connection.sendRequest(type, { textDocument: draft.id, ...params });

  await t.test("definition, declaration, implementation and references", async () => {
    for (const type of [protocol.DefinitionRequest.type, protocol.DeclarationRequest.type, protocol.ImplementationRequest.type]) {
      const [target] = await ask(type, draft.at("@harbour"));
      assert.match(target.targetUri, /sources\/harbour\.md$/);
    }
    const places = await ask(protocol.ReferencesRequest.type, { ...draft.at("Aurora"), context: { includeDeclaration: true } });
    assert.deepEqual(new Set(places.map((it) => it.uri.split("/").at(-1))), new Set(["draft.md", "harbour.md"]));
  });

  await t.test("links and highlights", async () => {
    const links = await ask(protocol.DocumentLinkRequest.type, {});
    const resolved = await Promise.all(
      links.map((it) => (server.documentLinkProvider.resolveProvider ? connection.sendRequest(protocol.DocumentLinkResolveRequest.type, it) : it)),
    );
    assert.ok(resolved.some((it) => draft.wordsIn(it.range).includes("harbour") && /harbour\.md/.test(it.target)));
    const marks = await ask(protocol.DocumentHighlightRequest.type, draft.at("Aurora"));
    assert.deepEqual(marks.map((it) => draft.wordsIn(it.range)), ["Aurora", "Aurora"]);
  });

  await t.test("lenses, hints and tokens", async () => {
    const [lens] = await ask(protocol.CodeLensRequest.type, {});
    assert.equal(lens.command.title, "3 claims · 1 supported · 1 contradicted · 1 to check");
    const hints = await ask(protocol.InlayHintRequest.type, { range: whole });
    assert.equal(hints.length, 3);
    const full = await ask(protocol.SemanticTokensRequest.type, {});
    assert.equal(full.data.length % 5, 0);
    const delta = await ask(protocol.SemanticTokensDeltaRequest.type, { previousResultId: full.resultId });
    assert.deepEqual(delta.edits, []);
    const part = await ask(protocol.SemanticTokensRangeRequest.type, { range: whole });
    assert.deepEqual(part.data, full.data);
  });

  await t.test("completion and its card", async () => {
    await draft.replace("\nWarsaw", "\nThe ferry Aurora carried 1,200 passengers [@\n\nWarsaw");
    const { end } = draft.rangeOf("1,200 passengers [@");
    const list = await ask(protocol.CompletionRequest.type, { position: end });
    const item = (list.items ?? list).find((it) => it.label === "harbour");
    const { documentation } = await connection.sendRequest(protocol.CompletionResolveRequest.type, item);
    assert.match(documentation.value, /The harbour of Norham/);
    await draft.replace("\nThe ferry Aurora carried 1,200 passengers [@\n", "");
    await draft.finding(...CONFLICT);
  });

  await t.test("an action, applied by the library, mends the draft", async () => {
    const actions = await ask(protocol.CodeActionRequest.type, { range: finding.range, context: { diagnostics: [finding], only: ["quickfix"] } });
    const [fix] = actions;
    const { edit } = await connection.sendRequest(protocol.CodeActionResolveRequest.type, fix);
    const [{ textDocument, edits }] = edit.documentChanges;
    assert.deepEqual(textDocument, { uri: draft.document.uri, version: draft.document.version });
    const mended = TextDocument.applyEdits(draft.document, edits);
    assert.equal(mended, draft.text.replace("1,500", "1,200"));
  });

  await t.test("symbols of the workspace and commands", async () => {
    const symbols = await connection.sendRequest(protocol.WorkspaceSymbolRequest.type, { query: "harb" });
    assert.ok(symbols.some((it) => it.name.includes("harbour")));
    const page = await connection.sendRequest(protocol.ExecuteCommandRequest.type, { command: "citecheck.explainRule", arguments: [{ rule: CONFLICT[0] }] });
    assert.match(JSON.stringify(page), /figure/);
    await assert.rejects(
      connection.sendRequest(protocol.ExecuteCommandRequest.type, { command: "citecheck.explainRule", arguments: [7] }),
      (it) => it.code === protocol.ErrorCodes.InvalidParams,
    );
  });

  await t.test("an answer nobody waits for any more harms nothing", async () => {
    const calls = Array.from({ length: 50 }, () => {
      const source = new protocol.CancellationTokenSource();
      const answer = connection.sendRequest(protocol.HoverRequest.type, draft.at("1,500"), source.token);
      source.cancel();
      return answer.then(
        () => "answered",
        (it) => it.code,
      );
    });
    for (const it of await Promise.all(calls)) assert.ok(["answered", protocol.LSPErrorCodes.RequestCancelled].includes(it), `${it}`);
    assert.ok(await ask(protocol.HoverRequest.type, draft.at("1,500")));
  });

  assert.deepEqual(editor.troubles, []);
  assert.equal(await editor.leave(), 0);
});

test("the briefing's findings are the same when they are sent and when they are asked for", async (t) => {
  const told = [];
  for (const capabilities of [sent(["utf-16"]), recorded("vscode-1.139.1"), recorded("neovim-0.12.4"), recorded("helix-25.07.1")]) {
    const editor = await Editor.start(t, workspace(t, SEEDS), capabilities);
    const draft = await editor.open("briefing.md");
    await draft.finding("conflicting-figure", "25 years");
    const findings = await draft.findings();
    told.push(findings.map((it) => `${it.code} ${draft.wordsIn(it.range)}`).sort());
    assert.deepEqual(editor.troubles, []);
    assert.equal(await editor.leave(), 0);
  }
  for (const it of told.slice(1)) assert.deepEqual(it, told[0]);
});
