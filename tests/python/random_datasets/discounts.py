"""Discounts: special approvals, partner and customer discounts, legal and illegal ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from .world import AUGUST, BEIJING, World

SCOPE = ("product_code", "subproduct_code", "component_type_code", "component_code")
MULTIPLIERS = ("0.7", "0.85", "0.5", "1.1", "0", "0.3333333333", "1", "0.9999999999")
CONTRACT_PRICES = ("0.0000000050", "0.15", "0.0000025", "0", "3", "0.3333333333")


def add_discounts(world: World, count: int, *, auto_renew: bool) -> None:
    """Approvals first, then what rests on them; the same pair often gets several, overlapping."""
    approvals = [_approval(world, auto_renew) for _ in range(count // 3)]
    for _ in range(count // 3):
        _partner_discount(world, auto_renew)
    for _ in range(count - 2 * (count // 3)):
        _customer_discount(world, world.pick(approvals), auto_renew)
    _bad_discounts(world, world.pick(approvals))


def scope(world: World, sku_id: str | None = None) -> dict[str, str | None]:
    """None to four codes of a sku (any one by default), filled from the left."""
    sku = world.skus[sku_id or world.pick(world.skus)]
    depth = world.pick([0, 0, 0, 1, 1, 1, 2, 3, 4])
    return {name: sku[name] if place < depth else None for place, name in enumerate(SCOPE)}


def _value(world: World) -> dict[str, str | None]:
    if world.chance(0.75):
        return {"discount_kind": "multiplier", "multiplier": world.pick(MULTIPLIERS)}
    return {
        "discount_kind": "contract_price",
        "contract_unit_price": world.pick(CONTRACT_PRICES),
    }


def day_start(moment: datetime) -> datetime:
    """00:00 of the billing-calendar day."""
    local = moment + BEIJING
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - BEIJING


def _term(world: World, auto_renew: bool) -> dict[str, object]:
    submitted = world.pick(
        [AUGUST - timedelta(days=60), AUGUST - timedelta(days=20), world.near_an_edge()]
    )
    next_day = day_start(submitted) + timedelta(days=1)
    effective = next_day + world.pick([timedelta(0), timedelta(0), timedelta(hours=9)])
    world.edges.append(effective)
    expires = None
    if world.chance(0.4):
        expires = max(world.boundary(), effective + timedelta(hours=1))
    return {
        "submitted_at": submitted,
        "effective_at": effective,
        "expires_at": expires,
        "auto_renew": auto_renew and world.chance(0.6),
        "recorded_at": submitted,
    }


def _approval(world: World, auto_renew: bool) -> dict:
    buyers = ["D1", "D1", "R1", "R1", "D2", "R2", "S2", "S1", *world.customers]
    return world.add(
        "discounts",
        seller_account_id=world.pick(["P1", "P1", "P1", "P2"]),
        buyer_account_id=world.pick(buyers),
        **scope(world) | _value(world) | _term(world, auto_renew),
    )


def _partner_discount(world: World, auto_renew: bool) -> None:
    pairs = [("D1", "S1"), ("D1", "T1"), ("S1", "T1"), ("D1", "S2"), ("D2", "S3"), ("D2", "S2")]
    pairs += [("R1", "S1"), ("S1", "D1")]
    seller, buyer = world.pick(pairs)
    world.add(
        "discounts",
        seller_account_id=seller,
        buyer_account_id=buyer,
        **scope(world) | _value(world) | _term(world, auto_renew),
    )


def _customer_discount(world: World, approval: dict, auto_renew: bool) -> None:
    """Mostly by the approval's buyer for a customer below it then; else some rule breaks."""
    partner = approval["buyer_account_id"]
    if partner in world.customers or world.chance(0.1):
        partner = world.pick(["D1", "R1", "D2"])
    bound = [
        row["account_id"]
        for row in world.tables["account_bindings"]
        if row["account_id"] in world.customers and row["parent_account_id"] in _family(partner)
    ]
    world.add(
        "discounts",
        seller_account_id=partner,
        buyer_account_id=world.pick(bound or world.customers),
        based_on_discount_id=approval["discount_id"],
        **{name: approval[name] for name in SCOPE} | _value(world) | _term(world, auto_renew),
    )


def _family(partner: str) -> tuple[str, ...]:
    families = {"D1": ("D1", "S1", "S2", "T1"), "D2": ("D2", "S3", "S2"), "S1": ("S1", "T1")}
    return families.get(partner, (partner,))


def _is_legal(world: World, discount: dict) -> bool:
    """Whether a first-level partner on the allowlist gives it to a customer it always had."""
    seller, buyer = discount["seller_account_id"], discount["buyer_account_id"]
    approvals = {row["discount_id"]: row for row in world.tables["discounts"]}
    listed = [
        row
        for row in world.tables["accounts"]
        if row["account_id"] == seller and row["shows_customer_discounts"] == "true"
    ]
    bound = [
        row
        for row in world.tables["account_bindings"]
        if (row["account_id"], row["parent_account_id"]) == (buyer, seller)
    ]
    return (
        seller in ("D1", "R1")
        and approvals[discount["based_on_discount_id"]]["buyer_account_id"] == seller
        and bool(listed and bound)
    )


def _bad_discounts(world: World, approval: dict) -> None:
    based = [row for row in world.tables["discounts"] if row["based_on_discount_id"]]
    good = next((row for row in based if _is_legal(world, row)), [*based, approval][0])
    submitted = datetime.fromisoformat(good["submitted_at"])
    just_too_early = day_start(submitted) + timedelta(days=1, microseconds=-1)
    bad = [
        {"multiplier": "0.5", "contract_unit_price": "0.5"},
        {"multiplier": None, "contract_unit_price": None},
        {"multiplier": "0.5", "contract_unit_price": None, "discount_kind": "contract_price"},
        {"expires_at": good["effective_at"]},
        {"product_code": None, "subproduct_code": "sp_a"},
        {"product_code": "p_vm", "subproduct_code": None, "component_code": "c_vm.cpu"},
        {"seller_account_id": "S1"},
        {"seller_account_id": "R2"},
        {"seller_account_id": world.customers[0], "buyer_account_id": world.customers[1]},
        {"seller_account_id": world.customers[0], "buyer_account_id": "S1"},
        {"buyer_account_id": "P2"},
        {"buyer_account_id": "nobody"},
        {"based_on_discount_id": None},
        {"based_on_discount_id": "lost"},
        {"product_code": "p_other", "subproduct_code": None, "component_type_code": None}
        | {"component_code": None},
        {"effective_at": just_too_early},
    ]
    for values in world.rng.sample(bad, world.rng.randrange(3, 9)):
        record = {name: value for name, value in good.items() if name != "discount_id"}
        world.add("discounts", **record | values)
