"""Values of options: months, days and instants, each in one form."""

from __future__ import annotations

import re
from datetime import date, datetime

from tierbill.shared.errors import Refused


def parse_month(option: str, text: str) -> date:
    """Return the first day of a month written YYYY-MM.

    Raises:
        Refused: it is not written so, or there is no such month.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        try:
            return date(int(text[:4]), int(text[5:]), 1)
        except ValueError:
            pass
    raise Refused(f"{option} {text}: write a month as YYYY-MM, for example 2025-08.")


def parse_day(option: str, text: str) -> date:
    """Return a day written YYYY-MM-DD.

    Raises:
        Refused: it is not written so, or there is no such day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or f"{day}" != text:
        raise Refused(f"{option} {text}: write a day as YYYY-MM-DD, for example 2025-09-06.")
    return day


def parse_instant(option: str, text: str) -> datetime:
    """Return an ISO 8601 instant; it must give its offset.

    Raises:
        Refused: no instant, or one without an offset.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Refused(
            f"{option} {text}: write an instant with its offset, for example "
            "2025-09-01T00:00:00+08:00 or 2025-08-31T16:00:00Z."
        )
    return instant
