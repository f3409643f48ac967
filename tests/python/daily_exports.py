"""Runs of the daily export and readers of its files, other than the writer's."""

from __future__ import annotations

import csv
import re
import uuid
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from xml.dom import minidom

from exporting import query
from tierbill.daily.daily_export import DailyRequest, export_day

ISSUE = date(2025, 9, 5)
# Stream -> record, element of its id, file stem.
NAMES = {
    "DailyAccountStatementStream": ("AccountStatement", "uuid", "cpbm_account_stmt"),
    "DailyInvoiceStream": ("Invoice", "Uuid", "cpbm_invoice"),
    "DailyPaymentAndCreditStream": ("Payment", "Uuid", "cpbm_payment_credit"),
    "DailyPaymentFailureStream": ("PaymentFailure", "Uuid", "payment_failure"),
}


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


def elements(out: Path, stream: str) -> list[dict[str, str]]:
    rows = []
    for path in sorted((out / stream).rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, strict=True))
    return rows
