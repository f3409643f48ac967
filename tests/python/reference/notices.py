"""Rules 5.3: notices to customers before a discount ends; and its end as it stands."""

from __future__ import annotations

from datetime import date, timedelta

from .accepted_records import AcceptedRecords
from .terms import Term

DAYS_BEFORE = (90, 60, 30, 7)
MEDIA = ("message_center", "sms", "email")


def discount_notices(records: AcceptedRecords) -> list[dict]:
    """A row per end, date and medium; customer discounts only."""
    return [
        {
            "discount_id": term.discount["discount_id"],
            "seller_account_id": term.discount["seller_account_id"],
            "buyer_account_id": term.discount["buyer_account_id"],
            "ends_at": end,
            "notice_date": day,
            "days_before": days,
            "medium": medium,
        }
        for term in records.terms
        if term.discount["_is_customer_discount"]
        for end in term.ends_known(records.now)
        for days in DAYS_BEFORE
        if _is_sent(records, term, day := records.calendar.day(end) - timedelta(days=days))
        for medium in MEDIA
    ]


def _is_sent(records: AcceptedRecords, term: Term, day: date) -> bool:
    """Not before the day of submission, and valid at 00:00 of the day."""
    submitted = records.calendar.day(term.discount["submitted_at"])
    return day >= submitted and term.is_valid(records.calendar.instant(day))


def discount_ends(records: AcceptedRecords) -> list[dict]:
    """The last end reached or the next one, and whether the discount is over for good."""
    rows = []
    for term in records.terms:
        ends = term.ends_known(records.now)
        end = ends[-1] if ends else None
        rows.append(
            {
                "discount_id": term.discount["discount_id"],
                "ends_at": end,
                "is_valid": term.is_valid(records.now),
                "is_over": end is not None and end <= records.now,
            }
        )
    return rows
