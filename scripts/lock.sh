#!/usr/bin/env bash
# Resolves requirements.in, requirements-dev.in and requirements-bench.in into files with hashes. Versions that still satisfy the
# bounds stay as they are; `scripts/lock.sh --upgrade` takes the newest. Where packages come from is the business
# of the machine's own pip or uv configuration: the files name no address.
set -euo pipefail
cd "$(dirname "$0")/.."

options=("$@")

# lock OUTPUT INPUT...
lock() {
    .venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 \
        --no-header --no-annotate --output-file "$1" "${options[@]}" "${@:2}"
    if grep -nE '://|^-' "$1"; then
        echo "lock: $1 names an address; look at the machine's uv and pip settings" >&2
        exit 1
    fi
}

lock requirements.txt pyproject.toml requirements.in
lock requirements-dev.txt requirements-dev.in
lock requirements-bench.txt requirements-bench.in
