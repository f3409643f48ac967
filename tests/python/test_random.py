"""The warehouse agrees with the reference rater on random datasets, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from building import tierbill
from merged_datasets import Merged, known_half_way, write_merged
from reference import Settings

FAST_SEEDS = 20
SLOW_SEEDS = 200
OTHER_SETTINGS = {
    "billing_timezone": "Etc/GMT+5",
    "settlement_delay_minutes": 90,
    "plan_benefit_downstream": True,
    "taxed_leg_kinds": ("bill_a", "channel", "bill_b", "direct"),
}


@dataclass(frozen=True)
class Lane:
    """A merged dataset and where it was loaded to."""

    merged: Merged
    home: Path

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    def build(self, name: str, *options: object) -> Path:
        warehouse = self.home / f"{name}.duckdb"
        tierbill("build", "--landing", self.landing, "--warehouse", warehouse, *options)
        return warehouse


def load(home: Path, profiles: Iterable[str], seeds: range) -> Lane:
    """Load a merged dataset: a dataset of each profile for each seed."""
    parts = [(profile, seed) for profile in profiles for seed in seeds]
    merged = write_merged(parts, home / "dataset")
    tierbill("load", merged.folder, "--landing", home / "landing")
    return Lane(merged, home)


def differences(
    lane: Lane,
    warehouse: Path,
    profile: str,
    as_of: datetime | None = None,
    settings: Settings | None = None,
) -> list[str]:
    rating = lane.merged.rate(as_of, settings)
    return [str(one) for one in rating.differences(warehouse, profile)]


def agree(found: list[str]) -> None:
    assert not found, "\n".join(["warehouse and reference differ:", *found])


@pytest.fixture(scope="module")
def fast_lane(tmp_path_factory: pytest.TempPathFactory) -> Lane:
    home = tmp_path_factory.mktemp("random")
    return load(home, ["kernel", "commercial"], range(FAST_SEEDS))


def test_forty_random_datasets(fast_lane):
    agree(differences(fast_lane, fast_lane.build("now"), "commercial"))


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["kernel", "commercial", "periods"])
def test_two_hundred_random_datasets(profile, tmp_path):
    # Other seeds than those of the fast lane.
    lane = load(tmp_path, [profile], range(FAST_SEEDS, FAST_SEEDS + SLOW_SEEDS))
    agree(differences(lane, lane.build("now"), profile))


@pytest.mark.slow
def test_what_was_known_half_way(fast_lane):
    as_of = known_half_way(fast_lane.merged)
    warehouse = fast_lane.build("half-way", "--as-of", as_of.isoformat())
    agree(differences(fast_lane, warehouse, "commercial", as_of=as_of))


@pytest.mark.slow
def test_other_settings(fast_lane):
    options = []
    for name, value in OTHER_SETTINGS.items():
        text = ",".join(value) if isinstance(value, tuple) else str(value).lower()
        options += ["--set", f"{name}={value if isinstance(value, str) else text}"]
    warehouse = fast_lane.build("other", *options)
    settings = Settings(**OTHER_SETTINGS)
    agree(differences(fast_lane, warehouse, "commercial", settings=settings))
    assert differences(fast_lane, warehouse, "commercial") != [], "the settings change nothing"


def test_merging_keeps_datasets_apart(tmp_path):
    """A dataset rates to the same marts alone and with an id prefix, but for the ids."""
    merged = write_merged([("kernel", 3), ("kernel", 4)], tmp_path)
    both = merged.rate(as_of=merged.now)
    owners = {row["owner_account_id"][:4] for row in both.fct_charges}
    assert owners == {"0003", "0004"}
    charges = {name: len(rating.fct_charges) for name, rating in both.ratings.items()}
    assert len(both.fct_charges) == sum(charges.values())
    delivered = {row["source_table"]: row["delivered"] for row in both.load_accounting}
    lines = (tmp_path / "merged" / "orders.csv").read_text(encoding="utf-8").splitlines()
    assert delivered["orders"] == len(lines) - 1
