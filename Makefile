SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
CLIENT := clients/typescript
# The stamp exists only where the client does: every target then works on a tree without it.
CLIENT_STAMP := $(if $(wildcard $(CLIENT)/package.json),$(CLIENT)/node_modules/.installed)
PIP_FLAGS := --quiet --disable-pip-version-check
UV ?= $(BIN)/uv

# The client finds the bridge on PATH.
NPM_PATH := PATH="$(CURDIR)/.venv/bin:$$PATH"
NPM := $(NPM_PATH) npm --prefix $(CLIENT)

.PHONY: help setup demo test test-python test-client lint style contract format bench lock clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv from the hashed lock and install this checkout into it

demo: $(STAMP) $(CLIENT_STAMP) ## Sweep a strategy over real prices from TypeScript, then evaluate a Calcutta
	@test -n "$(CLIENT_STAMP)" || { echo "make demo needs $(CLIENT)" >&2; exit 1; }
	$(NPM) run --silent demo
	$(BIN)/python docs/examples/calcutta.py

test: test-python test-client ## Run every test: Python, then the TypeScript client's

test-python: $(STAMP) ## Run the Python tests; ARGS='-k name' narrows them
	$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal $(ARGS)

test-client: $(STAMP) $(CLIENT_STAMP) ## Run the tests of the TypeScript client
	@test -z "$(CLIENT_STAMP)" || $(NPM_PATH) $(BIN)/python -m tests.with_postgres npm --prefix $(CLIENT) --silent test

lint: style ## Check style, types, layers and the architecture tests
	$(BIN)/python -m pytest -q tests/architecture

style: $(STAMP) $(CLIENT_STAMP) ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-logo --no-cache
	@test -z "$(CLIENT_STAMP)" || $(NPM) run --silent --if-present lint

contract: $(STAMP) ## Generate clients/ from the operations
	$(BIN)/python -m provenlab.tools.contract

format: $(STAMP) ## Format the Python code and sort its imports
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(STAMP) ## Measure against the raw engines, side by side
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(STAMP) ## Resolve pyproject.toml again into requirements.lock (UPGRADE=--upgrade for newer releases)
	test -x $(UV) || $(BIN)/python -m pip install $(PIP_FLAGS) uv
	$(UV) pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --quiet $(UPGRADE) --output-file requirements.lock

clean: ## Remove what the other targets made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(CLIENT)/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

# Where Debian's python3 comes without ensurepip, the pip beside it fills the new environment.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 15) else "Python 3.11 to 3.14 is needed, this is %d.%d: make setup PYTHON=/path/to/python3" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || $(PYTHON) -m venv --clear --without-pip .venv
	pip="$(BIN)/python -m pip"; $(BIN)/python -c 'import pip' 2>/dev/null || pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	$$pip install $(PIP_FLAGS) --require-hashes -r requirements.lock; \
	$$pip install $(PIP_FLAGS) --no-deps --no-build-isolation -e .
	touch $@

$(CLIENT)/node_modules/.installed: $(CLIENT)/package-lock.json
	$(NPM) ci
	touch $@
