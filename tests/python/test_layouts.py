"""Bills in a provider's layout: its headings, its order, our sums, and nobody else's columns."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from building import ROOT
from exported_layouts import bills, read
from exporting import query
from published_demo import publish
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS, mart_of

RULEBOOK = ROOT / "docs" / "rulebook" / "domain-parties-and-bills.md"
# Mart whose rows a layout shows, and its columns by heading.
SUMS = {
    "tencent-detail-a": (
        "bill_a_details",
        {
            "OriginalCost": "list_cost",
            "Total Amount After Discount (Excluding Tax)": "contracted_cost",
            "Voucher Deduction": "voucher_cost",
            "Amount Before Tax": "pretax_cost",
            "TaxAmount": "tax_cost",
            "Total Cost (Including Tax)": "billed_cost",
        },
    ),
    "tencent-detail-b": (
        "bill_b_details",
        {
            "Original Cost": "list_cost",
            "Total Amount Before Voucher": "contracted_cost",
            "Customer Voucher Deduction": "voucher_cost",
            "Total Cost": "pretax_cost",
        },
    ),
    "tencent-resource": (
        "bill_a_resources",
        {
            "OriginalCost": "list_amount",
            "Total Amount After Discount (Excluding Tax)": "contracted_amount",
            "Total Cost (Including Tax)": "billed_amount",
        },
    ),
    "huawei-partner-bill": (
        "bill_a_details",
        {
            "Customer Expenditure (USD)": "list_cost",
            "Payment (USD)": "contracted_cost",
            "Coupons Used (USD)": "voucher_cost",
            "Tax-Exclusive Amount Due (USD)": "pretax_cost",
            "Tax Amount": "tax_cost",
            "Amount Due (USD)": "billed_cost",
        },
    ),
}
RESELLER = "Reseller Discount Rate"
DISCOUNT = "Customer Discount Rate"


# Headings


def columns_of(fact: str) -> list[str]:
    """The columns of a layout as the rulebook has them."""
    section = (
        RULEBOOK.read_text(encoding="utf-8").split(f'<a id="d{fact}"></a>')[1].split("<a id")[0]
    )
    return re.findall(r"^\| \d+ \| (.+?) \| ", section, re.MULTILINE)


def test_the_partner_bill_has_its_49_headings(exported):
    printed = columns_of("2.7")
    assert len(printed) == 49
    for path in bills(exported, "huawei-partner-bill"):
        assert read(path)[0] == printed


def test_detail_bill_a_has_the_headings_of_the_provider(exported):
    printed = columns_of("2.3")
    assert len(printed) == 36
    for path in bills(exported, "tencent-detail-a"):
        assert read(path)[0] == printed


def test_another_currency_is_another_file_with_its_own_headings(demo, tmp_path):
    change = """
        create or replace view marts.huawei_partner_bill as
        select * replace (if(owner_account_id = '800000400028', 'EUR', currency_code)
            as currency_code)
        from (select * from intermediate_copy)
    """
    copy = "create table intermediate_copy as from marts.huawei_partner_bill"
    file = publish(demo, tmp_path / "w.duckdb", copy, change)
    export_layout(LayoutRequest(file, tmp_path / "out", "huawei-partner-bill"))
    (path,) = (tmp_path / "out").rglob("*-EUR-*.csv")
    headings, rows = read(path)
    assert {row["Customer ID"] for row in rows} == {"800000400028"}
    assert "Amount Due (EUR)" in headings
    assert not [heading for heading in headings if "USD" in heading]


def test_every_column_of_a_layout_is_in_its_mart(database):
    for layout in LAYOUTS:
        wanted = {
            name
            for (name,) in database.execute(
                "select column_name from marts.dim_file_layouts where layout_code = ?", [layout]
            ).fetchall()
        }
        found = {row[0] for row in database.execute(f"describe marts.{mart_of(layout)}").fetchall()}
        assert wanted <= found


# Sums and cells


@pytest.mark.parametrize("layout", SUMS)
def test_sums_of_the_files_are_those_of_the_marts(warehouse, exported, layout):
    mart, columns = SUMS[layout]
    found: dict[tuple, Decimal] = {}
    count = 0
    for path in bills(exported, layout):
        _, rows = read(path)
        count += len(rows)
        for heading in columns:
            key = (path.parent.name, path.name[:7], heading)
            found[key] = found.get(key, Decimal(0)) + sum(
                Decimal(row[heading]) for row in rows if row[heading] not in ("", "-")
            )
    expected = {
        (account, month, heading): total
        for heading, column in columns.items()
        for account, month, total in query(
            warehouse,
            f"""
            select buyer_account_id, strftime(billing_month, '%Y-%m'), coalesce(sum({column}), 0)
            from marts.{mart} group by all
            """,
        )
    }
    assert found == expected
    assert count == query(warehouse, f"select count(*) from marts.{mart}")[0][0] > 0


def test_hidden_values_are_printed_as_the_provider_does(exported):
    """Conrad buys at a contract price (d3.4); René's refund is not discounted (d3.8)."""
    (path,) = (exported / "tencent-detail-a/accounts/400000000004").glob("*.csv")
    (row,) = read(path)[1]
    assert row["OriginalCost"] == row["DiscountRate"] == row["Component List Price"] == "-"
    assert row["Component Contracted Price"] == "0.0000025"
    assert row["Total Amount After Discount (Excluding Tax)"] == "0.036"
    (path,) = (exported / "tencent-detail-a/accounts/400000000011").glob("2025-08*.csv")
    purchase, refund = sorted(read(path)[1], key=lambda row: -Decimal(row["OriginalCost"]))
    assert (purchase["OriginalCost"], purchase["DiscountRate"]) == ("1200", "0.7")
    assert (refund["OriginalCost"], refund["DiscountRate"]) == ("-420", "-")
    assert refund["Component List Price"] == "-"
    assert refund["Usage Start Time"] <= refund["Usage End Time"]


