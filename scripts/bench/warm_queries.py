"""Queries that readers of a warehouse wait for: wall seconds in DuckDB with two threads, warm."""

import statistics
import time
from pathlib import Path

import duckdb
from measuring import Measure

_RUNS = 9
_BILLS = ("bill_a", "bill_b", "direct_bill", "channel_bill")
_DASHBOARD = """
select seller_account_id, buyer_account_id, product_code, billing_month, sum(billed_cost)
from ({lines})
group by all
"""
_LARGEST = """
select bill, buyer_account_id, billing_month
from ({lines})
group by all
order by count(*) desc, bill, buyer_account_id, billing_month
limit 1
"""
_DETAILS = "from marts.{bill}_details where buyer_account_id = ? and billing_month = ?"


def _lines() -> str:
    """The lines of all four bills."""
    return " union all ".join(
        "select seller_account_id, buyer_account_id, product_code, billing_month, billed_cost, "
        f"'{bill}' as bill from marts.{bill}_details"
        for bill in _BILLS
    )


def sums_of_dashboard(warehouse: Path) -> Measure:
    """All bill lines by seller, buyer, product and month."""
    with _opened(warehouse) as con:
        return _warm(con, "dashboard", _DASHBOARD.format(lines=_lines()), [])


def largest_bill(warehouse: Path) -> Measure:
    """The details of the bill of that customer and month that has most lines."""
    with _opened(warehouse) as con:
        found = con.execute(_LARGEST.format(lines=_lines())).fetchone()
        if found is None:
            raise ValueError(f"{warehouse}: has no bill lines")
        bill, buyer, month = found
        return _warm(con, "bill", _DETAILS.format(bill=bill), [buyer, month])


def _opened(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(warehouse), read_only=True, config={"threads": 2})


def _warm(
    con: duckdb.DuckDBPyConnection, name: str, query: str, parameters: list[object]
) -> Measure:
    """The median of several runs after a first one, with its rows as an Arrow table."""
    walls, processor = [], []
    for _ in range(_RUNS + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        con.execute(query, parameters).to_arrow_table()
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - cpu)
    return Measure(name, statistics.median(walls[1:]), statistics.median(processor[1:]), 0)
