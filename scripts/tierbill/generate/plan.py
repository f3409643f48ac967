"""How large a dataset becomes and which parts it has."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from math import ceil

from tierbill.shared.errors import Refused

BILLING_ZONE = timezone(timedelta(hours=8))
FIRST_MONTH = date(2025, 9, 1)
LEAST_ROWS = 1_000
ROWS_PER_FILE = 1_500_000

DUPLICATE_SHARE = 1_000  # one record in a thousand is delivered twice
RESTATED_SHARE = 2_000
CONFLICT_SHARE = 20_000
REJECTED_SHARE = 4_000
UNREADABLE_SHARE = 2_000


class Features(StrEnum):
    """Which rules the data needs: each value includes those before it."""

    kernel = "kernel"
    commercial = "commercial"
    all = "all"


class PlanError(Refused):
    """A size that cannot be generated; the message says what to change."""


@dataclass(frozen=True)
class Month:
    """A billing month; instants in UTC, half-open, by the calendar of UTC+8."""

    first_day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def name(self) -> str:
        """The month as `2025-09`."""
        return self.first_day.strftime("%Y-%m")

    @property
    def hours(self) -> int:
        """Hours in the month."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 3600


@dataclass(frozen=True)
class Plan:
    """The sizes of one dataset; everything else follows from the seed."""

    usage_rows: int
    seed: int
    month_count: int = 1
    features: Features = Features.kernel
    voucher_count: int | None = None

    def __post_init__(self) -> None:
        """Refuse sizes that would leave some kind of record out (PlanError)."""
        if self.usage_rows < LEAST_ROWS * self.month_count:
            raise PlanError(
                f"--usage-rows {self.usage_rows}: at least {LEAST_ROWS} a month are needed "
                f"for {self.month_count} month(s)"
            )
        if not 1 <= self.month_count <= 60:
            raise PlanError(f"--months {self.month_count}: choose 1 to 60")
        if self.voucher_count is not None and self.features is Features.kernel:
            raise PlanError("--vouchers needs --features commercial or all")

    @property
    def is_commercial(self) -> bool:
        """Whether p95, entitlements, vouchers, refunds and adjustments are wanted."""
        return self.features is not Features.kernel

    @property
    def months(self) -> tuple[Month, ...]:
        """The billing months covered, in order."""
        first = [
            date(FIRST_MONTH.year + m // 12, m % 12 + 1, 1)
            for m in range(FIRST_MONTH.month - 1, FIRST_MONTH.month + self.month_count)
        ]
        starts = [datetime(d.year, d.month, 1, tzinfo=BILLING_ZONE).astimezone(UTC) for d in first]
        return tuple(
            Month(day, start, end)
            for day, start, end in zip(first[:-1], starts[:-1], starts[1:], strict=True)
        )

    @property
    def starts_at(self) -> datetime:
        """First instant of the first month."""
        return self.months[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """First instant after the last month."""
        return self.months[-1].ends_at

    @property
    def customers(self) -> int:
        """End customers: 5,000 at ten million usage rows, growing less than linearly."""
        return max(40, round(5000 * (self.usage_rows / 10_000_000) ** 0.75))

    @property
    def distributors(self) -> int:
        """First-level partners that have resellers of their own."""
        return max(3, self.customers // 420)

    @property
    def second_level(self) -> int:
        """Resellers under a distributor."""
        return max(6, self.customers // 80)

    @property
    def third_level(self) -> int:
        """Resellers under a second-level reseller."""
        return max(1, self.second_level // 20)

    @property
    def single_tier(self) -> int:
        """First-level resellers that only have customers."""
        return max(4, self.customers // 125)

    @property
    def orders(self) -> int:
        """Order lines that are purchases."""
        return max(60, self.usage_rows // 1000)

    def rows_of_month(self, index: int) -> int:
        """Usage records delivered for the month with this index; the months add up to all."""
        total, count = self.usage_rows, self.month_count
        return total * (index + 1) // count - total * index // count


@dataclass(frozen=True)
class MonthRows:
    """How the usage records of one month divide over clean, resent and dirty files."""

    clean: int
    duplicates: int
    restated: int
    conflicting: int
    rejected: int
    unreadable: int

    @property
    def resent(self) -> int:
        """Records of the resent file; a conflict is delivered as two contradicting records."""
        return self.duplicates + self.restated + self.conflicting + self.rejected

    @property
    def dirty(self) -> int:
        """Records of the dirty file: two unreadable ones for each good one."""
        return self.unreadable + ceil(self.unreadable / 2)

    @property
    def files(self) -> int:
        """Number of clean files."""
        return max(1, round(self.clean / ROWS_PER_FILE))


def month_rows(total: int) -> MonthRows:
    """Divide the usage records of a month; the parts add up to `total`."""
    faults = MonthRows(
        clean=0,
        duplicates=max(2, total // DUPLICATE_SHARE),
        restated=max(4, total // RESTATED_SHARE),
        conflicting=max(2, total // CONFLICT_SHARE),
        rejected=max(8, total // REJECTED_SHARE),
        unreadable=max(10, total // UNREADABLE_SHARE),
    )
    return replace(faults, clean=total - faults.resent - faults.dirty)
