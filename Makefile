# Every target sets up what it needs; only python3 and make are expected.
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export DBT_PROFILES_DIR := $(CURDIR)
export PYTHONUTF8 := 1

PYTHON ?= python3
BIN := .venv/bin
ROWS ?= 1000000
PIP_INSTALL := pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow test-next lint format check check-spark docs docs-rules golden \
	bench bench-months lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(BIN)/tierbill ## the virtual environment and the tierbill command

$(BIN)/tierbill: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(BIN)/$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	$(BIN)/python -c 'from tierbill.rating.drawdown import prepare; prepare()'
	@touch $@

demo: setup ## build the demonstration warehouse and tell the story of one bill
	$(BIN)/tierbill demo

test: setup ## lint, builds, checks, docs, comparisons: a quarter of an hour
	$(BIN)/pytest -m 'not slow' -n 2 --dist loadfile --no-loadscope-reorder

test-slow: setup ## the long lane: kills, many random datasets, Spark
	$(BIN)/pytest -m slow

bench: setup ## measure a generated dataset of ROWS usage records
	$(BIN)/python scripts/bench/run.py --rows $(ROWS)

# The sizes are small; BENCH="--full" takes those of the bounds, BENCH="--only M1,M2" measures some.
bench-months: setup ## measure what months cost once they are rated, docs/benchmarks.md
	$(BIN)/python scripts/bench/run_months.py $(BENCH)

lint: setup ## style of the Python and the SQL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/sqlfluff lint models tests/singular --processes 2 --disable-progress-bar

format: setup ## let the linters rewrite what they can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/sqlfluff fix models tests/singular --disable-progress-bar

check: setup ## structure: targets of the layout, names, layers, types, documentation
	$(BIN)/dbt parse --quiet
	$(BIN)/python scripts/checks/house.py
	$(BIN)/pytest tests/python/test_house.py tests/python/test_structure.py tests/python/test_checks.py \
		tests/python/test_docs.py -m 'not slow'

docs: setup ## the documentation as one page, target/static_index.html
	$(BIN)/dbt build --quiet --exclude-resource-type unit_test
	$(BIN)/dbt docs generate --static

docs-rules: setup ## docs/rules.md, docs/requirements.md and docs/reasons.md: what is written from the code
	$(BIN)/dbt parse --quiet
	$(BIN)/python scripts/docs/rules_table.py
	$(BIN)/python scripts/docs/reasons_page.py

golden: setup ## rewrite the golden bills from what the demo gives now
	$(BIN)/pytest tests/python/test_golden.py --rewrite-golden

# DuckDB 2: the lock with one version changed. dbt-bouncer refuses it and is left out.
test-next: .venv-next/bin/tierbill ## what depends on the engine, on DuckDB 2.0.0
	.venv-next/bin/pytest -m 'engine and not slow'

.venv-next/bin/tierbill: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv-next
	.venv-next/bin/$(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock
	.venv-next/bin/$(PIP_INSTALL) --no-deps duckdb==2.0.0
	.venv-next/bin/$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

check-spark: .venv-spark/bin/dbt ## every model is SQL that Spark can parse
	.venv-spark/bin/python tests/spark/parse_models.py

.venv-spark/bin/dbt: requirements.pins
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/$(PIP_INSTALL) dbt-core==1.11.16 'dbt-spark[session]==1.11.0' pyspark==4.3.0
	@touch $@

lock: setup ## resolve requirements.lock again from pyproject.toml and requirements.pins
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --no-strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
		--extra dev -c requirements.pins -o requirements.lock pyproject.toml

clean: ## remove everything that is made
	rm -rf target logs landing exports .venv .venv-*
