#!/usr/bin/env bash
# Resolves requirements.in and requirements-dev.in into files with hashes. Versions that still satisfy the
# bounds stay as they are; `scripts/lock.sh --upgrade` takes the newest. Where packages come from is the business
# of the machine's own pip or uv configuration: the files name no address.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
    .venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate --output-file "$2" "$1" "${@:3}"
    if grep -nE '://|--index|--find-links|--extra-index|--trusted-host' "$2"; then
        echo "lock: $2 names an address; look at the machine's uv and pip settings" >&2
        exit 1
    fi
}

lock requirements.in requirements.txt "$@"
lock requirements-dev.in requirements-dev.txt "$@"
