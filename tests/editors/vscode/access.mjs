// Reads the pages of the extension as those do who use a keyboard, a screen reader, large letters or strong colours.
// Needs $AXE, a folder with axe-core.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";

const axe = fs.readFileSync(createRequire(`${process.env.AXE}/`).resolve("axe-core/axe.min.js"), "utf8");

/** The frame within the frame that the page of a view or tab lies in; the last one that has what is looked for. */
export async function innerFrame(page, selector) {
  for (let waited = 0; waited < 20_000; waited += 200) {
    for (const frame of page.frames().reverse()) {
      if (frame.parentFrame()?.parentFrame() && (await frame.locator(selector).count().catch(() => 0))) return frame;
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`no page has \`${selector}\``);
}

/** Whatever axe has against a page, by the rules of WCAG 2.2 AA and by good practice. */
export async function isReadable(page, selector, what) {
  const frame = await innerFrame(page, selector);
  // A view has no ground of its own, and axe does not see the side bar that it lies on.
  await frame.evaluate(() => {
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--vscode-sideBar-background");
    const isClear = [document.body, document.documentElement].every((it) => getComputedStyle(it).backgroundColor === "rgba(0, 0, 0, 0)");
    if (isClear) document.body.style.backgroundColor = ground;
  });
  await frame.evaluate(axe);
  const { violations, passes } = await frame.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const said = violations.map((it) => `${it.id}: ${it.nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join(" | ")}`);
  await frame.evaluate(() => document.body.style.removeProperty("background-color"));
  assert.deepEqual(said, [], what);
  assert.ok(passes.length > 10, `${what}: axe read nothing`);
  console.error(`seen: axe has nothing against ${what}`);
}

/** Nothing of the page sticks out at its side. */
export async function fits(page, selector, what) {
  const frame = await innerFrame(page, selector);
  const { wide, inner, out } = await frame.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    inner: innerWidth,
    out: [...document.querySelectorAll("body *:not(.visually-hidden)")]
      .filter((it) => it.getBoundingClientRect().right > innerWidth + 1 || it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== "inline")
      .map((it) => `${it.tagName}.${it.className}`),
  }));
  assert.ok(wide <= inner, `${what}: ${wide} wide in ${inner}`);
  assert.deepEqual(out, [], `${what}: sticks out`);
  console.error(`seen: it fits in ${inner} px, ${what}`);
}

/** Goes through a page with the tabulator. Each button is reached, is seen to have the focus, and has a name. */
export async function isReachable(page, selector, what) {
  const frame = await innerFrame(page, selector);
  const wanted = await frame.locator("button").evaluateAll((all) => all.map((it) => it.dataset.place));
  assert.ok(wanted.length >= 3, `${what}: hardly a button`);
  const reached = [];
  for (let steps = 0; steps < wanted.length + 4 && reached.length < wanted.length; steps++) {
    await page.keyboard.press("Tab");
    const now = await frame.evaluate(() => {
      const it = document.activeElement;
      if (it?.tagName !== "BUTTON" || !document.hasFocus()) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      return { place: it.dataset.place, isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1, name: it.getAttribute("aria-label") ?? it.textContent, text: it.textContent };
    });
    if (!now) continue;
    assert.ok(now.isSeen, `${what}: nothing shows that \`${now.name}\` has the focus`);
    assert.ok(now.name.toLowerCase().startsWith(now.text.toLowerCase()), `${what}: the name \`${now.name}\` does not begin with what is written`);
    reached.push(now.place);
  }
  assert.deepEqual(reached, wanted, `${what}: not all is reached by Tab, or not in the order it is read in`);
  console.error(`seen: the keyboard reaches all ${reached.length} buttons of ${what}`);
}

/** Sets the user's settings, by the probe in the editor. */
async function set(page, settings) {
  const file = process.env.PROBE_SETTINGS;
  fs.writeFileSync(`${file}.part`, JSON.stringify(settings));
  fs.renameSync(`${file}.part`, file);
  for (let waited = 0; fs.existsSync(file); waited += 100) {
    if (waited > 20_000) throw new Error("the settings are not taken over");
    await page.waitForTimeout(100);
  }
}

/** Puts the editor into a theme, which is known by a class of its workbench, and back into what it wore. */
export async function withTheme(page, theme, sign, look) {
  const wears = (sign) => page.waitForFunction((it) => document.querySelector(it), `.monaco-workbench${sign}`);
  await set(page, { "window.autoDetectColorScheme": false, "workbench.colorTheme": theme });
  await wears(sign);
  // The page of a view is told a moment later.
  await page.waitForTimeout(500);
  await look();
  await set(page, { "workbench.colorTheme": null, "window.autoDetectColorScheme": true });
  await wears(".vs:not(.vs-dark)");
  await page.waitForTimeout(300);
}

/** The themes of VS Code for those who need strong contrasts, and the dark one whatever the machine wears. */
export const THEMES = [
  ["Default High Contrast", ".hc-black", "high-contrast"],
  ["Default High Contrast Light", ".hc-light", "high-contrast-light"],
  ["Dark 2026", ".vs-dark", "dark-theme"],
];
