"""How long a discount prices: rules 5.2 (changes) and 5.3 (renewal)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from .billing_calendar import BillingCalendar

VALUES = {"auto_renew": ("true", "false"), "effective_status": ("valid", "invalid")}


def change_reasons(discounts: dict[str, dict], changes: list[dict]) -> dict[str, str]:
    """Reason by change; `discounts` are the accepted ones by id."""
    reasons = {change["_key"]: _change_reason(discounts, change) for change in changes}
    return {key: reason for key, reason in reasons.items() if reason is not None}


def _change_reason(discounts: dict[str, dict], change: dict) -> str | None:
    discount = discounts.get(change["discount_id"])
    if change["field"] not in VALUES:
        return "immutable_field"
    if discount is None:
        return "unknown_discount"
    if change["changed_by"] != discount["seller_account_id"]:
        return "not_your_discount"
    if change["new_value"] not in VALUES[change["field"]]:
        return "invalid_new_value"
    return None


@dataclass
class Term:
    """One accepted discount with its accepted changes, in the order they apply."""

    discount: dict
    calendar: BillingCalendar
    changes: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changes = sorted(
            self.changes, key=lambda change: (change["changed_at"], change["change_id"])
        )

    def is_valid(self, moment: datetime) -> bool:
        """Changes at that very instant count."""
        return self._last("effective_status", moment, "valid") == "valid"

    def renews(self, moment: datetime) -> bool:
        submitted = "true" if self.discount["auto_renew"] else "false"
        return self._last("auto_renew", moment, submitted) == "true"

    def _last(self, name: str, moment: datetime, otherwise: str) -> str:
        values = [
            change["new_value"]
            for change in self.changes
            if change["field"] == name and change["changed_at"] <= moment
        ]
        return values[-1] if values else otherwise

    def ends(self) -> Iterator[datetime]:
        """Its ends in turn; a valid renewing discount moves its end a year, else it is over."""
        end = self.discount["expires_at"]
        while end is not None:
            yield end
            if not (self.is_valid(end) and self.renews(end)):
                return
            end = self.calendar.year_later(end)

    def in_force(self, moment: datetime) -> bool:
        """`effective_at <= moment < end`, and valid then."""
        if moment < self.discount["effective_at"] or not self.is_valid(moment):
            return False
        if self.discount["expires_at"] is None:
            return True
        return any(moment < end for end in self._ends_until_after(moment))

    def _ends_until_after(self, moment: datetime) -> Iterator[datetime]:
        """The ends reached until the moment, and the next one if there is one."""
        for end in self.ends():
            yield end
            if end > moment:
                return

    def ends_known(self, now: datetime) -> list[datetime]:
        """Ends reached until now and the next one as it stands now."""
        return list(self._ends_until_after(now))
