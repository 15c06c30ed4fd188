// Runs in the extension host of the test. When $PROBE_GO appears, asks the editor's own API for findings, hovers
// and definitions, restarts the server by its command, asks again, and writes what came to $PROBE_RESULT.

const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const { PROBE_GO, PROBE_SETTINGS, PROBE_RESULT, WORKSPACE_COPY, DRAFT, RULE, MESSAGE, FLAGGED, VERDICT, NAME, CARD, SOURCE, PASSAGE } = process.env;

exports.activate = () => {
  if (PROBE_GO) void probe();
  if (PROBE_SETTINGS) setInterval(() => void adoptSettings(), 200);
};

// The settings that lie in $PROBE_SETTINGS become the user's; null takes one away. The file goes when they are taken over.
let isBusy = false;
async function adoptSettings() {
  if (isBusy || !fs.existsSync(PROBE_SETTINGS)) return;
  isBusy = true;
  const wanted = JSON.parse(fs.readFileSync(PROBE_SETTINGS, "utf8"));
  for (const [key, value] of Object.entries(wanted)) {
    await vscode.workspace.getConfiguration().update(key, value ?? undefined, vscode.ConfigurationTarget.Global);
  }
  fs.rmSync(PROBE_SETTINGS);
  isBusy = false;
}

async function probe() {
  const result = { editor: vscode.env.appName, version: vscode.version };
  try {
    await until("the signal to begin", () => fs.existsSync(PROBE_GO), 300);
    result.first = await look();
    result.whole = await lookAtWhole();
    await vscode.commands.executeCommand("citecheck.restart");
    result.afterRestart = await look();
    result.ok = true;
  } catch (error) {
    result.ok = false;
    result.error = String(error);
  }
  fs.writeFileSync(`${PROBE_RESULT}.part`, JSON.stringify(result, null, 2));
  fs.renameSync(`${PROBE_RESULT}.part`, PROBE_RESULT);
}

async function look() {
  const uri = vscode.Uri.file(path.join(WORKSPACE_COPY, DRAFT));
  const document = await vscode.workspace.openTextDocument(uri);
  const at = (words) => document.positionAt(document.getText().indexOf(words) + 1);
  const inSource = (location) => {
    const target = location.targetUri ?? location.uri;
    const { start } = location.targetSelectionRange ?? location.targetRange ?? location.range;
    const line = fs.readFileSync(target.fsPath, "utf8").split("\n")[start.line];
    return { file: path.relative(WORKSPACE_COPY, target.fsPath), line: start.line + 1, text: line };
  };

  const finding = await until(`a finding of ${RULE}`, () =>
    vscode.languages.getDiagnostics(uri).find((it) => ruleOf(it) === RULE && it.message.includes(MESSAGE)),
  );
  const verdict = await until(`a hover with "${VERDICT}"`, () => hover(uri, at(FLAGGED), VERDICT));
  const card = await until(`a hover with "${CARD}"`, () => hover(uri, at(NAME), CARD));
  const passage = await until(`a definition at "${PASSAGE}"`, async () => {
    const locations = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", uri, at(FLAGGED));
    const [first] = locations.map(inSource);
    return first?.file === SOURCE && first.text.includes(PASSAGE) && first;
  });
  return {
    finding: {
      rule: ruleOf(finding),
      page: finding.code?.target?.toString(),
      source: finding.source,
      severity: vscode.DiagnosticSeverity[finding.severity],
      words: document.getText(finding.range),
      message: finding.message,
      related: (finding.relatedInformation ?? []).map((it) => ({ ...inSource(it.location), message: it.message })),
    },
    verdict,
    card,
    passage,
  };
}

// What the editor shows of a whole draft, and where it leads to besides the definition.
async function lookAtWhole() {
  const uri = vscode.Uri.file(path.join(WORKSPACE_COPY, DRAFT));
  const document = await vscode.workspace.openTextDocument(uri);
  const at = (words) => document.positionAt(document.getText().indexOf(words) + 1);
  const ask = (command, ...rest) => vscode.commands.executeCommand(`vscode.${command}`, ...rest);
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const places = (found) => found.map((it) => {
    const range = it.targetSelectionRange ?? it.range;
    return `${path.relative(WORKSPACE_COPY, (it.targetUri ?? it.uri).fsPath)}:${range.start.line + 1}`;
  });
  const some = async (what, command, ...rest) =>
    until(what, async () => {
      const found = await ask(command, ...rest);
      return (found?.data ?? found)?.length > 0 && found;
    });
  const links = await ask("executeLinkProvider", uri);
  const lenses = await some("lenses", "executeCodeLensProvider", uri, 100);
  const legend = await ask("provideDocumentSemanticTokensLegend", uri);
  const tokens = await some("tokens", "provideDocumentSemanticTokens", uri);
  const symbols = await ask("executeDocumentSymbolProvider", uri);
  const hints = (await ask("executeInlayHintProvider", uri, all)) ?? [];
  await vscode.commands.executeCommand(lenses[0].command.command, ...(lenses[0].command.arguments ?? []));
  const shown = await until("a finding shown by a lens", () => {
    const editor = vscode.window.activeTextEditor;
    return editor && !editor.selection.isEmpty && editor.document.getText(editor.selection);
  });
  // What a file is follows from how its name ends.
  for (const [ending, opening] of [["docx", "PK"], ["md", "<!-- A report by citecheck"], ["html", "<!DOCTYPE html>"]]) {
    const target = path.join(WORKSPACE_COPY, `.saved.${ending}`);
    await vscode.commands.executeCommand("citecheck.saveReport", vscode.Uri.file(target));
    const text = fs.readFileSync(target, "latin1");
    if (!text.startsWith(opening)) throw new Error(`the report saved as .${ending} begins with ${JSON.stringify(text.slice(0, 40))}`);
    fs.rmSync(target);
  }
  return {
    declaration: places(await some("a declaration", "executeDeclarationProvider", uri, at(FLAGGED))),
    implementation: places(await some("implementations", "executeImplementationProvider", uri, at("The guarantees extend"))),
    references: places(await some("references", "executeReferenceProvider", uri, at(NAME))),
    highlights: (await some("highlights", "executeDocumentHighlights", uri, at("Zelensky"))).length,
    links: links.map((it) => `${document.getText(it.range)} -> ${path.basename(it.target?.toString() ?? "")} ${it.tooltip ?? ""}`),
    symbols: (await some("symbols by name", "executeWorkspaceSymbolProvider", "zelens")).map((it) => it.name),
    lenses: lenses.map((it) => `${it.range.start.line + 1}: ${it.command.title}`),
    // Two outlines would stand side by side.
    claimsInOutline: JSON.stringify(symbols).includes("\u2713"),
    legend: [legend.tokenTypes, legend.tokenModifiers],
    tokens: tokens.data.length / 5,
    hints: hints.length,
    shown,
  };
}

function ruleOf(diagnostic) {
  return diagnostic.code?.value ?? diagnostic.code;
}

// The words as a reader sees them: marks and escapes of Markdown do not count.
async function hover(uri, position, words) {
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, position);
  const contents = hovers.flatMap((it) => it.contents);
  if (contents.some((it) => it.isTrusted)) throw new Error("a hover is trusted");
  const texts = contents.map((it) => it.value ?? it);
  return texts.some((it) => it.replace(/[*\\]/g, "").replace(/\s+/g, " ").includes(words)) && texts;
}

async function until(what, ask, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}
