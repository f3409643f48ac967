"""The landing folder: typed Parquet of every delivered file, and its ledger.

<landing>/ledger.json                    the commit point
<landing>/ledger.previous.json           the ledger before the last load
<landing>/issued/                        the lines of issued bills (landing/issued.py)
<landing>/<table>/<record_file>.parquet  the records of one delivered file
<landing>/<table>/_empty.parquet         the columns and no records, so that a table exists
<landing>/unnamed/<table>/               files that no ledger names (landing/unnamed_files.py)
<landing>/.load/                         the running load; an orphan if it was killed
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from tierbill.landing.close_ledger import Close
from tierbill.landing.empty_tables import EMPTY, write_empty
from tierbill.landing.issued import (
    ADDED,
    ISSUED,
    IssuedFault,
    issued_faults,
    read_closes,
    start_issued,
)
from tierbill.landing.ledger import (
    LEDGER,
    PREVIOUS,
    Contents,
    Entry,
    new_history,
    read_contents,
    read_ledger,
    write_ledger,
)
from tierbill.landing.unnamed_files import move_named_in, move_unnamed_out
from tierbill.landing.verification import LandedFault, landed_digest, landed_faults
from tierbill.shared.disk_sync import sync
from tierbill.shared.errors import Refused
from tierbill.shared.file_lock import file_locked
from tierbill.shared.input_contract import raw_tables

STAGING = ".load"
LOCK = ".lock"
VALIDATION_COLUMNS = (
    "rejection_reason",
    "rejected_record",
    "rejected_key",
    "rejection_detail",
    "unreadable_tags",
)
"""Columns of a landed file behind those of the contract; all but the last are null for an
accepted record."""
_OF_ISSUED = (LEDGER, PREVIOUS, f".{LEDGER}", f".{PREVIOUS}", ADDED)


@dataclass
class Landing:
    """A locked landing folder whose tables have no files but those of its ledger.

    `notices` tell which files were moved out of the tables, because no ledger names them.
    `behind` is how far its clock is behind: zero, but for the demonstration's. `history` is the
    id of its history. `has_closes` says that months were closed.
    """

    path: Path
    entries: list[Entry]
    notices: list[str] = field(default_factory=list)
    behind: timedelta = timedelta(0)
    history: str = ""
    has_closes: bool = False

    @property
    def now(self) -> datetime:
        """The instant of what is done now by the clock of the landing, in UTC."""
        return datetime.now(UTC) - self.behind

    @property
    def staging(self) -> Path:
        """Folder of the running load, on the same file system."""
        return self.path / STAGING

    def staged(self, table: str, record_file: str) -> Path:
        """Path of a file of the running load."""
        return self.staging / f"{table}.{record_file}.parquet"

    def commit(self, entries: Sequence[Entry], *, replaces: bool = False) -> None:
        """Make `entries` the contents: staged files move in, files without an entry go out.

        All that the ledger names is on the disk before the ledger names it. New files are those
        of the next load. With `replaces` a landing that loses a file begins another history: all
        its files are of the first load, and nothing is issued yet.
        """
        landed = self._in_loads([self._moved_in(entry) for entry in entries])
        if replaces and self._loses(landed):
            landed = [replace(entry, load_sequence=1) for entry in landed]
            self.history = new_history(landed)
            if closes := read_closes(self.path):
                self.notices.append(
                    f"{self.path}: another dataset took the place of the one before, and what was "
                    f"closed of it, {len(closes):,} months of sellers, went with it. The next "
                    "build closes what this dataset issues."
                )
        for table in {entry.table for entry in landed}:
            sync(self.path / table)
        sync(self.path)
        write_ledger(self.path, Contents(landed, self.behind, self.history, self.has_closes))
        self.entries = landed
        start_issued(self.path)
        self.notices += move_unnamed_out(self.path, _unnamed(self.path, landed))

    def _in_loads(self, entries: Sequence[Entry]) -> list[Entry]:
        """Give new files the number of the next load; the others keep theirs."""
        numbers = {(one.table, one.record_file): one.load_sequence for one in self.entries}
        following = max(numbers.values(), default=0) + 1
        return [
            replace(
                entry,
                load_sequence=numbers.get((entry.table, entry.record_file), following),
            )
            for entry in entries
        ]

    def _loses(self, entries: Sequence[Entry]) -> bool:
        kept = {(entry.table, entry.record_file) for entry in entries}
        return any((entry.table, entry.record_file) not in kept for entry in self.entries)

    def _moved_in(self, entry: Entry) -> Entry:
        staged = self.staged(entry.table, entry.record_file)
        if not staged.exists():
            return entry
        sync(staged)
        digest, size = landed_digest(staged)
        target = entry.landed_path(self.path)
        if target.is_dir():
            self.notices += move_unnamed_out(self.path, [target])
        staged.replace(target)
        return replace(entry, landed_sha256=digest, landed_bytes=size)


@contextmanager
def open_landing(
    path: Path, console: Console | None = None, *, replays_lost: bool = False
) -> Iterator[Landing]:
    """Lock a landing folder, make it if it is new, and put what a killed load left in order.

    While another process holds it, `console` is told. With `replays_lost` a lost ledger of issued
    lines begins again.

    Raises:
        Refused: its path cannot be used, it is no landing folder, one of its ledgers is damaged,
            or it was not free within TIERBILL_LOCK_TIMEOUT seconds.
    """
    path = path.resolve()
    _check_path(path)
    path.mkdir(parents=True, exist_ok=True)
    with file_locked(path / LOCK, f"A load into {path}, or a build of it, is running", console):
        if not (path / LEDGER).exists() and not (path / PREVIOUS).exists():
            write_ledger(path, Contents([]))
            sync(path.parent)
        start_issued(path, replays_lost=replays_lost)
        contents = read_contents(path)
        notices = _write_empty_files(path)
        shutil.rmtree(path / STAGING, ignore_errors=True)
        notices += move_unnamed_out(path, _unnamed(path, contents.entries))
        notices += move_named_in(path, _named(path, contents.entries))
        try:
            yield Landing(
                path,
                contents.entries,
                notices,
                contents.behind,
                contents.history,
                contents.has_closes,
            )
        finally:
            shutil.rmtree(path / STAGING, ignore_errors=True)


def set_clock(path: Path, shown: datetime) -> None:
    """Make the clock of a landing folder show an instant now and run on from there.

    Raises:
        Refused: as `open_landing`.
    """
    with open_landing(path) as folder:
        folder.behind = timedelta(seconds=(datetime.now(UTC) - shown) // timedelta(seconds=1))
        folder.commit(folder.entries)


@dataclass(frozen=True)
class VerifiedLanding:
    """What a landing folder should hold, what of that is damaged, and what else lies in it."""

    entries: Sequence[Entry]
    closes: Sequence[Close]
    faults: Sequence[LandedFault | IssuedFault]
    unnamed: Sequence[Path]


def verified_landing(path: Path, console: Console | None = None) -> VerifiedLanding:
    """Verify a whole landing folder and change nothing in it.

    Raises:
        Refused: it is no landing folder, its ledger is damaged, or it was not free within
            TIERBILL_LOCK_TIMEOUT seconds.
    """
    path = path.resolve()
    read_ledger(path)
    with file_locked(path / LOCK, f"A load into {path}, or a build of it, is running", console):
        entries = read_ledger(path)
        closes = read_closes(path)
        faults = [*landed_faults(path, entries), *issued_faults(path, closes)]
        return VerifiedLanding(entries, closes, faults, _unnamed(path, entries))


def recover(path: Path) -> None:
    """Put in order what a killed load left in a landing folder.

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
    if foreign and not foreign & {LEDGER, PREVIOUS}:
        raise Refused(f"{path}: neither empty nor a landing folder (no {LEDGER}). Choose another.")


