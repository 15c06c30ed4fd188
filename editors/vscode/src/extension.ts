// The views and commands around `citecheck lsp`.

import * as vscode from "vscode";
import { EvidenceView } from "./evidence";
import { openExample } from "./example";
import { ReportPreview } from "./report";
import { openSettings, Server } from "./server";
import { SourcesView } from "./sources";
import { StatusBar } from "./status";

let server: Server;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("citecheck", { log: true });
  server = new Server(context.extensionPath, output);
  context.subscriptions.push(
    output,
    server,
    new EvidenceView(server, context.extensionUri),
    new SourcesView(server, output),
    new StatusBar(server),
    new ReportPreview(server),
    vscode.commands.registerCommand("citecheck.restart", () => server.restart()),
    vscode.commands.registerCommand("citecheck.showOutput", () => output.show()),
    vscode.commands.registerCommand("citecheck.openSettings", openSettings),
    vscode.commands.registerCommand("citecheck.openExample", () => openExample(context)),
    vscode.commands.registerCommand("citecheck.walkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#first-steps`, false),
    ),
    // What the views say when they have nothing to show.
    server.onPhase((phase) => vscode.commands.executeCommand("setContext", "citecheck.phase", phase)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const atStart = ["citecheck.server.path", "citecheck.workspaceDiagnostics"];
      if (atStart.some((it) => event.affectsConfiguration(it))) void server.restart();
    }),
  );
  await server.restart();
}

export function deactivate(): Promise<void> {
  return server.stop();
}
