#!/usr/bin/env bash
# What `check` and `build` ask of the system (PROMISES P15, P16): no program is started, no socket opened. The program
# is the first argument; by default the release build. Installs Debian's strace where it is missing.
set -euo pipefail
program=$(realpath "${1:-$(dirname "$0")/../../target/release/opsbook}")
if ! command -v strace >/dev/null; then
    apt-get install -y -qq strace >/dev/null || { apt-get update -qq && apt-get install -y -qq strace >/dev/null; }
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Prints what a command does beside its own start: programs, processes that are no threads, sockets.
offences() {
    strace -f -qq -o "$scratch/trace" \
        -e trace=execve,execveat,fork,vfork,clone,clone3,socket,socketpair,connect,bind,listen,accept,sendto,sendmsg \
        "$@" >/dev/null 2>"$scratch/stderr" || [ $? -eq 1 ]
    sed -n '2,$p' "$scratch/trace" | grep -vE 'CLONE_THREAD|<\.\.\. |--- SIG|\+\+\+ ' || true
}

# The trace itself has to see what it looks for.
for offence in "$(type -P true); :" ': < /dev/tcp/127.0.0.1/9'; do
    if [ -z "$(offences bash -c "$offence")" ]; then
        echo "the trace does not see: $offence" >&2
        exit 1
    fi
done

"$program" demo "$scratch/demo" --today 2026-11-20 2>/dev/null
failed=0
for words in "check" "check --format sarif" "build"; do
    # shellcheck disable=SC2086
    found=$(offences "$program" -C "$scratch/demo" --today 2026-11-20 $words)
    if [ -n "$found" ]; then
        printf 'opsbook %s:\n%s\n' "$words" "$found" >&2
        failed=1
    else
        echo "opsbook $words: no program started, no socket ($(wc -l <"$scratch/trace") calls looked at)"
    fi
done
exit "$failed"
