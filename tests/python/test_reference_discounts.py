"""The rater on discounts: rules 5, d4."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    """Two tiers, and a special approval of 0.7 for T on one product."""
    data = two_tiers()
    data.add(
        "discounts",
        discount_id="DA",
        seller_account_id="P",
        buyer_account_id="T",
        product_code="p_vm",
        multiplier="0.7",
    )
    return data


@pytest.fixture
def rated(data, tmp_path):
    return lambda **options: rate(data.write(tmp_path), **options)


def customer_discount(data: Dataset, **values: object) -> None:
    data.add(
        "discounts",
        **{
            "discount_id": "DB",
            "seller_account_id": "T",
            "buyer_account_id": "C",
            "based_on_discount_id": "DA",
            "product_code": "p_vm",
            "multiplier": "0.85",
            "submitted_at": "2025-08-12T15:00:00+08:00",
            "effective_at": "2025-08-13T00:00:00+08:00",
        }
        | values,
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"buyer_account_id": "D"}, None),
        ({"effective_at": "2025-08-12T23:59:59+08:00"}, "retroactive"),
        ({"submitted_at": "2025-08-12T23:59:59+08:00"}, None),
        ({"submitted_at": "2025-08-13T00:00:00+08:00"}, "retroactive"),
        ({"contract_unit_price": "1"}, "rate_or_price"),
        ({"discount_kind": "contract_price"}, "rate_or_price"),
        ({"expires_at": "2025-08-13T00:00:00+08:00"}, "expires_before_effective"),
        ({"component_type_code": "v_cpu"}, "invalid_component_type_code"),
        ({"seller_account_id": "S"}, "second_level_reseller_may_not"),
        ({"seller_account_id": "D"}, "second_level_reseller_may_not"),
        ({"buyer_account_id": "K"}, "not_your_customer"),
        ({"buyer_account_id": "P"}, "not_your_customer"),
        ({"based_on_discount_id": None}, "no_special_approval"),
        ({"based_on_discount_id": "DB"}, "no_special_approval"),
        ({"product_code": None}, "scope_differs"),
        ({"buyer_account_id": "S", "based_on_discount_id": None, "product_code": None}, None),
        ({"buyer_account_id": "T"}, "not_your_customer"),
    ],
)
def test_which_discounts_are_accepted(data, rated, values, reason):
    customer_discount(data, **values)
    found = [row["reason"] for row in rated().rejected_records]
    assert found == ([reason] if reason else [])


def test_without_the_allowlist_there_are_no_customer_discounts(data, rated):
    data.tables["accounts"][1]["shows_customer_discounts"] = "false"
    customer_discount(data)
    assert [row["reason"] for row in rated().rejected_records] == ["not_allowlisted"]


def usage(data: Dataset, day: int, **values: object) -> None:
    data.add(
        "usage",
        usage_started_at=f"2025-08-{day:02d}T00:00+08",
        usage_ended_at=f"2025-08-{day:02d}T01:00+08",
        **{"owner_account_id": "C", "sku_id": "vm"} | values,
    )


def paid(rating, kind: str) -> list[Decimal]:
    found = [leg for leg in rating.fct_rated_legs if leg["leg_kind"] == kind]
    return [leg["contracted_cost"] for leg in sorted(found, key=lambda leg: leg["leg_id"])]


def test_a_distributors_discount_reaches_the_indirect_customer(data, rated):
    """Usage until the day of submission keeps the old price, though it is billed later (4.3)."""
    data.sku("vm", "1", settlement_cycle="daily")
    usage(data, 12)
    usage(data, 13)
    customer_discount(data)
    rating = rated()
    assert sorted(paid(rating, "bill_b")) == [D("0.85"), 1]
    assert paid(rating, "bill_a") == [D("0.7"), D("0.7")]
    assert paid(rating, "channel") == [1, 1]


def test_the_narrowest_then_nearest_then_newest_discount_wins(data, rated):
    data.account("Z", "reseller")
    data.bind("Z", "S")
    data.sku("vm", "1")
    usage(data, 15, owner_account_id="Z")
    for name, seller, depth, submitted in (
        ("far-wide", "T", 0, "2025-08-01"),
        ("far-narrow", "T", 2, "2025-08-01"),
        ("near-old", "S", 2, "2025-08-01"),
        ("near-new", "S", 2, "2025-08-02"),
        ("near-new-2", "S", 2, "2025-08-02"),
    ):
        data.add(
            "discounts",
            discount_id=name,
            seller_account_id=seller,
            buyer_account_id="Z",
            product_code="p_vm" if depth else None,
            subproduct_code="sp_vm" if depth else None,
            multiplier="0.5",
            submitted_at=f"{submitted}T00:00Z",
            effective_at="2025-08-03T00:00+08:00",
        )
    leg = next(leg for leg in rated().fct_rated_legs if leg["leg_number"] == 3)
    assert leg["discount_id"] == "near-new-2"


def test_no_discount_skus_take_none_on_leg_one_only(data, rated):
    data.sku("vm", "1", settlement_type="no_discount")
    usage(data, 15)
    customer_discount(data)
    rating = rated()
    assert (paid(rating, "bill_a"), paid(rating, "bill_b")) == ([1], [D("0.85")])


def change(data: Dataset, at: str, what: str, value: str, **values: object) -> None:
    data.add(
        "discount_changes",
        **{
            "discount_id": "DB",
            "changed_by": "T",
            "changed_at": at,
            "field": what,
            "new_value": value,
        }
        | values,
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"field": "multiplier"}, "immutable_field"),
        ({"field": "multiplier", "discount_id": "lost"}, "immutable_field"),
        ({"discount_id": "lost", "changed_by": "K"}, "unknown_discount"),
        ({"changed_by": "K", "new_value": "x"}, "not_your_discount"),
        ({"new_value": "true"}, "invalid_new_value"),
        ({}, None),
    ],
)
def test_which_changes_are_accepted(data, rated, values, reason):
    customer_discount(data)
    change(data, "2025-08-14T00:00Z", "effective_status", "invalid", **values)
    found = [row["reason"] for row in rated().rejected_records]
    assert found == ([reason] if reason else [])


def test_invalid_ends_and_valid_restarts(data, rated):
    data.sku("vm", "1")
    for day in (14, 15, 16):
        usage(data, day)
    customer_discount(data)
    change(data, "2025-08-15T00:00+08", "effective_status", "invalid")
    change(data, "2025-08-16T00:00+08", "effective_status", "valid")
    rating = rated()
    by_day = {
        rating_day(rating, leg): leg["contracted_cost"]
        for leg in rating.fct_rated_legs
        if leg["leg_kind"] == "bill_b"
    }
    assert by_day == {14: D("0.85"), 15: 1, 16: D("0.85")}


def rating_day(rating, leg: dict) -> int:
    start = rating.fresh.charges[leg["charge_id"]]["charge_period_start"]
    return rating.records.calendar.day(start).day


@pytest.mark.parametrize(
    ("renews", "changes", "ends"),
    [
        ("true", [], [2024, 2025, 2026]),
        ("false", [], [2024]),
        ("false", [("2024-02-28T16:00Z", "auto_renew", "true")], [2024, 2025, 2026]),
        ("true", [("2025-02-01T00:00Z", "auto_renew", "false")], [2024, 2025]),
        ("true", [("2025-02-01T00:00Z", "effective_status", "invalid")], [2024, 2025]),
        ("false", [("2024-02-28T16:00:01Z", "auto_renew", "true")], [2024]),
    ],
)
def test_renewal_at_the_end_of_a_leap_day(data, rated, renews, changes, ends):
    customer_discount(
        data,
        submitted_at="2020-08-12T15:00Z",
        effective_at="2020-08-14T00:00Z",
        expires_at="2024-02-29T00:00:00+08:00",
        auto_renew=renews,
    )
    for at, field, value in changes:
        change(data, at, field, value)
    rating = rated(as_of=datetime(2025, 6, 1, tzinfo=UTC))
    term = next(term for term in rating.records.terms if term.discount["discount_id"] == "DB")
    known = [rating.records.calendar.day(end) for end in term.ends_known(rating.now)]
    assert known == [date(year, 2, 29 if year == 2024 else 28) for year in ends]


def test_4_4_notices_of_a_year(data, rated):
    customer_discount(data, expires_at="2026-08-13T00:00:00+08:00")
    notices = rated().discount_notices
    assert sorted({row["notice_date"] for row in notices}) == [
        date(2026, 5, 15),
        date(2026, 6, 14),
        date(2026, 7, 14),
        date(2026, 8, 6),
    ]
    assert len(notices) == 12


def test_4_4_notices_of_a_short_discount_begin_on_the_day_of_submission(data, rated):
    customer_discount(data, expires_at="2025-09-11T00:00:00+08:00")
    days = {row["notice_date"] for row in rated().discount_notices}
    assert days == {date(2025, 8, 12), date(2025, 9, 4)}


def test_no_notice_on_a_day_that_begins_invalid(data, rated):
    customer_discount(data, expires_at="2026-08-13T00:00:00+08:00")
    change(data, "2026-06-14T00:00:00+08:00", "effective_status", "invalid")
    change(data, "2026-07-14T00:00:01+08:00", "effective_status", "valid")
    days = {row["notice_date"] for row in rated().discount_notices}
    assert days == {date(2026, 5, 15), date(2026, 8, 6)}
