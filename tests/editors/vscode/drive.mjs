// Opens the draft in VS Code's workbench as a person would, by keyboard, and takes a picture of each step.
// Exit code 0 only when all was on the page and the probe in the extension host saw the same.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fits, innerFrame, isReachable, isReadable, THEMES, withTheme } from "./access.mjs";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const { URL: url, EVIDENCE, PROFILE, PROBE_GO, PROBE_RESULT, WORKSPACE_COPY } = process.env;
const { DRAFT, RULE, MESSAGE, FLAGGED, VERDICT, NAME, CARD, SOURCE, PASSAGE, KEY } = process.env;
const { FIRST_DRAFT, NO_SOURCE, NEW_SOURCE, SOURCES } = process.env;
const { RIGHT, REPAIRED, CITING, QUOTING, QUOTED, UNSUPPORTED, MISSPELT, SPELT, RENAMED, LINKED, HOSTILE, EVIL_RAN, CITABLE, ALSO_FLAGGED } = process.env;

const context = await chromium.launchPersistentContext(PROFILE, {
  executablePath: process.env.CHROMIUM,
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 2,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = context.pages()[0] ?? (await context.newPage());
page.setDefaultTimeout(40_000);

// Other ways to the program have pictures of their own.
const run = process.env.BY === "setting" ? "vscode" : `vscode-${process.env.BY}`;
const picture = (name) => page.screenshot({ path: path.join(EVIDENCE, `${run}-${name}.png`) });
const keep = async (name) => {
  // Nothing is to be under the mouse.
  await page.mouse.move(900, 30);
  // One more moment for what is still being drawn.
  await page.waitForTimeout(600);
  await picture(name);
  console.error(`seen: ${name}`);
};
// Whether an element that matches shows the words. The editor writes no-break spaces for spaces.
const shows = (selector, words) =>
  page.waitForFunction(
    ([selector, words]) =>
      [...document.querySelectorAll(selector)].some((it) => it.textContent.replace(/[\s\u00a0]+/g, " ").includes(words)),
    [selector, words],
  );

function placeOf(file, words) {
  const lines = fs.readFileSync(path.join(WORKSPACE_COPY, file), "utf8").split("\n");
  const idx = lines.findIndex((it) => it.includes(words));
  if (idx < 0) throw new Error(`\`${words}\` is not in \`${file}\``);
  return { line: idx + 1, column: lines[idx].indexOf(words) + 1 };
}

// Keys are lost while a view takes the focus; and an input that is open without it takes no keys however often it is asked
// for.
async function retry(step) {
  for (let tries = 1; tries < 4; tries++) {
    try {
      return await step();
    } catch {
      await page.keyboard.press("Escape");
      await page.locator(".tab.active").first().click();
      await page.keyboard.press("Escape");
    }
  }
  return step();
}

// Where one writes, with the keyboard: a view that is still drawing may take it once more.
async function toDraft() {
  await retry(async () => {
    await page.locator(".tab", { hasText: DRAFT }).first().click();
    await page.waitForFunction(() => document.activeElement?.closest(".monaco-editor"), null, { timeout: 5000 });
  });
}

// Opens the line that asks for something and types into it, not before it has the keyboard: what is typed sooner goes into
// the draft.
async function ask(keys, words) {
  await retry(async () => {
    await page.keyboard.press(keys);
    await page.waitForSelector(".quick-input-widget:not([style*='display: none']) input", { timeout: 5000 });
    await page.waitForFunction(() => document.activeElement?.closest(".quick-input-widget"), null, { timeout: 5000 });
  });
  await page.locator(".quick-input-widget input").first().pressSequentially(words);
}

async function goTo(words) {
  const { line, column } = placeOf(DRAFT, words);
  await ask("Control+g", `${line}:${column + 1}`);
  await page.keyboard.press("Enter");
  await shows("#status\\.editor\\.selection", `Ln ${line}, Col ${column + 1}`);
}

// Runs a command of the palette by its title.
async function command(title) {
  await ask("F1", title);
  await shows(".quick-input-list .monaco-list-row", title);
  await page.keyboard.press("Enter");
}

async function hover(words) {
  await goTo(words);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
}

async function closeHover() {
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector(".monaco-editor .monaco-hover:not(.hidden) .hover-contents")?.offsetParent);
}

async function followFinding() {
  await page.waitForSelector(".monaco-editor .squiggly-error");
  await goTo(FLAGGED);
  await keep("1-finding");

  await hover(FLAGGED);
  await shows(".monaco-hover:not(.hidden) .hover-contents", VERDICT);
  await keep("2-claim-hover");
  await closeHover();

  await page.keyboard.press("Control+Shift+m");
  await shows(".markers-panel .monaco-list-row", MESSAGE);
  await shows(".markers-panel .monaco-list-row", RULE);
  await keep("3-findings");
  await page.keyboard.press("Control+Shift+m");
  await page.keyboard.press("Control+1");

  await hover(NAME);
  await shows(".monaco-hover:not(.hidden) .hover-contents", CARD);
  await keep("4-citation-card");
  await closeHover();

  await goTo(FLAGGED);
  await page.keyboard.press("F12");
  await shows(".tab.active", path.basename(SOURCE));
  await shows("#status\\.editor\\.selection", `Ln ${placeOf(SOURCE, PASSAGE).line},`);
  await keep("5-source");
}

async function askProbe() {
  fs.writeFileSync(PROBE_GO, "");
  for (let waited = 0; !fs.existsSync(PROBE_RESULT); waited += 200) {
    if (waited > 90_000) throw new Error("the probe gave no result");
    await page.waitForTimeout(200);
  }
  const result = JSON.parse(fs.readFileSync(PROBE_RESULT, "utf8"));
  fs.copyFileSync(PROBE_RESULT, path.join(EVIDENCE, "vscode-probe.json"));
  if (!result.ok) throw new Error(`the probe: ${result.error}`);
  console.error(`seen: by ${result.editor} ${result.version} itself, before and after a restart of the server`);
}

// The page of the Evidence view lies in a frame within a frame.
const evidence = () => page.frameLocator("iframe.webview.ready").frameLocator("iframe");
const evidenceShows = (selector, words) => evidence().locator(selector, { hasText: words }).first().waitFor();

async function useViews() {
  await toDraft();
  await shows(".statusbar-item", " sources · ");
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  // A view takes the focus when it is ready.
  await evidence().locator("main > *").first().waitFor();
  await page.keyboard.press("Control+1");
  await goTo(FLAGGED);
  await evidenceShows("header", FLAGGED);
  await evidenceShows(".why, section li", RIGHT);
  await evidenceShows("mark", RIGHT.split(" ")[0]);
  await shows(".pane-header", "Sources");
  await shows(".monaco-list-row", "In this draft (");
  await keep("evidence-light");
  await isReadable(page, "header .claim", "the Evidence view, light");
  await inTheDark(async () => {
    await keep("evidence-dark");
    await isReadable(page, "header .claim", "the Evidence view, dark");
  });
  await readByAll();

  // The view follows the cursor, and its buttons lead to the source.
  await goTo(UNSUPPORTED);
  await evidenceShows("header", "No support found");
  await goTo(FLAGGED);
  await evidenceShows("header", "The sources say otherwise");
  await evidence().locator(".card button", { hasText: "Open" }).first().click();
  await shows(".tab.active", path.basename(SOURCE));
  await shows("#status\\.editor\\.selection", `Ln ${placeOf(SOURCE, PASSAGE).line},`);
  // Beside the source it still shows what the source is evidence for.
  await evidenceShows("header", FLAGGED);

  await toDraft();
  await page.locator(".monaco-list-row", { hasText: "In this draft (" }).waitFor();
  const use = page.locator(".monaco-list-row[aria-level='2']").first();
  await use.locator(".monaco-tl-twistie").click();
  await page.locator(".monaco-list-row[aria-level='3']").first().waitFor();
  await keep("sources");
  await page.locator(".monaco-list-row[aria-level='3']").first().click();
  await page.locator(".tab.active", { hasNotText: DRAFT }).waitFor();

  await toDraft();
  await page.locator(".statusbar-item", { hasText: " sources · " }).click();
  await shows(".quick-input-list .monaco-list-row", "Show the evidence");
  await keep("menu");
  await page.keyboard.press("Escape");
  await command("citecheck: Show the Annotated Draft");
  await shows(".tab.active", "Annotated: ");
  await innerFrame(page, ".page-head");
  await keep("annotated");
  await isReadable(page, ".page-head", "the annotated draft");
  await annotatedIs("light");
  await withTheme(page, "Dark 2026", ".vs-dark", async () => {
    // The machine is light and the editor is not.
    await annotatedIs("dark");
    await keep("annotated-dark");
    await isReadable(page, ".page-head", "the annotated draft, dark");
  });
  await page.keyboard.press("Control+w");
  await toDraft();
  await addSource();
  await page.locator(".activitybar .action-item a[aria-label^='Explorer']").click();
}

// The page of the annotated draft is made anew when the theme changes.
async function annotatedIs(shade) {
  for (let waited = 0; ; waited += 200) {
    const frame = await innerFrame(page, ".page-head");
    const paper = await frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor).catch(() => "");
    const [red] = (paper.match(/\d+/) ?? []).map(Number);
    if (shade === "dark" ? red < 60 : red > 200) return;
    if (waited > 10_000) throw new Error(`the annotated draft is not ${shade} but ${paper}`);
    await page.waitForTimeout(200);
  }
}

