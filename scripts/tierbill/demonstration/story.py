"""The story of the demonstration: one bill with list price, discount, voucher, tax, correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from tierbill.files.printed_text import money, percentage, quantity
from tierbill.shared.named_rows import named_rows
from tierbill.shared.terminal_tables import TerminalTable, printable

SELLER, BUYER, CUSTOMER = "100000000001", "400000000036", "800000400065"
MONTH = date(2025, 9, 1)

_STATEMENT = """
select seller_name, buyer_name, due_amount, currency_code
from marts.bill_a_statements
where seller_account_id = ? and buyer_account_id = ? and billing_month = ?
"""

_LINES = """
select
    line_id, line_kind, product_name, resource_id, pricing_quantity, pricing_unit, list_cost,
    contracted_cost, discount_multiplier, tax_cost, billed_cost, corrects_billing_month
from marts.bill_a_details
where seller_account_id = ? and buyer_account_id = ? and billing_month = ?
order by list_cost desc, line_id
"""

_VOUCHERS = """
select voucher_id, sum(voucher_cost)
from marts.bill_line_vouchers
where seller_account_id = ? and buyer_account_id = ? and billing_month = ?
group by voucher_id
order by voucher_id
"""

_TAXES = """
select tax_component, tax_rate, sum(tax_cost)
from marts.fct_leg_taxes
where seller_account_id = ? and buyer_account_id = ? and billing_month = ?
group by tax_component, tax_rate
order by tax_component
"""

_RESOLD = """
select buyer_name, list_cost, billed_amount
from marts.bill_b_statements
where seller_account_id = ? and buyer_account_id = ? and billing_month = ?
"""

_CLOCK = "select now_at from intermediate.int_as_of"


@dataclass(frozen=True)
class Story:
    """A bill as people read it: parts that add up to `due`, all in one currency.

    `resold` is what the buyer bills its customer for the same: the customer's name, the list price
    and the amount.
    """

    seller: str
    buyer: str
    parts: Sequence[tuple[str, str, Decimal]]
    due: Decimal
    currency: str
    resold: tuple[str, Decimal, Decimal]


def read_story(database: duckdb.DuckDBPyConnection) -> Story:
    """Read the story's bill from a demonstration warehouse."""
    seller, buyer, due, currency = _rows(database, _STATEMENT)[0].values()
    lines = _rows(database, _LINES)
    parts = [*_charges(lines)]
    parts += [
        ("Voucher", voucher, -cost)
        for voucher, cost in (row.values() for row in _rows(database, _VOUCHERS))
    ]
    parts += [
        ("Tax", f"{component}, {quantity(rate * 100)} %", cost)
        for component, rate, cost in (row.values() for row in _rows(database, _TAXES))
    ]
    parts += _corrections(lines)
    resold = database.execute(_RESOLD, [BUYER, CUSTOMER, MONTH]).fetchall()[0]
    return Story(seller, buyer, parts, due, currency, resold)


def story_table(story: Story) -> TerminalTable:
    """Return the bill as a table: what, why, how much."""
    table = TerminalTable.of("", ("part", "of what"), (story.currency,))
    for label, reason, cost in story.parts:
        table.add_row(label, reason, money(cost))
    table.add_row("Due", "", money(story.due))
    return table


def story_lines(story: Story) -> Sequence[str]:
    """Return what stands above and below the table."""
    customer, list_cost, amount = story.resold
    return (
        f"The bill of {MONTH:%B %Y}, from {printable(story.seller)}, to {printable(story.buyer)}:",
        f"{printable(customer)}, pays {money(amount)} {story.currency} for the same: "
        f"list price {money(list_cost)}, {percentage(amount / list_cost)} off.",
    )


def demonstration_clock(database: duckdb.DuckDBPyConnection) -> str:
    """Return the instant up to which records are known, in the billing calendar of the demo."""
    ((now,),) = database.execute(
        f"select timezone('Etc/GMT-8', now_at)::varchar from ({_CLOCK})"
    ).fetchall()
    return f"{now[:16]} (UTC+8)"


def _charges(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Decimal]]:
    """Yield the list price of each line of the month, then the discount."""
    own = [line for line in lines if line["line_kind"] == "original"]
    for line in own:
        amount = f"{quantity(line['pricing_quantity'])} {line['pricing_unit']}"
        yield "List price", f"{line['product_name']}, {amount}", line["list_cost"]
    off = sum((line["contracted_cost"] - line["list_cost"] for line in own), Decimal(0))
    yield "Discount", percentage(own[0]["discount_multiplier"]), off


def _corrections(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Decimal]]:
    """Yield what an issued line is less than it was, for each line that was corrected."""
    taken_back = [line for line in lines if line["line_kind"] == "reversal"]
    for reversal in taken_back:
        (right,) = (
            line
            for line in lines
            if line["line_kind"] == "correction" and line["resource_id"] == reversal["resource_id"]
        )
        month, unit = f"{reversal['corrects_billing_month']:%B}", reversal["pricing_unit"]
        yield (
            "Correction",
            f"{month} was issued with {quantity(-reversal['pricing_quantity'])} {unit}, "
            f"{quantity(right['pricing_quantity'])} is right",
            reversal["billed_cost"] + right["billed_cost"],
        )


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return named_rows(database.execute(query, [SELLER, BUYER, MONTH]))
