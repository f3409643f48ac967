"""The ledger of issued lines: which months were closed, and what was written of each.

ledger.json            what was closed, in order; its first line is the SHA-256 of all that follows,
                       the next may name the history of the landing that it belongs to
ledger.previous.json   what it said before the last build that closed months

A close is the first issue of a seller's month.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tierbill.landing.checked_json import checked_bytes, checked_content
from tierbill.landing.ledger import LEDGER, PREVIOUS
from tierbill.shared.disk_sync import replace_file, sync
from tierbill.shared.errors import Refused


@dataclass(frozen=True)
class Close:
    """The first issue of a seller's month, and what was written of it.

    `close_sequence` counts the closes of a landing from 1. `billing_month` is its first day,
    `issued_at` an instant in UTC, both as ISO text. `load_sequence` is the load that brought the
    issue: what it brought was known by then. `line_count` are the lines, `sums` their billed cost
    by currency, `policies` how the seller's bills of that month are rounded, by currency.
    `code_version` and `settings` are those of the build that closed the month. `sha256` and
    `bytes` are the digest and the size of the file of its lines.
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

    @property
    def label(self) -> str:
        """The seller and its month, as a message names them."""
        return f"{self.seller_account_id}, {self.billing_month[:7]}"

    def path(self, issued: Path) -> Path:
        """Return the path of the lines in a folder of issued lines."""
        return issued / f"{self.close_sequence:08d}.parquet"


@dataclass(frozen=True)
class CloseLedger:
    """The closes of one history of a landing, in order."""

    closes: Sequence[Close] = ()
    history: str = ""


def read_close_ledger(issued: Path, *, has_closes: bool = False) -> CloseLedger:
    """Return what the ledger in a folder of issued lines says; no closes if nothing is issued.

    With `has_closes` something was issued: a folder without a ledger has lost it.

    Raises:
        Refused: the ledger is missing, or not as it was written.
    """
    path = issued / LEDGER
    try:
        return _ledger(path.read_bytes())
    except FileNotFoundError:
        if has_closes or (issued / PREVIOUS).exists() or any(issued.glob("[0-9]*.parquet")):
            raise Refused(f"{path}: missing. {_remedy(issued)}") from None
        return CloseLedger()
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}). {_remedy(issued)}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path}: damaged ({error}). {_remedy(issued)}") from error


def whole_close_ledger(path: Path) -> CloseLedger | None:
    """Return what a file says that may be a ledger of issued lines, None if it is none."""
    try:
        return _ledger(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_close_ledger(issued: Path, ledger: CloseLedger) -> None:
    """Replace the ledger in one step; the one before stays as the previous generation.

    The previous generation is always of the same history.
    """
    path, data = issued / LEDGER, _data(ledger)
    before = path.read_bytes() if path.is_file() else None
    if data == before:
        return
    former = None if before is None else whole_close_ledger(path)
    is_same_history = former is not None and former.history == ledger.history
    replace_file(issued / PREVIOUS, before if is_same_history and before is not None else data)
    replace_file(path, data)
    sync(issued)


def _data(ledger: CloseLedger) -> bytes:
    lines = ",\n".join(json.dumps(asdict(close)) for close in ledger.closes)
    history = f'"history": {json.dumps(ledger.history)},\n' if ledger.history else ""
    return checked_bytes(history + '"closes": [\n' + lines + "\n]}\n")


def _ledger(data: bytes) -> CloseLedger:
    content = checked_content(data)
    closes = [Close(**close) for close in content["closes"]]
    return CloseLedger(closes, str(content.get("history", "")))


def _remedy(issued: Path) -> str:
    """Return what to do about a ledger that cannot be used."""
    previous = whole_close_ledger(issued / PREVIOUS)
    if previous is None:
        return (
            "Restore it from a backup; nothing in the landing was changed. Without one, a build "
            "with --replay-lost-closes closes all months again, from the records as they are now "
            "and with the code and settings of that build."
        )
    copy = shlex.join(["cp", str(issued / PREVIOUS), str(issued / LEDGER)])
    return (
        "Restore it from a backup. Without one: what it said before the last build that closed "
        f"months is whole ({len(previous.closes)} closes): `{copy}`, then build; the months that "
        "are missing there are closed again, from the records as they are now."
    )
