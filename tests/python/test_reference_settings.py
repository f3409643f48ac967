"""Each named setting of the rules changes what it says and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from random_datasets import Dataset
from random_datasets.scenes import HOUR, legs, one_reseller, only
from reference import Settings, rate


@pytest.fixture
def data() -> Dataset:
    """An hour at 100 of customer C, who belongs to R until the hour has ended."""
    data = one_reseller()
    data.tables["accounts"][1]["tax_region"] = "SG"
    data.tables["accounts"][2]["tax_region"] = "SG"
    data.add("tax_rates", tax_region="SG", tax_component="GST", tax_rate="0.09")
    data.sku("vm", "100")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    data.add(
        "entitlements",
        entitlement_kind="savings_plan",
        owner_account_id="C",
        hourly_commitment="6",
        plan_multiplier="0.6",
    )
    return data


@pytest.fixture
def rated(data, tmp_path):
    return lambda **options: rate(data.write(tmp_path), settings=Settings(**options))


def test_plan_benefit_downstream(rated):
    for downstream, cost in ((False, 100), (True, 90)):
        rows = rated(plan_benefit_downstream=downstream).fct_rated_legs
        assert only(legs(rows, leg_kind="bill_a"))["contracted_cost"] == 90
        assert only(legs(rows, leg_kind="bill_b"))["contracted_cost"] == cost


def test_taxed_leg_kinds(rated):
    for kinds, taxes in ((("bill_a",), [Decimal("8.1"), 0]), (("bill_a", "bill_b"), None)):
        rows = legs(rated(taxed_leg_kinds=kinds).fct_rated_legs)
        assert [row["tax_cost"] for row in rows] == (taxes or [Decimal("8.1"), 9])


def test_settlement_delay_moves_the_identity_moment(data, rated):
    data.tables["account_bindings"][1]["unbound_at"] = "2025-08-15T01:04:00+08:00"
    prompt, late = rated(), rated(settlement_delay_minutes=4)
    assert len(prompt.fct_rated_legs) == 2
    assert only(late.fct_rated_legs)["leg_kind"] == "direct"
    moved = late.fct_charges[0]["settled_at"] - prompt.fct_charges[0]["settled_at"]
    assert moved == timedelta(minutes=4)
    assert late.fct_charges[0]["charge_id"] == prompt.fct_charges[0]["charge_id"]


def test_billing_timezone_moves_the_month(data, rated):
    data.tables["usage"][0] |= {
        "usage_started_at": "2025-07-31T16:30:00Z",
        "usage_ended_at": "2025-07-31T16:45:00Z",
    }
    assert rated().fct_charges[0]["billing_month"].month == 8
    assert rated(billing_timezone="Etc/UTC").fct_charges[0]["billing_month"].month == 7


def test_an_unknown_way_with_negative_bills_is_refused(rated):
    with pytest.raises(ValueError, match="negative_bill"):
        rated(negative_bill="sometimes")
