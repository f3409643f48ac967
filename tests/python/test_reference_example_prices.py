"""The rater on the worked examples of prices, discounts, settlement: d3.1-d3.4, d3.15-d3.22."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from random_datasets import Dataset
from random_datasets.scenes import (
    HOUR,
    discounted,
    legs,
    memory,
    one_reseller,
    only,
)
from reference import rate

D = Decimal


@pytest.fixture
def data() -> Dataset:
    return one_reseller()


@pytest.fixture
def rated(data: Dataset, tmp_path: Path):
    return lambda **options: rate(data.write(tmp_path), **options)


def test_3_1_list_cost(data, rated):
    memory(data)
    charge = only(rated().fct_charges)
    assert charge["list_cost"] == D("0.044784")
    assert charge["consumed_quantity"] == 14400
    assert charge["charge_id"].startswith("usage:") and len(charge["charge_id"]) == 6 + 32


def test_3_2_and_3_3_both_discounts(data, rated):
    memory(data)
    discounted(data, "0.70", "0.85")
    rating = rated()
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_a"))["contracted_cost"] == D("0.0313488")
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_b"))["contracted_cost"] == D("0.0380664")
    assert only(rating.margins)["margin_cost"] == D("0.0067176")


def test_3_3_without_a_rate_the_customer_pays_list(data, rated):
    memory(data)
    discounted(data, "0.70", None)
    rating = rated()
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_b"))["contracted_cost"] == D("0.044784")
    assert only(rating.margins)["margin_cost"] == D("0.0134352")


def test_3_4_contract_price_hides_the_list_cost(data, rated):
    memory(data)
    discounted(data, "=0.0000025", None)
    leg = only(legs(rated().fct_rated_legs, leg_kind="bill_a"))
    assert leg["contracted_cost"] == D("0.036")
    assert leg["list_cost"] is None and leg["discount_cost"] is None


def test_3_15_contract_price_per_ten_thousand_calls(data, rated):
    data.sku("calls", "0.2", usage_per_pricing_unit="10000", usage_unit="call")
    data.add("usage", owner_account_id="C", sku_id="calls", usage_quantity="46800", **HOUR)
    discounted(data, "=0.15", None)
    assert only(legs(rated().fct_rated_legs, leg_kind="bill_a"))["contracted_cost"] == D("0.702")


def test_3_15_linear_size(data, rated):
    """Truncated after the linear size (rules 12), so the 8th decimal is the exact one."""
    data.sku(
        "disk",
        "0.000064",
        metering="duration",
        settlement_cycle="daily",
        usage_per_pricing_unit="3600",
        usage_unit="Second",
    )
    data.add(
        "usage",
        owner_account_id="C",
        sku_id="disk",
        linear_size="1000",
        usage_started_at="2025-08-15T00:00:00+08:00",
        usage_ended_at="2025-08-15T07:11:14+08:00",
    )
    discounted(data, "=0.00005", None)
    rating = rated()
    assert only(rating.fct_charges)["pricing_quantity"] == D("7187.2222222222")
    assert only(rating.fct_charges)["list_cost"] == D("0.45998222")
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_a"))["contracted_cost"] == D(
        "0.35936111"
    )


def test_3_17_prepaid_is_billed_whole_in_the_month_of_payment(data, rated):
    data.sku("half", None, billing_mode="subscription", settlement_cycle="upfront")
    data.add(
        "orders",
        order_id="o1",
        owner_account_id="C",
        sku_id="half",
        list_cost="184",
        currency_code="USD",
        placed_at="2025-03-01T00:00+08",
        paid_at="2025-03-01T00:00+08",
        service_from="2025-03-01T00:00+08",
        service_to="2025-09-01T00:00+08",
    )
    statement = only(rated().bill_a_statements)
    assert (statement["billing_month"].month, statement["billed_amount"]) == (3, 184)


def test_3_18_monthly_settlement(data, rated):
    data.sku("day", "2", settlement_cycle="monthly")
    for day in range(1, 32):
        data.add(
            "usage",
            owner_account_id="C",
            sku_id="day",
            usage_started_at=f"2025-01-{day:02d}T00:00+08",
            usage_ended_at=f"2025-01-{day:02d}T23:59:59+08",
        )
    charge = only(rated().fct_charges)
    assert charge["list_cost"] == 62
    assert charge["billing_month"].month == 1
    assert charge["transaction_at"] == datetime(2025, 1, 31, 16, tzinfo=UTC)


def entitle(data: Dataset, kind: str, **values: object) -> None:
    data.add("entitlements", entitlement_kind=kind, owner_account_id="C", **values)


def test_3_19_package(data, rated):
    data.sku("traffic", "0.10")
    data.add("usage", owner_account_id="C", sku_id="traffic", usage_quantity="1500", **HOUR)
    entitle(data, "package", included_quantity="1200")
    charge = only(rated().fct_charges)
    assert (charge["package_usage"], charge["pricing_quantity"]) == (1200, 300)
    assert charge["list_cost"] == 30


def instances(data: Dataset, minutes: int) -> None:
    data.sku("ri", "0.50", metering="duration", usage_per_pricing_unit="3600")
    for number in range(3):
        data.add(
            "usage",
            owner_account_id="C",
            sku_id="ri",
            resource_id=f"vm-{number}",
            usage_started_at="2025-08-15T00:00+08",
            usage_ended_at=f"2025-08-15T0{minutes // 60}:{minutes % 60:02d}+08",
        )
    entitle(data, "reserved_instance")
    discounted(data, "0.9", None)


@pytest.mark.parametrize(("minutes", "reserved", "cost"), [(60, "0.50", "0.90"), (20, "0.5", "0")])
def test_3_19_reserved_instance(data, rated, minutes, reserved, cost):
    instances(data, minutes)
    rating = rated()
    assert len(rating.fct_charges) == 3
    assert sum(charge["reserved_usage"] for charge in rating.fct_charges) == 3600
    reserved_costs = [charge["reserved_cost"] for charge in rating.fct_charges]
    assert abs(sum(reserved_costs) - D(reserved)) <= D("0.00000002")
    contracted = sum(
        leg["contracted_cost"] for leg in legs(rating.fct_rated_legs, leg_kind="bill_a")
    )
    assert contracted == D(cost)


def test_3_19_savings_plan(data, rated):
    data.sku("vm", "100")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    entitle(data, "savings_plan", hourly_commitment="6", plan_multiplier="0.6")
    discounted(data, "0.9", None)
    rating = rated()
    assert only(rating.fct_charges)["plan_cost"] == 10
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_a"))["contracted_cost"] == 81
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_b"))["contracted_cost"] == 100


def bandwidth(data: Dataset, month: str, points: int, spread: bool = False) -> None:
    """`points` five-minute points from the 1st; 200 Mbps, or 1, 2, 3 ... Mbps."""
    data.sku("mbps", "10", metering="p95", settlement_cycle="monthly", usage_unit="Mbps")
    for number in range(points):
        day, slot = divmod(number, 288)
        start = f"{month}-{day + 1:02d}T{slot // 12:02d}:{slot % 12 * 5:02d}+08"
        data.add(
            "usage",
            owner_account_id="C",
            sku_id="mbps",
            usage_started_at=start,
            usage_ended_at=start,
            usage_quantity=str(number + 1) if spread else "200",
        )


def test_3_20_half_a_september(data, rated):
    bandwidth(data, "2025-09", 4320)
    charge = only(rated().fct_charges)
    assert charge["usage_days_ratio"] == D("0.5")
    assert charge["list_cost"] == 1000


def test_3_20_rank_217_of_4320(data, rated):
    bandwidth(data, "2025-09", 4320, spread=True)
    assert only(rated().fct_charges)["consumed_quantity"] == D(4320 - 216) / 2


def test_3_20_leap_february(data, rated):
    bandwidth(data, "2024-02", 4176)
    assert only(rated().fct_charges)["usage_days_ratio"] == D("0.5")


@pytest.mark.parametrize(("model", "cost"), [("graduated", 66), ("volume", 16)])
def test_3_22_tiers(data, rated, model, cost):
    data.sku("hours", None)
    for bound, price in (("0", "5"), ("10", "3"), ("15", "1")):
        data.add(
            "list_prices",
            sku_id="hours",
            tier_lower_bound=bound,
            tier_model=model,
            unit_price=price,
        )
    data.add("usage", owner_account_id="C", sku_id="hours", usage_quantity="16", **HOUR)
    rating = rated()
    assert only(rating.fct_charges)["list_cost"] == cost
    slices = [(row["quantity"], row["unit_price"]) for row in rating.fct_charge_tiers]
    assert slices == ([(10, 5), (5, 3), (1, 1)] if model == "graduated" else [(16, 1)])


def test_2_5_monthly_aggregate(data, rated):
    data.sku("mem", "0.00000311", metering="duration", usage_unit="GiB-second")
    for hour in range(4):
        data.add(
            "usage",
            owner_account_id="C",
            sku_id="mem",
            usage_quantity="4",
            usage_started_at=f"2025-08-15T0{hour}:00+08",
            usage_ended_at=f"2025-08-15T0{hour + 1}:00+08",
        )
    discounted(data, "0.7", None)
    data.tables["discounts"][0]["expires_at"] = "2025-08-15T03:00+08"
    data.add(
        "discounts",
        seller_account_id="P",
        buyer_account_id="R",
        multiplier="0.8",
        effective_at="2025-08-15T03:00+08",
    )
    rows = sorted(rated().bill_a_details_monthly, key=lambda row: row["discount_multiplier"])
    figures = [(row["consumed_quantity"], row["list_cost"], row["contracted_cost"]) for row in rows]
    assert figures == [
        (43200, D("0.134352"), D("0.0940464")),
        (14400, D("0.044784"), D("0.0358272")),
    ]