def _write_empty_files(path: Path) -> list[str]:
    """Write the files without records, those that are missing or damaged."""
    notices = []
    for table in raw_tables().values():
        folder, empty = path / table.name, path / table.name / EMPTY
        notices += move_unnamed_out(path, [each for each in (folder,) if each.is_file()])
        notices += move_unnamed_out(path, [each for each in (empty,) if each.is_dir()])
        columns = {column.name: column.data_type for column in table.columns}
        columns |= dict.fromkeys(VALIDATION_COLUMNS, "varchar")
        write_empty(folder, columns | {"record_line": "bigint"})
    return notices


def _named(path: Path, entries: Sequence[Entry]) -> list[tuple[Path, str]]:
    """Return the files that the ledgers name, with their digests."""
    return [
        *((entry.landed_path(path), entry.landed_sha256) for entry in entries),
        *((close.path(path / ISSUED), close.sha256) for close in read_closes(path)),
    ]


def _unnamed(path: Path, entries: Sequence[Entry]) -> list[Path]:
    """Return the files in the folders that a build reads that no ledger names."""
    known = {file for file, _ in _named(path, entries)}
    own = {path / ISSUED / name for name in _OF_ISSUED}
    return [
        file
        for folder in (*raw_tables(), ISSUED)
        for file in sorted((path / folder).glob("*"))
        if file.name != EMPTY and file not in known | own
    ]
