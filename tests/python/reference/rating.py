"""The front door: a dataset folder in, every mart's rows out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import localcontext
from pathlib import Path

from .accepted_records import AcceptedRecords, read_accepted
from .amortisation import amortised_costs
from .bills import bill_marts
from .control import control_marts
from .exact import EXACT
from .fresh import Fresh, rate_again
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
    def records(self) -> AcceptedRecords:
        return self.fresh.records

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
    records = read_accepted(delivered, now, settings)
    fresh = rate_again(records)
    lines = billed_lines(delivered, fresh)
    marts = control_marts(fresh, lines)
    marts |= bill_marts(records, lines) | _core(fresh) | _reports(fresh, lines)
    marts["dim_billing_months"] = billing_months(records, lines)
    marts["discount_notices"] = discount_notices(records)
    marts["discount_ends"] = discount_ends(records)
    marts["voucher_draws"] = [draw for state in fresh.states for draw in state.draws]
    marts["voucher_closings"] = voucher_closings(fresh.states, now)
    return Rating(now, fresh, lines, marts)


def billed_lines(delivered: list[Delivered], fresh: Fresh) -> list[dict]:
    """Rules 8.2: each seller's issues in turn, as known then; at last what is not yet issued."""
    records = fresh.records
    issues = first_issues(records)
    sellers = {leg["seller_account_id"] for leg in fresh.all_legs()}
    ledgers = {seller: Ledger(seller) for seller in sellers}
    known: dict[datetime, Fresh] = {}
    for issue in issues:
        if issue.issued_at not in known:
            then = read_accepted(delivered, issue.issued_at, records.settings)
            known[issue.issued_at] = rate_again(then)
        seller, month = issue.seller_account_id, issue.billing_month
        policies = known[issue.issued_at].records.accepted["rounding_policies"]
        records.issued_policies[seller, month] = policies
        ledger = ledgers.setdefault(seller, Ledger(seller))
        ledger.bill(known[issue.issued_at], {month})
        ledger.issued.add(month)
    for ledger in ledgers.values():
        ledger.bill(fresh, None)
    return [line for ledger in ledgers.values() for line in ledger.lines]


def _core(fresh: Fresh) -> dict[str, list[dict]]:
    records = fresh.records
    return {
        "fct_charges": list(fresh.charges.values()),
        "fct_charge_tiers": charge_tiers(fresh),
        "fct_rated_legs": fresh.all_legs(),
        "fct_leg_discounts": leg_discounts(fresh),
        "fct_leg_taxes": leg_taxes(fresh),
        "dim_account_paths": account_paths(records),
        "rejected_records": records.rejected_records(),
        "load_accounting": records.load_accounting(),
    }


def _reports(fresh: Fresh, lines: list[dict]) -> dict[str, list[dict]]:
    return {
        "channel_product_usage": channel_product_usage(fresh),
        "billing_group_product_usage": billing_group_product_usage(fresh),
        "reseller_cost_by_second_level": reseller_cost_by_second_level(lines),
        "margins": margins(fresh),
        "margin_leaks": margin_leaks(fresh),
        "amortised_costs": amortised_costs(fresh),
        "bill_a_to_bill_b": bill_a_to_bill_b(lines, fresh.records.settings),
        "attribution_proof": attribution_proof(lines),
        "customer_expenditure": customer_expenditure(fresh),
    }
