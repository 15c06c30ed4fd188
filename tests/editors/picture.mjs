// picture.mjs FOLDER FILE.ansi...: draws captured terminal screens as FOLDER/FILE.png, at twice the size.
// Reads what `tmux capture-pane -e -N` writes: text and SGR sequences, nothing that moves the cursor.
// Needs $CHROMIUM, a browser, and $MODULES, a folder with playwright-core.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const { chromium } = createRequire(`${process.env.MODULES}/`)("playwright-core");
const [folder, ...files] = process.argv.slice(2);
const columns = Number(process.env.COLUMNS_WIDE ?? 120);

// A terminal in the dark and one in the light; which one it is says the name of the file.
const DARK = {
  foreground: "#d8dee9",
  background: "#1e222a",
  sixteen: [
    "#16181d", "#d0606b", "#a3be8c", "#ebcb8b", "#81a1c1", "#b48ead", "#88c0d0", "#e5e9f0",
    "#616e88", "#e5737f", "#b5d19c", "#f5dca0", "#93b4d6", "#c9a2c3", "#9ad3e3", "#ffffff",
  ],
};
const LIGHT = {
  foreground: "#24292f",
  background: "#ffffff",
  sixteen: [
    "#24292f", "#b3261e", "#116329", "#7a4b00", "#0550ae", "#6f42c1", "#1b7c83", "#6e7781",
    "#57606a", "#a40e26", "#1a7f37", "#633c01", "#218bff", "#8250df", "#3192aa", "#8c959f",
  ],
};
let palette = DARK;

function paletteColor(index) {
  if (index < 16) return palette.sixteen[index];
  if (index >= 232) return rgb(...Array(3).fill(8 + 10 * (index - 232)));
  const level = (it) => (it === 0 ? 0 : 55 + 40 * it);
  const cube = index - 16;
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(red, green, blue) {
  return `rgb(${red},${green},${blue})`;
}

// `5;N` or `2;R;G;B` after a 38, 48 or 58. With colons the latter may hold an empty colour space first.
function takeColor(codes) {
  const kind = codes.shift();
  if (kind === 5) return paletteColor(codes.shift());
  return rgb(codes.shift(), codes.shift(), codes.shift());
}

const UNDERLINES = [undefined, "solid", "double", "wavy", "dotted", "dashed"];

function applyCodes(style, text) {
  const codes = text.split(";").flatMap((part) => {
    const numbers = part.split(":").filter((it) => it !== "").map(Number);
    if (numbers[0] === 4 && numbers.length > 1) return UNDERLINES[numbers[1]] ?? 24;
    return numbers.length ? numbers : 0;
  });
  while (codes.length) {
    const code = codes.shift();
    if (UNDERLINES.includes(code)) style.underline = code;
    else if (code === 0) for (const key of Object.keys(style)) delete style[key];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = "solid";
    else if (code === 7) style.reverse = true;
    else if (code === 9) style.struck = true;
    else if (code === 22) delete style.bold, delete style.dim;
    else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code === 27) delete style.reverse;
    else if (code === 29) delete style.struck;
    else if (code >= 30 && code <= 37) style.color = palette.sixteen[code - 30];
    else if (code === 38) style.color = takeColor(codes);
    else if (code === 39) delete style.color;
    else if (code >= 40 && code <= 47) style.background = palette.sixteen[code - 40];
    else if (code === 48) style.background = takeColor(codes);
    else if (code === 49) delete style.background;
    else if (code === 58) style.underlineColor = takeColor(codes);
    else if (code === 59) delete style.underlineColor;
    else if (code >= 90 && code <= 97) style.color = palette.sixteen[code - 82];
    else if (code >= 100 && code <= 107) style.background = palette.sixteen[code - 92];
  }
}

function toCss(style) {
  let color = style.color ?? palette.foreground;
  let background = style.background;
  if (style.reverse) [color, background] = [background ?? palette.background, color];
  const css = [`color:${color}`];
  if (background) css.push(`background:${background}`);
  if (style.bold) css.push("font-weight:bold");
  if (style.dim) css.push("opacity:.6");
  if (style.italic) css.push("font-style:italic");
  if (style.underline) css.push(`text-decoration:underline ${style.underline} ${style.underlineColor ?? color}`);
  if (style.struck) css.push("text-decoration:line-through");
  return css.join(";");
}

// A glyph from another font may be wider than a cell, so everything beyond ASCII gets a box of its own.
function toCells(text) {
  const escape = (it) => it.replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`);
  return [...text]
    .map((it) => {
      if (it <= "~") return escape(it);
      const wide = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(it);
      return `<i style="width:${wide ? 2 : 1}ch">${escape(it)}</i>`;
    })
    .join("");
}

function toHtml(screen) {
  const style = {};
  const lines = screen.replace(/\n$/, "").split("\n").map((line) => {
    const parts = line.split(/\x1b\[([\d;:]*)m/);
    return parts
      .map((part, idx) => {
        if (idx % 2 === 0) return part && `<span style="${toCss(style)}">${toCells(part)}</span>`;
        applyCodes(style, part);
        return "";
      })
      .join("");
  });
  // The margin has the ground of the screen.
  const [, ground = palette.background] = /background:([^;"]+)/.exec(lines[0]) ?? [];
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: ${ground}; color: ${palette.foreground}; display: inline-block; }
    pre { margin: 10px; width: ${columns}ch; font: 14px/18px "DejaVu Sans Mono", monospace; }
    /* Upper lines lie above lower ones, whose background would cut the tails off wavy underlines. */
    pre div { height: 18px; white-space: pre; position: relative; }
    span { display: inline-block; height: 18px; text-underline-offset: 2px; text-decoration-thickness: 1px; text-decoration-skip-ink: none; }
    i { display: inline-block; font-style: inherit; overflow: visible; text-align: center; }
  </style><pre>${lines.map((line, idx) => `<div style="z-index:${lines.length - idx}">${line}</div>`).join("")}</pre>`;
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  for (const file of files) {
    palette = file.endsWith("-light.ansi") ? LIGHT : DARK;
    await page.setContent(toHtml(fs.readFileSync(file, "utf8")));
    const picture = path.join(folder, `${path.basename(file, ".ansi")}.png`);
    await page.locator("body").screenshot({ path: picture });
  }
} finally {
  await browser.close();
}
