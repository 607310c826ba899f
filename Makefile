# Everything runs in .venv, which is made from the hashed lock files and made again when they change.
#   make archive URL=https://blog.example/      make demo      make test      make check      make drill      make docs      make bench      make lock

.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
ARCHIVE ?= archive
WORKERS ?= auto
# The first Python of a supported version; PYTHON=… says another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo "$$name" && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
export URL

.PHONY: help setup setup-dev archive demo test drill check docs bench lock clean

help:
	@sed -n '2p' Makefile | tr -s ' ' | sed 's/^# //; s/ make/\nmake/g'

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 is needed (PYTHON=/path/to/python3 names one)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up $(VENV) from requirements.lock"
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q scraper spiders storage  # as pip does for all but what is editable: a fifth of each start
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

archive: setup
	@test -n "$$URL" || { echo 'say which blog: make archive URL=https://blog.example/' >&2; exit 2; }
	$(BIN)/blogarchive --archive "$(ARCHIVE)" add "$$URL"

demo: setup
	$(BIN)/blogarchive --archive demo-archive demo

test: setup-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m "not drill"

drill: setup-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m drill --timeout=3600

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup-dev
	$(BIN)/python docs/generate.py

bench: setup-dev
	$(BIN)/python -m benchmarks

# One answer for every supported Python and platform, and without an address of any package index: each machine uses its own.
lock: setup-dev
	$(BIN)/uv pip compile $(LOCK_FLAGS) --group=build --output-file=requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) --extra=dev --constraint=requirements.lock --output-file=requirements-dev.lock pyproject.toml
LOCK_FLAGS := --quiet --universal --python-version=3.11 --generate-hashes

clean:
	rm -rf $(VENV) build dist *.egg-info
