"""Rules 9.4: who may set budgets, freeze, restrict, grant and answer."""

from __future__ import annotations

from datetime import datetime

from .accepted_records import AcceptedRecords

FREEZES = {
    "freeze_account": "freeze_account",
    "unfreeze_account": "freeze_account",
    "freeze_resources": "freeze_resources",
    "unfreeze_resources": "freeze_resources",
}
TOPMOST_ONLY = (
    "restrict_pay_per_use",
    "allow_pay_per_use",
    "grant_permission",
    "revoke_permission",
    "accept_request",
    "decline_request",
)
GRANTS = ("grant_permission", "revoke_permission")


class Permissions:
    """Validates control and budget events; grants come first, since others depend on them."""

    def __init__(self, records: AcceptedRecords) -> None:
        self.records = records
        self.reasons: dict[str, str] = {}
        self.grants: list[dict] = []
        events = sorted(
            records.accepted["account_control_events"],
            key=lambda row: (row["occurred_at"], row["control_event_id"]),
        )
        self.requested = {
            (row["request_id"], row["occurred_at"])
            for row in events
            if row["action"].startswith("request_") and row["request_id"] is not None
        }
        for event in sorted(events, key=lambda row: row["action"] not in GRANTS):
            reason = self._control_reason(event)
            if reason is not None:
                self.reasons[event["_key"]] = reason
            elif event["action"] in GRANTS:
                self.grants.append(event)
        self.accepted = [row for row in events if row["_key"] not in self.reasons]

    def topmost(self, account_id: str, moment: datetime) -> str | None:
        above = self.records.hierarchy.partners_above(account_id, moment)
        return above[-1] if above else None

    def may(self, by: str, permission: str, customer: str, moment: datetime) -> bool:
        """The topmost partner of the chain, or a manager to whom it granted the permission."""
        topmost = self.topmost(customer, moment)
        if topmost is None:
            return False
        if by == topmost:
            return True
        is_manager = self.records.hierarchy.parent(customer, moment) == by
        return is_manager and self._is_granted(topmost, by, permission, moment)

    def _is_granted(self, giver: str, to: str, permission: str, moment: datetime) -> bool:
        last = [
            row["action"]
            for row in self.grants
            if (row["made_by_account_id"], row["account_id"], row["permission"])
            == (giver, to, permission)
            and row["occurred_at"] <= moment
        ][-1:]
        return last == ["grant_permission"]

    def _control_reason(self, event: dict) -> str | None:
        by, account, moment = (
            event["made_by_account_id"],
            event["account_id"],
            event["occurred_at"],
        )
        action = event["action"]
        if action == "grant_permission" and not self.records.hierarchy.is_partner(account, moment):
            return "not_a_partner"
        if action == "grant_permission" and event["permission"] is None:
            return "missing_permission"
        if action in FREEZES and not self.may(by, FREEZES[action], account, moment):
            return "no_permission"
        if action in TOPMOST_ONLY and by != self.topmost(account, moment):
            return "no_permission"
        if action in ("accept_request", "decline_request") and not self._was_requested(event):
            return "unknown_request"
        return None

    def _was_requested(self, event: dict) -> bool:
        return any(
            request == event["request_id"] and asked <= event["occurred_at"]
            for request, asked in self.requested
        )

    def budget_reason(self, event: dict) -> str | None:
        """Rules 9.3 and 9.4 for budget events."""
        if event["action"] == "set" and event["amount"] is None:
            return "missing_amount"
        allowed = self.may(
            event["set_by_account_id"],
            "set_budget",
            event["customer_account_id"],
            event["occurred_at"],
        )
        return None if allowed else "no_permission"
