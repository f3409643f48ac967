"""What is built once for the whole session, however many processes test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from building import DbtFolder
from exported_layouts import exported_layouts
from published_demo import published
from sharing import Demo, once


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write tests/golden again instead of comparing",
    )


def pytest_configure() -> None:
    """Let builds use one thread of dbt: the processes that test fill the machine already."""
    os.environ.setdefault("TIERBILL_DBT_THREADS", "1")


# What another version of the engine may read, compute or write differently.
ENGINE_TESTS = ("test_build", "test_contract", "test_export", "test_golden", "test_load_")
ENGINE_TESTS += ("test_publish", "test_random", "test_show", "test_singular")


# Files that take longest, the longest first: begun last they would keep one process busy while the
# other has nothing to do. The first of them builds the demo warehouse, the second needs none.
LONGEST = ("test_singular", "test_issued_bills", "test_months", "test_histories", "test_rated_once")
LONGEST += ("test_issued_outputs", "test_cli", "test_plain_dbt", "test_altered_data")
LONGEST += ("test_checks", "test_disclosure", "test_reference_invariants", "test_shared_cases")
LONGEST += ("test_load_mutations", "test_build", "test_random", "test_two_at_once")
LONGEST += ("test_machine_faults", "test_currency_bills", "test_reference_compare")
LONGEST += ("test_statement", "test_daily_export", "test_delivery_histories", "test_large_figures")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and give the tests of `make test-next` their marker."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))
    for item in items:
        if item.path.stem.startswith(ENGINE_TESTS):
            item.add_marker("engine")


@pytest.fixture(autouse=True)
def without_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the width of the terminal that workers of pytest are given."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The whole project built from the demo seeds: models, data tests, unit tests."""

    def make(home: Path) -> None:
        (home / "output.txt").write_text(DbtFolder(home).close_and_build(), encoding="utf-8")

    home = once(tmp_path_factory, "demo-warehouse", make)
    return Demo(DbtFolder(home), (home / "output.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def docs(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `dbt docs generate` said about the demo warehouse, with what it wrote."""

    def make(home: Path) -> None:
        said = demo.folder.dbt("docs", "generate", "--static")
        (demo.folder.target / "docs.txt").write_text(said, encoding="utf-8")

    once(tmp_path_factory, "demo-docs", make)
    return demo.folder.target / "docs.txt"


@pytest.fixture
def database(demo: Demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo warehouse, read-only, in UTC."""
    with duckdb.connect(str(demo.folder.database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture(scope="session")
def warehouse(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo warehouse as it is published, for tests that only read it."""
    return published(demo, tmp_path_factory)


@pytest.fixture(scope="session")
def exported(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every layout exported from the demo; copy it to change it."""
    return exported_layouts(warehouse, tmp_path_factory)


@pytest.fixture(scope="session")
def dbt_folder(tmp_path_factory: pytest.TempPathFactory) -> DbtFolder:
    """A folder for the builds of this process; dbt's parse stays warm from one to the next."""
    return DbtFolder(tmp_path_factory.mktemp("dbt"))
