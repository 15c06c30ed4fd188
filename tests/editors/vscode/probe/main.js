// Runs in the extension host of the test. When $PROBE_GO appears, asks the editor's own API for findings, hovers
// and definitions, restarts the server by its command, asks again, and writes what came to $PROBE_RESULT.

const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const { PROBE_GO, PROBE_RESULT, WORKSPACE_COPY, DRAFT, RULE, MESSAGE, FLAGGED, VERDICT, NAME, CARD, SOURCE, PASSAGE } = process.env;

exports.activate = () => {
  if (PROBE_GO) void probe();
};

async function probe() {
  const result = { editor: vscode.env.appName, version: vscode.version };
  try {
    await until("the signal to begin", () => fs.existsSync(PROBE_GO), 300);
    result.first = await look();
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
