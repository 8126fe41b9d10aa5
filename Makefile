# make run   sets everything up and takes the bundled sample newsroom from feeds to weekly reports
# make test  sets everything up and passes the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install dev run live test bench docs lock sample clean

help:  ## What each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## The environment, from requirements.lock
dev: $(VENV)/.developed  ## The same with the test tools

$(VENV)/.installed: requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Bellwether needs Python 3.11 or later; say which with: make PYTHON=python3.12 …"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { echo "Bellwether needs Python's venv and pip to make $(VENV): on Debian and Ubuntu, apt install python3-venv, then try again"; exit 1; }
	@echo "Installing what requirements.lock names (a minute or two the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock -r requirements-build.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.benched: $(VENV)/.installed requirements-bench.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

run: install  ## The sample newsroom, from feeds to weekly reports
	@$(BIN)/bellwether run --sample

live: install  ## The same over the real feeds of feeds/watchlist.toml, in a folder of its own
	@BELLWETHER_HOME=$${BELLWETHER_HOME:-live} $(BIN)/bellwether run

test: dev  ## Every test, ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy -n auto
	@$(BIN)/python -m pytest

bench: $(VENV)/.benched dev  ## Reading beside trafilatura and newspaper4k (PAGES=folder reads others), polling, ingest, backfill, a million articles: half an hour
	@$(BIN)/python benchmarks/reading.py $(PAGES)
	@echo; $(BIN)/python benchmarks/polling.py
	@echo; $(BIN)/python benchmarks/ingest.py
	@echo; $(BIN)/python benchmarks/backfill.py
	@echo; $(BIN)/python benchmarks/growth.py

docs: dev  ## Write the map of the house and the data dictionary anew
	@$(BIN)/python docs/house.py
	@$(BIN)/python docs/dictionary.py

sample: dev  ## Rebuild the sample newsroom from tests/sample
	@$(BIN)/python tests/sample/build.py

lock:  ## Renew requirements.lock, -build.lock, -dev.lock and -bench.lock (needs uv)
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 pyproject.toml -o requirements.lock
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --group dev -c requirements.lock -o requirements-dev.lock
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --group build -c requirements.lock -o requirements-build.lock
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --group bench -c requirements.lock -o requirements-bench.lock

clean:  ## Remove the environment and caches, never the data
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
