"""Show a budget: what was used of it month by month, who was alerted, and what was forbidden."""

from __future__ import annotations

from tierbill.files.printed_text import words
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_account, named_id
from tierbill.shared.nearest_ids import nearest

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


def _reasons(codes: object) -> str:
    """Return the words for codes that commas separate."""
    return ", ".join(words(code.strip()) for code in str(codes).split(","))


def show_budget(display: Display, given: str) -> None:
    """Print the budget of a customer at list price, its alerts, states and forbidden purchases.

    Rules 9.3 and 9.4.

    Raises:
        Refused: the customer never had a budget, or several have the name; the message has the
            nearest that has one.
    """
    database = display.database
    customer = chosen_account(database, "CUSTOMER", given)
    named = named_id(database, "account_id", customer)
    parameters = {"customer": customer}
    months = display.table(
        _MONTHS, parameters, title=f"Budget of {named}, used at list price", totals=True
    )
    if not months.rows:
        budgets = "from marts.budget_utilisation"
        hint = nearest(database, budgets, "customer_account_id", customer)
        raise Refused(f"{named}: has no budget. {hint}")
    display.print(months)
    for query, title in (
        (_ALERTS, "Alerts"),
        (_STATES, "States"),
        (_FORBIDDEN, "Forbidden purchases"),
    ):
        table = display.table(
            query,
            parameters,
            title=title,
            below=("charge_id", "reasons"),
            words={"state": words, "order_type": words, "reasons": _reasons},
        )
        display.print(table)
