// Starts `citecheck lsp` for drafts, and says what to do when there is no citecheck to start.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";

const LANGUAGES = ["markdown", "plaintext", "quarto"];

let output: vscode.LogOutputChannel;
let client: LanguageClient | undefined;
// Starts and stops happen one after the other, however fast they are asked for.
let lastStep: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("citecheck", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("citecheck.restart", () => restart(context)),
    vscode.commands.registerCommand("citecheck.showOutput", () => output.show()),
    vscode.commands.registerCommand("citecheck.openReport", openReport),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("citecheck.server.path")) void restart(context);
    }),
  );
  await restart(context);
}

// The server writes the page, and asks for it to be opened in the browser.
async function openReport(): Promise<void> {
  const draft = vscode.window.activeTextEditor?.document.uri;
  if (draft) await vscode.commands.executeCommand("citecheck.report", { uri: draft.toString() });
}

export function deactivate(): Promise<void> {
  return next(stop);
}

function restart(context: vscode.ExtensionContext): Promise<void> {
  return next(async () => {
    await stop();
    await start(context);
  });
}

function next(step: () => Promise<void>): Promise<void> {
  lastStep = lastStep.then(step).catch((error) => output.error(error));
  return lastStep;
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  // Also ends a server that did not answer in time.
  await stopping?.dispose();
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const command = findServer(context.extensionPath);
  if (!command) return;
  output.info(`starting ${command} lsp`);
  const starting = new LanguageClient(
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
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Hovers quote sources, and anybody may have written those: no commands, no HTML.
      markdown: { isTrusted: false, supportHtml: false },
    },
  );
  client = starting;
  try {
    await starting.start();
  } catch (error) {
    client = undefined;
    output.error(String(error));
    void complain(`citecheck could not start \`${command}\`.`);
  }
}

/** The folders that the user's own settings name, whatever the folder that is open says. */
function extraCorpus(): string[] {
  return vscode.workspace.getConfiguration("citecheck").get<string[]>("extraCorpus", []);
}

/** Whether the findings of drafts that are not open are wanted. The server has to know when it says what it offers. */
function wantsAllDrafts(): boolean {
  return vscode.workspace.getConfiguration("citecheck").get<boolean>("workspaceDiagnostics", false);
}

/** The program the user chose, the one in this extension, or the first on the search path. */
function findServer(extensionPath: string): string | undefined {
  const program = process.platform === "win32" ? "citecheck.exe" : "citecheck";
  const chosen = vscode.workspace.getConfiguration("citecheck").get<string>("server.path", "").trim();
  if (chosen) {
    const file = chosen.startsWith("~/") ? path.join(os.homedir(), chosen.slice(2)) : chosen;
    // Whoever names a program wants that one, so there is no falling back.
    if (path.isAbsolute(file) && isProgram(file)) return file;
    void complain(`There is no program at \`${chosen}\`, the path set for citecheck. It has to be an absolute path.`);
    return undefined;
  }
  const onPath = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found = [path.join(extensionPath, "bin"), ...onPath]
    .map((folder) => path.join(folder, program))
    .find(isProgram);
  if (!found) void complain("No citecheck program was found. Put it on your PATH, or set where it is.");
  return found;
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

async function complain(message: string): Promise<void> {
  const settings = "Open Settings";
  const log = "Show Output";
  output.error(message);
  const answer = await vscode.window.showErrorMessage(message, settings, log);
  if (answer === settings) {
    // A path belongs to the machine where the server runs, whose settings have a page of their own.
    const page = vscode.env.remoteName ? "openRemoteSettings" : "openSettings2";
    await vscode.commands.executeCommand(`workbench.action.${page}`, { query: "citecheck.server.path" });
  } else if (answer === log) {
    output.show();
  }
}
