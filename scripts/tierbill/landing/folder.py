"""The landing folder: typed Parquet of every delivered file, and its ledger.

<landing>/ledger.json                    the commit point
<landing>/<table>/<record_file>.parquet  the records of one delivered file
<landing>/<table>/_empty.parquet         the columns and no records, so that a table exists
<landing>/.load/                         the running load; an orphan if it was killed
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from tierbill.landing.ledger import LEDGER, Entry, read_ledger, sync_folder, write_ledger
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import raw_tables

EMPTY = "_empty.parquet"
STAGING = ".load"
LOCK = ".lock"
LOCK_TIMEOUT = 60
"""Seconds to wait for another load into the same folder."""
VALIDATION_COLUMNS = (
    "rejection_reason",
    "rejected_record",
    "rejected_key",
    "rejection_detail",
    "unreadable_tags",
)
"""Columns of a landed file behind those of the contract; all but the last are null for an
accepted record."""

_ARROW_TYPES = {
    "varchar": pa.string(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "integer": pa.int32(),
}


@dataclass
class Landing:
    """A locked landing folder with exactly the files of its ledger."""

    path: Path
    entries: list[Entry]

    @property
    def staging(self) -> Path:
        """Folder of the running load, on the same file system."""
        return self.path / STAGING

    def staged(self, table: str, record_file: str) -> Path:
        """Path of a file of the running load."""
        return self.staging / f"{table}.{record_file}.parquet"

    def commit(self, entries: Sequence[Entry]) -> None:
        """Make `entries` the contents: staged files move in, files without an entry go."""
        for entry in entries:
            staged = self.staged(entry.table, entry.record_file)
            if staged.exists():
                _sync_file(staged)
                staged.replace(self.path / entry.table / f"{entry.record_file}.parquet")
        for table in {entry.table for entry in entries}:
            sync_folder(self.path / table)
        write_ledger(self.path, entries)
        self.entries = list(entries)
        _remove_orphans(self.path, self.entries)


@contextmanager
def open_landing(path: Path) -> Iterator[Landing]:
    """Lock a landing folder, make it if it is new, and remove what a killed load left.

    Raises:
        Refused: its path cannot be used, it is no landing folder, or it is in use.
    """
    path = path.resolve()
    _check_path(path)
    path.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path / LOCK)
    try:
        lock.acquire(timeout=LOCK_TIMEOUT)
    except Timeout:
        raise Refused(
            f"{path}: in use by another load for {LOCK_TIMEOUT} s. Wait until it is done."
        ) from None
    try:
        if not (path / LEDGER).exists():
            write_ledger(path, [])
        _write_empty_files(path)
        entries = read_ledger(path)
        _remove_orphans(path, entries)
        yield Landing(path, entries)
    finally:
        shutil.rmtree(path / STAGING, ignore_errors=True)
        lock.release()


def recover(path: Path) -> None:
    """Remove what a killed load left in a landing folder; to be called before it is read.

    Raises:
        Refused: it is no landing folder, or it is in use.
    """
    read_ledger(path)
    with open_landing(path):
        pass


def missing_required(path: Path) -> tuple[str, ...]:
    """Return the required tables of which a landing folder holds no file."""
    present = {entry.table for entry in read_ledger(path)}
    return tuple(
        table.name
        for table in raw_tables().values()
        if table.required and table.name not in present
    )


def _check_path(path: Path) -> None:
    # the path stands in file patterns and in SQL of the staging models
    if wrong := re.search(r"[*?\[\]{}'\"$\\\x00-\x1f]", str(path)):
        raise Refused(
            f"{path}: the path of a landing folder must not hold {wrong[0]!r}. Choose another."
        )
    if path.exists() and not path.is_dir():
        raise Refused(f"{path}: not a folder. Choose another landing folder.")
    foreign = path.is_dir() and {entry.name for entry in path.iterdir()} - {LOCK, f".{LEDGER}"}
    if foreign and LEDGER not in foreign:
        raise Refused(f"{path}: neither empty nor a landing folder (no {LEDGER}). Choose another.")


def _write_empty_files(path: Path) -> None:
    for table in raw_tables().values():
        fields = [pa.field(column.name, _arrow_type(column.data_type)) for column in table.columns]
        fields += [pa.field(name, pa.string()) for name in VALIDATION_COLUMNS]
        schema = pa.schema([*fields, pa.field("record_line", pa.int64())])
        empty = path / table.name / EMPTY
        if not empty.exists() or not pq.read_schema(empty).equals(schema):
            empty.parent.mkdir(exist_ok=True)
            temporary = empty.with_suffix(".new")
            pq.write_table(schema.empty_table(), temporary)
            temporary.replace(empty)


def _arrow_type(data_type: str) -> pa.DataType:
    if data_type.startswith("decimal"):
        precision, scale = re.findall(r"\d+", data_type)
        return pa.decimal128(int(precision), int(scale))
    return _ARROW_TYPES[data_type]


def _remove_orphans(path: Path, entries: Sequence[Entry]) -> None:
    shutil.rmtree(path / STAGING, ignore_errors=True)
    known = {(entry.table, entry.record_file) for entry in entries}
    for table in raw_tables():
        for file in (path / table).glob("*.parquet"):
            if file.name == EMPTY or (table, file.stem) in known:
                known.discard((table, file.stem))
            elif re.fullmatch("[0-9a-f]{64}", file.stem):
                file.unlink()
            else:
                raise Refused(f"{file}: not a file of the loader. Take it out of the landing.")
    if known:
        table, record_file = min(known)
        raise Refused(
            f"{path / table / record_file}.parquet is in the ledger and not in the folder. "
            "Load the datasets into a new landing folder."
        )


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