// The Evidence view in strong colours, by keyboard, with large letters, and in a side bar as narrow as can be.
async function readByAll() {
  const there = "header .claim";
  for (const [theme, sign, name] of THEMES) {
    await withTheme(page, theme, sign, async () => {
      await keep(`evidence-${name}`);
      await isReadable(page, there, `the Evidence view, ${theme}`);
    });
  }

  await command("citecheck: Focus on Evidence View");
  await isReachable(page, there, "the Evidence view");
  const frame = await innerFrame(page, there);
  const here = () => frame.evaluate(() => (document.hasFocus() ? document.activeElement.dataset.place : undefined));
  await frame.locator(".claim").focus();
  for (const place of [/^accept /, /^open 0/]) {
    await page.keyboard.press("ArrowDown");
    const now = await here();
    if (!place.test(now)) throw new Error(`the arrow leads to \`${now}\`, not to ${place}`);
  }
  await keep("evidence-keyboard");
  await page.keyboard.press("Enter");
  await shows(".tab.active", path.basename(SOURCE));
  await toDraft();
  await command("citecheck: Focus on Evidence View");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => document.activeElement.tagName === "IFRAME");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement.closest(".monaco-editor"));
  console.error("seen: Escape leads back to the draft");

  // Read out once, and no more than the verdict.
  const said = await frame.locator("[role=status]").textContent();
  if (!said.startsWith("Contradicted: ")) throw new Error(`a screen reader is told \`${said}\``);
  const labels = await page.locator(".statusbar-item[id*='citecheck'] a, .statusbar-item[id*='citecheck'] [aria-label]").evaluateAll((all) => all.map((it) => it.ariaLabel));
  if (!labels.some((it) => /^citecheck: \d+ sources · /.test(it))) throw new Error(`the status bar is read as ${JSON.stringify(labels)}`);
  const rows = await page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row[aria-level='2']").evaluateAll((all) => all.map((it) => it.ariaLabel));
  if (!rows.some((it) => /bears on \d+ claim/.test(it))) throw new Error(`a source is read as ${JSON.stringify(rows)}`);
  console.error(`seen: a screen reader says "${said}", "${labels.find(Boolean)}", "${rows[0]}"`);

  // Twice as large is half as wide.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.waitForTimeout(800);
  await fits(page, there, "at 200 %");
  await picture("evidence-200");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.waitForTimeout(500);
  const edge = await page.locator(".part.sidebar").boundingBox();
  await page.mouse.move(edge.x + edge.width, 500);
  await page.mouse.down();
  await page.mouse.move(edge.x + 190, 500, { steps: 8 });
  await page.mouse.up();
  await page.waitForTimeout(800);
  await fits(page, there, "in a narrow side bar");
  await picture("evidence-narrow");
  const narrow = await page.locator(".part.sidebar").boundingBox();
  await page.mouse.move(narrow.x + narrow.width, 500);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width, 500, { steps: 8 });
  await page.mouse.up();
  await toDraft();
}

