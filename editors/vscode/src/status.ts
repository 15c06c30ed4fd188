// The status bar: how many sources there are, what is being read, and what was found in the draft in front.

import * as vscode from "vscode";
import type { Status } from "./answers";
import { EvidenceView } from "./evidence";
import { activeDraft, type Server } from "./server";
import { count, SourcesView } from "./sources";

/** So long after the last news the numbers are asked for, in milliseconds. */
const REST = 150;

export class StatusBar implements vscode.Disposable {
  readonly #server: Server;
  readonly #item: vscode.StatusBarItem;
  readonly #disposables: vscode.Disposable[];
  #progress: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#item = vscode.window.createStatusBarItem("citecheck.status", vscode.StatusBarAlignment.Left, 10);
    this.#item.name = "citecheck";
    this.#item.command = "citecheck.menu";
    this.#disposables = [
      this.#item,
      vscode.commands.registerCommand("citecheck.menu", () => menu(server.phase === "running")),
      vscode.window.onDidChangeActiveTextEditor(() => this.#soon()),
      server.onNews(() => this.#soon()),
      server.onPhase(() => this.#soon()),
      server.onProgress((words) => {
        this.#progress = words;
        this.#soon();
      }),
    ];
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const it of this.#disposables) it.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), REST);
  }

  async #draw(): Promise<void> {
    const editor = activeDraft();
    const { phase } = this.#server;
    if (phase !== "running") {
      // Whoever writes no draft need not hear of it.
      if (!editor) return this.#item.hide();
      if (phase === "starting") return this.#show("$(sync~spin) citecheck", "citecheck is starting");
      return this.#show("$(warning) citecheck", "citecheck is not running: click for what to do", true);
    }
    if (!editor && this.#progress === undefined) return this.#item.hide();
    // While sources are read, nobody has to be asked what there is.
    if (!editor || this.#progress !== undefined) return this.#showProgress(this.#progress ?? "");
    const status = await this.#server.run<Status>("status", { uri: editor.document.uri.toString() }).catch(() => null);
    if (this.#progress !== undefined) return this.#showProgress(this.#progress);
    if (!status) return this.#show("$(book) citecheck", "This text has no sources yet");
    const { sources, passages, unread, draft } = status;
    const lines = [`${count(sources, "source")}, ${count(passages, "passage")}`];
    if (unread) lines.push(`${count(unread, "file")} could not be read`);
    if (sources === 0 && unread === 0) return this.#show("$(book) no sources yet", "Put documents into a folder “sources” beside the draft; click for more");
    let findings = "";
    if (draft) {
      findings = draft.findings ? ` · ${count(draft.findings, "finding")}` : " · no findings";
      lines.push(`${count(draft.claims, "claim")}: ${draft.supported} supported, ${draft.contradicted} contradicted, ${draft.unsupported} to check`);
      if (draft.accepted) lines.push(`${draft.accepted} accepted by hand`);
      if (draft.unchecked) lines.push(`${count(draft.unchecked, "sentence")} in other languages, not checked`);
    }
    this.#show(`$(book) ${count(sources, "source")}${findings}`, lines.join("\n"));
  }

  #showProgress(words: string): void {
    const text = words ? `Reading sources: ${words}` : "Reading sources";
    this.#show(`$(sync~spin) ${text}`, "citecheck is reading the sources; what it says of the draft comes when that is done");
  }

  #show(text: string, tooltip: string, isTrouble = false): void {
    this.#item.backgroundColor = isTrouble ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `citecheck: ${[text.replace(/\$\([^)]*\) ?/g, ""), tooltip].join("; ").replaceAll("\n", "; ")}`, role: "button" };
    this.#item.show();
  }
}

async function menu(isRunning: boolean): Promise<void> {
  const entry = (label: string, command: string, description?: string) => ({ label, command, ...(description ? { description } : {}) });
  const group = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, command: "" });
  const views = [
    group("this draft"),
    entry("$(list-selection) Show the evidence", `${EvidenceView.id}.focus`, "what the claim at the cursor rests on"),
    entry("$(warning) List the findings", "workbench.actions.view.problems"),
    entry("$(preview) Show the annotated draft", "citecheck.openReport", "each claim beside its evidence"),
    entry("$(save-as) Save the annotated draft", "citecheck.saveReport", "as a Word document, Markdown or a page"),
    group("sources"),
    entry("$(library) Show the sources", `${SourcesView.id}.focus`),
    entry("$(search) Find a source…", "citecheck.findSource"),
    entry("$(add) Add a document to the sources…", "citecheck.addSource"),
    entry("$(database) Rebuild the index of the sources", "citecheck.reindex"),
  ];
  const entries = [
    ...(isRunning ? views : []),
    group("citecheck"),
    entry(`$(debug-restart) ${isRunning ? "Restart" : "Start"} the server`, "citecheck.restart"),
    entry("$(output) Show the output", "citecheck.showOutput"),
    entry(`$(settings-gear) ${isRunning ? "Settings" : "Set where the program is"}`, "citecheck.openSettings"),
    entry("$(mortar-board) First steps", "citecheck.walkthrough"),
  ];
  const chosen = await vscode.window.showQuickPick(entries, { title: "citecheck", placeHolder: "What to do" });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command);
}
