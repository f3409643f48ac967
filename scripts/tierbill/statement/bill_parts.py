"""Read one bill and all parts of its statement from a published warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from tierbill.disclosure.exported_marts import BILLS
from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest

Row = Mapping[str, object]

# Title of a bill, by mart.
TITLES = {
    "bill_a": "Bill of the provider",
    "channel_bill": "Bill of the distributor",
    "bill_b": "Bill of the reseller",
    "direct_bill": "Bill of the provider",
}

# Leg kind of a bill, by mart.
LEG_KINDS = {
    "bill_a": "bill_a",
    "channel_bill": "channel",
    "bill_b": "bill_b",
    "direct_bill": "direct",
}

_BILL = """
select
    '{bill}' as bill, statements.*, months.month_ended_at, months.issued_at, months.due_at
from marts.{bill}_statements as statements
left join marts.dim_billing_months as months
    on statements.seller_account_id = months.seller_account_id
    and statements.billing_month = months.billing_month
where statements.{party} = ? and statements.billing_month = ?
"""

_THIS = """
    seller_account_id = $seller and buyer_account_id = $buyer
    and billing_month = $month and currency_code = $currency
"""

_PRODUCTS = """
select
    product_code, coalesce(product_name, 'Adjustments') as product_name,
    sum(list_cost) as list_cost, sum(contracted_cost) as contracted_cost,
    sum(voucher_cost) as voucher_cost, sum(pretax_cost) as pretax_cost,
    sum(tax_cost) as tax_cost, sum(billed_cost) as billed_cost
from marts.{bill}_summary
where {this}
group by all
order by product_name, product_code
"""

_LINES = """
select
    lines.owner_account_id, lines.resource_id, lines.region_id,
    coalesce(lines.product_name, 'Adjustment') as product_name, lines.component_name,
    lines.transaction_type, lines.line_kind, lines.charge_period_start,
    lines.charge_period_end, lines.pricing_quantity, lines.pricing_unit,
    lines.list_unit_price, lines.discount_multiplier, lines.contract_unit_price,
    lines.list_cost, lines.contracted_cost, lines.voucher_cost, lines.tax_cost,
    lines.billed_cost, lines.line_count, lines.line_id
from marts.{bill}_details_monthly as lines
where {this}
order by
    lines.product_name nulls last, lines.resource_id nulls last, lines.charge_period_start,
    lines.component_name nulls last, lines.transaction_type, lines.line_kind, lines.line_id,
    lines.discount_multiplier, lines.list_unit_price, lines.owner_account_id, lines.billed_cost,
    lines.region_id
"""

_CREDITS = """
select
    line_id, line_kind, corrects_line_id, corrects_billing_month, charge_category,
    transaction_type, owner_account_id, resource_id,
    coalesce(product_name, 'Adjustment') as product_name, transaction_at, billed_cost
from marts.{bill}_details
where {this} and (billed_cost < 0 or line_kind <> 'original')
order by transaction_at, coalesce(corrects_line_id, line_id), line_kind desc, line_id
"""

_VOUCHERS = """
select voucher_id, voucher_type, sum(voucher_cost) as voucher_cost
from marts.bill_line_vouchers
where {this} and leg_kind = '{leg_kind}' and line_kind = 'original'
group by all
order by voucher_id
"""


@dataclass(frozen=True)
class Statement:
    """A bill and its parts; money in `currency`, costs at 8 decimals, amounts at 2."""

    total: Row
    products: Sequence[Row]
    lines: Sequence[Row]
    credits: Sequence[Row]
    vouchers: Sequence[Row]

    @property
    def bill(self) -> str:
        """Which kind of bill: bill_a, channel_bill, bill_b or direct_bill."""
        return str(self.total["bill"])

    @property
    def seller(self) -> str:
        """Account that sends the bill."""
        return str(self.total["seller_account_id"])

    @property
    def buyer(self) -> str:
        """Account that gets the bill."""
        return str(self.total["buyer_account_id"])

    @property
    def month(self) -> date:
        """First day of the billing month."""
        return self.total["billing_month"]  # type: ignore[return-value]

    @property
    def currency(self) -> str:
        """ISO 4217 code of all its money."""
        return str(self.total["currency_code"])

    @property
    def is_issued(self) -> bool:
        """Whether the month is issued; else the statement is a draft."""
        return self.total["state"] == "issued"

    @property
    def number(self) -> str:
        """Number of the bill: month, seller, buyer and currency."""
        return f"{self.month:%Y%m}-{self.seller}-{self.buyer}-{self.currency}"


def read_statements(
    database: duckdb.DuckDBPyConnection, account: str, month: date, *, sent: bool
) -> Sequence[Statement]:
    """Return the bills that an account gets in a month, or with `sent` those it sends.

    Raises:
        Refused: there is none; the message says what there is.
    """
    party = "seller_account_id" if sent else "buyer_account_id"
    totals = [
        row
        for bill in BILLS
        for row in _rows(database, _BILL.format(bill=bill, party=party), [account, month])
    ]
    if not totals:
        raise Refused(_nothing(database, party, account, month))
    ordered = sorted(
        totals,
        key=lambda row: (row["seller_account_id"], row["buyer_account_id"], row["currency_code"]),
    )
    return [_read_parts(database, total) for total in ordered]


def _read_parts(database: duckdb.DuckDBPyConnection, total: Row) -> Statement:
    this = {
        "seller": total["seller_account_id"],
        "buyer": total["buyer_account_id"],
        "month": total["billing_month"],
        "currency": total["currency_code"],
    }
    bill = str(total["bill"])
    parts = [
        _rows(database, query.format(bill=bill, leg_kind=LEG_KINDS[bill], this=_THIS), this)
        for query in (_PRODUCTS, _LINES, _CREDITS, _VOUCHERS)
    ]
    return Statement(total, *parts)


def _rows(
    database: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] | Row
) -> Sequence[Row]:
    found = database.execute(query, parameters)
    names = [each[0] for each in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _nothing(database: duckdb.DuckDBPyConnection, party: str, account: str, month: date) -> str:
    """Say what the account has instead."""
    bills = " union all ".join(
        f"select seller_account_id, buyer_account_id, billing_month from marts.{bill}_statements"
        for bill in BILLS
    )
    months = database.execute(
        f"select distinct strftime(billing_month, '%Y-%m') as month from ({bills}) "
        f"where {party} = ? order by month",
        [account],
    ).fetchall()
    if months:
        listed = ", ".join(each for (each,) in months)
        return f"--month {month:%Y-%m}: no bill of {account}. It has one in: {listed}."
    other = "buyer_account_id" if party == "seller_account_id" else "seller_account_id"
    turned = database.execute(f"from ({bills}) where {other} = ? limit 1", [account]).fetchone()
    if turned is not None:
        flag = "without --sent" if party == "seller_account_id" else "with --sent"
        return f"--account {account}: no such bill of it at all; it has some {flag}."
    return f"--account {account}: has no bill. {nearest(database, bills, party, account)}"