// What a source says is text, whatever it looks like: no commands, no links, no pictures and no scripts of others.
async function isHarmless() {
  await command("File: Open File...");
  const input = page.locator(".quick-input-widget input[type='text']");
  await page.waitForFunction(() => document.querySelector(".quick-input-widget input[type='text']")?.value.endsWith("/workspace/"));
  await input.fill(HOSTILE);
  await page.waitForTimeout(1000);
  await page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
  await shows(".tab.active", path.basename(HOSTILE));
  await page.waitForSelector(".monaco-editor .squiggly-error");
  const at = fs.readFileSync(HOSTILE, "utf8").split("\n").findIndex((it) => it.includes("14 boats"));
  await page.keyboard.press("Control+g");
  await page.waitForSelector(".quick-input-widget:not([style*='display: none']) input");
  await page.keyboard.type(`${at + 1}:30`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  const WORDS = "12 boats";
  await shows(".monaco-hover:not(.hidden) .hover-contents", WORDS);
  await keep("harmless");
  const bad = () => [...document.querySelectorAll(".monaco-hover:not(.hidden) .hover-contents a, .monaco-hover:not(.hidden) .hover-contents img, main a, main img, main script, main form")]
    .map((it) => it.getAttribute("data-href") || it.getAttribute("href") || it.outerHTML)
    .filter((it) => !/^(file|vscode-file|vscode-remote|https?:\/\/citecheck|#)/.test(it));
  const inHover = await page.evaluate(bad);
  await closeHover();
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  const frame = await innerFrame(page, "header .claim");
  await frame.locator("blockquote", { hasText: WORDS }).first().waitFor();
  const inView = await frame.evaluate(bad);
  if (inHover.length || inView.length) throw new Error(`something of a source is active: ${[...inHover, ...inView].join(", ")}`);
  if (!(await frame.locator("blockquote", { hasText: "command:workbench" }).count())) throw new Error("the view leaves out what the source says");
  if (await page.evaluate(() => globalThis.ran) || (await frame.evaluate(() => globalThis.ran))) throw new Error("a script of a source ran");
  console.error("seen: a source's commands, pictures and scripts are text");
  await picture("harmless-view");
  await page.locator(".activitybar .action-item a[aria-label^='Explorer']").click();
  await page.locator(".tab", { hasText: path.basename(HOSTILE) }).first().click();
  await page.keyboard.press("Control+w");
  await toDraft();
}

// Takes a file by its path in the dialog for documents, which begins in a folder of this name.
async function choose(file, folder) {
  // The dialog writes the folder that it begins with.
  await page.waitForFunction((it) => document.querySelector(".quick-input-widget input[type='text']")?.value.endsWith(`/${it}/`), folder);
  const input = page.locator(".quick-input-widget input[type='text']");
  // It may write that once more, over what is there.
  do {
    await input.fill(file);
    await page.waitForTimeout(1000);
  } while ((await input.inputValue()) !== file);
  await page.locator(".quick-input-widget .monaco-button", { hasText: "Add to the Sources" }).click();
}

// A document from elsewhere is filed with the sources by its path.
async function addSource() {
  await command("citecheck: Add a Document");
  await choose(NEW_SOURCE, "workspace");
  await shows(".notification-list-item", "Filed as");
  await shows(".statusbar-item", `${Number(SOURCES) + 1} sources · `);
  await keep("added");
  await page.keyboard.press("Escape");

  // A document of the writer's own machine is dropped on the view.
  const row = page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row").first();
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    const text = "---\ntitle: A memo\ndate: 2026-01-13\n---\n\nThe committee heard a fourth witness on Tuesday.\n";
    transfer.items.add(new File([text], "memo.md", { type: "text/markdown" }));
    return transfer;
  });
  for (const event of ["dragenter", "dragover", "drop"]) {
    await row.dispatchEvent(event, { dataTransfer: dropped });
    await page.waitForTimeout(300);
  }
  await shows(".statusbar-item", `${Number(SOURCES) + 2} sources · `);
  // What is offered before the draft was checked against the new source is refused after it.
  await page.waitForTimeout(2000);
}

async function inTheDark(look) {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => document.querySelector(".monaco-workbench.vs-dark, .monaco-workbench.hc-black"));
  await look();
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(() => document.querySelector(".monaco-workbench.vs:not(.vs-dark)"));
}

