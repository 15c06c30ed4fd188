// The annotated draft in a tab of its own.

import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import * as vscode from "vscode";
import { activeDraft, type Server } from "./server";

/** So long after the last news the page is made anew, in milliseconds. */
const REST = 600;

export class ReportPreview implements vscode.Disposable {
  readonly #server: Server;
  readonly #disposables: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #draft: vscode.Uri | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#disposables = [
      vscode.commands.registerCommand("citecheck.openReport", () => this.#open()),
      vscode.commands.registerCommand("citecheck.openReportInBrowser", () => this.#openInBrowser()),
      vscode.commands.registerCommand("citecheck.saveReport", (to?: vscode.Uri) => this.#save(to)),
      server.onNews((uri) => {
        if (!this.#panel || (uri && uri.toString() !== this.#draft?.toString())) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#draw().catch(() => {}), REST);
      }),
      vscode.window.onDidChangeActiveColorTheme(() => void this.#draw().catch(() => {})),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#panel?.dispose();
    for (const it of this.#disposables) it.dispose();
  }

  async #open(): Promise<void> {
    const draft = activeDraft()?.document.uri;
    if (!draft) return void vscode.window.showInformationMessage("Open a draft first.");
    this.#draft = draft;
    if (!this.#panel) {
      // The page has a policy of its own, and the script that it brings is the only one that this lets run.
      const options = { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true, enableFindWidget: true };
      this.#panel = vscode.window.createWebviewPanel("citecheck.report", "Annotated draft", vscode.ViewColumn.Beside, options);
      this.#panel.onDidDispose(() => (this.#panel = undefined), undefined, this.#disposables);
    }
    try {
      await this.#draw();
      this.#panel.reveal(undefined, false);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  async #draw(): Promise<void> {
    if (!this.#draft || !this.#panel) return;
    const written = await this.#server.run<{ path: string }>("report", { uri: this.#draft.toString(), open: false });
    if (!written) return;
    const page = await fs.readFile(written.path, "utf8");
    this.#panel.title = `Annotated: ${this.#draft.path.split("/").pop()}`;
    this.#panel.webview.html = inTheme(page);
  }

  async #openInBrowser(): Promise<void> {
    const uri = activeDraft()?.document.uri ?? this.#draft;
    if (uri) await this.#server.run("report", { uri: uri.toString() });
  }

  /** As a file beside the draft or elsewhere; what it is follows from how its name ends. */
  async #save(to?: vscode.Uri): Promise<void> {
    const draft = activeDraft()?.document.uri ?? this.#draft;
    if (!draft) return void vscode.window.showInformationMessage("Open a draft first.");
    const proposed = draft.with({ path: draft.path.replace(/\.[^./]*$/, "") + ".report.docx" });
    const filters = { "Word document": ["docx"], "Markdown": ["md"], "Web page": ["html"] };
    const target = to ?? (await vscode.window.showSaveDialog({ defaultUri: proposed, filters, title: "Save the annotated draft" }));
    if (!target) return;
    const ending = target.path.split(".").pop() ?? "";
    const format = ["docx", "md"].includes(ending) ? ending : undefined;
    const written = await this.#server.run<{ path: string }>("report", { uri: draft.toString(), open: false, ...(format && { format }) });
    if (written) await vscode.workspace.fs.copy(vscode.Uri.file(written.path), target, { overwrite: true });
  }
}

/** The page in the light or the dark of the editor, which need not be that of the machine. */
function inTheme(page: string): string {
  const { Light, HighContrastLight } = vscode.ColorThemeKind;
  const isLight = [Light, HighContrastLight].includes(vscode.window.activeColorTheme.kind);
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1];
  if (!style) return page;
  const ours = style
    .replaceAll("@media screen and (prefers-color-scheme: dark)", isLight ? "@media not all" : "@media screen")
    .replaceAll("color-scheme: light dark", `color-scheme: ${isLight ? "light" : "dark"}`);
  // The policy of the page names its style sheet by what is in it.
  return page.replace(integrity(style), integrity(ours)).replace(style, () => ours);
}

function integrity(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
