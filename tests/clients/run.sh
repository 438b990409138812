#!/usr/bin/env bash
# The program with its real clients: pre-commit, prek and lefthook, what checks CI files, and a reader of CODEOWNERS.
# PROGRAM is the opsbook to test. They are installed by name and version; after that nothing needs the network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
mkdir "$scratch/npm" "$scratch/bin" "$scratch/home"
cp "$here/package.json" "$here"/*.mjs "$scratch/npm"
# Its own set-up script would put hooks into the repository from which this is started.
(cd "$scratch/npm" && npm install --silent --no-audit --no-fund --ignore-scripts)
ln -s "$program" "$scratch/bin/opsbook"

# A closed environment: nothing of the machine's git or tools gets in.
client() {
    env -i HOME="$scratch/home" LANG=C.UTF-8 GIT_CONFIG_NOSYSTEM=1 PREK_HOME="$scratch/home/prek" \
        PATH="$scratch/bin:$scratch/venv/bin:$scratch/npm/node_modules/.bin:$PATH" \
        GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.invalid \
        GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.invalid "$@"
}
for tool in plain pre-commit prek lefthook; do
    client bash "$here/hooks.sh" "$tool" "$here/../.." "$scratch/hooks-$tool"
done
client bash "$here/ci.sh" "$scratch/npm" "$scratch/ci"
client python "$here/ci.py" "$scratch/ci-run"
client python "$here/owners.py" "$here/../../examples/larkspur" "$scratch/owners"
