#!/usr/bin/env bash
# Runs every fuzz target for OPSBOOK_FUZZ_SECONDS (45) seconds each, two at a time, from seeds of our own example
# workspace.
# fuzz/run.sh [--build] [TARGET…]; with --build it only builds them. What breaks one lies in fuzz/artifacts/ afterwards.
set -euo pipefail
cd "$(dirname "$0")"
only_build=
if [ "${1:-}" = --build ]; then
    only_build=yes
    shift
fi
seconds="${OPSBOOK_FUZZ_SECONDS:-45}"
targets=("$@")
# `html` runs when it is named: what it asks stands in tests/html_safety.rs as well, on every `cargo test`.
[ ${#targets[@]} -gt 0 ] || targets=(front_matter record expression csv markdown)
example=../examples/larkspur

# The kept corpus (fuzz/seeds, one file a found case) and the example's files, a copy each.
seeds() {
    local into="seeds-of/$1"
    rm -rf "$into"
    mkdir -p "$into"
    [ ! -d "seeds/$1" ] || cp "seeds/$1"/* "$into/"
    case "$1" in
        front_matter | markdown | html) find "$example" -name '*.md' ;;
        record) find "$example" ../schema -name '*.toml' ;;
        csv) find "$example" -name '*.csv' ;;
        expression) : ;;
    esac | sort | while read -r file; do
        {
            [ "$1" != record ] || echo "=== ${file#"$example"/}" | sed 's#\.\./##'
            cat "$file"
        } >"$into/$(echo "${file#../}" | tr / -)"
    done
    if [ "$1" = expression ]; then
        # What stands behind `when` and `require` in our own kinds.
        cat ../schema/*.toml | sed -nE 's/^(when|require) = "(.*)"$/\2/p' | sed 's/\\"/"/g' | sort -u |
            split -l 1 -a 4 - "$into/rule-"
    fi
}

nightly() {
    command -v rustup >/dev/null || return 1
    rustup toolchain list | grep -q '^nightly' ||
        rustup toolchain install nightly --profile minimal >/dev/null 2>&1
}

fuzzer() {
    nightly || return 1
    cargo fuzz --version >/dev/null 2>&1 || cargo install --quiet cargo-fuzz
}

# Runs one target that was built, and says how it went.
fuzz_one() {
    local target="$1" log="fuzz/$1.log"
    (cd fuzz && seeds "$target")
    mkdir -p "fuzz/corpus/$target"
    if ! cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "fuzz/seeds-of/$target" -- \
        -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1; then
        echo "$target: broken"
        tail -n 60 "$log"
        return 1
    fi
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") texts, none breaks it"
}

if fuzzer; then
    # Where the kept corpus grows from run to run; libFuzzer reads the seeds and writes only here.
    cd ..
    for target in "${targets[@]}"; do
        cargo +nightly fuzz build "$target"
    done
    [ -z "$only_build" ] || exit 0
    running=0 broken=0
    for target in "${targets[@]}"; do
        if [ "$running" -ge 2 ]; then
            wait -n || broken=1
            running=$((running - 1))
        fi
        fuzz_one "$target" &
        running=$((running + 1))
    done
    while [ "$running" -gt 0 ]; do
        wait -n || broken=1
        running=$((running - 1))
    done
    exit "$broken"
else
    echo "NO NIGHTLY COMPILER OR cargo-fuzz: the targets run as plain loops, which know nothing of coverage."
    cargo build --quiet --release --no-default-features --bin damage
    [ -z "$only_build" ] || exit 0
    for target in "${targets[@]}"; do
        seeds "$target"
        ./target/release/damage "$target" "$seconds" "seeds-of/$target"
    done
fi
