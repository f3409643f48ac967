"""Write docs/reasons.md: every reason to reject a record, what it means and what cures it.

    .venv/bin/python scripts/docs/reasons_page.py

The texts are those of seeds/reference/rejection_reasons.csv.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from tierbill.shared.input_contract import raw_tables  # noqa: E402
from tierbill.shared.rejection_reasons import PAGE, form_of, rejection_reasons  # noqa: E402

HEAD = """# Reasons to reject a record

Written by `make docs-rules` from `seeds/reference/rejection_reasons.csv`; do not edit.

A rejected record stops no other record. It is kept whole: `tierbill show rejected` lists it with
the cause, the field, its value, what is allowed and the cure, causes before their consequences.
When a record of the same key that is recorded or loaded later is accepted, the rejected one
leaves the list (`is_mended` in `rejected_records`). Which reason comes first is in the
[rulebook](rulebook/01-records.md).
"""


def page() -> str:
    """Return the text of the page."""
    parts = [HEAD, "## What fields take\n", *_forms()]
    for section, reasons in groupby(rejection_reasons().values(), lambda each: each.section):
        parts.append(f"\n## {section}")
        for reason in reasons:
            code = reason.code.replace("*", "<column>")
            parts.append(f"\n### `{code}`\n")
            parts.append(f"{reason.meaning}\n")
            parts.append(f"- Example: {reason.example.rstrip('.')}.")
            parts.append(f"- Allowed: {reason.allowed_values}.")
            parts.append(f"- Cure: {reason.cure}")
    return "\n".join(parts) + "\n"


def _forms() -> Iterator[str]:
    yield "| column of type | takes |"
    yield "|---|---|"
    columns = {}
    for table in raw_tables().values():
        for column in table.columns:
            plain = dataclasses.replace(column, rules=MappingProxyType({}))
            columns.setdefault(column.data_type, form_of(plain))
    for data_type in sorted(columns):
        yield f"| {data_type} | {columns[data_type]} |"
    yield ""
    yield (
        "`tierbill load --timezone` tells the zone of times without an offset, `--round-digits` "
        "rounds numbers\nwith too many digits. Codes, bounds and which columns may be empty are "
        "in the contract of each table\n([inputs](inputs.md#the-tables))."
    )


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
