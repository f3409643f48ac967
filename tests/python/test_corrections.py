"""What becomes known after an issue never touches the issued bills (rules 8.2, d3.11).

One small chain, provider P > reseller R > customer C, August issued by both sellers on
5 September; then something else is known of August, each thing alone and all of it together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from random_datasets.dataset import Dataset
from reference import rate
from reference.compare import compare_warehouse

pytestmark = pytest.mark.slow
ISSUED = "2025-09-05T01:00:00+08:00"
LATER = "2025-09-10T00:00:00+08:00"
RESTATED = {"recorded_at": LATER}


def issued_august() -> Dataset:
    world = Dataset()
    for account, role in (("P", "provider"), ("R", "reseller"), ("S", "reseller")):
        world.account(account, role)
    world.account("C")
    for partner in ("R", "S"):
        world.bind(partner, "P")
    world.bind("C", "R", binding_id="c-under-r")
    world.sku("gb", "0.15")
    discount(world)
    usage(world, "aug-1", "100")
    usage(world, "aug-2", "7")
    usage(world, "sep-1", "1", at="2025-09-02")
    for seller in ("P", "R"):
        world.add("bill_issues", seller_account_id=seller, billing_month="2025-08-01",
                  issued_at=ISSUED, recorded_at=ISSUED)  # fmt: skip
    world.add("bill_issues", seller_account_id="S", billing_month="2025-07-01",
              issued_at=ISSUED, recorded_at=ISSUED)  # fmt: skip
    return world


def usage(world: Dataset, name: str, quantity: str, at: str = "2025-08-10", **values: str) -> None:
    times = {
        "usage_started_at": f"{at}T02:00:00Z",
        "usage_ended_at": f"{at}T02:30:00Z",
        "recorded_at": f"{at}T03:00:00Z",
    }
    given = {"resource_id": f"r-{name}", **times, **values}
    world.add("usage", usage_id=name, owner_account_id="C", sku_id="gb",
              usage_quantity=quantity, **given)  # fmt: skip


def discount(world: Dataset, multiplier: str = "0.8", **values: str) -> None:
    world.add("discounts", discount_id="sa", seller_account_id="P", buyer_account_id="R",
              multiplier=multiplier, **values)  # fmt: skip


def price(world: Dataset) -> None:
    world.add("list_prices", sku_id="gb", unit_price="0.12", **RESTATED)


def better_discount(world: Dataset) -> None:
    discount(world, "0.7", **RESTATED)


def membership(world: Dataset) -> None:
    """The customer had left for S before it used anything."""
    world.bind("C", "R", binding_id="c-under-r", unbound_at="2025-08-01T00:00:00Z", **RESTATED)
    world.bind("C", "S", binding_id="c-under-s", bound_at="2025-08-01T00:00:00Z", **RESTATED)


def late_usage(world: Dataset) -> None:
    usage(world, "late", "40", **RESTATED)
    usage(world, "aug-1", "80", **RESTATED)


CHANGES = {"price": price, "discount": better_discount, "membership": membership,
           "usage": late_usage}  # fmt: skip


@dataclass(frozen=True)
class Build:
    warehouse: Path
    dataset: Path
    exports: Path

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse), read_only=True) as database:
            return database.execute(sql).fetchall()


def build(folder: Path, *changes: Callable[[Dataset], None]) -> Build:
    world = issued_august()
    for change in changes:
        change(world)
    dataset = folder / "dataset"
    dataset.mkdir(parents=True)
    world.write(dataset)
    warehouse, exports = folder / "bills.duckdb", folder / "exports"
    tierbill("run", dataset, "--warehouse", warehouse)
    tierbill("export", "--warehouse", warehouse, "--out", exports, "--month", "2025-08")
    return Build(warehouse, dataset, exports)


@pytest.fixture(scope="module")
def as_issued(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(tmp_path_factory.mktemp("issued") / "world")


def issued_lines(exports: Path) -> dict[str, list[bytes]]:
    """The lines of the sellers that issued August, byte for byte, by file.

    S did not: what it sells to the customer that joined it stands in the same files.
    """
    found = {}
    for path in sorted((exports / "accounts").rglob("*bill*.csv")):
        heading, *lines = path.read_bytes().splitlines()
        seller = heading.decode().split(",").index('"seller_account_id"')
        issued = [line for line in lines if line.split(b",")[seller] in (b'"P"', b'"R"')]
        if issued:
            found[str(path.relative_to(exports))] = [heading, *issued]
    return found


@pytest.mark.parametrize("names", [[name] for name in CHANGES] + [list(CHANGES)], ids="+".join)
def test_issued_bills_stay_and_the_difference_is_billed(names, as_issued, tmp_path):
    changed = build(tmp_path / "world", *(CHANGES[name] for name in names))

    before, after = issued_lines(as_issued.exports), issued_lines(changed.exports)
    assert before
    assert before == {name: after.get(name) for name in before}

    assert changed.ask(
        "select count(*) > 0 from intermediate.int_bill_lines "
        "where line_kind = 'correction' and billing_month = '2025-09-01'"
    ) == [(True,)]
    assert not changed.ask(
        """
        select seller_account_id, leg_id, sum(billed_cost) as billed_cost
        from intermediate.int_bill_lines group by all having sum(billed_cost) != 0
        except
        select seller_account_id, leg_id, billed_cost from marts.fct_rated_legs
        """
    )
    assert not compare_warehouse(changed.warehouse, rate(changed.dataset), profile="periods")


def test_restated_usage_is_taken_back_and_billed_again(as_issued, tmp_path):
    """Rules 8.3, d3.11: on `bill_a_details` 100 GB at 0.15 and 0.8 is 12.00, restated as
    80 GB: -12.00 and +9.60, net -2.40, at the terms of the moment of use."""
    changed = build(tmp_path / "world", lambda world: usage(world, "aug-1", "80", **RESTATED))
    lines = (
        "select line_kind, billing_month::varchar, billed_cost from marts.bill_a_details "
        "where resource_id = 'r-aug-1' order by billed_cost"
    )
    assert as_issued.ask(lines) == [("original", "2025-08-01", Decimal("12.00000000"))]
    assert changed.ask(lines) == [
        ("reversal", "2025-09-01", Decimal("-12.00000000")),
        ("correction", "2025-09-01", Decimal("9.60000000")),
        ("original", "2025-08-01", Decimal("12.00000000")),
    ]
    september = [cost for _, month, cost in changed.ask(lines) if month == "2025-09-01"]
    assert sum(september) == Decimal("-2.40")
