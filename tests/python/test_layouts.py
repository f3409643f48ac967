"""Bills in a provider's layout: its headings, its order, our sums, and nobody else's columns."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from building import ROOT
from exporting import contents, query
from published_demo import publish, sheet_rows
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS, mart_of
from tierbill.warehouse.errors import Refused

DOSSIER = ROOT.parent / "shared" / "domain" / "dossier.md"
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


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory) -> Path:
    return publish(demo, tmp_path_factory.mktemp("published") / "demo.duckdb")


@pytest.fixture(scope="module")
def exported(warehouse, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("layouts")
    for layout in LAYOUTS:
        export_layout(LayoutRequest(warehouse, out, layout))
    return out


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Headings and rows as a spreadsheet reads them: UTF-8 by its mark, quoted, CRLF."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        return list(reader.fieldnames or []), list(reader)


def bills(exported: Path, layout: str, ending: str = "csv") -> list[Path]:
    """The files of the buyers."""
    return sorted((exported / layout).glob(f"accounts/*/*-from-*.{ending}"))


# Headings


def test_the_partner_bill_has_the_49_headings_of_the_seed(exported):
    if not DOSSIER.exists():
        pytest.skip("the dossier lies beside the repository")
    text = DOSSIER.read_text(encoding="utf-8").split("### 2.7")[1].split("All 49")[0]
    printed = [
        line.split("|")[2].split(" = ")[0].strip()
        for line in text.splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    assert len(printed) == 49
    for path in bills(exported, "huawei-partner-bill"):
        assert read(path)[0] == printed


def test_detail_bill_a_has_the_headings_of_the_provider(exported):
    if not DOSSIER.exists():
        pytest.skip("the dossier lies beside the repository")
    text = DOSSIER.read_text(encoding="utf-8").split("### 2.3")[1].split("### 2.4")[0]
    printed = [
        line.split("|")[2].strip(" ()")
        for line in text.splitlines()
        if re.match(r"\| \d+(-\d+)? \|", line)
    ]
    printed = [re.sub(r"^Total Amount After Discount \(Excluding Tax$", r"\g<0>)", each)
               for each in printed]  # fmt: skip
    pairs = {
        "Usage Start/End Time": ["Usage Start Time", "Usage End Time"],
        "Usage Duration, Duration Unit": ["Usage Duration", "Duration Unit"],
        "Total Cost (Including Tax": ["Total Cost (Including Tax)"],
    }
    expected = [heading for each in printed for heading in pairs.get(each, [each])]
    assert len(expected) == 36
    for path in bills(exported, "tencent-detail-a"):
        assert read(path)[0] == expected


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
    """Conrad buys at a contract price (dossier 3.4); René's refund is not discounted (3.8)."""
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
    """Dossier 3.20: 4,320 points in September are half the month."""
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


# The open format

# What FOCUS wants in every row of both versions.
NEVER_EMPTY = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingCurrency",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
]


@pytest.mark.parametrize(("layout", "count"), [("focus-1.4", 65), ("focus-1.2", 57)])
def test_focus_rows_are_complete_and_add_up_to_the_bills(warehouse, exported, layout, count):
    found: dict[tuple, Decimal] = {}
    categories = set()
    for path in bills(exported, layout):
        headings, rows = read(path)
        assert len(headings) == count
        assert headings == sorted(headings)
        for row in rows:
            assert all(row[name] for name in NEVER_EMPTY)
            assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", row["ChargePeriodStart"])
            assert row["ChargePeriodStart"] <= row["ChargePeriodEnd"]
            assert row["ChargeClass"] in ("", "Correction")
            categories.add(row["ChargeCategory"])
            key = (path.parent.name, row["BillingCurrency"])
            found[key] = found.get(key, Decimal(0)) + Decimal(row["BilledCost"])
    assert categories == {"Usage", "Purchase", "Adjustment", "Credit", "Tax"}
    expected = query(
        warehouse,
        """
        select buyer_account_id, currency_code, sum(billed_cost) from (
            from marts.bill_a_statements union all by name from marts.channel_bill_statements
            union all by name from marts.bill_b_statements
            union all by name from marts.direct_bill_statements
        ) group by all
        """,
    )
    assert found == {(account, currency): total for account, currency, total in expected}


