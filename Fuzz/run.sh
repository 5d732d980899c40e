#!/bin/sh
# Fuzzes, or writes the seeds anew.
#
#   Fuzz/run.sh TARGET SECONDS     chunks, values, handshake, ingest, publish, tags or media
#   Fuzz/run.sh TARGET FILE…       runs these inputs once, to look at a finding
#   Fuzz/run.sh seeds              writes Fuzz/Seeds from real sessions
#
# The corpus stays in .build/fuzz/corpus; a finding goes to .build/fuzz/found. See Fuzz/README.md.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
out=${LIANBO_FUZZ_BUILD:-$root/.build/fuzz}
target=${1:?"usage: Fuzz/run.sh TARGET SECONDS, or Fuzz/run.sh seeds"}
"$root/Fuzz/build.sh"
# The backtrace of the Swift runtime waits for a person; libFuzzer prints its own.
export SWIFT_BACKTRACE=enable=no

if [ "$target" = seeds ]; then
    mkdir -p "$root/Fuzz/Seeds"
    LIANBO_FUZZ_SEEDS=$root/Fuzz/Seeds exec "$out/fuzz"
fi
shift
# The quarantine of freed memory counts against the limit below; half of it would be spent before anything leaked.
export ASAN_OPTIONS="quarantine_size_mb=32${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export LIANBO_FUZZ_TARGET="$target"
if [ -e "${1:?"say how many seconds, or which files"}" ]; then
    exec "$out/fuzz" "$@"
fi
corpus=$out/corpus/$target
mkdir -p "$corpus" "$out/found" "$root/Fuzz/Findings/$target"
exec nice "$out/fuzz" -max_total_time="$1" -dict="$root/Fuzz/rtmp.dict" -max_len=8192 -timeout=5 -rss_limit_mb=512 \
    -print_final_stats=1 -artifact_prefix="$out/found/$target-" "$corpus" "$root/Fuzz/Seeds/$target" \
    "$root/Fuzz/Findings/$target"
