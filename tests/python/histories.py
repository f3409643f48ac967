"""Random histories of bindings and roles that become known one after the other.

Each history has its own parties, whose ids begin with its number, so that many are one dataset.
Usage is known at once; only the hierarchy changes with what becomes known.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from random_datasets import Dataset
from reference.tables import TABLES

AUGUST = datetime(2025, 7, 31, 16, tzinfo=UTC)
ISSUED = "2025-09-05T00:00:00Z"
# Moments at which records become known, and those at which the warehouse is built.
KNOWN = tuple(datetime(2025, 7, day, tzinfo=UTC) for day in (1, 2, 3)) + tuple(
    datetime(2025, 9, day, tzinfo=UTC) for day in (10, 11, 20, 21, 22)
)
BUILT = tuple(datetime(2025, 9, day, tzinfo=UTC) for day in (6, 15, 30))
PARTNERS = ("D1", "D2", "R1", "R2", "S1")
CUSTOMERS = ("C1", "C2", "C3")


@dataclass(frozen=True)
class Change:
    """A time in which a record says something else of an account, and when that became known."""

    table: str
    account_id: str
    start: datetime
    end: datetime | None
    known_at: datetime

    def covers(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)


@dataclass(frozen=True)
class Histories:
    """The dataset, every change in it, and when each record became known: by table and key."""

    folder: Path
    changes: list[Change]
    known: dict[str, datetime]


def write_histories(seeds: Iterable[int], out: Path) -> Histories:
    """Write the histories of some seeds as one dataset."""
    data, changes = Dataset(), []
    for seed in seeds:
        changes += _History(data, seed).write()
    for table in ("account_bindings", "account_terms"):
        random.Random(7).shuffle(data.tables[table])
    return Histories(data.write(out), changes, _known(data))


def _known(data: Dataset) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for table, rows in data.tables.items():
        for row in rows:
            key = "|".join(row[column.name] or "" for column in TABLES[table].key)
            moment = datetime.fromisoformat(row["recorded_at"])
            name = f"{table} {key}"
            found[name] = min(moment, found.get(name, moment))
    return found


class _History:
    def __init__(self, data: Dataset, seed: int) -> None:
        self.data, self.rng, self.prefix = data, random.Random(seed), f"h{seed:04d}-"
        self.changes: list[Change] = []

    def write(self) -> list[Change]:
        provider = self._id("P")
        self.data.account(provider, "provider")
        for partner in PARTNERS:
            role = "distributor" if partner.startswith("D") else "reseller"
            self.data.account(self._id(partner), role)
        for customer in CUSTOMERS:
            self.data.account(self._id(customer))
        sku = self.data.sku(self._id("vm"), "1", provider_account_id=provider)
        for account in (*CUSTOMERS, "S1", "R1"):
            for day in range(0, 60, 3):
                self._use(account, sku, AUGUST + timedelta(days=day, hours=5))
        for seller in ("P", *PARTNERS):
            self.data.add(
                "bill_issues",
                seller_account_id=self._id(seller),
                billing_month="2025-08-01",
                issued_at=ISSUED,
                recorded_at=ISSUED,
            )
        for _ in range(self.rng.randrange(4, 16)):
            self._bind()
        for _ in range(self.rng.randrange(4)):
            self._change_role()
        for _ in range(2):
            self._adjust(provider)
        return self.changes

    def _id(self, name: str) -> str:
        return self.prefix + name

    def _instant(self) -> datetime:
        return AUGUST + timedelta(days=self.rng.randrange(-5, 60))

    def _use(self, account: str, sku: str, start: datetime) -> None:
        self.data.add(
            "usage",
            owner_account_id=self._id(account),
            sku_id=sku,
            usage_started_at=start,
            usage_ended_at=start + timedelta(minutes=30),
            recorded_at=KNOWN[0],
        )

    def _bind(self) -> None:
        """Late, overlapping, open, beginning together, and in a circle."""
        child = self._id(self.rng.choice([*PARTNERS, *CUSTOMERS, *CUSTOMERS]))
        parent = self._id(self.rng.choice(["P", *PARTNERS, *PARTNERS, "C1"]))
        start = self.rng.choice([AUGUST - timedelta(days=9), self._instant()])
        end = self._instant() if self.rng.random() < 0.4 else None
        known = self.rng.choice(KNOWN)
        times = {"bound_at": start, "unbound_at": end}
        row = self.data.add(
            "account_bindings",
            account_id=child,
            parent_account_id=parent,
            recorded_at=known,
            **times,
        )
        self.changes.append(Change("account_bindings", child, start, end, known))
        if child[6:] in CUSTOMERS and end is None and self.rng.random() < 0.3:
            later = self.rng.choice([one for one in [*KNOWN, BUILT[-1]] if one > known])
            end = start + timedelta(days=self.rng.randrange(1, 30))
            text = {"unbound_at": end.isoformat(), "recorded_at": later.isoformat()}
            self.data.tables["account_bindings"].append(row | text)
            self.changes.append(Change("account_bindings", child, end, None, later))

    def _change_role(self) -> None:
        account = self._id(self.rng.choice([*CUSTOMERS, "C1", "S1", "R2"]))
        start = self._instant()
        known = self.rng.choice(KNOWN)
        role = self.rng.choice(["reseller", "customer", "distributor"])
        self.data.add(
            "account_terms",
            account_id=account,
            valid_from=start,
            account_role=role,
            recorded_at=known,
        )
        self.changes.append(Change("account_terms", account, start, None, known))

    def _adjust(self, provider: str) -> None:
        self.data.add(
            "bill_adjustments",
            provider_account_id=provider,
            reseller_account_id=self._id(self.rng.choice(PARTNERS)),
            amount="3",
            occurred_at=self._instant(),
            recorded_at=self.rng.choice(KNOWN),
        )
