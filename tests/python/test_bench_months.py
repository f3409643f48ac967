"""What the benchmark of months writes and computes; `make bench-months` measures."""

from __future__ import annotations

import sys
from datetime import date

import duckdb
import pytest
from building import ROOT

sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from measuring import Measure
from month_bounds import BOUNDS, KEYS, SHOWN_ONLY, Step, figures, steps_of
from month_scenes import FULL
from months_dataset import OPEN_MONTH, Network, month_before
from months_report import Report, page


def measures(**cpu: float) -> dict[Step, Measure]:
    return {Step[name]: Measure(name, 1.0, seconds, 2**30) for name, seconds in cpu.items()}


def values(key: str, **cpu: float) -> list[tuple[float | None, bool]]:
    return [(figure.value, figure.is_met) for figure in figures([key], measures(**cpu))]


def test_dbts_constant_is_subtracted_from_a_day_and_from_its_month():
    cpu = {"day_half_behind": 30, "constant_nothing_new": 20, "open_month": 75, "constant_all": 25}
    assert values("M3", **cpu) == [(0.2, True)]
    assert values("M3", **cpu | {"day_half_behind": 45}) == [(0.5, False)]


def test_the_copy_of_the_file_is_subtracted():
    cpu = {"day_all_behind": 33, "copy_all_behind": 3, "day_one_behind": 26, "copy_one_behind": 1}
    assert values("M4", **cpu) == [(1.2, False)]


def test_the_smaller_close_has_an_allowance():
    cpu = {"script": 50, "build": 68, "script_large": 100, "build_large": 130}
    assert values("M7", **cpu) == [(1.2, True), (1.3, False)]


def test_a_step_that_did_not_complete_meets_no_bound():
    found = values("M8", build_large=1, build_largest=1)
    assert found == [(1.0, True), (1.0, True), (None, False)]


def test_a_month_that_takes_no_more_than_dbt_itself_gives_no_ratio():
    cpu = {"day_half_behind": 30, "constant_nothing_new": 20, "open_month": 24, "constant_all": 25}
    (figure,) = figures(["M3"], measures(**cpu))
    assert (figure.value, figure.value_text) == (None, "too small")


def test_a_ratio_reads_steps_of_its_own_bound_only():
    assert steps_of(["M1"]) == {Step.issued_nothing_new, Step.unissued_nothing_new}
    assert steps_of(KEYS) == set(Step) - SHOWN_ONLY
    assert tuple(f"M{number}" for number in range(1, 10)) == KEYS


def test_the_page_has_every_bound_and_the_models_of_those_that_are_missed():
    found = {step: Measure(step.name, 1.0, 10.0, 2**30) for step in Step}
    found |= measures(constant_all=4, day_half_behind=11)
    report = Report(
        sizes=FULL,
        figures=list(figures(KEYS, found)),
        measures=found,
        models={step: [("int_charges", 1.5)] for step in Step},
        notes=["55 of 56 totals"],
        measured_on=date(2025, 9, 1),
    )
    text = page(report)
    for bound in BOUNDS:
        assert f"| {bound.key} | {bound.what} |" in text
    assert (
        "| M9 | dashboard: sum of all bill lines by seller, buyer, product and month | 1.000 s "
        in text
    )
    assert "\n- 55 of 56 totals\n" in text
    assert f"| {Step.dashboard} | `int_charges` 1.5 |" in text
    assert f"| {Step.one_more} | `int_charges` 1.5 |" not in text
    assert "| records of the open month | 50,000,000 | 50,000,000 |" in text


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return Network(tmp_path_factory.mktemp("network"), 6, 3000, 6000)


def test_every_seller_issues_at_an_instant_of_its_own(network: Network):
    month = month_before(1)
    issues = network.issues(month, but_last=True) / "bill_issues.parquet"
    assert duckdb.sql(
        "select count(*), count(distinct seller_account_id), count(distinct issued_at), "
        f"min(issued_at) > '{OPEN_MONTH}'::timestamp from '{issues}'"
    ).fetchall() == [(5, 5, 5, True)]


def test_late_records_of_a_month_come_after_its_issues(network: Network):
    month = month_before(1)
    files = [network.month(month, is_first=False), network.issues(month), network.day(12)]
    usage, issues, day = files[0] / "usage", files[1] / "bill_issues.parquet", files[2] / "usage"
    end = f"'{OPEN_MONTH}'::timestamp at time zone 'Asia/Shanghai'"
    late = duckdb.sql(
        f"select usage_id, recorded_at from read_parquet('{day}/*.parquet') "
        f"where usage_started_at < {end}"
    )
    assert late.aggregate("count(*) > 0").fetchall() == [(True,)]
    last = f"(select max(issued_at) from '{issues}')"
    assert late.filter(f"recorded_at <= {last}").fetchall() == []
    known = duckdb.sql(f"select usage_id from read_parquet('{usage}/*.parquet')")
    assert late.project("usage_id").intersect(known).fetchall() == []


def test_days_of_the_open_month_add_up_to_its_size(network: Network):
    days = [network.day(number) / "usage" for number in range(1, 31)]
    files = ", ".join(f"'{folder}/*.parquet'" for folder in days)
    records, known = duckdb.sql(
        "select count(*), count(distinct usage_id) "
        f"from read_parquet([{files}]) where month(usage_started_at + interval 8 hour) = 9"
    ).fetchall()[0]
    assert records == known
    assert records == pytest.approx(6000, rel=0.05)
