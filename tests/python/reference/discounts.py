"""Discounts: rules 5.1 (which are accepted) and 5.4 (which one prices a leg)."""

from __future__ import annotations

from datetime import datetime, timedelta

from .billing_calendar import BillingCalendar
from .parties import Hierarchy
from .terms import Term

SCOPE = ("product_code", "subproduct_code", "component_type_code", "component_code")


def scope_of(row: dict) -> tuple[str | None, ...]:
    return tuple(row[code] for code in SCOPE)


def covers(scope: tuple[str | None, ...], sku: dict) -> bool:
    """All codes given must match."""
    return all(code in (None, sku[name]) for name, code in zip(SCOPE, scope, strict=True))


def narrowness(discount: dict) -> int:
    """4 for a component, 3 a component type, 2 a subproduct, 1 a product, 0 for all."""
    return sum(code is not None for code in scope_of(discount))


def discount_reasons(
    hierarchy: Hierarchy, discounts: list[dict], calendar: BillingCalendar
) -> dict[str, str]:
    """Reason by discount, rules 5.1; special approvals first, since others rest on them.

    Notes on each discount of a partner whether it is for a customer.
    """
    reasons: dict[str, str] = {}
    approvals: dict[str, dict] = {}
    for one in discounts:
        if hierarchy.is_provider(one["seller_account_id"]):
            one["_is_customer_discount"] = False
            reason = _of_its_own(one) or _buyer_is_provider(hierarchy, one)
            if reason is None:
                approvals[one["discount_id"]] = one
            else:
                reasons[one["_key"]] = reason
    for one in discounts:
        if not hierarchy.is_provider(one["seller_account_id"]):
            reason = _of_its_own(one) or _by_a_partner(hierarchy, one, approvals, calendar)
            if reason is not None:
                reasons[one["_key"]] = reason
    return reasons


def _of_its_own(one: dict) -> str | None:
    """What every discount must hold."""
    given = [name for name in ("multiplier", "contract_unit_price") if one[name] is not None]
    wanted = "multiplier" if one["discount_kind"] == "multiplier" else "contract_unit_price"
    if given != [wanted]:
        return "rate_or_price"
    if one["expires_at"] is not None and one["expires_at"] <= one["effective_at"]:
        return "expires_before_effective"
    scope = scope_of(one)
    for broader, narrower, name in zip(scope, scope[1:], SCOPE[1:], strict=False):
        if broader is None and narrower is not None:
            return f"invalid_{name}"
    return None


def _buyer_is_provider(hierarchy: Hierarchy, one: dict) -> str | None:
    return "not_your_customer" if hierarchy.is_provider(one["buyer_account_id"]) else None


def _by_a_partner(
    hierarchy: Hierarchy, one: dict, approvals: dict[str, dict], calendar: BillingCalendar
) -> str | None:
    """By the first knowledge since the discount that allows its parties, else the last."""
    reason = "not_your_customer"
    for moment in hierarchy.known_since(one["_first_recorded"]):
        known = hierarchy.as_known_at(moment)
        seller, buyer, then = one["seller_account_id"], one["buyer_account_id"], one["submitted_at"]
        is_for_customer = known.role(buyer, then) == "customer"
        one["_is_customer_discount"] = is_for_customer and known.is_partner(seller, then)
        reason = _between(known, one)
        if reason is None:
            break
    if reason is None and one["_is_customer_discount"]:
        return _without_approval(one, approvals, calendar)
    return reason


def _between(known: Hierarchy, one: dict) -> str | None:
    """What is wrong with seller and buyer; the first reason wins."""
    seller, buyer, then = one["seller_account_id"], one["buyer_account_id"], one["submitted_at"]
    if known.role(seller, then) == "customer":
        return "second_level_reseller_may_not"
    if _buyer_is_provider(known, one):
        return "not_your_customer"
    if known.role(buyer, then) == "customer":
        if not known.is_first_level(seller, then):
            return "second_level_reseller_may_not"
        if not known.accounts[seller]["shows_customer_discounts"]:
            return "not_allowlisted"
    return None if seller in known.partners_above(buyer, then) else "not_your_customer"


def _without_approval(
    one: dict, approvals: dict[str, dict], calendar: BillingCalendar
) -> str | None:
    """What a customer discount needs further; the first reason wins."""
    seller, then = one["seller_account_id"], one["submitted_at"]
    approval = approvals.get(one["based_on_discount_id"])
    day_after = calendar.instant(calendar.day(then) + timedelta(days=1))
    checks = [
        ("no_special_approval", approval is not None and approval["buyer_account_id"] == seller),
        ("scope_differs", approval is not None and scope_of(approval) == scope_of(one)),
        ("retroactive", one["effective_at"] >= day_after),
    ]
    return next((reason for reason, holds in checks if not holds), None)


def choose_discount(
    terms: list[Term], sku: dict, buyer: str, sellers: list[str], moment: datetime
) -> dict | None:
    """Rules 5.4; `sellers` are the leg's seller and the partners above it, nearest first."""
    candidates = [
        term.discount
        for term in terms
        if term.discount["buyer_account_id"] == buyer
        and term.discount["seller_account_id"] in sellers
        and covers(scope_of(term.discount), sku)
        and term.in_force(moment)
    ]
    return max(
        candidates,
        default=None,
        key=lambda one: (
            narrowness(one),
            -sellers.index(one["seller_account_id"]),
            one["submitted_at"],
            one["discount_id"],
        ),
    )
