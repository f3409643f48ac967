"""The parties of a network of sellers: who sells to whom, skus, prices, discounts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from tierbill.generate.plan import BILLING_ZONE
from tierbill.generate.schema import Row, Tables

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
PROVIDER = "100000000001"
CUSTOMERS_PER_SELLER = 25
SKUS = 40
_LEVELS = ("subproduct", "component_type", "component", "resource_type")
# Upper-inclusive bounds in pricing units, with the price above them.
_TIERS = {
    "flat": ((0, "0.05"),),
    "graduated": ((0, "0.09"), (50, "0.08"), (500, "0.06")),
    "volume": ((0, "0.04"), (100, "0.03")),
}


def starts_at(day: date) -> datetime:
    """The first instant of a day of the billing calendar."""
    return datetime(day.year, day.month, day.day, tzinfo=BILLING_ZONE)


def partners(sellers: int) -> list[str]:
    """Distributors and resellers: all sellers but the provider."""
    return [f"11{number:010d}" for number in range(sellers - 1)]


def party_tables(sellers: int) -> Tables:
    """Accounts, bindings, skus, prices and discounts, all known from the beginning."""
    known = {"recorded_at": BEGINNING}
    own = partners(sellers)
    bindings = list(_bindings(sellers))
    roles = {PROVIDER: "provider"}
    roles |= {
        partner: "distributor" if number % 10 == 0 else "reseller"
        for number, partner in enumerate(own)
    }
    first_level = {child for child, parent in bindings if parent == PROVIDER}
    accounts = [*roles, *(child for child, _ in bindings if child not in roles)]
    skus = [f"sku-{number:02d}" for number in range(SKUS)]
    return {
        "accounts": [
            {
                "account_id": account,
                "account_name": f"Account {account}",
                "account_role": roles.get(account, "customer"),
                "tax_region": "SG" if account in own else None,
                "currency_code": "USD",
                "shows_customer_discounts": account in first_level,
                "shows_reseller_costs": False,
                **known,
            }
            for account in accounts
        ],
        "account_bindings": [
            {
                "binding_id": f"binding-{number}",
                "account_id": child,
                "parent_account_id": parent,
                "bound_at": BEGINNING,
                **known,
            }
            for number, (child, parent) in enumerate(bindings)
        ],
        "skus": [_sku(number, sku) | known for number, sku in enumerate(skus)],
        "list_prices": [
            price
            for number, sku in enumerate(skus)
            for price in prices(sku, _tier_model(number), BEGINNING.date())
        ],
        "discounts": [
            {
                "discount_id": f"discount-{number}",
                "seller_account_id": parent,
                "buyer_account_id": child,
                "discount_kind": "multiplier",
                "multiplier": Decimal("0.8" if parent == PROVIDER else "0.95"),
                "submitted_at": BEGINNING,
                "effective_at": BEGINNING,
                "auto_renew": False,
                **known,
            }
            for number, (child, parent) in enumerate(bindings)
            if parent == PROVIDER or (parent in first_level and number % 2)
        ],
    }


def _bindings(sellers: int) -> Iterator[tuple[str, str]]:
    """Child and parent: every second reseller is under a distributor."""
    found = partners(sellers)
    for number, partner in enumerate(found):
        yield partner, found[number - number % 10] if number % 10 % 2 else PROVIDER
    for number in range(sellers * CUSTOMERS_PER_SELLER):
        yield f"2000{number:08d}", found[number % len(found)]


def prices(sku: str, model: str, valid_from: date, factor: Decimal = Decimal(1)) -> list[Row]:
    """The tiers of a list price from the start of a day on, recorded then."""
    return [
        {
            "sku_id": sku,
            "valid_from": starts_at(valid_from),
            "tier_lower_bound": Decimal(bound),
            "tier_model": model,
            "unit_price": Decimal(price) * factor,
            "currency_code": "USD",
            "recorded_at": starts_at(valid_from),
        }
        for bound, price in _TIERS[model]
    ]


def _tier_model(number: int) -> str:
    kind = number % 20
    return "flat" if kind < 14 else "graduated" if kind < 19 else "volume"


def _sku(number: int, sku: str) -> Row:
    is_duration = number % 20 < 13
    product = f"product-{number // 4}"
    return {
        "sku_id": sku,
        "provider_account_id": PROVIDER,
        "product_code": product,
        "product_name": f"Product {number // 4}",
        **{f"{level}_code": f"{level}-{number}" for level in _LEVELS},
        **{f"{level}_name": f"{level} {number}" for level in _LEVELS},
        "billing_mode": "pay_per_use",
        "settlement_cycle": "daily" if number % 20 == 19 else "hourly",
        "metering": "duration" if is_duration else "amount",
        "usage_unit": "Second" if is_duration else "GB",
        "pricing_unit": "Hour" if is_duration else "GB",
        "usage_per_pricing_unit": Decimal(3600 if is_duration else 1),
        "settlement_type": "common",
    }
