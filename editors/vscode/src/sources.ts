// The Sources view: what the draft in front rests on, the corpus, and the files that could not be read.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Source, SourceUse, Sources, Status } from "./answers";
import { activeDraft, type Server } from "./server";

const run = promisify(execFile);

const NO_DRAFT = "Open a draft, and its sources are listed here.";
const NO_SOURCES = "There are no sources yet. Drop documents here that you write from.";

/** So long after the last news the view is drawn anew, in milliseconds. */
const REST = 250;

type Node =
  | { kind: "group"; label: string; children: Node[]; isOpen: boolean }
  | { kind: "use"; use: SourceUse }
  | { kind: "passage"; passage: SourceUse["passages"][number] }
  | { kind: "source"; source: Source }
  | { kind: "problem"; problem: Sources["problems"][number] }
  | { kind: "action"; label: string; icon: string; command: string }
  | { kind: "note"; label: string };

/** What is offered where there is nothing to list. Not the buttons of a welcome: nothing can be dropped on those. */
const FIRST_ACTIONS: Node[] = [
  { kind: "action", label: "Add a Document", icon: "add", command: "citecheck.addSource" },
  { kind: "action", label: "First Steps", icon: "mortar-board", command: "citecheck.walkthrough" },
];

export class SourcesView implements vscode.TreeDataProvider<Node>, vscode.TreeDragAndDropController<Node>, vscode.Disposable {
  static readonly id = "citecheck.sources";
  readonly dropMimeTypes = ["text/uri-list", "files"];
  readonly dragMimeTypes = ["text/uri-list"];
  readonly #server: Server;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: vscode.TreeView<Node>;
  readonly #disposables: vscode.Disposable[];
  #draft: vscode.Uri | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server, output: vscode.LogOutputChannel) {
    this.#server = server;
    this.#output = output;
    this.#tree = vscode.window.createTreeView(SourcesView.id, {
      treeDataProvider: this,
      dragAndDropController: this,
      showCollapseAll: true,
    });
    this.#disposables = [
      this.#tree,
      vscode.window.onDidChangeActiveTextEditor(() => this.#soon()),
      server.onNews(() => this.#soon()),
      server.onPhase(() => this.#soon()),
      server.onProgress((words) => words === undefined && this.#soon()),
      vscode.commands.registerCommand("citecheck.addSource", () => this.#choose()),
      vscode.commands.registerCommand("citecheck.findSource", () => this.#find()),
      vscode.commands.registerCommand("citecheck.sources.openOriginal", (node?: Node) => this.#external(node, "original")),
      vscode.commands.registerCommand("citecheck.sources.openOnWeb", (node?: Node) => this.#external(node, "url")),
      vscode.commands.registerCommand("citecheck.sources.copyKey", async (node?: Node) => {
        const source = node && sourceOf(node);
        if (source) await vscode.env.clipboard.writeText(`[@${source.key}]`);
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const it of this.#disposables) it.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), REST);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined: {
        const found = await this.#groups();
        const isLacking = typeof found === "string";
        this.#tree.message = isLacking ? found : undefined;
        return isLacking ? FIRST_ACTIONS : found;
      }
      case "group":
        return node.children;
      case "use":
        return node.use.passages.map((passage) => ({ kind: "passage", passage }));
      default:
        return [];
    }
  }

  /** The list, or what is lacking for one. */
  async #groups(): Promise<Node[] | string> {
    // The view says what to do about that.
    if (this.#server.phase !== "running") return [];
    const before = this.#draft;
    const editor = activeDraft();
    if (editor) this.#draft = editor.document.uri;
    let answer: Sources | null;
    try {
      answer = await this.#list(this.#draft);
    } catch {
      // A source in front is no draft: what is listed goes on to be about the draft that led there.
      if (!before || before === this.#draft) return this.#whyNone();
      this.#draft = before;
      answer = await this.#list(this.#draft).catch(() => null);
    }
    if (!answer) return this.#draft ? this.#whyNone() : NO_DRAFT;
    if (answer.found === 0 && answer.problems.length === 0) return NO_SOURCES;
    const uses = answer.uses.map((use): Node => ({ kind: "use", use }));
    const sources = answer.sources.map((source): Node => ({ kind: "source", source }));
    const more = answer.found - sources.length;
    if (more > 0) sources.push({ kind: "note", label: `and ${more} more: use Find a Source` });
    const problems = answer.problems.map((problem): Node => ({ kind: "problem", problem }));
    const groups: Node[] = [
      { kind: "group", label: `In this draft (${uses.length})`, children: uses, isOpen: true },
      { kind: "group", label: `Corpus (${answer.found})`, children: sources, isOpen: uses.length === 0 },
    ];
    if (problems.length) groups.push({ kind: "group", label: `Not read (${problems.length})`, children: problems, isOpen: true });
    return groups;
  }

  /** Why there is no list yet. */
  async #whyNone(): Promise<Node[] | string> {
    const lack = await this.#server.lack(this.#draft);
    if (lack === "sources") return NO_SOURCES;
    return [{ kind: "note", label: lack === "time" ? "The sources are being read." : "This text has not been checked." }];
  }

  async #list(draft: vscode.Uri | undefined, query?: string): Promise<Sources | null> {
    if (!draft || this.#server.phase !== "running") return null;
    return this.#server.run<Sources>("listSources", { uri: draft.toString(), ...(query ? { query } : {}) });
  }

  /** The draft that commands are about: the one that is listed, or, while the view is hidden, the one in front. */
  get #subject(): vscode.Uri | undefined {
    const inFront = activeDraft()?.document.uri;
    return this.#tree.visible ? (this.#draft ?? inFront) : (inFront ?? this.#draft);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    switch (node.kind) {
      case "group": {
        const item = new vscode.TreeItem(node.label, node.isOpen ? Expanded : Collapsed);
        // Without the count, so that it stays open as the view is drawn anew.
        item.id = node.label.replace(/ \(.*/, "");
        return item;
      }
      case "use": {
        const { source, citations, passages } = node.use;
        const item = sourceItem(source, passages.length ? Collapsed : None);
        item.id = `use ${source.key}`;
        item.description = [count(citations, "citation"), `bears on ${count(passages.length, "claim")}`].join(" · ");
        item.accessibilityInformation = { label: spoken(source, item.description) };
        return item;
      }
      case "source": {
        const item = sourceItem(node.source, None);
        const { publisher, date, reliability } = node.source;
        item.description = [publisher, date, reliability].filter(Boolean).join(" · ");
        item.accessibilityInformation = { label: spoken(node.source, item.description) };
        return item;
      }
      case "passage": {
        const { passage } = node;
        const item = new vscode.TreeItem(passage.claim, None);
        item.description = passage.place;
        item.tooltip = `${passage.claim}\n${passage.place}`;
        item.accessibilityInformation = { label: `${passage.place}, for the claim: ${passage.claim}` };
        item.iconPath = new vscode.ThemeIcon("quote");
        if (passage.location) item.command = openAt(passage.location.uri, this.#server.range(passage.location.range));
        return item;
      }
      case "problem": {
        const { name, uri, problem } = node.problem;
        const item = new vscode.TreeItem(name, None);
        item.accessibilityInformation = { label: `${name}, not read: ${problem}` };
        item.description = problem;
        item.tooltip = `${name}: ${problem}`;
        item.iconPath = new vscode.ThemeIcon("warning");
        if (uri) item.command = openAt(uri);
        return item;
      }
      case "action": {
        const item = new vscode.TreeItem(node.label, None);
        item.iconPath = new vscode.ThemeIcon(node.icon);
        item.command = { command: node.command, title: node.label };
        return item;
      }
      case "note":
        return new vscode.TreeItem(node.label, None);
    }
  }

  handleDrag(nodes: readonly Node[], transfer: vscode.DataTransfer): void {
    const uris = nodes.flatMap((it) => sourceOf(it)?.uri ?? []);
    if (uris.length) transfer.set("text/uri-list", new vscode.DataTransferItem(uris.join("\r\n")));
  }

  /** A document that is dropped here is filed with the sources. */
  async handleDrop(_: Node | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const named = (await transfer.get("text/uri-list")?.asString()) ?? "";
    const uris = named.split(/\r?\n/).filter((it) => it && !it.startsWith("#")).map((it) => vscode.Uri.parse(it));
    if (uris.length) return this.#add(uris.filter((it) => it.scheme === "file").map((it) => it.fsPath));
    const files = [...transfer].map(([, item]) => item.asFile()).filter((it) => it !== undefined);
    // What comes from outside has no name on the disk where the server runs.
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "citecheck-"));
    try {
      const paths: string[] = [];
      for (const file of files) {
        if (file.uri?.scheme === "file") {
          paths.push(file.uri.fsPath);
          continue;
        }
        const copy = path.join(folder, path.basename(file.name));
        await fs.writeFile(copy, await file.data());
        paths.push(copy);
      }
      await this.#add(paths);
    } finally {
      await fs.rm(folder, { recursive: true, force: true });
    }
  }

  async #choose(): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({ canSelectMany: true, openLabel: "Add to the Sources", title: "Add documents to the sources" });
    if (chosen) await this.#add(chosen.map((it) => it.fsPath));
  }

  async #add(files: string[]): Promise<void> {
    const { program } = this.#server;
    if (!files.length || !program) return;
    const draft = this.#subject;
    const status = draft && (await this.#server.run<Status>("status", { uri: draft.toString() }).catch(() => null));
    const root = status?.root ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (!root) return void vscode.window.showErrorMessage("Open a folder or a draft first, so that the document has a place to go.");
    const said: string[] = [];
    const failures: string[] = [];
    const addAll = async () => {
      for (const file of files) {
        try {
          // It would bear itself out.
          if (file === draft?.fsPath) throw new Error(`\`${path.basename(file)}\` is the draft itself, and no source for it.`);
          const words = (await addTo(root, program, file)).trim();
          this.#output.info(words);
          said.push(words.split("\n")[0]!.replace(/^filed/, "Filed"));
        } catch (error) {
          const { stderr, message } = error as { stderr?: string; message: string };
          const words = stderr?.trim() || message;
          this.#output.error(words);
          // The editor shows lines as one.
          failures.push(words.replace(/^error: /gm, "").replaceAll("\nhint: ", "; "));
        }
      }
    };
    await vscode.window.withProgress({ location: { viewId: SourcesView.id } }, addAll);
    // With a button the editor shows the words in full.
    const log = "Show Output";
    const answers = [
      said.length ? vscode.window.showInformationMessage(said.join("; "), log) : undefined,
      failures.length ? vscode.window.showErrorMessage(failures.join("\n"), log) : undefined,
    ];
    for (const answer of answers) void answer?.then((it) => it && this.#output.show());
  }

  async #find(): Promise<void> {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { source: Source }>();
    pick.placeholder = "Key, title, publisher or author of a source";
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    const subject = this.#subject;
    let question = 0;
    const ask = async (query: string) => {
      const mine = ++question;
      pick.busy = true;
      const answer = await this.#list(subject, query).catch(() => null);
      if (mine !== question) return;
      pick.busy = false;
      pick.items = (answer?.sources ?? []).map((source) => ({
        label: source.title,
        description: source.key,
        detail: [source.publisher, source.authors.join(", "), source.date].filter(Boolean).join(" · "),
        alwaysShow: true,
        source,
      }));
    };
    pick.onDidChangeValue(ask);
    pick.onDidAccept(() => {
      const uri = pick.selectedItems[0]?.source.uri;
      pick.hide();
      if (uri) void vscode.window.showTextDocument(vscode.Uri.parse(uri));
    });
    pick.onDidHide(() => pick.dispose());
    pick.show();
    await ask("");
  }

  async #external(node: Node | undefined, which: "original" | "url"): Promise<void> {
    const address = node && sourceOf(node)?.[which];
    if (address) await vscode.env.openExternal(vscode.Uri.parse(address));
  }
}

/**
 * Files a document with the sources of a project, and gives what the program says of it.
 * The first one gets a folder `sources`, which goes again if the document is refused with it as well.
 */
async function addTo(root: string, program: string, file: string): Promise<string> {
  const add = async () => (await run(program, ["add", "--", file], { cwd: root })).stdout;
  try {
    return await add();
  } catch (refusal) {
    // Where there is one of the folders that need no configuration, the place is not what was missing.
    const [folder, other] = [path.join(root, "sources"), path.join(root, "corpus")];
    if (existsSync(folder) || existsSync(other)) throw refusal;
    await fs.mkdir(folder);
    return await add().catch(async (refusal) => {
      await fs.rmdir(folder).catch(() => {});
      throw refusal;
    });
  }
}

function sourceOf(node: Node): Source | undefined {
  if (node.kind === "use") return node.use.source;
  return node.kind === "source" ? node.source : undefined;
}

/** What a screen reader says of a source. Its icon and its hover say more than its name. */
function spoken(source: Source, description: string): string {
  return [source.title, description, source.copyOf && `a copy of ${source.copyOf}`, ...source.notes].filter(Boolean).join(", ");
}

function sourceItem(source: Source, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(source.title, state);
  const known = [source.publisher, source.date, source.reliability && `reliability ${source.reliability}`];
  const lines = [
    source.title,
    known.filter(Boolean).join(" · "),
    `@${source.key} · ${count(source.passages, "passage")}`,
    source.copyOf && `a copy of ${source.copyOf}`,
    ...source.notes,
  ];
  item.tooltip = lines.filter(Boolean).join("\n");
  item.iconPath = new vscode.ThemeIcon(source.notes.length ? "warning" : source.copyOf ? "files" : "file-text");
  item.contextValue = ["source", source.original && "original", source.url && "web"].filter(Boolean).join(" ");
  if (source.uri) item.command = openAt(source.uri);
  return item;
}

function openAt(uri: string, selection?: vscode.Range): vscode.Command {
  const options: vscode.TextDocumentShowOptions = { preview: true, ...(selection ? { selection } : {}) };
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(uri), options] };
}

export function count(n: number, what: string): string {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}
