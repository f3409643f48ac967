"""Random load histories: the records of many random datasets, delivered in several loads.

Each dataset is one history. Some deliver in the order in which records became known, with a few
late ones, others in any order at all: an account may come long after its usage, a price after the
month that it prices, an issue before the records that it was to bill.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
from merged_datasets import Merged, write_merged, write_records
from reference.tables import TABLES

SELLERS = ("P1", "P2", "D1", "D2", "S1", "S2", "S3", "T1", "R1", "R2")
ISSUES = (("2025-07-01", "2025-08-05T01:00:00Z"), ("2025-08-01", "2025-09-05T01:00:00Z"))
# One record in so many comes late where a history delivers in order.
LATE = 8


def write_histories(seeds: Iterable[tuple[str, int]], loads: int, out: Path) -> list[Path]:
    """Write the datasets of (profile, seed) as `loads` folders, to be loaded in this order."""
    return split_in_loads(write_merged(seeds, out), loads, out)


def write_issued_histories(
    seeds: Iterable[tuple[str, int]], loads: int, out: Path, *, issued_with: Sequence[int]
) -> list[Path]:
    """The same with most sellers issuing July, and August, with the loads of these places."""
    merged = write_merged(seeds, out)
    folders = split_in_loads(merged, loads, out)
    for place, (month, issued_at) in zip(issued_with, ISSUES, strict=False):
        write_issues(folders[place], merged.parts, month, issued_at)
    return folders


def split_in_loads(merged: Merged, loads: int, out: Path) -> list[Path]:
    """Write the records of merged datasets as so many folders."""
    delivered: list[dict[str, list[list[str]]]] = [defaultdict(list) for _ in range(loads)]
    for name, part in sorted(merged.parts.items()):
        draw = random.Random(f"{name} {loads}")
        in_order = draw.random() < 0.6
        records = sorted(_records(part), key=lambda record: record[0])
        for place, (_, table, row) in enumerate(records):
            load = place * loads // len(records)
            if not in_order or draw.randrange(LATE) == 0:
                load = draw.randrange(load if in_order else 0, loads)
            delivered[load][table].append(row)
    folders = []
    for number, tables in enumerate(delivered, start=1):
        folder = out / "loads" / str(number)
        for table, rows in tables.items():
            write_records(folder / f"{table}.csv", table, rows)
        folders.append(folder)
    return folders


def write_issues(folder: Path, names: Iterable[str], month: str, issued_at: str) -> None:
    """Add to a load that the sellers of datasets issue a month, as the datasets name them."""
    rows = [
        [f"{name}{seller}", month, "1", issued_at, issued_at]
        for name in names
        for seller in SELLERS
        if random.Random(f"{name} {seller} {month}").random() < 0.8
    ]
    write_records(folder / "bill_issues.csv", "bill_issues", rows)


def _records(part: Path) -> Iterable[tuple[str, str, list[str]]]:
    """The records of a dataset with the text of when each became known."""
    for path in sorted(part.rglob("*.csv")):
        table = path.parent.name if path.parent != part else path.stem
        place = [column.name for column in TABLES[table].columns].index("recorded_at")
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            yield from ((row[place], table, row) for row in rows)


# What a build keeps besides the marts, and the columns that number other rows, too.
KEPT = (
    *("int_usage_validated", "int_usage_tiers", "int_charges", "int_charge_legs"),
    *("int_entitlement_draws", "int_savings_plan_draws", "int_voucher_draws"),
    *("int_bill_details_monthly", "int_bill_summaries", "int_bill_resources", "int_bill_sides"),
    *("int_legs_aggregated", "int_reseller_lines"),
)
NUMBERED = {"int_usage_validated": "price_set_key"}


def differing_tables(first: Path, second: Path) -> dict[str, tuple[int, int]]:
    """The marts and kept tables that differ in a row, each with how many rows only one has."""
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        for name, warehouse in (("first", first), ("second", second)):
            database.execute(f"attach '{warehouse}' as {name} (read_only)")
        marts = database.execute(
            "select distinct database_name, table_name from duckdb_columns() "
            "where schema_name = 'marts' and database_name in ('first', 'second')"
        ).fetchall()
        names = {mart for _, mart in marts}
        assert len(marts) == 2 * len(names) > 100
        tables = {f"marts.{mart}": "*" for mart in names}
        for name in KEPT:
            numbered = NUMBERED.get(name)
            tables[f"intermediate.{name}"] = f"* exclude {numbered}" if numbered else "*"
        found = {}
        for table, columns in sorted(tables.items()):
            only = tuple(
                database.execute(
                    f"select count(*) from (select {columns} from {one}.{table} "
                    f"except all select {columns} from {other}.{table})"
                ).fetchall()[0][0]
                for one, other in (("first", "second"), ("second", "first"))
            )
            if any(only):
                found[table] = only
        return found
