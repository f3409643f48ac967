"""Validation of records during a load, by the macros of the staging layer (macros/inputs).

Rules: 1.1
"""

from __future__ import annotations

from collections.abc import Sequence

from tierbill.landing.folder import VALIDATION_COLUMNS
from tierbill.load.load_context import LoadContext
from tierbill.load.rounded_digits import ROUNDED
from tierbill.load.time_reading import TimeReading
from tierbill.shared.input_contract import RawTable
from tierbill.shared.project_macros import project_macros


def validation_sql(
    table: RawTable,
    relation: str,
    *,
    typed: Sequence[str] = (),
    carried: Sequence[str] = (),
    times: TimeReading | None = None,
    round_digits: bool = False,
) -> str:
    """Return the SQL of a subquery that types and validates the records of `relation`.

    The other arguments are those of the macro typed_records.
    """
    return project_macros().typed_records(
        relation,
        {
            "columns": [column.as_arguments for column in table.columns],
            "key": list(table.key),
        },
        typed=list(typed),
        carried=list(carried),
        reading={
            "zone": times.zone if times else None,
            "fold": times.fold if times else None,
            "round_digits": round_digits,
        },
    )


def validation_columns(context: LoadContext) -> tuple[str, ...]:
    """Return the columns of a landed file behind those of the contract."""
    return (*VALIDATION_COLUMNS, ROUNDED) if context.round_digits else VALIDATION_COLUMNS


def contract_breach_sql(table: RawTable) -> str:
    """Return the SQL condition of typed records that validation would reject or change.

    It decides the same as `validation_sql` at half the time; tags count as canonical.
    """
    empty = [f"{column.name} = ''" for column in table.columns if column.data_type == "varchar"]
    broken = project_macros().breaks_contract([column.as_arguments for column in table.columns])
    return " or ".join([*empty, broken])


def tags_sql(text: str) -> str:
    """Return the SQL of tags as validation reads them from the SQL of a text."""
    return project_macros().text_to_tags(text)


def record_key_sql(table: RawTable) -> str:
    """Return the SQL of a record's key as text."""
    columns = [column.as_arguments for column in table.columns]
    return project_macros().key_text(columns, list(table.key))
