"""The daily billing export: every posted item exactly once, whatever day was missed."""

from __future__ import annotations

import csv
import json
import re
import shutil
import unicodedata
import uuid
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.dom import minidom

import pytest
from exporting import contents, query
from hypothesis import example, given, settings
from hypothesis import strategies as st
from published_demo import publish
from tierbill.daily.channels import NO_CHANNEL, channel_folder, channel_of
from tierbill.daily.files import csv_bytes, xml_bytes
from tierbill.daily.run import DailyRequest, export_day
from tierbill.daily.streams import STREAMS
from tierbill.warehouse.errors import Refused

ISSUE = date(2025, 9, 5)
# Stream -> record, element of its id, file stem.
NAMES = {
    "DailyAccountStatementStream": ("AccountStatement", "uuid", "cpbm_account_stmt"),
    "DailyInvoiceStream": ("Invoice", "Uuid", "cpbm_invoice"),
    "DailyPaymentAndCreditStream": ("Payment", "Uuid", "cpbm_payment_credit"),
    "DailyPaymentFailureStream": ("PaymentFailure", "Uuid", "payment_failure"),
}


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory) -> Path:
    return publish(demo, tmp_path_factory.mktemp("published") / "demo.duckdb")


def run(warehouse: Path, out: Path, posted: date, **options) -> list:
    """The run of the day after `posted`."""
    request = DailyRequest(warehouse, out, posted + timedelta(days=1), **options)
    return list(export_day(request))


def read_xml(out: Path) -> Counter:
    """(stream, id) of every record, by another reader than the writer's."""
    found: Counter = Counter()
    for path in out.rglob("*.xml"):
        stream = path.relative_to(out).parts[0]
        record, name, stem = NAMES[stream]
        assert re.fullmatch(rf"{stem}_[0-9]{{8}}_[0-9]+\.xml", path.name)
        root = minidom.parse(str(path)).documentElement
        records = [node for node in root.childNodes if node.nodeName == record]
        assert 0 < len(records) <= 10
        for node in records:
            (own,) = [child for child in node.childNodes if child.nodeName == name]
            found[stream, own.firstChild.data] += 1
    return found


def read_csv(out: Path) -> Counter:
    found: Counter = Counter()
    for path in out.rglob("*.csv"):
        stream = path.relative_to(out).parts[0]
        name = NAMES[stream][1]
        with path.open(encoding="utf-8", newline="") as file:
            for own in {row[name] for row in csv.DictReader(file, strict=True)}:
                found[stream, own] += 1
    return found


def posted(warehouse: Path, first: date, last: date) -> Counter:
    """What the marts say was posted on these days, once each."""
    rows = query(
        warehouse,
        f"""
        select * from (
            select 'DailyAccountStatementStream', statement_id, posted_date
            from marts.posted_statements
            union all select 'DailyInvoiceStream', invoice_id, posted_date
            from marts.posted_invoices
            union all select
                if(posting_kind = 'payment_failure', 'DailyPaymentFailureStream',
                    'DailyPaymentAndCreditStream'), posting_id, posted_date
            from marts.posted_payments
        ) where posted_date between '{first}' and '{last}'
        """,
    )
    return Counter((stream, str(uuid.UUID(item))) for stream, item, _ in rows)


# Three days, one missed


def test_three_days_one_of_them_missed_deliver_every_item_once(warehouse, tmp_path):
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
    first, last = query(
        warehouse,
        "select min(posted_date), max(posted_date) from intermediate.int_account_postings_dated",
    )[0]
    run(warehouse, tmp_path, ISSUE, since=first)
    run(warehouse, tmp_path, last)
    expected = posted(warehouse, first, last)
    assert {stream for stream, _ in expected} == set(NAMES)
    assert read_xml(tmp_path) == read_csv(tmp_path) == expected
    days = {path.stem for path in (tmp_path / "days").iterdir()}
    assert len(days) == (last - first).days + 1


def test_a_rerun_writes_the_same_content(warehouse, tmp_path):
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


def elements(out: Path, stream: str) -> list[dict[str, str]]:
    rows = []
    for path in sorted((out / stream).rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, strict=True))
    return rows


def test_statements_roll_and_invoices_add_up(warehouse, tmp_path):
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
        # Money owed is carried forward as a negative balance (dossier X15).
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


# Channels


def test_a_channel_has_its_folder_in_each_stream(warehouse, tmp_path):
    run(warehouse, tmp_path, ISSUE)
    ((expected,),) = query(
        warehouse,
        "select count(*) from marts.posted_invoices where channel_code = 'xavier-retail'",
    )
    for stream in ("DailyInvoiceStream", "DailyAccountStatementStream"):
        folder = tmp_path / stream / "target" / "xavier-retail"
        assert len(list(folder.glob("*.xml"))) == 1
    rows = elements(tmp_path / "DailyInvoiceStream" / "target", "xavier-retail")
    assert len({row["Uuid"] for row in rows}) == expected
    assert {row["Tenant.Channel"] for row in rows} == {"xavier-retail"}


HOSTILE = [
    "../x", "a/b", "a\\b", "/etc", ".", "..", "CON", "con", "com1", "nul.txt", "A", "a", "ä",
    "a ", " a", "a.", "~none", "~empty", "~sha-", "-rf", "x" * 5000, "X" * 5000, "\uff41",
    "a\0b", "", "%2e",
    "渠道", "e\u0301", "\u00e9", "~2e", "a\nb", "*", "con ", "aux",
]  # fmt: skip


def test_hostile_channel_codes_stay_inside_and_apart(demo, tmp_path):
    values = ", ".join(f"($code${code}$code$)" for code in HOSTILE if "\0" not in code)
    hostile = f"""
        create table sent as
        select posts.* exclude (channel_code, posting_id), codes.code as channel_code,
            md5(posts.posting_id || codes.code) as posting_id
        from marts.posted_payments as posts, (values {values}) as codes (code);
        create or replace view marts.posted_payments as from sent
    """
    file = publish(demo, tmp_path / "w.duckdb", hostile)
    out = tmp_path / "deep" / "out"
    run(file, out, date(2025, 9, 10), batch_size=1)
    assert {path.name for path in tmp_path.iterdir()} == {"w.duckdb", "deep"}
    expected = posted(file, date(2025, 9, 10), date(2025, 9, 10))
    assert read_xml(out) == read_csv(out) == expected
    folders = [path.name for path in (out / "DailyPaymentAndCreditStream/target").iterdir()]
    assert len(folders) == len([code for code in HOSTILE if "\0" not in code])
    shutil.rmtree(out)


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="aA~.-/conä\u0301"), st.sampled_from(HOSTILE)))
@example("con")
def test_a_folder_is_safe_and_gives_its_code_back(code):
    folder = channel_folder(code)
    assert re.fullmatch(r"[a-z0-9_~][a-z0-9_~-]{0,254}", folder)
    assert folder not in ("con", "aux", "nul", "prn", NO_CHANNEL)
    if not folder.startswith("~sha-"):
        assert channel_of(folder) == code


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aAＡäàconCON~-./ 01", max_size=8), unique=True))  # noqa: RUF001
def test_folders_never_meet(codes):
    folded = {unicodedata.normalize("NFKC", channel_folder(code)).casefold() for code in codes}
    assert len(folded) == len(codes)


@pytest.mark.parametrize("folder", ["", "..", "A", "a.b", "~6", "~61", "~zz", "con", "~sha-00"])
def test_a_folder_of_no_channel_is_refused(folder):
    with pytest.raises(ValueError, match="folder"):
        channel_of(folder)


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
