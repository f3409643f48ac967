"""Months sent again and again: bills are those of the last state, delivered once (rules 1.4)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from building import tierbill
from delivery_histories import STEPS, Histories, History, known_at
from reference import rate

STATEMENT = "seller_account_id, buyer_account_id, billing_month, currency_code, billed_amount"


def statements(warehouse: Path) -> set[tuple]:
    """What is billed, but bills of 0 that were once more."""
    query = " union all ".join(f"select {STATEMENT} from marts.{bill}_statements" for bill in BILLS)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return {row for row in database.execute(query).fetchall() if row[-1] != 0}


BILLS = ("bill_a", "bill_b")


def expected(dataset: Path) -> set[tuple]:
    rating = rate(dataset)
    names = STATEMENT.split(", ")
    rows = [row for bill in BILLS for row in getattr(rating, f"{bill}_statements")]
    return {tuple(row[name] for name in names) for row in rows if row["billed_amount"] != 0}


def accounting(warehouse: Path) -> dict[str, int]:
    """Sums over all loads of usage, after a check that each load closes."""
    states = ("current", "duplicate", "superseded", "retracted", "rejected")
    total = " + ".join(f'"{state}"' for state in states)
    sums = ", ".join(f'sum("{state}")' for state in states)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        open_loads = database.execute(
            f"select * from marts.load_accounting where delivered != {total}"
        ).fetchall()
        assert open_loads == []
        (found,) = database.execute(
            f"select {sums} from marts.load_accounting where source_table = 'usage'"
        ).fetchall()
    return dict(zip(states, map(int, found), strict=True))


def check(histories: Histories, name: str, step: int, *options: str) -> None:
    warehouse = histories.home / f"{name}.duckdb"
    tierbill("build", "--landing", histories.landing, "--warehouse", warehouse, *options)
    counts = accounting(warehouse)
    assert counts["current"] == len(histories.states[step])
    assert counts["rejected"] == 0
    assert min(counts["retracted"], counts["superseded"]) > 0 or step == 0
    assert statements(warehouse) == expected(histories.last_state_once(step))


def loaded(home: Path, count: int) -> Histories:
    histories = Histories(home, [History(seed) for seed in range(count)])
    histories.load()
    return histories


def test_bills_are_those_of_the_last_state_delivered_once(tmp_path):
    """Overlapping months, the same and new ids, withdrawn rows, two sources; rules 1.4, 11.6."""
    check(loaded(tmp_path, 12), "now", STEPS - 1)


@pytest.mark.slow
def test_two_hundred_histories_now_and_before_each_retraction(tmp_path):
    """A build as of the moment before a step gives the bills of the step before."""
    histories = loaded(tmp_path, 200)
    check(histories, "now", STEPS - 1)
    for step in (0, 2, 4):
        check(histories, f"step-{step}", step, "--as-of", known_at(step).isoformat())
