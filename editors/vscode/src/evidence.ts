// The Evidence view: the claim at the cursor, its verdict and why, and the passages it rests on.

import * as vscode from "vscode";
import type { Card, Evidence } from "./answers";
import { activeDraft, type Server } from "./server";

/** What is offered where there is nothing to show: these commands and no others. */
const HELPS = {
  steps: { label: "First Steps", command: "citecheck.walkthrough" },
  add: { label: "Add a Document", command: "citecheck.addSource" },
  settings: { label: "Open Settings", command: "citecheck.openSettings" },
  output: { label: "Show Output", command: "citecheck.showOutput" },
} as const;
type Help = keyof typeof HELPS;

/** So long the cursor rests before the view follows it, in milliseconds. */
const REST = 120;

/** What the page asks for. */
type Wish =
  | { do: "ready" }
  | { do: "open" | "cite" | "original" | "web"; passage: number }
  | { do: "leave" }
  | { do: "reveal" }
  | { do: "command"; command: string }
  | { do: "accept"; rule: string };

export class EvidenceView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = "citecheck.evidence";
  readonly #server: Server;
  readonly #media: vscode.Uri;
  readonly #disposables: vscode.Disposable[] = [];
  #view: vscode.WebviewView | undefined;
  /** What is shown, and the draft it is about. */
  #shown: { uri: vscode.Uri; evidence: Evidence } | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Only the answer to the last question counts. */
  #question = 0;

  constructor(server: Server, extension: vscode.Uri) {
    this.#server = server;
    this.#media = vscode.Uri.joinPath(extension, "media");
    this.#disposables.push(
      vscode.window.registerWebviewViewProvider(EvidenceView.id, this),
      vscode.window.onDidChangeTextEditorSelection(() => this.#soon()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#soon()),
      server.onNews(() => this.#soon()),
      server.onPhase(() => this.#soon()),
      // The news of a draft may come before its reading is said to be over.
      server.onProgress((words) => words === undefined && this.#soon()),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const it of this.#disposables) it.dispose();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#media] };
    view.webview.html = this.#page(view.webview);
    view.webview.onDidReceiveMessage((wish: Wish) => void this.#grant(wish), undefined, this.#disposables);
    view.onDidChangeVisibility(() => this.#soon(), undefined, this.#disposables);
    view.onDidDispose(() => (this.#view = undefined), undefined, this.#disposables);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#follow(), REST);
  }

  async #follow(): Promise<void> {
    if (!this.#view?.visible) return;
    if (this.#server.phase === "starting") return this.#shown ? undefined : this.#tell("citecheck is starting.");
    if (this.#server.phase === "stopped") return this.#tell("citecheck is not running.", ["settings", "output"]);
    const editor = activeDraft();
    // Whoever looks at a source or at a setting wants to go on seeing what it was about.
    if (!editor) return this.#shown ? undefined : this.#tell("Open a draft to see what its claims rest on.", ["steps"]);
    const question = ++this.#question;
    const uri = editor.document.uri;
    try {
      const position = editor.selection.active;
      const evidence = await this.#server.run<Evidence>("evidenceAt", { uri: uri.toString(), position });
      if (question !== this.#question) return;
      this.#shown = evidence ? { uri, evidence } : undefined;
      if (evidence) return void (await this.#view?.webview.postMessage({ evidence }));
      await this.#tellWhy(question, uri, "There is no claim at the cursor.");
    } catch {
      // A source is no draft, and a draft that is being typed has no answer yet: there will be news of it.
      if (question === this.#question && !this.#shown) await this.#tellWhy(question, uri, "This text has not been checked.");
    }
  }

  /** Why there is nothing to show: the words given, unless sources are what is missing. */
  async #tellWhy(question: number, uri: vscode.Uri, otherwise: string): Promise<void> {
    const lack = await this.#server.lack(uri);
    if (question !== this.#question) return;
    if (lack === "sources") this.#tell("There are no sources yet. Put them into a folder `sources` beside the draft.", ["add", "steps"]);
    else if (lack === "time") this.#tell("The sources are being read; the status bar says how far that is.");
    else this.#tell(otherwise);
  }

  #tell(words: string, helps: Help[] = []): void {
    this.#shown = undefined;
    void this.#view?.webview.postMessage({ words, actions: helps.map((it) => HELPS[it]) });
  }

  async #grant(wish: Wish): Promise<void> {
    if (wish.do === "ready") return this.#soon();
    if (wish.do === "leave") return void vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    if (wish.do === "command") {
      const help = Object.values(HELPS).find((it) => it.command === wish.command);
      return void (help && vscode.commands.executeCommand(help.command));
    }
    const shown = this.#shown;
    if (!shown) return;
    const { uri, evidence } = shown;
    try {
      if (wish.do === "reveal") return await show(uri, this.#server.range(evidence.range));
      if (wish.do === "accept") return await this.#accept(shown, wish.rule);
      const card = evidence.passages[wish.passage];
      if (card) await this.#use(shown, card, wish.do);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  async #use({ uri, evidence }: { uri: vscode.Uri; evidence: Evidence }, card: Card, what: "open" | "cite" | "original" | "web"): Promise<void> {
    const { source, location } = card;
    switch (what) {
      case "open":
        if (location) await show(vscode.Uri.parse(location.uri), this.#server.range(location.range));
        return;
      case "original":
        if (source.original) await vscode.env.openExternal(vscode.Uri.parse(source.original));
        return;
      case "web":
        if (source.url) await vscode.env.openExternal(vscode.Uri.parse(source.url));
        return;
      case "cite":
        await this.#server.run("citeClaim", {
          uri: uri.toString(),
          position: evidence.range.start,
          version: evidence.version,
          source: source.key,
          passage: card.passage,
        });
    }
  }

  async #accept({ uri, evidence }: { uri: vscode.Uri; evidence: Evidence }, rule: string): Promise<void> {
    const reason = await vscode.window.showInputBox({
      title: "Accept this claim",
      prompt: "Why it may stand, for the team: it goes into citecheck.accepted.toml",
      value: "our own analysis",
    });
    if (reason === undefined) return;
    await this.#server.run("acceptClaim", {
      uri: uri.toString(),
      position: evidence.range.start,
      version: evidence.version,
      rule,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  }

  #page(webview: vscode.Webview): string {
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#media, name));
    const rules = `default-src 'none'; style-src ${webview.cspSource}; script-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<link rel="stylesheet" href="${file("evidence.css")}">
<title>Evidence</title>
</head>
<body>
<p id="said" class="visually-hidden" role="status"></p>
<main id="view"></main>
<script src="${file("evidence.js")}"></script>
</body>
</html>`;
  }
}

/** Shows a place beside nothing else: the editor goes there, and its line is in the middle. */
async function show(uri: vscode.Uri, selection: vscode.Range): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, { selection, preview: true });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
