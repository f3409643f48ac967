"""Exact decimals: reading what a source wrote, rounding as rules.md does, plain text."""

import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, Inexact

COST_PLACES = 8
QUANTITY_PLACES = 10
PRICE_PLACES = 10
LARGEST = Decimal(10) ** 18  # decimal(28,10) and decimal(28,8) hold less than this

MOST_PLACES = 50  # of any number that is read; the shortest text of a double has fewer

_EXACT = Context(prec=200, traps=[Inexact])
_ROUNDING = Context(prec=200)
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


def read_decimal(text: str) -> Decimal | None:
    """The number a source wrote, to its last digit; null if it is none.

    An exponent of up to three digits is read (`8.4E-9`), since cost reports write small
    amounts so. `NaN`, `Inf`, thousands separators and digits that are not ASCII are not numbers.
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def decimal_places(number: Decimal) -> int:
    """How many decimals the number needs: 2 for 0.090, 0 for 1E+3."""
    exponent = number.normalize(_ROUNDING).as_tuple().exponent
    return max(0, -int(exponent))


def multiplied(left: Decimal, right: Decimal) -> Decimal:
    """The exact product of two numbers."""
    return _EXACT.multiply(left, right)


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The quotient to 200 digits; the caller rounds it."""
    return _ROUNDING.divide(dividend, divisor)


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    result = Decimal(0)
    for number in numbers:
        result = _EXACT.add(result, number)
    return result


def difference(left: Decimal, right: Decimal) -> Decimal:
    """The first number less the second, exactly."""
    return _EXACT.subtract(left, right)


def scaled(number: Decimal, power: int) -> Decimal:
    """The number times ten to the power, exactly."""
    return number.scaleb(power, _EXACT)


def rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero, as `round` of rules.md."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _ROUNDING)


def truncated(number: Decimal, places: int) -> Decimal:
    """Toward zero, as `trunc` of rules.md."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_DOWN, _ROUNDING)


def plain(number: Decimal) -> str:
    """The number as the inputs want it: no exponent, no trailing zeros, no minus zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
