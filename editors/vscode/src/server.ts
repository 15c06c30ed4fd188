// Finds the program, starts `citecheck lsp`, and says what to do when there is no citecheck to start.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { type ClientCapabilities, LanguageClient, RevealOutputChannelOn, State, type StaticFeature } from "vscode-languageclient/node";
import type { Status } from "./answers";

export const LANGUAGES = ["markdown", "plaintext", "quarto", "rmd"];

/** Whether a document is one that the server checks. Settings are plain text to an editor that has no name for TOML. */
export function isDraft(document: vscode.TextDocument): boolean {
  if (document.uri.path.endsWith(".toml")) return false;
  return LANGUAGES.includes(document.languageId) && ["file", "untitled"].includes(document.uri.scheme);
}

/** The draft that the cursor is in, or one beside a page that has none. */
export function activeDraft(): vscode.TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
  return active ? [active].find((it) => isDraft(it.document)) : visible.find((it) => isDraft(it.document));
}

/** How it is with the server. As long as it starts, there is nothing to complain of. */
export type Phase = "starting" | "running" | "stopped";

/** What is told of the reading of sources: a few words, or nothing when it is over. */
export type Progress = string | undefined;

export class Server implements vscode.Disposable {
  /** Whether it is reading sources. */
  isReading = false;
  /** The program that runs, or ran last. */
  program: string | undefined;
  readonly #output: vscode.LogOutputChannel;
  readonly #extensionPath: string;
  readonly #news = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly #progress = new vscode.EventEmitter<Progress>();
  readonly #phase = new vscode.EventEmitter<Phase>();
  #client: LanguageClient | undefined;
  #isStarting = true;
  // Starts and stops happen one after the other, however fast they are asked for.
  #lastStep: Promise<void> = Promise.resolve();

  /** A draft was checked; or, without one, a corpus loaded. */
  readonly onNews = this.#news.event;
  readonly onProgress = this.#progress.event;
  readonly onPhase = this.#phase.event;

  constructor(extensionPath: string, output: vscode.LogOutputChannel) {
    this.#extensionPath = extensionPath;
    this.#output = output;
  }

  dispose(): void {
    void this.stop();
  }

