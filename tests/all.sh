#!/usr/bin/env bash
# Passes all tests: the Rust ones, then the server as other people's clients see it.
# Needs cargo, python3 and node; the protocol tests install pytest-lsp into a folder of their own, and npm packages
# beside the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --quiet
# Clients talk to the program that writers run; a debug build takes twice as long.
cargo build --quiet --release --locked
target=$(cargo metadata --format-version 1 --no-deps --offline | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
export CITECHECK=$target/release/citecheck
bash tests/protocol/run.sh
bash tests/protocol/node/run.sh
