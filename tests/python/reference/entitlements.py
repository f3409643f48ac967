"""Rules 4: packages, reserved instances and savings plans of the owner, in that order."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .discounts import covers, scope_of
from .exact import ONE, ZERO, rounded, truncated
from .prices import cost_of

SECONDS_AN_HOUR = Decimal(3600)


def draw_packages(records: AcceptedRecords, charges: list[dict]) -> None:
    """Rules 4.1: in usage units until empty."""
    packages = _of_kind(records, "package")
    left = {one["entitlement_id"]: one["included_quantity"] or ZERO for one in packages}
    for charge in _entitled(records, charges):
        for package in packages:
            if _applies(records, package, charge):
                open_usage = charge["consumed_quantity"] - charge["package_usage"]
                taken = min(left[package["entitlement_id"]], open_usage)
                left[package["entitlement_id"]] -= taken
                charge["package_usage"] += taken


def draw_reserved_instances(records: AcceptedRecords, charges: list[dict]) -> None:
    """Rules 4.2: 3600 usage-seconds an instance and clock hour, on hourly duration skus."""
    instances = _of_kind(records, "reserved_instance")
    used: dict[tuple[str, datetime], Decimal] = defaultdict(lambda: ZERO)
    for charge in _entitled(records, charges):
        sku = records.skus[charge["sku_id"]]
        if sku["settlement_cycle"] != "hourly" or sku["metering"] != "duration":
            continue
        for instance in instances:
            if _applies(records, instance, charge):
                hour = (instance["entitlement_id"], charge["charge_period_start"])
                count = instance["included_quantity"]
                capacity = SECONDS_AN_HOUR * (ONE if count is None else count)
                covered = charge["package_usage"] + charge["reserved_usage"]
                open_usage = charge["consumed_quantity"] - covered
                taken = min(capacity - used[hour], open_usage)
                used[hour] += taken
                charge["reserved_usage"] += taken
                _note(charge, "_reserved_draws", instance, taken)
        _value_reserved(charge, sku["usage_per_pricing_unit"])


def _value_reserved(charge: dict, usage_per_pricing_unit: Decimal) -> None:
    """The list value of the first reserved units of the charge at its place in the pool."""
    reserved = truncated(charge["reserved_usage"] / usage_per_pricing_unit, 10)
    charge["reserved_quantity"] = reserved
    charge["reserved_cost"] = rounded(cost_of(charge["_place"].first_units(reserved)), 8)


def draw_savings_plans(records: AcceptedRecords, charges: list[dict]) -> None:
    """Rules 4.3: up to commitment / multiplier of list value an hour, on hourly skus."""
    plans = _usable_plans(records)
    used: dict[tuple[str, datetime], Decimal] = defaultdict(lambda: ZERO)
    for charge in _entitled(records, charges):
        if records.skus[charge["sku_id"]]["settlement_cycle"] != "hourly":
            continue
        for plan in plans:
            if _applies(records, plan, charge):
                hour = (plan["entitlement_id"], charge["charge_period_start"])
                covers_an_hour = rounded(plan["hourly_commitment"] / plan["plan_multiplier"], 8)
                open_cost = charge["list_cost"] - charge["reserved_cost"] - charge["plan_cost"]
                taken = min(covers_an_hour - used[hour], open_cost)
                used[hour] += taken
                charge["plan_cost"] += taken
                _note(charge, "_plan_draws", plan, taken)


def is_coverable(records: AcceptedRecords, charge: dict) -> bool:
    """Rules 3.9: whether a reserved instance or a savings plan of the owner is eligible."""
    sku = records.skus[charge["sku_id"]]
    if sku["billing_mode"] != "pay_per_use" or sku["settlement_cycle"] != "hourly":
        return False
    found = _usable_plans(records) if sku["metering"] != "p95" else []
    if sku["metering"] == "duration":
        found = found + _of_kind(records, "reserved_instance")
    return any(_applies(records, one, charge) for one in found)


def _usable_plans(records: AcceptedRecords) -> list[dict]:
    return [
        one
        for one in _of_kind(records, "savings_plan")
        if one["hourly_commitment"] is not None and one["plan_multiplier"] is not None
    ]


def _note(charge: dict, name: str, entitlement: dict, taken: Decimal) -> None:
    """Which entitlement covered how much of the charge, in the order drawn."""
    if taken != 0:
        charge.setdefault(name, []).append((entitlement["entitlement_id"], taken))


def _of_kind(records: AcceptedRecords, kind: str) -> list[dict]:
    found = [row for row in records.accepted["entitlements"] if row["entitlement_kind"] == kind]
    return sorted(found, key=lambda row: (row["valid_to"], row["entitlement_id"]))


def _entitled(records: AcceptedRecords, charges: list[dict]) -> list[dict]:
    """Pay-per-use charges, never p95, in the order in which entitlements meet them."""
    found = [
        charge
        for charge in charges
        if charge["billing_mode"] == "pay_per_use"
        and records.skus[charge["sku_id"]]["metering"] != "p95"
    ]
    return sorted(
        found,
        key=lambda charge: (
            charge["charge_period_start"],
            charge["resource_id"],
            charge["sku_id"],
            charge["region_id"] or "",
        ),
    )


def _applies(records: AcceptedRecords, entitlement: dict, charge: dict) -> bool:
    """Of the owner, in scope, region equal or null, valid at the bucket start."""
    return (
        entitlement["owner_account_id"] == charge["owner_account_id"]
        and covers(scope_of(entitlement), records.skus[charge["sku_id"]])
        and entitlement["region_id"] in (None, charge["region_id"])
        and entitlement["valid_from"] <= charge["charge_period_start"] < entitlement["valid_to"]
    )
