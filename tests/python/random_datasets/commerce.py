"""What the commercial profile adds: bandwidth, entitlements, vouchers, changes of discounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from .discounts import SCOPE, scope
from .world import AUGUST, SEPTEMBER, World

FIVE_MINUTES = timedelta(minutes=5)


def add_bandwidth(world: World) -> None:
    """Points of a few lines: more than twenty, empty days, several records in one slot."""
    for sku_id in ("net.p95", "net.peak"):
        for owner in world.rng.sample([*world.customers, "S1"], 2):
            for _ in range(world.pick([1, 2])):
                _add_points(world, sku_id, owner, world.pick(["line-1", "line-2"]))


def _add_points(world: World, sku_id: str, owner: str, resource: str) -> None:
    first = world.pick([AUGUST, SEPTEMBER]) + timedelta(days=world.rng.randrange(-2, 3))
    region = world.pick(["east", "west"])
    for day in range(world.pick([1, 2, 3])):
        is_quiet = world.chance(0.25)
        for _ in range(world.pick([3, 9, 10, 11, 21])):
            slot = first + timedelta(days=day) + FIVE_MINUTES * world.rng.randrange(288)
            start = slot + world.pick([timedelta(0), timedelta(0), timedelta(seconds=299.999999)])
            world.add(
                "usage",
                owner_account_id=owner,
                resource_id=resource,
                sku_id=sku_id,
                region_id=region,
                usage_started_at=start,
                usage_ended_at=start + world.pick([timedelta(0), FIVE_MINUTES]),
                usage_quantity="0" if is_quiet else world.pick(["200", "33.3333333333", "7", "0"]),
                linear_size=world.pick([None, None, "0.333333"]),
                recorded_at=world.soon_after(start),
            )


def add_entitlements(world: World, count: int) -> None:
    """For owners with usage; small enough to run out, long enough to matter."""
    used = [row for row in world.tables["usage"] if row["sku_id"] in world.skus]
    for _ in range(count):
        kind = world.pick(["package", "package", "reserved_instance", "savings_plan"])
        usage = world.pick(used)
        start = world.pick([AUGUST - timedelta(days=60), world.near_an_edge()])
        values = {
            "package": {"included_quantity": world.pick(["1", "46801", "3.3333333333", "9000"])},
            "reserved_instance": {"included_quantity": world.pick([None, "1", "0.5", "4"])},
            "savings_plan": {
                "hourly_commitment": world.pick(["0.00000001", "1", "6", "0.0000000001"]),
                "plan_multiplier": world.pick(["0.6", "0.3333333333", "1", "0.7"]),
            },
        }[kind]
        entitlement = {
            "entitlement_kind": kind,
            "owner_account_id": usage["owner_account_id"],
            "region_id": world.pick([None, None, "east", "west"]),
            "valid_from": start,
            "valid_to": start + timedelta(days=world.pick([7, 90, 90])),
            **_holed(world, scope(world, usage["sku_id"])),
            **values,
        }
        # Several alike meet on one charge.
        for _ in range(world.pick([1, 1, 3])):
            world.add("entitlements", **entitlement)


def _holed(world: World, codes: dict[str, str | None]) -> dict[str, str | None]:
    """Entitlements may name a narrow code alone: all codes given must match."""
    return codes | {SCOPE[0]: None} if world.chance(0.15) else codes


def add_vouchers(world: World, count: int) -> None:
    owners = [row["owner_account_id"] for row in world.tables["usage"]]
    for _ in range(count):
        kind = world.pick(["partner", "partner", "partner_designated", "customer", "customer"])
        is_partners = kind != "customer"
        start = world.pick([AUGUST - timedelta(days=60), world.near_an_edge()])
        voucher = dict(
            voucher_type=kind,
            funded_by_account_id=world.pick(["P1", "D1"]),
            holder_account_id=world.pick(
                ["D1", "D1", "R1", "D2"] if is_partners else world.customers
            ),
            designated_account_id=world.pick(owners) if kind == "partner_designated" else None,
            face_value=world.pick(["0", "0.00000007", "1", "200", "1000000"]),
            minimum_spend=world.pick([None, None, None, "0.00000003", "1", "300"]),
            currency_code=world.pick(["USD", "USD", "USD", "CNY", "KWD"]),
            is_reusable=world.chance(0.6),
            payment_mode=world.pick(["all", "all", "prepaid", "postpaid"]),
            product_codes=world.pick([None, None, "p_vm", "p_disk|p_net", "p_none"]),
            product_codes_are_excluded=world.chance(0.3),
            valid_from=start,
            valid_to=start + timedelta(days=world.pick([14, 90, 90])),
        )
        # Now and then one is given twice.
        for _ in range(world.pick([1, 1, 1, 1, 2])):
            world.add("vouchers", **voucher)


def add_discount_changes(world: World, count: int) -> None:
    """Legal changes by the seller, some at the very end of a discount; and illegal ones."""
    discounts = world.tables["discounts"]
    approvals = [row for row in discounts if row["seller_account_id"] in ("P1", "P2")]
    for number in range(count):
        discount = world.pick(approvals if world.chance(0.7) else discounts)
        ends_at = datetime.fromisoformat(discount["expires_at"] or "2025-08-10T00:00:00Z")
        moment = world.pick([world.near_an_edge(), ends_at, ends_at + timedelta(microseconds=1)])
        field = world.pick(["auto_renew", "effective_status", "effective_status"])
        values = {"auto_renew": ["true", "false"], "effective_status": ["valid", "invalid"]}[field]
        change = {
            "discount_id": discount["discount_id"],
            "changed_by": discount["seller_account_id"],
            "field": field,
            "new_value": world.pick(values),
        }
        illegal = [
            {"field": "multiplier", "new_value": "0.1"},
            {"discount_id": "lost"},
            {"changed_by": "R2"},
            {"changed_by": "nobody"},
            {"new_value": "yes"},
            {"new_value": "valid" if field == "auto_renew" else "true"},
        ]
        world.add(
            "discount_changes",
            batch_id=world.pick([None, f"b-{number // 4}"]),
            changed_at=moment,
            recorded_at=world.soon_after(moment),
            **change | (world.pick(illegal) if world.chance(0.2) else {}),
        )


def add_old_discounts(world: World, count: int) -> None:
    """Renewing terms whose ends lie in the past, one of them on a leap day."""
    for _ in range(count):
        ends_at = world.pick(
            ["2024-02-29T00:00:00Z", "2024-08-10T10:30:00Z", "2023-08-31T16:00:00Z"]
        )
        world.add(
            "discounts",
            seller_account_id="P1",
            buyer_account_id=world.pick(["D1", "R1"]),
            **scope(world),
            multiplier=world.pick(["0.9", "0.75"]),
            effective_at="2021-01-01T00:00:00Z",
            expires_at=ends_at,
            auto_renew=world.chance(0.8),
        )
