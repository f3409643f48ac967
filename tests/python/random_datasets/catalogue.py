"""Skus of every mode, cycle and metering, and their prices: sets, tiers, regions, changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from .dataset import BEGIN
from .world import World

#  sku: product, subproduct, component type, mode, cycle, metering, usage per pricing unit
SKUS = {
    "vm.cpu": ("p_vm", "sp_a", "v_cpu", "pay_per_use", "hourly", "amount", "1"),
    "vm.time": ("p_vm", "sp_a", "v_time", "pay_per_use", "hourly", "duration", "3600"),
    "vm.run": ("p_vm", "sp_b", "v_time", "pay_per_use", "hourly", "duration", "60"),
    "vm.day": ("p_vm", "sp_b", "v_cpu", "pay_per_use", "daily", "amount", "3"),
    "disk.gb": ("p_disk", "sp_c", "v_size", "pay_per_use", "monthly", "duration", "3600"),
    "disk.io": ("p_disk", "sp_c", "v_io", "pay_per_use", "daily", "duration", "7"),
    "net.out": ("p_net", "sp_d", "v_traffic", "pay_per_use", "monthly", "amount", "10000"),
    "net.in": ("p_net", "sp_d", "v_traffic", "pay_per_use", "hourly", "amount", "1"),
    "vm.spot": ("p_vm", "sp_a", "v_cpu", "spot", "hourly", "amount", "1"),
    "ri.hour": ("p_vm", "sp_r", "v_ri", "reserved_hourly", "hourly", "amount", "1"),
    "vm.month": ("p_vm", "sp_m", "v_cpu", "subscription", "upfront", "amount", "1"),
    "disk.year": ("p_disk", "sp_m", "v_size", "subscription", "upfront", "amount", "10"),
    "ri.buy": ("p_vm", "sp_r", "v_ri", "reserved_upfront", "upfront", "amount", "1"),
}
BANDWIDTH = {
    "net.p95": ("p_net", "sp_e", "v_mbps", "pay_per_use", "monthly", "p95", "1"),
    "net.peak": ("p_net", "sp_e", "v_mbps", "pay_per_use", "hourly", "p95", "1"),
}
PRICES = (
    "0.00000001",
    "0.0000000050",
    "0.0000000001",
    "0.00000311",
    "0.125",
    "2.675",
    "0.3333333333",
    "1",
    "0",
)


def build_catalogue(world: World, *, with_bandwidth: bool) -> None:
    for sku_id, shape in (SKUS | (BANDWIDTH if with_bandwidth else {})).items():
        _add_sku(world, sku_id, shape)
    if world.chance(0.5):
        world.sku("no.price", None, provider_account_id="P1")
    if world.chance(0.5):
        world.sku("no.provider", "1", provider_account_id=world.pick(["R1", "nobody"]))


def _add_sku(world: World, sku_id: str, shape: tuple[str, ...]) -> None:
    product, subproduct, component_type, mode, cycle, metering, per_unit = shape
    world.sku(
        sku_id,
        None,
        provider_account_id=world.pick(["P1", "P1", "P2"]),
        product_code=product,
        subproduct_code=subproduct,
        component_type_code=component_type,
        billing_mode=mode,
        settlement_cycle=cycle,
        metering=metering,
        usage_unit=world.pick(["GB", "Second"]),
        pricing_unit="Unit",
        usage_per_pricing_unit=per_unit,
        pricing_increment=world.pick([None] * 5 + ["1", "0.25", "0.3333333333", "10"]),
        settlement_type=world.pick(["common"] * 8 + ["no_discount", "promotional"]),
        specification=world.pick([None, "Common I/O | 10.0 GB"]),
    )
    world.skus[sku_id] = world.tables["skus"][-1]
    _add_prices(world, sku_id)


def _add_prices(world: World, sku_id: str) -> None:
    """A first set everywhere, then region sets and later sets that replace or end it."""
    currency = world.pick(["USD", "USD", "USD", "CNY", "JPY", "KWD"])
    change = world.key_boundary()
    ends_early = world.chance(0.15)
    _price_set(world, sku_id, None, currency, (BEGIN, change if ends_early else None))
    if ends_early or world.chance(0.4):
        later = world.pick([currency, currency, "EUR"])
        start = change if world.chance(0.8) else change + timedelta(hours=3)
        _price_set(world, sku_id, None, later, (start, None))
    if world.chance(0.5):
        end = world.boundary() if world.chance(0.4) else None
        _price_set(world, sku_id, "east", currency, (BEGIN, end))
    if world.chance(0.3):
        _price_set(world, sku_id, "west", currency, (world.key_boundary(), None))


def _price_set(
    world: World,
    sku_id: str,
    region: str | None,
    currency: str,
    valid: tuple[datetime | str, datetime | None],
) -> None:
    valid_from, valid_to = valid
    model = world.pick(["flat", "graduated", "volume"])
    bounds = ["0"]
    if model != "flat" or world.chance(0.1):
        bounds = [
            world.pick(["0", "0", "0", "0.5"]),
            *world.pick([["1", "2.5"], ["10"], ["3", "7"]]),
        ]
    for position, bound in enumerate(bounds):
        end = valid_to
        if position and world.chance(0.15):
            end = world.boundary()  # a tier row may end before the others
        world.add(
            "list_prices",
            sku_id=sku_id,
            region_id=region,
            valid_from=valid_from,
            tier_lower_bound=bound,
            valid_to=end,
            tier_model=model if position == 0 or world.chance(0.9) else "flat",
            unit_price=world.pick(PRICES) if world.chance(0.7) else _odd_price(world),
            currency_code=currency,
        )


def _odd_price(world: World) -> Decimal:
    return Decimal(world.rng.randrange(1, 10**11)).scaleb(-10)
