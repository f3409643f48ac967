"""Read one bill and all parts of its statement from a published warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import duckdb

from tierbill.disclosure.exported_marts import BILLS
from tierbill.shared.currency_digits import CurrencyDigits, read_currency_digits
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import named_id
from tierbill.shared.named_rows import named_rows
from tierbill.shared.nearest_ids import nearest
from tierbill.statement.bill_statement import Row, Statement

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

# The bills of the same kind between the same two, in the order in which they carry: issued ones
# first. `from_month` is that of the earliest line that a credit of this bill gives back.
_BILLS_TOGETHER = """
with bills as (
    select
        statements.*, months.issued_at,
        row_number() over (
            order by months.issued_at nulls last, statements.billing_month
        ) as place
    from marts.{bill}_statements as statements
    left join marts.dim_billing_months as months using (seller_account_id, billing_month)
    where
        seller_account_id = $seller and buyer_account_id = $buyer and currency_code = $currency
),

given_back as (
    select corrects_billing_month as from_month
    from marts.{bill}_details
    where {this} and corrects_billing_month is not null

    union all

    select originals.billing_month as from_month
    from marts.{bill}_details as lines
    inner join marts.fct_charges as charges using (charge_id)
    inner join marts.{bill}_details as originals
        on charges.original_charge_id = originals.charge_id
        and lines.seller_account_id = originals.seller_account_id
        and lines.buyer_account_id = originals.buyer_account_id
        and originals.line_kind = 'original'
    where
        lines.seller_account_id = $seller and lines.buyer_account_id = $buyer
        and lines.billing_month = $month and lines.currency_code = $currency
        and lines.line_kind = 'original'
)

select
    bills.billing_month, bills.billed_cost, bills.precision_difference, bills.billed_amount,
    bills.carried_in_amount, bills.due_amount, bills.carried_out_amount,
    coalesce(bills.billing_month >= (select min(from_month) from given_back), false)
        as is_given_back,
    bills.place >= (
        select max(earlier.place) from bills as earlier
        where earlier.place <= this_bill.place and earlier.carried_in_amount = 0
    ) as is_of_balance
from bills
cross join (select place from bills where billing_month = $month) as this_bill
where bills.place <= this_bill.place
order by bills.place
"""

_VOUCHERS = """
select voucher_id, voucher_type, sum(voucher_cost) as voucher_cost
from marts.bill_line_vouchers
where {this} and leg_kind = '{leg_kind}' and line_kind = 'original'
group by all
order by voucher_id
"""


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
        for row in named_rows(
            database.execute(_BILL.format(bill=bill, party=party), [account, month])
        )
    ]
    if not totals:
        raise Refused(_nothing(database, party, account, month))
    ordered = sorted(totals, key=_parties)
    kinds = Counter(_parties(total) for total in totals)
    digits = read_currency_digits(database)
    return [
        _read_parts(database, total, digits, meets_other_kind=kinds[_parties(total)] > 1)
        for total in ordered
    ]


def _parties(total: Row) -> tuple[str, str, str]:
    """Return what a bill is known by, its kind and month apart."""
    names = ("seller_account_id", "buyer_account_id", "currency_code")
    seller, buyer, currency = (str(total[name]) for name in names)
    return seller, buyer, currency


def _read_parts(
    database: duckdb.DuckDBPyConnection,
    total: Row,
    digits: CurrencyDigits,
    *,
    meets_other_kind: bool,
) -> Statement:
    this = {
        "seller": total["seller_account_id"],
        "buyer": total["buyer_account_id"],
        "month": total["billing_month"],
        "currency": total["currency_code"],
    }
    bill = str(total["bill"])
    parts = [
        named_rows(
            database.execute(query.format(bill=bill, leg_kind=LEG_KINDS[bill], this=_THIS), this)
        )
        for query in (_PRODUCTS, _LINES, _CREDITS, _VOUCHERS, _BILLS_TOGETHER)
    ]
    currency = total["currency_code"]
    shown = {
        name: digits.as_billed(value, currency)
        if name.endswith("_amount") and isinstance(value, Decimal)
        else value
        for name, value in total.items()
    }
    return Statement(shown, digits.of(currency), meets_other_kind, *parts)


def _nothing(database: duckdb.DuckDBPyConnection, party: str, account: str, month: date) -> str:
    """Say what the account has instead."""
    named = named_id(database, "account_id", account)
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
        return f"--month {month:%Y-%m}: no bill of {named}. It has one in: {listed}."
    other = "buyer_account_id" if party == "seller_account_id" else "seller_account_id"
    turned = database.execute(f"from ({bills}) where {other} = ? limit 1", [account]).fetchone()
    if turned is not None:
        flag = "without --sent" if party == "seller_account_id" else "with --sent"
        return f"--account {named}: no such bill of it at all; it has some {flag}."
    return f"--account {named}: has no bill. {nearest(database, bills, party, account)}"