const lineShows = (words) => shows(".monaco-editor .view-line", words);

// While a draft is checked anew, there are no actions yet, and the editor does not look again by itself.
async function openActions(words, title) {
  await retry(async () => {
    await goTo(words);
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget .monaco-list-row", { hasText: title }).first().waitFor({ timeout: 8000 });
  });
}

async function writeWithHelp() {
  await toDraft();
  await openActions(FLAGGED, RIGHT);
  await shows(".action-widget .monaco-list-row", "Accept this claim");
  await keep("6-actions");
  await page.locator(".action-widget .monaco-list-row", { hasText: RIGHT }).first().click();
  await lineShows(REPAIRED);
  await keep("7-repaired");

  await page.keyboard.press("Control+End");
  await page.keyboard.type(`\n\n${CITING}`);
  await shows(".suggest-widget.visible .monaco-list-row", KEY);
  await keep("8-citations");
  await page.keyboard.press("Enter");
  await lineShows(`[@${KEY}`);

  await page.keyboard.press("Control+End");
  await page.keyboard.type(`\n\n${QUOTING}`);
  await shows(".suggest-widget.visible .monaco-list-row", QUOTED);
  await keep("9-quotations");
  await page.keyboard.press("Enter");
  await lineShows(QUOTED);
  await keep("10-quotation");

  // What is safe to mend is mended on saving, as the setting asks; the wrong name is a finding before and none after.
  await page.keyboard.press("Control+End");
  await page.keyboard.type(`\n\n${MISSPELT}.`);
  await lineShows(MISSPELT);
  await page.waitForSelector(".monaco-editor .squiggly-hint, .monaco-editor .squiggly-info, .monaco-editor .squiggly-warning");
  await page.keyboard.press("Control+s");
  await lineShows(SPELT);
  await keep("11-mended-on-saving");

  await openActions(UNSUPPORTED, "Accept this claim");
  await page.locator(".action-widget .monaco-list-row", { hasText: "Accept this claim" }).first().click();
  await shows(".tab.active", "citecheck.accepted.toml");
  await lineShows("our own analysis");
  await keep("12-accepted");
}

