"""The inputs of a build: every delivered file with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tierbill.landing.issued import read_closes
from tierbill.landing.ledger import read_ledger


@dataclass(frozen=True)
class Input:
    """One input file of a build; `records` and `rejected` are null for seeds."""

    table_name: str
    source_file: str
    sha256: str
    records: int | None = None
    rejected: int | None = None


def build_inputs(
    project: Path, landing: Path | None, as_of_load: int | None = None
) -> Sequence[Input]:
    """Return the inputs, sorted: the files of the landing or else the demo seeds, and the
    reference seeds that people maintain.

    Of the landing those count that loads up to `as_of_load` brought; None means all.
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
        found += _landed(landing, as_of_load)
    return sorted(found, key=lambda each: (each.table_name, each.source_file, each.sha256))


def has_open_issues(project: Path, landing: Path | None) -> bool:
    """Whether a month was issued, by an accepted record or not, that is not closed yet."""
    if landing is None:
        seed = project / "seeds" / "demo" / "raw_bill_issues.csv"
        return seed.exists() and len(seed.read_text(encoding="utf-8").splitlines()) > 1
    closed = {close.month for close in read_closes(landing)}
    with duckdb.connect() as database:
        issued = database.execute(
            "select distinct seller_account_id, cast(billing_month as varchar) "
            "from read_parquet(?, union_by_name = true) where rejection_reason is null",
            [str(landing / "bill_issues" / "*.parquet")],
        ).fetchall()
    return not closed.issuperset(issued)


def _landed(landing: Path, as_of_load: int | None) -> Sequence[Input]:
    return [
        Input(entry.table, entry.source_file, entry.sha256, entry.records, entry.rejected)
        for entry in read_ledger(landing)
        if as_of_load is None or entry.load_sequence <= as_of_load
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
