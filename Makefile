# Every target sets up what it needs; only python3 and make are expected.
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export DBT_PROFILES_DIR := $(CURDIR)
export PYTHONUTF8 := 1

PYTHON ?= python3
BIN := .venv/bin
ROWS ?= 1000000

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast test-next lint format check docs bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(BIN)/tierbill ## the virtual environment and the tierbill command

$(BIN)/tierbill: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock: setup ## resolve requirements.lock anew from pyproject.toml and requirements.pins
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --no-strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
		--extra dev -c requirements.pins -o requirements.lock pyproject.toml

clean: ## remove everything that is made
	rm -rf target logs landing exports .venv .venv-*
