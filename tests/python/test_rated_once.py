"""What a build goes on from, and what it leaves as it is (rules 8.4).

Provider P > reseller R > customer C: usage of May and June at 1.00 a GB. A mark in rows that were
rated, set by hand in the published version, shows which rows a build writes again.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from homes import Home
from random_datasets.dataset import Dataset
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.landing.verification import landed_digest

MARKED = {
    "int_usage_validated": "project",
    "int_charges": "project",
    "int_charge_legs": "project",
    "int_bill_details_monthly": "buyer_name",
    "int_bill_summaries": "product_name",
    "int_legs_aggregated": "product_name",
}
MAY, JUNE = "2025-05-01", "2025-06-01"


def usage(data: Dataset, name: str, day: str, quantity: str) -> None:
    data.add("usage", usage_id=name, owner_account_id="C", sku_id="gb", resource_id=name,
             usage_started_at=f"{day}T02:00:00Z", usage_ended_at=f"{day}T02:30:00Z",
             usage_quantity=quantity, recorded_at="2025-06-10T00:00:00Z")  # fmt: skip


def first_load(data: Dataset) -> None:
    data.account("P", "provider")
    data.account("R", "reseller")
    data.account("C")
    data.bind("R", "P")
    data.bind("C", "R")
    data.sku("gb", "1")
    usage(data, "may", "2025-05-20", "100")
    usage(data, "june", "2025-06-05", "7")


def late_usage(data: Dataset) -> None:
    usage(data, "late", "2025-05-25", "50")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two months, built, then every kept row marked, then late usage of May."""
    home = Home(tmp_path_factory.mktemp("rated"))
    home.load("first", first_load)
    home.built()
    version = home.warehouse.resolve()
    version.chmod(0o644)
    with duckdb.connect(str(version)) as database:
        for table, column in MARKED.items():
            database.execute(f"update intermediate.{table} set {column} = 'kept'")
    home.load("late", late_usage)
    return home


def reseal(home: Home) -> None:
    version = home.warehouse.resolve()
    WarehousePaths.seal(version).write_text(landed_digest(version)[0])


def kept(home: Home, table: str) -> dict[tuple[str, bool], int]:
    """How many rows of each month have the mark, and how many not."""
    rows = home.ask(
        f"select billing_month::varchar, {MARKED[table]} is not distinct from 'kept', count(*) "
        f"from intermediate.{table} group by all"
    )
    return {(month, is_kept): count for month, is_kept, count in rows}


def test_a_build_after_late_usage_writes_no_row_of_another_month(home, tmp_path):
    """Of May one charge is new and the other stays; its bills are made again."""
    copied = home.copy(tmp_path)
    copied.take_warehouse(home)
    reseal(copied)
    result = copied.build()
    assert result.exit_code == 0, result.output
    assert "Everything is rated" not in result.output
    for table in ("int_usage_validated", "int_charges"):
        assert kept(copied, table) == {(MAY, True): 1, (MAY, False): 1, (JUNE, True): 1}, table
    assert kept(copied, "int_charge_legs") == {(MAY, True): 2, (MAY, False): 2, (JUNE, True): 2}
    for table in ("int_bill_details_monthly", "int_bill_summaries", "int_legs_aggregated"):
        months = kept(copied, table)
        assert {month for month, is_kept in months if is_kept} == {JUNE}, table
        assert {month for month, is_kept in months if not is_kept} == {MAY}, table
    assert copied.ask("from intermediate.int_touched_months") == [(date.fromisoformat(MAY),)]
    assert copied.billed("bill_b", "R", "2025-05") == 150
    assert copied.billed("bill_b", "R", "2025-06") == 7


def test_a_version_that_was_changed_by_hand_is_not_carried_on(home, tmp_path):
    copied = home.copy(tmp_path)
    copied.take_warehouse(home)
    result = copied.build()
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "Everything is rated: the published version is not what was published." in said
    for table in MARKED:
        assert {is_kept for _, is_kept in kept(copied, table)} == {False}, table
    assert copied.billed("bill_b", "R", "2025-05") == 150


def test_another_setting_rates_everything_and_the_build_says_so(home, tmp_path):
    copied = home.copy(tmp_path)
    copied.take_warehouse(home)
    reseal(copied)
    result = copied.build("--set", "taxed_leg_kinds=bill_a,bill_b")
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "Everything is rated: taxed_leg_kinds changed." in said
    assert {is_kept for _, is_kept in kept(copied, "int_charges")} == {False}
