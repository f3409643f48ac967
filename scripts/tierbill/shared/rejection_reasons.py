"""The reasons to reject a record: what each means, what is allowed and what cures it.

The texts are those of seeds/reference/rejection_reasons.csv; the form of a field comes from the
input contract.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tierbill.shared.input_contract import Column, raw_tables
from tierbill.shared.project import project_root

REASONS = "seeds/reference/rejection_reasons.csv"
PAGE = "docs/reasons.md"

# The forms of values by type, as the page of the inputs has them.
FORMS = MappingProxyType(
    {
        "varchar": "any text",
        "boolean": "true, false",
        "integer": "a whole number such as 12",
        "date": "a day such as 2025-08-01",
        "timestamp with time zone": (
            "an instant with an offset, such as 2025-08-01T00:00:00Z or 2025-08-01 08:00:00+08:00"
        ),
    }
)


@dataclass(frozen=True)
class Reason:
    """A reason of the page; `code` ends in `*` if a column's name follows.

    `rank` is its place on the page: causes come before consequences. `fields` are the columns
    that may be at fault.
    """

    code: str
    rank: int
    section: str
    fields: Sequence[str]
    meaning: str
    example: str
    allowed_values: str
    cure: str


@cache
def rejection_reasons() -> MappingProxyType[str, Reason]:
    """All reasons by code, in the order of the page."""
    with (project_root() / REASONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {
            row["reason"]: Reason(
                code=row["reason"],
                rank=rank,
                section=row["section"],
                fields=tuple(row["fields"].split()),
                meaning=row["meaning"],
                example=row["example"],
                allowed_values=row["allowed_values"],
                cure=row["cure"],
            )
            for rank, row in enumerate(rows)
        }
    )


def reason_of(code: str) -> Reason | None:
    """Return the entry of a reason; missing_<column> and invalid_<column> share one each."""
    entries = rejection_reasons()
    if code in entries:
        return entries[code]
    return entries.get(f"{code.partition('_')[0]}_*")


def fields_of_reason(code: str, table: str) -> Sequence[str]:
    """Return the columns of a raw table that a reason may be about."""
    entry = reason_of(code)
    raw = raw_tables().get(table)
    if entry is None or raw is None:
        return ()
    if entry.code.endswith("*"):
        return [name for name in raw.column_names if name == code.partition("_")[2]]
    return [name for name in entry.fields if name in raw.column_names]


def allowed_values(code: str, table: str) -> str:
    """Return what is allowed where a reason was given: the form of the column, or its text."""
    entry = reason_of(code)
    if entry is None:
        return ""
    if not entry.code.endswith("*"):
        return entry.allowed_values
    columns = raw_tables()[table].columns if table in raw_tables() else ()
    for column in columns:
        if column.name == code.partition("_")[2]:
            return form_of(column)
    return entry.allowed_values


def form_of(column: Column) -> str:
    """Return in words what a column of the input contract takes."""
    rules = column.rules
    if values := rules.get("values"):
        return ", ".join(map(str, values))
    if rules.get("format") == "currency":
        return "a currency of ISO 4217, such as USD"
    if rules.get("format") == "first_of_month":
        return "the first day of a month, such as 2025-08-01"
    form = FORMS.get(column.data_type) or _decimal_form(column.data_type)
    if "above" in rules:
        form += f", above {rules['above']}"
    if "at_least" in rules:
        form += f", at least {rules['at_least']}"
    return form


def _decimal_form(data_type: str) -> str:
    precision, scale = (int(part) for part in data_type[len("decimal(") : -1].split(","))
    return f"a number such as 1234.5 with at most {precision - scale} digits and {scale} decimals"
