"""Issued lines stay as they were written, whatever comes or changes afterwards (rules 8.2).

Random networks whose sellers issue July and August. Files come late, with records from before the
issues; settings, reference seeds and models change between builds.
"""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from issued_histories import IssuedHistory, changed_project, differing_lines, named, plant
from load_histories import write_issued_histories
from tierbill.landing.issued import ISSUED

LANDINGS, NETWORKS = 5, 40
OTHER_SETTINGS = {"taxed_leg_kinds": ["bill_a", "bill_b"], "plan_benefit_downstream": True}
TAX_RATES = "tax_region,tax_component,valid_from,valid_to,tax_rate,recorded_at\n"
# Tax of regions of the networks, which counts where no delivery has rates, and other rounding.
SEEDS = (
    ("seeds/reference/rounding_policies.csv", ",half_up,,bill,", ",truncate,,line,"),
    (
        "seeds/reference/tax_rates.csv",
        TAX_RATES,
        TAX_RATES
        + "".join(
            f"{number}SG,GST,2020-01-01T00:00:00Z,,0.07,2020-01-01T00:00:00Z\n"
            for first in (0, 1000)
            for number in (f"{first + each:04d}" for each in range(LANDINGS * NETWORKS))
        ),
    ),
)
# List prices of every network with an odd number are doubled.
MODEL = (
    "models/staging/stg_list_prices.sql",
    "cast(unit_price as decimal(28, 10)) as unit_price",
    "cast(unit_price * (1 + cast(substr(sku_id, 4, 1) as integer) % 2) as decimal(28, 10)) "
    "as unit_price",
)


def seeds(first: int, count: int) -> list[tuple[str, int]]:
    return [(("kernel", "commercial")[number % 2], first + number) for number in range(count)]


@pytest.mark.slow
def test_four_histories_with_late_files_and_other_settings(tmp_path):
    folders = write_issued_histories(seeds(900, 4), 2, tmp_path, issued_with=[0])
    history = IssuedHistory(tmp_path)
    history.load(folders[0])
    history.build()
    assert history.closes
    history.load(folders[1])
    assert history.build(settings=OTHER_SETTINGS) > 0


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Copies of the project, one with other reference seeds and one with another model."""
    home = tmp_path_factory.mktemp("projects")
    return changed_project(home / "seeds", *SEEDS), changed_project(home / "model", MODEL)


@pytest.mark.slow
def test_two_hundred_histories_with_late_files_and_what_else_changes(tmp_path, projects):
    def run(number: int) -> None:
        home = tmp_path / str(number)
        keep_what_was_issued(number, home, *projects)
        shutil.rmtree(home)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(run, range(LANDINGS)))


def keep_what_was_issued(number: int, home: Path, other_seeds: Path, other_model: Path) -> None:
    folders = write_issued_histories(
        seeds(number * NETWORKS, NETWORKS), 6, home / "data", issued_with=(2, 4)
    )
    has_rates = number % 2 == 0
    for folder in () if has_rates else folders:
        (folder / "tax_rates.csv").unlink(missing_ok=True)
    history = IssuedHistory(home)
    for folder in folders[:3]:
        history.load(folder)
    corrected = [history.build()]
    history.load(folders[3])
    corrected.append(history.build(settings=OTHER_SETTINGS))
    history.load(folders[4])
    corrected.append(history.build())
    history.load(folders[5])
    corrected += [history.build(), history.build(other_seeds), history.build(other_model)]
    print(number, len(history.closes), corrected, flush=True)
    assert min(corrected) > 0
    assert has_rates or corrected[4] > corrected[3]
    assert corrected[5] > corrected[3]

    replay = history.replay()
    assert (replay.difference_count, list(replay.not_closed)) == (0, [])
    altered = history.copy(home / "altered")
    planted = plant(altered, random.Random(number))
    replay = altered.replay()
    assert (named(replay), list(replay.of_closes), list(replay.not_closed)) == (planted, [], [])

    fresh = history.copy(home / "fresh")
    shutil.rmtree(fresh.landing / ISSUED)
    IssuedHistory(fresh.home).build(other_model, replays_lost_closes=True)
    expected = differing_lines(history.landing, fresh.landing)
    assert {seller[3] for seller, _, _ in expected} == set("13579")
    assert named(history.replay(other_model)) == expected
