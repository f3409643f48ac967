"""Exact decimals: an expression is exact until its one rounding (preamble of the rules).

Sums and products of a few hundred 38-digit numbers fit in 400 digits. A quotient that does not
end cannot sit on a rounding tie, so 400 digits decide every rounding correctly.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[DivisionByZero, InvalidOperation])
ZERO = Decimal(0)
ONE = Decimal(1)


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero: 0.125 -> 0.13, -0.125 -> -0.13."""
    return value.quantize(ONE.scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def truncated(value: Decimal, places: int) -> Decimal:
    """Toward zero: 7.18722222222... -> 7.1872222222."""
    return value.quantize(ONE.scaleb(-places), rounding=ROUND_DOWN, context=EXACT)


def total(values: Iterable[Decimal | None]) -> Decimal:
    """Sum of what is known; 0 of nothing."""
    return sum((value for value in values if value is not None), ZERO)


def shown_total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of what is shown; unknown if nothing is shown (rules 7.4, house: unknown is null)."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None
