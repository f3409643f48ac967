"""Rules 5.3: notices to customers before a discount ends; and its end as it stands."""

from __future__ import annotations

from datetime import date, timedelta

from .books import Books
from .discounts import is_customer_discount
from .terms import Term

DAYS_BEFORE = (90, 60, 30, 7)
MEDIA = ("message_center", "sms", "email")


def discount_notices(books: Books) -> list[dict]:
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
        for term in books.terms
        if is_customer_discount(books.hierarchy, term.discount)
        for end in term.ends_known(books.now)
        for days in DAYS_BEFORE
        if _is_sent(books, term, day := books.calendar.day(end) - timedelta(days=days))
        for medium in MEDIA
    ]


def _is_sent(books: Books, term: Term, day: date) -> bool:
    """Not before the day of submission, and valid at 00:00 of the day."""
    submitted = books.calendar.day(term.discount["submitted_at"])
    return day >= submitted and term.is_valid(books.calendar.instant(day))


def discount_ends(books: Books) -> list[dict]:
    """The last end reached or the next one, and whether the discount is over for good."""
    rows = []
    for term in books.terms:
        ends = term.ends_known(books.now)
        end = ends[-1] if ends else None
        rows.append(
            {
                "discount_id": term.discount["discount_id"],
                "ends_at": end,
                "is_valid": term.is_valid(books.now),
                "is_over": end is not None and end <= books.now,
            }
        )
    return rows
