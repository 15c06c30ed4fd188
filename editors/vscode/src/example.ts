// The example of the walkthrough: a draft with planted mistakes and its two sources.

import * as vscode from "vscode";
import { EvidenceView } from "./evidence";

const FILES = ["citecheck.toml", "briefing.md", "sources/harbour-report.md", "sources/mayor-interview.md"];

/** Opens the example draft, from a copy that may be changed. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const from = vscode.Uri.joinPath(context.extensionUri, "media", "example");
  const to = vscode.Uri.joinPath(context.globalStorageUri, "example");
  if (!(await exists(to)) || (await wantsAnew())) {
    for (const file of FILES) {
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(from, file), vscode.Uri.joinPath(to, file), { overwrite: true });
    }
  }
  const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(to, "briefing.md"));
  // At the first mistake, so that there is something to see at once.
  const mistake = editor.document.getText().indexOf("130,000");
  if (mistake >= 0) editor.selection = new vscode.Selection(editor.document.positionAt(mistake), editor.document.positionAt(mistake));
  await vscode.commands.executeCommand(`${EvidenceView.id}.focus`);
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
}

async function wantsAnew(): Promise<boolean> {
  const anew = "Begin Anew";
  const answer = await vscode.window.showInformationMessage("The example is there already, with what you changed in it.", anew, "Go On");
  return answer === anew;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
