"""The ledger of a landing folder: which files it holds. Replacing it commits a load.

ledger.json            the contents; its first line is the SHA-256 of all that follows, the next
                       may say how far the clock of the landing is behind, which history
                       this is: one begins where a dataset takes the place of another, and that
                       months were closed
ledger.previous.json   the contents before the last load

With each file it keeps how the times of the load were read, and the load that brought it: loads
are numbered in the order in which they came. Rules: 1.9, 8.2.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from tierbill.landing.checked_json import checked_bytes, checked_content
from tierbill.shared.command_lines import command_line
from tierbill.shared.disk_sync import replace_file, sync
from tierbill.shared.errors import Refused

LEDGER = "ledger.json"
PREVIOUS = "ledger.previous.json"
UNCHECKED = b'{"files": [\n'
"""How a ledger begins that a version without checksums wrote."""
_BEHIND = "clock_behind_seconds"
_HISTORY = "history"
_CLOSED = "has_closes"


class LedgerWithoutChecksums(Refused):
    """A ledger of an earlier version: its files cannot be verified before they are adopted."""


@dataclass(frozen=True)
class Entry:
    """One file taken in. `record_file` is its id: `<table>/<record_file>.parquet` has its records.

    `sha256` is the digest of the delivered file, `source_file` its path in the dataset,
    `loaded_at` an instant in UTC, `timezone` the zone given for times without one, `fold` which
    of two instants a time is that the zone has twice, `inclusive_ends` the step by which the ends
    of usage were moved, null if they were not. `rounded` has for each column of which values were
    rounded their number and the sum of what was rounded away; null if nothing was to be rounded.
    `source` is the name that was given to tell the ids of several sources apart.
    `landed_sha256` and `landed_bytes` are the digest and the size of the landed file.
    `load_sequence` is the number of the load in the order of loads, from 1.
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
    source: str | None = None
    rounded: dict[str, dict[str, int | str]] | None = None
    landed_sha256: str = ""
    landed_bytes: int = 0
    load_sequence: int = 0

    def landed_path(self, landing: Path) -> Path:
        """Return the path of the landed file."""
        return landing / self.table / f"{self.record_file}.parquet"


@dataclass(frozen=True)
class Contents:
    """What a landing folder holds: its files, how far its clock is behind, and its history.

    `history` is the id of the history, empty for the first one. `has_closes` says that months were
    closed: the ledger of issued lines is there.
    """

    entries: list[Entry]
    behind: timedelta = timedelta(0)
    history: str = ""
    has_closes: bool = False


def read_ledger(landing: Path) -> list[Entry]:
    """Return the files a landing folder holds, in the order of the ledger.

    Raises:
        Refused: the folder has no ledger, or one that is not as it was written.
    """
    return read_contents(landing).entries


def read_contents(landing: Path) -> Contents:
    """Return the files a landing folder holds, how far its clock is behind, and its history.

    Raises:
        Refused: as `read_ledger`.
    """
    path = landing / LEDGER
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if (landing / PREVIOUS).exists():
            raise Refused(f"{path}: missing. {_remedy(landing)}") from None
        raise Refused(
            f"{landing}: no landing folder, it has no {LEDGER}. Load a dataset into it first."
        ) from None
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}). {_remedy(landing)}") from error
    if data.startswith(UNCHECKED) and read_unchecked_ledger(landing) is not None:
        raise LedgerWithoutChecksums(
            f"{path}: written by an earlier version, without checksums. Run "
            f"`{command_line('verify', '--landing', str(landing), '--adopt')}` once: it takes the "
            "landed files as they are."
        )
    try:
        return _contents(data)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path}: damaged ({error}). {_remedy(landing)}") from error


def read_unchecked_ledger(landing: Path) -> list[Entry]:
    """Return the files that a ledger of an earlier version names.

    Raises:
        Refused: it is no such ledger.
    """
    path = landing / LEDGER
    try:
        return [Entry(**file) for file in json.loads(path.read_bytes())["files"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path}: damaged ({error}). {_remedy(landing)}") from error


def write_ledger(landing: Path, contents: Contents) -> None:
    """Replace the ledger in one step, its files sorted.

    How far the clock is behind is kept in whole seconds.
    The ledger that was there stays as the previous generation.
    """
    data = _data(contents)
    before = (landing / LEDGER).read_bytes() if (landing / LEDGER).is_file() else None
    if data == before:
        return
    if before is not None:
        replace_file(landing / PREVIOUS, before)
    replace_file(landing / LEDGER, data)
    sync(landing)


def note_closes(landing: Path) -> None:
    """Let the ledger say that months were closed; the previous generation stays."""
    contents = read_contents(landing)
    if not contents.has_closes:
        replace_file(landing / LEDGER, _data(replace(contents, has_closes=True)))
        sync(landing)


def new_history(entries: Sequence[Entry]) -> str:
    """Return the id of the history that begins with these files."""
    text = json.dumps([asdict(entry) for entry in entries], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _data(contents: Contents) -> bytes:
    ordered = sorted(contents.entries, key=lambda entry: (entry.table, entry.record_file))
    lines = ",\n".join(json.dumps(asdict(entry)) for entry in ordered)
    seconds = int(contents.behind.total_seconds())
    clock = f'"{_BEHIND}": {seconds},\n' if seconds else ""
    history = f'"{_HISTORY}": {json.dumps(contents.history)},\n' if contents.history else ""
    closed = f'"{_CLOSED}": true,\n' if contents.has_closes else ""
    return checked_bytes(clock + history + closed + '"files": [\n' + lines + "\n]}\n")


def _contents(data: bytes) -> Contents:
    """Return what a ledger says whose bytes are exactly as they were written."""
    content = checked_content(data)
    return Contents(
        _in_loads([Entry(**file) for file in content["files"]]),
        timedelta(seconds=content.get(_BEHIND, 0)),
        str(content.get(_HISTORY, "")),
        bool(content.get(_CLOSED, False)),
    )


def _in_loads(entries: list[Entry]) -> list[Entry]:
    """Number the loads of a ledger of an earlier version, by their instants."""
    if all(entry.load_sequence for entry in entries):
        return entries
    loads = sorted({(entry.loaded_at, entry.load_id) for entry in entries})
    numbers = {load: number for number, load in enumerate(loads, 1)}
    return [
        replace(entry, load_sequence=numbers[entry.loaded_at, entry.load_id]) for entry in entries
    ]


def _remedy(landing: Path) -> str:
    """Return what to do about a ledger that cannot be used."""
    try:
        count = len(_contents((landing / PREVIOUS).read_bytes()).entries)
    except (OSError, ValueError, KeyError, TypeError):
        return (
            "Restore it from a backup, or load the datasets into a new landing folder; "
            "nothing in the landing was changed."
        )
    return (
        f"The one before the last load is whole ({count} files): "
        f"`{shlex.join(['cp', str(landing / PREVIOUS), str(landing / LEDGER)])}`, then load the "
        "last dataset again."
    )