def test_usage_times_are_wall_clock_with_an_inclusive_end(exported):
    (path,) = (exported / "tencent-detail-a/accounts/400000000001").glob("*.csv")
    (row,) = read(path)[1]
    assert (row["Usage Start Time"], row["Usage End Time"]) == (
        "2025-08-05 10:00:00",
        "2025-08-05 10:59:59",
    )
    assert (row["OriginalCost"], row["DiscountRate"]) == ("0.044784", "0.7")


def test_bandwidth_shows_the_days_measured_and_the_end_of_consumption(exported):
    """d3.20: 4,320 points in September are half the month."""
    (path,) = (exported / "huawei-partner-bill/accounts/400000000026").glob("*.csv")
    (row,) = read(path)[1]
    assert row["Usage Days/Total"] == "50%"
    assert row["Settlement Discount"] == "10"
    assert row["Customer Expenditure (USD)"] == ""
    assert row["Transaction Time"] == "2025-09-16 00:15:00 GMT+08:00"


def test_the_payment_status_is_that_of_the_confirmation(warehouse, exported):
    found = set()
    for path in bills(exported, "tencent-detail-b"):
        seller, buyer = path.stem.split("-from-")[1], path.parent.name
        ((status,),) = query(
            warehouse,
            f"""
            select max(status) from marts.bill_confirmation_status
            where seller_account_id = '{seller}' and buyer_account_id = '{buyer}'
                and strftime(billing_month, '%Y-%m') = '{path.name[:7]}'
            """,
        )
        words = {"open": "Unpaid", "partly_confirmed": "Partly paid", "confirmed": "Paid"}
        wanted = words.get(status, "Paid" if status else "-")
        assert {row["Payment Status"] for row in read(path)[1]} == {wanted}
        found.add(wanted)
    assert found == {"-", "Unpaid", "Partly paid", "Paid"}


# Who sees what


def test_a_customer_file_has_no_column_of_its_resellers_cost(warehouse, exported):
    allowlists = dict(
        (account, flags)
        for account, *flags in query(
            warehouse,
            "select account_id, shows_customer_discounts, shows_reseller_costs "
            "from marts.dim_accounts",
        )
    )
    seen = set()
    for path in bills(exported, "tencent-detail-b"):
        seller = path.stem.split("-from-")[1]
        headings, _ = read(path)
        assert RESELLER not in headings
        assert headings[-1] == "Payment Status"
        assert (DISCOUNT in headings) == allowlists[seller][0]
        seen.add(("customer", DISCOUNT in headings))
    for path in (exported / "tencent-detail-b").glob("accounts/*/*-customers.csv"):
        discounts, costs = allowlists[path.parent.name]
        headings, _ = read(path)
        assert (DISCOUNT in headings) == discounts
        assert (RESELLER in headings) == costs
        seen.add(("reseller", costs))
    assert len(seen) == 4
