"""Rules 10: the 95th percentile of five-minute points over valid days."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from .billing_calendar import BillingCalendar, days_in
from .exact import ONE, ZERO, rounded

SLOT = timedelta(minutes=5)
SLOTS_A_DAY = 288
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def measure_bandwidth(
    records: list[dict], calendar: BillingCalendar, month: date
) -> tuple[Decimal, Decimal]:
    """`usage_days_ratio` and `consumed_quantity` of one owner, resource, sku, region and month."""
    points = valid_points(records, calendar)
    ratio = usage_days_ratio(len(points), month)
    return ratio, rounded(percentile(points) * ratio, 10) if points else ZERO


def valid_points(records: list[dict], calendar: BillingCalendar) -> list[Decimal]:
    """Points of days whose points add up to more than 0 (R130)."""
    slots: dict[datetime, Decimal] = defaultdict(lambda: ZERO)
    for record in records:
        start = record["usage_started_at"]
        product = record["usage_quantity"] * (record["linear_size"] or ONE)
        slots[start - (start - EPOCH) % SLOT] += rounded(product, 10)
    days: dict[date, list[Decimal]] = defaultdict(list)
    for slot, point in slots.items():
        days[calendar.day(slot)].append(point)
    return [point for points in days.values() if sum(points, ZERO) > 0 for point in points]


def usage_days_ratio(points: int, month: date) -> Decimal:
    """Rules 10.2; 4320 points in September give 0.5."""
    return rounded(Decimal(points) / Decimal(SLOTS_A_DAY * days_in(month)), 10)


def percentile(points: list[Decimal]) -> Decimal:
    """Rules 10.3: drop the top twentieth, rounded down, and take the highest left."""
    descending = sorted(points, reverse=True)
    return descending[len(descending) // 20]
