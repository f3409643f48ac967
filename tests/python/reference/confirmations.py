"""Rules 9.1: which confirmations of bills hold, and what they confirm."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .bills import statements
from .exact import ZERO
from .records import kept_since

Bill = tuple[str, str, date]  # seller, customer, month


@dataclass
class Confirmed:
    """Accepted confirmations with their amount, rejected ones with their reason."""

    rows: list[dict] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    by_bill: dict[Bill, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def asked_bills(records: AcceptedRecords, lines: list[dict]) -> dict[Bill, dict]:
    """Bill B of each seller, customer and month in the customer's own currency."""
    found = {}
    for bill in statements(records, [line for line in lines if line["leg_kind"] == "bill_b"]):
        customer = bill["buyer_account_id"]
        if bill["currency_code"] == records.accounts[customer]["currency_code"]:
            found[bill["seller_account_id"], customer, bill["billing_month"]] = bill
    return found


def bill_amounts(records: AcceptedRecords, lines: list[dict]) -> dict[Bill, Decimal]:
    """What can be confirmed of each bill: billed, less what was carried into it."""
    return {
        bill: row["billed_amount"] + row["carried_in_amount"]
        for bill, row in asked_bills(records, lines).items()
    }


def confirm(records: AcceptedRecords, lines: list[dict]) -> Confirmed:
    """Validate every confirmation in the order in which they came (rules 1.12)."""
    amounts = bill_amounts(records, lines)
    confirmed = Confirmed()
    events = sorted(
        records.accepted["bill_confirmations"],
        key=_place,
    )
    for event in events:
        bill = (
            event["confirmed_by_account_id"],
            event["customer_account_id"],
            event["billing_month"],
        )
        billed = amounts.get(bill)
        open_amount = (billed or ZERO) - confirmed.by_bill[bill]
        reason = _reason(records, event, billed, open_amount)
        if reason is not None:
            confirmed.reasons[event["_key"]] = reason
            continue
        amount = open_amount if event["amount"] is None else event["amount"]
        confirmed.by_bill[bill] += amount
        confirmed.rows.append(event | {"confirmed_amount": amount})
    return confirmed


def _place(event: dict) -> tuple:
    """Rules 1.12: first come, first kept."""
    since = kept_since(
        event,
        (
            *("confirmed_by_account_id", "customer_account_id", "billing_month"),
            *("batch_id", "charge_id", "confirmed_at"),
        ),
        lambda version: Decimal("Infinity") if version["amount"] is None else version["amount"],
    )
    return since, event["confirmed_at"], event["confirmation_id"]


def _reason(
    records: AcceptedRecords, event: dict, billed: Decimal | None, open_amount: Decimal
) -> str | None:
    """The first reason that holds."""
    amount = event["amount"]
    by, moment = event["confirmed_by_account_id"], event["confirmed_at"]
    parent = records.hierarchy.parent(event["customer_account_id"], moment)
    checks = [
        ("not_direct_manager", billed is None and parent != by),
        ("per_line_not_supported", event["charge_id"] is not None),
        ("not_issued", not is_issued(records, by, event["billing_month"], moment)),
        ("partial_in_batch", event["batch_id"] is not None and amount is not None),
        ("invalid_amount", amount is not None and amount <= 0),
        ("nothing_to_confirm", billed is None or billed <= 0 or open_amount <= 0),
        ("exceeds_bill", amount is not None and amount > open_amount),
    ]
    return next((reason for reason, holds in checks if holds), None)


def is_issued(records: AcceptedRecords, seller: str, month: date, moment: datetime) -> bool:
    return any(
        (row["seller_account_id"], row["billing_month"]) == (seller, month)
        and row["issued_at"] <= min(moment, records.now)
        for row in records.accepted["bill_issues"]
    )


def confirmation_status(
    records: AcceptedRecords, lines: list[dict], confirmed: Confirmed
) -> list[dict]:
    """Issued bills: open, partly_confirmed, confirmed or nothing_to_confirm."""
    rows = []
    for bill, row in asked_bills(records, lines).items():
        billed = row["billed_amount"] + row["carried_in_amount"]
        seller, customer, month = bill
        if not is_issued(records, seller, month, records.now):
            continue
        done = confirmed.by_bill.get(bill, ZERO)
        status = "open"
        if billed <= 0:
            status = "nothing_to_confirm"
        elif done >= billed:
            status = "confirmed"
        elif done > 0:
            status = "partly_confirmed"
        rows.append(
            {
                "seller_account_id": seller,
                "buyer_account_id": customer,
                "billing_month": month,
                "billed_amount": row["billed_amount"],
                "confirmed_amount": done,
                "open_amount": billed - done,
                "status": status,
            }
        )
    return rows
