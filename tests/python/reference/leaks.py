"""Findings that cost a partner its margin: outputs, `margin_leaks`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .accepted_records import AcceptedRecords
from .discounts import scope_of
from .exact import ZERO
from .fresh import Fresh
from .reports import margins
from .terms import Term
from .vouchers import VoucherState

ABOUT_CHARGES = ("leg_number", "product_code", "billing_month", "revenue_cost", "purchase_cost")
ABOUT_TERMS = ("rule_id", "other_rule_id", "since_at")
ALIKE = (
    *("voucher_type", "funded_by_account_id", "holder_account_id", "face_value"),
    *("minimum_spend", "currency_code", "is_reusable", "payment_mode", "product_codes"),
    *("product_codes_are_excluded",),
)


def margin_leaks(fresh: Fresh) -> list[dict]:
    """All findings; columns that do not concern a finding are null."""
    empty = dict.fromkeys(
        (*ABOUT_CHARGES, *ABOUT_TERMS, "owner_account_id", "margin_cost", "currency_code")
    )
    found = [
        *_tiers(fresh),
        *_deductions(fresh),
        *_outdated_prices(fresh.records),
        *_unapproved_prices(fresh.records),
        *_untaken_approvals(fresh.records),
        *_repeated_vouchers(fresh.states),
    ]
    return [empty | row for row in found]


def _tiers(fresh: Fresh) -> Iterator[dict]:
    for row in margins(fresh):
        revenue = row["revenue_cost"] - row["sold_voucher_cost"]
        cost = row["paid_cost"]
        if cost > 0 and revenue == 0:
            finding = "cost_without_revenue"
        elif cost == 0 and revenue > 0:
            finding = "revenue_without_cost"
        elif cost >= 0 and revenue < cost:
            finding = "negative_margin"
        else:
            continue
        names = ("leg_number", "owner_account_id", "product_code", "billing_month", "currency_code")
        yield {name: row[name] for name in names} | {
            "finding": finding,
            "account_id": row["tier_account_id"],
            "revenue_cost": revenue,
            "purchase_cost": cost,
            "margin_cost": revenue - cost,
        }


def _deductions(fresh: Fresh) -> Iterator[dict]:
    for charge in fresh.charges.values():
        if charge["charge_category"] == "adjustment" and charge["list_cost"] > 0:
            leg = fresh.legs[charge["charge_id"]][0]
            yield {
                "finding": "cost_without_revenue",
                "account_id": leg["buyer_account_id"],
                "owner_account_id": leg["owner_account_id"],
                "billing_month": charge["billing_month"],
                "rule_id": charge["charge_id"],
                "since_at": charge["transaction_at"],
                "revenue_cost": ZERO,
                "purchase_cost": leg["pretax_cost"],
                "margin_cost": -leg["pretax_cost"],
                "currency_code": charge["currency_code"],
            }


def _outdated_prices(records: AcceptedRecords) -> Iterator[dict]:
    """A price agreed before the terms its seller now buys at, from when both are in force."""
    for price in records.terms:
        for cost in records.terms:
            one, other = price.discount, cost.discount
            if (
                other["buyer_account_id"] == one["seller_account_id"]
                and one["submitted_at"] < other["submitted_at"]
                and _scopes_meet(one, other)
            ):
                moments = [*_starts(price), *_starts(cost)]
                both = [at for at in moments if price.in_force(at) and cost.in_force(at)]
                yield from _since(records, "price_older_than_cost", one, other["discount_id"], both)


def _unapproved_prices(records: AcceptedRecords) -> Iterator[dict]:
    """A customer discount whose special approval is not in force."""
    by_id = {term.discount["discount_id"]: term for term in records.terms}
    for price in records.terms:
        if price.discount["_is_customer_discount"]:
            approval = by_id[price.discount["based_on_discount_id"]]
            moments = [*_starts(price), *_starts(approval), *_stops(approval, records.now)]
            alone = [at for at in moments if price.in_force(at) and not approval.in_force(at)]
            other = approval.discount["discount_id"]
            finding = "price_without_special_approval"
            yield from _since(records, finding, price.discount, other, alone)


def _since(
    records: AcceptedRecords, finding: str, price: dict, other: str, moments: list[datetime]
) -> Iterator[dict]:
    come = [moment for moment in moments if moment <= records.now]
    if come:
        yield {
            "finding": finding,
            "account_id": price["seller_account_id"],
            "owner_account_id": price["buyer_account_id"],
            "rule_id": price["discount_id"],
            "other_rule_id": other,
            "since_at": min(come),
        }


def _scopes_meet(one: dict, other: dict) -> bool:
    pairs = zip(scope_of(one), scope_of(other), strict=True)
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def _starts(term: Term) -> list[datetime]:
    """Moments at which a term can come into force, or go out of it."""
    return [term.discount["effective_at"], *(change["changed_at"] for change in term.changes)]


def _stops(term: Term, now: datetime) -> list[datetime]:
    return term.ends_known(now)


def _untaken_approvals(records: AcceptedRecords) -> Iterator[dict]:
    for term in records.terms:
        one = term.discount
        buyer, then = one["buyer_account_id"], one["submitted_at"]
        if (
            records.hierarchy.is_provider(one["seller_account_id"])
            and records.hierarchy.is_partner(buyer, then)
            and records.hierarchy.partners_above(buyer, then)
        ):
            yield {
                "finding": "special_approval_never_taken",
                "account_id": buyer,
                "rule_id": one["discount_id"],
                "since_at": then,
            }


def _repeated_vouchers(states: list[VoucherState]) -> Iterator[dict]:
    """Alike in all but their ids, and valid at a common time; the first is no finding."""
    order = sorted(states, key=_voucher_order)
    for number, state in enumerate(order):
        one = state.voucher
        first = next(
            (other.voucher for other in order[:number] if _repeats(one, other.voucher)), None
        )
        if first is not None:
            yield {
                "finding": "voucher_given_twice",
                "account_id": one["funded_by_account_id"],
                "owner_account_id": one["holder_account_id"],
                "rule_id": one["voucher_id"],
                "other_rule_id": first["voucher_id"],
                "since_at": one["valid_from"],
                "margin_cost": state.balance - one["face_value"],
                "currency_code": one["currency_code"],
            }


def _voucher_order(state: VoucherState) -> tuple:
    return state.voucher["valid_from"], state.voucher["voucher_id"]


def _repeats(one: dict, earlier: dict) -> bool:
    common_from = max(one["valid_from"], earlier["valid_from"])
    common_to = min(one["valid_to"], earlier["valid_to"])
    same = all(one[name] == earlier[name] for name in ALIKE)
    return same and _designated(one) == _designated(earlier) and common_from < common_to


def _designated(voucher: dict) -> str | None:
    """Only a designated voucher's customer counts."""
    is_designated = voucher["voucher_type"] == "partner_designated"
    return voucher["designated_account_id"] if is_designated else None
