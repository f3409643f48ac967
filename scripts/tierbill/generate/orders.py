"""Prepaid order lines: purchases and renewals; refunds and changes where they are wanted."""

from datetime import datetime, timedelta
from decimal import Decimal

from tierbill.generate.catalogue import PREPAID, PROVIDERS, Component, Provider, sku_id
from tierbill.generate.parties import Parties, Party
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws
from tierbill.generate.schema import Row

_PROJECTS = ("default", "web", "data-lake", "mobile", None)
_EIGHT_PLACES = Decimal("0.00000001")


def order_rows(plan: Plan, parties: Parties) -> list[Row]:
    """The table `orders`."""
    draws = Draws(plan.seed, "orders")
    owners = parties.customers + parties.partners[::4]
    purchases = [_purchase(plan, draws, owners, number) for number in range(plan.orders)]
    rows = purchases + _faulty(draws, purchases)
    if plan.is_commercial:
        rows += _given_back(plan, draws, purchases)
    return rows


def _purchase(plan: Plan, draws: Draws, owners: tuple[Party, ...], number: int) -> Row:
    """A new purchase or a renewal, paid within the months (a few just before or after)."""
    owner = owners[draws.skewed(len(owners))]
    home = next((one for one in PROVIDERS if one.account_id == owner.top.account_id), None)
    provider = home if home and draws.chance(0.9) else draws.choice(PROVIDERS)
    component = PREPAID[draws.skewed(len(PREPAID))]
    first, last = plan.starts_at - timedelta(days=1), plan.ends_at + timedelta(hours=12)
    placed_at = draws.instant(first, last)
    paid_at = placed_at + timedelta(seconds=draws.choice((0, 40, 900, 7200, 86400)))
    months = 12 if component.pricing_unit == "Year" else 1
    terms = draws.choice((1, 1, 1, 2, 3))
    region_id = draws.choice(provider.regions)
    tag = draws.choice(("prod", "test", None, None, None, None))
    row: Row = {
        "order_line_id": f"ol-{number:09d}",
        "order_id": f"or-{number - number % 3 * draws.randint(0, 1):09d}",
        "owner_account_id": owner.account_id,
        "operator_account_id": f"user{draws.randint(1, 9)}" if draws.chance(0.2) else None,
        "resource_id": f"pre-{number:09d}",
        "resource_name": f"prepaid {component.component} {number}" if draws.chance(0.8) else None,
        "project": draws.choice(_PROJECTS),
        "sku_id": sku_id(provider, component),
        "region_id": region_id,
        "zone_id": f"{region_id}-{draws.choice('ab')}" if draws.chance(0.7) else None,
        "tags": f'{{"env":"{tag}"}}' if tag else None,
        "order_type": "renewal" if draws.chance(0.3) else "new_purchase",
        "placed_at": placed_at,
        "paid_at": paid_at,
        "service_from": paid_at if draws.chance(0.9) else None,
        "service_to": paid_at + timedelta(days=30 * months * terms) if draws.chance(0.9) else None,
        "term_count": terms if terms > 1 or draws.chance(0.5) else None,
        "term_unit": "year" if months == 12 else "month",
        "quantity": Decimal(draws.choice((1, 1, 1, 2, 5, 60, 250))),
        "linear_size": draws.number(1500000, 9000000, 6) if draws.chance(0.05) else None,
        "recorded_at": paid_at + timedelta(minutes=draws.randint(1, 300)),
    }
    return row | _stated_cost(draws, provider, component)


def _stated_cost(draws: Draws, provider: Provider, component: Component) -> Row:
    """One line in seven states its list cost, two thirds of those with a currency."""
    if not draws.chance(0.15):
        return {}
    cost = (Decimal(component.price) * draws.number(90, 2500, 2)).quantize(_EIGHT_PLACES)
    stated = provider.currency_code if draws.chance(0.67) else None
    return {"list_cost": cost, "currency_code": stated}


