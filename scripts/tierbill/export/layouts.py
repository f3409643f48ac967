"""Bills in a provider's own file layout, one file a bill, as CSV and XLSX.

Headings, their order and the text for empty cells are data (mart `dim_file_layouts`); the cells
come from the mart named after the layout. A file goes to one party and holds one seller's
month in one currency, so that its columns can be summed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from tierbill.export.split import CODE
from tierbill.files.csv_text import text_cell
from tierbill.shared.errors import Refused
from tierbill.shared.sql_text import literal, quoted_name

SELLER, BUYER = "seller_account_id", "buyer_account_id"
# Who reads a column that not everyone reads: buyers of sellers on allowlist (a); sellers on
# allowlist (b), in files of their own customers.
DISCOUNTS, COSTS = "customer_discounts", "reseller_costs"


@dataclass(frozen=True)
class LayoutColumn:
    """A column of a layout: provider's heading, column of the mart, type, text for nothing."""

    heading: str
    name: str
    data_type: str
    empty_text: str
    shown_to: str

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers."""
        return self.data_type.startswith(("DECIMAL", "BIGINT"))

    @property
    def is_money(self) -> bool:
        """Whether the cells are money that may be summed."""
        return self.is_number and self.name.endswith(("_cost", "_amount"))

    @property
    def is_amount(self) -> bool:
        """Whether the cells are money as billed."""
        return self.is_number and self.name.endswith("_amount")

    @property
    def cell(self) -> str:
        """SQL of the CSV cell: numbers without trailing zeros, text quoted and guarded."""
        empty = literal(f'"{self.empty_text}"' if self.empty_text else "")
        name = quoted_name(self.name)
        if self.data_type.startswith("DECIMAL"):
            return f"coalesce(rtrim(rtrim({name}::varchar, '0'), '.'), {empty})"
        if self.is_number:
            return f"coalesce({name}::varchar, {empty})"
        if self.data_type == "TIMESTAMP WITH TIME ZONE":
            name = _instant(name)
        return f"coalesce(nullif({text_cell(name)}, ''), {empty})"

    @property
    def value(self) -> str:
        """SQL of the value a workbook gets: decimals as they are, all else as text."""
        name = quoted_name(self.name)
        is_instant = self.data_type == "TIMESTAMP WITH TIME ZONE"
        return f"{_instant(name)} as {name}" if is_instant else name


def _instant(name: str) -> str:
    """Return SQL of an instant as text in UTC."""
    return f"strftime(timezone('UTC', {name}), '%Y-%m-%dT%H:%M:%SZ')"


@dataclass(frozen=True)
class Recipients:
    """A kind of file: who gets it, of which rows, with which columns in addition to everyone's."""

    party: str
    condition: str = "true"
    extra: Sequence[str] = ()


def _by_allowlist(party: str, lists: Sequence[str]) -> Iterator[Recipients]:
    """Yield the kinds of files of a party for each state of the sellers' allowlists."""
    states: list[tuple[tuple[str, bool], ...]] = [()]
    for name in lists:
        states = [(*state, (name, value)) for state in states for value in (True, False)]
    for state in states:
        condition = " and ".join(
            f"shows_{name}" if allowed else f"not shows_{name}" for name, allowed in state
        )
        yield Recipients(party, condition, [name for name, allowed in state if allowed])


LAYOUTS: Mapping[str, Sequence[Recipients]] = {
    "tencent-detail-a": [Recipients(BUYER)],
    "tencent-detail-b": [
        *_by_allowlist(BUYER, [DISCOUNTS]),
        *_by_allowlist(SELLER, [DISCOUNTS, COSTS]),
    ],
    "tencent-resource": [Recipients(BUYER)],
    "huawei-partner-bill": [Recipients(BUYER)],
    "focus-1.4": [Recipients(BUYER)],
    "focus-1.2": [Recipients(BUYER)],
}


@dataclass(frozen=True)
class FileKey:
    """Whose file, of which seller (None for all a seller's own customers), month, currency."""

    party: str
    seller: str | None
    month: str
    currency: str

    @classmethod
    def of(cls, code: str) -> FileKey:
        """Return the key in the `_code` of a row."""
        return cls(*json.loads(code))


def layout_columns(database: duckdb.DuckDBPyConnection, layout: str) -> Sequence[LayoutColumn]:
    """Return the columns of a layout in the provider's order.

    Raises:
        Refused: the warehouse does not know the layout; it was built by an older version.
    """
    mart = f"marts.{quoted_name(mart_of(layout))}"
    try:
        types = {row[0]: row[1] for row in database.execute(f"describe {mart}").fetchall()}
        rows = database.execute(
            "select heading, column_name, coalesce(empty_text, ''), shown_to "
            "from marts.dim_file_layouts where layout_code = ? order by column_number",
            [layout],
        ).fetchall()
    except duckdb.CatalogException:
        raise Refused(
            f"--layout {layout}: this warehouse was built before there were layouts. Build it "
            "again with `tierbill build`."
        ) from None
    return [LayoutColumn(heading, name, types[name], *rest) for heading, name, *rest in rows]


def mart_of(layout: str) -> str:
    """Return the mart that holds the cells of a layout."""
    return layout.replace("-", "_").replace(".", "_")


def layout_query(
    layout: str,
    kind: Recipients,
    columns: Sequence[LayoutColumn],
    month: date | None,
    account: str | None,
) -> str:
    """Return the query of a kind of file: key in `_code`, line in `_line`, cells as strings."""
    seller = SELLER if kind.party == BUYER else "null"
    conditions = [f"({kind.condition})"]
    if month:
        conditions.append(f"billing_month = date '{month:%Y-%m-%d}'")
    if account is not None:
        conditions.append(f"{kind.party} = {literal(account)}")
    line = "concat(" + ", ',', ".join(column.cell for column in columns) + ", chr(13), chr(10))"
    names = {column.name: column.value for column in columns}
    rows = f"""
        select
            to_json([
                {kind.party}, {seller}, strftime(billing_month, '%Y-%m'), currency_code
            ])::varchar as {CODE},
            {line} as _line,
            {", ".join(names.values())}
        from marts.{quoted_name(mart_of(layout))}
        where {" and ".join(conditions)}
    """
    order = ", ".join(f"{quoted_name(name)} nulls first" for name in _order(names))
    return f"select * from ({rows}) order by {CODE}, {order}"


def _order(names: Mapping[str, str]) -> Sequence[str]:
    """Return the columns that rows are sorted by: time first, then all others."""
    first = ["transaction_time", "usage_start_time", "charge_period_start", "owner_account_id"]
    return [*(name for name in first if name in names), *(n for n in names if n not in first)]
