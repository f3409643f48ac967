"""The comparison finds nothing where nothing differs, and every difference where one is made."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from random_datasets import write_dataset
from reference import Rating, rate
from reference.compare import compare_warehouse
from reference.compared_marts import MARTS
from reference.compared_paths import COMPARED


@pytest.fixture(scope="module")
def rating(tmp_path_factory: pytest.TempPathFactory) -> Rating:
    return rate(write_dataset(1, tmp_path_factory.mktemp("dataset"), profile="periods"))


@pytest.fixture
def warehouse(true_copy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(true_copy, tmp_path))


@pytest.fixture(scope="module")
def true_copy(rating: Rating, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse file that holds just what the rating says."""
    path = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema marts")
        for mart in MARTS.values():
            store(connection, mart.name, [*mart.columns, *mart.optional], mart.rows(rating))
        names = ["account_id", "valid_from", "valid_to", *COMPARED]
        store(connection, "dim_account_paths", names, rating.dim_account_paths)
    return path


def store(connection, mart: str, names: list[str], rows: list[dict]) -> None:
    columns = ", ".join(f'"{name}" {sql_type(name, rows)}' for name in names)
    connection.execute(f"create table marts.{mart} ({columns})")
    if rows:
        row_places = "(" + ", ".join("?" for _ in names) + ")"
        for start in range(0, len(rows), 100):
            some = rows[start : start + 100]
            values = [plain(row[name]) for row in some for name in names]
            places = ", ".join([row_places] * len(some))
            connection.execute(f"insert into marts.{mart} values {places}", values)


def sql_type(name: str, rows: list[dict]) -> str:
    value = next((row[name] for row in rows if row[name] is not None), "")
    types = {Decimal: "decimal(38,10)", datetime: "timestamptz", date: "date", int: "bigint"}
    types[bool] = "boolean"
    return types.get(type(value), "varchar")


def plain(value: object) -> object:
    if isinstance(value, tuple):
        pairs = ", ".join(f'"{name}": "{text}"' for name, text in value)
        return "{" + pairs.replace('quoted "x"', 'quoted \\"x\\"') + "}"
    return value


def test_a_true_copy_has_no_difference(warehouse, rating):
    assert compare_warehouse(warehouse, rating, profile="periods") == []


@pytest.mark.parametrize(
    ("change", "mart"),
    [
        (
            "update marts.fct_rated_legs set billed_cost = billed_cost + 0.00000001",
            "fct_rated_legs",
        ),
        ("delete from marts.rejected_records where rowid = 0", "rejected_records"),
        (
            "insert into marts.fct_charge_tiers from marts.fct_charge_tiers limit 1",
            "fct_charge_tiers",
        ),
        (
            "update marts.bill_a_statements set list_cost = null where rowid = 0",
            "bill_a_statements",
        ),
        ("alter table marts.fct_charges drop column list_cost", "fct_charges"),
        ("drop table marts.customer_expenditure", "customer_expenditure"),
        ("delete from marts.credit_alerts where rowid = 0", "credit_alerts"),
        ("update marts.voucher_ledger set voucher_cost = 0", "voucher_ledger"),
        ("update marts.load_accounting set superseded = superseded + 1", "load_accounting"),
        ("update marts.dim_account_paths set parent_account_id = 'X'", "dim_account_paths"),
    ],
)
def test_a_change_is_found_and_only_that(warehouse, rating, change, mart):
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(change)
    differences = compare_warehouse(warehouse, rating, profile="periods")
    assert {difference.mart for difference in differences} == {mart}


def test_a_float_is_refused(warehouse, rating):
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("alter table marts.fct_rated_legs alter tax_cost type double")
    with pytest.raises(TypeError, match="binary float"):
        compare_warehouse(warehouse, rating, profile="periods")
