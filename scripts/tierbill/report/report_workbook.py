"""A usage report as a workbook: its tables, and a chart of the trend drawn from its cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from tierbill.files.csv_text import CURRENCY
from tierbill.files.workbook import MONEY, QUANTITY, Field, TableSheets, new_workbook
from tierbill.report.report_tables import ReportTable
from tierbill.report.trend import Trend
from tierbill.shared.currency_digits import read_currency_digits

_TITLES = {
    "usage-by-product": "By product",
    "usage-all-products": "All products",
    "usage-by-day": "By day",
}


def write_workbook(
    path: Path,
    database: duckdb.DuckDBPyConnection,
    tables: Sequence[ReportTable],
    trends: Sequence[Trend],
) -> None:
    """Write the tables and, for each currency, a sheet with the trend and its chart."""
    workbook = new_workbook(path, "Usage report")
    digits = read_currency_digits(database)
    for table in tables:
        fields = [Field(each.name, _format(each.data_type), 18) for each in table.columns]
        rows = database.execute(table.query).fetchall()
        place = [each.name for each in table.columns].index(CURRENCY)
        sheets = TableSheets(workbook, _TITLES[table.stem], fields)
        sheets.write(rows, lambda row, place=place: digits.of(row[place]))
    for trend in trends:
        name = f"Trend {trend.currency}"[:31]
        fields = [Field("day", None, 12), *(Field(series, MONEY, 18) for series in trend.series)]
        values = [trend.values(series) for series in trend.series]
        sheets = TableSheets(workbook, name, fields)
        rows_of_days = zip(trend.days, *values, strict=True)
        sheets.write(rows_of_days, lambda _, places=trend.places: places)
        chart = workbook.add_chart({"type": "line"})
        last = len(trend.days)
        for column in range(1, len(fields)):
            chart.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, 0, last, 0],
                    "values": [name, 1, column, last, column],
                }
            )
        chart.set_title({"name": f"{trend.title} ({trend.currency})"})
        chart.set_size({"width": 960, "height": 420})
        sheet = workbook.get_worksheet_by_name(name)
        sheet.insert_chart(1, len(fields) + 1, chart)
    workbook.close()


def _format(data_type: str) -> str | None:
    if data_type == "DECIMAL(38,8)":
        return MONEY
    is_number = data_type.startswith("DECIMAL") or data_type.endswith("INT")
    return QUANTITY if is_number else None
