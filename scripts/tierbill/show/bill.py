"""Show a bill: its statement, what it sums up to by product, and its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from rich.console import Console

from tierbill.disclosure.exported_marts import BILLS
from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import fields_of, print_wide, say, table_of

_MATCH = "seller_account_id = ? and buyer_account_id = ? and billing_month = ?"

_STATEMENT = """
select
    billing_month, state, version, currency_code, list_cost, contracted_cost, voucher_cost,
    tax_cost, billed_cost, precision_difference, billed_amount, carried_in_amount,
    due_amount, carried_out_amount, negative_causes
from marts.{bill}_statements
where {match}
order by currency_code
"""

_PRODUCTS = """
select
    product_code, product_name, sum(list_cost) as list_cost,
    sum(billed_cost) as billed_cost, currency_code
from marts.{bill}_summary
where {match}
group by product_code, product_name, currency_code
order by currency_code, product_code, product_name
"""

_LINES = """
select
    line_id, line_kind, transaction_type, product_code, list_cost, contracted_cost, billed_cost,
    currency_code
from marts.{bill}_details
where {match}
order by line_id
limit ?
"""


@dataclass(frozen=True)
class BillOf:
    """Which bill: seller, buyer and the first day of its month."""

    seller: str
    buyer: str
    month: date

    @property
    def parameters(self) -> Sequence[object]:
        """Values of the condition that finds the bill."""
        return [self.seller, self.buyer, self.month]


def show_bill(
    database: duckdb.DuckDBPyConnection, console: Console, bill_of: BillOf, lines: int
) -> None:
    """Print every bill of the seller to the buyer in the month, with at most `lines` lines.

    Raises:
        Refused: there is none; the message names what is nearest.
    """
    found = [bill for bill in BILLS if _count(database, f"{bill}_statements", bill_of)]
    if not found:
        raise Refused(_nothing(database, bill_of))
    for bill in found:
        _print_bill(database, console, bill, bill_of, lines)


def _print_bill(
    database: duckdb.DuckDBPyConnection, console: Console, bill: str, bill_of: BillOf, lines: int
) -> None:
    title = f"{bill} of {bill_of.month:%Y-%m}: {bill_of.seller} to {bill_of.buyer}"
    queries = {"bill": bill, "match": _MATCH}
    print_wide(
        console,
        fields_of(database, _STATEMENT.format(**queries), bill_of.parameters, title=title),
    )
    print_wide(
        console,
        table_of(database, _PRODUCTS.format(**queries), bill_of.parameters, title="By product"),
    )
    if lines:
        shown = [*bill_of.parameters, lines]
        print_wide(console, table_of(database, _LINES.format(**queries), shown, title="Lines"))
        more = _count(database, f"{bill}_details", bill_of) - lines
        if more > 0:
            say(console, f"... and {more:,} more lines; --lines shows more of them.")


def _count(database: duckdb.DuckDBPyConnection, mart: str, bill_of: BillOf) -> int:
    query = f"select count(*) from marts.{mart} where {_MATCH}"
    counted = database.execute(query, bill_of.parameters).fetchone()
    return counted[0] if counted else 0


def _nothing(database: duckdb.DuckDBPyConnection, bill_of: BillOf) -> str:
    """Say which part of the question has no answer, and what would have one."""
    statements = " union all ".join(
        f"select seller_account_id, buyer_account_id, billing_month from marts.{bill}_statements"
        for bill in BILLS
    )
    for option, column, given in (
        ("--seller", "seller_account_id", bill_of.seller),
        ("--buyer", "buyer_account_id", bill_of.buyer),
    ):
        known = database.execute(f"from ({statements}) where {column} = ? limit 1", [given])
        if known.fetchone() is None:
            hint = nearest(database, statements, column, given)
            return f"{option} {given}: has no bill. {hint}"
    months = database.execute(
        f"select distinct strftime(billing_month, '%Y-%m') as month from ({statements}) "
        "where seller_account_id = ? and buyer_account_id = ? order by month",
        [bill_of.seller, bill_of.buyer],
    ).fetchall()
    if months:
        listed = ", ".join(month for (month,) in months)
        return f"--month {bill_of.month:%Y-%m}: no bill of these two. They have one in: {listed}."
    return (
        f"{bill_of.seller} has no bill for {bill_of.buyer}: a bill goes from an account to the "
        "one right below it. See tierbill show accounts."
    )
