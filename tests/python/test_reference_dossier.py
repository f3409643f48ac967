"""The rater against the worked examples of the domain dossier, section 3 and tables 1.5 and 2.5."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from random_datasets import Dataset
from reference import Rating, rate

D = Decimal
HOUR = {"usage_started_at": "2025-08-15T00:00+08", "usage_ended_at": "2025-08-15T01:00+08"}
ORDER = {"placed_at": "2025-08-15T10:00:00+08:00", "paid_at": "2025-08-15T10:05:00+08:00"}


@pytest.fixture
def data() -> Dataset:
    """Provider P, reseller R, customer C of R and a direct customer K."""
    data = Dataset()
    data.account("P", "provider")
    data.account("R", "reseller")
    data.account("C")
    data.account("K")
    data.bind("R", "P")
    data.bind("C", "R")
    return data


@pytest.fixture
def rated(data: Dataset, tmp_path: Path):
    return lambda **options: rate(data.write(tmp_path), **options)


def discounted(data: Dataset, partner: str | None, customer: str | None) -> None:
    """Special approval for R, and on it a discount for C; multipliers, or `=price`."""
    for name, seller, buyer, value in (("DA", "P", "R", partner), ("DB", "R", "C", customer)):
        if value is not None:
            is_price = value.startswith("=")
            data.add(
                "discounts",
                discount_id=name,
                seller_account_id=seller,
                buyer_account_id=buyer,
                based_on_discount_id="DA" if name == "DB" else None,
                discount_kind="contract_price" if is_price else "multiplier",
                multiplier=None if is_price else value,
                contract_unit_price=value[1:] if is_price else None,
            )


def legs(rating: Rating, **where: str) -> list[dict]:
    found = [
        leg
        for leg in rating.fct_rated_legs
        if all(leg[name] == value for name, value in where.items())
    ]
    return sorted(found, key=lambda leg: leg["leg_id"])


def only(rows: list[dict]) -> dict:
    assert len(rows) == 1, rows
    return rows[0]


def memory(data: Dataset) -> None:
    """4 GiB for an hour at 0.00000311 a GiB-second."""
    data.sku("mem", "0.00000311", metering="duration", usage_unit="GiB-second")
    data.add("usage", owner_account_id="C", sku_id="mem", usage_quantity="4", **HOUR)


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
    assert only(legs(rating, leg_kind="bill_a"))["contracted_cost"] == D("0.0313488")
    assert only(legs(rating, leg_kind="bill_b"))["contracted_cost"] == D("0.0380664")
    assert only(rating.margins)["margin"] == D("0.0067176")


def test_3_3_without_a_rate_the_customer_pays_list(data, rated):
    memory(data)
    discounted(data, "0.70", None)
    rating = rated()
    assert only(legs(rating, leg_kind="bill_b"))["contracted_cost"] == D("0.044784")
    assert only(rating.margins)["margin"] == D("0.0134352")


def test_3_4_contract_price_hides_the_list_cost(data, rated):
    memory(data)
    discounted(data, "=0.0000025", None)
    leg = only(legs(rated(), leg_kind="bill_a"))
    assert leg["contracted_cost"] == D("0.036")
    assert leg["list_cost"] is None and leg["discount_cost"] is None


def voucher_world(data: Dataset) -> None:
    data.sku("vm", "1000")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    discounted(data, "0.70", "0.85")


def voucher(data: Dataset, face: str, holder: str = "C", **values: object) -> None:
    data.add(
        "vouchers",
        voucher_type="customer" if holder == "C" else "partner",
        funded_by_account_id="R" if holder == "C" else "P",
        holder_account_id=holder,
        face_value=face,
        **values,
    )


def test_3_5_a_customer_voucher_leaves_bill_a(data, rated):
    voucher_world(data)
    voucher(data, "200")
    rating = rated()
    assert only(rating.bill_b_statements)["billed_amount"] == 650
    assert only(rating.bill_a_statements)["billed_amount"] == 700
    assert only(rating.margins)["margin"] == -50


def test_3_5_and_3_7_a_partner_voucher_lowers_cash(data, rated):
    voucher_world(data)
    voucher(data, "200")
    voucher(data, "300", holder="R")
    rating = rated()
    assert only(legs(rating, leg_kind="bill_a"))["pretax_cost"] == 400
    assert only(rating.bill_b_statements)["billed_amount"] == 650
    assert only(rating.margins)["margin"] == 250


@pytest.mark.parametrize(("reusable", "remaining"), [(True, 150), (False, 0)])
def test_3_6_voucher_larger_than_the_amount(data, rated, reusable, remaining):
    voucher_world(data)
    voucher(data, "1000", is_reusable=reusable)
    rating = rated()
    assert only(legs(rating, leg_kind="bill_b"))["voucher_cost"] == 850
    assert only(rating.bill_b_statements)["billed_amount"] == 0
    closing = only(rating.voucher_closings)
    assert (closing["used"], closing["remaining"]) == (850, remaining)


def annual_order(data: Dataset) -> None:
    """List 1200, half given back."""
    data.sku("year", None, billing_mode="subscription", settlement_cycle="upfront")
    discounted(data, "0.70", "0.85")
    data.add(
        "orders",
        order_line_id="buy",
        order_id="o1",
        owner_account_id="C",
        sku_id="year",
        list_cost="1200",
        currency_code="USD",
        **ORDER,
    )


def give_back(data: Dataset, order_type: str, order_id: str = "o2") -> None:
    data.add(
        "orders",
        order_line_id="back",
        order_id=order_id,
        original_order_line_id="buy",
        owner_account_id="C",
        sku_id="year",
        order_type=order_type,
        refunded_share="0.5",
        placed_at="2025-08-20T00:00Z",
        paid_at="2025-08-20T00:00Z",
    )


def shown(rating: Rating, kind: str) -> tuple[Decimal, Decimal]:
    found = legs(rating, leg_kind=kind)
    return sum(leg["list_cost"] for leg in found), sum(leg["contracted_cost"] for leg in found)


def test_3_8_refund_in_a_and_b(data, rated):
    annual_order(data)
    give_back(data, "unsubscription")
    rating = rated()
    assert legs(rating, charge_id="order:back")[0]["list_cost"] == -420
    assert legs(rating, charge_id="order:back")[1]["list_cost"] == -510
    assert shown(rating, "bill_a") == (780, 420)
    assert shown(rating, "bill_b") == (690, 510)


def test_3_8_voucher_money_is_not_refunded(data, rated):
    annual_order(data)
    give_back(data, "unsubscription")
    voucher(data, "220")
    refund = only(legs(rated(), charge_id="order:back", leg_kind="bill_b"))
    assert refund["contracted_cost"] == -400


@pytest.mark.parametrize(
    ("new_list", "a_total", "b_total"), [("900", (480, 210), (390, 255)), ("300", None, None)]
)
def test_3_9_configuration_change(data, rated, new_list, a_total, b_total):
    annual_order(data)
    give_back(data, "change", order_id="o3")
    data.add(
        "orders",
        order_line_id="new",
        order_id="o3",
        owner_account_id="C",
        sku_id="year",
        order_type="change",
        list_cost=new_list,
        currency_code="USD",
        placed_at="2025-08-20T00:00Z",
        paid_at="2025-08-20T00:00Z",
    )
    rating = rated()
    changed = [leg for leg in rating.fct_rated_legs if leg["charge_id"] != "order:buy"]
    sums = {
        kind: (
            sum(leg["list_cost"] for leg in changed if leg["leg_kind"] == kind),
            sum(leg["contracted_cost"] for leg in changed if leg["leg_kind"] == kind),
        )
        for kind in ("bill_a", "bill_b")
    }
    if new_list == "900":
        assert (sums["bill_a"], sums["bill_b"]) == (a_total, b_total)
    else:
        assert (sums["bill_a"][1], sums["bill_b"][1]) == (-210, -255)


def test_3_9_a_change_makes_a_bill_negative(data, rated):
    annual_order(data)
    give_back(data, "change", order_id="o3")
    data.tables["orders"][1] |= {"placed_at": "2025-09-20T00:00Z", "paid_at": "2025-09-20T00:00Z"}
    statements = {row["billing_month"].month: row for row in rated().bill_a_statements}
    assert statements[9]["billed_amount"] == -420
    assert statements[9]["due_amount"] == 0
    assert statements[9]["negative_causes"] == "configuration_change"
    assert statements[8]["negative_causes"] is None


def test_3_10_adjustments_are_in_bill_a_only(data, rated):
    data.sku("vm", "100")
    for number in range(100):
        data.add("usage", owner_account_id="C", sku_id="vm", resource_id=f"r-{number}", **HOUR)
    data.add(
        "bill_adjustments",
        reseller_account_id="R",
        amount="150",
        occurred_at="2025-08-20T00:00Z",
    )
    rating = rated()
    assert len(rating.bill_a_details) == 101
    assert len(rating.bill_b_details) == 100
    assert only(rating.bill_a_statements)["list_cost"] == 9850
    assert only(rating.bill_b_statements)["list_cost"] == 10000


def test_3_10_a_deduction_adds(data, rated):
    data.add(
        "bill_adjustments",
        reseller_account_id="R",
        adjustment_kind="deduction",
        amount="40",
        occurred_at="2025-08-20T00:00Z",
    )
    assert only(rated().bill_a_details)["contracted_cost"] == 40


def test_3_13_tax_after_vouchers(data, rated):
    voucher_world(data)
    voucher(data, "300", holder="R")
    data.tables["accounts"][1]["tax_region"] = "SG"
    data.add("tax_rates", tax_region="SG", tax_component="GST", tax_rate="0.09")
    leg = only(legs(rated(), leg_kind="bill_a"))
    assert (leg["pretax_cost"], leg["tax_cost"], leg["billed_cost"]) == (400, 36, 436)


@pytest.mark.parametrize("parts", [{"CGST": "0.09", "SGST": "0.09"}, {"IGST": "0.18"}])
def test_3_14_tax_components(data, rated, parts):
    data.sku("vm", "1000")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    discounted(data, "0.75", None)
    voucher(data, "100", holder="R")
    data.tables["accounts"][1]["tax_region"] = "IN"
    for component, share in parts.items():
        data.add("tax_rates", tax_region="IN", tax_component=component, tax_rate=share)
    leg = only(legs(rated(), leg_kind="bill_a"))
    assert (leg["contracted_cost"], leg["pretax_cost"]) == (750, 650)
    assert (leg["tax_cost"], leg["billed_cost"]) == (117, 767)


def test_3_15_contract_price_per_ten_thousand_calls(data, rated):
    data.sku("calls", "0.2", usage_per_pricing_unit="10000", usage_unit="call")
    data.add("usage", owner_account_id="C", sku_id="calls", usage_quantity="46800", **HOUR)
    discounted(data, "=0.15", None)
    assert only(legs(rated(), leg_kind="bill_a"))["contracted_cost"] == D("0.702")


def test_3_15_linear_size(data, rated):
    """Truncated after the linear size (rules 12), so the 8th decimal is the exact one."""
    data.sku(
        "disk", "0.000064", metering="duration", usage_per_pricing_unit="3600", usage_unit="Second"
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
    assert only(legs(rating, leg_kind="bill_a"))["contracted_cost"] == D("0.35936111")


def test_3_16_the_designated_voucher_goes_first(data, rated):
    data.account("C2")
    data.bind("C2", "R")
    data.sku("vm", "1")
    later = {"usage_started_at": "2025-08-15T01:00+08", "usage_ended_at": "2025-08-15T02:00+08"}
    data.add("usage", owner_account_id="C", sku_id="vm", usage_quantity="300", **HOUR)
    data.add("usage", owner_account_id="C2", sku_id="vm", usage_quantity="200", **later)
    voucher(data, "400", holder="R", voucher_id="Y", valid_to="2026-01-01T00:00Z")
    voucher(
        data,
        "250",
        holder="R",
        voucher_id="X",
        designated_account_id="C",
    )
    data.tables["vouchers"][1]["voucher_type"] = "partner_designated"
    rating = rated()
    assert [leg["pretax_cost"] for leg in legs(rating, leg_kind="bill_a")] == [0, 0]
    left = {row["voucher_id"]: row["used"] for row in rating.voucher_closings}
    assert left == {"X": 250, "Y": 250}


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
    contracted = sum(leg["contracted_cost"] for leg in legs(rating, leg_kind="bill_a"))
    assert contracted == D(cost)


def test_3_19_savings_plan(data, rated):
    data.sku("vm", "100")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    entitle(data, "savings_plan", hourly_commitment="6", plan_multiplier="0.6")
    discounted(data, "0.9", None)
    rating = rated()
    assert only(rating.fct_charges)["plan_cost"] == 10
    assert only(legs(rating, leg_kind="bill_a"))["contracted_cost"] == 81
    assert only(legs(rating, leg_kind="bill_b"))["contracted_cost"] == 100


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


def test_3_21_spot_takes_no_voucher(data, rated):
    data.sku("spot", "0.04", billing_mode="spot")
    data.sku("disk", "0.01", product_code="p_disk")
    for sku in ("spot", "disk"):
        data.add("usage", owner_account_id="C", sku_id=sku, **HOUR)
    voucher(data, "10", product_codes="p_vm")
    assert only(rated().bill_b_statements)["billed_amount"] == D("0.05")


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


def test_3_23_only_the_bill_is_rounded(data, rated):
    data.sku("cheap", "0.00438")
    for number in range(3):
        data.add("usage", owner_account_id="C", sku_id="cheap", resource_id=f"r{number}", **HOUR)
    statement = only(rated().bill_a_statements)
    assert statement["billed_amount"] == D("0.01")
    assert statement["precision_difference"] == D("-0.00314")


@pytest.mark.parametrize(("amount", "printed"), [("0.125", "0.13"), ("2.675", "2.68")])
def test_3_23_ties_go_away_from_zero(data, rated, amount, printed):
    for kind, sign in (("deduction", ""), ("compensation", "-")):
        data.add(
            "bill_adjustments",
            reseller_account_id="R",
            adjustment_kind=kind,
            amount=amount,
            currency_code=f"X{kind[0]}",
            occurred_at="2025-08-20T00:00Z",
        )
        found = {row["currency_code"]: row for row in rated().bill_a_statements}
        assert found[f"X{kind[0]}"]["billed_amount"] == D(sign + printed)


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
