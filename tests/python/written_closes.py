"""Closes with files of issued lines, written without rating anything."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
from landing_contents import usage_csv
from loading import load_files
from tierbill.landing.close_ledger import Close, CloseLedger, write_close_ledger
from tierbill.landing.issued import ISSUED, add_issued, copy_issued, read_closes, with_file

FILES = [f"0000000{number}.parquet" for number in (1, 2, 3)]
POLICY = {
    "currency_code": "USD",
    "rounding_mode": "half_up",
    "rounding_digits": 2,
    "rounding_level": "bill",
    "negative_bill": "due_zero",
}


def written(
    issued: Path, sequence: int, seller: str = "", costs: tuple[str, ...] = ("1",)
) -> Close:
    """A close with a line for each cost, its file written."""
    close = Close(
        close_sequence=sequence,
        seller_account_id=seller or f"s{sequence}",
        billing_month="2025-05-01",
        issued_at="2025-06-05T00:00:00+00:00",
        load_sequence=1,
        line_count=len(costs),
        sums={"USD": f"{sum(map(Decimal, costs)):.8f}"},
        policies=[POLICY],
        code_version="0.1.0+abc",
        settings={"negative_bill": "due_zero"},
        sha256="",
        bytes=0,
    )
    rows = ", ".join(f"('l-{number}', {cost})" for number, cost in enumerate(costs))
    write_parquet(
        f"select {sequence}::bigint as close_sequence, '{close.seller_account_id}' as "
        "seller_account_id, line_id, cost::decimal(38, 8) as billed_cost, 'USD' as currency_code "
        f"from (values {rows}) as lines (line_id, cost)",
        close.path(issued),
    )
    return with_file(close, close.path(issued))


def write_parquet(sql: str, file: Path) -> None:
    with duckdb.connect() as database:
        database.execute(f"copy ({sql}) to '{file}' (format parquet)")


def altered(issued: Path, close: Close, change: str, *values: object) -> Close:
    """A close after a statement on the `lines` of its file, with the digest that they have now."""
    file = close.path(issued)
    with duckdb.connect() as database:
        database.execute(f"create table lines as from read_parquet('{file}')")
        database.execute(change, values)
        database.execute(f"copy lines to '{file}' (format parquet)")
    return with_file(close, file)


def close_months(landing: Path, build: Path, *sequences: int) -> None:
    """Close months as a build does: written into its own folder, then added to the landing."""
    copy_issued(landing, build)
    closes = [*read_closes(landing), *(written(build, sequence) for sequence in sequences)]
    write_close_ledger(build, CloseLedger(closes))
    add_issued(landing, build)


def closed_landing(home: Path) -> Path:
    """A landing folder of which two builds closed the months 1, 2 and 3."""
    landing = load_files(home, {"usage.csv": usage_csv(0, 5)})
    close_months(landing, home / "build-1", 1, 2)
    close_months(landing, home / "build-2", 3)
    return landing


def names(landing: Path) -> list[str]:
    """What lies in the folder of issued lines."""
    return sorted(path.name for path in (landing / ISSUED).iterdir())
