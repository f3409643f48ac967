"""Prepaid lines spread over the time they pay for: d3.17. A view, never a bill."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from .billing_calendar import BillingCalendar, next_month
from .exact import ZERO, rounded, total
from .fresh import Fresh

MICROSECOND = timedelta(microseconds=1)
OPEN_END = datetime(9999, 12, 31, tzinfo=UTC)
COSTS = ("list_cost", "utility_cost", "customer_cost")


def amortised_costs(fresh: Fresh) -> list[dict]:
    """A row per prepaid line and month; the first refund of a line ends it."""
    calendar = fresh.records.calendar
    ended = _ended_months(fresh)
    rows = []
    for charge_id, charge in fresh.charges.items():
        if charge["charge_category"] not in ("purchase", "refund"):
            continue
        costs = _costs(fresh, charge)
        before = dict.fromkeys(COSTS, ZERO)
        for month, part, whole in _parts(calendar, charge, ended.get(charge_id)):
            until = {name: rounded(cost * part / whole, 8) for name, cost in costs.items()}
            rows.append(
                {"charge_id": charge_id, "billing_month": month}
                | {"paid_month": charge["billing_month"], "currency_code": charge["currency_code"]}
                | {name: until[name] - before[name] for name in COSTS}
            )
            before = until
    return rows


def _ended_months(fresh: Fresh) -> dict[str, date]:
    ended: dict[str, date] = {}
    for charge in fresh.charges.values():
        if charge["charge_category"] == "refund":
            month = charge["billing_month"]
            for line in charge["_given_back"]:
                ended[line] = min(month, ended.get(line, month))
    return ended


def _costs(fresh: Fresh, charge: dict) -> dict[str, Decimal]:
    legs = fresh.legs[charge["charge_id"]]
    return {
        "list_cost": charge["list_cost"],
        "utility_cost": total(leg["pretax_cost"] for leg in legs[:1]),
        "customer_cost": total(leg["pretax_cost"] for leg in legs[-1:]),
    }


def _parts(
    calendar: BillingCalendar, charge: dict, ended: date | None
) -> list[tuple[date, Decimal, Decimal]]:
    """Each month with the part of the service that is over at its end; the last has all."""
    start, end = charge["_order"]["service_from"], charge["_order"]["service_to"]
    without_term = start is None or end is None or end <= start or end >= OPEN_END
    if without_term or charge["charge_category"] == "refund":
        return [(charge["billing_month"], Decimal(1), Decimal(1))]
    last = calendar.month(end - MICROSECOND)
    if ended is not None:
        last = min(last, ended)
    month = min(calendar.month(start), last)
    whole = _microseconds(start, end)
    parts = []
    while month < last:
        parts.append((month, _microseconds(start, calendar.month_end(month)), whole))
        month = next_month(month)
    return [*parts, (last, whole, whole)]


def _microseconds(start: datetime, end: datetime) -> Decimal:
    return Decimal((end - start) // MICROSECOND)
