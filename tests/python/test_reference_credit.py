"""The rater on confirmation and credit: rules 9.1 and 9.2, d3.25 and d5.1-d5.3."""

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


def billed(data: Dataset, quantity: str = "650", owner: str = "C", seller: str = "S") -> None:
    use(data, quantity, owner=owner)
    data.add("bill_issues", seller_account_id=seller, billing_month=AUGUST, issued_at=ISSUED)


def confirm(data: Dataset, **values: object) -> None:
    data.add(
        "bill_confirmations",
        **{
            "confirmed_by_account_id": "S",
            "customer_account_id": "C",
            "billing_month": AUGUST,
            "confirmed_at": "2025-09-06T00:00Z",
        }
        | values,
    )


def allocate(data: Dataset, by: str, to: str, amount: str, **values: object) -> None:
    data.add(
        "credit_allocations",
        granted_by_account_id=by,
        account_id=to,
        amount=amount,
        **{"allocation_kind": "pool" if to == "S" else "customer"}
        | {"allocated_at": "2025-08-01T00:00Z"}
        | values,
    )


def reasons(rating) -> list[str]:
    return [row["reason"] for row in rating.rejected_records]


def credit_of(rating, account: str) -> tuple[Decimal, Decimal]:
    row = next(row for row in rating.customer_credit if row["account_id"] == account)
    return row["used"], row["available"]


def test_3_25_and_5_3_confirmation_returns_credit_and_lowers_the_pool(data, rated):
    billed(data)
    allocate(data, "T", "S", "10000")
    allocate(data, "S", "C", "3000", allocated_at="2025-08-02T00:00Z")
    data.account("C2")
    data.bind("C2", "S")
    allocate(data, "S", "C2", "3000", allocated_at="2025-08-02T00:00Z")
    assert credit_of(rated(), "C") == (650, 2350)
    confirm(data, amount="250")
    rating = rated()
    assert credit_of(rating, "C")[1] == 2600
    assert pool_of(rating, "S") == 3750
    assert rating.bill_confirmation_status[0]["status"] == "partly_confirmed"
    assert rating.bill_confirmation_status[0]["open_amount"] == 400
    data.tables["bill_confirmations"][0]["amount"] = None
    rating = rated()
    assert (credit_of(rating, "C")[1], pool_of(rating, "S")) == (3000, 3350)
    assert rating.bill_confirmation_status[0]["status"] == "confirmed"


def pool_of(rating, account: str) -> Decimal:
    return next(row["allocable"] for row in rating.reseller_pools if row["account_id"] == account)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"confirmed_by_account_id": "T"}, "not_direct_manager"),
        ({"charge_id": "usage:x"}, "per_line_not_supported"),
        ({"confirmed_at": "2025-09-04T23:59:59Z"}, "not_issued"),
        ({"confirmed_at": ISSUED}, None),
        ({"billing_month": date(2025, 9, 1)}, "not_issued"),
        ({"batch_id": "b", "amount": "650"}, "partial_in_batch"),
        ({"batch_id": "b"}, None),
        ({"amount": "0"}, "invalid_amount"),
        ({"amount": "-1"}, "invalid_amount"),
        ({"amount": "650.00000001"}, "exceeds_bill"),
        ({"amount": "650"}, None),
    ],
)
def test_confirmation_reasons(data, rated, values, reason):
    billed(data)
    confirm(data, **values)
    assert reasons(rated()) == ([reason] if reason else [])


def test_confirming_twice_leaves_nothing_to_confirm(data, rated):
    billed(data)
    confirm(data)
    confirm(data, confirmed_at="2025-09-07T00:00Z")
    assert reasons(rated()) == ["nothing_to_confirm"]


def test_a_former_parent_confirms_its_own_bill(data, rated):
    billed(data)
    data.tables["account_bindings"][2]["unbound_at"] = "2025-09-01T00:00Z"
    confirm(data)
    assert reasons(rated()) == []


@pytest.mark.parametrize(
    ("parties", "values", "reason"),
    [
        ("T>S", {}, None),
        ("P>S", {}, "not_your_account"),
        ("S>C", {}, "exceeds_pool"),
        ("T>C", {}, "not_your_account"),
        ("T>D", {}, None),
        ("P>K", {}, None),
        ("T>K", {}, "not_your_account"),
        ("T>T", {"allocation_kind": "customer"}, "not_your_account"),
        ("T>D", {"amount": "-1"}, "below_used"),
        ("T>S", {"amount": "-1"}, "below_used"),
    ],
)
def test_allocation_reasons(data, rated, parties, values, reason):
    by, to = parties.split(">")
    others = {name: value for name, value in values.items() if name != "amount"}
    allocate(data, by, to, values.get("amount", "5"), **others)
    assert reasons(rated()) == ([reason] if reason else [])


def test_a_limit_stays_with_a_customer_that_moves(data, rated):
    data.tables["account_bindings"][2]["unbound_at"] = "2025-08-20T00:00Z"
    data.bind("C", "T", bound_at="2025-08-20T00:00Z")
    allocate(data, "T", "S", "10")
    allocate(data, "S", "C", "10", allocated_at="2025-08-02T00:00Z")
    allocate(data, "T", "C", "-4", allocated_at="2025-08-21T00:00Z")
    rating = rated()
    assert credit_of(rating, "C") == (0, 6)
    assert pool_of(rating, "S") == 0


def test_alerts_once_per_threshold_and_day(data, rated):
    allocate(data, "T", "D", "100")
    for day, quantity in ((15, "74"), (16, "1.01"), (17, "25")):
        use(data, quantity, day, owner="D")
    alerts = [(row["threshold_percent"], row["alert_date"].day) for row in rated().credit_alerts]
    assert alerts == [(25, 16), (10, 17), (0, 17)]
