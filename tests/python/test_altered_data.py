"""What was altered by hand, in a published version or in a landing, is never carried on.

Provider P > customer C: 100 GB of May at 1.00, issued by P on 5 June and closed.
"""

from __future__ import annotations

import shutil

import duckdb
import pytest
from homes import Home
from random_datasets.dataset import Dataset
from tierbill.build.rated_version import is_as_published
from tierbill.build.warehouse_paths import WarehousePaths

ISSUED_AT = "2025-06-05T01:00:00Z"
# Where an issued line is in a version: as it was closed, rated, and added up.
ALTERED = (
    "update intermediate.int_closing_lines set billed_cost = 99",
    "update intermediate.int_charge_legs set billed_cost = 99",
    "update intermediate.int_bill_details_monthly set billed_cost = 99",
)
BILLED = (
    "select (select sum(billed_cost) from marts.direct_bill_details), "
    "(select sum(billed_cost) from marts.direct_bill_details_monthly)"
)


def fill(data: Dataset) -> None:
    data.account("P", "provider")
    data.account("C")
    data.bind("C", "P")
    data.sku("gb", "1")
    data.add("usage", owner_account_id="C", sku_id="gb", usage_quantity="100",
             usage_started_at="2025-05-20T02:00:00Z", usage_ended_at="2025-05-20T02:30:00Z",
             recorded_at="2025-05-21T00:00:00Z")  # fmt: skip
    data.add("bill_issues", seller_account_id="P", billing_month="2025-05-01",
             issued_at=ISSUED_AT, recorded_at=ISSUED_AT)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("altered"))
    home.load("first", fill)
    return home.built()


def test_an_issued_line_that_was_altered_in_a_version_is_read_from_the_landing_again(
    home, tmp_path
):
    copied = home.copy(tmp_path)
    copied.take_warehouse(home)
    version = copied.warehouse.resolve()
    version.chmod(0o644)
    with duckdb.connect(str(version)) as database:
        for sql in ALTERED:
            assert database.execute(sql).fetchall()[0][0] > 0
        assert database.execute(BILLED).fetchall() == [(99, 99)]
    result = copied.build()
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "Everything is rated: the published version is not what was published." in said
    assert copied.ask(BILLED) == [(100, 100)]
    assert copied.issued() == home.issued()
    assert copied.ask("select count(*) from marts.direct_bill_details") == [(1,)]


@pytest.mark.parametrize("lost", ["the folder", "the ledgers", "the lines"])
def test_issued_lines_that_were_deleted_stop_a_build_and_a_check(home, tmp_path, lost):
    copied = home.copy(tmp_path)
    copied.take_warehouse(home)
    issued, name = copied.landing / "issued", "ledger.json"
    if lost == "the folder":
        shutil.rmtree(issued)
    elif lost == "the ledgers":
        for ledger in issued.glob("ledger*"):
            ledger.unlink()
    else:
        name = "00000001.parquet"
        (issued / name).unlink()
    before = copied.warehouse.readlink()
    for result, code in ((copied.build(), 2), (copied.verify(), 1 if "parquet" in name else 2)):
        said = " ".join((result.stdout + result.stderr).split())
        assert result.exit_code == code, said
        assert f"{issued / name}: missing." in said
        assert "--replay-lost-closes" in said
    assert copied.warehouse.readlink() == before


@pytest.mark.slow
def test_closes_of_a_folder_that_was_deleted_are_derived_again_on_demand(home, tmp_path):
    copied = home.copy(tmp_path)
    shutil.rmtree(copied.landing / "issued")
    copied.built("--replay-lost-closes")
    assert copied.issued() == home.issued()
    assert copied.ask(BILLED) == [(100, 100)]


def test_a_version_without_its_seal_is_not_what_was_published(home, tmp_path):
    home.copy(tmp_path).take_warehouse(home)
    version = (tmp_path / home.warehouse.name).resolve()
    assert is_as_published(version)
    WarehousePaths.seal(version).unlink()
    assert not is_as_published(version)
