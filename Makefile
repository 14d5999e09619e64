PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

demo: $(READY)
	$(BIN)/python examples/demo.py

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.tagging
	$(BIN)/python -m benchmarks.linking
	$(BIN)/python -m benchmarks.findings
	$(BIN)/python -m benchmarks.review
	$(BIN)/python -m benchmarks.serve

clean:
	rm -rf $(VENV) build dist models/trained out
