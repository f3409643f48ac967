"""One row or column that is not the same in a warehouse and in a rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Difference:
    """What was expected and what was found, as text, exactly."""

    mart: str
    row: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.mart} [{self.row}]: expected {self.expected}, found {self.found}"


def text_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
