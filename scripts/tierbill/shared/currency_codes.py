"""The currencies that records may name: those of seeds/reference/currencies.csv (ISO 4217)."""

from __future__ import annotations

import csv
from functools import cache

from tierbill.shared.project import project_root

CURRENCIES = "seeds/reference/currencies.csv"


@cache
def currency_codes() -> tuple[str, ...]:
    """Return the codes of all currencies, in their order."""
    with (project_root() / CURRENCIES).open(encoding="utf-8", newline="") as file:
        return tuple(row["currency_code"] for row in csv.DictReader(file))
