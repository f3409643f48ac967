"""Show a bill: its statement, what it sums up to by product, and its first lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from tierbill.disclosure.bill_numbers import ALL_BILLS, OF_INVOICE, OF_NUMBER
from tierbill.files.printed_text import words
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import NAMES, chosen_account, chosen_id, named_id
from tierbill.shared.nearest_ids import nearest

# Titles of the kinds of bills, by mart.
TITLES = {
    "bill_a": "Bill of the provider to a partner",
    "channel_bill": "Bill of a distributor to its reseller",
    "bill_b": "Bill of a partner to its customer",
    "direct_bill": "Bill of the provider to a direct customer",
}

_MATCH = """
    seller_account_id = $seller and buyer_account_id = $buyer
    and billing_month = $month and currency_code = $currency
"""

_STATEMENT = """
select
    seller_account_id, buyer_account_id, billing_month, currency_code, state, version, list_cost,
    contracted_cost, voucher_cost, tax_cost, billed_cost, precision_difference, billed_amount,
    nullif(carried_in_amount, 0) as carried_in_amount, due_amount,
    nullif(carried_out_amount, 0) as carried_out_amount, negative_causes
from marts.{bill}_statements
where {match}
"""

_PRODUCTS = """
select
    product_code, coalesce(product_name, 'Adjustments') as product_name,
    sum(list_cost) as list_cost, sum(contracted_cost) as contracted_cost,
    sum(voucher_cost) as voucher_cost, sum(tax_cost) as tax_cost, sum(billed_cost) as billed_cost,
    currency_code
from marts.{bill}_summary
where {match}
group by all
order by product_name, product_code
"""

_LINES = """
select
    coalesce(charge_period_start, transaction_at) as date, resource_id, resource_name,
    product_name as product,
    nullif(owner_account_id, buyer_account_id) as owner_account_id,
    coalesce(nullif(line_kind, 'original'), transaction_type) as kind,
    pricing_quantity, pricing_unit, list_cost, billed_cost, line_id, currency_code
from marts.{bill}_details
where {match}
order by date, resource_id, line_id
limit {limit}
"""

_BILLS = """
select
    bill as kind, seller_account_id, buyer_account_id, billing_month, state, billed_amount,
    due_amount, currency_code, number
