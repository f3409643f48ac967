"""All of rules 9: events are validated with everything known now; illegal ones change nothing."""

from __future__ import annotations

from .budgets import Budgets
from .confirmations import confirm, confirmation_status
from .credit import Credit
from .fresh import Fresh
from .permissions import Permissions
from .purchases import Restrictions
from .tags import tag_costs


def control_marts(fresh: Fresh, lines: list[dict]) -> dict[str, list[dict]]:
    """Reject illegal events, and return the control marts."""
    records = fresh.records
    confirmed = confirm(records, lines)
    records.reject("bill_confirmations", confirmed.reasons)
    credit = Credit(fresh, confirmed)
    records.reject("credit_allocations", credit.reasons)
    permissions = Permissions(records)
    records.reject("account_control_events", permissions.reasons)
    records.validate("budget_events", permissions.budget_reason)
    budgets = Budgets(fresh, lines, records.accepted["budget_events"])
    restrictions = Restrictions(fresh, permissions, budgets)
    return {
        "bill_confirmation_status": confirmation_status(records, lines, confirmed),
        "customer_credit": credit.customer_credit(),
        "credit_ledger": credit.of_limited(credit.ledger),
        "credit_alerts": credit.of_limited(credit.alerts),
        "reseller_pools": [
            {"account_id": account_id, "pool": pool.pool, "allocable": pool.allocable}
            for account_id, pool in sorted(credit.pools.items())
            if account_id in credit.holders
        ],
        "budget_alerts": budgets.alerts(),
        "budget_utilisation": budgets.utilisation(),
        "forbidden_purchases": restrictions.forbidden_purchases(),
        "tag_costs": tag_costs(fresh, lines),
    }
