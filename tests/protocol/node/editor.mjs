// An editor made of the libraries that VS Code's own client is made of: its connection, its types and its text document.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = resolve(HERE, "../../..");
const PROGRAM = resolve(process.env.CITECHECK ?? join(REPOSITORY, "target/release/citecheck"));
export const SEEDS = resolve(process.env.SEEDS ?? join(REPOSITORY, "seeds"));

const PATIENCE = 20_000;

/** What the editor of that name declared, as `../clients` has it recorded. */
export function recorded(client) {
  return JSON.parse(readFileSync(join(HERE, "../clients", `${client}.json`), "utf8"));
}

/** A folder with these files, or with a copy of a folder, that goes when the test is over. */
export function workspace(test, files) {
  const folder = mkdtempSync(join(tmpdir(), "citecheck-node-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  if (typeof files === "string") {
    cpSync(files, folder, { recursive: true });
    return folder;
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export class Editor {
  /** Starts the server on the folder and shakes hands; what goes wrong on the wire fails the test at its end. */
  static async start(test, folder, capabilities, options = {}) {
    const editor = new Editor(folder, test);
    const root = pathToFileURL(folder).href;
    const { capabilities: server } = await editor.connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid,
      clientInfo: { name: "citecheck's own tests" },
      rootUri: root,
      workspaceFolders: [{ uri: root, name: "workspace" }],
      capabilities,
      initializationOptions: options,
    });
    editor.server = server;
    await editor.connection.sendNotification(protocol.InitializedNotification.type, {});
    return editor;
  }

  constructor(folder, test) {
    this.folder = folder;
    this.published = new Map();
    this.troubles = [];
    this.asked = [];
    const cache = mkdtempSync(join(tmpdir(), "citecheck-home-"));
    const env = { ...process.env, HOME: cache, XDG_CACHE_HOME: join(cache, "cache"), XDG_CONFIG_HOME: join(cache, "config") };
    this.process = spawn(PROGRAM, ["lsp"], { stdio: ["pipe", "pipe", "ignore"], env });
    this.ended = new Promise((over) => this.process.on("exit", over));
    test.after(async () => {
      this.process.kill();
      await this.ended;
      rmSync(cache, { recursive: true, force: true });
    });

    const { stdout, stdin } = this.process;
    this.connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(stdout),
      new protocol.StreamMessageWriter(stdin),
      console,
    );
    this.connection.onError(([error]) => this.troubles.push(`error: ${error.message}`));
    this.connection.onUnhandledNotification(({ method }) => this.troubles.push(`notification nobody declared: ${method}`));
    this.connection.onNotification(protocol.PublishDiagnosticsNotification.type, (it) => this.published.set(it.uri, it));
    for (const { method } of [
      protocol.LogMessageNotification.type,
      protocol.ShowMessageNotification.type,
      protocol.LogTraceNotification.type,
      protocol.TelemetryEventNotification.type,
    ])
      this.connection.onNotification(method, () => {});
    this.connection.onNotification("$/progress", () => {});
    for (const { method } of [
      protocol.RegistrationRequest.type,
      protocol.UnregistrationRequest.type,
      protocol.WorkDoneProgressCreateRequest.type,
      protocol.DiagnosticRefreshRequest.type,
      protocol.CodeLensRefreshRequest.type,
      protocol.InlayHintRefreshRequest.type,
      protocol.SemanticTokensRefreshRequest.type,
    ])
      this.connection.onRequest(method, () => (this.asked.push(method), null));
    this.connection.onRequest(protocol.ConfigurationRequest.type, ({ items }) => items.map(() => null));
    this.connection.onRequest((method) => {
      this.troubles.push(`request nobody declared: ${method}`);
      return null;
    });
    this.connection.listen();
  }

  /** Opens a file of the folder. */
  async open(name) {
    const uri = pathToFileURL(join(this.folder, name)).href;
    const draft = new Draft(this, TextDocument.create(uri, "markdown", 1, readFileSync(join(this.folder, name), "utf8")));
    await this.connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: "markdown", version: 1, text: draft.text },
    });
    return draft;
  }

  /** Says goodbye as the protocol has it; the server's exit code. */
  async leave() {
    await this.connection.sendRequest(protocol.ShutdownRequest.type);
    await this.connection.sendNotification(protocol.ExitNotification.type);
    return this.ended;
  }
}

export class Draft {
  constructor(editor, document) {
    this.editor = editor;
    this.document = document;
  }

  get text() {
    return this.document.getText();
  }

  get id() {
    return { uri: this.document.uri };
  }

  /** The range of the words' first place, in the units that were agreed on. */
  rangeOf(words) {
    const start = this.text.indexOf(words);
    if (start < 0) throw new Error(`\`${words}\` is not in the draft`);
    return { start: this.#place(start), end: this.#place(start + words.length) };
  }

  wordsIn({ start, end }) {
    return this.text.slice(this.#offset(start), this.#offset(end));
  }

  at(words) {
    return { textDocument: this.id, position: this.rangeOf(words).start };
  }

  /** An edit of the first place of the words, sent as its range and applied to the text by Microsoft's library. */
  async replace(words, by) {
    const range = this.rangeOf(words);
    const start = this.text.indexOf(words);
    const own = { start: this.document.positionAt(start), end: this.document.positionAt(start + words.length) };
    const version = this.document.version + 1;
    TextDocument.update(this.document, [{ range: own, text: by }], version);
    await this.editor.connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.document.uri, version },
      contentChanges: [{ range, text: by }],
    });
  }

  /** The findings of this version: asked for where the server offers that, waited for where it sends them. */
  async findings() {
    if (this.editor.server.diagnosticProvider) {
      const report = await this.editor.connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument: this.id });
      return report.items;
    }
    const sent = this.editor.published.get(this.document.uri);
    return sent?.version === this.document.version ? sent.diagnostics : undefined;
  }

  /** The finding of the rule on exactly these words. */
  async finding(rule, words) {
    const is = (it) => it.code === rule && this.wordsIn(it.range) === words;
    return (await this.eventually((found) => found.some(is))).find(is);
  }

  async eventually(isSo) {
    let found;
    for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
      found = await this.findings();
      if (found && isSo(found)) return found;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    const shown = found?.map((it) => `${it.code} on \`${this.wordsIn(it.range)}\``);
    throw new Error(`after ${PATIENCE} ms the findings are ${shown}`);
  }

  #width(text) {
    const encoding = this.editor.server.positionEncoding ?? "utf-16";
    if (encoding === "utf-8") return Buffer.byteLength(text);
    return encoding === "utf-32" ? [...text].length : text.length;
  }

  #place(offset) {
    const before = this.text.slice(0, offset).split("\n");
    return { line: before.length - 1, character: this.#width(before.at(-1)) };
  }

  #offset({ line, character }) {
    const lines = this.text.split("\n");
    let column = 0;
    for (const it of lines[line]) {
      if (this.#width(lines[line].slice(0, column)) >= character) break;
      column += it.length;
    }
    if (this.#width(lines[line].slice(0, column)) !== character) throw new Error(`${line}:${character} is no place of the draft`);
    return lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0) + column;
  }
}
