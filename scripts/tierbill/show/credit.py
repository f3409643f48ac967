"""Show credit: what a customer or a reseller's pool has, and how it came to it."""

from __future__ import annotations

from tierbill.disclosure.bill_numbers import PLAIN_NUMBER
from tierbill.files.printed_text import words
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_account, named_id
from tierbill.shared.nearest_ids import nearest

_ACCOUNT = """
select
    credit_kind, allocated_cost, used_cost, available_cost, available_percent,
    is_suspended, last_entry_at, currency_code
from marts.customer_credit
where account_id = $account
"""

_OF_EVENT = "select min(account_id) from marts.credit_ledger where event_id = $event"

_ENTRIES = """
select
    entry_number, occurred_at, event_kind, opening_cost, movement_cost, closing_cost,
    currency_code, event_id
from marts.credit_ledger
where account_id = $account
qualify row_number() over (order by entry_number desc) <= {limit}
order by entry_number
"""

_BILLS = f"""
select
    seller_account_id, buyer_account_id, billing_month, status, billed_amount, confirmed_cost,
    open_cost, currency_code, {PLAIN_NUMBER} as bill_number
from marts.bill_confirmation_status
where $account in (seller_account_id, buyer_account_id)
order by billing_month desc, buyer_account_id
limit {{limit}}
"""

_ALERTS = """
select
    alerted_at, threshold_percent, available_cost, allocated_cost, currency_code
from marts.credit_alerts
where account_id = $account
order by alerted_at desc, threshold_percent
limit {limit}
"""


def show_credit(display: Display, given: str, limit: int) -> None:
    """Print the credit of a customer, or what a reseller can still give to its customers.

    `given` is an account, its name, or an event of the credit that is wanted. Of each
    table at most `limit` rows, the latest. Rules 9.1 and 9.2.

    Raises:
        Refused: the account has no credit, or several have the name; the message has the nearest.
    """
    database = display.database
    of_event = database.execute(_OF_EVENT, {"event": given}).fetchone() or (None,)
    account = of_event[0] or chosen_account(database, "ACCOUNT", given)
    parameters = {"account": account}
    named = named_id(database, "account_id", account)
    if database.execute(_ACCOUNT, parameters).fetchone() is None:
        hint = nearest(database, "from marts.customer_credit", "account_id", account)
        raise Refused(f"{named}: was never given credit, so it has no limit. {hint}")
    display.print_fields(_ACCOUNT, parameters, title=f"Credit of {named}", totals=True)
    for query, title, below in (
        (_ENTRIES, "Entries", "event_id"),
        (_BILLS, "Issued bills", "bill_number"),
        (_ALERTS, "Alerts", ""),
    ):
        table = display.table(
            query.format(limit=int(limit)),
            parameters,
            title=title,
            totals=True,
            below=(below,),
            words={"event_kind": words},
        )
        display.print(table)
        if limit and len(table.rows) == limit:
            display.say(f"At most {limit:,} rows are shown; --limit shows more of them.")
