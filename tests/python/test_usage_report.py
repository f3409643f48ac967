"""Usage reports: chosen days, one channel or group, its owner's costs, and a chart of the trend."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.dom import minidom
from zipfile import ZipFile

import pytest
from exporting import contents, query, read_csv
from hypothesis import given, settings
from hypothesis import strategies as st
from published_demo import publish, sheet_rows
from tierbill.report.report_files import ReportRequest, write_report
from tierbill.report.trend import Trend, grid, trend_png, trend_svg
from tierbill.shared.errors import Refused

FIRST, LAST = date(2025, 8, 1), date(2025, 8, 31)
COSTS = ("list_cost", "utility_cost", "customer_cost")


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory) -> Path:
    return publish(demo, tmp_path_factory.mktemp("published") / "demo.duckdb")


def report(warehouse: Path, out: Path, **wanted) -> Path:
    """The folder of a report, August unless other days are wanted."""
    days = {"first_day": FIRST, "last_day": LAST} | wanted
    first, *_ = write_report(ReportRequest(warehouse, out, **days))
    return first.parent


def total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_a_channel_report_has_the_demo_figures_of_its_owner(warehouse, tmp_path):
    """R173, R174: Xavier pays 0.0358272 for Xenia, Diana 0.0313488: his report of
    `channel_product_usage` never shows hers."""
    folder = report(warehouse, tmp_path, channel="xavier-retail")
    assert folder == tmp_path / "channels/xavier-retail/2025-08-01_2025-08-31"
    (row,) = read_csv(folder / "usage-by-product.csv")
    assert row == {
        "period_from": "2025-08-01",
        "period_to": "2025-08-31",
        "channel_code": "xavier-retail",
        "channel_name": row["channel_name"],
        "product_code": "p_cvm",
        "product_name": "Cloud Virtual Machine",
        "unit": "GiB-Second",
        "quantity": "14400.0000000000",
        "list_cost": "0.04478400",
        "utility_cost": "0.03582720",
        "customer_cost": "0.03806640",
        "currency_code": "USD",
    }


def test_a_group_report_sums_the_channels_of_the_group(warehouse, tmp_path):
    """R172, R173, R175: the distributor's report of `billing_group_product_usage`."""
    folder = report(warehouse, tmp_path, billing_group="bg-harbour")
    (row,) = read_csv(folder / "usage-by-product.csv")
    assert [row["quantity"], *(row[name] for name in COSTS)] == [
        "43200.0000000000",
        "0.13435200",
        "0.09404640",
        "0.12091680",
    ]


@pytest.mark.parametrize("channel", ["xavier-retail", "xavier-online", "yara-retail"])
def test_the_tables_of_a_report_agree_with_each_other_and_the_mart(warehouse, tmp_path, channel):
    """R168, R169, R176: per product, for all products and by day as CSV, all from
    `channel_product_usage`."""
    folder = report(warehouse, tmp_path, channel=channel)
    products, everything, days = (
        read_csv(folder / f"usage-{name}.csv") for name in ("by-product", "all-products", "by-day")
    )
    for column in COSTS:
        assert total(products, column) == total(everything, column) == total(days, column)
    ((list_cost, customer_cost),) = query(
        warehouse,
        f"""
        select sum(list_cost), sum(customer_cost) from marts.channel_product_usage
        where channel_code = '{channel}' and usage_date between '{FIRST}' and '{LAST}'
        """,
    )
    assert (total(products, "list_cost"), total(products, "customer_cost")) == (
        list_cost,
        customer_cost,
    )
    assert everything[0]["product_count"] == str(len({row["product_code"] for row in products}))


def test_both_ends_of_the_period_are_in_and_nothing_else(warehouse, tmp_path):
    day = date(2025, 8, 5)
    for first, last, rows in (
        (day, day, 1),
        (day - timedelta(days=1), day, 1),
        (day, day + timedelta(days=1), 1),
        (day + timedelta(days=1), LAST, 0),
        (FIRST, day - timedelta(days=1), 0),
    ):
        folder = report(
            warehouse, tmp_path, channel="xavier-retail", first_day=first, last_day=last
        )
        assert len(read_csv(folder / "usage-by-day.csv")) == rows


def test_the_workbook_has_the_tables_and_a_chart_of_each_currency(warehouse, tmp_path):
    """R170: the trend by day of `channel_product_usage`, in a workbook and as a picture."""
    folder = report(warehouse, tmp_path, channel="yara-retail")
    book = folder / "usage.xlsx"
    rows = sheet_rows(book, 1)
    assert [text for _, text in rows[1]][:3] == ["2025-08-01", "2025-08-31", "yara-retail"]
    trend = sheet_rows(book, 4)
    assert len(trend) == 1 + 31
    spent = sum(Decimal(row[1][1]) for row in trend[1:])
    assert spent == total(read_csv(folder / "usage-by-product.csv"), "customer_cost")
    with ZipFile(book) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 1
        assert b"Trend USD" in archive.read(charts[0])
    picture = minidom.parse(str(folder / "trend-usd.svg"))
    assert picture.documentElement.tagName == "svg"
    assert picture.getElementsByTagName("path")


def test_another_run_gives_the_same_bytes(warehouse, tmp_path):
    for folder in ("first", "second"):
        report(warehouse, tmp_path / folder, billing_group="bg-harbour")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert len(contents(tmp_path / "first")) == 5


def test_what_cannot_be_reported_is_refused(warehouse, tmp_path):
    with pytest.raises(Refused, match="Nearest: xavier-retail"):
        report(warehouse, tmp_path, channel="xavier-retial")
    with pytest.raises(Refused, match="Nearest: bg-harbour"):
        report(warehouse, tmp_path, billing_group="bg-harbor")
    with pytest.raises(Refused, match="either a --channel or a --billing-group"):
        report(warehouse, tmp_path)
    with pytest.raises(Refused, match="is after --to"):
        report(warehouse, tmp_path, channel="yara-retail", first_day=date(2025, 9, 1))
    assert not (tmp_path / "channels").exists()


# The chart


@settings(deadline=None)
@given(
    st.decimals(-(10**9), 10**9, places=8, allow_nan=False),
    st.decimals(-(10**9), 10**9, places=8, allow_nan=False),
)
def test_a_grid_holds_every_value_and_zero_in_few_even_steps(one, other):
    low, high = min(one, other), max(one, other)
    levels = grid(low, high)
    assert levels[0] <= min(low, 0)
    assert levels[-1] >= max(high, 0)
    assert 0 in levels
    assert 2 <= len(levels) <= 8
    assert len({after - before for before, after in pairwise(levels)}) == 1


def test_a_chart_of_one_day_or_of_strange_names_is_drawn():
    day = Trend("# [a] *b* $c$ <d>", "USD", FIRST, FIRST, {"\\ @x #eval": {FIRST: Decimal("1e-8")}})
    assert trend_png(day).startswith(b"\x89PNG")
    assert trend_svg(day) == trend_svg(day)
    taller = Trend("x", "USD", FIRST, LAST, {"a": {FIRST: Decimal(-5), LAST: Decimal(7)}})
    other = Trend("x", "USD", FIRST, LAST, {"a": {FIRST: Decimal(-5), LAST: Decimal(6)}})
    assert trend_svg(taller) != trend_svg(other)
