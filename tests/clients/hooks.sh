#!/usr/bin/env bash
# What a hook has to do, run by one tool: hooks.sh plain|pre-commit|prek|lefthook PROJECT FOLDER
# PROJECT is this repository, in which pre-commit and prek find the hook; FOLDER is made.
set -euo pipefail
tool=$1 project=$(cd "$2" && pwd) folder=$3
git init -q -b main "$folder/work"
cd "$folder/work"

configure() {
    case $tool in
    plain) opsbook -q hook install ;;
    pre-commit | prek)
        # A repository with nothing but the manifest, so that no network is needed.
        git init -q "$folder/hooks"
        cp "$project/.pre-commit-hooks.yaml" "$folder/hooks"
        git -C "$folder/hooks" add .
        git -C "$folder/hooks" commit -q -m manifest
        "$tool" validate-manifest "$project/.pre-commit-hooks.yaml"
        printf 'default_install_hook_types: [pre-commit, pre-merge-commit]\nrepos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: opsbook-system\n' \
            "$folder/hooks" "$(git -C "$folder/hooks" rev-parse HEAD)" >.pre-commit-config.yaml
        git add .pre-commit-config.yaml
        git commit -q -m "the hook"
        "$tool" install >/dev/null
        ;;
    lefthook)
        printf '%s:\n  commands:\n    opsbook:\n      run: opsbook check --staged\n' pre-commit >lefthook.yml
        printf '%s:\n  commands:\n    opsbook:\n      run: opsbook check --staged\n' pre-merge-commit >>lefthook.yml
        git add lefthook.yml
        git commit -q -m "the hook"
        lefthook install >/dev/null
        ;;
    esac
}

passes() {
    git "$@" >"$folder/said" 2>&1 || { echo "$tool: refused, should pass: git $*"; cat "$folder/said"; exit 1; }
}
refuses() {
    local rule=$1 before
    shift
    before=$(git rev-parse HEAD)
    if git "$@" >"$folder/said" 2>&1; then echo "$tool: passed, should be refused: git $*"; cat "$folder/said"; exit 1; fi
    grep -q "$rule" "$folder/said" || { echo "$tool: refused for another reason: git $*"; cat "$folder/said"; exit 1; }
    test "$before" = "$(git rev-parse HEAD)"
}

mkdir objectives initiatives
echo 'name = "Test"' >opsbook.toml
echo 'title = "Speed"' >objectives/speed.toml
printf '+++\ntitle = "Faster search"\nobjective = "speed"\n+++\n\nOne\n\nTwo\n\nThree\n' >initiatives/faster-search.md
git add .
git commit -q -m start
configure

# A clean commit.
printf '\nFour\n' >>initiatives/faster-search.md
passes commit -a -m "more text"

# A commit that only deletes, and leaves a reference to nothing.
git rm -q objectives/speed.toml
refuses dangling-reference commit -m "drop the objective"
git reset -q --hard

# A reference to a file that nobody added.
echo 'title = "Reach"' >objectives/reach.toml
sed -i 's/"speed"/"reach"/' initiatives/faster-search.md
git add initiatives
refuses dangling-reference commit -m "the objective is not added"
git add objectives
passes commit -m "with its objective"

# Part of a file is staged: the bad half lies on disk only, then the other way round.
printf '\nFive\n' >>initiatives/faster-search.md
git add initiatives
sed -i 's/"reach"/"missing"/' initiatives/faster-search.md
passes commit -m "the good half"
grep -q missing initiatives/faster-search.md
git add initiatives
sed -i 's/"missing"/"reach"/' initiatives/faster-search.md
refuses dangling-reference commit -m "the bad half"
git add initiatives

# A merge of two sound branches that dangles.
git checkout -q -b side
sed -i 's/"reach"/"speed"/' initiatives/faster-search.md
passes commit -a -m "back to speed"
git checkout -q main
git rm -q objectives/speed.toml
passes commit -m "nobody needs it"
refuses dangling-reference merge --no-edit side
echo "$tool: commits, deletions, forgotten files, partial staging and merges are judged as they should be"
