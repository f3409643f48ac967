"""Rules 9.2: credit of customers and pools of second-level resellers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .confirmations import Confirmed
from .exact import ZERO
from .fresh import Fresh

THRESHOLDS = (25, 10, 0)
CHARGE, ALLOCATION, CONFIRMATION = range(3)  # the order at one instant


@dataclass
class Account:
    """A customer's credit: available = allocated - used; used falls with confirmations."""

    allocated: Decimal = ZERO
    used: Decimal = ZERO
    below: set[int] = field(default_factory=set)
    alerted: set[tuple[int, date]] = field(default_factory=set)

    @property
    def available(self) -> Decimal:
        return self.allocated - self.used


@dataclass
class Pool:
    """A reseller's pool: allocable = pool - allocated to customers - confirmed."""

    pool: Decimal = ZERO
    allocated: Decimal = ZERO
    confirmed: Decimal = ZERO

    @property
    def allocable(self) -> Decimal:
        return self.pool - self.allocated - self.confirmed


class Credit:
    """All events in the order time, charge before allocation before confirmation, id."""

    def __init__(self, fresh: Fresh, confirmed: Confirmed) -> None:
        self.records: AcceptedRecords = fresh.records
        self.customers: dict[str, Account] = defaultdict(Account)
        self.pools: dict[str, Pool] = defaultdict(Pool)
        self.reasons: dict[str, str] = {}
        self.ledger: list[dict] = []
        self.alerts: list[dict] = []
        self.limited: set[str] = set()  # customers that were given credit
        self.holders: set[str] = set()  # resellers with a pool, or bound to have one
        events = [
            *_charge_events(fresh),
            *(
                (row["allocated_at"], ALLOCATION, row["allocation_id"], row)
                for row in self.records.accepted["credit_allocations"]
            ),
            *(
                (row["confirmed_at"], CONFIRMATION, row["confirmation_id"], row)
                for row in confirmed.rows
            ),
        ]
        handlers = {
            CHARGE: self._charge,
            ALLOCATION: self._allocate,
            CONFIRMATION: self._confirm,
        }
        for moment, kind, event_id, row in sorted(events, key=lambda event: event[:3]):
            if moment <= self.records.now:
                handlers[kind](moment, event_id, row)

    def _charge(self, moment: datetime, event_id: str, leg: dict) -> None:
        customer = leg["buyer_account_id"]
        amount = leg["contracted_cost"] - leg["voucher_cost"]
        self.customers[customer].used += amount
        self._post(customer, "charge", moment, event_id, amount)

    def _confirm(self, moment: datetime, event_id: str, row: dict) -> None:
        customer, amount = row["customer_account_id"], row["confirmed_amount"]
        self.customers[customer].used -= amount
        self.pools[row["confirmed_by_account_id"]].confirmed += amount
        self._hold(row["confirmed_by_account_id"], moment)
        self._post(customer, "confirmation", moment, event_id, amount)

    def _allocate(self, moment: datetime, event_id: str, row: dict) -> None:
        reason = self._allocation_reason(row)
        if reason is not None:
            self.reasons[row["_key"]] = reason
        elif row["allocation_kind"] == "pool":
            self.pools[row["account_id"]].pool += row["amount"]
            self.holders.add(row["account_id"])
        else:
            self.limited.add(row["account_id"])
            self._hold(row["granted_by_account_id"], moment)
            self.customers[row["account_id"]].allocated += row["amount"]
            self.pools[row["granted_by_account_id"]].allocated += row["amount"]
            self._post(row["account_id"], "allocation", moment, event_id, row["amount"])

    def _hold(self, account_id: str, moment: datetime) -> None:
        if self._is_limited(account_id, moment):
            self.holders.add(account_id)

    def _is_limited(self, by: str, moment: datetime) -> bool:
        """Partners below another one give from their pool."""
        hierarchy = self.records.hierarchy
        return hierarchy.is_partner(by, moment) and not hierarchy.is_first_level(by, moment)

    def _allocation_reason(self, row: dict) -> str | None:
        account, amount, by = row["account_id"], row["amount"], row["granted_by_account_id"]
        moment = row["allocated_at"]
        is_pool = row["allocation_kind"] == "pool"
        if not (self._may_fill_pool(row) if is_pool else self._manages(row)):
            return "not_your_account"
        left = self.pools[account].allocable if is_pool else self.customers[account].available
        if amount < 0 and left + amount < 0:
            return "below_used"
        is_limited = self._is_limited(by, moment)
        if amount > 0 and not is_pool and is_limited and amount > self.pools[by].allocable:
            return "exceeds_pool"
        return None

    def _may_fill_pool(self, row: dict) -> bool:
        """Only the distributor for its own second-level reseller."""
        hierarchy, moment, by = (
            self.records.hierarchy,
            row["allocated_at"],
            row["granted_by_account_id"],
        )
        return (
            hierarchy.is_partner(row["account_id"], moment)
            and hierarchy.parent(row["account_id"], moment) == by
            and hierarchy.is_first_level(by, moment)
        )

    def _manages(self, row: dict) -> bool:
        """The direct manager; for customers without a parent any provider."""
        hierarchy, by = self.records.hierarchy, row["granted_by_account_id"]
        moment = row["allocated_at"]
        if hierarchy.role(row["account_id"], moment) != "customer":
            return False
        parent = hierarchy.parent(row["account_id"], moment)
        return hierarchy.is_provider(by) if parent is None else by == parent

    def _post(
        self, customer: str, kind: str, moment: datetime, event_id: str, amount: Decimal
    ) -> None:
        account = self.customers[customer]
        self.ledger.append(
            {
                "account_id": customer,
                "event_kind": kind,
                "occurred_at": moment,
                "event_id": event_id,
                "amount": amount,
                "allocated": account.allocated,
                "used": account.used,
                "available": account.available,
            }
        )
        self._alert(customer, account, moment)

    def _alert(self, customer: str, account: Account, moment: datetime) -> None:
        """When available falls below a share of allocated: once per threshold and day."""
        today = self.records.calendar.day(moment)
        below = {
            percent
            for percent in THRESHOLDS
            if account.available * 100 < account.allocated * percent
        }
        for percent in sorted(below - account.below, reverse=True):
            if (percent, today) not in account.alerted:
                account.alerted.add((percent, today))
                self.alerts.append(
                    {
                        "account_id": customer,
                        "threshold_percent": percent,
                        "alert_date": today,
                        "alerted_at": moment,
                    }
                )
        account.below = below

    def customer_credit(self) -> list[dict]:
        return [
            {
                "account_id": customer,
                "allocated": account.allocated,
                "used": account.used,
                "available": account.available,
                "is_suspended": account.available < 0,
            }
            for customer, account in sorted(self.customers.items())
            if customer in self.limited
        ]

    def of_limited(self, rows: list[dict]) -> list[dict]:
        """Who was never given credit has no limit, hence no account and no alerts."""
        return [row for row in rows if row["account_id"] in self.limited]


def _charge_events(fresh: Fresh) -> list[tuple]:
    """The customer's own legs in its own currency."""
    accounts = fresh.records.accounts
    return [
        (fresh.charges[leg["charge_id"]]["transaction_at"], CHARGE, leg["charge_id"], leg)
        for leg in fresh.all_legs()
        if leg["leg_kind"] in ("bill_b", "direct")
        and leg["currency_code"] == accounts[leg["buyer_account_id"]]["currency_code"]
    ]
