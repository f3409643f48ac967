"""How a statement prints numbers, times and names: exact, short, the same everywhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal

# Words for the codes of the marts.
WORDS = {
    "hourly_settlement": "Hourly",
    "daily_settlement": "Daily",
    "monthly_settlement": "Monthly",
    "spot": "Spot",
    "new_purchase": "Purchase",
    "renewal": "Renewal",
    "change": "Configuration change",
    "unsubscription": "Refund",
    "price_adjustment": "Price adjustment",
    "compensation": "Compensation",
    "deduction": "Deduction",
    "reversal": "Reversal",
    "correction": "Correction",
    "refund": "refunds",
    "configuration_change": "configuration changes",
    "recalculation": "recalculation of earlier months",
    "adjustment": "bill adjustments",
    "partner": "partner voucher",
    "partner_designated": "partner voucher, designated",
    "customer": "customer voucher",
}
# So many letters, digits and signs of Latin, Greek and Cyrillic, and more of the same word.
_LONG = re.compile("[!-~\u00a1-\u024f\u0370-\u04ff]{22}(?=[^ ])")


def money(value: object, places: int = 2) -> str:
    """Return money with thousands separated and at least `places` decimals, none lost."""
    if value is None:
        return ""
    exact = Decimal(str(value)) if not isinstance(value, Decimal) else value
    text = f"{exact:,f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    return f"{whole}.{decimals}" if decimals else whole


def quantity(value: object) -> str:
    """Return a quantity with thousands separated and no trailing zeros."""
    return money(value, 0)


def percentage(multiplier: object) -> str:
    """Return what a multiplier takes off: 0.85 is 15 %, 1 is nothing."""
    if not isinstance(multiplier, Decimal) or multiplier == 1:
        return ""
    return f"{quantity((1 - multiplier) * 100)} %"


def day(instant: object, zone: timezone) -> str:
    """Return the day of an instant in the billing zone; empty for none."""
    if not isinstance(instant, datetime):
        return ""
    return f"{instant.astimezone(zone):%Y-%m-%d}"


def period(start: object, end: object, zone: timezone) -> str:
    """Return the days from a period's first to its last instant."""
    if not isinstance(start, datetime):
        return ""
    first = day(start, zone)
    if not isinstance(end, datetime) or end <= start:
        return first
    last = day(end - timedelta(microseconds=1), zone)
    return first if first == last else f"{first} to {last}"


def words(code: object) -> str:
    """Return the words for a code, the code itself if there are none."""
    return "" if code is None else WORDS.get(str(code), str(code).replace("_", " "))


def breakable(text: object) -> str:
    """Return text in which long words may be broken, so that they stay in their column.

    Scripts that join their letters or write no spaces are left to the line breaking of Typst.
    """
    return _LONG.sub("\\g<0>\u200b", str(text or ""))
