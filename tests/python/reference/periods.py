"""Rules 8: states of a seller's month, and what has been billed: originals and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .accepted_records import AcceptedRecords
from .billing_calendar import next_month
from .fresh import Fresh
from .lines import QUANTITIES, negated, original_line

COMPARED = (
    *("leg_kind", "seller_account_id", "buyer_account_id", "owner_account_id", "currency_code"),
    *("list_cost", "contracted_cost", "voucher_cost", "pretax_cost", "tax_cost", "billed_cost"),
    *(*QUANTITIES, "reserved_cost"),
)


@dataclass(frozen=True)
class Issue:
    """The first issue of a seller's month that has happened."""

    issued_at: datetime
    billing_month: date
    seller_account_id: str


def first_issues(records: AcceptedRecords) -> list[Issue]:
    """In the order in which they happened, those of one instant in month order."""
    issues: dict[tuple, Issue] = {}
    for row in sorted(records.accepted["bill_issues"], key=lambda row: row["issued_at"]):
        if row["issued_at"] <= records.now:
            key = (row["seller_account_id"], row["billing_month"])
            issues.setdefault(
                key, Issue(row["issued_at"], row["billing_month"], row["seller_account_id"])
            )
    return sorted(
        issues.values(),
        key=lambda one: (one.issued_at, one.billing_month, one.seller_account_id),
    )


def month_state(records: AcceptedRecords, seller: str, month: date) -> str:
    """Rules 8.1: open until its end, then verifying, issued from its first issue."""
    issued = any(
        (one.seller_account_id, one.billing_month) == (seller, month)
        for one in first_issues(records)
    )
    if issued:
        return "issued"
    return "open" if records.now < records.calendar.month_end(month) else "verifying"


def billing_months(records: AcceptedRecords, lines: list[dict]) -> list[dict]:
    """State, due and issue time of every seller's month that has a line or an issue."""
    issued = {
        (one.seller_account_id, one.billing_month): one.issued_at for one in first_issues(records)
    }
    found = {(line["seller_account_id"], line["billing_month"]) for line in lines} | set(issued)
    return [
        {
            "seller_account_id": seller,
            "billing_month": month,
            "state": month_state(records, seller, month),
            "due_at": records.calendar.month_end(month) + timedelta(days=4),
            "issued_at": issued.get((seller, month)),
        }
        for seller, month in sorted(found)
    ]


class Ledger:
    """What one seller has billed so far: lines only ever added, per leg (rules 8.2)."""

    def __init__(self, seller: str) -> None:
        self.seller = seller
        self.issued: set[date] = set()
        self.lines: list[dict] = []
        self.last: dict[str, dict] = {}  # the line last billed, by leg
        self.standing: dict[str, dict] = {}  # the line in force, by leg; absent once reversed
        self.changes: dict[str, int] = {}

    def bill(self, fresh: Fresh, months: set[date] | None) -> None:
        """Correct the issued months, then bill the given months (null: all not issued)."""
        mine = {
            leg["leg_id"]: original_line(fresh.records, fresh.charges[leg["charge_id"]], leg)
            for leg in fresh.all_legs()
            if leg["seller_account_id"] == self.seller
        }
        for leg_id in sorted(mine.keys() | self.standing.keys()):
            self._settle(leg_id, mine.get(leg_id), months)

    def _settle(self, leg_id: str, now: dict | None, months: set[date] | None) -> None:
        before = self.standing.get(leg_id)
        if leg_id not in self.last and now["own_billing_month"] not in self.issued:
            if months is None or now["own_billing_month"] in months:
                self._add(leg_id, now)
        elif not _same(before, now):
            self._correct(leg_id, before, now)

    def _correct(self, leg_id: str, before: dict | None, now: dict | None) -> None:
        number = self.changes.get(leg_id, 1) + 1
        self.changes[leg_id] = number
        own = (now or before)["own_billing_month"]
        link = {
            "billing_month": self._first_open_after(own),
            "corrects_line_id": self.last[leg_id]["line_id"] if leg_id in self.last else None,
            "corrects_billing_month": own,
            "line_number": number,
        }
        if before is not None:
            reversal = {"line_id": f"{leg_id}:{number}:reversal", "line_kind": "reversal"}
            self._add(leg_id, negated(before) | link | reversal)
            del self.standing[leg_id]
        if now is not None:
            correction = {"line_id": f"{leg_id}:{number}", "line_kind": "correction"}
            self._add(leg_id, now | link | correction)

    def _add(self, leg_id: str, line: dict) -> None:
        self.lines.append(line)
        self.last[leg_id] = line
        if line["line_kind"] != "reversal":
            self.standing[leg_id] = line

    def _first_open_after(self, month: date) -> date:
        later = next_month(month)
        while later in self.issued:
            later = next_month(later)
        return later


def _same(before: dict | None, now: dict | None) -> bool:
    if before is None or now is None:
        return before is now
    # A customer's bill shows no plan.
    names = COMPARED if now["leg_kind"] == "bill_b" else (*COMPARED, "plan_cost")
    return all(before[name] == now[name] for name in names)