def _faulty(draws: Draws, purchases: list[Row]) -> list[Row]:
    """Duplicates, restatements, conflicts, and one line of each reason of rules 1.2."""
    resent = [dict(row) for row in purchases[5 :: max(10, len(purchases) // 20)]]
    restated = [
        row
        | {
            "quantity": row["quantity"] + 1,
            "recorded_at": row["recorded_at"] + timedelta(hours=draws.randint(1, 90)),
        }
        for row in purchases[9 :: max(20, len(purchases) // 40)]
    ]
    contradiction = purchases[2] | {"quantity": purchases[2]["quantity"] + 7}
    plain = {"list_cost": None, "currency_code": None}
    changes: tuple[Row, ...] = (
        {"owner_account_id": "299999999999"},  # unknown_account
        {"sku_id": "nb.server_s9.tiny"},  # unknown_sku
        {"owner_account_id": PROVIDERS[0].account_id},  # owner_is_provider
        plain | {"placed_at": datetime.fromisoformat("2024-06-01T00:00:00+00:00")},  # no_list_price
        {"order_type": "unsubscription"},  # unknown_original_line
    )
    rejected = [
        purchases[number] | change | {"order_line_id": f"ol-faulty-{number}"}
        for number, change in enumerate(changes)
    ]
    return [*resent, *restated, contradiction, *rejected]


def _given_back(plan: Plan, draws: Draws, purchases: list[Row]) -> list[Row]:
    """Refunds of one line in fifteen, configuration changes, price adjustments, two faults."""
    rows: list[Row] = []
    for number, bought in enumerate(purchases[::15]):
        share = draws.number(500_000_000, 9_000_000_000, 10)
        later = min(
            bought["paid_at"] + timedelta(hours=draws.randint(2, 400)),
            plan.ends_at + timedelta(hours=20),
        )
        refund = bought | {
            "order_line_id": f"ol-back-{number:07d}",
            "order_id": f"or-back-{number:07d}",
            "original_order_line_id": bought["order_line_id"],
            "order_type": "unsubscription",
            "placed_at": later,
            "paid_at": later,
            "recorded_at": later + timedelta(minutes=20),
            "list_cost": None,
            "currency_code": None,
            "refunded_share": share,
            "unsubscription_reason": draws.choice(("not needed", "wrong region", None)),
        }
        kind = number % 3
        if kind == 0:
            rows.append(refund)
        elif kind == 1:
            rows.append(refund | {"order_type": "change", "unsubscription_reason": None})
            rows.append(_changed(refund, bought))
        else:
            rows.append(_adjusted(draws, refund, bought, number))
            if rows[-1]["adjusts_order_line_id"]:
                rows.append(refund | _an_hour_later(refund))
    if rows:
        gone = {"original_order_line_id": "ol-nowhere", "order_line_id": "ol-back-unknown"}
        rows.append(rows[0] | gone)
        rows += [
            row | {"adjusts_order_line_id": "ol-nowhere", "order_line_id": "ol-adjusted-unknown"}
            for row in [one for one in rows if one.get("adjusts_order_line_id")][:1]
        ]
        whole = {"refunded_share": Decimal(1), "order_line_id": "ol-back-twice"}
        rows.append(rows[0] | whole | {"paid_at": rows[0]["paid_at"] + timedelta(hours=1)})
    return rows


def _an_hour_later(refund: Row) -> Row:
    """Given back after its price was adjusted."""
    later = refund["paid_at"] + timedelta(hours=1)
    return {"placed_at": later, "paid_at": later, "recorded_at": later + timedelta(minutes=20)}


def _changed(refund: Row, bought: Row) -> Row:
    """The purchase of a configuration change: the same resource, twice the quantity."""
    return refund | {
        "order_line_id": refund["order_line_id"] + "-new",
        "original_order_line_id": None,
        "refunded_share": None,
        "order_type": "change",
        "unsubscription_reason": None,
        "quantity": bought["quantity"] * 2,
    }


def _adjusted(draws: Draws, refund: Row, bought: Row, number: int) -> Row:
    """A price adjustment with a stated cost, negative or positive; every second names its line."""
    provider = next(one for one in PROVIDERS if bought["sku_id"].startswith(one.prefix + "."))
    return refund | {
        "order_line_id": f"ol-adjusted-{number:07d}",
        "original_order_line_id": None,
        "adjusts_order_line_id": bought["order_line_id"] if number % 2 else None,
        "refunded_share": None,
        "order_type": "price_adjustment",
        "unsubscription_reason": None,
        "list_cost": draws.number(-900_000_000, 300_000_000, 8),
        "currency_code": provider.currency_code,
    }
