"""How many decimal places the amounts of a currency are shown with. Rules: 7.4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact

import duckdb

from tierbill.shared.sql_text import literal, quoted_name

# Of a currency that the standard does not know.
USUAL = 2
_EXACT = Context(prec=80, traps=[Inexact])
_ROUNDED = Context(prec=80, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class CurrencyDigits:
    """The decimal places of each currency (ISO 4217: none in JPY, three in KWD)."""

    by_currency: Mapping[str, int] = field(default_factory=dict)

    def of(self, currency: object) -> int:
        """Return the decimal places of a currency."""
        return self.by_currency.get(str(currency), USUAL)

    def as_billed(self, amount: Decimal, currency: object) -> Decimal:
        """Return an amount with the places of its currency, or more where it has more."""
        exponent = amount.normalize(_EXACT).as_tuple().exponent
        assert isinstance(exponent, int)
        places = max(self.of(currency), -exponent)
        return amount.quantize(Decimal(1).scaleb(-places), context=_EXACT)

    def total_text(self, amount: Decimal, currency: object, sign: str = "") -> str:
        """Return a total to read: rounded half away from zero to the places of its currency.

        Thousands are separated by commas; with the sign `+` what is above zero has one.
        """
        rounded = amount.quantize(Decimal(1).scaleb(-self.of(currency)), context=_ROUNDED)
        unsigned_zero = rounded if rounded else rounded.copy_abs()
        return f"{unsigned_zero:{sign},f}"

    def places(self, currency: str) -> str:
        """Return the SQL of the decimal places of the currency in a column."""
        unusual: dict[int, list[str]] = {}
        for code, digits in sorted(self.by_currency.items()):
            if digits != USUAL:
                unusual.setdefault(digits, []).append(literal(code))
        cases = " ".join(
            f"when {currency} in ({', '.join(codes)}) then {digits}"
            for digits, codes in sorted(unusual.items())
        )
        return f"case {cases} else {USUAL} end" if cases else str(USUAL)

    def amount_text(self, name: str, scale: int, currency: str) -> str:
        """Return the SQL of an amount's text: with the places of its currency, or all it has."""
        amount, places = quoted_name(name), self.places(currency)
        cases = " ".join(
            f"when {places} <= {fewer} and {amount} = {amount}::decimal(38, {fewer}) "
            f"then {amount}::decimal(38, {fewer})::varchar"
            for fewer in range(scale)
        )
        return f"case {cases} else {amount}::varchar end" if cases else f"{amount}::varchar"


def read_currency_digits(database: duckdb.DuckDBPyConnection) -> CurrencyDigits:
    """Read the digits from a warehouse; one that an older version built has two everywhere."""
    try:
        rows = database.execute(
            "select currency_code, currency_digits from marts.dim_currencies"
        ).fetchall()
    except duckdb.CatalogException:
        return CurrencyDigits()
    return CurrencyDigits(dict(rows))
