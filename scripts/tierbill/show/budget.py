"""Show a budget: what was used of it month by month, who was alerted, and what was forbidden."""

from __future__ import annotations

import duckdb
from rich.console import Console

from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import print_wide, table_of

_MONTHS = """
select
    billing_month, budget_type, budget_amount, used_cost, used_percent, remaining_cost, is_used_up,
    forecast_cost, forecast_percent, currency_code
from marts.budget_utilisation
where customer_account_id = $customer
order by billing_month
"""

_ALERTS = """
select
    billing_month, threshold_percent, recipient_account_id, alerted_at, used_percent, charge_id
from marts.budget_alerts
where customer_account_id = $customer
order by alerted_at, threshold_percent, recipient_account_id
"""

_STATES = """
select state, valid_from, valid_to, decision
from marts.account_states
where account_id = $customer
order by valid_from, state
"""

_FORBIDDEN = """
select placed_at, charge_id, order_type, reasons, list_cost, currency_code
from marts.forbidden_purchases
where owner_account_id = $customer
order by placed_at, charge_id
"""


def show_budget(database: duckdb.DuckDBPyConnection, console: Console, customer: str) -> None:
    """Print the budget of a customer at list price, its alerts, states and forbidden purchases.

    Rules 9.3 and 9.4.

    Raises:
        Refused: the customer never had a budget; the message names the nearest that has.
    """
    parameters = {"customer": customer}
    months = table_of(database, _MONTHS, parameters, title=f"Budget of {customer} at list price")
    if not months.row_count:
        budgets = "from marts.budget_utilisation"
        hint = nearest(database, budgets, "customer_account_id", customer)
        raise Refused(f"{customer}: has no budget. {hint}")
    print_wide(console, months)
    for query, title in (
        (_ALERTS, "Alerts"),
        (_STATES, "States"),
        (_FORBIDDEN, "Forbidden purchases"),
    ):
        table = table_of(database, query, parameters, title=title)
        if table.row_count:
            print_wide(console, table)
