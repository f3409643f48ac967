"""Cases of `../shared/cases` that are refused, loaded with options, converted or sent again.

Skipped where `../shared/cases` is absent.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import duckdb
import pytest
from building import tierbill
from case_bills import bills, build, in_numbers, on_each_tier, rows
from merged_cases import CASES, prefix, write_merged_cases

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not there")

REFUSED = [
    (
        "hunt1/folder-written-by-spark/partitioned",
        "usage: it holds the folder 'billing_month=2025-08'. Put the files of a table side by "
        "side.",
    ),
    (
        "hunt1/folder-written-by-spark/split-without-header",
        "usage/part-ab.csv: its first line is data, not the names of the columns.",
    ),
    (
        "hunt1/semicolon-csv-from-excel",
        "usage.csv: its fields are separated by semicolons. Separate them by commas and write "
        "decimal points;",
    ),
    (
        "hunt1/parquet-written-by-pandas/b-double",
        "usage.parquet: column 'usage_quantity' is DOUBLE, the contract says decimal(28,10).",
    ),
    (
        "hunt1/parquet-written-by-pandas/c-no-zone",
        "usage.parquet: the times in 'usage_started_at' have no zone. Write instants in UTC, or "
        "name their zone with --timezone.",
    ),
    (
        "hunt1/parquet-written-by-pandas/d-integer-ids",
        "usage.parquet: column 'owner_account_id' is BIGINT, the contract says varchar.",
    ),
    (
        "reliability/parquet-types",
        "list_prices.parquet: column 'unit_price' is duration[us], the contract says "
        "decimal(28,10).",
    ),
]


@pytest.mark.parametrize(("case", "message"), REFUSED)
def test_what_is_refused_names_cause_and_remedy(tmp_path, case, message):
    with pytest.raises(AssertionError) as refused:
        tierbill("load", CASES / case, "--landing", tmp_path / "landing")
    assert "Nothing was loaded, 1 refused:" in str(refused.value)
    assert message in str(refused.value)


def test_a_setting_of_an_unknown_leg_kind_is_refused(tmp_path):
    case = CASES / "second-program/unknown-leg-kind-in-setting"
    tierbill("load", case, "--landing", tmp_path / "landing")
    for value in ("[bill_a]", "bill-a", "[bill_a,bill_b,direct,channel]"):
        with pytest.raises(AssertionError) as refused:
            tierbill(
                *("build", "--landing", tmp_path / "landing", "--warehouse", tmp_path / "w.duckdb"),
                *("--set", f"taxed_leg_kinds={value}"),
            )
        assert "write one or more of bill_a, channel, bill_b, direct." in str(refused.value)
    assert not (tmp_path / "w.duckdb").exists()


def test_a_local_time_that_is_twice_is_named(tmp_path):
    case = CASES / "hunt1/autumn-night-in-local-time"
    options = ("--timezone", "Europe/Berlin", "--allow-rejected")
    said = " ".join(tierbill("load", case, "--landing", tmp_path / "landing", *options).split())
    assert "usage: ambiguous_local_time, 3 records" in said
    assert (
        "usage_ended_at 2025-10-26 02:00:00 is twice in Europe/Berlin: 2025-10-26T00:00:00Z and "
        "2025-10-26T01:00:00Z" in said
    )
    assert "`--fold earlier` or `--fold later`" in said


def test_times_of_parquet_in_nanoseconds_or_a_told_zone_are_read(tmp_path):
    for name, options in (("a-nanoseconds", ()), ("c-no-zone", ("--timezone", "UTC"))):
        landing = tmp_path / name
        tierbill(
            *("load", CASES / "hunt1/parquet-written-by-pandas" / name, "--landing", landing),
            *options,
        )
        query = f"select sum(usage_quantity) from read_parquet('{landing}/usage/*.parquet')"
        assert duckdb.sql(query).fetchall() == [(Decimal("3.5"),)]


def test_bills_of_other_formats_say_that_there_is_no_converter(tmp_path):
    for bill in sorted((CASES / "hunt1/bills-of-other-formats").glob("*.csv")):
        with pytest.raises(AssertionError) as refused:
            tierbill("convert", "aws-cur", bill, "--out", tmp_path / "out")
        assert f"{bill.name}: is no AWS cost and usage report" in str(refused.value)
        assert "have no converter: bring them to the tables of docs/inputs.md" in str(refused.value)


def test_money_that_a_converter_leaves_out_is_named(tmp_path):
    report = CASES / "hunt1/cost-report-with-credits/2025-08.csv"
    said = tierbill("convert", "aws-cur", report, "--out", tmp_path / "out")
    assert "4 rows delivered = 1 converted + 3 not converted" in said
    for left_out, cost in (("credit", "-8.44161"), ("refund", "-1.5"), ("negative_usage", "-2")):
        assert any(left_out in line and cost in line for line in said.splitlines()), said


MONTH = CASES / "hunt1/month-file-sent-again"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("second", "options", "billed", "found"),
    [
        ("second-delivery", (), "105", []),
        ("second-delivery", ("--replace", "usage:2025-08"), "85", []),
        ("second-delivery-new-ids", ("--replace", "usage:2025-08", "--yes"), "85", []),
        ("second-delivery-new-ids", (), "185", [("same_usage_twice", 40)] * 2),
    ],
)
def test_a_month_that_is_sent_again(tmp_path, second, options, billed, found):
    tierbill("load", MONTH / "first-delivery", "--landing", tmp_path / "landing")
    warehouse = build(tmp_path, MONTH / second, options=options)
    assert bills(warehouse) == in_numbers(on_each_tier(("08", billed)))
    query = "select finding_kind, money_at_stake from marts.findings"
    assert rows(warehouse, query) == found


@pytest.mark.slow
def test_cost_reports_that_are_converted_month_by_month(tmp_path):
    datasets = []
    for month in ("2025-08", "2025-09"):
        report = CASES / "hunt1/cost-reports-converted-month-by-month" / f"{month}.csv"
        tierbill("convert", "aws-cur", report, "--out", tmp_path / month)
        datasets.append(tmp_path / month)
    warehouse = build(tmp_path, *datasets)
    found = defaultdict(Decimal)
    for kind, _, month, billed, _ in bills(warehouse):
        found[kind, month] += billed
    for month in ("08", "09"):
        costs = [found[kind, month] for kind in ("bill_a", "channel", "bill_b")]
        assert costs == [Decimal("2.00"), Decimal("2.20"), Decimal("2.38")]


@pytest.mark.slow
def test_what_a_load_or_a_sku_may_say_of_time(tmp_path):
    """Ends that are the last second, and started hours that are paid."""
    names = ["hunt1/ends-at-59-59", "hunt1/every-started-hour-is-paid"]
    dataset = write_merged_cases(names, tmp_path / "dataset")
    skus = dataset / "skus.csv"
    text = skus.read_text("utf-8")
    assert ",Hour,3600,," in text
    skus.write_text(text.replace(",Hour,3600,,", ",Hour,3600,1,"), "utf-8")
    warehouse = build(tmp_path, dataset, options=("--inclusive-ends", "1s"))
    ends, started = map(prefix, names)
    assert bills(warehouse, ends) == in_numbers(on_each_tier(("08", "86.40")))
    assert bills(warehouse, started) == in_numbers(on_each_tier(("08", "2.40")))
