"""Bills in yen and dinar, credits of a cent, credit carried on, two kinds of bill at once.

One small dataset, built once: what people are asked for and what their files say (rules 7.4, 7.5).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from building import tierbill
from random_datasets.dataset import Dataset
from reference import rate
from reference.compare import compare_warehouse
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.statement.bill_parts import read_statements
from tierbill.statement.bill_statement import Statement
from tierbill.statement.statement_files import StatementRequest, write_statements

D = Decimal
FRENCH = {"one": "68.33", "two": "68.33", "three": "57.50", "four": "85.00"}
LATE = "2025-12-01T00:00:00Z"


def small_world() -> Dataset:
    """A provider and one chain for each thing."""
    world = Dataset()
    world.account("P", "provider")
    for partner in ("yen", "dinar", "paris", "carrier"):
        world.account(partner, "distributor", tax_region="FR" if partner == "paris" else None)
        world.account(f"{partner}-customer")
        world.bind(partner, "P")
        world.bind(f"{partner}-customer", partner)
    world.add("tax_rates", tax_region="FR", tax_component="VAT", tax_rate="0.2")
    for sku_id, price, currency in (("jp", "0.4567", "JPY"), ("kw", "0.0123", "KWD")):
        world.sku(sku_id, None)
        world.add("list_prices", sku_id=sku_id, unit_price=price, currency_code=currency)
    world.sku("gb", "1")
    usage(world, "yen-customer", "jp", "2703")
    usage(world, "dinar-customer", "kw", "1003.7")
    for number, (line, cost) in enumerate(FRENCH.items()):
        order(world, "paris", line, cost, "2025-01-10")
        back = {"original_order_line_id": line, "refunded_share": "1"}
        order(world, "paris", f"{line}-back", None, f"2025-{number + 2:02d}-10", **back)
    for month, cost in (("06", "-150"), ("07", "100"), ("09", "80")):
        order(world, "carrier-customer", f"c-{month}", cost, f"2025-{month}-10")
    world.add("rounding_policies", seller_account_id="carrier", negative_bill="carry_forward")
    issue(world, "carrier", "2025-06-01", "2025-07-05")
    issue(world, "carrier", "2025-07-01", "2025-08-05")
    # Known only after the issues: it must not reach them.
    world.add("rounding_policies", seller_account_id="carrier", negative_bill="due_negative",
              valid_from_month="2025-06-01", valid_to_month="2025-09-01",
              recorded_at=LATE)  # fmt: skip
    world.account("risen", "customer")
    usage(world, "risen", "gb", "10")
    issue(world, "P", "2025-08-01", "2025-09-05")
    world.account("risen", "reseller", recorded_at=LATE)
    return world


def usage(world: Dataset, owner: str, sku: str, quantity: str) -> None:
    world.add("usage", owner_account_id=owner, sku_id=sku, usage_quantity=quantity,
              usage_started_at="2025-08-10T02:00:00Z", usage_ended_at="2025-08-10T02:30:00Z",
              recorded_at="2025-08-10T03:00:00Z")  # fmt: skip


def order(world: Dataset, owner: str, line: str, cost: str | None, day: str, **more: str) -> None:
    kind = "unsubscription" if more else "price_adjustment"
    world.add("orders", order_line_id=line, order_id=line, owner_account_id=owner, sku_id="gb",
              order_type=kind, list_cost=cost, currency_code="EUR" if owner == "paris" else "USD",
              placed_at=f"{day}T02:00:00Z", paid_at=f"{day}T02:00:00Z",
              recorded_at=f"{day}T03:00:00Z", **more)  # fmt: skip


def issue(world: Dataset, seller: str, month: str, day: str) -> None:
    world.add("bill_issues", seller_account_id=seller, billing_month=month,
              issued_at=f"{day}T00:00:00Z", recorded_at=f"{day}T00:00:00Z")  # fmt: skip


@dataclass(frozen=True)
class Built:
    warehouse: Path
    dataset: Path
    home: Path

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse), read_only=True) as database:
            return database.execute(sql).fetchall()

    def statements(self, account: str, month: str) -> list[Statement]:
        with open_warehouse(self.warehouse) as database:
            return list(read_statements(database, account, date.fromisoformat(month), sent=False))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    home = tmp_path_factory.mktemp("currencies")
    dataset = home / "dataset"
    dataset.mkdir()
    small_world().write(dataset)
    tierbill("run", dataset, "--warehouse", home / "bills.duckdb")
    tierbill("export", "--warehouse", home / "bills.duckdb", "--out", home / "exports")
    yield Built(home / "bills.duckdb", dataset, home)


@pytest.mark.slow
def test_the_reference_bills_the_same(built):
    assert compare_warehouse(built.warehouse, rate(built.dataset), profile="periods") == []


@pytest.mark.parametrize("bill", ["bill_a", "bill_b"])
def test_yen_have_no_decimals_and_dinars_three(built, bill):
    """2703 x 0.4567 = 1234.4601 and 1003.7 x 0.0123 = 12.34551, which two decimals got wrong."""
    found = built.ask(
        f"""
        select currency_code, billed_amount, precision_difference, due_amount
        from marts.{bill}_statements where currency_code in ('JPY', 'KWD') order by all
        """
    )
    assert found == [
        ("JPY", D(1234), D("-0.4601"), D(1234)),
        ("KWD", D("12.346"), D("0.00049"), D("12.346")),
    ]


def test_amounts_by_resource_have_the_digits_of_their_currency(built):
    found = built.ask("select currency_code, billed_amount from marts.bill_a_resources")
    assert ("JPY", D(1234)) in found
    assert ("KWD", D("12.346")) in found


@pytest.mark.parametrize(
    ("account", "amount", "scale"),
    [("yen", "1234", 2), ("dinar", "12.346", 3), ("carrier-customer", "-150.00", 2)],
)
def test_files_print_the_digits_of_the_currency(built, account, amount, scale):
    """A Parquet column has one type: two places, or more if a currency of the file needs them."""
    bill = "bill_b" if account == "carrier-customer" else "bill_a"
    stem = built.home / "exports" / "accounts" / account / f"{bill}_statements"
    with stem.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["billed_amount"] == amount
    schema = pq.read_schema(stem.with_suffix(".parquet"))
    assert schema.field("billed_amount").type == pa.decimal128(38, scale)
    manifest = (stem.parent / "manifest.json").read_text(encoding="utf-8")
    assert f'"due_amount": "{rows[0]["due_amount"]}' in manifest or len(rows) > 1


def test_a_statement_prints_the_digits_of_the_currency(built):
    from test_statement import ZONE
    from tierbill.statement.pdf import _content

    [yen] = built.statements("yen", "2025-08-01")
    [dinar] = built.statements("dinar", "2025-08-01")
    assert _content(yen, ZONE)["due"] == "1,234 JPY"
    assert _content(dinar, ZONE)["due"] == "12.346 KWD"
    assert ["Rounding of the total", "-0.4601", False] in _content(yen, ZONE)["totals"]


def test_credits_that_leave_a_cent_say_where_it_comes_from(built):
    """334.99 billed, -335.00 given back: the lines cancel, the cent is rounding, bill by bill."""
    from test_statement import ZONE
    from tierbill.statement.pdf import _content

    [may] = built.statements("paris", "2025-05-01")
    assert [
        (row["billing_month"].month, row["billed_cost"], row["precision_difference"])
        for row in may.rounded_together
    ] == [
        (1, D("334.992"), D("-0.002")),
        (2, D("-81.996"), D("-0.004")),
        (3, D("-81.996"), D("-0.004")),
        (4, D("-69"), D(0)),
        (5, D("-102"), D(0)),
    ]
    content = _content(may, ZONE)
    assert content["rounding_total"] == ["Together", "0.00", "-0.01", "-0.01"]
    assert any("cents" in note for note in content["notes"])
    [january] = built.statements("paris", "2025-01-01")
    assert not january.rounded_together


def test_what_is_not_asked_for_comes_off_the_next_bills(built):
    found = built.ask(
        """
        select
            month(billing_month), billed_amount, carried_in_amount, due_amount,
            carried_out_amount
        from marts.bill_b_statements where seller_account_id = 'carrier' order by all
        """
    )
    assert found == [
        (6, D(-150), D(0), D(0), D(-150)),
        (7, D(100), D(-150), D(0), D(-50)),
        (9, D(80), D(-50), D(30), D(0)),
    ]


def test_a_statement_explains_the_credit_that_is_carried(built):
    from test_statement import ZONE
    from tierbill.statement.pdf import _content

    [june] = built.statements("carrier-customer", "2025-06-01")
    [september] = built.statements("carrier-customer", "2025-09-01")
    content = _content(june, ZONE)
    assert content["negative"].endswith("Nothing is asked for; 150.00 USD come off the next bills.")
    assert ["Left for the next bills", "-150.00", False] in content["totals"]
    content = _content(september, ZONE)
    assert ["Credit from earlier bills", "-50.00", False] in content["totals"]
    assert content["balance"] == [
        ["2025-06", "-150.00", "0.00", "0.00", "-150.00"],
        ["2025-07", "100.00", "-150.00", "0.00", "-50.00"],
        ["2025-09", "80.00", "-50.00", "30.00", "0.00"],
    ]


def test_two_kinds_of_bill_between_the_same_two_are_two_statements(built):
    """A direct customer becomes a reseller: its August is taken back on a direct bill and billed
    again on Bill A, in one month."""
    statements = built.statements("risen", "2025-09-01")
    assert {one.bill: one.total["billed_amount"] for one in statements} == {
        "direct_bill": D(-10),
        "bill_a": D(10),
    }
    assert {one.number for one in statements} == {
        "202509-direct-bill-P-risen-USD",
        "202509-bill-a-P-risen-USD",
    }
    [before] = built.statements("risen", "2025-08-01")
    assert before.number == "202508-P-risen-USD"
    request = StatementRequest(built.warehouse, built.home, "risen", date(2025, 9, 1))
    written = write_statements(request)
    assert len(set(written)) == 4
    assert all("-bill-" in path.name for path in written)
    assert all(path.is_file() for path in written)
