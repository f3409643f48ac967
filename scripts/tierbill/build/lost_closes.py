"""Issued lines that were lost, derived again from the records, on purpose only.

A file of issued lines that is damaged or missing is written again under its number, if what is
derived has the count, the sums and the rounding policies that the ledger says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from tierbill.build.dbt_run import Event
from tierbill.build.derived_closes import Derivation, DerivedCloses, derive_closes
from tierbill.build.replay import close_differences, other_code_or_settings
from tierbill.landing.close_ledger import Close
from tierbill.landing.issued import (
    IssuedFault,
    issued_faults,
    put_issued,
    read_closes,
    with_file,
)
from tierbill.landing.unnamed_files import move_aside
from tierbill.shared.errors import Refused
from tierbill.shared.sql_text import literal


def replay_lost_closes(
    derivation: Derivation, folder: Path, on_event: Callable[[Event], None]
) -> list[str]:
    """Write the lost issued lines of a landing again; return what to tell of each.

    The caller holds the landing; `folder` is for what is made on the way. Nothing is done if
    nothing is lost.

    Raises:
        Refused: what is derived is not what the ledger says; nothing was changed.
        BuildFailed: a model failed; nothing was changed.
    """
    landing, closes = derivation.landing, read_closes(derivation.landing)
    faults = issued_faults(landing, closes)
    if not faults:
        return []
    folder.mkdir()
    derived = derive_closes(derivation, folder, on_event)
    _check(derivation, faults, derived)
    lines = folder / "lost"
    lines.mkdir()
    written = {close.close_sequence: close for close in closes}
    files = {}
    for fault in faults:
        sequence = fault.close.close_sequence
        files[sequence] = _with_sequence(fault.close, derived, lines)
        written[sequence] = with_file(fault.close, files[sequence])
    moved = {fault.path: move_aside(landing, fault.path) for fault in faults if fault.path.exists()}
    put_issued(landing, list(written.values()), files)
    return [_told(fault, moved.get(fault.path)) for fault in faults]


def _told(fault: IssuedFault, aside: Path | None) -> str:
    count = fault.close.line_count
    lines = "The 1 issued line" if count == 1 else f"The {count:,} issued lines"
    told = (
        f"{fault.path}: {fault.reason}. {lines} of {fault.close.label} "
        f"{'was' if count == 1 else 'were'} derived again from the records, with the count, the "
        "sums and the rounding policies of the ledger."
    )
    return told if aside is None else f"{told} What was there is {aside}."


def _check(derivation: Derivation, faults: Sequence[IssuedFault], derived: DerivedCloses) -> None:
    told = []
    for fault in faults:
        again = derived.closes.get(fault.close.month)
        found = (
            ["the records do not issue it"]
            if again is None
            else close_differences(fault.close, again)
        )
        told += [f"  {fault.path}, {fault.close.label}: {text}" for text in found]
    if told:
        others = other_code_or_settings(
            [fault.close for fault in faults],
            derivation.code_version,
            derivation.recorded_settings,
        )
        raise Refused(
            "\n".join(
                [
                    f"{derivation.landing}: the lost issued lines cannot be derived again, and "
                    "nothing was changed:",
                    *told,
                    *(f"  {text}" for text in others),
                    "Restore the files from a backup, or build with the code and the settings "
                    "that they were written with.",
                ]
            )
        )


def _with_sequence(close: Close, derived: DerivedCloses, folder: Path) -> Path:
    """Return a file of the derived lines of a close, numbered as the ledger does."""
    again = derived.closes[close.month]
    file = again.path(derived.issued)
    if again.close_sequence == close.close_sequence:
        return file
    numbered = close.path(folder)
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        database.execute(
            f"copy (select * replace (cast({close.close_sequence} as bigint) as close_sequence) "
            f"from read_parquet({literal(file)})) to {literal(numbered)} (format parquet)"
        )
    return numbered
