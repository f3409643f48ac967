"""Two commands at one moment, and a fault of the machine: one line each, nothing torn or lost."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from colliding_commands import BUILDS, COMMAND, FAULTS, KINDS, Trial, Whole, can_mount
from random_datasets import write_dataset

SLOW = 50


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    home = tmp_path_factory.mktemp("whole")
    dataset = write_dataset(3, home / "data", profile="kernel")
    landing, warehouse = home / "landing", home / "bills.duckdb"
    run = ["run", dataset, "--landing", landing, "--warehouse", warehouse]
    subprocess.run([*COMMAND, *map(str, run)], check=True, capture_output=True)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        seller, buyer, month = database.execute(
            "select seller_account_id, buyer_account_id, strftime(max(billing_month), '%Y-%m') "
            "from marts.bill_a_statements group by all order by all limit 1"
        ).fetchall()[0]
    return Whole(landing, warehouse, seller, buyer, month)


def trials(number: int, kinds: tuple[str, ...], faults: list[str], home: Path, whole: Whole):
    draw = random.Random(number)
    for each in range(number):
        kind, fault = kinds[each % len(kinds)], draw.choice(faults)
        yield Trial(each, kind, fault, whole, home / f"trial-{each}", draw)


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        (len(KINDS), KINDS),
        pytest.param(SLOW, (*KINDS, *KINDS, *BUILDS), marks=pytest.mark.slow),
    ],
)
def test_two_at_once(whole, tmp_path, number, kinds):
    faults = [fault for fault in FAULTS if fault != "full disk" or can_mount(tmp_path)]
    endings: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for trial in trials(number, kinds, faults, tmp_path, whole):
        trial.run()
        codes = " and ".join(map(str, sorted(trial.codes)))
        endings[trial.kind, trial.fault, codes] += 1
        print(trial.number, trial.kind, trial.fault, codes, trial.wrong, flush=True)
        wrong += [f"{trial.number} {trial.kind}, {trial.fault}: {what}" for what in trial.wrong]
    assert not wrong, "\n".join(wrong)
    assert sum(endings.values()) == number
