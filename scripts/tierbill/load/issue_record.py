"""Issuing a month: one more record of the raw table bill_issues (rules 8)."""

from __future__ import annotations

import csv
import re
import tempfile
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from tierbill.landing.folder import open_landing
from tierbill.landing.ledger import read_ledger
from tierbill.landing.verification import check_landed
from tierbill.load.dataset_load import load_delivered
from tierbill.load.delivered_files import delivered_files
from tierbill.load.load_context import LoadContext
from tierbill.load.time_reading import AS_WRITTEN
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_id, with_name
from tierbill.shared.sql_text import literal
from tierbill.shared.terminal_tables import printable

TABLE = "bill_issues"
READ_TABLES = ("accounts", TABLE)


@dataclass(frozen=True)
class IssueRecord:
    """A record of bill_issues; instants in UTC, the month by its first day."""

    seller_account_id: str
    billing_month: date
    version: int
    issued_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class IssuedMonth:
    """A record of bill_issues that was loaded, and its seller with name, to be printed."""

    record: IssueRecord
    seller: str


def record_issue(
    landing: Path, given: str, month: str, issued_at: datetime | None = None
) -> IssuedMonth:
    """Load a record of the next version of a seller's month into the landing folder.

    The seller is `given` by its id or name. The record is recorded now, by the clock of the
    landing; without `issued_at` that is when the month was issued. The landing folder is held from
    the search for the last version to the commit of the next: two issues at a time get two
    versions. The build decides whether the month had ended (`issued_before_end`): it knows the
    zone.

    Raises:
        Refused: the month cannot be read, the folder holds no landing, the seller is no
            account in it or several have the name, or it was not free within
            TIERBILL_LOCK_TIMEOUT seconds.
    """
    first_day = _first_day(month)
    read_ledger(landing)
    with open_landing(landing) as held, tempfile.TemporaryDirectory() as delivery:
        check_landed(held.path, [each for each in held.entries if each.table in READ_TABLES])
        seller, named = _seller(landing, given)
        last = _largest(
            *(landing, TABLE, "version", "seller_account_id = ? and billing_month = ?"),
            [seller, first_day],
        )
        now = held.now.replace(microsecond=0)
        issued = issued_at.astimezone(UTC) if issued_at else now
        record = IssueRecord(seller, first_day, last + 1, issued, now)
        _write(Path(delivery) / f"{TABLE}.csv", record)
        context = LoadContext(held.now, AS_WRITTEN, lambda _: None)
        load_delivered(delivered_files(Path(delivery)), held, context)
    return IssuedMonth(record, named)


def _seller(landing: Path, given: str) -> tuple[str, str]:
    """Return the account of a landing that was given by id or name, and both to be printed."""
    files = literal(landing / "accounts" / "*.parquet")
    accounts = f"read_parquet({files}, union_by_name = true)"
    known = f"select account_id, account_name from {accounts}"
    with duckdb.connect() as database:
        seller = chosen_id(database, "--seller", given, known)
        if seller is None:
            raise Refused(
                f"--seller {given}: no account of that id or name was loaded into {landing}."
            )
        [name] = database.execute(
            f"select arg_max(account_name, recorded_at) from {accounts} where account_id = ?",
            [seller],
        ).fetchone() or (None,)
    return seller, printable(with_name(seller, name))


def _first_day(month: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise Refused(f"--month {month}: write a month as YYYY-MM, for example 2025-08.")
    return date.fromisoformat(f"{month}-01")


def _largest(landing: Path, table: str, value: str, condition: str, values: list[object]) -> int:
    """The largest value in the records of a landing folder that meet a condition, else 0."""
    with duckdb.connect() as database:
        found = database.execute(
            f"select coalesce(max({value}), 0) from read_parquet(?, union_by_name = true) "
            f"where {condition}",
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
