"""The rater on entitlements, bandwidth and minimum spends: rules 4, 7 and 10."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from random_datasets import Dataset
from random_datasets.scenes import two_tiers
from reference import rate

D = Decimal
AUGUST = date(2025, 8, 1)
ISSUED = "2025-09-05T00:00:00Z"


@pytest.fixture
def data() -> Dataset:
    return two_tiers()


@pytest.fixture
def rated(data, tmp_path):
    return lambda **options: rate(data.write(tmp_path), **options)


def usage(data: Dataset, day: int, **values: object) -> None:
    data.add(
        "usage",
        usage_started_at=f"2025-08-{day:02d}T00:00+08",
        usage_ended_at=f"2025-08-{day:02d}T01:00+08",
        **{"owner_account_id": "C", "sku_id": "vm"} | values,
    )


def test_packages_go_by_their_end_and_reach_the_next_bucket(data, rated):
    data.sku("vm", "1")
    usage(data, 15, usage_quantity="10")
    usage(data, 16, usage_quantity="10")
    for name, size, end in (("later", "9", "2025-10-01"), ("sooner", "4", "2025-09-01")):
        data.add(
            "entitlements",
            entitlement_id=name,
            owner_account_id="C",
            included_quantity=size,
            component_code="c_vm",
            valid_to=f"{end}T00:00Z",
        )
    charges = sorted(rated().fct_charges, key=lambda charge: charge["settled_at"])
    assert [charge["package_usage"] for charge in charges] == [10, 3]
    assert [charge["pricing_quantity"] for charge in charges] == [0, 7]
    assert charges[0]["list_unit_price"] is None


def test_reserved_units_are_the_first_of_the_charge_in_the_pool(data, rated):
    """Three hours at 5 up to two, then 3: the reserved ones are the expensive ones."""
    data.sku("vm", None, metering="duration", usage_per_pricing_unit="3600")
    for bound, price in (("0", "5"), ("2", "3")):
        data.add(
            "list_prices",
            sku_id="vm",
            tier_lower_bound=bound,
            tier_model="graduated",
            unit_price=price,
        )
    usage(data, 15, usage_quantity="3")
    data.add("entitlements", entitlement_kind="reserved_instance", owner_account_id="C")
    data.tables["entitlements"][0]["included_quantity"] = "2.5"
    charge = rated().fct_charges[0]
    assert (charge["reserved_quantity"], charge["list_cost"]) == (D("2.5"), 13)
    assert charge["reserved_cost"] == D("11.5")


def test_plans_and_packages_leave_other_modes_alone(data, rated):
    data.sku("vm", "1", billing_mode="spot")
    usage(data, 15)
    data.add("entitlements", owner_account_id="C", included_quantity="5")
    charge = rated().fct_charges[0]
    assert (charge["package_usage"], charge["list_cost"]) == (0, 1)


def test_days_without_traffic_do_not_count(data, rated):
    data.sku("mbps", "1", metering="p95", settlement_cycle="hourly")
    for day, mbps in ((1, "0"), (2, "5"), (2, "6"), (3, "0")):
        start = f"2025-09-0{day}T00:0{mbps}+08"
        data.add(
            "usage",
            owner_account_id="C",
            sku_id="mbps",
            usage_started_at=start,
            usage_ended_at=start,
            usage_quantity=mbps,
        )
    charge = rated().fct_charges[0]
    assert charge["settlement_cycle"] == "monthly"
    assert charge["usage_days_ratio"] == D("0.0001157407")  # one slot holds both points
    assert charge["consumed_quantity"] == D("0.0012731477")


def order(data: Dataset, line: str, cost: str, order_type: str = "new_purchase") -> None:
    data.add(
        "orders",
        order_line_id=line,
        order_id="o",
        owner_account_id="C",
        sku_id="year",
        order_type=order_type,
        list_cost=cost,
        currency_code="USD",
        placed_at="2025-08-15T00:00Z",
        paid_at="2025-08-15T00:00Z",
    )


@pytest.mark.parametrize(("discount", "drawn"), [("-1", [7]), ("-1.00000001", [])])
def test_minimum_spend_of_an_order_counts_all_its_lines(data, rated, discount, drawn):
    data.sku("year", None, settlement_cycle="upfront", billing_mode="subscription")
    order(data, "a", "6")
    order(data, "b", "5")
    order(data, "c", discount, "price_adjustment")
    data.add(
        "vouchers",
        funded_by_account_id="S",
        holder_account_id="C",
        face_value="7",
        minimum_spend="10",
    )
    draws = rated().voucher_draws
    assert ([sum(row["voucher_cost"] for row in draws)] if draws else []) == drawn
    assert [row["balance_after"] for row in draws] == ([1, 0] if drawn else [])
