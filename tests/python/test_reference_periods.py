"""The rater on issued months and corrections: rules 8, d3.11 and d3.12."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from random_datasets import Dataset
from reference import rate

D = Decimal
JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
HOUR = {"usage_started_at": "2025-01-15T00:00+08", "usage_ended_at": "2025-01-15T01:00+08"}


@pytest.fixture
def data() -> Dataset:
    """Provider P, reseller R, customer C; 1000 in January, known at once."""
    data = Dataset()
    for account, role in (("P", "provider"), ("R", "reseller"), ("C", "customer")):
        data.account(account, role, recorded_at="2020-01-01T00:00Z")
    data.bind("R", "P", recorded_at="2020-01-01T00:00Z")
    data.bind("C", "R", recorded_at="2020-01-01T00:00Z")
    data.sku("vm", None, recorded_at="2020-01-01T00:00Z")
    price(data, "1000", "2020-01-01T00:00Z")
    use(data, "u1")
    return data


def price(data: Dataset, unit_price: str, known: str) -> None:
    data.add("list_prices", sku_id="vm", unit_price=unit_price, recorded_at=known)


def use(data: Dataset, usage_id: str, **values: object) -> None:
    data.add(
        "usage",
        usage_id=usage_id,
        **{"owner_account_id": "C", "sku_id": "vm", "recorded_at": "2025-01-16T00:00Z"}
        | HOUR
        | values,
    )


def issue(data: Dataset, month: date, issued_at: str, seller: str = "P", version: int = 1) -> None:
    data.add(
        "bill_issues",
        seller_account_id=seller,
        billing_month=month,
        version=version,
        issued_at=issued_at,
        recorded_at=issued_at,
    )


@pytest.fixture
def rated(data, tmp_path):
    return lambda: rate(data.write(tmp_path))


def lines(rating, bill: str = "bill_a") -> list[tuple]:
    """(kind, month, number, cost) of each line."""
    rows = getattr(rating, f"{bill}_details")
    return sorted(
        (
            row["billing_month"].month,
            row["line_kind"],
            row["line_id"].removeprefix(row["leg_id"]),
            row["contracted_cost"],
        )
        for row in rows
    )


def approval(data: Dataset, multiplier: str, known: str) -> None:
    data.add(
        "discounts",
        discount_id="DA",
        seller_account_id="P",
        buyer_account_id="R",
        multiplier=multiplier,
        recorded_at=known,
    )


def test_3_11_a_wrong_discount_is_rebilled_in_the_open_month(data, rated):
    approval(data, "0.90", "2020-01-01T00:00Z")
    issue(data, JANUARY, "2025-02-05T00:00Z")
    issue(data, FEBRUARY, "2025-03-05T00:00Z")
    approval(data, "0.70", "2025-03-10T00:00Z")
    rating = rated()
    assert lines(rating) == [
        (1, "original", "", 900),
        (3, "correction", ":2", 700),
        (3, "reversal", ":2:reversal", -900),
    ]
    march = next(row for row in rating.bill_a_statements if row["billing_month"] == MARCH)
    assert (march["billed_amount"], march["due_amount"]) == (-200, 0)
    assert march["negative_causes"] == "recalculation"
    corrected = {row["line_kind"]: row["corrects_line_id"] for row in rating.bill_a_details}
    leg_id = rating.bill_a_details[0]["leg_id"]
    assert corrected == {"original": None, "reversal": leg_id, "correction": leg_id}
    assert lines(rating, "bill_b") == [(1, "original", "", 1000)]


def test_3_11_wrong_usage(data, rated):
    data.tables["list_prices"][0]["unit_price"] = "0.12"
    data.tables["usage"][0]["usage_quantity"] = "100"
    issue(data, JANUARY, "2025-02-05T00:00Z")
    use(data, "u1", usage_quantity="80", recorded_at="2025-02-10T00:00Z")
    assert lines(rated())[1:] == [
        (2, "correction", ":2", D("9.60")),
        (2, "reversal", ":2:reversal", D("-12.00")),
    ]


def test_3_12_a_negative_bill(data, rated):
    """Consumption 150, rebilling net -200."""
    approval(data, "0.95", "2020-01-01T00:00Z")
    issue(data, JANUARY, "2025-02-05T00:00Z")
    approval(data, "0.75", "2025-02-10T00:00Z")
    use(
        data,
        "u2",
        usage_quantity="0.2",
        usage_started_at="2025-02-15T00:00+08",
        usage_ended_at="2025-02-15T01:00+08",
        recorded_at="2025-02-16T00:00Z",
    )
    february = next(row for row in rated().bill_a_statements if row["billing_month"] == FEBRUARY)
    assert (february["billed_amount"], february["due_amount"]) == (-50, 0)


def test_late_usage_is_a_correction_without_a_reversal(data, rated):
    issue(data, JANUARY, "2025-02-05T00:00Z")
    use(data, "late", resource_id="r-2", recorded_at="2025-02-06T00:00Z")
    rating = rated()
    assert lines(rating) == [(1, "original", "", 1000), (2, "correction", ":2", 1000)]
    late = next(row for row in rating.bill_a_details if row["line_kind"] == "correction")
    assert late["corrects_line_id"] is None
    assert late["corrects_billing_month"] == JANUARY
    assert lines(rating, "bill_b")[1] == (1, "original", "", 1000)  # R has not issued January


def test_gone_and_back_again(data, rated):
    issue(data, JANUARY, "2025-02-05T00:00Z")
    use(data, "u1", owner_account_id="R", recorded_at="2025-02-10T00:00Z")
    issue(data, FEBRUARY, "2025-03-05T00:00Z")
    use(data, "u1", recorded_at="2025-03-10T00:00Z")
    rating = rated()
    customer = [row for row in rating.bill_a_details if row["owner_account_id"] == "C"]
    assert [(row["billing_month"].month, row["line_id"][-11:]) for row in customer[1:]] == [
        (2, ":2:reversal"),
        (3, customer[0]["line_id"][-9:] + ":3"),
    ]
    assert customer[2]["corrects_line_id"] == customer[1]["line_id"]
    own = [row for row in rating.bill_a_details if row["owner_account_id"] == "R"]
    assert [row["line_kind"] for row in own] == ["correction", "reversal"]


def test_an_issue_out_of_order_corrects_into_the_earliest_open_month(data, rated):
    issue(data, JANUARY, "2025-02-05T00:00Z")
    price(data, "900", "2025-03-01T00:00Z")
    issue(data, MARCH, "2025-04-05T00:00Z")
    rating = rated()
    assert {row[0] for row in lines(rating)} == {1, 2}
    assert rating.bill_a_statements[0]["state"] == "issued"


def test_later_versions_and_early_issues_change_nothing(data, rated):
    issue(data, JANUARY, "2025-01-31T15:59:59Z", version=1)
    issue(data, JANUARY, "2025-02-05T00:00Z", version=2)
    price(data, "900", "2025-02-06T00:00Z")
    issue(data, JANUARY, "2025-02-07T00:00Z", version=3)
    rating = rated()
    assert [row["reason"] for row in rating.rejected_records] == ["issued_before_end"]
    assert lines(rating)[0] == (1, "original", "", 1000)
    assert {row[0] for row in lines(rating)[1:]} == {2}


@pytest.mark.parametrize(
    ("known", "state"),
    [("2025-01-31T15:59:59Z", "open"), ("2025-01-31T16:00:00Z", "verifying")],
)
def test_states_of_a_month(data, rated, known, state):
    data.account("X", recorded_at=known)
    assert rated().bill_a_statements[0]["state"] == state


def test_a_moved_customer_leaves_one_seller_and_joins_another(data, rated):
    """R has issued January to C; a binding known later puts C under Q at the same leg."""
    data.account("Q", "reseller", recorded_at="2020-01-01T00:00Z")
    data.bind("Q", "P", recorded_at="2020-01-01T00:00Z")
    issue(data, JANUARY, "2025-02-05T00:00Z", seller="R")
    row = data.tables["account_bindings"][1]
    data.tables["account_bindings"].append(
        dict(row, parent_account_id="Q", recorded_at="2025-02-10T00:00Z")
    )
    details = {row["seller_account_id"]: [] for row in rated().bill_b_details}
    for line in rated().bill_b_details:
        details[line["seller_account_id"]].append((line["line_kind"], line["billing_month"].month))
    assert details == {"R": [("original", 1), ("reversal", 2)], "Q": [("original", 1)]}
