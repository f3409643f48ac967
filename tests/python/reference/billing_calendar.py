"""Rules 2: months, days and hours of the billing zone; every instant is a datetime in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class BillingCalendar:
    """Calendar of one billing zone."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def instant(self, day: date) -> datetime:
        """The moment at which a calendar day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def day(self, instant: datetime) -> date:
        return self.local(instant).date()

    def month(self, instant: datetime) -> date:
        return self.day(instant).replace(day=1)

    def month_end(self, month: date) -> datetime:
        return self.instant(next_month(month))

    def bucket(self, instant: datetime, cycle: str) -> tuple[datetime, datetime]:
        """The settlement bucket (hourly, daily or monthly) that holds the instant: rules 3.1."""
        if cycle == "hourly":
            start = self.local(instant).replace(minute=0, second=0, microsecond=0)
            return start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1)
        if cycle == "daily":
            today = self.day(instant)
            return self.instant(today), self.instant(today + timedelta(days=1))
        if cycle == "monthly":
            month = self.month(instant)
            return self.instant(month), self.month_end(month)
        raise ValueError(f"no settlement bucket for the cycle {cycle!r}")

    def year_later(self, instant: datetime) -> datetime:
        """One calendar year on; 29 February becomes 28 February (rules 5.3)."""
        local = self.local(instant)
        leap_day = (local.month, local.day) == (2, 29)
        moved = local.replace(year=local.year + 1, day=28 if leap_day else local.day)
        return moved.astimezone(UTC)


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def days_in(month: date) -> int:
    return (next_month(month) - month).days


def instant_text(instant: datetime) -> str:
    """An instant as identifiers spell it: 2025-08-15T02:00:00Z."""
    text = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{instant.microsecond:06d}".rstrip("0") if instant.microsecond else ""
    return f"{text}{fraction}Z"


def key_part(text: str) -> str:
    """A text as identifiers spell it between bars."""
    return text.replace("\\", "\\\\").replace("|", "\\|")
