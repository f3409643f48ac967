"""The cases of `../shared/cases` that are one load, in one dataset: a build for all of them.

Every id and code of a case begins with its name, so that nothing of one case meets another.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from building import ROOT
from merged_datasets import is_id
from reference.tables import TABLES

CASES = ROOT.parent / "shared" / "cases"


def write_merged_cases(names: Iterable[str], out: Path) -> Path:
    """Write the tables of the cases under `out` and return `out`."""
    tables: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for name in names:
        for table in TABLES:
            tables[table] += list(_records(CASES / name, table))
    out.mkdir()
    for table, rows in tables.items():
        if rows or table == "usage":
            with (out / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in TABLES[table].columns])
                writer.writeheader()
                writer.writerows(rows)
    return out


def prefix(name: str) -> str:
    """What every id and code of a case begins with."""
    return f"{name.rpartition('/')[2]}."


def _records(folder: Path, table: str) -> Iterator[Mapping[str, str]]:
    kinds = {column.name: column.kind for column in TABLES[table].columns}
    before = prefix(str(folder))
    for path in [folder / f"{table}.csv", *sorted((folder / table).glob("*.csv"))]:
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for record in csv.DictReader(file):
                yield {
                    name: before + value if value and is_id(name, kinds[name]) else value
                    for name, value in record.items()
                }
