"""Packages, reserved instances and savings plans are drawn with the figures of the rulebook.

The Python models have no unit tests of dbt; these are theirs (rules 4).
"""

from __future__ import annotations

import duckdb
from tierbill.rating.entitlements import draw_entitlements, draw_plans
from tierbill.rating.rows import rows_of

ENTITLEMENT_SKUS = """
select
    entitlement_id, entitlement_kind, 'o' as owner_account_id, region_id, sku_id,
    timestamptz '2025-01-01 00:00:00+00' as valid_from,
    timestamptz '2026-01-01 00:00:00+00' as valid_to,
    capacity_quantity, hourly_commitment, plan_multiplier
from (values {}) as entitlements (
    entitlement_id, entitlement_kind, region_id, sku_id,
    capacity_quantity, hourly_commitment, plan_multiplier
)
"""


def test_reserved_instances_cover_what_packages_leave_of_their_skus():
    """Rules 4.1, 4.2: packages until they are empty, instances full again every hour."""
    with duckdb.connect() as database:
        entitlement_skus = database.sql(
            ENTITLEMENT_SKUS.format(
                "('p', 'package', null, 'hour', 5000, null, null),"
                "('p', 'package', null, 'day', 5000, null, null),"
                "('ri', 'reserved_instance', 'north', 'hour', 3600, null, null),"
                "('sp', 'savings_plan', null, 'hour', null, 6, 0.6)"
            )
        )
        charges = database.sql(
            """
            select
                charge_id, owner_account_id, sku_id, region_id, charge_id as resource_id,
                timestamptz '2025-08-15 00:00:00+00' + hour * interval 1 hour
                    as bucket_started_at,
                consumed_quantity, rejection_reason
            from (values
                ('a-1', 'o', 'hour', 'north', 1, 3600, null),
                ('b-1', 'o', 'day', 'north', 1, 100, null),
                ('c-2', 'o', 'hour', 'north', 2, 3600, null),
                ('d-2', 'o', 'hour', 'north', 2, 2000, null),
                ('e-3', 'o', 'hour', 'south', 3, 3600, null),
                ('f-3', 'o', 'hour', 'north', 3, 4000, null),
                ('g-3', 'o', 'day', 'north', 3, 10, null),
                ('h-3', 'q', 'hour', 'north', 3, 10, null),
                ('i-0', 'o', 'hour', 'north', 0, 10, 'no_list_price')
            ) as usage (
                charge_id, owner_account_id, sku_id, region_id, hour, consumed_quantity,
                rejection_reason
            )
            """
        )
        draws = draw_entitlements(database, entitlement_skus=entitlement_skus, charges=charges)
        rows = draws.read_all().select(
            ["entitlement_kind", "charge_id", "drawn_quantity", "balance_quantity"]
        )
    assert sorted(rows_of(rows)) == [
        ("package", "a-1", 3600, 1400),
        ("package", "b-1", 100, 1300),
        ("package", "c-2", 1300, 0),
        ("reserved_instance", "c-2", 2300, 1300),
        ("reserved_instance", "d-2", 1300, 0),
        ("reserved_instance", "f-3", 3600, 0),
    ]


def test_savings_plans_cover_what_is_left_of_hourly_list_costs():
    """Rules 4.3, d3.19: 6.00 an hour at 0.6 cover 10.00 of list cost less reserved cost."""
    with duckdb.connect() as database:
        entitlement_skus = database.sql(
            ENTITLEMENT_SKUS.format(
                "('sp', 'savings_plan', null, 'hour', null, 6, 0.6),"
                "('p', 'package', null, 'day', 1, null, null)"
            )
        )
        charges = database.sql(
            """
            select
                charge_id, owner_account_id, sku_id, null as region_id,
                charge_id as resource_id,
                timestamptz '2025-08-15 00:00:00+00' as charge_period_start,
                list_cost, reserved_cost
            from (values
                ('part', 'o', 'hour', 1.5, 0.5),
                ('plain', 'o', 'hour', 100, 0),
                ('reserved', 'o', 'hour', 0.5, 0.5),
                ('day', 'o', 'day', 100, 0),
                ('other', 'q', 'hour', 100, 0)
            ) as usage (charge_id, owner_account_id, sku_id, list_cost, reserved_cost)
            """
        )
        draws = draw_plans(database, entitlement_skus=entitlement_skus, charges=charges)
        rows = draws.read_all().select(["charge_id", "drawn_cost", "balance_cost"])
    assert list(rows_of(rows)) == [("part", 1, 9), ("plain", 9, 0)]
