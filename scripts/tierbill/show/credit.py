"""Show credit: what a customer or a reseller's pool has, and how it came to it."""

from __future__ import annotations

import duckdb
from rich.console import Console

from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import fields_of, print_wide, say, table_of

_ACCOUNT = """
select
    account_id, credit_kind, allocated_cost, used_cost, available_cost, available_percent,
    is_suspended, last_entry_at, currency_code
from marts.customer_credit
where account_id = $account
"""

_ENTRIES = """
select
    entry_number, occurred_at, event_kind, event_id, event_cost, opening_cost, movement_cost,
    closing_cost, currency_code
from marts.credit_ledger
where account_id = $account
qualify row_number() over (order by entry_number desc) <= {limit}
order by entry_number
"""

_BILLS = """
select
    seller_account_id, buyer_account_id, billing_month, status, billed_amount, confirmed_cost,
    open_cost, currency_code
from marts.bill_confirmation_status
where $account in (seller_account_id, buyer_account_id)
order by billing_month desc, buyer_account_id
limit {limit}
"""

_ALERTS = """
select
    alert_date, threshold_percent, alerted_at, available_cost, allocated_cost, currency_code
from marts.credit_alerts
where account_id = $account
order by alerted_at desc, threshold_percent
limit {limit}
"""


def show_credit(
    database: duckdb.DuckDBPyConnection, console: Console, account: str, limit: int
) -> None:
    """Print the credit of a customer, or what a reseller can still give to its customers.

    Of each table at most `limit` rows, the latest. Rules 9.1 and 9.2.

    Raises:
        Refused: the account has no credit; the message names the nearest that has.
    """
    parameters = {"account": account}
    if database.execute(_ACCOUNT, parameters).fetchone() is None:
        hint = nearest(database, "from marts.customer_credit", "account_id", account)
        raise Refused(f"{account}: was never given credit, so it has no limit. {hint}")
    title = f"Credit of {account}"
    print_wide(console, fields_of(database, _ACCOUNT, parameters, title=title))
    for query, title in ((_ENTRIES, "Entries"), (_BILLS, "Issued bills"), (_ALERTS, "Alerts")):
        table = table_of(database, query.format(limit=int(limit)), parameters, title=title)
        if table.row_count:
            print_wide(console, table)
        if limit and table.row_count == limit:
            say(console, f"At most {limit:,} rows are shown; --limit shows more of them.")
