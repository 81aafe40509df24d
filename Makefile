# Two commands to know: `make demo` and `make test`. Everything here is also plain pip and pytest; see CONTRIBUTING.md.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint bench serve lock clean

.venv/runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/develop: requirements-dev.lock .venv/runtime
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

demo: .venv/runtime
	$(BIN)/aboveboard run examples/high-street/campaign.toml

test: .venv/develop
	sh tests/needs.sh
	$(MAKE) lint
	$(BIN)/python -m pytest -n auto

lint: .venv/develop
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/develop
	for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file; done

serve: .venv/runtime
	$(BIN)/aboveboard serve examples/high-street/campaign.toml

# The locks name no registry host; run this after a change of dependencies in pyproject.toml.
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml
lock:
	$(LOCK) --extra web --group build -o requirements.lock
	$(LOCK) --all-extras --group build --group dev -o requirements-dev.lock

clean:
	rm -rf .venv examples/high-street/.aboveboard
