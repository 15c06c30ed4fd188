#!/usr/bin/env bash
# Passes all tests: the Rust ones, then the server as other people's clients see it.
# Needs cargo and python3; the protocol tests install pytest-lsp into a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --quiet
target=$(cargo metadata --format-version 1 --no-deps --offline | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
CITECHECK=$target/debug/citecheck bash tests/protocol/run.sh
