#!/bin/bash
# sarif.sh: hands the SARIF on the draft of `seeds/` to Microsoft's validator, which holds it against the schema of SARIF 2.1.0
# and its own rules. $CITECHECK is the program (target/release/citecheck).
EVIDENCE=${EVIDENCE:-$(cd "$(dirname "$0")/../.." && pwd)/target/report}
. "$(dirname "$0")/../editors/lib.sh"
MULTITOOL_VERSION=5.7.0

build_multitool() {
  echo '{ "private": true }' > "$1/package.json"
  (cd "$1" && npm install --silent --ignore-scripts "@microsoft/sarif-multitool-linux@$MULTITOOL_VERSION" >&2)
}

ensure node; use_node
ensure multitool-$MULTITOOL_VERSION
CITECHECK=${CITECHECK:-$REPO/target/release/citecheck}
[ -x "$CITECHECK" ] || die "there is no program \`$CITECHECK\`: \`cargo build --release\`, or set CITECHECK"

mkdir -p "$EVIDENCE"
cd "$REPO"
"$CITECHECK" check seeds/briefing.md --format sarif --fail-on never > "$EVIDENCE/briefing.sarif"
multitool=$(home_of multitool-$MULTITOOL_VERSION)/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod +x "$multitool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
"$multitool" validate "$EVIDENCE/briefing.sarif" --output "$EVIDENCE/validation.sarif" --log ForceOverwrite
# What it says is SARIF, too: one line for each thing that it objects to.
node -e '
  const results = JSON.parse(require("fs").readFileSync(process.argv[1])).runs.flatMap((it) => it.results ?? []);
  for (const it of results) console.error(`${it.level ?? "warning"} ${it.ruleId}: ${it.message.text ?? it.message.id}`);
  process.exit(results.some((it) => it.level === "error") ? 1 : 0);
' "$EVIDENCE/validation.sarif"
echo "ok the validator has nothing against it"
