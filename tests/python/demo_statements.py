"""Statements of the demo warehouse, read as the commands read them."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from pathlib import Path

from tierbill.shared.published_warehouse import open_warehouse
from tierbill.statement.bill_parts import read_statements
from tierbill.statement.bill_statement import Statement

AUGUST, SEPTEMBER = date(2025, 8, 1), date(2025, 9, 1)
ZONE = timezone(timedelta(hours=8))
PAULA, CESAR, ERIK = "400000000009", "400000000014", "800000400041"
NORTHCLOUD = "100000000001"


def statement_of(warehouse: Path, account: str, month: date = AUGUST) -> Statement:
    with open_warehouse(warehouse) as database:
        first, *_ = read_statements(database, account, month, sent=False)
    return first
