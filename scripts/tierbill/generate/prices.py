"""List prices: regional ones, tiers, changes and promotions inside the months; tax, rounding."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from tierbill.generate.catalogue import COMPONENTS, PROVIDERS, Component, Provider, sku_id
from tierbill.generate.parties import BEGINNING
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws
from tierbill.generate.schema import Row

_TEN_PLACES = Decimal("0.0000000001")
# Upper-inclusive bounds in pricing units and the share of the first price above them.
_STEPS = {
    "flat": ((Decimal(0), Decimal(1)),),
    "graduated": (
        (Decimal(0), Decimal(1)),
        (Decimal(50), Decimal("0.9")),
        (Decimal("500.5"), Decimal("0.75")),
        (Decimal(5000), Decimal("0.6")),
    ),
    "volume": (
        (Decimal(0), Decimal(1)),
        (Decimal(100), Decimal("0.85")),
        (Decimal(2000), Decimal("0.7")),
    ),
}


def price_rows(plan: Plan) -> list[Row]:
    """The table `list_prices`."""
    draws = Draws(plan.seed, "prices")
    rows: list[Row] = []
    for provider in PROVIDERS:
        for number, component in enumerate(COMPONENTS):
            rows += _region_less(plan, draws, provider, component, number)
            if not component.is_global:
                rows += _regional(plan, draws, provider, component)
    return rows + _corrected(plan, draws, rows)


def price_set(
    provider: Provider,
    component: Component,
    valid_from: datetime,
    *,
    valid_to: datetime | None = None,
    region_id: str | None = None,
    factor: Decimal = Decimal(1),
) -> list[Row]:
    """The rows of one price set, recorded when it was announced (a week before)."""
    currency_factor = Decimal("7.1") if provider.currency_code == "CNY" else Decimal(1)
    price = Decimal(component.price) * factor * currency_factor
    return [
        {
            "sku_id": sku_id(provider, component),
            "region_id": region_id,
            "valid_from": valid_from,
            "tier_lower_bound": bound,
            "valid_to": valid_to,
            "tier_model": component.tiers,
            "unit_price": (price * share).quantize(_TEN_PLACES),
            "currency_code": provider.currency_code,
            "recorded_at": max(BEGINNING, valid_from - timedelta(days=7)),
        }
        for bound, share in _STEPS[component.tiers]
    ]


def _region_less(
    plan: Plan, draws: Draws, provider: Provider, component: Component, number: int
) -> list[Row]:
    """The price of every region: one in four changes in a month, some have a promotion."""
    changes = sorted(
        draws.change_instant(month.starts_at, month.ends_at)
        for month in plan.months
        if draws.chance(0.25) or number == 0
    )
    if component.code == "messages_sms.sms" and provider is PROVIDERS[1]:
        return price_set(provider, component, plan.ends_at)  # no price within the months
    rows: list[Row] = []
    starts = [BEGINNING, *changes]
    for start, end in zip(starts, [*changes, None], strict=True):
        factor = Decimal(1) if start == BEGINNING else draws.number(85, 115, 2)
        closes = end if draws.chance(0.5) else None  # an open one is followed by a later one
        rows += price_set(provider, component, start, valid_to=closes, factor=factor)
    if draws.chance(0.1):
        began = draws.instant(plan.starts_at, plan.ends_at)
        ended = began + timedelta(hours=draws.randint(5, 100))
        rows += price_set(provider, component, began, valid_to=ended, factor=Decimal("0.5"))
    if number % 17 == 3:
        rows[0]["tier_lower_bound"] = Decimal(1)  # still begins at 0 (rules 3.3)
    if len(rows) > 3 and component.tiers != "flat" and number % 5 == 1:
        rows[2]["valid_to"] = draws.instant(plan.starts_at, plan.ends_at)  # a tier that ends alone
    return rows


def _regional(plan: Plan, draws: Draws, provider: Provider, component: Component) -> list[Row]:
    """Prices of single regions; some begin or end inside the months."""
    rows: list[Row] = []
    for region_id in provider.regions:
        if not draws.chance(0.25):
            continue
        factor = draws.number(900, 1250, 3)
        valid_from, valid_to = BEGINNING, None
        if draws.chance(0.2):
            valid_from = draws.change_instant(plan.starts_at, plan.ends_at)
        elif draws.chance(0.2):
            valid_to = draws.change_instant(plan.starts_at, plan.ends_at)
        rows += price_set(
            provider, component, valid_from, valid_to=valid_to, region_id=region_id, factor=factor
        )
    return rows


def _corrected(plan: Plan, draws: Draws, rows: list[Row]) -> list[Row]:
    """Later records of prices already delivered: one in sixty corrected, two delivered twice."""
    corrected = [
        row
        | {
            "unit_price": (row["unit_price"] * Decimal("0.99")).quantize(_TEN_PLACES),
            "recorded_at": plan.starts_at + timedelta(hours=draws.randint(1, 300)),
        }
        for row in rows[7::60]
    ]
    unknown = rows[0] | {"sku_id": "nb.server_s9.tiny"}
    return [*corrected, unknown, dict(rows[1]), dict(rows[2])]


def tax_rows(plan: Plan) -> list[Row]:
    """The table `tax_rates`: GST in two parts, VAT, and a rate that changes in a month."""
    draws = Draws(plan.seed, "taxes")
    changed_at = draws.change_instant(plan.starts_at, plan.ends_at)
    rates = (
        ("SG", "GST", BEGINNING, None, "0.09"),
        ("IN-KA", "CGST", BEGINNING, None, "0.09"),
        ("IN-KA", "SGST", BEGINNING, None, "0.09"),
        ("CN", "VAT", BEGINNING, None, "0.06"),
        ("DE", "VAT", BEGINNING, None, "0.19"),
        ("DE", "VAT", changed_at, None, "0.16"),
    )
    return [
        {
            "tax_region": region,
            "tax_component": component,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "tax_rate": Decimal(rate),
            "recorded_at": BEGINNING,
        }
        for region, component, valid_from, valid_to, rate in rates
    ]


def policy_rows(sellers: Sequence[str]) -> list[Row]:
    """The table `rounding_policies`: some carry credit forward, one rounds every line, a fault."""
    policies = [
        {"seller_account_id": seller, "negative_bill": "carry_forward"} for seller in sellers[::4]
    ]
    policies += [
        {"seller_account_id": seller, "rounding_level": "line", "rounding_mode": "truncate"}
        for seller in sellers[1:2]
    ]
    policies += [
        {"seller_account_id": seller, "rounding_digits": 7} for seller in sellers[2:3]
    ]  # invalid_rounding_digits
    return [
        {"valid_from_month": date(2025, 1, 1), "recorded_at": BEGINNING} | policy
        for policy in policies
    ]
