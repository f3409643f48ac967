"""d7, R14 to R19: what a viewer's bills come to by the values of its billing tags."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from .billing_calendar import BillingCalendar
from .exact import total
from .fresh import Fresh


def tag_costs(fresh: Fresh, lines: list[dict]) -> list[dict]:
    """Each key over all lines of a month in which it was seen, with the tags as billed."""
    calendar = fresh.records.calendar
    keys = fresh.records.accepted["billing_tag_keys"]
    costs: dict[tuple, list[Decimal]] = defaultdict(list)
    for viewer, key in {(row["account_id"], row["tag_key"]) for row in keys}:
        times = [
            seen(calendar, row)
            for row in keys
            if (row["account_id"], row["tag_key"]) == (viewer, key)
        ]
        for line in lines:
            month = line["billing_month"]
            if line["buyer_account_id"] != viewer or not _is_seen_in(calendar, times, month):
                continue
            is_usage = line["charge_category"] == "usage"
            day = line["charge_period_start" if is_usage else "transaction_at"]
            shown = any(start <= day < end for start, end in times)
            tags = dict(line["tags"] or ()) if shown else {}
            bill = viewer, key, tags.get(key), month, line["currency_code"]
            costs[bill].append(line["billed_cost"])
    return [
        {
            "viewer_account_id": viewer,
            "tag_key": key,
            "tag_value": value,
            "billing_month": month,
            "currency_code": currency,
            "line_count": len(billed),
            "billed_cost": total(billed),
        }
        for (viewer, key, value, month, currency), billed in costs.items()
    ]


def seen(calendar: BillingCalendar, row: dict) -> tuple[datetime, datetime]:
    """From the day after it was set to the end of the day on which it was taken back."""
    end = row["disabled_at"]
    return (
        calendar.instant(calendar.day(row["enabled_at"]) + timedelta(days=1)),
        calendar.instant(
            date.max if end is None else calendar.day(end) + timedelta(days=1),
        ),
    )


def _is_seen_in(
    calendar: BillingCalendar, times: list[tuple[datetime, datetime]], month: date
) -> bool:
    return any(
        start < end and start < calendar.month_end(month) and end > calendar.instant(month)
        for start, end in times
    )
