"""`dbt build` by hand goes on from its own database and gives what `tierbill build` gives.

It reads the lines that were issued and writes none, and says so where that makes a difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from building import DbtFolder, tierbill
from load_histories import differing_tables, write_issued_histories

BUILD = (
    "build",
    "--exclude",
    "path:seeds/demo",
    "tag:deep",
    "--exclude-resource-type",
    "unit_test",
)
WARNING = "Months that were issued with less known than now and are not closed: "


class ByHand:
    """A landing with the warehouse of `tierbill build` and the database of dbt."""

    def __init__(self, home: Path) -> None:
        self.landing, self.warehouse = home / "landing", home / "bills.duckdb"
        self.folder = DbtFolder(home / "dbt")

    def load(self, folder: Path) -> None:
        tierbill("load", folder, "--landing", self.landing, "--allow-rejected")

    def tierbill(self) -> None:
        tierbill("build", "--landing", self.landing, "--warehouse", self.warehouse)

    def dbt(self) -> str:
        return " ".join(self.folder.dbt(*BUILD, landing=self.landing).split())

    def differences(self) -> dict[str, tuple[int, int]]:
        return differing_tables(self.folder.database, self.warehouse)


@pytest.mark.slow
def test_dbt_by_hand_goes_on_from_a_landing_that_has_grown(tmp_path):
    """July is issued in between; the build closes it, and dbt reads what it closed."""
    first, second = write_issued_histories(
        [("kernel", 950), ("commercial", 951)], 2, tmp_path, issued_with=[1]
    )
    by_hand = ByHand(tmp_path)
    by_hand.load(first)
    assert WARNING not in by_hand.dbt()
    by_hand.load(second)
    by_hand.tierbill()
    assert WARNING not in by_hand.dbt()
    assert by_hand.differences() == {}


@pytest.mark.slow
def test_dbt_by_hand_twice_and_with_a_landing_grown_between(tmp_path):
    """What dbt gives before a build differs only if it warns."""
    seeds = [(("kernel", "commercial")[number % 2], 950 + number) for number in range(10)]
    folders = write_issued_histories(seeds, 3, tmp_path, issued_with=[1])
    by_hand = ByHand(tmp_path)
    warned = []
    for folder in folders:
        by_hand.load(folder)
        said = by_hand.dbt()
        warned.append(WARNING in said)
        by_hand.tierbill()
        if not warned[-1]:
            assert by_hand.differences() == {}
        assert WARNING not in by_hand.dbt()
        assert by_hand.differences() == {}
        if warned[-1]:
            assert f"Run `tierbill build --landing {by_hand.landing}`, then dbt again." in said
    assert warned[:2] == [False, True]
