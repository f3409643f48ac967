"""Charges of any size are exact or out of range with their figure; all others are billed."""

from __future__ import annotations

import random
from datetime import timedelta
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
def test_a_record_of_which_a_later_part_is_out_of_range_is_set_aside_whole(tmp_path):
    """Rules 3.8, 1.10: its second before the full hour is not charged either."""
    dataset = parties(["C"])
    add_sku(
        dataset, "vm", metering="duration", cycle="hourly", tiers=[(Decimal(0), Decimal(10**11))]
    )
    for name, quantity in (("absurd", 9 * 10**17), ("good", 1)):
        add_usage(dataset, "vm", owner="C", quantity=Decimal(quantity), name=name)
        record = dataset.tables["usage"][-1]
        record["usage_started_at"] += timedelta(minutes=59, seconds=59)
        record["usage_ended_at"] += timedelta(hours=1)
    tierbill("load", dataset.write(tmp_path / "dataset"), "--landing", tmp_path / "landing")
    warehouse = tmp_path / "warehouse.duckdb"
    tierbill("build", "--landing", tmp_path / "landing", "--warehouse", warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        charged = database.execute(
            "select resource_id, list_cost from marts.fct_charges order by charge_period_start"
        ).fetchall()
        rejected = database.execute(
            "select record_key, reason, reason_detail from marts.rejected_records"
        ).fetchall()
        counts = database.execute(
            "select delivered, current, rejected "
            "from marts.load_accounting where source_table = 'usage'"
        ).fetchall()
    assert charged == [("good", 10**11), ("good", 3600 * 10**11)]
    assert [row[:2] for row in rejected] == [("absurd", "out_of_range")]
    assert rejected[0][2].startswith("cost 324000000000000000000000000000000 = ")
    assert rejected[0][2].endswith(", in the part from 2025-07-31T17:00:00Z")
    assert counts == [(2, 1, 1)]


@pytest.mark.slow
def test_a_thousand_charges_of_any_size_among_ten_thousand_others(tmp_path):
    rated(tmp_path, SLOW_CHARGES, 10_000, seed=20250801)
