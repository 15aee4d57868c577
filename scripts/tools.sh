#!/usr/bin/env bash
# Builds the programs that judge our formats from outside, into .cache/tools/bin: the real age, and Tessera's fsck
# for the published log. Versions are pinned; the Go module checksum database vouches for what is fetched.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/.cache/tools/bin

age=filippo.io/age@v1.3.2
tessera=github.com/transparency-dev/tessera@v1.0.4
needed=1.25 # of age's go.mod

fail() {
    echo "tools: $*" >&2
    exit 1
}

# Succeeds when the program was built from exactly this module version.
is_built() { [ -x "$bin/$1" ] && "$go" version -m "$bin/$1" 2>/dev/null | grep -qP "\tmod\t${2%@*}\t${2#*@}\t"; }

install_one() { # program, module@version, package path below the module
    is_built "$1" "$2" && return 0
    echo "tools: building $1 (${2})"
    GOBIN=$bin GOFLAGS=-trimpath CGO_ENABLED=0 "$go" install "${2%@*}/$3@${2#*@}" || fail "$1 could not be built from $2"
    is_built "$1" "$2" || fail "$1 was built, but not from $2"
}

go=$(command -v go || true)
[ -n "$go" ] || { [ -x /usr/local/go/bin/go ] && go=/usr/local/go/bin/go; } \
    || fail "Go $needed or newer must be in PATH or /usr/local/go (Debian 12's own golang is too old for age 1.3)"
version=$("$go" env GOVERSION | sed -n 's/^go\([0-9]*\.[0-9]*\).*/\1/p')
if [ "$(printf '%s\n' "$needed" "$version" | sort -V | head -n 1)" != "$needed" ] \
    && { [ "$("$go" env GOTOOLCHAIN)" != auto ] || [ "$(printf '%s\n' 1.21 "$version" | sort -V | head -n 1)" != 1.21 ]; }; then
    fail "Go $needed or newer is needed, $go is $version (Debian 12's own golang is too old for age 1.3)"
fi

mkdir -p "$bin"
exec 9>.cache/tools.lock
flock 9
install_one age "$age" cmd/age
install_one age-keygen "$age" cmd/age-keygen
install_one age-plugin-batchpass "$age" cmd/age-plugin-batchpass # passphrases without a terminal, for tests
install_one fsck "$tessera" cmd/fsck
