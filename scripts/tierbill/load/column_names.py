"""Validation of a file's columns: those of the contract, by name, in any order."""

from __future__ import annotations

from collections.abc import Sequence

from tierbill.load.refusals import FileRefused
from tierbill.shared.input_contract import RawTable


def check_names(table: RawTable, names: Sequence[str]) -> None:
    """Check a file's column names. Nullable columns and recorded_at may be missing.

    Raises:
        FileRefused: a name is unknown or there twice, or a mandatory column is missing.
    """
    remedy = f"The columns of {table.name} are {', '.join(table.column_names)}."
    unknown = [name for name in names if name not in table.column_names]
    if unknown:
        raise FileRefused(f"unknown column {', '.join(map(repr, unknown))}", remedy)
    double = sorted({name for name in names if list(names).count(name) > 1})
    if double:
        raise FileRefused(f"column {', '.join(map(repr, double))} is there twice", remedy)
    missing = [
        column.name
        for column in table.columns
        if not column.nullable and column.name != "recorded_at" and column.name not in names
    ]
    if missing:
        raise FileRefused(f"column {', '.join(map(repr, missing))} is missing", remedy)
