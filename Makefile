# Sviedka. `make` alone lists the targets. Two of them are enough to begin: `make demo` and `make test`.
# Each target installs what it needs (scripts/setup.sh), and does nothing twice.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON := .venv/bin/python
export PATH := $(CURDIR)/.cache/tools/bin:$(CURDIR)/.venv/bin:$(PATH)

# Processes that run tests side by side.
JOBS ?= 2
# Arguments for pytest: make test TESTS="tests/unit -k age"
TESTS ?=
# Files to deposit besides the sample records: make demo FILES="a.pdf b.jpg"
FILES ?=
# Whether the demonstration ends by serving the web application: yes, or no (as in CI)
SERVE ?= $(if $(CI),no,yes)
# Where it is served on loopback
PORT ?= 8000
# The search engine of the demonstration: embedded (default) or elasticsearch
SEARCH ?=

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what the application needs (Debian packages, .venv)
	@scripts/setup.sh base

.PHONY: setup-test
setup-test: ## Install what tests and benchmarks need too (Java, Maven, restic, age, fsck, Elasticsearch)
	@scripts/setup.sh test
	@scripts/tools.sh
	@$(PYTHON) -m scripts.elasticsearch fetch
	@$(PYTHON) -m scripts.elasticsearch fetch --version 9.5.3

.PHONY: demo
demo: setup ## Make an archive in ./demo and serve it on loopback (FILES=..., SEARCH=elasticsearch, SERVE=no, PORT=8000)
	@if [ "$(SEARCH)" = elasticsearch ]; then scripts/setup.sh elasticsearch; fi
	@$(PYTHON) -m scripts.demo $(if $(SEARCH),--search $(SEARCH)) $(if $(filter no,$(SERVE)),--no-serve) --port $(PORT) $(FILES)

.PHONY: codes
codes: ## Show what to sign in with at this moment in the demonstration that is served
	@$(PYTHON) -m scripts.demo_web

.PHONY: test
test: setup-test check ## Run all checks and all tests; nothing is skipped
	@$(PYTHON) -m pytest -n $(JOBS) --dist loadgroup $(TESTS)

.PHONY: check
check: lint types imports ## Run the checks that need no server (lint, types, imports)

.PHONY: lint
lint: setup-dev ## Check style and formatting with ruff
	@ruff check .
	@ruff format --check .

.PHONY: format
format: setup-dev ## Rewrite files in the project's style
	@ruff check --fix .
	@ruff format .

.PHONY: types
types: setup-dev ## Check annotations with mypy --strict
	@mypy $(wildcard archive ingest search crypto schemas config scripts benchmarks wsgi.py)

.PHONY: imports
imports: setup-dev ## Check the direction of imports with import-linter
	@lint-imports --no-cache

.PHONY: setup-dev
setup-dev:
	@scripts/setup.sh dev

.PHONY: bench
bench: setup-test ## Run the benchmarks and print their ratios
	@scripts/setup.sh bench
	@$(PYTHON) -m benchmarks $(BENCH)

.PHONY: lock
lock: setup-dev ## Resolve requirements*.in again and write the hashes
	@scripts/lock.sh

.PHONY: clean
clean: ## Remove what checks and builds left behind; ./demo and archives stay
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## Remove what the set-up installed here as well (.venv, .cache)
	@rm -rf .venv .cache
