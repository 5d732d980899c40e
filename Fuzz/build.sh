#!/bin/sh
# Builds .build/fuzz/fuzz: the targets of Fuzz/Sources/WireFuzzing with libFuzzer and the address sanitizer.
#
# The modules are compiled straight by swiftc, because what is instrumented must be all of our code and nothing else.
# Optimised, with assertions: a fuzzer wants many runs, and assertions are findings.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
out=${LIANBO_FUZZ_BUILD:-$root/.build/fuzz}
mkdir -p "$out"
flags="-swift-version 6 -package-name lianbo -parse-as-library -O -assert-config Debug -g -sanitize=fuzzer,address -wmo
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature ExistentialAny -I $out"

# compile MODULE FOLDER
compile() {
    find "$2" -name '*.swift' | sort >"$out/$1.sources"
    if [ -e "$out/$1.o" ] && [ -z "$changed" ] && [ -z "$(find -L "$2" "$0" -newer "$out/$1.o" | head -n 1)" ]; then
        return
    fi
    echo "fuzz: compiling $1" >&2
    changed=yes
    # shellcheck disable=SC2086
    swiftc $flags -module-name "$1" -emit-module -emit-module-path "$out/$1.swiftmodule" \
        -emit-object -o "$out/$1.o" @"$out/$1.sources"
}

changed=
compile BroadcastModel "$root/Sources/Model/BroadcastModel"
compile RTMPWire "$root/Sources/Media/RTMPWire"
compile Program "$root/Sources/Media/Program"
compile WireFuzzing "$root/Fuzz/Sources/WireFuzzing"
compile FuzzMain "$root/Fuzz/Main"
if [ -n "$changed" ] || [ ! -e "$out/fuzz" ]; then
    swiftc -sanitize=fuzzer,address -use-ld=lld -o "$out/fuzz" "$out/BroadcastModel.o" "$out/RTMPWire.o" \
        "$out/Program.o" "$out/WireFuzzing.o" "$out/FuzzMain.o"
fi
