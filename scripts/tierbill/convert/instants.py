"""Instants of a source that names no zone, in UTC; days of the billing calendar."""

import re
from datetime import UTC, datetime, timedelta, timezone

BILLING_ZONE = timezone(timedelta(hours=8))  # rules 2.1

_INSTANT = re.compile(
    r"(2[01][0-9]{2}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)"
    r"(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)


def read_instant(text: str) -> tuple[datetime, str] | None:
    """An instant in UTC and the digits of its fraction beyond the microsecond; null if unreadable.

    Only the years 2000 to 2199 are read. A time without an offset is taken as UTC: the formats
    that come here say so of themselves. Digits beyond the sixth are cut off, never rounded up into
    the next microsecond, and given back so that the caller can report a cut that lost something.
    """
    match = _INSTANT.fullmatch(text)
    if not match:
        return None
    day, clock, fraction, offset = match.groups()
    digits = (fraction or "").ljust(6, "0")
    seconds = "" if clock.count(":") == 2 else ":00"
    iso = f"{day}T{clock}{seconds}.{digits[:6]}{offset or '+00:00'}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC), digits[6:]
    except (ValueError, OverflowError):
        return None


def instant_text(instant: datetime) -> str:
    """The instant in UTC with `Z`, its fraction only if it has one."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def hour_of(instant: datetime) -> datetime:
    """Start of the settlement hour that contains the instant, in UTC (rules 3.1)."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def billing_day(instant: datetime) -> datetime:
    """Start of the billing-calendar day that contains the instant, in UTC."""
    local = instant.astimezone(BILLING_ZONE)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def billing_month(instant: datetime) -> datetime:
    """Start of the billing month that contains the instant, in UTC."""
    local = billing_day(instant).astimezone(BILLING_ZONE)
    return local.replace(day=1).astimezone(UTC)
