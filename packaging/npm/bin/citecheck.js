#!/usr/bin/env node
// Runs the program of this platform, which came as a package of its own.
"use strict";

const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const name = process.platform === "win32" ? "citecheck.exe" : "citecheck";
let program;
try {
  program = require.resolve(`@citecheck/${platform}/bin/${name}`);
} catch {
  console.error(`error: there is no citecheck for ${platform} here`);
  console.error(`help: install without --no-optional, or build it: cargo install citecheck`);
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
// What is said to this process is meant for the program.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`error: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code ?? 2)));
