"""The inputs of a build: every delivered file with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tierbill.landing.ledger import read_ledger


@dataclass(frozen=True)
class Input:
    """One input file of a build; `records` and `rejected` are null for seeds."""

    table_name: str
    source_file: str
    sha256: str
    records: int | None = None
    rejected: int | None = None


def build_inputs(project: Path, landing: Path | None) -> Sequence[Input]:
    """Return the inputs, sorted: the files of the landing or else the demo seeds, and the
    reference seeds that people maintain.
    """
    seeds = [project / "seeds" / "reference"]
    if landing is None:
        seeds.append(project / "seeds" / "demo")
    found = [
        Input(path.stem, path.relative_to(project).as_posix(), _digest(path))
        for folder in seeds
        for path in folder.rglob("*.csv")
    ]
    if landing is not None:
        found += _landed(landing)
    return sorted(found, key=lambda each: (each.table_name, each.source_file, each.sha256))


def has_records(project: Path, landing: Path | None, table: str) -> bool:
    """Whether anything was delivered for a raw table, accepted or not."""
    if landing is None:
        seed = project / "seeds" / "demo" / f"raw_{table}.csv"
        return seed.exists() and len(seed.read_text(encoding="utf-8").splitlines()) > 1
    return any(entry.table == table and entry.records > 0 for entry in read_ledger(landing))


def _landed(landing: Path) -> Sequence[Input]:
    return [
        Input(entry.table, entry.source_file, entry.sha256, entry.records, entry.rejected)
        for entry in read_ledger(landing)
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
