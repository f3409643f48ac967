"""The ledger of a landing folder: which files it holds. Replacing it commits a load."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tierbill.shared.errors import Refused

LEDGER = "ledger.json"


@dataclass(frozen=True)
class Entry:
    """One file taken in. `record_file` is its id: `<table>/<record_file>.parquet` has its records.

    `sha256` is the digest of the delivered file, `source_file` its path in the dataset,
    `loaded_at` an instant in UTC, `timezone` the zone given for times without one, `fold` which
    of two instants a time is that the zone has twice, `inclusive_ends` the step by which the ends
    of usage were moved, null if they were not.
    """

    table: str
    record_file: str
    sha256: str
    source_file: str
    timezone: str | None
    load_id: str
    loaded_at: str
    records: int
    rejected: int
    fold: str | None = None
    inclusive_ends: str | None = None


def read_ledger(landing: Path) -> list[Entry]:
    """Return the files a landing folder holds, in the order of the ledger.

    Raises:
        Refused: the folder has no ledger, or one that cannot be read.
    """
    path = landing / LEDGER
    try:
        return [Entry(**file) for file in json.loads(path.read_text("utf-8"))["files"]]
    except FileNotFoundError:
        raise Refused(
            f"{landing}: no landing folder, it has no {LEDGER}. Load a dataset into it first."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"{path}: damaged ({error}). Load the datasets into a new landing folder."
        ) from error


def write_ledger(landing: Path, entries: Sequence[Entry]) -> None:
    """Replace the ledger in one step, sorted: the order of loads leaves no trace."""
    ordered = sorted(entries, key=lambda entry: (entry.table, entry.record_file))
    lines = ",\n".join(json.dumps(asdict(entry)) for entry in ordered)
    temporary = landing / f".{LEDGER}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write('{"files": [\n' + lines + "\n]}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(landing / LEDGER)
    sync_folder(landing)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder last through a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
