"""Validation of a file's columns: those of the contract, by name, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from tierbill.load.refusals import FileRefused
from tierbill.shared.input_contract import RawTable

LIKE_A_NAME = re.compile(r"[^\W\d][\w .()/-]*")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def check_names(table: RawTable, names: Sequence[str]) -> None:
    """Check a file's column names. Nullable columns and recorded_at may be missing.

    Raises:
        FileRefused: the first line is no heading, a name is unknown or there twice, or a
            mandatory column is missing.
    """
    remedy = f"The columns of {table.name} are {', '.join(table.column_names)}."
    _check_heading(table, names, remedy)
    unknown = [name for name in names if name not in table.column_names]
    if unknown:
        meant = [name for name in table.column_names if name not in names]
        shown = ", ".join(f"{name!r}{_meant(name, meant)}" for name in unknown)
        raise FileRefused(f"unknown column {shown}", remedy)
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


def _check_heading(table: RawTable, names: Sequence[str], remedy: str) -> None:
    """Refuse a first line that is no heading of this table, without its values.

    Raises:
        FileRefused: another separator than commas, or data where the heading should be.
    """
    for separator, word in SEPARATORS.items():
        parts = [part.strip('"') for name in names for part in name.split(separator)]
        if len(parts) > len(names) and len({*parts} & {*table.column_names}) > 1:
            raise FileRefused(
                f"its fields are separated by {word}",
                "Separate them by commas and write decimal points; a spreadsheet writes so as "
                '"CSV UTF-8 (comma delimited)" with English number formats.',
            )
    plain = {_plain(name) for name in names}
    is_data = not all(LIKE_A_NAME.fullmatch(name) for name in names)
    if len(names) > 1 and is_data and not plain & {*table.column_names}:
        raise FileRefused(
            "its first line is data, not the names of the columns",
            f"Write the names into the first line of every file, also of each part. {remedy}",
        )


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _meant(name: str, columns: Sequence[str]) -> str:
    near = get_close_matches(_plain(name), columns, 1, 0.8)
    return f" (is {near[0]} meant?)" if near else ""
