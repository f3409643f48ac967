"""Issuing a month: one more record of the raw table bill_issues (rules 8)."""

from __future__ import annotations

import csv
import re
import tempfile
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from tierbill.load.dataset_load import load_dataset
from tierbill.shared.errors import Refused

TABLE = "bill_issues"


@dataclass(frozen=True)
class IssueRecord:
    """A record of bill_issues; instants in UTC, the month by its first day."""

    seller_account_id: str
    billing_month: date
    version: int
    issued_at: datetime
    recorded_at: datetime


def record_issue(
    landing: Path, seller: str, month: str, *, issued_at: datetime, recorded_at: datetime
) -> IssueRecord:
    """Load a record of the next version of a seller's month into the landing folder.

    The build decides whether the month had ended (`issued_before_end`): it knows the zone.

    Raises:
        Refused: the month cannot be read, the folder holds no landing, or the seller is no
            account in it.
    """
    first_day = _first_day(month)
    if not (landing / "ledger.json").exists():
        raise Refused(f"{landing} is no landing folder: load a dataset into it first.")
    if not _holds(landing, "accounts", "account_id = ?", [seller]):
        raise Refused(f"--seller {seller}: no account of that id was loaded into {landing}.")
    version = 1 + _holds(
        landing, TABLE, "seller_account_id = ? and billing_month = ?", [seller, first_day]
    )
    record = IssueRecord(
        seller, first_day, version, issued_at.astimezone(UTC), recorded_at.astimezone(UTC)
    )
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder) / f"{TABLE}.csv", record)
        load_dataset(Path(folder), landing)
    return record


def _first_day(month: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise Refused(f"--month {month}: write a month as YYYY-MM, for example 2025-08.")
    return date.fromisoformat(f"{month}-01")


def _holds(landing: Path, table: str, condition: str, values: list[object]) -> int:
    """How many records of the landing folder meet a condition."""
    with duckdb.connect() as database:
        found = database.execute(
            "select count(*) from read_parquet(?, union_by_name = true) where " + condition,
            [str(landing / table / "*.parquet"), *values],
        ).fetchone()
    return found[0] if found else 0


def _write(file: Path, record: IssueRecord) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, [field.name for field in fields(record)])
        writer.writeheader()
        writer.writerow(
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(record).items()
            }
        )
