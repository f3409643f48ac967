"""Usage, orders and adjustments: crowding around the instants at which something changes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal

from reference.billing_calendar import instant_text

from .world import NUDGES, World

LENGTHS = (
    timedelta(hours=1),
    timedelta(hours=1),
    timedelta(minutes=30),
    timedelta(seconds=1.5),
    timedelta(microseconds=1),
    timedelta(hours=25),
    timedelta(days=3, hours=5, microseconds=7),
    timedelta(seconds=3600.000001),
    timedelta(minutes=20, seconds=7, microseconds=333333),
)
LONG = (timedelta(days=40), timedelta(hours=1000), timedelta(days=45), timedelta(days=2_000_000))
"""Hours of them are about as many as a record may span, or too many."""
QUANTITIES = ("1", "4", "0.5", "1.5", "2.5", "0.0000000001", "46800", "0.3333333333", "0", "16")
SIZES = (None, None, None, "10", "0.5", "1.000001", "0.333333", "10.0")


def metered(world: World) -> list[str]:
    return [
        sku_id
        for sku_id, sku in world.skus.items()
        if sku["settlement_cycle"] != "upfront" and sku["metering"] != "p95"
    ]


def prepaid(world: World) -> list[str]:
    return [sku_id for sku_id, sku in world.skus.items() if sku["settlement_cycle"] == "upfront"]


ODD_TAGS = (
    '{"project": 1.50, "x": true, "y": null, "é": "1"}',
    '{"project": "gaming", "Env": [1]}',
    '{"project": {"a": "b"}}',
    "[]",
    "{bad",
    '"Env": "quoted"',
    "null",
)
"""Tags with scalars that are no texts, and tags that cannot be read."""


def tags(world: World) -> str | None:
    if world.chance(0.05):
        return world.pick(ODD_TAGS)
    pairs = {"project": world.pick(["gaming", "b,c", ""]), "Env": 'quoted "x"', "é": "ü"}
    names = world.rng.sample(list(pairs), world.rng.randrange(len(pairs) + 1))
    return json.dumps({name: pairs[name] for name in names}) if world.chance(0.4) else None


def descriptive(world: World) -> dict[str, object]:
    return {
        "operator_account_id": world.pick([None, None, "sub-user 7"]),
        "resource_name": world.pick([None, "name", "name, with comma"]),
        "project": world.pick([None, "default", "alpha"]),
        "zone_id": world.pick([None, "east-1"]),
        "tags": tags(world),
    }


def add_usage(world: World, count: int) -> None:
    """Few owners, resources and skus, so that buckets and pools fill."""
    owners = [*world.customers, *world.customers, "S1", "D1", "R1", "T1"]
    favourites = [
        (world.pick(owners), world.pick(metered(world)), world.rng.sample(world.edges, 3))
        for _ in range(10)
    ]
    for _ in range(count):
        owner, sku_id, edges = world.pick(favourites)
        start = world.pick(edges) + world.pick(NUDGES)
        if world.chance(0.15):
            owner, sku_id = world.pick(owners), world.pick(metered(world))
            start = world.near_an_edge()
        end = known = start + world.pick(LENGTHS)
        if world.chance(0.02):
            end, known = start + world.pick(LONG), start + timedelta(days=2)
        world.add(
            "usage",
            owner_account_id=owner,
            resource_id=world.pick(
                ["ins-1"] * 6 + ["ins-2"] * 3 + ["Ins-1"] * 2 + ["ins|1", "ins\\|1"]
            ),
            sku_id=sku_id,
            region_id=world.pick(["east"] * 30 + ["west"] * 4 + ["north", None]),
            usage_started_at=start,
            usage_ended_at=end,
            usage_quantity=world.pick(QUANTITIES) if world.chance(0.8) else _odd(world, 10),
            linear_size=world.pick(SIZES),
            recorded_at=world.soon_after(known),
            **descriptive(world),
        )
    _bad_usage(world)


def _odd(world: World, places: int) -> Decimal:
    return Decimal(world.rng.randrange(1, 10 ** (places + 2))).scaleb(-places)


def _bad_usage(world: World) -> None:
    template = dict(world.tables["usage"][0], usage_id=None)
    start = template["usage_started_at"]
    bad = [
        {"usage_ended_at": start},
        {"usage_ended_at": "2025-07-01T00:00:00Z"},
        {"sku_id": "vm.month"},
        {"sku_id": "no.price"},
        {"sku_id": "no.provider"},
        {"sku_id": "nothing"},
        {"owner_account_id": "nobody"},
        {"owner_account_id": "P1"},
        {"usage_started_at": "2019-12-31T00:00:00Z"},
    ]
    for values in world.rng.sample(bad, world.rng.randrange(2, 7)):
        record = {name: value for name, value in template.items() if name != "usage_id"}
        world.add("usage", **record | values)


def add_orders(world: World, count: int) -> None:
    """Purchases of every type, some given back in part, some changed."""
    for number in range(count):
        line = purchase(world, f"o-{number}")
        if world.chance(0.4):
            _adjust(world, line)
        if world.chance(0.35):
            for _ in range(world.pick([1, 1, 2, 3])):
                _refund(world, line, f"u-{number}", "unsubscription")
        if world.chance(0.25):
            order_id = f"c-{number}"
            _refund(world, line, order_id, "change")
            purchase(world, order_id, like=line, order_type="change")
    _bad_orders(world)


def purchase(
    world: World, order_id: str, like: dict | None = None, order_type: str | None = None
) -> dict:
    order_type = order_type or world.pick(
        ["new_purchase", "new_purchase", "renewal", "price_adjustment"]
    )
    placed = world.near_an_edge()
    paid = placed + world.pick([timedelta(0), timedelta(minutes=3), timedelta(days=3)])
    is_stated = world.chance(0.5)
    cost = Decimal(world.rng.randrange(0, 10**11)).scaleb(-8)
    if order_type == "price_adjustment" and world.chance(0.7):
        cost = -cost
    service = _service(world, placed)
    return world.add(
        "orders",
        order_id=order_id,
        owner_account_id=like["owner_account_id"] if like else world.pick([*world.customers, "S1"]),
        resource_id=like["resource_id"] if like else world.pick(["sub-1", "ins-1"]),
        sku_id=like["sku_id"] if like else world.pick([*prepaid(world), "vm.cpu"]),
        region_id=world.pick(["east", "east", "west", "north", None]),
        order_type=order_type,
        placed_at=placed,
        paid_at=paid,
        term_count=world.pick([None, "1", "12"]),
        term_unit=world.pick([None, "month", "year"]),
        quantity=world.pick(["1", "2.5", "4", "0", "10", "0.0000000005"]),
        linear_size=world.pick(SIZES),
        list_cost=cost if is_stated else None,
        currency_code=world.pick([None, "USD", "CNY", "JPY", "KWD"]) if is_stated else None,
        recorded_at=world.soon_after(paid),
        **(service if world.chance(0.6) else {}),
        **descriptive(world),
    )


def _adjust(world: World, line: dict) -> None:
    """Price adjustments that name a line, before, at and after its refunds; some in its order."""
    for _ in range(world.pick([1, 1, 2])):
        order_id = world.pick([line["order_id"], f"a-{line['order_id']}"])
        record = purchase(world, order_id, like=line, order_type="price_adjustment")
        later = timedelta(days=world.rng.randrange(0, 12))
        record["adjusts_order_line_id"] = line["order_line_id"]
        record["region_id"] = line["region_id"]
        if world.chance(0.7):
            record["list_cost"] = str(-Decimal(world.rng.randrange(0, 10**11)).scaleb(-8))
            record["currency_code"] = line["currency_code"] or world.pick([None, "USD", "KWD"])
        if world.chance(0.8):
            paid = datetime.fromisoformat(line["paid_at"]) + later
            record["paid_at"] = instant_text(paid)
            record["recorded_at"] = instant_text(world.soon_after(paid))


def _service(world: World, placed: datetime) -> dict[str, datetime | None]:
    """Mostly a month, at times many months, later, open, empty or to the microsecond."""
    start = placed + world.pick([timedelta(0), timedelta(0), timedelta(days=20)])
    terms = [timedelta(days=days) for days in (30, 30, 30, 184, 366)]
    end = start + world.pick([*terms, timedelta(days=61, microseconds=1), timedelta(0)])
    service_to = None if world.chance(0.1) else end
    return {"service_from": start, "service_to": service_to}


def _refund(world: World, line: dict, order_id: str, order_type: str) -> dict:
    later = timedelta(days=world.rng.randrange(0, 12), hours=world.rng.randrange(24))
    paid = datetime.fromisoformat(line["paid_at"]) + later
    return world.add(
        "orders",
        order_id=order_id,
        original_order_line_id=line["order_line_id"],
        owner_account_id=line["owner_account_id"],
        resource_id="elsewhere",
        sku_id=line["sku_id"],
        region_id="elsewhere",
        order_type=order_type,
        placed_at=paid,
        paid_at=paid,
        refunded_share=world.pick(["0.5", "0.3333333333", "1", "0.0000000001", "0.6"]),
        unsubscription_reason="No longer needed" if order_type == "unsubscription" else None,
        recorded_at=world.soon_after(paid),
        **descriptive(world),
    )


def _bad_orders(world: World) -> None:
    orders = world.tables["orders"]
    purchase = next(row for row in orders if row["original_order_line_id"] is None)
    refund = {
        "original_order_line_id": purchase["order_line_id"],
        "order_type": "unsubscription",
        "refunded_share": "0.1",
    }
    adjustment = {
        "adjusts_order_line_id": purchase["order_line_id"],
        "order_type": "price_adjustment",
        "list_cost": "-1",
    }
    bad = [
        adjustment | {"adjusts_order_line_id": "lost"},
        adjustment | {"sku_id": "net.in"},
        adjustment | {"owner_account_id": "D2"},
        adjustment | {"order_type": "renewal", "list_cost": "1"},
        adjustment | refund,
        adjustment | {"adjusts_order_line_id": "orders-bad-itself"},
        refund | {"original_order_line_id": None},
        refund | {"original_order_line_id": "lost"},
        refund | {"sku_id": "net.in"},
        refund | {"owner_account_id": "D2"},
        refund | {"refunded_share": None},
        refund | {"refunded_share": "0"},
        refund | {"refunded_share": "1.0000000001"},
        {"list_cost": "-0.00000001", "order_type": "renewal"},
        {"list_cost": None, "sku_id": "no.price"},
        {"owner_account_id": "P2"},
    ]
    for values in world.rng.sample(bad, world.rng.randrange(3, 10)):
        record = {name: value for name, value in purchase.items() if name != "order_line_id"}
        world.add("orders", **record | values)
