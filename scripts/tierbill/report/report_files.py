"""Write a usage report: CSV files, a workbook and charts for a channel or billing group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tierbill.files.channel_folders import channel_folder
from tierbill.files.csv_text import header, line_expression
from tierbill.files.staging import check_inside, staging
from tierbill.report.report_subject import Subject, find_subject
from tierbill.report.report_tables import ReportTable, prepare_rows, report_tables
from tierbill.report.report_workbook import write_workbook
from tierbill.report.trend import Trend, trend_svg
from tierbill.shared.currency_digits import read_currency_digits
from tierbill.shared.disk_sync import sync, sync_tree
from tierbill.shared.errors import Refused
from tierbill.shared.published_warehouse import open_warehouse, read_build

MOST_SERIES = 6
OTHERS = "All others"


@dataclass(frozen=True)
class ReportRequest:
    """Which channel or billing group (one of both), and the days: both ends are in.

    It is given by its code or name; `on_written` is called with it.
    """

    warehouse: Path
    out: Path
    first_day: date
    last_day: date
    channel: str | None = None
    billing_group: str | None = None
    on_written: Callable[[Subject], None] = lambda _: None


def write_report(request: ReportRequest) -> Sequence[Path]:
    """Write the report and return its files; the same warehouse gives the same bytes.

    Raises:
        Refused: no warehouse, no such channel or group, days the wrong way round, or a folder
            that cannot be used.
    """
    if request.first_day > request.last_day:
        raise Refused(f"--from {request.first_day}: is after --to {request.last_day}.")
    with open_warehouse(request.warehouse) as database:
        zone = read_build(database, request.warehouse).settings["billing_timezone"]
        subject = find_subject(database, request.channel, request.billing_group)
        prepare_rows(database, subject, request.first_day, request.last_day, zone)
        tables = report_tables(database, subject, request.first_day, request.last_day)
        trends = read_trends(database, request, subject)
        with staging(request.out) as staged:
            folder = f"{subject.folder}/{request.first_day}_{request.last_day}"
            check_inside(request.out, [folder])
            names = _write_tables(database, staged, tables)
            write_workbook(staged / "usage.xlsx", database, tables, trends)
            for trend in trends:
                name = f"trend-{channel_folder(trend.currency.lower())}.svg"
                (staged / name).write_bytes(trend_svg(trend))
                names.append(name)
            sync_tree(staged)
            final = request.out / folder
            final.mkdir(parents=True, exist_ok=True)
            for name in [*names, "usage.xlsx"]:
                (staged / name).replace(final / name)
            sync(final)
            sync(final.parent)
            request.on_written(subject)
            return [final / name for name in [*names, "usage.xlsx"]]


def _write_tables(
    database: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[ReportTable]
) -> list[str]:
    names = []
    for table in tables:
        lines = database.execute(
            f"select {line_expression(table.columns)} from ({table.query})"
        ).fetchall()
        text = b"".join([header(table.columns), *(line.encode() for (line,) in lines)])
        (folder / f"{table.stem}.csv").write_bytes(text)
        names.append(f"{table.stem}.csv")
    return names


def read_trends(
    database: duckdb.DuckDBPyConnection, request: ReportRequest, subject: Subject
) -> Sequence[Trend]:
    """Return the customer spend by day of each currency, the largest products by themselves."""
    rows = database.execute(
        """
        with ranked as (
            select
                currency_code, product_code, max(product_name) as product_name,
                row_number() over (
                    partition by currency_code
                    order by sum(abs(customer_cost)) desc, product_code
                ) as place
            from report_rows group by currency_code, product_code
        )

        select
            currency_code, if(place < ?, ranked.product_name, ?) as series, min(place) as place,
            usage_date, sum(customer_cost)::decimal(38, 8) as customer_cost
        from report_rows inner join ranked using (currency_code, product_code)
        group by currency_code, series, usage_date
        order by currency_code, place, series, usage_date
        """,
        [MOST_SERIES, OTHERS],
    ).fetchall()
    title = f"Customer spend by day, {subject.name or subject.code}"
    digits = read_currency_digits(database)
    trends: dict[str, Trend] = {}
    for currency, series, _, day, cost in rows:
        trend = trends.setdefault(
            currency,
            Trend(
                title,
                currency,
                request.first_day,
                request.last_day,
                places=digits.of(currency),
            ),
        )
        trend.series.setdefault(series, {})[day] = cost
    return list(trends.values())
