// pictures.mjs FROM TO: the picture without loss, as small as it gets.
// Needs $SHARP, a folder with sharp.

import { createRequire } from "node:module";

const sharp = createRequire(`${process.env.SHARP}/`)("sharp");
const [from, to] = process.argv.slice(2);
// A palette would be larger, and turn the colours of warnings into those of errors.
const { size, width, height } = await sharp(from).removeAlpha().webp({ lossless: true, effort: 6 }).toFile(to);
console.error(`${to}: ${width} × ${height}, ${Math.round(size / 1024)} KB`);