def test_focus_months_are_those_of_the_billing_zone_in_utc(exported):
    (path,) = (exported / "focus-1.4/accounts/400000000001").glob("2025-08*.csv")
    (row,) = read(path)[1]
    assert (row["BillingPeriodStart"], row["BillingPeriodEnd"]) == (
        "2025-07-31T16:00:00Z",
        "2025-08-31T16:00:00Z",
    )
    assert (row["ListCost"], row["ContractedCost"]) == ("0.044784", "0.0313488")
    assert row["ContractedUnitPrice"] == "0.000002177"
    assert row["ServiceProviderName"] == "Northcloud, provider"


# Spreadsheets


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_workbook_holds_the_cells_of_the_csv_and_ids_are_text(exported, layout):
    for path in bills(exported, layout):
        headings, rows = read(path)
        first, *cells = sheet_rows(path.with_suffix(".xlsx"))
        assert first == [("text", heading) for heading in headings]
        assert len(cells) == len(rows)
        for row, found in zip(rows, cells, strict=True):
            for heading, (kind, text) in zip(headings, found, strict=False):
                if re.search(r"I[Dd]$|UIN|Code$", heading):
                    assert kind in ("text", "empty")
                if kind == "number":
                    assert Decimal(text) == Decimal(row[heading])
                else:
                    assert text == row[heading]


def test_more_digits_than_a_spreadsheet_holds_are_text(demo, tmp_path):
    wide = """
        create table copied as from marts.tencent_detail_a;
        create or replace view marts.tencent_detail_a as
        select * replace (12345678901.12345678::decimal(38, 8) as list_cost) from copied
        where buyer_account_id = '400000000001'
    """
    file = publish(demo, tmp_path / "w.duckdb", wide)
    export_layout(LayoutRequest(file, tmp_path / "out", "tencent-detail-a"))
    (path,) = (tmp_path / "out").rglob("*.xlsx")
    headings, row = sheet_rows(path)
    place = headings.index(("text", "OriginalCost"))
    assert row[place] == ("text", "12345678901.12345678")


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


# The same again, part of it, and over again


@pytest.mark.parametrize("layout", ["tencent-detail-b", "huawei-partner-bill"])
def test_a_rerun_gives_the_same_bytes(warehouse, exported, tmp_path, layout):
    shutil.copytree(exported / layout, tmp_path / layout)
    for _ in range(2):
        export_layout(LayoutRequest(warehouse, tmp_path, layout, threads=1))
    assert contents(tmp_path / layout) == contents(exported / layout)


def test_a_month_and_an_account_replace_only_their_own_files(warehouse, exported, tmp_path):
    layout = "tencent-detail-a"
    out = tmp_path / layout
    shutil.copytree(exported / layout, out)
    stale = out / "accounts/400000000009/2025-08-USD-from-gone.csv"
    manifest = out / "accounts/400000000009/manifest.json"
    stale.write_text("stale")
    known = json.loads(manifest.read_text(encoding="utf-8"))
    known["files"][stale.name] = {"billing_month": "2025-08"}
    manifest.write_text(json.dumps(known), encoding="utf-8")
    (out / "accounts/400000000009/notes.txt").write_text("theirs")
    request = LayoutRequest(warehouse, tmp_path, layout, date(2025, 9, 1), "400000000009")
    export_layout(request)
    assert stale.exists()
    export_layout(LayoutRequest(warehouse, tmp_path, layout, account="400000000009"))
    assert not stale.exists()
    (out / "accounts/400000000009/notes.txt").unlink()
    assert contents(out) == contents(exported / layout)


def test_an_unknown_layout_or_account_names_what_there_is(warehouse, tmp_path):
    with pytest.raises(Refused, match="tencent-detail-a, tencent-detail-b"):
        export_layout(LayoutRequest(warehouse, tmp_path, "tencent"))
    with pytest.raises(Refused, match="Nearest: 400000000009"):
        export_layout(LayoutRequest(warehouse, tmp_path, "tencent-detail-a", account="40000000009"))


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
