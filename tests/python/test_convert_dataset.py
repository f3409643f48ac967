"""What cost reports become: skus, dated prices, parties, discounts, orders."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from cost_reports import converted, rated, row
from tierbill.convert.comparison import compare
from tierbill.convert.conversion import Conversion
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.converted_dataset import TABLES, write_dataset
from tierbill.convert.cur_tables import cur_tables
from tierbill.convert.price_list import read_price_list
from tierbill.shared.input_contract import raw_tables

STAGING = Path(__file__).parents[2] / "models" / "staging"


def prices_of(conversion: Conversion) -> list[tuple]:
    return [
        (
            price["sku_id"],
            price["valid_from"],
            price["valid_to"],
            str(price["unit_price"].normalize()),
        )
        for price in cur_tables(conversion, None)["list_prices"]
    ]


def test_a_rate_that_changes_in_the_window_gives_dated_prices(tmp_path):
    rates = ["0.02", "0.02", "0.03", "0.02"]
    rows = [row(n, UnblendedRate=rate) for n, rate in enumerate(rates, 1)]
    conversion = converted(tmp_path, *rows)
    first = conversion.channel.priced_from
    third, fourth = datetime(2025, 1, 1, 2, tzinfo=UTC), datetime(2025, 1, 1, 3, tzinfo=UTC)
    sku = "SKU1.TERM.RATE:RunInstances"
    assert prices_of(conversion) == [
        (sku, first, third, "0.02"),
        (sku, third, fourth, "0.03"),
        (sku, fourth, None, "0.02"),
    ]
    assert first < datetime(2025, 1, 1, tzinfo=UTC)


def test_a_free_allowance_and_a_tier_have_rate_codes_and_so_skus_of_their_own(tmp_path):
    conversion = converted(
        tmp_path,
        row(1, RateCode="S.T.FREE", UnblendedRate="0", UnblendedCost="0"),
        row(1, LineItemId="b", RateCode="S.T.TIER1"),
    )
    assert [s.sku.sku_id for s in conversion.skus] == [
        "S.T.FREE:RunInstances",
        "S.T.TIER1:RunInstances",
    ]


def test_rates_of_one_code_in_one_hour_become_skus_by_rate(tmp_path):
    conversion = converted(
        tmp_path, row(1), row(1, LineItemId="b", UnblendedRate="0.02"), row(2, UnblendedRate="0.02")
    )
    counts = Counter(r.sku_id for r in conversion.rows)
    base = "SKU1.TERM.RATE:RunInstances"
    assert counts == {f"{base}:0.0104": 1, f"{base}:0.02": 2}


def test_currencies_units_and_markets_of_one_code_are_never_mixed(tmp_path):
    conversion = converted(
        tmp_path,
        row(1),
        row(2, CurrencyCode="CNY", UsageAccountId="2"),
        row(3, unit="GB"),
        row(4, UsageType="SpotUsage:t3.micro"),
    )
    base = "SKU1.TERM.RATE:RunInstances"
    skus = {sku["sku_id"]: sku for sku in cur_tables(conversion, None)["skus"]}
    assert set(skus) == {
        f"{base}:CNY:Hrs:on-demand",
        f"{base}:USD:GB:on-demand",
        f"{base}:USD:Hrs:on-demand",
        f"{base}:USD:Hrs:spot",
    }
    assert skus[f"{base}:USD:Hrs:spot"]["billing_mode"] == "spot"
    accounts = cur_tables(conversion, None)["accounts"]
    assert {a["account_id"]: a["currency_code"] for a in accounts}["2"] == "CNY"


@pytest.mark.parametrize(
    ("listed", "changes", "note", "price"),
    [
        ("SKU1.TERM.RATE,,us-west-2,Hours,0.0104,USD", {}, "rate_from_price_list", "0.0104"),
        ("PRODUCT1,,us-west-2,Hours,0.0104,USD", {}, "rate_from_price_list", "0.0104"),
        ("PRODUCT1,StopInstances,us-west-2,Hours,0.0104,USD", {}, "rate_from_cost", "0.0104"),
        ("SKU1.TERM.RATE,,us-west-2,Hours,0.01040000001,CNY", {}, "rate_from_cost", "0.0104"),
        ("SKU1.TERM.RATE,,us-east-1,Hours,0.01040000001,USD", {}, "rate_from_cost", "0.0104"),
        ("SKU1.TERM.RATE,,us-west-2,Hours,0.5,USD", {}, "rate_from_cost", "0.0104"),
        ("", {"UsageAmount": "3", "UnblendedCost": "1"}, "rate_from_cost", "0.3333333333"),
    ],
)
def test_a_missing_rate_is_taken_from_what_gives_the_cost(tmp_path, listed, changes, note, price):
    columns = "provider,sku_id,operation,region,unit,list_unit_price,currency\n"
    path = tmp_path / "prices.csv"
    path.write_text(columns + (f"AWS,{listed}\n" if listed else ""))
    unrated = row(1, UnblendedRate="", **changes) | {"product/sku": "PRODUCT1"}
    conversion = converted(tmp_path, unrated, prices=read_price_list(path))
    assert conversion.rows[0].item.notes == (note,)
    assert prices_of(conversion)[0][3] == price


def test_the_price_list_confirms_or_contradicts_but_never_replaces_a_rate(tmp_path):
    columns = "provider,sku_id,operation,region,unit,list_unit_price,currency\n"
    path = tmp_path / "prices.csv"
    path.write_text(f"{columns}AWS,SKU1.TERM.RATE,,us-west-2,Hours,0.02,USD\n")
    (priced,) = converted(tmp_path, row(1), prices=read_price_list(path)).skus
    assert (priced.prices[0].origin, priced.prices[0].unit_price) == (
        "rows, not the price list",
        Decimal("0.0104"),
    )


@pytest.mark.parametrize("price", ["free", "-1", "1e30"])
def test_a_price_list_with_a_wrong_price_is_refused_with_its_line(tmp_path, price):
    path = tmp_path / "prices.csv"
    columns = "provider,sku_id,operation,region,unit,list_unit_price,currency\n"
    path.write_text(f"{columns}AWS,S,,r,Hours,{price},USD\n")
    with pytest.raises(ConversionError, match="line 2"):
        read_price_list(path)


def test_a_rate_with_twelve_decimals_is_priced_per_hundred_units_exactly(tmp_path):
    conversion = converted(
        tmp_path,
        row(1, UnblendedRate="0.000000000123", UsageAmount="1000000", UnblendedCost="0.000123"),
    )
    (sku,) = cur_tables(conversion, None)["skus"]
    assert (sku["usage_per_pricing_unit"], sku["pricing_unit"]) == (100, "100 Hrs")
    assert prices_of(conversion)[0][3] == "1.23E-8"
    assert [line.reason for line in compare(conversion, rated(conversion))] == [""]


def test_digits_the_inputs_cannot_hold_are_rounded_and_named(tmp_path):
    conversion = converted(
        tmp_path,
        row(1, UsageAmount="1.00000000005", UnblendedRate="0.12345678905"),
        row(2, LineItemType="Fee", UnblendedCost="0.123456785"),
        row(3, RateCode="B", UsageAmount="0.0000000001", UnblendedRate="0.09280000000000001"),
    )
    first, fee, small = conversion.rows
    assert first.item.notes == ("amount_rounded_to_10_decimals", "quantity_cut_at_10_decimals")
    assert small.item.notes == ("rate_rounded_to_10_decimals",)
    assert fee.item.notes == ("fee_rounded_to_8_decimals",)
    tables = cur_tables(conversion, None)
    assert tables["usage"][0]["usage_quantity"] == Decimal("1.0000000001")
    prices = {price["sku_id"]: price["unit_price"] for price in tables["list_prices"]}
    assert prices == {
        "SKU1.TERM.RATE:RunInstances": Decimal("1.2345678905"),
        "B:RunInstances": Decimal("0.0928"),
    }
    assert tables["orders"][0]["list_cost"] == Decimal("0.12345679")


def test_the_dataset_has_the_tables_and_columns_of_the_contract(tmp_path):
    conversion = converted(tmp_path, row(1), row(30), row(2, LineItemType="Fee"))
    write_dataset(tmp_path / "out", cur_tables(conversion, None))
    assert {p.name for p in (tmp_path / "out").iterdir()} == {f"{t}.csv" for t in TABLES}
    for table in TABLES:
        contract = yaml.safe_load((STAGING / f"stg_{table}.yml").read_text())["models"][0]
        with (tmp_path / "out" / f"{table}.csv").open(newline="") as stream:
            reader = csv.DictReader(stream)
            assert reader.fieldnames == [c["name"] for c in contract["columns"]]
            for record in reader:
                for column in contract["columns"]:
                    meta = column.get("config", {}).get("meta", {})
                    value = record[column["name"]]
                    assert value or meta.get("nullable"), (table, column["name"])
                    assert not value or value in meta.get("values", [value])


def test_every_discount_is_legal_and_one_customer_moves(tmp_path):
    rows = [row(n, UsageAccountId=str(n % 3)) for n in range(1, 100)]
    conversion = converted(tmp_path, *rows)
    channel, tables = conversion.channel, cur_tables(conversion, None)
    parents = {
        (b["account_id"], b["parent_account_id"]): (b["bound_at"], b["unbound_at"])
        for b in tables["account_bindings"]
    }
    approvals = {
        d["discount_id"] for d in tables["discounts"] if d["seller_account_id"] == "aws-provider"
    }
    customers = {a["account_id"] for a in tables["accounts"] if a["account_role"] == "customer"}
    for discount in tables["discounts"]:
        assert discount["submitted_at"] + timedelta(days=1) < discount["effective_at"]
        assert discount["effective_at"] <= channel.first_at
        if discount["buyer_account_id"] in customers:
            assert discount["seller_account_id"] == "aws-distributor"
            assert discount["based_on_discount_id"] in approvals
    assert {d["buyer_account_id"] for d in tables["discounts"]} == {
        "aws-distributor",
        "aws-reseller-a",
        "aws-reseller-b",
        *customers,
    }
    moved = channel.moved_account_id
    first, second = channel.resellers_of(moved)
    assert parents[moved, first] == (channel.known_from, None)
    settled = [r.item.ended_at for r in conversion.rows if r.item.account_id == moved]
    bound_at, unbound_at = parents.pop((moved, second))
    assert bound_at == channel.moves_at and unbound_at > max(settled)
    assert all(bound_at < channel.submitted_at for bound_at, _ in parents.values())
    assert min(settled) < channel.moves_at <= max(settled)
    assert len(parents) == 1 + 2 + len(customers)


MONTHLY = {"list_prices", "budget_events", "account_control_events", "tax_rates"}
"""Tables whose records name the month that was converted, or that have none."""


def test_a_month_that_is_converted_later_changes_no_record_of_the_one_before(tmp_path):
    """Each month by itself: records of one key are equal, but the moves and prices of a month."""
    months = []
    for month in ("01", "02"):
        folder = tmp_path / month
        folder.mkdir()
        rows = [
            row(n, UsageAccountId=str(n % 2), UsageStartDate=f"2025-{month}-{n:02d}T00:00:00Z",
                UsageEndDate=f"2025-{month}-{n:02d}T01:00:00Z")
            for n in range(1, 9)
        ]  # fmt: skip
        months.append(cur_tables(converted(folder, *rows), None))
    for table in raw_tables().values():
        keyed = [
            {tuple(record.get(name) for name in table.key): record for record in tables[table.name]}
            for tables in months
            if table.name in tables
        ]
        if len(keyed) == 2 and table.name not in ("usage", "orders"):
            shared = keyed[0].keys() & keyed[1].keys()
            assert [keyed[0][key] for key in shared] == [keyed[1][key] for key in shared]
            assert shared or table.name in (
                "list_prices",
                "budget_events",
                "account_control_events",
            )


def test_a_window_of_one_hour_has_no_move_and_one_of_two_has(tmp_path):
    channel = converted(tmp_path, row(1)).channel
    assert (channel.moved_account_id, channel.moves_at) == (None, None)
    channel = converted(tmp_path, row(1), row(2)).channel
    assert channel.moves_at == datetime(2025, 1, 1, 1, 30, tzinfo=UTC)


def test_a_fee_is_a_purchase_at_its_stated_cost(tmp_path):
    conversion = converted(
        tmp_path,
        row(1),
        row(2, LineItemType="SavingsPlanRecurringFee", UnblendedCost="7.5", UnblendedRate=""),
        row(3, LineItemType="Fee", UsageEndDate="2025-01-01T02:00:00Z"),
    )
    recurring, once = cur_tables(conversion, None)["orders"]
    assert (recurring["list_cost"], recurring["order_type"]) == (Decimal("7.5"), "new_purchase")
    assert recurring["sku_id"] == "fee:SavingsPlanRecurringFee:SKU1.TERM.RATE"
    assert once["service_from"] is None
    fee_skus = [s for s in cur_tables(conversion, None)["skus"] if s["sku_id"].startswith("fee:")]
    assert {s["settlement_cycle"] for s in fee_skus} == {"upfront"}


def test_a_dataset_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ConversionError, match=r"holds notes\.txt"):
        write_dataset(tmp_path, {})