from ({bills})
order by billing_month, seller_account_id, buyer_account_id, currency_code, bill
limit {limit}
"""


@dataclass(frozen=True)
class BillQuery:
    """Which bills: one by its number, or those of a seller, a buyer and a month, as far as given.

    `month` is the first day of the billing month. At most `limit` lines, or bills, are shown.
    """

    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    month: date | None = None
    limit: int = 20


def show_bill(display: Display, wanted: BillQuery) -> None:
    """Print the bills that are wanted: in full if they have one seller, buyer and month.

    Raises:
        Refused: there is none; the message names what is nearest. Or a name is that of several.
    """
    if wanted.number is not None:
        query, values = _of_number(display.database, wanted.number)
    else:
        query, values = _of_parties(display.database, wanted)
    columns = "bill, number, seller_account_id, buyer_account_id, billing_month, currency_code"
    bills = display.database.execute(
        f"select {columns} from ({query}) order by currency_code, bill", values
    ).fetchall()
    if not bills:
        raise Refused(_nothing(display, wanted, values))
    if len({bill[2:5] for bill in bills}) > 1:
        _list_bills(display, query, values, wanted.limit, len(bills))
        return
    for bill, number, seller, buyer, month, currency in bills:
        this = {"seller": seller, "buyer": buyer, "month": month, "currency": currency}
        _print_bill(display, bill, number, this, wanted.limit)


def _print_bill(
    display: Display, bill: str, number: str, this: Mapping[str, object], limit: int
) -> None:
    title = f"{TITLES[bill]} ({bill}), number {number}"
    queries = {"bill": bill, "match": _MATCH, "limit": int(limit)}
    display.print_fields(_STATEMENT.format(**queries), this, title=title, totals=True)
    products = _PRODUCTS.format(**queries)
    display.print(display.table(products, this, title="By product", totals=True))
    if not limit:
        return
    lines = display.table(
        _LINES.format(**queries),
        this,
        title="Lines",
        below=("owner_account_id", "line_id"),
        words={"kind": words},
    )
    display.print(lines)
    counted = display.database.execute(
        f"select count(*) from marts.{bill}_details where {_MATCH}", this
    ).fetchone()
    total = counted[0] if counted else 0
    if total > limit:
        more = display.command("show", "bill", number, "--lines", str(total))
        display.say(f"... and {total - limit:,} more lines. All of them:\n  {more}")
    if lines.rows:
        command = display.command("show", "charge", lines.rows[0][-1])
        display.say(f"How a line came about:\n  {command}")


def _list_bills(
    display: Display, query: str, values: Mapping[str, object], limit: int, total: int
) -> None:
    found = display.table(
        _BILLS.format(bills=query, limit=int(limit)), values, title="Bills", below=("number",)
    )
    display.print(found)
    if total > limit:
        display.say(f"... and {total - limit:,} more bills; --lines shows more of them.")
    if found.rows:
        display.say(f"One of them in full:\n  {display.command('show', 'bill', found.rows[0][-1])}")


def _of_number(
    database: duckdb.DuckDBPyConnection, number: str
) -> tuple[str, Mapping[str, object]]:
    """Return the SQL of the bills of a number, and its parameters."""
    values = {"number": number}
    try:
        if database.execute(f"{OF_INVOICE} limit 1", values).fetchone() is not None:
            return OF_INVOICE, values
    except duckdb.CatalogException:
        pass  # a warehouse without daily streams
    return OF_NUMBER, values


def _of_parties(
    database: duckdb.DuckDBPyConnection, wanted: BillQuery
) -> tuple[str, Mapping[str, object]]:
    """Return the SQL of the bills of these parties and this month, and its parameters."""
    query, values = ALL_BILLS, {}
    for option, column, given in (
        ("--seller", "seller_account_id", wanted.seller),
        ("--buyer", "buyer_account_id", wanted.buyer),
    ):
        if given is None:
            continue
        known = f"""
            select distinct bills.{column}, named.name
            from ({query}) as bills
            left join ({NAMES["account_id"]}) as named (id, name) on bills.{column} = named.id
        """
        party = option.removeprefix("--")
        values[party] = chosen_id(database, option, given, known, values) or chosen_account(
            database, option, given
        )
        query = f"select * from ({query}) where {column} = ${party}"
    if wanted.month is not None:
        values["month"] = wanted.month
        query = f"select * from ({query}) where billing_month = $month"
    return query, values


def _nothing(display: Display, wanted: BillQuery, values: Mapping[str, object]) -> str:
    """Say which part of the question has no answer, and what would have one."""
    database = display.database
    if wanted.number is not None:
        hint = nearest(database, ALL_BILLS, "number", wanted.number)
        return f"{wanted.number}: no bill has this number. {hint}"
    for option, column in (("seller", "seller_account_id"), ("buyer", "buyer_account_id")):
        given = values.get(option)
        if given is None:
            continue
        known = database.execute(f"from ({ALL_BILLS}) where {column} = ? limit 1", [given])
        if known.fetchone() is None:
            hint = nearest(database, ALL_BILLS, column, str(given))
            return f"--{option} {named_id(database, column, str(given))}: has no bill. {hint}"
    parties = {name: values[name] for name in ("seller", "buyer") if name in values}
    condition = " and ".join(f"{name}_account_id = ${name}" for name in parties) or "true"
    months = database.execute(
        f"select distinct strftime(billing_month, '%Y-%m') as month from ({ALL_BILLS}) "
        f"where {condition} order by month",
        parties,
    ).fetchall()
    if months:
        found = ", ".join(month for (month,) in months)
        return f"--month {wanted.month:%Y-%m}: no bill of these two. They have one in: {found}."
    seller, buyer = (named_id(database, "account_id", str(each)) for each in parties.values())
    return (
        f"{seller} has no bill for {buyer}: a bill goes from an account to the one right below "
        f"it. See {display.command('show', 'accounts')}"
    )
