"""The parties of a converted dataset: accounts of the source, and the channel above them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

from tierbill.convert.instants import BILLING_ZONE, billing_month, hour_of

# The channel is the same for every month that is converted, and so are its records: a month that
# is loaded later must not move what held before.
DISCOUNTS_FROM = datetime(2000, 1, 1, tzinfo=BILLING_ZONE).astimezone(UTC)
_BINDINGS_BEFORE = timedelta(days=30)
_SUBMITTED_BEFORE = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Customer:
    """An account of the source, its currency, and when each of its uses began (UTC)."""

    account_id: str
    account_name: str
    currency_code: str
    used_at: tuple[datetime, ...]

    @property
    def settled_from(self) -> datetime:
        """When its first use is settled: the end of that hour, which decides whose it is."""
        return hour_of(min(self.used_at)) + _HOUR

    @property
    def settled_to(self) -> datetime:
        """When its last use is settled."""
        return hour_of(max(self.used_at)) + _HOUR


@dataclass(frozen=True, slots=True)
class Channel:
    """The parties above the customers, and the customer that changes its reseller."""

    prefix: str
    provider_name: str
    distributor_name: str
    currency_code: str
    customers: tuple[Customer, ...]
    first_at: datetime
    moved_account_id: str | None
    moves_at: datetime | None

    @property
    def provider_id(self) -> str:
        """The provider's account."""
        return f"{self.prefix}-provider"

    @property
    def distributor_id(self) -> str:
        """The first-level partner's account."""
        return f"{self.prefix}-distributor"

    @property
    def reseller_ids(self) -> tuple[str, str]:
        """The accounts of the second-level resellers."""
        return f"{self.prefix}-reseller-a", f"{self.prefix}-reseller-b"

    def resellers_of(self, account_id: str) -> tuple[str, str]:
        """The reseller that a customer has in every month, by its id, and the other one."""
        first, second = self.reseller_ids
        return (first, second) if crc32(account_id.encode()) % 2 else (second, first)

    @property
    def effective_at(self) -> datetime:
        """From when the discounts hold, in every month."""
        return DISCOUNTS_FROM

    @property
    def submitted_at(self) -> datetime:
        """When the discounts were submitted: a week before, so none is retroactive."""
        return self.effective_at - _SUBMITTED_BEFORE

    @property
    def known_from(self) -> datetime:
        """When accounts, bindings and skus begin and became known."""
        return self.effective_at - _BINDINGS_BEFORE

    @property
    def priced_from(self) -> datetime:
        """From when the prices hold and are known: the first day of the first billing month."""
        return billing_month(self.first_at)
