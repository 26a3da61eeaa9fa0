# The desk's workshop: `make help` lists what can be done.

VENV := .venv
PY := $(VENV)/bin/python
LOCKS := .ci/locks
PORT ?= 8080
# Also on two cores: half of the time a test waits. Each worker starts a PostgreSQL of its own.
WORKERS ?= 3
# Who has nothing left takes over from who has, so that all end together.
TESTS := $(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 10
# How many stories `make simulate` tells; `make test` tells 52 on each database.
SEEDS ?= 5000

.DEFAULT_GOAL := help
.PHONY: help .venv sandbox test simulate faults check fmt bench lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[.a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

.venv: $(VENV)/.installed ## make .venv with the pinned libraries (any Python from 3.11: PYTHON=...)

# A .venv that runs is kept and only filled up; one that does not (its Python is gone, or it was
# interrupted) is made anew.
$(VENV)/.installed: $(LOCKS)/dev.txt
	@$(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		python=$$(PYTHON='$(PYTHON)' sh .ci/find-python) && \
		echo "Making $(VENV) with $$($$python --version)…" && \
		$$python -m venv --clear $(VENV); }
	@echo "Installing the pinned libraries, about a minute the first time…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCKS)/dev.txt
	@touch $@

sandbox: .venv ## try the desk in a pretend Slack in the browser (PORT=8080)
	@$(PY) -m slackapp sandbox --port $(PORT)

test: .venv ## run all tests, on SQLite and PostgreSQL (ARGS="-k balance" for some, --both-databases for each on both)
	@$(TESTS) $(ARGS)

simulate: .venv ## search long for a page that does not survive what dies and fails (SEEDS=5000)
	@SEEDS=$(SEEDS) $(TESTS) tests/worker/test_survives.py $(ARGS)

faults: .venv ## do harm to real processes, and count what was lost, doubled or late (ARGS=list, ARGS=--long)
	@$(PY) -W ignore:XDG_RUNTIME_DIR -m tests.faults $(ARGS)

check: .venv ## what CI runs: format, lint, types, import contracts, tests
	@echo "Format…" && $(PY) -m ruff format --check . || \
		{ echo "Some files are not formatted: make fmt" >&2; exit 1; }
	@echo "Lint…" && $(PY) -m ruff check --quiet .
	@echo "Types…" && $(PY) -m mypy
	@echo "Imports…" && $(VENV)/bin/lint-imports
	@echo "Tests…" && $(TESTS) $(ARGS)

fmt: .venv ## format the code and mend what the linter can mend
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

bench: .venv ## measure beside what it is compared with, and install that (ARGS=rotation for some, list for all)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCKS)/bench.txt
	@$(PY) -W ignore:XDG_RUNTIME_DIR -m tests.bench $(ARGS)

# uv comes into a folder of its own, so that a broken lock can be mended without a .venv.
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate $(UPGRADE) pyproject.toml

lock: ## pin the libraries of pyproject.toml anew (UPGRADE=--upgrade for newer ones)
	@python=$$(PYTHON='$(PYTHON)' sh .ci/find-python) && tmp=$$(mktemp -d) && \
		trap 'rm -rf "$$tmp"' EXIT && echo "Pinning the libraries…" && \
		$$python -m venv "$$tmp" && \
		"$$tmp/bin/python" -m pip install --quiet --disable-pip-version-check uv && \
		"$$tmp/bin/uv" $(COMPILE) --output-file $(LOCKS)/run.txt && \
		"$$tmp/bin/uv" $(COMPILE) --extra dev --output-file $(LOCKS)/dev.txt && \
		"$$tmp/bin/uv" $(COMPILE) --extra dev --extra bench --output-file $(LOCKS)/bench.txt

clean: ## remove .venv and the caches; the data under var/ stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed $(VENV) and the caches."
