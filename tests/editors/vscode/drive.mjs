// Opens the draft in VS Code's workbench as a person would, by keyboard, and takes a picture of each step.
// Exit code 0 only when all was on the page and the probe in the extension host saw the same.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const { URL: url, EVIDENCE, PROFILE, PROBE_GO, PROBE_RESULT, WORKSPACE_COPY } = process.env;
const { DRAFT, RULE, MESSAGE, FLAGGED, VERDICT, NAME, CARD, SOURCE, PASSAGE, KEY } = process.env;
const { RIGHT, REPAIRED, CITING, QUOTING, QUOTED, UNSUPPORTED, MISSPELT, SPELT } = process.env;

const context = await chromium.launchPersistentContext(PROFILE, {
  executablePath: process.env.CHROMIUM,
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 2,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = context.pages()[0] ?? (await context.newPage());
page.setDefaultTimeout(40_000);

const picture = (name) => page.screenshot({ path: path.join(EVIDENCE, `vscode-${name}.png`) });
const keep = async (name) => {
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

async function goTo(words) {
  const { line, column } = placeOf(DRAFT, words);
  await page.keyboard.press("Control+g");
  await page.waitForSelector(".quick-input-widget:not([style*='display: none']) input");
  await page.keyboard.type(`${line}:${column + 1}`);
  await page.keyboard.press("Enter");
  await shows("#status\\.editor\\.selection", `Ln ${line}, Col ${column + 1}`);
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

const lineShows = (words) => shows(".monaco-editor .view-line", words);

async function writeWithHelp() {
  await page.locator(".tab", { hasText: DRAFT }).first().click();
  await goTo(FLAGGED);
  await page.keyboard.press("Control+.");
  await shows(".action-widget .monaco-list-row", RIGHT);
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

  await goTo(UNSUPPORTED);
  await page.keyboard.press("Control+.");
  await shows(".action-widget .monaco-list-row", "Accept this claim");
  await page.locator(".action-widget .monaco-list-row", { hasText: "Accept this claim" }).first().click();
  await shows(".tab.active", "citecheck.accepted.toml");
  await lineShows("our own analysis");
  await keep("12-accepted");
}

async function followComplaint() {
  await shows(".notification-list-item", "No citecheck program was found");
  await keep("no-server");
  await page.locator(".notification-list-item .monaco-button", { hasText: "Open Settings" }).click();
  await shows(".settings-editor .setting-item-label", "Path");
  await keep("no-server-settings");
}

let failure;
try {
  await page.goto(`${url}/?folder=${encodeURIComponent(WORKSPACE_COPY)}`);
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: DRAFT }).dblclick();
  await page.waitForSelector(".monaco-editor .view-line");
  if (process.env.BY === "nothing") {
    await followComplaint();
  } else {
    await followFinding();
    await askProbe();
    await writeWithHelp();
  }
} catch (error) {
  failure = error;
  console.error(`error: ${error}`);
  await picture("failure").catch(() => {});
}
await context.close();
process.exit(failure ? 1 : 0);
