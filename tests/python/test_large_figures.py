"""Charges of any size are exact or out of range with their figure; all others are billed."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from large_figures import add_charge, add_sku, add_usage, any_charge, parties

FAST_CHARGES = 60
SLOW_CHARGES = 1000
# What a figure of a charge must be below at most: its column, or what sums leave of it.
LIMITS = {"consumed_quantity": 10**28, "pricing_quantity": 10**28, "cost": 7 * 10**29}


def rated(home: Path, count: int, others: int, seed: int) -> None:
    draw = random.Random(seed)
    charges = [any_charge(draw, number) for number in range(count)]
    dataset = parties(["C", "G"])
    for charge in charges:
        add_charge(dataset, charge, "C")
    add_sku(dataset, "good", cycle="hourly", tiers=[(Decimal(0), Decimal(1))])
    for number in range(others):
        add_usage(dataset, "good", owner="G", quantity=Decimal(number), name=f"good-{number}")
    tierbill("load", dataset.write(home / "dataset"), "--landing", home / "landing")
    warehouse = home / "warehouse.duckdb"
    tierbill("build", "--landing", home / "landing", "--warehouse", warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        found = database.execute(
            "select resource_id, consumed_quantity, pricing_quantity, charges.list_cost, "
            "contracted_cost from marts.fct_charges as charges inner join marts.fct_rated_legs "
            "as legs using (charge_id) where leg_number = 1"
        ).fetchall()
        rejected = database.execute(
            "select record_key, reason, reason_detail from marts.rejected_records"
        ).fetchall()
    figures = {resource: tuple(map(Fraction, values)) for resource, *values in found}
    details = {key: detail for key, reason, detail in rejected if reason == "out_of_range"}
    assert len(details) == len(rejected)
    assert sum(name.startswith("good-") for name in figures) == others
    for charge in charges:
        assert (charge.name in figures) != (charge.name in details), charge
        if charge.name in figures:
            exact = (charge.consumed, charge.priced, charge.list_cost, charge.contracted_cost)
            assert figures[charge.name] == exact, charge
        else:
            name = details[charge.name].split()[0]
            assert name in LIMITS, details[charge.name]
            # Small charges are never set aside, however many large ones there are.
            assert max(charge.bounds) * 10**30 > LIMITS["cost"] / (2 * count) or name != "cost"


def test_charges_of_any_size(tmp_path):
    rated(tmp_path, FAST_CHARGES, 10, seed=1)


@pytest.mark.slow
def test_a_thousand_charges_of_any_size_among_ten_thousand_others(tmp_path):
    rated(tmp_path, SLOW_CHARGES, 10_000, seed=20250801)
