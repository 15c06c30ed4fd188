// pictures.mjs FROM TO: the picture with a palette of its own, as small as it gets without being seen.
// Needs $SHARP, a folder with sharp.

import { createRequire } from "node:module";

const sharp = createRequire(`${process.env.SHARP}/`)("sharp");
const [from, to] = process.argv.slice(2);
// No dithering: letters on a plain ground would get freckles.
const { size, width, height } = await sharp(from).png({ palette: true, colours: 96, dither: 0, effort: 10, compressionLevel: 9 }).toFile(to);
console.error(`${to}: ${width} × ${height}, ${Math.round(size / 1024)} KB`);
