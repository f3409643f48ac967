"""The demo seeds as a dataset folder, and their rating by the reference."""

from __future__ import annotations

import csv
from pathlib import Path

from building import ROOT
from random_datasets.dataset import write_csv
from reference import Rating, rate
from reference.tables import TABLES

SEEDS = ROOT / "seeds"


def demo_dataset(out: Path) -> Path:
    """Write what `seeds/demo` holds as a dataset; its tax rates are those people maintain."""
    for name in TABLES:
        path = SEEDS / "demo" / f"raw_{name}.csv"
        records = rows_of(path)
        if name == "tax_rates" and not records:
            records = rows_of(SEEDS / "reference" / "tax_rates.csv")
        if records:
            write_csv(out / f"{name}.csv", name, records)
    return out


def rated_demo(out: Path) -> Rating:
    """Rate the demo as the reference understands the rules."""
    return rate(demo_dataset(out))


def rows_of(path: Path) -> list[dict[str, str]]:
    """The records of a CSV file, every field as text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
