"""The tables of a usage report: per product, all products together, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from tierbill.disclosure.exported_marts import CHANNEL_USAGE, CHANNELS, GROUP_USAGE, GROUPS
from tierbill.disclosure.usage_rows import USAGE_QUERIES, prepare_usage
from tierbill.files.csv_text import MartColumn
from tierbill.report.report_subject import Subject
from tierbill.shared.sql_text import literal, quoted_name

_SUMS = """
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(utility_cost)::decimal(38, 8) as utility_cost,
    sum(customer_cost)::decimal(38, 8) as customer_cost,
    currency_code
"""
_QUANTITY = "unit, sum(quantity)::decimal(38, 10) as quantity,"


@dataclass(frozen=True)
class ReportTable:
    """A table of the report: file stem, columns, and its query over `report_rows`."""

    stem: str
    columns: Sequence[MartColumn]
    query: str


def prepare_rows(
    database: duckdb.DuckDBPyConnection,
    subject: Subject,
    first_day: date,
    last_day: date,
    zone: str,
) -> None:
    """Make the temporary table `report_rows`: the subject's days, as its owner may see them.

    Days are those of the zone; both ends are in.
    """
    prepare_usage(database, zone, None)
    channel = (CHANNELS, CHANNEL_USAGE)
    rows = USAGE_QUERIES[channel if subject.kind == "channel" else (GROUPS, GROUP_USAGE)]
    database.execute(
        f"create or replace temporary table report_rows as select * from ({rows}) "
        "where _code = ? and usage_date between ? and ?",
        [subject.code, first_day, last_day],
    )


def report_tables(
    database: duckdb.DuckDBPyConnection, subject: Subject, first_day: date, last_day: date
) -> Sequence[ReportTable]:
    """Return the tables over `report_rows`; costs in their currency at 8 decimals."""
    return [_table(database, stem, query) for stem, query in _queries(subject, first_day, last_day)]


def _queries(subject: Subject, first_day: date, last_day: date) -> Sequence[tuple[str, str]]:
    about = (
        f"date '{first_day}' as period_from, date '{last_day}' as period_to, "
        f"{literal(subject.code)}::varchar as {subject.kind}_code, "
        f"{literal(subject.name or '')}::varchar as {subject.kind}_name,"
    )
    product = "product_code, max(product_name) as product_name,"
    return [
        (
            "usage-by-product",
            f"select {about} {product} {_QUANTITY} {_SUMS} from report_rows "
            "group by product_code, unit, currency_code",
        ),
        (
            "usage-all-products",
            f"select {about} count(distinct product_code) as product_count, {_SUMS} "
            "from report_rows group by currency_code",
        ),
        (
            "usage-by-day",
            f"select usage_date, {product} {_QUANTITY} {_SUMS} from report_rows "
            "group by usage_date, product_code, unit, currency_code",
        ),
    ]


def _table(database: duckdb.DuckDBPyConnection, stem: str, query: str) -> ReportTable:
    described = database.execute(f"describe {query}").fetchall()
    columns = [MartColumn(name, kind) for name, kind, *_ in described]
    order = ", ".join(f"{quoted_name(column.name)} nulls first" for column in columns)
    return ReportTable(stem, columns, f"select * from ({query}) order by {order}")
