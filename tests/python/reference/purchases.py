"""Rules 9.4 and d5.4: what a customer may not buy at an instant."""

from __future__ import annotations

from datetime import datetime

from .budgets import Budgets
from .fresh import Fresh
from .permissions import Permissions

PAY_PER_USE = ("pay_per_use", "spot")


class Restrictions:
    """The state of a customer at an instant, from accepted events."""

    def __init__(self, fresh: Fresh, permissions: Permissions, budgets: Budgets) -> None:
        self.fresh = fresh
        self.hierarchy = fresh.records.hierarchy
        self.events = permissions.accepted
        self.budgets = budgets

    def _last(self, account_id: str, actions: tuple[str, str], moment: datetime) -> bool:
        """Whether the first action of the pair was the last to happen."""
        past = [
            row["action"]
            for row in self.events
            if row["account_id"] == account_id
            and row["action"] in actions
            and row["occurred_at"] <= moment
        ]
        return past[-1:] == [actions[0]]

    def is_frozen(self, customer: str, moment: datetime) -> bool:
        return self._last(customer, ("freeze_account", "unfreeze_account"), moment)

    def is_newly_associated(self, customer: str, moment: datetime) -> bool:
        """Under a second-level reseller, until a budget and an unfreeze since the binding."""
        binding = self.hierarchy.binding(customer, moment)
        if binding is None:
            return False
        parent, since = binding["parent_account_id"], binding["bound_at"]
        is_partner = self.hierarchy.is_partner(parent, since)
        if not is_partner or self.hierarchy.is_first_level(parent, since):
            return False
        has_budget = any(
            row["action"] == "set" and since <= row["occurred_at"] <= moment
            for row in self.budgets.events[customer]
        )
        is_unfrozen = any(
            row["account_id"] == customer
            and row["action"] == "unfreeze_account"
            and since <= row["occurred_at"] <= moment
            for row in self.events
        )
        return not (has_budget and is_unfrozen)

    def is_pay_per_use_restricted(self, customer: str, moment: datetime) -> bool:
        return self._last(customer, ("restrict_pay_per_use", "allow_pay_per_use"), moment)

    def why_forbidden(self, charge: dict) -> list[str]:
        """Every restriction that a purchase meets at the moment it is placed."""
        customer, moment = charge["owner_account_id"], charge["_order"]["placed_at"]
        is_pay_per_use = charge["billing_mode"] in PAY_PER_USE
        found = {
            "newly_associated": self.is_newly_associated(customer, moment),
            "account_frozen": self.is_frozen(customer, moment),
            "budget_used_up": not is_pay_per_use
            and self.budgets.is_used_up(customer, moment, charge["order_id"]),
            "pay_per_use_restricted": is_pay_per_use
            and self.is_pay_per_use_restricted(customer, moment),
        }
        return sorted(reason for reason, holds in found.items() if holds)

    def forbidden_purchases(self) -> list[dict]:
        """Purchases of customers made while forbidden; they are billed all the same."""
        rows = []
        for charge in self.fresh.charges.values():
            owner = charge["owner_account_id"]
            if charge["charge_category"] != "purchase":
                continue
            if self.hierarchy.role(owner, charge["_order"]["placed_at"]) != "customer":
                continue
            reasons = self.why_forbidden(charge)
            if reasons:
                rows.append(
                    {
                        "charge_id": charge["charge_id"],
                        "owner_account_id": owner,
                        "placed_at": charge["_order"]["placed_at"],
                        "reasons": "|".join(reasons),
                    }
                )
        return rows
