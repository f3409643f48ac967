"""Rules 7.4 and 7.5: how a bill is rounded, and what it takes over from the bills before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .exact import ZERO, rounded, total, truncated
from .periods import first_issues

# ISO 4217, the currencies without two decimals.
DIGITS = (
    dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
            *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    )
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
    | dict.fromkeys(("CLF", "UYW"), 4)
)


@dataclass(frozen=True)
class Policy:
    """What holds for the bills of a seller in a currency and a month."""

    mode: str
    digits: int
    level: str
    negative_bill: str

    def amount(self, cost: Decimal, digits: int) -> Decimal:
        return truncated(cost, digits) if self.mode == "truncate" else rounded(cost, digits)

    def billed(self, costs: Iterable[Decimal]) -> Decimal:
        """The total of a bill from the costs of its lines."""
        if self.level == "line":
            costs = [self.amount(cost, self.digits) for cost in costs]
        return self.amount(total(costs), self.digits)


def policy_of(records: AcceptedRecords, seller: str, currency: str, month: date) -> Policy:
    """The narrowest policy in force; an issued month has what was known at its issue."""
    known = records.issued_policies.get((seller, month), records.accepted["rounding_policies"])
    fitting = [
        row
        for row in known
        if row["seller_account_id"] in (None, seller)
        and row["currency_code"] in (None, currency)
        and row["valid_from_month"] <= month
        and (row["valid_to_month"] is None or month < row["valid_to_month"])
    ]
    fitting.sort(
        key=lambda row: (
            row["seller_account_id"] is not None,
            row["currency_code"] is not None,
            row["valid_from_month"],
        )
    )
    row = fitting[-1] if fitting else {}
    digits = row.get("rounding_digits")
    return Policy(
        mode=row.get("rounding_mode") or "half_up",
        digits=DIGITS.get(currency, 2) if digits is None else digits,
        level=row.get("rounding_level") or "bill",
        negative_bill=row.get("negative_bill") or records.settings.negative_bill,
    )


def carry(records: AcceptedRecords, bills: list[dict]) -> None:
    """Fill what the bills of one kind, seller, buyer and currency carry from one to the next."""
    issued: dict[tuple[str, date], datetime] = {
        (one.seller_account_id, one.billing_month): one.issued_at for one in first_issues(records)
    }

    def place(bill: dict) -> tuple:
        at = issued.get((bill["seller_account_id"], bill["billing_month"]))
        return at is None, at or bill["billing_month"], bill["billing_month"]

    balance = ZERO
    for bill in sorted(bills, key=place):
        billed, policy = bill["billed_amount"], bill["_negative_bill"]
        bill["carried_in_amount"] = balance
        asked = billed + balance
        if policy == "due_negative":
            bill["due_amount"], balance = asked, ZERO
        elif policy == "carry_forward":
            bill["due_amount"], balance = max(asked, ZERO), min(asked, ZERO)
        elif policy == "due_zero":
            bill["due_amount"] = max(asked, ZERO)
            balance = min(max(billed, ZERO) + balance, ZERO)
        else:
            raise ValueError(f"negative_bill knows no {policy!r}")
        bill["carried_out_amount"] = balance
