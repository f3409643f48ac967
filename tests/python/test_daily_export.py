"""The daily billing export: every posted item exactly once, whatever day was missed."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from xml.dom import minidom

import pytest
from daily_exports import ISSUE, NAMES, elements, posted, read_csv, read_xml, run
from exporting import contents, query
from hypothesis import given, settings
from hypothesis import strategies as st
from published_demo import publish
from tierbill.daily.stream_files import csv_bytes, xml_bytes
from tierbill.daily.streams import STREAMS
from tierbill.shared.errors import Refused

# Three days, one missed


def test_three_days_one_of_them_missed_deliver_every_item_once(warehouse, tmp_path):
    """R177, R180, R181: a missed day is made up for; every row of `posted_payments` comes once."""
    days = [date(2025, 9, 10), date(2025, 9, 11), date(2025, 9, 12)]
    assert [export.late_because for export in run(warehouse, tmp_path, days[0])] == [None]
    # The run of the 12th fails to happen; the one of the 13th does both.
    done = run(warehouse, tmp_path, days[2])
    assert [(each.day, each.late_because) for each in done] == [
        (days[1], "had been missed"),
        (days[2], None),
    ]
    expected = posted(warehouse, days[0], days[2])
    assert {stream for stream, _ in expected} == {
        "DailyPaymentAndCreditStream",
        "DailyPaymentFailureStream",
    }
    assert read_xml(tmp_path) == read_csv(tmp_path) == expected


def test_a_whole_life_of_the_export_delivers_everything_once(warehouse, tmp_path):
    """R178-R181, R185: what stands in `posted_statements`, `posted_invoices` and `posted_payments`
    is read back from the four streams by its keys, each item once."""
    first, last = query(
        warehouse,
        "select min(posted_date), max(posted_date) from intermediate.int_account_postings",
    )[0]
    run(warehouse, tmp_path, ISSUE, since=first)
    run(warehouse, tmp_path, last)
    expected = posted(warehouse, first, last)
    assert {stream for stream, _ in expected} == set(NAMES)
    assert read_xml(tmp_path) == read_csv(tmp_path) == expected
    days = {path.stem for path in (tmp_path / "days").iterdir()}
    assert len(days) == (last - first).days + 1


def test_a_rerun_writes_the_same_content(warehouse, tmp_path):
    """R184: the directory is a setting; another one gets the same files of `posted_invoices`."""
    run(warehouse, tmp_path, ISSUE)
    before = contents(tmp_path)
    lost = next(tmp_path.rglob("cpbm_invoice_*_2.xml"))
    lost.unlink()
    next(tmp_path.rglob("cpbm_account_stmt_*_1.csv")).write_text("half")
    run(warehouse, tmp_path, ISSUE)
    assert contents(tmp_path) == before
    run(warehouse, tmp_path / "other", ISSUE)
    assert contents(tmp_path / "other") == before


def test_what_becomes_known_later_goes_into_further_files(demo, warehouse, tmp_path):
    """The day was exported before a payment of that day was loaded."""
    fewer = """
        create table all_payments as from marts.posted_payments;
        create or replace view marts.posted_payments as
        select * from all_payments where payment_id <> 'payment-yoko'
    """
    early = publish(demo, tmp_path / "early.duckdb", fewer)
    out = tmp_path / "out"
    run(early, out, date(2025, 9, 10))
    before = contents(out)
    done = run(warehouse, out, date(2025, 9, 11))
    assert [(each.day.day, each.late_because) for each in done] == [(10, "completed"), (11, None)]
    assert read_xml(out) == read_csv(out) == posted(
        warehouse, date(2025, 9, 10), date(2025, 9, 11)
    )  # fmt: skip
    after = contents(out)
    assert {name: after[name] for name in before if not name.startswith("days/")} == {
        name: data for name, data in before.items() if not name.startswith("days/")
    }


def test_a_quiet_day_has_a_manifest_and_no_file(warehouse, tmp_path):
    run(warehouse, tmp_path, date(2025, 9, 6))
    assert set(contents(tmp_path)) == {"days/2025-09-06.json"}
    assert json.loads((tmp_path / "days/2025-09-06.json").read_text())["files"] == {}


def test_a_broken_manifest_is_refused(warehouse, tmp_path):
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "2025-09-05.json").write_text("{")
    with pytest.raises(Refused, match=r"2025-09-05\.json: not the manifest"):
        run(warehouse, tmp_path, ISSUE)


# What the records say


def test_statements_roll_and_invoices_add_up(warehouse, tmp_path):
    """R178, R179, d8.3: balances of `posted_statements` roll, `posted_invoices` add up."""
    run(warehouse, tmp_path, date(2025, 10, 2), since=date(2025, 1, 1))
    invoices: dict[str, Decimal] = {}
    for row in elements(tmp_path, "DailyInvoiceStream"):
        assert Decimal(row["RawAmount"]) - Decimal(row["Discount"]) == Decimal(row["SubTotal"])
        assert Decimal(row["SubTotal"]) + Decimal(row["Tax"]) == Decimal(row["FinalAmount"])
        own = row["Uuid"]
        invoices[own] = invoices.get(own, Decimal(row["FinalAmount"])) - Decimal(
            row["InvoiceItems.InvoiceItem.Amount"]
        )
    assert invoices
    assert set(invoices.values()) == {Decimal(0)}
    owed: dict[tuple[str, ...], Decimal] = {}
    statements = elements(tmp_path, "DailyAccountStatementStream")
    for row in sorted(statements, key=lambda row: row["EndDate"]):
        relation = (row["Seller"], row["Tenant.Uuid"], row["Tenant.Currency"])
        figures = {
            name: Decimal(row[name])
            for name in ("BalanceForward", "NewCharges", "Credits", "Payments", "FinalCharges",
                         "TotalTaxes", "SubscriptionCharges", "UtilityCharges", "RenewalCharges")
        }  # fmt: skip
        # Money owed is carried forward as a negative balance (X15).
        assert figures["BalanceForward"] == -owed.get(relation, Decimal(0))
        assert figures["FinalCharges"] == (
            figures["NewCharges"] - figures["BalanceForward"]
            - figures["Credits"] - figures["Payments"]
        )  # fmt: skip
        assert figures["NewCharges"] == (
            figures["TotalTaxes"] + figures["SubscriptionCharges"]
            + figures["UtilityCharges"] + figures["RenewalCharges"]
        )  # fmt: skip
        owed[relation] = figures["FinalCharges"]
    assert any(Decimal(row["BalanceForward"]) < 0 for row in statements)


def test_xml_has_the_elements_of_the_portal(warehouse, tmp_path):
    run(warehouse, tmp_path, ISSUE)
    path = next((tmp_path / "DailyAccountStatementStream").rglob("*_1.xml"))
    record = minidom.parse(str(path)).getElementsByTagName("AccountStatement")[0]
    names = [node.nodeName for node in record.childNodes if node.nodeName != "#text"]
    assert " ".join(name for name in names if name not in ("Payments", "Seller")) == (
        "uuid Tenant State StartDate EndDate PostedAt BalanceForward NewCharges Credits Discounts "
        "TotalTaxes FinalCharges SubscriptionCharges UtilityCharges RenewalCharges Invoices"
    )


# Text


@settings(deadline=None)
@given(st.text())
def test_any_text_survives_xml_and_csv(text):
    record = {"Memo": text, "Other": "x"}
    root = minidom.parseString(xml_bytes("All", "One", [record])).documentElement
    memo = root.getElementsByTagName("Memo")[0]
    found = "".join(node.data for node in memo.childNodes)
    assert len(found) == len(text) or "\r" in text
    (row,) = csv.DictReader(csv_bytes([record]).decode().splitlines(keepends=True), strict=True)
    assert row["Other"] == "x"


@pytest.mark.parametrize("text", ["=1+1", " @sum", "\u200b-x", "+49 1", "|x"])
def test_no_cell_is_a_formula(text):
    lines = csv_bytes([{"Memo": text}]).decode().splitlines()
    assert lines[1] == f'"\'{text}"'


def test_streams_are_named_as_the_portal_names_them():
    assert {(stream.name, stream.record, stream.file_stem) for stream in STREAMS} == {
        (name, record, stem) for name, (record, _, stem) in NAMES.items()
    }
