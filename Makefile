# `make run` is all a newcomer needs; after `make setup` nothing asks for the network.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.groundwire-setup

.PHONY: setup run test lint clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[dev]"
	touch $@

run: setup
	$(BIN)/qa index seeds
	$(BIN)/python app.py

test: setup
	$(BIN)/python -m pytest tests/unit tests/model tests/browser

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .qa_index test-results
	find . -type d -name __pycache__ -prune -exec rm -rf {} +
