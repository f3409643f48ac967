"""CSV lines made inside the query: RFC 4180, UTF-8, LF, text quoted, numbers bare.

The line of a row is one text expression, so that decimals are written in full by the engine
that holds them and no cell passes through Python. Null is an empty cell, empty text is `""`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierbill.shared.currency_digits import CurrencyDigits
from tierbill.shared.sql_text import literal, quoted_name

# Text that a spreadsheet could take for a formula or a separator, also behind spaces, control
# and other invisible characters, gets a leading apostrophe (engineering 5.6).
_INVISIBLE = r"[\s\p{Z}\p{Cf}\p{Cc}]*"
_FORMULA = r"[=+\-@\t\r\n\x00|%;＝＋－＠｜％；]"  # noqa: RUF001 - the full-width forms
GUARDED = f"^{_INVISIBLE}{_FORMULA}"

# The column that says what the amounts of a row are in.
CURRENCY = "currency_code"
# Widest scale of a value that fits a decimal of 18 digits.
_NARROW = 18


@dataclass(frozen=True)
class MartColumn:
    """A column of a mart and its DuckDB type."""

    name: str
    data_type: str

    @property
    def is_money(self) -> bool:
        """Whether the column is an amount of money that may be summed over rows."""
        return self.data_type.startswith("DECIMAL") and (
            self.name.endswith(("_cost", "_amount")) or self.name == "precision_difference"
        )

    @property
    def amount_scale(self) -> int | None:
        """Decimal places of the type of an amount as billed; None for any other column."""
        if not self.name.endswith("_amount") or not self.data_type.startswith("DECIMAL"):
            return None
        return int(self.data_type.rpartition(",")[2].removesuffix(")"))


def header(columns: Sequence[MartColumn]) -> bytes:
    """Return the header line with its line feed."""
    return (",".join(quoted_name(column.name) for column in columns) + "\n").encode()


def line_expression(columns: Sequence[MartColumn], digits: CurrencyDigits | None = None) -> str:
    """Return the SQL expression of a row's line with its line feed.

    Amounts as billed have the decimal places of the row's currency.

    Raises:
        TypeError: a column's type has no exact text, for example a binary float.
    """
    # One concat of all cells: a chain of || would copy the growing line once a cell.
    has_currency = any(column.name == CURRENCY for column in columns)
    known = (digits or CurrencyDigits()) if has_currency else None
    cells = (_cell(column, known) for column in columns)
    return "concat(" + ", ',', ".join(cells) + ", chr(10))"


def _cell(column: MartColumn, digits: CurrencyDigits | None) -> str:
    name = quoted_name(column.name)
    kind = column.data_type
    if digits is not None and column.amount_scale is not None:
        text = digits.amount_text(column.name, column.amount_scale, quoted_name(CURRENCY))
        return f"coalesce({text}, '')"
    if kind.startswith("DECIMAL(38,"):
        scale = int(kind.removeprefix("DECIMAL(38,").removesuffix(")"))
        if scale <= _NARROW:
            # Most values fit 18 digits, and those are written four times as fast.
            narrow = f"try_cast({name} as decimal({_NARROW}, {scale}))"
            return f"coalesce({narrow}::varchar, {name}::varchar, '')"
    if kind.startswith("DECIMAL") or kind.endswith(("INT", "INTEGER")) or kind == "BOOLEAN":
        return f"coalesce({name}::varchar, '')"
    if kind == "DATE":
        return f"""coalesce('"' || {name}::varchar || '"', '')"""
    if kind == "TIMESTAMP WITH TIME ZONE":
        instant = f"replace(timezone('UTC', {name})::varchar, ' ', 'T')"
        return f"""coalesce('"' || {instant} || 'Z"', '')"""
    if kind in ("VARCHAR", "JSON"):
        return text_cell(f"{name}::varchar" if kind == "JSON" else name)
    raise TypeError(
        f"column {column.name}: type {kind} is not written to CSV. Money and quantities are "
        "decimals, instants have a time zone; give the mart's column such a type."
    )


def text_cell(text: str) -> str:
    """Return the quoted cell; letters and digits in front, the usual case, need no search."""
    plain = " or ".join(
        f"({text} >= '{first}' and {text} < '{after}')" for first, after in ("a{", "0:", "A[")
    )
    escaped = f"""replace({text}, '"', '""')"""
    guarded = f"""'"''' || {escaped} || '"'"""
    quoted = f"""'"' || {escaped} || '"'"""
    return (
        f"case when {plain} then {quoted} when {text} is null then '' "
        f"when regexp_matches({text}, {literal(GUARDED)}) then {guarded} else {quoted} end"
    )
