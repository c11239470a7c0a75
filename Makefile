# make demo | make test set everything up themselves: a virtual environment in .venv, pinned packages, nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: help demo test check bench model clean

help:            ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Datahoest needs Python 3.11 or later; set PYTHON=…")'
	@echo "Setting up $(VENV) (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)   ## harvest two synthetic case systems into demo/, and show the published tables
	@$(BIN)/datahoest demo --home demo

test: $(READY)   ## the whole test suite
	@$(BIN)/python -m pytest

check: $(READY)  ## formatting, lint, types, walls, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest

bench: $(READY)  ## benchmarks, printed as ratios
	@$(BIN)/python -m benchmarks

clean:           ## remove what was set up and made
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
