"""The front door: a dataset folder in, every mart's rows out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import localcontext
from pathlib import Path

from .amortisation import amortised_costs
from .bills import bill_marts
from .books import Books, open_books
from .control import control_marts
from .exact import EXACT
from .fresh import Fresh, rate_afresh
from .leaks import margin_leaks
from .notices import discount_ends, discount_notices
from .paths import account_paths
from .periods import Ledger, billing_months, first_issues
from .reading import Delivered, read_dataset
from .reconciliation import bill_a_to_bill_b
from .records import greatest_recorded_at
from .reports import (
    attribution_proof,
    billing_group_product_usage,
    channel_product_usage,
    charge_tiers,
    customer_expenditure,
    margins,
    reseller_cost_by_second_level,
)
from .settings import Settings
from .vouchers import voucher_closings
from .waterfall import leg_discounts, leg_taxes


@dataclass
class Rating:
    """Every mart as a list of rows (dicts of Decimal, datetime in UTC, date and str).

    Columns that begin with an underscore are the rater's own notes.
    """

    now: datetime
    fresh: Fresh
    lines: list[dict]
    marts: dict[str, list[dict]]

    @property
    def books(self) -> Books:
        return self.fresh.books

    def __getattr__(self, name: str) -> list[dict]:
        try:
            return self.__dict__["marts"][name]
        except KeyError:
            raise AttributeError(f"the reference knows no mart {name!r}") from None


def rate(
    dataset_dir: Path | str, as_of: datetime | None = None, settings: Settings | None = None
) -> Rating:
    """Rate a dataset as known at `as_of` (null: at the greatest readable `recorded_at`)."""
    with localcontext(EXACT):
        delivered = read_dataset(Path(dataset_dir))
        now = as_of or greatest_recorded_at(delivered)
        return rate_records(delivered, now, settings or Settings())


def rate_records(delivered: list[Delivered], now: datetime, settings: Settings) -> Rating:
    books = open_books(delivered, now, settings)
    fresh = rate_afresh(books)
    lines = billed_lines(delivered, fresh)
    marts = control_marts(fresh, lines)
    marts |= bill_marts(books, lines) | _core(fresh) | _reports(fresh, lines)
    marts["dim_billing_months"] = billing_months(books, lines)
    marts["discount_notices"] = discount_notices(books)
    marts["discount_ends"] = discount_ends(books)
    marts["voucher_draws"] = [draw for purse in fresh.purses for draw in purse.draws]
    marts["voucher_closings"] = voucher_closings(fresh.purses, now)
    return Rating(now, fresh, lines, marts)


def billed_lines(delivered: list[Delivered], fresh: Fresh) -> list[dict]:
    """Rules 8.2: each seller's issues in turn, as known then; at last what is not yet issued."""
    books = fresh.books
    issues = first_issues(books)
    sellers = {leg["seller_account_id"] for leg in fresh.all_legs()}
    ledgers = {seller: Ledger(seller) for seller in sellers}
    known: dict[datetime, Fresh] = {}
    for issue in issues:
        if issue.issued_at not in known:
            then = open_books(delivered, issue.issued_at, books.settings)
            known[issue.issued_at] = rate_afresh(then)
        seller, month = issue.seller_account_id, issue.billing_month
        ledger = ledgers.setdefault(seller, Ledger(seller))
        ledger.bill(known[issue.issued_at], {month})
        ledger.issued.add(month)
    for ledger in ledgers.values():
        ledger.bill(fresh, None)
    return [line for ledger in ledgers.values() for line in ledger.lines]


def _core(fresh: Fresh) -> dict[str, list[dict]]:
    books = fresh.books
    return {
        "fct_charges": list(fresh.charges.values()),
        "fct_charge_tiers": charge_tiers(fresh),
        "fct_rated_legs": fresh.all_legs(),
        "fct_leg_discounts": leg_discounts(fresh),
        "fct_leg_taxes": leg_taxes(fresh),
        "dim_account_paths": account_paths(books),
        "rejected_records": books.rejected_records(),
        "load_accounting": books.load_accounting(),
    }


def _reports(fresh: Fresh, lines: list[dict]) -> dict[str, list[dict]]:
    return {
        "channel_product_usage": channel_product_usage(fresh),
        "billing_group_product_usage": billing_group_product_usage(fresh),
        "reseller_cost_by_second_level": reseller_cost_by_second_level(lines),
        "margins": margins(fresh),
        "margin_leaks": margin_leaks(fresh),
        "amortised_costs": amortised_costs(fresh),
        "bill_a_to_bill_b": bill_a_to_bill_b(lines, fresh.books.settings),
        "attribution_proof": attribution_proof(lines),
        "customer_expenditure": customer_expenditure(fresh),
    }
