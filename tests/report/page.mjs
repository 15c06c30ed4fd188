// page.mjs PAGE FOLDER [INDEX]: reads a report in a browser, and the page that leads to several, with pictures in FOLDER.
// Fails at the first thing that is not so.
// Needs $CHROMIUM, a browser, $MODULES, a folder with playwright-core, and $AXE, one with axe-core.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const axe = fs.readFileSync(createRequire(`${process.env.AXE}/`).resolve("axe-core/axe.min.js"), "utf8");
const [file, folder, index] = process.argv.slice(2);
const address = (it) => pathToFileURL(path.resolve(it)).href;
const picture = (name) => path.join(folder, `${name}.png`);
const say = (words) => console.log(`ok ${words}`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

// Opens the page; whatever it asks for besides itself, and whatever it complains of, is kept.
async function open(options, url = address(file)) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  const page = await context.newPage();
  page.asked = [];
  page.complaints = [];
  page.on("request", (it) => it.url().split("#")[0] !== url && page.asked.push(it.url()));
  page.on("console", (it) => ["error", "warning"].includes(it.type()) && page.complaints.push(it.text()));
  page.on("pageerror", (it) => page.complaints.push(String(it)));
  await page.goto(url);
  return page;
}

async function isClean(page, what) {
  assert.deepEqual(page.asked, [], `${what}: the page asks for something`);
  assert.deepEqual(page.complaints, [], `${what}: the browser complains`);
}

// Evaluated past the page's policy, which lets no other script in.
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((it) => `${it.id}: ${it.nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 4).join(" | ")}`);
}

try {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open({ colorScheme });
    await page.screenshot({ path: picture(`1-top-${colorScheme}`) });
    // What is folded is read as well.
    assert.deepEqual(await violations(page), [], colorScheme);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    assert.deepEqual(await violations(page), [], `${colorScheme}, all open`);
    await isClean(page, colorScheme);
    say(`axe finds nothing (${colorScheme})`);
    await page.reload();
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    await page.waitForTimeout(700);
    await page.screenshot({ path: picture(`3-contradiction-${colorScheme}`) });
    await page.context().close();
  }

  {
    const page = await open({});
    const position = page.locator("#position");
    const n = await page.locator(".card[data-findings]").count();
    assert.match(await position.textContent(), new RegExp(`^${n} notes? to settle$`));
    await page.keyboard.press("n");
    assert.match(await position.textContent(), new RegExp(`: 1 of ${n} `));
    const first = await page.evaluate(() => document.activeElement.id);
    assert.match(first, /^note-\d+$/);
    await page.waitForTimeout(700);
    await page.screenshot({ path: picture("2-first-note") });
    await page.keyboard.press("n");
    await page.waitForTimeout(700);
    await page.keyboard.press("p");
    await page.keyboard.press("p");
    assert.match(await position.textContent(), new RegExp(`: ${n} of ${n} `), "before the first comes the last");
    await page.getByRole("button", { name: "Next" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), first);
    say("n, p and the buttons lead through the notes");

    await page.keyboard.press("?");
    assert.ok(await page.locator("#keys").evaluate((it) => it.open));
    await page.waitForTimeout(200);
    await page.screenshot({ path: picture("4-keys") });
    await page.keyboard.press("Escape");
    assert.ok(!(await page.locator("#keys").evaluate((it) => it.open)));
    await page.keyboard.press("f");
    assert.equal(await page.evaluate(() => document.activeElement.name), "state");
    await page.locator("input[value=supported]").uncheck();
    assert.equal(await page.locator(".card.supported:visible").count(), 0);
    assert.ok((await page.locator(".claim.supported.dim").count()) > 0);
    assert.equal(await page.locator(".claim.contradicted.dim").count(), 0);
    await page.locator("input[value=conflicting-figure]").uncheck();
    assert.ok((await page.locator(".card[data-rules=conflicting-figure].dim").count()) > 0);
    await page.waitForTimeout(400);
    await page.screenshot({ path: picture("5-filtered") });
    await page.getByRole("button", { name: "Show all" }).click();
    assert.equal(await page.locator(".dim").count(), 0);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".filters").evaluate((it) => it.open), false);
    say("filters dim what they leave out, and give it back");
    await isClean(page, "keys and filters");

    const dangling = await page.evaluate(() =>
      [...document.querySelectorAll('a[href^="#"]')].map((it) => it.hash.slice(1)).filter((it) => !document.getElementById(it)));
    assert.deepEqual(dangling, [], "links within the page lead somewhere");
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((it) => it.id));
    assert.equal(new Set(ids).size, ids.length, "no two places have one name");
    const mark = page.locator(".mark").first();
    await mark.click();
    const note = page.locator(await mark.getAttribute("href"));
    assert.ok(await note.evaluate((it) => it.matches(":target") && it.classList.contains("current")));
    say("links lead from the draft to its notes");
    await page.context().close();
  }

  {
    const page = await open({ viewport: { width: 1360, height: 900 } });
    await page.screenshot({ path: picture("6-whole"), fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!isTooWide, "nothing sticks out of a telephone's screen");
    await page.screenshot({ path: picture("7-telephone"), fullPage: true });
    await page.context().close();
  }

  {
    const page = await open({ javaScriptEnabled: false });
    assert.ok(!(await page.locator(".toolbar").isVisible()));
    assert.ok(await page.locator(".card[data-findings]").first().isVisible());
    say("without script the notes are there and the buttons are not");
    await page.context().close();
  }

  for (const format of ["A4", "Letter"]) {
    const page = await open({ colorScheme: "dark" });
    await page.pdf({ path: path.join(folder, `print-${format}.pdf`), format, preferCSSPageSize: false, printBackground: true });
    await page.context().close();
    say(`prints on ${format}`);
  }

  if (index) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open({ colorScheme }, address(index));
      assert.deepEqual(await violations(page), [], `the index, ${colorScheme}`);
      await isClean(page, `the index, ${colorScheme}`);
      await page.screenshot({ path: picture(`8-index-${colorScheme}`) });
      await page.setViewportSize({ width: 390, height: 844 });
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.ok(!isTooWide, "the index fits a telephone's screen");
      await page.context().close();
    }
    const page = await open({}, address(index));
    const links = await page.locator("a").evaluateAll((all) => all.map((it) => [it.href, it.textContent]));
    assert.ok(links.length > 1, "the index leads to several reports");
    for (const [href, title] of links) {
      await page.goto(href);
      assert.equal(await page.locator("h1").textContent(), title, "a link leads to the report of its draft");
    }
    say("the index leads to its reports, in light and dark");
    await page.context().close();
  }
} finally {
  await browser.close();
}
