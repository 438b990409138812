#!/usr/bin/env bash
# Looks at built sites in a browser. The program to build them with is the first argument; by default the release build.
# Installs what is missing: Debian's chromium, and the packages that package.json pins.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/../../target/release/opsbook}
if [ ! -x "$program" ]; then
    echo "$program is not there: build it first, or name another" >&2
    exit 2
fi
program=$(realpath "$program")
cd "$here"
if [ ! -x /usr/bin/chromium ]; then
    apt-get install -y -qq chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }
fi
wanted=$(sha256sum package.json)
if [ "$(cat node_modules/.wanted 2>/dev/null)" != "$wanted" ]; then
    npm install --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null
    printf '%s' "$wanted" > node_modules/.wanted
fi
node charts.mjs
exec node check.mjs "$program"
