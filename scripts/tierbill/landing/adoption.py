"""A landing folder of an earlier version, whose ledger has no checksums, gets them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tierbill.landing.folder import LOCK
from tierbill.landing.ledger import Contents, Entry, read_unchecked_ledger, write_ledger
from tierbill.landing.verification import landed_digest
from tierbill.shared.errors import Refused
from tierbill.shared.file_lock import file_locked


def adopt_landing(path: Path) -> int:
    """Take the landed files as they are into a ledger with checksums; return how many.

    Raises:
        Refused: the ledger is none of an earlier version, or a file that it names is missing.
    """
    path = path.resolve()
    read_unchecked_ledger(path)
    with file_locked(path / LOCK, f"A load into {path} is running"):
        entries = read_unchecked_ledger(path)
        if all(entry.landed_sha256 for entry in entries):
            raise Refused(f"{path}: its ledger has checksums; there is nothing to adopt.")
        write_ledger(path, Contents([_adopted(path, entry) for entry in entries]))
    return len(entries)


def _adopted(path: Path, entry: Entry) -> Entry:
    try:
        digest, size = landed_digest(entry.landed_path(path))
    except OSError as error:
        raise Refused(
            f"{entry.landed_path(path)}: {error.strerror}. Load the datasets into a new landing "
            "folder; nothing was adopted."
        ) from error
    return replace(entry, landed_sha256=digest, landed_bytes=size)
