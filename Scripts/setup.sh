#!/bin/sh
# Checks for what Lianbo needs and installs what is missing.
#
#   Scripts/setup.sh demo    what building and the demo need
#   Scripts/setup.sh test    that, and what the tests need
#   Scripts/setup.sh bench   what building and the benchmark need
#
# On Debian and Ubuntu it installs through apt-get, naming the packages first, with sudo where it is not root. What it
# cannot install it names in one line, and stops.
set -eu

what=${1:-demo}
for_demo="git pkg-config libcurl4-openssl-dev libsqlite3-dev zlib1g-dev libzip-dev libxlsxwriter-dev libxml2 ffmpeg nginx libnginx-mod-rtmp openssl util-linux fonts-dejavu-core"
for_bench="gcc libc6-dev libssl-dev libnginx-mod-stream"
for_test="libnginx-mod-stream chromium fonts-noto-cjk rtmpdump gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav"

stop() {
    echo "setup: $*" >&2
    exit 1
}

case $what in
    demo) wanted=$for_demo ;;
    test) wanted="$for_demo $for_test" ;;
    bench) wanted="$for_demo $for_bench" ;;
    *) stop "Say what to set up for: Scripts/setup.sh demo, test or bench." ;;
esac

command -v swift >/dev/null 2>&1 ||
    stop "The Swift toolchain (6.2 or later) is missing. Install it from https://www.swift.org/install/linux and put it on PATH."

if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    stop "This is neither Debian nor Ubuntu. Install what these packages bring, by your system's own means, and run the build directly: $wanted"
fi

# A Chromium or Chrome from anywhere else will do.
missing=""
for package in $wanted; do
    if [ "$package" = chromium ] && { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null 2>&1; then
        continue
    fi
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
missing=${missing# }
[ -n "$missing" ] || exit 0

# Ubuntu calls it chromium-browser.
if ! apt-cache show chromium >/dev/null 2>&1 && apt-cache show chromium-browser >/dev/null 2>&1; then
    missing=$(echo "$missing" | sed 's/\bchromium\b/chromium-browser/')
fi

echo "setup: missing, to be installed now with apt-get: $missing"
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    stop "Neither root nor sudo. Let an administrator run: apt-get install $missing"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# nginx is a tool here, not a service: a policy file keeps the packages from starting one, unless there is a policy already.
policy=/usr/sbin/policy-rc.d
made_policy=no
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy" && made_policy=yes
    trap 'rm -f "$log"; [ "$made_policy" = no ] || $as_root rm -f "$policy"' EXIT
fi

install() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 $missing >"$log" 2>&1 </dev/null
}

# The lists that are there may do; they are fetched only when they do not.
if ! install; then
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update >"$log" 2>&1 </dev/null || true
    if ! install; then
        unknown=$(sed -n 's/^E: Unable to locate package \(.*\)$/\1/p; s/^E: Package .\([a-z0-9.+-]*\). has no installation candidate$/\1/p' "$log" | sort -u | tr '\n' ' ')
        [ -z "$unknown" ] || stop "This system's package lists do not have: ${unknown% }. Install what they bring by other means, and try again."
        stop "apt-get could not install: $missing. See why with: ${as_root:+$as_root }apt-get install $missing"
    fi
fi

for package in $missing; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || stop "apt-get ended well, yet $package is not installed. Install it by hand, and try again."
done
echo "setup: done"
