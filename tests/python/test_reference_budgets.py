"""The rater on budgets, permissions and purchases: rules 9.3 and 9.4, d3.26, d5.4."""

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
    """Two tiers, a sku at 1, and a last record of October: now is after every charge."""
    data = two_tiers()
    data.sku("vm", "1")
    data.account("late", recorded_at="2025-10-10T00:00:00Z")
    return data


@pytest.fixture
def rated(data, tmp_path):
    return lambda: rate(data.write(tmp_path))


def use(data: Dataset, quantity: str, day: int = 15, owner: str = "C") -> None:
    data.add(
        "usage",
        owner_account_id=owner,
        sku_id="vm",
        usage_quantity=quantity,
        usage_started_at=f"2025-08-{day:02d}T00:00+08",
        usage_ended_at=f"2025-08-{day:02d}T01:00+08",
    )


def reasons(rating) -> list[str]:
    return [row["reason"] for row in rating.rejected_records]


def budget(data: Dataset, amount: str | None, by: str = "T", **values: object) -> None:
    data.add(
        "budget_events",
        set_by_account_id=by,
        amount=amount,
        **{"customer_account_id": "C", "occurred_at": "2025-08-01T00:00:00Z"} | values,
    )


def alerts(rating) -> list[tuple]:
    return [
        (row["threshold_percent"], row["recipient_account_id"], row["alerted_at"].day)
        for row in rating.budget_alerts
    ]


def test_3_26_budget_at_list_price(data, rated):
    budget(data, "1000")
    use(data, "760", 15)
    rating = rated()
    assert alerts(rating) == [(75, "S", 14), (75, "T", 14)]
    use(data, "283", 16)
    assert alerts(rated())[2:] == [(90, "S", 15), (90, "T", 15), (100, "S", 15), (100, "T", 15)]


def test_a_budget_of_nothing_is_reached_by_the_first_positive_charge(data, rated):
    budget(data, "0")
    use(data, "0", 14)
    use(data, "0.00000001", 15)
    assert {row[2] for row in alerts(rated())} == {14}


def test_lowering_a_budget_alerts_with_the_next_charge(data, rated):
    budget(data, "1000")
    use(data, "500", 10)
    budget(data, "100", occurred_at="2025-08-11T00:00Z")
    use(data, "1", 20)
    assert {row[2] for row in alerts(rated())} == {19}


def test_a_one_time_budget_starts_again_when_set(data, rated):
    use(data, "99", 10)
    budget(data, "100", budget_type="one_time", occurred_at="2025-08-11T00:00Z")
    use(data, "74", 12)
    budget(data, "100", budget_type="one_time", occurred_at="2025-08-13T00:00Z")
    use(data, "74", 15)
    assert alerts(rated()) == []
    use(data, "1", 16)
    assert [row[:2] for row in alerts(rated())] == [(75, "S"), (75, "T")]


@pytest.mark.parametrize(
    ("by", "amount", "reason"),
    [
        ("T", "5", None),
        ("T", None, "missing_amount"),
        ("S", "5", "no_permission"),
        ("P", "5", "no_permission"),
    ],
)
def test_budget_reasons(data, rated, by, amount, reason):
    budget(data, amount, by=by)
    assert reasons(rated()) == ([reason] if reason else [])


def control(data: Dataset, by: str, account: str, action: str, **values: object) -> None:
    data.add(
        "account_control_events",
        made_by_account_id=by,
        account_id=account,
        action=action,
        **{"occurred_at": "2025-08-01T00:00:00Z"} | values,
    )


def test_a_granted_reseller_acts_for_its_own_customers_until_revoked(data, rated):
    grant = {"permission": "set_budget"}
    control(data, "T", "S", "grant_permission", **grant)
    control(data, "T", "S", "revoke_permission", occurred_at="2025-08-10T00:00Z", **grant)
    budget(data, "5", by="S", occurred_at="2025-08-09T00:00Z")
    budget(data, "5", by="S", customer_account_id="D", occurred_at="2025-08-09T00:00Z")
    budget(data, "5", by="S", occurred_at="2025-08-10T00:00Z")
    control(data, "S", "C", "freeze_account", occurred_at="2025-08-09T00:00Z")
    rejected = [(row["record_key"][-1], row["reason"]) for row in rated().rejected_records]
    assert rejected == [("2", "no_permission"), ("3", "no_permission"), ("3", "no_permission")]


@pytest.mark.parametrize(
    ("act", "values", "reason"),
    [
        ("T freeze_account", {}, None),
        ("S freeze_account", {}, "no_permission"),
        ("T restrict_pay_per_use", {}, None),
        ("S restrict_pay_per_use", {}, "no_permission"),
        ("S request_budget", {"request_id": "q"}, None),
        ("T accept_request", {"request_id": "q"}, "unknown_request"),
        ("S accept_request", {"request_id": "q"}, "no_permission"),
        ("T grant_permission", {}, "missing_permission"),
    ],
)
def test_control_reasons(data, rated, act, values, reason):
    by, action = act.split()
    control(data, by, "S" if action == "grant_permission" else "C", action, **values)
    assert reasons(rated()) == ([reason] if reason else [])


def test_an_answer_to_a_known_request_holds(data, rated):
    control(data, "S", "C", "request_freeze", request_id="q")
    control(data, "T", "C", "accept_request", request_id="q", occurred_at="2025-08-02T00:00Z")
    assert reasons(rated()) == []


def buy(data: Dataset, day: int, sku: str = "year", owner: str = "C") -> None:
    data.add(
        "orders",
        order_id=f"o-{day}-{sku}",
        order_line_id=f"{day:02d}-{sku}",
        owner_account_id=owner,
        sku_id=sku,
        placed_at=f"2025-08-{day:02d}T12:00Z",
        paid_at=f"2025-08-{day:02d}T12:00Z",
    )


def forbidden(rating) -> list[tuple[str, str]]:
    rows = rating.forbidden_purchases
    return sorted((row["charge_id"].removeprefix("order:"), row["reasons"]) for row in rows)


def test_newly_associated_is_frozen_until_budget_and_unfreeze(data, rated):
    data.sku("year", "1", billing_mode="subscription", settlement_cycle="upfront")
    for day in (1, 3, 5):
        buy(data, day)
    buy(data, 1, owner="D")
    data.tables["orders"][-1]["order_line_id"] = "direct"
    budget(data, "1000", occurred_at="2025-08-02T00:00Z")
    control(data, "T", "C", "unfreeze_account", occurred_at="2025-08-04T00:00Z")
    assert forbidden(rated()) == [
        ("01-year", "newly_associated"),
        ("03-year", "newly_associated"),
    ]


def test_a_used_up_budget_forbids_prepaid_only(data, rated):
    data.sku("year", "1", billing_mode="subscription", settlement_cycle="upfront")
    data.sku("pack", "1", settlement_cycle="upfront")
    control(data, "T", "C", "unfreeze_account")
    budget(data, "10")
    use(data, "10", 10)
    for day in (5, 12):
        buy(data, day)
        buy(data, day, "pack")
    assert forbidden(rated()) == [("12-year", "budget_used_up")]
    control(data, "T", "C", "restrict_pay_per_use", occurred_at="2025-08-11T00:00Z")
    control(data, "T", "C", "freeze_account", occurred_at="2025-08-12T12:00Z")
    assert forbidden(rated()) == [
        ("12-pack", "account_frozen|pay_per_use_restricted"),
        ("12-year", "account_frozen|budget_used_up"),
    ]
