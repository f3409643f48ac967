"""Numbers of bills: how a bill is named, and the bill that a number names."""

from __future__ import annotations

from datetime import date

from tierbill.disclosure.exported_marts import BILLS

_BILLS = " union all ".join(
    f"select '{bill}' as bill, seller_account_id, buyer_account_id, billing_month, currency_code, "
    f"state, billed_amount, due_amount from marts.{bill}_statements"
    for bill in BILLS
)
_REST = "seller_account_id || '-' || buyer_account_id || '-' || currency_code"
_KIND = "replace(bill, '_', '-') || '-'"

# SQL of the number of a bill from its columns, without the kind.
PLAIN_NUMBER = f"strftime(billing_month, '%Y%m-') || {_REST}"

# Every bill of a warehouse, with the number that its statement has: the kind is in it where two
# parties have two bills of a month and currency.
ALL_BILLS = f"""
select
    *,
    strftime(billing_month, '%Y%m-')
    || if(
        count(*) over (
            partition by seller_account_id, buyer_account_id, billing_month, currency_code
        ) > 1,
        {_KIND},
        ''
    )
    || {_REST} as number
from ({_BILLS}) as bills
"""

# The bills of $number: as statements write it, with or without the kind, or as FOCUS exports do.
OF_NUMBER = f"""
select * from ({ALL_BILLS})
where $number in (
    strftime(billing_month, '%Y%m-') || {_REST},
    strftime(billing_month, '%Y%m-') || {_KIND} || {_REST},
    strftime(billing_month, '%Y-%m-') || {_REST},
    strftime(billing_month, '%Y-%m-') || {_KIND} || {_REST}
)
"""

# The bills of $number where it is the id of an invoice of the daily streams.
OF_INVOICE = f"""
select bills.*
from ({ALL_BILLS}) as bills
semi join (select * from marts.posted_invoices where invoice_id = $number) as invoices
    on bills.seller_account_id = invoices.seller_account_id
    and bills.buyer_account_id = invoices.buyer_account_id
    and bills.billing_month = invoices.billing_month
    and bills.currency_code = invoices.currency_code
"""


def bill_number(month: date, kind: str, seller: str, buyer: str, currency: str) -> str:
    """Return the number of a bill; `kind` is empty, or its kind where the two have two bills."""
    shown_kind = f"{kind.replace('_', '-')}-" if kind else ""
    return f"{month:%Y%m}-{shown_kind}{seller}-{buyer}-{currency}"
