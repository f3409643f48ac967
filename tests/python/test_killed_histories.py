"""Histories with kills at any moment give what a build from nothing gives (rules 8.4).

Each history is of several networks. Most sellers issue July; records come late, before and after
the issues. A load and a build are killed, with all their processes, and run again.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from building import tierbill
from killed_steps import Steps
from load_histories import differing_tables, write_issued_histories

HISTORIES, NETWORKS = 40, 5
# How long a step may take before it is known.
USUAL = {"load": 1.5, "build": 15.0}


def killed_history(number: int, home: Path, usual: dict[str, float]) -> list[str]:
    """Build a history step by step with kills; return what was killed when."""
    draw = random.Random(f"kills {number}")
    first = 300 + number * NETWORKS
    seeds = [(draw.choice(["kernel", "commercial"]), first + each) for each in range(NETWORKS)]
    folders = write_issued_histories(seeds, 3, home / "data", issued_with=[1])
    killed_load, killed_build = draw.choice([1, 2]), draw.choice([0, 1, 1, 1])
    steps = Steps(home, draw, dict(usual))
    for place, folder in enumerate(folders):
        steps.load(folder, is_killed=place == killed_load)
        if place in (0, 2):
            steps.build(is_killed=killed_build == (place == 2))
    once = home / "once.duckdb"
    tierbill("build", "--landing", steps.landing, "--warehouse", once)
    assert differing_tables(steps.paths.file, once) == {}, (number, steps.kills)
    usual.update(steps.usual)
    return steps.kills


@pytest.mark.slow
def test_forty_histories_with_kills_and_from_nothing(tmp_path):
    usual, killed = dict(USUAL), Counter()

    def run(number: int) -> None:
        home = tmp_path / str(number)
        told = killed_history(number, home, usual)
        print(number, *told, sep=", ", flush=True)
        killed.update(kill.split()[0] for kill in told)
        shutil.rmtree(home)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(run, range(HISTORIES)))
    assert min(killed["load"], killed["build"]) > HISTORIES // 2, killed
