"""Confirmations and allocations, each judged by what was accepted before it (rules 9.1, 9.2).

Who may do what at all is decided in SQL; what is left here depends on the order: how much of a
bill is still open, how much of a limit or of a pool is still free. Amounts are exact decimals
in the account's own currency. Memory grows with the bills and accounts named, not with events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

NOTHING = Decimal(0)


class Confirmation(NamedTuple):
    """A confirmation of a bill; no amount means all that is open, no bill an amount of 0."""

    confirmation_id: str
    bill: Hashable
    billed_amount: Decimal | None
    amount: Decimal | None


class Confirmed(NamedTuple):
    """What a confirmation confirms, or why it does not hold."""

    confirmation_id: str
    rejection_reason: str | None
    confirmed_cost: Decimal | None


class CreditEvent(NamedTuple):
    """Something that changes what may be allocated.

    `event_kind` is pool_allocation, customer_allocation or confirmation; `account_id` whose
    credit it is, `manager_account_id` who gave or confirmed; `used` what a customer has used
    until then; `is_limited` whether the manager can only give what its pool still holds.
    """

    event_kind: str
    event_id: str
    account_id: str
    manager_account_id: str
    amount: Decimal
    used: Decimal
    is_limited: bool


def judge_confirmations(confirmations: Iterable[Confirmation]) -> Iterator[Confirmed]:
    """Yield each confirmation, in the order given, with its amount or its reason (rules 9.1)."""
    confirmed: dict[Hashable, Decimal] = defaultdict(lambda: NOTHING)
    for confirmation_id, bill, billed_amount, amount in confirmations:
        open_amount = (billed_amount or NOTHING) - confirmed[bill]
        if open_amount <= 0:
            yield Confirmed(confirmation_id, "nothing_to_confirm", None)
        elif amount is not None and amount > open_amount:
            yield Confirmed(confirmation_id, "exceeds_bill", None)
        else:
            taken = open_amount if amount is None else amount
            confirmed[bill] += taken
            yield Confirmed(confirmation_id, None, taken)


def judge_allocations(events: Iterable[CreditEvent]) -> Iterator[tuple[str, str | None]]:
    """Yield each allocation, in the order given, with the reason if it is refused (rules 9.2).

    What a pool can still give is what it got, less what its holder gave to customers, less
    what it confirmed. Partners without limit have such an account too; nobody asks for it.
    """
    allocated: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    allocable: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for event in events:
        if event.event_kind == "confirmation":
            allocable[event.manager_account_id] -= event.amount
            continue
        is_pool = event.event_kind == "pool_allocation"
        account_id = event.account_id
        left = allocable[account_id] if is_pool else allocated[account_id] - event.used
        if event.amount < 0 and left + event.amount < 0:
            yield event.event_id, "below_used"
        elif is_pool:
            allocable[account_id] += event.amount
            yield event.event_id, None
        elif event.is_limited and 0 < event.amount > allocable[event.manager_account_id]:
            yield event.event_id, "exceeds_pool"
        else:
            allocated[account_id] += event.amount
            allocable[event.manager_account_id] -= event.amount
            yield event.event_id, None
