"""Rules 9.3: budgets of customers at list price, and the alerts at 75, 90 and 100 %.

What was billed to the owner counts: corrections in the month that bills them, from its start on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .billing_calendar import next_month
from .exact import total
from .fresh import Fresh

THRESHOLDS = (75, 90, 100)


@dataclass(frozen=True)
class Budget:
    amount: Decimal
    budget_type: str
    set_at: datetime

    def is_reached(self, percent: int, used: Decimal) -> bool:
        """A budget of 0 is reached by the first positive charge."""
        return used > 0 if self.amount == 0 else used * 100 >= self.amount * percent


class Budgets:
    """Accepted budget events of all customers against their lines in their own currency."""

    def __init__(self, fresh: Fresh, lines: list[dict], events: list[dict]) -> None:
        self.fresh = fresh
        self.calendar = fresh.records.calendar
        self.events: dict[str, list[dict]] = defaultdict(list)
        for event in sorted(events, key=lambda row: (row["occurred_at"], row["budget_event_id"])):
            self.events[event["customer_account_id"]].append(event)
        self.charges: dict[str, list[dict]] = defaultdict(list)
        accounts = fresh.records.accounts
        own = [
            line | {"_at": self._counted_at(line)}
            for line in lines
            if line["buyer_account_id"] == line["owner_account_id"]
            and line["charge_category"] != "adjustment"
        ]
        for line in sorted(own, key=_order):
            owner = line["owner_account_id"]
            if line["currency_code"] == accounts[owner]["currency_code"]:
                self.charges[owner].append(line)

    def _counted_at(self, line: dict) -> datetime:
        if line["line_kind"] == "original":
            return line["transaction_at"]
        return max(line["transaction_at"], self.calendar.instant(line["billing_month"]))

    def in_force(self, customer: str, moment: datetime) -> Budget | None:
        """What the last event until the moment says."""
        past = [row for row in self.events[customer] if row["occurred_at"] <= moment]
        if not past or past[-1]["action"] == "delete":
            return None
        last = past[-1]
        return Budget(last["amount"], last["budget_type"], last["occurred_at"])

    def used(self, budget: Budget, charges: list[dict], month: date) -> Decimal:
        """List cost of the month, or since the setting event for a one-time budget."""
        if budget.budget_type == "one_time":
            return total(
                row["charge_list_cost"]
                for row in charges
                if row["_at"] >= budget.set_at and row["transaction_at"] >= budget.set_at
            )
        return total(row["charge_list_cost"] for row in charges if row["billing_month"] == month)

    def is_used_up(self, customer: str, moment: datetime, order_id: str) -> bool:
        """At an instant, by the charges until then other than those of the order placed."""
        budget = self.in_force(customer, moment)
        if budget is None:
            return False
        charges = [
            row
            for row in self.charges[customer]
            if row["_at"] <= moment and row["order_id"] != order_id
        ]
        month = self.calendar.month(moment)
        return budget.is_reached(100, self.used(budget, charges, month))

    def alerts(self) -> list[dict]:
        """Once per customer, billing month and threshold, a row for each one told."""
        rows = []
        for customer in self.events:
            given: set[tuple[date, int]] = set()
            charges = self.charges[customer]
            for position, charge in enumerate(charges):
                budget = self.in_force(customer, charge["_at"])
                if budget is None or charge["_at"] > self.fresh.records.now:
                    continue
                month = charge["billing_month"]
                used = self.used(budget, charges[: position + 1], month)
                for percent in THRESHOLDS:
                    if (month, percent) not in given and budget.is_reached(percent, used):
                        given.add((month, percent))
                        rows += self._told(customer, charge, percent)
        return rows

    def utilisation(self) -> list[dict]:
        """What was used until now of the last budget of each month, from the first one on."""
        now = self.fresh.records.now
        rows = []
        for customer, events in self.events.items():
            begun = [row for row in events if row["action"] == "set" and row["occurred_at"] <= now]
            if not begun:
                continue
            month = self.calendar.month(begun[0]["occurred_at"])
            while month <= self.calendar.month(now):
                rows += self._used_of(customer, month, now)
                month = next_month(month)
        return rows

    def _used_of(self, customer: str, month: date, now: datetime) -> list[dict]:
        """One row if a budget was in force at any moment of the month until now."""
        start, end = self.calendar.instant(month), self.calendar.month_end(month)
        budgets = [
            (event["occurred_at"], later)
            for event, later in zip(
                self.events[customer],
                [*(row["occurred_at"] for row in self.events[customer][1:]), None],
                strict=True,
            )
            if event["action"] == "set"
            and event["occurred_at"] < end
            and event["occurred_at"] <= now
            and event["occurred_at"] != later
            and (later is None or later > start)
        ]
        if not budgets:
            return []
        set_at, until = budgets[-1]
        budget = self.in_force(customer, set_at)
        charges = [row for row in self.charges[customer] if row["_at"] <= now]
        if budget.budget_type == "one_time":
            charges = [
                row
                for row in charges
                if row["billing_month"] <= month and (until is None or row["_at"] < until)
            ]
        used = self.used(budget, charges, month)
        return [
            {
                "customer_account_id": customer,
                "billing_month": month,
                "budget_amount": budget.amount,
                "used_cost": used,
                "is_used_up": budget.is_reached(100, used),
            }
        ]

    def _told(self, customer: str, charge: dict, percent: int) -> list[dict]:
        """The distributor and the reseller of the charge; one row if they are the same."""
        told = {charge["distributor_account_id"], charge["reseller_account_id"]} - {None}
        return [
            {
                "customer_account_id": customer,
                "billing_month": charge["billing_month"],
                "threshold_percent": percent,
                "recipient_account_id": recipient,
                "alerted_at": charge["_at"],
                "charge_id": charge["charge_id"],
            }
            for recipient in sorted(told)
        ]


def _order(line: dict) -> tuple:
    """What is taken back before what is billed again."""
    kind = line["line_kind"] != "reversal"
    return line["_at"], line["charge_id"], line["line_number"], kind
