# make demo   the main job, in a browser, after one command
# make test   everything that CI checks
# make bench  figures, as ratios measured in one run; make bench-long for the million-entry run
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8400

.PHONY: demo test test-long check env bench bench-long lock messages clean

env: $(VENV)/.ready

$(VENV)/.ready: lock/dev.txt pyproject.toml
	@bash scripts/environment $(VENV) $(PYTHON)
	@touch $@

demo: env
	$(BIN)/tripoint demo --port $(PORT)

check: env
	bash scripts/check

test: env
	bash scripts/test

test-long: env
	TRIPOINT_LONG=1 $(BIN)/pytest -q -n0 tests/ledger/test_invariants.py tests/ledger/test_readers.py

bench: env
	$(BIN)/python -m bench

bench-long: env
	$(BIN)/python -m bench --long

lock: env
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 lock/runtime.in -o lock/runtime.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 lock/dev.in -c lock/runtime.txt -o lock/dev.txt

messages: env
	bash scripts/messages

clean:
	rm -rf $(VENV)
