"""Usage of a channel or billing group over chosen days: per product, all together, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tierbill.daily.channels import channel_folder
from tierbill.export.csv_text import Column, header, line_expression, literal, quoted_name
from tierbill.export.install import check_inside, staging
from tierbill.export.reports import CHANNEL_USAGE, CHANNELS, GROUP_USAGE, GROUPS
from tierbill.export.usage import USAGE_QUERIES, prepare_usage
from tierbill.report.sheets import write_workbook
from tierbill.report.trend import Trend, trend_svg
from tierbill.show.nearest import nearest
from tierbill.warehouse.errors import Refused
from tierbill.warehouse.meta import read_build
from tierbill.warehouse.reading import open_warehouse

MOST_SERIES = 6
OTHERS = "All others"

_SUMS = """
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(utility_cost)::decimal(38, 8) as utility_cost,
    sum(customer_cost)::decimal(38, 8) as customer_cost,
    currency_code
"""
_QUANTITY = "unit, sum(quantity)::decimal(38, 10) as quantity,"


@dataclass(frozen=True)
class ReportRequest:
    """Which channel or billing group (one of both), and the days: both ends are in."""

    warehouse: Path
    out: Path
    first_day: date
    last_day: date
    channel: str | None = None
    billing_group: str | None = None


@dataclass(frozen=True)
class Subject:
    """What a report is about: `kind` is channel or billing_group."""

    kind: str
    code: str
    name: str | None

    @property
    def folder(self) -> str:
        """Folder of its reports."""
        return f"{self.kind}s/{channel_folder(self.code)}"


@dataclass(frozen=True)
class Table:
    """A table of the report: file stem, columns, and its query over `report_rows`."""

    stem: str
    columns: Sequence[Column]
    query: str


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
        _prepare(database, request, subject, zone)
        tables = [_table(database, stem, query) for stem, query in _queries(request, subject)]
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
            final = request.out / folder
            final.mkdir(parents=True, exist_ok=True)
            for name in [*names, "usage.xlsx"]:
                (staged / name).replace(final / name)
            return [final / name for name in [*names, "usage.xlsx"]]


def find_subject(
    database: duckdb.DuckDBPyConnection, channel: str | None, group: str | None
) -> Subject:
    """Return what the report is about.

    Raises:
        Refused: none or both were named, or there is no such channel or group.
    """
    if (channel is None) == (group is None):
        raise Refused("Name either a --channel or a --billing-group.")
    if channel is not None:
        known = """
            select channel_code as code, channel_name as name from marts.dim_channels
            union all
            select distinct channel_code, null from marts.fct_rated_legs
            where channel_code not in (select channel_code from marts.dim_channels)
        """
        return _known(database, known, "channel", channel)
    known = """
        select billing_group_code as code, billing_group_name as name
        from marts.dim_billing_groups
    """
    return _known(database, known, "billing_group", group or "")


def _known(database: duckdb.DuckDBPyConnection, known: str, kind: str, code: str) -> Subject:
    found = database.execute(f"select name from ({known}) where code = ?", [code]).fetchone()
    if found is None:
        option = f"--{kind.replace('_', '-')}"
        raise Refused(f"{option} {code}: there is none. {nearest(database, known, 'code', code)}")
    return Subject(kind, code, found[0])


def _prepare(
    database: duckdb.DuckDBPyConnection, request: ReportRequest, subject: Subject, zone: str
) -> None:
    """Make `report_rows`: the subject's days, as its owner may see them."""
    prepare_usage(database, zone, None)
    channel = (CHANNELS, CHANNEL_USAGE)
    rows = USAGE_QUERIES[channel if subject.kind == "channel" else (GROUPS, GROUP_USAGE)]
    database.execute(
        f"create or replace temporary table report_rows as select * from ({rows}) "
        "where _code = ? and usage_date between ? and ?",
        [subject.code, request.first_day, request.last_day],
    )


def _queries(request: ReportRequest, subject: Subject) -> Sequence[tuple[str, str]]:
    about = (
        f"date '{request.first_day}' as period_from, date '{request.last_day}' as period_to, "
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


def _table(database: duckdb.DuckDBPyConnection, stem: str, query: str) -> Table:
    described = database.execute(f"describe {query}").fetchall()
    columns = [Column(name, kind) for name, kind, *_ in described]
    order = ", ".join(f"{quoted_name(column.name)} nulls first" for column in columns)
    return Table(stem, columns, f"select * from ({query}) order by {order}")


def _write_tables(
    database: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[Table]
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
    trends: dict[str, Trend] = {}
    for currency, series, _, day, cost in rows:
        trend = trends.setdefault(
            currency, Trend(title, currency, request.first_day, request.last_day)
        )
        trend.series.setdefault(series, {})[day] = cost
    return list(trends.values())
