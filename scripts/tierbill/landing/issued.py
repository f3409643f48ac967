"""The lines of issued bills in a landing folder: written once, then only read.

<landing>/issued/ledger.json            what was issued, in order; its first line is the SHA-256
                                        of all that follows
<landing>/issued/<sequence>.parquet     the lines of one close
<landing>/issued/_empty.parquet         the columns and no lines

A close is the first issue of a seller's month. Its lines are the originals of that month and the
corrections that were found then. Rules: 8.2.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from tierbill.landing.checked_json import checked_bytes, checked_content
from tierbill.landing.empty_tables import write_empty
from tierbill.landing.verification import file_fault
from tierbill.shared.command_lines import command_line
from tierbill.shared.disk_sync import replace_file, sync
from tierbill.shared.errors import Refused
from tierbill.shared.project import project_root

ISSUED = "issued"
LEDGER = "ledger.json"


@dataclass(frozen=True)
class Close:
    """The first issue of a seller's month, and what was written of it.

    `close_sequence` counts the closes of a landing from 1. `billing_month` is its first day,
    `issued_at` an instant in UTC, both as ISO text. `load_sequence` is the load that brought the
    issue: what it brought was known by then. `line_count` are the lines, `sums` their billed cost
    by currency, `policies` how the seller's bills of that month are rounded, by currency.
    `code_version` and `settings` are those of the build that closed the month.
    """

    close_sequence: int
    seller_account_id: str
    billing_month: str
    issued_at: str
    load_sequence: int
    line_count: int
    sums: Mapping[str, str]
    policies: Sequence[Mapping[str, str | int]]
    code_version: str
    settings: Mapping[str, str]
    sha256: str
    bytes: int

    @property
    def month(self) -> tuple[str, str]:
        """The seller and its month."""
        return self.seller_account_id, self.billing_month

    def path(self, issued: Path) -> Path:
        """Return the path of the lines in a folder of issued lines."""
        return issued / f"{self.close_sequence:08d}.parquet"


@dataclass(frozen=True)
class IssuedFault:
    """A file of issued lines that is not what the ledger says, and in which way."""

    path: Path
    close: Close
    reason: str

    def __str__(self) -> str:
        """Return the message a user reads."""
        return (
            f"{self.path}: {self.reason}. It holds the issued lines of "
            f"{self.close.seller_account_id}, {self.close.billing_month[:7]}. Restore it from a "
            "backup, or run the build with --replay-lost-closes, which derives it again from the "
            "records."
        )


def start_issued(landing: Path) -> None:
    """Make the folder of issued lines of a landing, as far as it is missing."""
    start_issued_folder(landing / ISSUED)


def start_issued_folder(issued: Path) -> None:
    """Make a folder of issued lines in which nothing is issued, as far as it is missing."""
    issued.mkdir(parents=True, exist_ok=True)
    write_empty(issued, issued_columns())
    if not (issued / LEDGER).exists():
        write_issued_ledger(issued, [])


def read_closes(landing: Path) -> list[Close]:
    """Return what was issued in a landing folder, in the order of closing.

    Raises:
        Refused: the ledger of issued lines is not as it was written.
    """
    return read_issued_ledger(landing / ISSUED)


def read_issued_ledger(issued: Path) -> list[Close]:
    """Return the closes that a folder of issued lines names; none if there is no folder.

    Raises:
        Refused: its ledger is not as it was written.
    """
    path = issued / LEDGER
    try:
        return [Close(**close) for close in checked_content(path.read_bytes())["closes"]]
    except FileNotFoundError:
        if any(issued.glob("[0-9]*.parquet")):
            raise Refused(f"{path}: missing. Restore it from a backup.") from None
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path}: damaged ({error}). Restore it from a backup.") from error


def write_closes(landing: Path, closes: Sequence[Close]) -> None:
    """Replace the list of what was issued in a landing folder in one step."""
    write_issued_ledger(landing / ISSUED, closes)


def write_issued_ledger(issued: Path, closes: Sequence[Close]) -> None:
    """Replace the list of closes of a folder of issued lines in one step."""
    lines = ",\n".join(json.dumps(asdict(close)) for close in closes)
    replace_file(issued / LEDGER, checked_bytes('"closes": [\n' + lines + "\n]}\n"))
    sync(issued)


def copy_issued(landing: Path | None, folder: Path) -> None:
    """Make a folder that holds the issued lines of a landing, by links, for a build to add to."""
    start_issued_folder(folder)
    if landing is None:
        return
    closes = read_closes(landing)
    for close in closes:
        close.path(folder).symlink_to(close.path(landing / ISSUED))
    write_issued_ledger(folder, closes)


def add_issued(landing: Path, folder: Path) -> None:
    """Take what a build added to its folder of issued lines into the landing.

    The lines are on the disk before the ledger names them.
    """
    issued, closes = landing / ISSUED, read_issued_ledger(folder)
    if closes == read_issued_ledger(issued):
        return
    for close in closes:
        written = close.path(folder)
        if not written.is_symlink():
            staged = issued / f".{written.name}"
            shutil.copyfile(written, staged)
            sync(staged)
            staged.replace(close.path(issued))
    sync(issued)
    write_issued_ledger(issued, closes)


def issued_faults(landing: Path, closes: Sequence[Close]) -> list[IssuedFault]:
    """Return what is wrong with the files of issued lines."""
    issued = landing / ISSUED
    found = ((close, file_fault(close.path(issued), close.sha256, close.bytes)) for close in closes)
    return [
        IssuedFault(close.path(issued), close, reason)
        for close, reason in found
        if reason is not None
    ]


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
    """Return the columns of an issued line with their types, from models/staging/stg_ledger_lines.yml."""
    contract = project_root() / "models" / "staging" / "stg_ledger_lines.yml"
    [model] = yaml.load(contract.read_text("utf-8"), yaml.CSafeLoader)["models"]
    return {column["name"]: column["data_type"] for column in model["columns"]}
