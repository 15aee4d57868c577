#!/usr/bin/env bash
# Installs what a level needs, and does nothing when it is there already:
#   base           Debian packages of the application, .venv with the locked libraries, the project itself,
#                  and the lemma table of Belarusian
#   dev            base, and the locked libraries for checks and tests
#   elasticsearch  base, and Java and Maven
#   test           dev, elasticsearch, and the programs that tests and benchmarks compare with
#   bench          test, and the libraries that benchmarks compare with
# Debian packages are installed when root runs this; anybody else is told which ones are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
level=${1:-base}

fail() {
    echo "setup: $*" >&2
    exit 1
}

packages_base=(ca-certificates hunspell-be libmagic1 python3.11 python3.11-venv)
packages_java=(maven openjdk-17-jre-headless)
packages_test=(chromium curl fonts-dejavu-core git postgresql restic strace)
packages_bench=(g++ libicu-dev pkg-config python3.11-dev)
case "$level" in
    base | dev) packages=("${packages_base[@]}") ;;
    elasticsearch) packages=("${packages_base[@]}" "${packages_java[@]}") ;;
    test) packages=("${packages_base[@]}" "${packages_java[@]}" "${packages_test[@]}") ;;
    bench)
        packages=("${packages_base[@]}" "${packages_java[@]}" "${packages_test[@]}" "${packages_bench[@]}")
        ;;
    *) fail "unknown level '$level'; known: base, dev, elasticsearch, test, bench" ;;
esac

install_packages() {
    local missing=() name
    command -v dpkg-query >/dev/null || fail "this is not Debian; install by hand: ${packages[*]}"
    for name in "${packages[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || fail "Debian packages are missing; as root: apt-get install ${missing[*]}"
    echo "setup: installing Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then
        # Tests start clusters of their own; none is wanted that starts with the machine.
        mkdir -p /etc/postgresql-common/createcluster.d
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/sviedka.conf
    fi
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >.cache/apt.log 2>&1 </dev/null \
        || fail "apt-get could not install ${missing[*]}; the end of .cache/apt.log: $(tail -n 3 .cache/apt.log)"
}

find_python() {
    local candidate
    for candidate in /usr/bin/python3.11 python3.11; do
        if "$candidate" -c 'import ensurepip, sqlite3, ssl, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 with venv, sqlite3 and ssl is missing (Debian: python3.11-venv)"
}

# install_locked STAMP LOCKFILE...: the stamp in .venv holds the digest of everything the step read.
install_locked() {
    local stamp=.venv/.installed-$1 digest arguments=() file
    shift
    digest=$(cat "$@" pyproject.toml scripts/setup.sh | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null || true)" != "$digest" ] || return 0
    echo "setup: installing the libraries of $*"
    for file in "$@"; do arguments+=(--requirement "$file"); done
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps "${arguments[@]}"
    # The wheel's own folders are listed in pyproject.toml; the clone itself is what runs.
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-index --no-deps \
        --no-build-isolation --editable .
    echo "$digest" >"$stamp"
}

mkdir -p .cache
exec 9>.cache/setup.lock
flock 9

install_packages
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    rm -rf .venv
    "$(find_python)" -m venv .venv
fi
case "$level" in
    base | elasticsearch) install_locked base requirements.txt ;;
    dev | test) install_locked base requirements.txt && install_locked dev requirements-dev.txt ;;
    bench)
        install_locked base requirements.txt
        install_locked dev requirements-dev.txt
        install_locked bench requirements-bench.txt
        ;;
esac
# So that no command compiles anything, whoever runs it (libraries are compiled when they are installed).
.venv/bin/python -m compileall -q archive config crypto ingest schemas search
# From the dictionary of hunspell-be; nothing happens when the table is there.
.venv/bin/python -m scripts.lemmas
