"""Statements: the same figures as the marts, the same bytes each time, drafts marked as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from demo_statements import AUGUST, CESAR, ERIK, NORTHCLOUD, PAULA, SEPTEMBER, ZONE, statement_of
from exporting import contents, query
from published_demo import sheet_rows
from tierbill.files.printed_text import (
    breakable,
    day,
    money,
    percentage,
    period,
    quantity,
)
from tierbill.shared.billing_zone import billing_zone
from tierbill.shared.errors import Refused
from tierbill.statement import pdf
from tierbill.statement.bill_statement import Statement
from tierbill.statement.pdf import page_pictures, pdf_bytes
from tierbill.statement.statement_files import StatementRequest, write_statements


def printed(statement: Statement) -> dict:
    """What the template gets."""
    return pdf._content(statement, ZONE)


def summary(path: Path) -> dict[str, str]:
    return {row[0][1]: row[1][1] for row in sheet_rows(path) if len(row) > 1}


# Figures


def test_every_bill_of_the_demo_has_a_statement_with_the_sums_of_the_marts(warehouse, tmp_path):
    bills = query(
        warehouse,
        """
        select
            seller_account_id, buyer_account_id, currency_code, billing_month,
            billed_amount::decimal(38, 2), due_amount::decimal(38, 2),
            coalesce(list_cost::varchar, 'NaN'), state
        from (
            from marts.bill_a_statements union all by name from marts.channel_bill_statements
            union all by name from marts.bill_b_statements
            union all by name from marts.direct_bill_statements
        )
        """,
    )
    parties = sorted({(buyer, month) for _, buyer, _, month, *_ in bills})
    written = [
        path
        for buyer, month in parties
        for path in write_statements(StatementRequest(warehouse, tmp_path, buyer, month))
    ]
    books = [path for path in written if path.suffix == ".xlsx"]
    assert len(books) == len(bills) > 100
    found = []
    for path in books:
        said = summary(path)
        lines = sheet_rows(path, 3)
        headings = [text for _, text in lines[0]]
        total = headings.index("Total")
        assert sum(Decimal(row[total][1]) for row in lines[1:]) == Decimal(
            said["Total of the lines"]
        )
        found.append(
            (
                said["From account"],
                said["To account"],
                said["Currency"],
                date.fromisoformat(f"{said['Billing month']}-01"),
                Decimal(said["Billed amount"]),
                Decimal(said["Amount due"]),
                Decimal(said.get("List price, where shown") or "NaN"),
                "issued" if said["State"] == "Issued" else said["State"].split("(")[1].rstrip(")"),
            )
        )  # fmt: skip
    expected = [(*bill[:6], Decimal(bill[6]), bill[7]) for bill in bills]
    assert sorted(map(str, found)) == sorted(map(str, expected))
    for path in written:
        if path.suffix == ".pdf":
            assert path.read_bytes().startswith(b"%PDF-")


def test_the_pages_say_what_paula_pays(warehouse):
    """d3.13: 1000 at 0.70 is 700, tax 63, total 763."""
    content = printed(statement_of(warehouse, PAULA))
    assert content["due"] == "763.00 USD"
    assert ["After discount", "700.00", False] in content["totals"]
    assert ["Tax", "63.00", False] in content["totals"]
    assert content["product_total"][-1] == "763.00"
    ((*_, off, total),) = content["lines"]
    assert (off, total) == ("30 %", "763.00")


def test_vouchers_and_credits_are_listed(warehouse):
    content = printed(statement_of(warehouse, PAULA, SEPTEMBER))
    assert [row[2] for row in content["vouchers"]] == ["300.00"]
    assert ["Vouchers", "-300.00", False] in content["totals"]
    (refund,) = printed(statement_of(warehouse, "400000000011"))["credits"]
    assert refund[1] == "Refund"
    assert refund[-1] == "-420.00"


def test_a_negative_bill_says_why_and_asks_for_nothing(warehouse):
    content = printed(statement_of(warehouse, CESAR))
    assert "because of configuration changes" in content["negative"]
    assert "Nothing is asked for" in content["negative"]
    assert content["due"] == "0.00 USD"
    assert ["Billed USD", "-210.00", True] in content["totals"]


def test_currencies_are_bills_of_their_own(warehouse, tmp_path):
    written = write_statements(StatementRequest(warehouse, tmp_path, ERIK, AUGUST))
    amounts = {
        summary(path)["Currency"]: summary(path)["Billed amount"]
        for path in written
        if path.suffix == ".xlsx"
    }
    assert {code: Decimal(text) for code, text in amounts.items()} == {"EUR": 175, "USD": 100}


# Drafts


def test_only_a_month_that_is_not_issued_is_a_draft(warehouse):
    issued, draft = statement_of(warehouse, PAULA), statement_of(warehouse, PAULA, SEPTEMBER)
    assert not printed(issued)["draft"]
    assert not printed(issued)["draft_text"]
    assert printed(draft)["draft"]
    assert "Draft, not for payment. The month is being verified" in printed(draft)["draft_text"]
    # The mark is on the page, not only in what the template gets.
    unmarked = replace(draft, total={**draft.total, "state": "issued"})
    assert page_pictures(draft, ZONE)[0] != page_pictures(unmarked, ZONE)[0]


# Bytes


def test_another_run_gives_the_same_bytes(warehouse, tmp_path):
    for folder in ("first", "second"):
        for account in (PAULA, CESAR, ERIK):
            write_statements(StatementRequest(warehouse, tmp_path / folder, account, AUGUST))
    first, second = contents(tmp_path / "first"), contents(tmp_path / "second")
    assert first == second
    assert len(first) == 8


def test_the_bills_an_account_sends_are_named_after_their_buyers(warehouse, tmp_path):
    written = write_statements(StatementRequest(warehouse, tmp_path, NORTHCLOUD, AUGUST, sent=True))
    names = {path.name for path in written}
    assert f"2025-08-USD-to-{PAULA}.pdf" in names
    assert {path.parent.name for path in written} == {NORTHCLOUD}
    ((bills,),) = query(
        warehouse,
        f"""
        select count(*) from (
            select billing_month, seller_account_id from marts.bill_a_statements
            union all select billing_month, seller_account_id from marts.direct_bill_statements
        ) where seller_account_id = '{NORTHCLOUD}' and billing_month = '2025-08-01'
        """,
    )
    assert len(written) == 2 * bills


# Pages that are hard to set


def test_long_names_many_lines_and_markup_stay_on_their_pages(warehouse, monkeypatch):
    plain = statement_of(warehouse, CESAR)
    line = {**plain.lines[0], "resource_id": "resource-" + "x" * 200, "component_name": "* [a] $x$"}
    total = {
        **plain.total,
        "buyer_name": "# Donaudampfschifffahrtselektrizitätenhauptbetriebswerk " * 3,
        "seller_name": '"#eval(1)" @ref <label> \\',
        "list_cost": Decimal("12345678901234567890.12345678"),
    }
    monkeypatch.setattr(pdf, "MOST_LINES", 120)
    long = replace(plain, total=total, lines=[line] * 130)
    pages = page_pictures(long, ZONE)
    assert len(pages) > 3
    assert pdf_bytes(long, ZONE).startswith(b"%PDF-")
    assert "first 120 of 130 lines" in printed(long)["lines_left"]
    assert "12,345,678,901,234,567,890.12345678" in str(printed(long)["totals"])


# Scripts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.03134880"), "0.0313488"),
        (Decimal("-1234567.5"), "-1,234,567.50"),
        (Decimal("0E-8"), "0.00"),
        (None, ""),
        (Decimal("12345678901234567890123456789.12345678"),
         "12,345,678,901,234,567,890,123,456,789.12345678"),
    ],
)  # fmt: skip
def test_money_is_printed_in_full(value, text):
    assert money(value) == text


def test_quantities_shares_and_periods_are_short():
    assert quantity(Decimal("14400.0000000000")) == "14,400"
    assert percentage(Decimal("0.8500000000")) == "15 %"
    assert percentage(Decimal("1.0000000000")) == ""
    assert percentage(None) == ""
    start = datetime(2025, 8, 31, 16, tzinfo=UTC)
    assert day(start, ZONE) == "2025-09-01"
    assert period(start, start + timedelta(days=30), ZONE) == "2025-09-01 to 2025-09-30"
    assert period(start, start, ZONE) == "2025-09-01"
    assert billing_zone("Etc/GMT-8").utcoffset(None) == timedelta(hours=8)
    assert breakable("x" * 60).replace("\u200b", "") == "x" * 60


# What cannot be written


def test_what_has_no_bill_names_what_there_is(warehouse, tmp_path):
    def refused(account: str, month: date, *, sent: bool = False) -> str:
        with pytest.raises(Refused) as error:
            write_statements(StatementRequest(warehouse, tmp_path / "out", account, month, sent))
        return str(error.value)

    assert "It has one in: 2025-08, 2025-09" in refused(PAULA, date(2025, 7, 1))
    assert "Nearest: 400000000009" in refused("40000000009", AUGUST)
    assert "it has some with --sent" in refused(NORTHCLOUD, AUGUST)
    assert "it has some without --sent" in refused(ERIK, AUGUST, sent=True)
    assert not (tmp_path / "out").exists()
