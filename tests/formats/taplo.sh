#!/usr/bin/env bash
# The editor schemas with the real taplo: a good record passes, wrong ones are refused at the key that is wrong.
# taplo.sh PROGRAM TAPLO SCRATCH
set -euo pipefail
program=$1 taplo=$2 folder=$3
export NO_COLOR=1 RUST_LOG=error
mkdir -p "$folder/initiatives" "$folder/processes" "$folder/feedback"
printf 'name = "Larkspur"\n' >"$folder/opsbook.toml"
"$program" -C "$folder" schema --write schema/ >"$folder/written"
test "$(wc -l <"$folder/written")" -ge 18

fail() { echo "$1"; exit 1; }
lint() { (cd "$folder" && "$taplo" lint "$1" 2>&1); }

cat >"$folder/initiatives/good.toml" <<'TOML'
#:schema ../schema/initiative.json
title = "Faster search"
status = "in-progress"
start = 2026-10-05
target = "2027-Q1"
confidence = "80%"
tags = ["search"]
depends_on = ["word-index", { team = "platform", needed_by = 2026-12-01 }]
[extra]
ticket = 12
TOML
cat >"$folder/processes/good.toml" <<'TOML'
#:schema ../schema/process.json
title = "Release"
cadence = "every 2 weeks on Monday"
[[steps]]
id = "build"
title = "Build"
sla = "2wd"
automation = "automated"
raci = { accountable = "mara", informed = ["joon"] }
TOML
cat >"$folder/feedback/good.toml" <<'TOML'
#:schema ../schema/feedback.json
[[feedback]]
id = "slow-search"
title = "Search takes ten seconds"
received = 2026-11-02
TOML
for file in initiatives/good.toml processes/good.toml feedback/good.toml; do
    said=$(lint "$file") || fail "taplo refuses $file: $said"
done
echo "taplo takes 3 good files"

# FILE, the line that taplo must point at, the schema, the text.
refused() {
    local file=$1 line=$2 said
    cat >"$folder/$file"
    said=$(lint "$file") && fail "taplo takes $file"
    grep -qE "$(basename "$file"):$line:" <<<"$said" || fail "taplo does not point at line $line of $file: $said"
    # The schema must be the one that was written, not one that could not be loaded.
    grep -qiE "failed to (load|fetch)|no such file" <<<"$said" && fail "taplo found no schema: $said"
    echo "taplo refuses $file at line $line"
}
refused initiatives/status.toml 3 <<'TOML'
#:schema ../schema/initiative.json
title = "Faster search"
status = "in-progres"
TOML
refused initiatives/type.toml 3 <<'TOML'
#:schema ../schema/initiative.json
title = "Faster search"
effort = "twelve"
TOML
refused processes/step.toml 6 <<'TOML'
#:schema ../schema/process.json
title = "Release"
[[steps]]
id = "build"
title = "Build"
automation = "robot"
TOML
refused feedback/entry.toml 5 <<'TOML'
#:schema ../schema/feedback.json
[[feedback]]
id = "slow-search"
title = "Search takes ten seconds"
type = "complaint"
TOML
