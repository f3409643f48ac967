"""The rater on who is billed: d1.5, bindings, chains and the reasons of rules 1.2."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from random_datasets import Dataset
from reference import rate


@pytest.fixture
def data() -> Dataset:
    """Provider P, distributor T1, its second-level reseller T2, reseller R; customer C."""
    data = Dataset()
    data.account("P", "provider")
    data.account("T1", "distributor")
    data.account("T2", "reseller")
    data.account("R", "reseller")
    data.account("C")
    data.bind("T1", "P")
    data.bind("T2", "T1")
    data.bind("R", "P")
    return data


@pytest.fixture
def rated(data, tmp_path):
    return lambda **options: rate(data.write(tmp_path), **options)


def kinds(rating) -> dict[str, tuple[str, ...]]:
    return {
        charge["charge_id"]: tuple(leg["leg_kind"] for leg in rating.fresh.legs[charge_id])
        for charge_id, charge in rating.fresh.charges.items()
    }


def reasons(rating, table: str) -> dict[str, str]:
    return {
        row["record_key"]: row["reason"]
        for row in rating.rejected_records
        if row["source_table"] == table
    }


@pytest.mark.parametrize(
    ("placed_at", "expected"), [("10:00", ("direct",)), ("11:00", ("bill_a", "bill_b"))]
)
def test_1_5_prepaid_by_the_moment_of_the_order(data, rated, placed_at, expected):
    data.bind("C", "R", bound_at="2025-08-15T10:30+08")
    data.sku("year", "1", settlement_cycle="upfront", billing_mode="subscription")
    data.add(
        "orders",
        order_id="o",
        owner_account_id="C",
        sku_id="year",
        placed_at=f"2025-08-15T{placed_at}+08",
        paid_at="2025-08-16T00:00+08",
    )
    assert list(kinds(rated()).values()) == [expected]


@pytest.mark.parametrize(
    ("cycle", "start", "expected"),
    [
        ("hourly", "2025-08-15T10:00+08", ("bill_a", "bill_b")),
        ("hourly", "2025-08-15T09:00+08", ("direct",)),
        ("daily", "2025-08-14T10:00+08", ("direct",)),
        ("daily", "2025-08-15T08:00+08", ("bill_a", "bill_b")),
        ("monthly", "2025-08-02T08:00+08", ("bill_a", "bill_b")),
    ],
)
def test_1_5_postpaid_by_the_moment_of_billing(data, rated, cycle, start, expected):
    data.bind("C", "R", bound_at="2025-08-15T10:30+08")
    data.sku("vm", "1", settlement_cycle=cycle)
    data.add(
        "usage",
        owner_account_id="C",
        sku_id="vm",
        usage_started_at=start,
        usage_ended_at=start.replace(":00+08", ":30+08"),
    )
    assert list(kinds(rated()).values()) == [expected]


def test_1_5_unbound_before_the_first(data, rated):
    data.bind("C", "R", unbound_at="2025-08-31T18:00+08")
    data.sku("vm", "1", settlement_cycle="monthly")
    data.add(
        "usage",
        owner_account_id="C",
        sku_id="vm",
        usage_started_at="2025-08-02T00:00+08",
        usage_ended_at="2025-08-02T01:00+08",
    )
    assert list(kinds(rated()).values()) == [("direct",)]


def test_four_tiers_and_own_usage(data, rated):
    data.add("channels", channel_code="ch", reseller_account_id="T2", billing_group_code="g")
    data.bind("C", "T2", channel_code="ch")
    data.sku("vm", "1")
    for owner in ("C", "T2"):
        data.add(
            "usage",
            owner_account_id=owner,
            sku_id="vm",
            usage_started_at="2025-08-02T00:00+08",
            usage_ended_at="2025-08-02T01:00+08",
        )
    rating = rated()
    by_owner = {legs[0]["owner_account_id"]: legs for legs in rating.fresh.legs.values()}
    assert [leg["leg_kind"] for leg in by_owner["C"]] == ["bill_a", "channel", "bill_b"]
    assert [leg["leg_kind"] for leg in by_owner["T2"]] == ["bill_a", "channel"]
    leg = by_owner["C"][0]
    assert (leg["reseller_account_id"], leg["distributor_account_id"]) == ("T2", "T1")
    assert (leg["channel_code"], leg["billing_group_code"]) == ("ch", "g")
    assert by_owner["T2"][0]["channel_code"] is None
    cost = rating.reseller_cost_by_second_level
    assert [(row["reseller_account_id"], row["contracted_cost"]) for row in cost] == [("T2", 2)]
    assert rating.channel_product_usage[0]["quantity"] == 1
    assert rating.billing_group_product_usage[0]["billing_group_code"] == "g"


def test_binding_reasons(data, rated):
    data.account("C2")
    data.account("A", "reseller")
    data.account("B", "reseller")
    bindings = {
        "backwards": ("C", "R", {"bound_at": "2025-02-01T00:00Z", "unbound_at": "2025-01-01Z"}),
        "self": ("C", "C", {}),
        "under-customer": ("C2", "C", {}),
        "provider": ("P", "R", {}),
        "unknown": ("C", "nobody", {}),
        "one": ("C", "R", {"unbound_at": "2025-03-01T00:00Z"}),
        "twin": ("C", "T1", {}),
        "later": ("C", "T1", {"recorded_at": "2025-01-02T00:00Z"}),
        "last": ("C", "T2", {"recorded_at": "2025-01-03T00:00Z"}),
        "other": ("C", "T1", {"bound_at": "2025-02-28T23:59:59Z"}),
        "next": ("C2", "R", {"unbound_at": "2025-03-01T00:00Z"}),
        "after": ("C2", "T1", {"bound_at": "2025-03-01T00:00Z"}),
        "up": ("A", "B", {"unbound_at": "2025-06-01T00:00Z"}),
        "down": ("B", "A", {"bound_at": "2025-05-01T00:00Z"}),
    }
    for binding_id, (child, parent, values) in bindings.items():
        data.bind(child, parent, binding_id=binding_id, **values)
    data.tables["account_bindings"][3]["unbound_at"] = "2025-01-01T00:00Z"
    assert reasons(rated(), "account_bindings") == {
        "backwards": "ends_before_it_starts",
        "self": "self_parent",
        "under-customer": "parent_is_customer",
        "provider": "child_is_provider",
        "unknown": "unknown_account",
        "one": "overlapping_binding",
        "twin": "overlapping_binding",
        "last": "overlapping_binding",
        "up": "hierarchy_cycle",
        "down": "hierarchy_cycle",
    }


def test_restating_back_and_conflicts(data, rated):
    for day, name in ((1, "A"), (2, "B"), (3, "A"), (3, "A"), (4, "A"), (5, "X"), (5, "Y")):
        data.account("K", account_name=name, recorded_at=f"2025-02-0{day}T00:00Z")
    rating = rated()
    assert rating.records.accounts["K"]["account_name"] == "A"
    assert rating.records.accounts["K"]["recorded_at"].day == 3
    counts = next(row for row in rating.load_accounting if row["source_table"] == "accounts")
    assert counts == {
        "source_table": "accounts",
        "delivered": 12,
        "current": 6,
        "duplicate": 2,
        "superseded": 2,
        "retracted": 0,
        "rejected": 2,
    }
    assert Counter(row["reason"] for row in rating.rejected_records) == {"conflicting_records": 2}


def test_a_retracted_record_is_not_there_until_a_later_one_restates_it(data, rated):
    """Rules 1.4, its example; a retraction of a key that is known later takes nothing back."""
    for day, name in ((1, "A"), (2, "B"), (4, "B")):
        data.account("K", account_name=name, recorded_at=f"2025-02-0{day}T00:00Z")
    data.account("L", recorded_at="2025-02-05T00:00Z")
    for key in ("K", "L", "M"):
        data.add(
            "retractions",
            source_table="accounts",
            record_key=key,
            recorded_at="2025-02-03T00:00Z",
        )
    rating = rated()
    assert rating.records.accounts["K"]["recorded_at"].day == 4
    assert "K" not in rated(as_of=datetime(2025, 2, 3, tzinfo=UTC)).records.accounts
    before = rated(as_of=datetime(2025, 2, 2, tzinfo=UTC)).records.accounts
    assert before["K"]["account_name"] == "B"
    counts = next(row for row in rating.load_accounting if row["source_table"] == "accounts")
    assert [counts[name] for name in ("superseded", "retracted", "duplicate")] == [1, 1, 0]
    assert [(row["record_key"][:10], row["reason"]) for row in rating.rejected_records] == [
        ("accounts|L", "nothing_to_retract"),
        ("accounts|M", "nothing_to_retract"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("sku_id", None, "missing_sku_id"),
        ("usage_started_at", "2025-08-02 00:00:00", "invalid_usage_started_at"),
        ("usage_started_at", "2025-02-30T00:00Z", "invalid_usage_started_at"),
        ("usage_quantity", "1e3", "invalid_usage_quantity"),
        ("usage_quantity", "\uff11\uff12", "invalid_usage_quantity"),
        ("usage_quantity", "-1", "invalid_usage_quantity"),
        ("usage_quantity", "0.12345678901", "invalid_usage_quantity"),
        ("usage_quantity", "1234567890123456789", "invalid_usage_quantity"),
        ("linear_size", "0", "invalid_linear_size"),
        ("owner_account_id", "nobody", "unknown_account"),
        ("sku_id", "nothing", "unknown_sku"),
        ("owner_account_id", "P", "owner_is_provider"),
        ("usage_ended_at", "2025-08-02T00:00+08", "ends_before_it_starts"),
        ("sku_id", "prepaid", "not_a_metered_sku"),
        ("usage_started_at", "2019-12-31T15:00Z", "no_list_price"),
        ("recorded_at", "yesterday", "invalid_recorded_at"),
    ],
)
def test_usage_reasons(data, rated, column, value, reason):
    data.sku("vm", "1")
    data.sku("prepaid", "1", settlement_cycle="upfront")
    usage = {
        "owner_account_id": "C",
        "sku_id": "vm",
        "usage_started_at": "2025-08-02T00:00+08",
        "usage_ended_at": "2025-08-02T01:00+08",
    }
    data.add("usage", **usage | {column: value})
    rating = rated()
    assert list(reasons(rating, "usage").values()) == [reason]
    assert rating.fct_charges == []


def test_order_reasons(data, rated):
    data.sku("year", None, settlement_cycle="upfront")
    common = {"owner_account_id": "C", "sku_id": "year", "placed_at": "2025-08-02T00:00Z"}
    lines = {
        "buy": {"list_cost": "10"},
        "unpriced": {},
        "lost": {"order_type": "unsubscription", "refunded_share": "1"},
        "negative": {"list_cost": "-1"},
        "cheaper": {"list_cost": "-1", "order_type": "price_adjustment"},
        "foreign": {"original_order_line_id": "unpriced", "refunded_share": "1"},
        "a-half": {"original_order_line_id": "buy", "refunded_share": "0.6"},
        "b-half": {"original_order_line_id": "buy", "refunded_share": "0.6"},
        "c-rest": {"original_order_line_id": "buy", "refunded_share": "0.4"},
        "none": {"original_order_line_id": "buy"},
        "zero": {"original_order_line_id": "buy", "refunded_share": "0"},
    }
    for line_id, values in lines.items():
        data.add(
            "orders",
            order_line_id=line_id,
            order_id="o",
            paid_at="2025-08-02T00:00Z",
            **common | values,
        )
    assert reasons(rated(), "orders") == {
        "unpriced": "no_list_price",
        "lost": "unknown_original_line",
        "negative": "invalid_list_cost",
        "foreign": "unknown_original_line",
        "b-half": "refunded_share_out_of_range",
        "none": "refunded_share_out_of_range",
        "zero": "refunded_share_out_of_range",
    }


def test_adjustments_need_a_first_level_partner(data, rated):
    for partner in ("T1", "T2", "C"):
        data.add(
            "bill_adjustments",
            adjustment_id=partner,
            reseller_account_id=partner,
            amount="1",
            occurred_at="2025-08-02T00:00Z",
        )
    assert reasons(rated(), "bill_adjustments") == {"T2": "not_first_level", "C": "not_first_level"}


def test_as_of_sees_only_what_was_known(data, rated):
    data.account("L", recorded_at="2025-05-01T00:00Z")
    before = rated(as_of=rated().now.replace(year=2025, month=4))
    assert "L" not in before.records.accounts
    assert "L" in rated().records.accounts
