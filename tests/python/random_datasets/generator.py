"""Seeded random datasets that reach every branch of the rules."""

from __future__ import annotations

from pathlib import Path

from .catalogue import build_catalogue
from .commerce import (
    add_bandwidth,
    add_discount_changes,
    add_entitlements,
    add_old_discounts,
    add_vouchers,
)
from .consumption import add_orders, add_usage
from .control_events import (
    NOW,
    add_allocations,
    add_budgets,
    add_confirmations,
    add_control_events,
    add_issues,
    add_tag_keys,
)
from .dataset import write_csv
from .discounts import add_discounts
from .faults import add_faults, dressed
from .other_records import add_adjustments, add_credits, add_other_tables
from .world import World, build_channels, build_parties, build_policies, build_taxes

PROFILES = ("kernel", "commercial", "periods")


def write_dataset(seed: int, out: Path, *, profile: str = "kernel") -> Path:
    """Write the dataset of a seed as CSV files under `out` and return `out`.

    `kernel` has parties, prices, usage, orders, discounts, adjustments and tax; `commercial` adds
    bandwidth, entitlements, vouchers and discount changes; `periods` adds issues and control
    events. The same seed and profile give the same bytes.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile is one of {PROFILES}, not {profile!r}")
    world = World(seed)
    build_parties(world)
    build_channels(world)
    build_taxes(world)
    build_policies(world)
    build_catalogue(world, with_bandwidth=profile != "kernel")
    add_discounts(world, 42, auto_renew=profile != "kernel")
    add_usage(world, 170)
    add_orders(world, 14)
    add_adjustments(world, 8, with_owners=profile != "periods")
    add_credits(world)
    add_other_tables(world)
    if profile != "kernel":
        _add_commerce(world)
    if profile == "periods":
        _add_control(world)
    add_faults(world)
    _write(world, out)
    return out


def _add_commerce(world: World) -> None:
    add_bandwidth(world)
    add_entitlements(world, 14)
    add_vouchers(world, 26)
    add_old_discounts(world, 3)
    add_discount_changes(world, 16)


def _add_control(world: World) -> None:
    add_issues(world)
    add_confirmations(world, 16)
    add_allocations(world, 24)
    add_budgets(world, 14)
    add_control_events(world, 22)
    add_tag_keys(world, 14)
    world.account("last", recorded_at=NOW)


def _write(world: World, out: Path) -> None:
    """Usage in several files of one folder, every other table in one file."""
    for table, records in world.tables.items():
        if not records:
            continue
        clothed = [dressed(world, table, record) for record in records]
        if table != "usage":
            write_csv(out / f"{table}.csv", table, clothed)
            continue
        parts = world.rng.randrange(1, 4)
        for part in range(parts):
            write_csv(out / "usage" / f"part-{part}.csv", table, clothed[part::parts])
