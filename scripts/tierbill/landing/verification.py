"""Whether landed files are still what the loader wrote, by their size and SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tierbill.landing.ledger import Entry
from tierbill.shared.errors import Refused

READERS = 2
"""Files that are read at a time; digests need no interpreter, so that threads help."""


@dataclass(frozen=True)
class LandedFault:
    """A landed file that is not what the ledger says, and in which way."""

    path: Path
    entry: Entry
    reason: str

    @property
    def table(self) -> str:
        """The raw table whose records the file holds."""
        return self.entry.table

    def __str__(self) -> str:
        """Return the message a user reads."""
        return (
            f"{self.path}: {self.reason}. Load the delivered file {self.entry.source_file} "
            "again, which replaces it, or restore it from a backup."
        )


def landed_digest(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def landed_fault(landing: Path, entry: Entry) -> LandedFault | None:
    """Return what is wrong with a landed file, None if nothing is."""
    path = entry.landed_path(landing)
    reason = file_fault(path, entry.landed_sha256, entry.landed_bytes)
    return None if reason is None else LandedFault(path, entry, reason)


def file_fault(path: Path, sha256: str, size: int) -> str | None:
    """Return what is wrong with a file that should have a digest and a size, None if nothing."""
    try:
        found = path.stat().st_size
        if path.is_dir():
            return "a folder is in its place"
        if found != size:
            return f"it has {found:,} bytes and was landed with {size:,}"
        if landed_digest(path) != (sha256, size):
            return "damaged, its bytes are not those that were landed"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    return None


def landed_faults(landing: Path, entries: Sequence[Entry]) -> list[LandedFault]:
    """Return what is wrong with the landed files of `entries`, in their order.

    A caller that reads a part of the landing gives the entries of that part.
    """
    with ThreadPoolExecutor(READERS) as readers:
        found = readers.map(lambda entry: landed_fault(landing, entry), entries)
        return [fault for fault in found if fault is not None]


def check_landed(landing: Path, entries: Sequence[Entry]) -> None:
    """Verify the landed files of `entries` before they are read.

    Raises:
        Refused: some are not what the loader wrote; all of these are named.
    """
    if faults := landed_faults(landing, entries):
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise Refused(
            f"{landing}: {len(faults)} of {len(entries)} landed files are damaged or missing, "
            f"and nothing was read:\n{lines}"
        )
