"""The rater on the worked examples of vouchers, refunds, adjustments, tax, rounding: d3.5-d3.23."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from random_datasets import Dataset
from random_datasets.scenes import (
    HOUR,
    annual_order,
    discounted,
    give_back,
    legs,
    one_reseller,
    only,
    voucher,
    voucher_world,
)
from reference import Rating, rate

D = Decimal


@pytest.fixture
def data() -> Dataset:
    return one_reseller()


@pytest.fixture
def rated(data: Dataset, tmp_path: Path):
    return lambda **options: rate(data.write(tmp_path), **options)


def test_3_5_a_customer_voucher_leaves_bill_a(data, rated):
    voucher_world(data)
    voucher(data, "200")
    rating = rated()
    assert only(rating.bill_b_statements)["billed_amount"] == 650
    assert only(rating.bill_a_statements)["billed_amount"] == 700
    assert only(rating.margins)["margin_cost"] == -50


def test_3_5_and_3_7_a_partner_voucher_lowers_cash(data, rated):
    voucher_world(data)
    voucher(data, "200")
    voucher(data, "300", holder="R")
    rating = rated()
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_a"))["pretax_cost"] == 400
    assert only(rating.bill_b_statements)["billed_amount"] == 650
    assert only(rating.margins)["margin_cost"] == 250


@pytest.mark.parametrize(("reusable", "remaining"), [(True, 150), (False, 0)])
def test_3_6_voucher_larger_than_the_amount(data, rated, reusable, remaining):
    voucher_world(data)
    voucher(data, "1000", is_reusable=reusable)
    rating = rated()
    assert only(legs(rating.fct_rated_legs, leg_kind="bill_b"))["voucher_cost"] == 850
    assert only(rating.bill_b_statements)["billed_amount"] == 0
    closing = only(rating.voucher_closings)
    assert (closing["used"], closing["remaining"]) == (850, remaining)


def shown(rating: Rating, kind: str) -> tuple[Decimal, Decimal]:
    found = legs(rating.fct_rated_legs, leg_kind=kind)
    return sum(leg["list_cost"] for leg in found), sum(leg["contracted_cost"] for leg in found)


def test_3_8_refund_in_a_and_b(data, rated):
    annual_order(data)
    give_back(data, "unsubscription")
    rating = rated()
    assert legs(rating.fct_rated_legs, charge_id="order:back")[0]["list_cost"] == -420
    assert legs(rating.fct_rated_legs, charge_id="order:back")[1]["list_cost"] == -510
    assert shown(rating, "bill_a") == (780, 420)
    assert shown(rating, "bill_b") == (690, 510)


def test_3_8_voucher_money_is_not_refunded(data, rated):
    annual_order(data)
    give_back(data, "unsubscription")
    voucher(data, "220")
    refund = only(legs(rated().fct_rated_legs, charge_id="order:back", leg_kind="bill_b"))
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
    leg = only(legs(rated().fct_rated_legs, leg_kind="bill_a"))
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
    leg = only(legs(rated().fct_rated_legs, leg_kind="bill_a"))
    assert (leg["contracted_cost"], leg["pretax_cost"]) == (750, 650)
    assert (leg["tax_cost"], leg["billed_cost"]) == (117, 767)


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
    assert [leg["pretax_cost"] for leg in legs(rating.fct_rated_legs, leg_kind="bill_a")] == [0, 0]
    left = {row["voucher_id"]: row["used"] for row in rating.voucher_closings}
    assert left == {"X": 250, "Y": 250}


def test_3_21_spot_takes_no_voucher(data, rated):
    data.sku("spot", "0.04", billing_mode="spot")
    data.sku("disk", "0.01", product_code="p_disk")
    for sku in ("spot", "disk"):
        data.add("usage", owner_account_id="C", sku_id=sku, **HOUR)
    voucher(data, "10", product_codes="p_vm")
    assert only(rated().bill_b_statements)["billed_amount"] == D("0.05")


def test_3_23_only_the_bill_is_rounded(data, rated):
    data.sku("cheap", "0.00438")
    for number in range(3):
        data.add("usage", owner_account_id="C", sku_id="cheap", resource_id=f"r{number}", **HOUR)
    statement = only(rated().bill_a_statements)
    assert statement["billed_amount"] == D("0.01")
    assert statement["precision_difference"] == D("-0.00314")


@pytest.mark.parametrize(("amount", "printed"), [("0.125", "0.13"), ("2.675", "2.68")])
def test_3_23_ties_go_away_from_zero(data, rated, amount, printed):
    for kind, sign, currency in (("deduction", "", "USD"), ("compensation", "-", "EUR")):
        data.add(
            "bill_adjustments",
            reseller_account_id="R",
            adjustment_kind=kind,
            amount=amount,
            currency_code=currency,
            occurred_at="2025-08-20T00:00Z",
        )
        found = {row["currency_code"]: row for row in rated().bill_a_statements}
        assert found[currency]["billed_amount"] == D(sign + printed)