// The buttons of the Evidence view change the draft and the list of what is accepted; a source is found by its name.
async function useButtons() {
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  await toDraft();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(`\n\n${CITABLE}.`);
  await evidenceShows("header", CITABLE);
  await evidence().locator(".card button", { hasText: "Cite" }).first().click();
  await lineShows(`[@${KEY}].`);
  await evidenceShows(".card .cited", "cited");
  await keep("cited");

  await toDraft();
  await goTo(ALSO_FLAGGED);
  await evidenceShows("header", ALSO_FLAGGED);
  await evidence().locator(".finding button", { hasText: "Accept" }).first().click();
  const input = page.locator(".quick-input-widget input");
  await shows(".quick-input-title", "Accept this claim");
  await input.fill("seen by the desk");
  await page.keyboard.press("Enter");
  const list = path.join(WORKSPACE_COPY, "citecheck.accepted.toml");
  for (let waited = 0; !(fs.existsSync(list) && fs.readFileSync(list, "utf8").includes('reason = "seen by the desk"')); waited += 200) {
    if (waited > 10_000) throw new Error("the reason is not among the accepted claims");
    await page.waitForTimeout(200);
  }
  // The list is shown, and is no draft itself.
  await shows(".tab.active", "citecheck.accepted.toml");
  await shows(".monaco-list-row", "In this draft (");
  await toDraft();
  await goTo(ALSO_FLAGGED);
  await evidenceShows(".accepted", "seen by the desk");
  await keep("accepted-in-view");

  await command("citecheck: Find a Source");
  await page.locator(".quick-input-widget input[placeholder^='Key, title']").fill(KEY.slice(0, 5));
  await shows(".quick-input-list .monaco-list-row", KEY);
  await keep("found");
  await page.keyboard.press("Enter");
  await shows(".tab.active", path.basename(SOURCE));
  // Beside a source the view goes on to list what the draft rests on.
  await page.waitForTimeout(600);
  await shows(".monaco-list-row", "In this draft (");
  console.error("seen: a source is found by its name");
  await page.locator(".activitybar .action-item a[aria-label^='Explorer']").click();
}

// Another name for a source: its key, in the drafts and where the source has it, and its file, in the links to it.
async function rename() {
  await toDraft();
  await goTo(`@${KEY}`);
  await page.keyboard.press("F2");
  const box = page.locator(".monaco-editor .rename-box input");
  await box.waitFor();
  await box.fill(RENAMED);
  await page.keyboard.press("Enter");
  await lineShows(`[@${RENAMED}]`);
  await keep("13-renamed");
  await page.keyboard.press("Control+s");

  const file = page.locator(".explorer-folders-view .monaco-list-row", { hasText: path.basename(LINKED) });
  await file.click();
  await page.keyboard.press("F2");
  const input = page.locator(".explorer-folders-view input");
  await input.waitFor();
  await input.fill(`${RENAMED}-2.md`);
  await page.keyboard.press("Enter");
  // The editor asks whether the links may be rewritten.
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: "OK" }).click();
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: `${RENAMED}-2.md` }).waitFor();
  await toDraft();
  await page.keyboard.press("Control+End");
  await lineShows(`${path.dirname(LINKED)}/${RENAMED}-2.md)`);
  await keep("14-file-renamed");
}

