"""A build that goes on from what is rated gives what a build from nothing gives (rules 8.4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import tierbill
from load_histories import differing_tables, write_histories

# Each issue of the last takes a rating of its own where it is delivered out of order.
PROFILES = (*9 * ("kernel",), *10 * ("commercial",), "periods")


def build_step_by_step(folders: list[Path], home: Path, compared: set[int]) -> None:
    landing, warehouse = home / "landing", home / "steps.duckdb"
    for number, folder in enumerate(folders, start=1):
        tierbill("load", folder, "--landing", landing, "--allow-rejected")
        tierbill("build", "--landing", landing, "--warehouse", warehouse)
        if number in compared:
            once = home / f"once-{number}.duckdb"
            tierbill("build", "--landing", landing, "--warehouse", once)
            assert differing_tables(warehouse, once) == {}, number


def seeds(first: int, count: int) -> list[tuple[str, int]]:
    return [(PROFILES[number % 20], first + number) for number in range(count)]


def test_twenty_histories_step_by_step_and_from_nothing(tmp_path):
    folders = write_histories(seeds(700, 20), 3, tmp_path)
    build_step_by_step(folders, tmp_path, {3})


@pytest.mark.slow
def test_two_hundred_histories_step_by_step_and_from_nothing(tmp_path):
    folders = write_histories(seeds(500, 200), 14, tmp_path)
    build_step_by_step(folders, tmp_path, {4, 8, 11, 14})
