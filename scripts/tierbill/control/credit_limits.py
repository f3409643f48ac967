"""Allocations of credit in order: each limit follows from the events before it (rules 9.2).

SQL decides which parties may give at all. What remains depends on the order: how much of a
limit or of a pool is still free. Amounts are exact decimals in the account's own currency.
Memory grows with the number of accounts, not with the number of events.

Rules: 9.1, 9.2
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class CreditEvent(NamedTuple):
    """Something that changes what may be allocated.

    `event_kind` is pool_allocation, customer_allocation or confirmation; `account_id` is the
    holder of the credit, `manager_account_id` the party that gave or confirmed; `used` is what a
    customer has used until then; `is_limited` is true if the manager can only give what its pool
    still holds.
    """

    event_kind: str
    event_id: str
    account_id: str
    manager_account_id: str
    amount: Decimal
    used: Decimal
    is_limited: bool


def rejected_allocations(events: Iterable[CreditEvent]) -> Iterator[tuple[str, str]]:
    """Yield the rejected allocations of events in their order, each with its reason (rules 9.2).

    A pool can still give what it got, less what its holder gave to customers, less what its
    holder confirmed. Partners without a limit have such a balance too; nothing reads it.
    """
    allocated: dict[str, Decimal] = defaultdict(lambda: ZERO)
    allocable: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for event in events:
        if event.event_kind == "confirmation":
            allocable[event.manager_account_id] -= event.amount
            continue
        is_pool = event.event_kind == "pool_allocation"
        account_id = event.account_id
        free = allocable[account_id] if is_pool else allocated[account_id] - event.used
        if event.amount < 0 and free + event.amount < 0:
            yield event.event_id, "below_used"
        elif is_pool:
            allocable[account_id] += event.amount
        elif event.is_limited and 0 < event.amount > allocable[event.manager_account_id]:
            yield event.event_id, "exceeds_pool"
        else:
            allocated[account_id] += event.amount
            allocable[event.manager_account_id] -= event.amount
