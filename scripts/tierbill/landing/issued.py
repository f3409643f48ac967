"""The lines of issued bills in a landing folder: written once, then only read.

<landing>/issued/ledger.json            what was issued, in order (landing/close_ledger.py)
<landing>/issued/<sequence>.parquet     the lines of one close
<landing>/issued/_empty.parquet         the columns and no lines
<landing>/issued/.closing/              the lines that a build adds; an orphan if it was killed

The lines of a close are the originals of the month that was issued and the corrections that were
found then. Rules: 8.2.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from tierbill.landing.close_ledger import (
    Close,
    CloseLedger,
    read_close_ledger,
    whole_close_ledger,
    write_close_ledger,
)
from tierbill.landing.empty_tables import write_empty
from tierbill.landing.ledger import LEDGER, PREVIOUS, note_closes, read_contents
from tierbill.landing.unnamed_files import UNNAMED, copy_aside
from tierbill.landing.verification import READERS, file_fault, landed_digest
from tierbill.shared.disk_sync import sync
from tierbill.shared.errors import Refused
from tierbill.shared.project import project_root

ISSUED = "issued"
ADDED = ".closing"


@dataclass(frozen=True)
class IssuedFault:
    """A file of issued lines that is not what the ledger says, and in which way."""

    path: Path
    close: Close
    reason: str

    @property
    def table(self) -> str:
        """The folder that the file lies in."""
        return ISSUED

    def __str__(self) -> str:
        """Return the message a user reads."""
        return (
            f"{self.path}: {self.reason}. It holds the issued lines of {self.close.label}. "
            "Restore it from a backup, or run the build with --replay-lost-closes, which derives "
            "it again from the records."
        )


def start_issued(landing: Path, *, replays_lost: bool = False) -> None:
    """Make the folder of issued lines of a landing, and let it belong to the landing's history.

    What was issued in another history is kept aside with the files that no ledger names, and
    what was issued in this one is taken back from there. With `replays_lost` a ledger of which
    both generations are missing begins again, with no closes.

    Raises:
        Refused: the ledger of issued lines is missing or damaged.
    """
    issued, contents = landing / ISSUED, read_contents(landing)
    history = contents.history
    begins = replays_lost and not any((issued / name).exists() for name in (LEDGER, PREVIOUS))
    ledger = CloseLedger() if begins else read_close_ledger(issued, has_closes=contents.has_closes)
    if ledger.closes:
        note_closes(landing)
    is_new = not issued.exists()
    start_issued_folder(issued)
    if is_new:
        sync(landing)
    shutil.rmtree(issued / ADDED, ignore_errors=True)
    for half in (f".{LEDGER}", f".{PREVIOUS}"):
        (landing / half).unlink(missing_ok=True)
        (issued / half).unlink(missing_ok=True)
    if ledger.history == history:
        return
    if ledger.closes:
        copy_aside(landing, issued / LEDGER)
    kept = (landing / UNNAMED / ISSUED).glob(f"{LEDGER}*")
    found = [one for one in map(whole_close_ledger, sorted(kept)) if one is not None]
    earlier = [one.closes for one in found if one.history == history]
    write_close_ledger(issued, CloseLedger(max(earlier, key=len, default=()), history))


def start_issued_folder(issued: Path) -> None:
    """Make a folder of issued lines in which nothing is issued, as far as it is missing."""
    issued.mkdir(parents=True, exist_ok=True)
    write_empty(issued, issued_columns())
    if not (issued / LEDGER).exists():
        write_close_ledger(issued, CloseLedger())


def read_closes(landing: Path) -> list[Close]:
    """Return what was issued in the history of a landing folder, in the order of closing.

    Raises:
        Refused: a ledger is missing or not as it was written.
    """
    contents = read_contents(landing)
    ledger = read_close_ledger(landing / ISSUED, has_closes=contents.has_closes)
    return list(ledger.closes) if ledger.history == contents.history else []


def copy_issued(landing: Path | None, folder: Path) -> None:
    """Make a folder that holds the issued lines of a landing, by links, for a build to add to."""
    start_issued_folder(folder)
    if landing is None:
        return
    closes = read_closes(landing)
    for close in closes:
        close.path(folder).symlink_to(close.path(landing / ISSUED).resolve())
    write_close_ledger(folder, CloseLedger(closes))


def add_issued(landing: Path, folder: Path) -> None:
    """Take what a build added to its folder of issued lines into the landing.

    The lines are on the disk before the ledger names them.
    """
    known = {close.close_sequence for close in read_closes(landing)}
    closes = read_close_ledger(folder).closes
    if added := [close for close in closes if close.close_sequence not in known]:
        files = {close.close_sequence: close.path(folder) for close in added}
        put_issued(landing, closes, files)


def put_issued(landing: Path, closes: Sequence[Close], written: Mapping[int, Path]) -> None:
    """Make `closes` what is issued in a landing folder; `written` are new files by sequence.

    All that the ledger names is on the disk before the ledger names it. A kill before that
    leaves files that no ledger names.
    """
    issued = landing / ISSUED
    staging = issued / ADDED
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    targets = {
        close.path(issued): written[close.close_sequence]
        for close in closes
        if close.close_sequence in written
    }
    for target, file in targets.items():
        shutil.copyfile(file, staging / target.name)
        sync(staging / target.name)
    for target in targets:
        (staging / target.name).replace(target)
    sync(issued)
    note_closes(landing)
    write_close_ledger(issued, CloseLedger(closes, read_contents(landing).history))
    staging.rmdir()


def with_file(close: Close, file: Path) -> Close:
    """Return a close with the digest and the size of the file of its lines."""
    digest, size = landed_digest(file)
    return replace(close, sha256=digest, bytes=size)


def issued_faults(landing: Path, closes: Sequence[Close]) -> list[IssuedFault]:
    """Return what is wrong with the files of issued lines, in the order of `closes`."""
    issued = landing / ISSUED

    def fault(close: Close) -> IssuedFault | None:
        path = close.path(issued)
        reason = file_fault(path, close.sha256, close.bytes)
        return None if reason is None else IssuedFault(path, close, reason)

    with ThreadPoolExecutor(READERS) as readers:
        return [found for found in readers.map(fault, closes) if found is not None]


def check_issued(landing: Path) -> None:
    """Verify the issued lines of a landing before they are read.

    Raises:
        Refused: some are not what was written; all of these are named.
    """
    if faults := issued_faults(landing, read_closes(landing)):
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise Refused(
            f"{landing}: the issued lines of {len(faults)} months are damaged or missing, and "
            f"nothing was built:\n{lines}"
        )


def issued_columns() -> Mapping[str, str]:
    """Return the columns of an issued line with types, from models/staging/stg_ledger_lines.yml."""
    contract = project_root() / "models" / "staging" / "stg_ledger_lines.yml"
    [model] = yaml.load(contract.read_text("utf-8"), yaml.CSafeLoader)["models"]
    return {column["name"]: column["data_type"] for column in model["columns"]}