// The walkthrough leads to the example, and the example to its first finding.
async function takeFirstSteps() {
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+w");
  await command("citecheck: First Steps");
  await shows(".gettingStartedContainer", "Open the example");
  await keep("first-steps");
  await page.locator(".gettingStartedContainer .monaco-button", { hasText: "Open the Example" }).click();
  await shows(".monaco-editor .view-line", "The second quay of Norham");
  await page.waitForSelector(".monaco-editor .squiggly-error");
  await keep("example");
}

// In a folder with a draft and nothing else, the first document brings the folder of the sources with it.
async function addFirst() {
  const folder = path.dirname(FIRST_DRAFT);
  const sources = path.join(folder, "sources");
  page.once("dialog", (it) => it.accept());
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  await shows(".tree-explorer-viewlet-tree-view", "Open a draft");
  await page.locator(".activitybar .action-item a[aria-label^='Explorer']").click();
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: path.basename(FIRST_DRAFT) }).dblclick();
  await shows(".statusbar-item", "no sources yet");
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  await shows(".tree-explorer-viewlet-tree-view", "There are no sources yet.");
  await evidenceShows("main", "There are no sources yet.");
  await keep("no-sources");

  const add = page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row", { hasText: "Add a Document" });
  await add.click();
  await choose(NO_SOURCE, path.basename(folder));
  await shows(".notification-list-item", "gives no source");
  if (fs.existsSync(sources)) throw new Error("a document that was refused leaves a folder");

  await add.click();
  await choose(NEW_SOURCE, path.basename(folder));
  await shows(".notification-list-item", "Filed as");
  const [filed, ...others] = fs.readdirSync(sources);
  if (!filed?.includes("Minutes of a meeting") || others.length) throw new Error(`\`sources\` has ${JSON.stringify([filed, ...others])}`);
  await shows(".statusbar-item", "1 source · 1 finding");
  await page.waitForSelector(".monaco-editor .squiggly-error");
  await shows(".tree-explorer-viewlet-tree-view .monaco-list-row", "In this draft (1)");
  await page.locator(".tree-explorer-viewlet-tree-view", { hasText: "There are no sources yet." }).waitFor({ state: "detached" });
  await evidenceShows("main", "There is no claim at the cursor.");
  await keep("first-source");

  await command("citecheck: Add a Document");
  await choose(NEW_SOURCE, path.basename(folder));
  await shows(".notification-list-item", "is among the sources already");
  console.error("seen: a document that is there already is not filed again");
}

async function followComplaint() {
  await shows(".notification-list-item", "No citecheck program was found");
  await keep("no-server");
  await page.locator(".notification-list-item .monaco-button", { hasText: "Open Settings" }).click();
  await shows(".settings-editor .setting-item-label", "Path");
  await keep("no-server-settings");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector(".monaco-modal-editor-block"));
  // So say the views and the status bar.
  await toDraft();
  await page.locator(".activitybar .action-item a[aria-label^='citecheck']").click();
  await evidenceShows("h1", "citecheck is not running.");
  await evidence().locator("button", { hasText: "Open Settings" }).waitFor();
  await isReadable(page, "main .quiet", "the Evidence view without a server");
  await shows(".welcome-view-content", "citecheck is not running");
  await page.locator(".statusbar-item", { hasText: "citecheck" }).click();
  await shows(".quick-input-list .monaco-list-row", "Set where the program is");
  await keep("no-server-views");
}

let failure;
try {
  await page.goto(`${url}/?folder=${encodeURIComponent(WORKSPACE_COPY)}`);
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: DRAFT }).dblclick();
  await page.waitForSelector(".monaco-editor .view-line");
  const { BY } = process.env;
  if (BY === "nothing") {
    await followComplaint();
  } else {
    if (BY === "restricted") await shows(".statusbar-item", "Restricted Mode");
    await followFinding();
    await askProbe();
    if (BY === "setting") {
      const steps = { useViews, isHarmless, writeWithHelp, useButtons, rename, takeFirstSteps, addFirst };
      for (const step of process.env.ONLY?.split(",") ?? Object.keys(steps)) await steps[step]();
    }
  }
  if (fs.existsSync(EVIL_RAN)) throw new Error("the folder chose which program runs");
} catch (error) {
  failure = error;
  console.error(`error: ${error}`);
  await picture("failure").catch(() => {});
}
await context.close();
process.exit(failure ? 1 : 0);