  get phase(): Phase {
    if (this.#client?.state === State.Running) return "running";
    return this.#isStarting || this.#client?.state === State.Starting ? "starting" : "stopped";
  }

  restart(): Promise<void> {
    return this.#next(async () => {
      this.#isStarting = true;
      await this.#stop();
      await this.#start().finally(() => (this.#isStarting = false));
      this.#phase.fire(this.phase);
    });
  }

  stop(): Promise<void> {
    return this.#next(() => this.#stop());
  }

  /** What a command of the server answers; its refusal is thrown. */
  async run<T>(command: string, argument: object): Promise<T | null> {
    if (!this.#client) throw new Error("citecheck is not running");
    return this.#client.sendRequest<T | null>("workspace/executeCommand", { command: `citecheck.${command}`, arguments: [argument] });
  }

  /** What a draft lacks so that there could be anything to show of it: sources, or the time to read them. */
  async lack(draft: vscode.Uri | undefined): Promise<"sources" | "time" | undefined> {
    const status = draft && (await this.run<Status>("status", { uri: draft.toString() }).catch(() => null));
    if (status?.sources === 0) return "sources";
    return this.isReading ? "time" : undefined;
  }

  /** A range as the server counts, for the editor. */
  range(it: { start: { line: number; character: number }; end: { line: number; character: number } }): vscode.Range {
    return new vscode.Range(it.start.line, it.start.character, it.end.line, it.end.character);
  }

  #next(step: () => Promise<void>): Promise<void> {
    this.#lastStep = this.#lastStep.then(step).catch((error) => this.#output.error(error));
    return this.#lastStep;
  }

  async #stop(): Promise<void> {
    const stopping = this.#client;
    this.#client = undefined;
    this.isReading = false;
    this.#progress.fire(undefined);
    this.#phase.fire(this.phase);
    // Also ends a server that did not answer in time.
    await stopping?.dispose();
  }

  async #start(): Promise<void> {
    const command = this.#findProgram();
    this.program = command;
    if (!command) return;
    this.#output.info(`starting ${command} lsp`);
    const client = new LanguageClient(
      "citecheck",
      "citecheck",
      { command, args: ["lsp"] },
      {
        documentSelector: LANGUAGES.flatMap((language) => [
          { scheme: "file", language },
          { scheme: "untitled", language },
        ]),
        initializationOptions: { extraCorpus: extraCorpus(), workspaceDiagnostics: wantsAllDrafts() },
        synchronize: { configurationSection: "citecheck" },
        outputChannel: this.#output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // Hovers quote sources, and anybody may have written those: no commands, no HTML.
        markdown: { isTrusted: false, supportHtml: false },
        middleware: {
          // From the palette a command comes without arguments: it is meant for the draft in front.
          executeCommand: (name, given, next) => {
            const uri = activeDraft()?.document.uri.toString();
            return next(name, given.length === 0 && uri ? [{ uri }] : given);
          },
          // The status bar has it already; the editor would show it there once more.
          handleWorkDoneProgress: (_token, params) => {
            this.isReading = params.kind !== "end";
            this.#progress.fire(this.isReading ? ((params as { message?: string }).message ?? "") : undefined);
          },
        },
      },
    );
    client.registerFeature(new WantsNews());
    client.onNotification("citecheck/news", ({ uri }: { uri: string | null }) =>
      this.#news.fire(uri === null ? undefined : vscode.Uri.parse(uri)),
    );
    this.#client = client;
    // Also when the server ended by itself and is not started again.
    client.onDidChangeState(() => {
      if (this.#client === client) this.#phase.fire(this.phase);
    });
    try {
      await client.start();
    } catch (error) {
      this.#client = undefined;
      this.#output.error(String(error));
      void this.#complain(`citecheck could not start \`${command}\`.`);
    }
  }

  /** The program the user chose, the one in this extension, or the first on the search path. */
  #findProgram(): string | undefined {
    const program = process.platform === "win32" ? "citecheck.exe" : "citecheck";
    const chosen = vscode.workspace.getConfiguration("citecheck").get<string>("server.path", "").trim();
    if (chosen) {
      const file = chosen.startsWith("~/") ? path.join(os.homedir(), chosen.slice(2)) : chosen;
      // Whoever names a program wants that one, so there is no falling back.
      if (path.isAbsolute(file) && isProgram(file)) return file;
      void this.#complain(`There is no program at \`${chosen}\`, the path set for citecheck. It has to be an absolute path.`);
      return undefined;
    }
    const onPath = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
    const found = [path.join(this.#extensionPath, "bin"), ...onPath]
      .map((folder) => path.join(folder, program))
      .find(isProgram);
    if (!found) void this.#complain("No citecheck program was found. Put it on your PATH, or set where it is.");
    return found;
  }

  async #complain(message: string): Promise<void> {
    const settings = "Open Settings";
    const log = "Show Output";
    this.#output.error(message);
    const answer = await vscode.window.showErrorMessage(message, settings, log);
    if (answer === settings) {
      await openSettings();
    } else if (answer === log) {
      this.#output.show();
    }
  }
}

/** Where it is set which program runs. */
export async function openSettings(): Promise<void> {
  // A path belongs to the machine where the server runs, whose settings have a page of their own.
  const page = vscode.env.remoteName ? "openRemoteSettings" : "openSettings2";
  await vscode.commands.executeCommand(`workbench.action.${page}`, { query: "citecheck.server.path" });
}

/** Declares that this client has views that are to be told of news. */
class WantsNews implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), citecheckNews: true };
  }
  initialize(): void {}
  getState(): { kind: "static" } {
    return { kind: "static" };
  }
  clear(): void {}
}

/** The folders that the user's own settings name, whatever the folder that is open says. */
function extraCorpus(): string[] {
  return vscode.workspace.getConfiguration("citecheck").get<string[]>("extraCorpus", []);
}

/** Whether the findings of drafts that are not open are wanted. The server has to know when it says what it offers. */
function wantsAllDrafts(): boolean {
  return vscode.workspace.getConfiguration("citecheck").get<boolean>("workspaceDiagnostics", false);
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
