"""Seeded draws: the same seed and name give the same sequence on every machine."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from tierbill.generate.plan import BILLING_ZONE


class Draws(random.Random):
    """A random sequence of its own for each part of the dataset, so that parts stay apart."""

    def __init__(self, seed: int, name: str) -> None:
        """Start the sequence of the part `name`."""
        super().__init__(f"{seed}:{name}")

    def chance(self, share: float) -> bool:
        """True in this share of the calls."""
        return self.random() < share

    def skewed(self, count: int) -> int:
        """An index below `count` by Zipf's law: low ones are frequent."""
        return min(count - 1, int((count + 1) ** self.random()) - 1)

    def number(self, low: int, high: int, places: int) -> Decimal:
        """A decimal between low and high, both in units of the last place."""
        return Decimal(self.randint(low, high)).scaleb(-places)

    def instant(self, start: datetime, end: datetime) -> datetime:
        """A whole second in [start, end)."""
        return start + timedelta(seconds=self.randrange(int((end - start).total_seconds())))

    def change_instant(self, start: datetime, end: datetime) -> datetime:
        """As `instant`, but half of them at a midnight of the billing calendar (UTC+8)."""
        moment = self.instant(start, end)
        if self.chance(0.5):
            return moment
        return billing_midnight(moment + timedelta(days=1))


def billing_midnight(moment: datetime) -> datetime:
    """Start of the billing-calendar day that holds the instant, in the zone of `moment`."""
    local = moment.astimezone(BILLING_ZONE)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(moment.tzinfo)
