"""Our list cost against a report's own cost: exact, and every difference with a name."""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import md5

import pytest
from cost_reports import converted, rated, row
from hypothesis import given, settings
from hypothesis import strategies as st
from tierbill.convert.comparison import Charge, charge_id_of, compare
from tierbill.convert.comparison_report import sku_totals
from tierbill.convert.decimals import plain, read_decimal
from tierbill.convert.instants import read_instant


def test_rows_of_one_charge_are_rounded_once_and_the_rest_is_named(tmp_path):
    twins = [
        row(1, LineItemId=name, UsageAmount="0.0000005", UnblendedRate="0.01", UnblendedCost="5E-9")
        for name in ("a", "b")
    ]
    conversion = converted(tmp_path, *twins)
    charges = rated(conversion)
    assert [c.list_cost for c in charges.values()] == [Decimal("0.00000001")]
    lines = compare(conversion, charges)
    assert [(line.list_cost, line.reason) for line in lines] == [
        (Decimal("0.00000001"), "file_has_more_than_8_decimals"),
        (Decimal("0.00000001"), "file_has_more_than_8_decimals"),
        (Decimal("-0.00000001"), "rows_merged_in_one_charge"),
    ]


def test_a_charge_is_known_by_owner_resource_sku_region_and_hour(tmp_path):
    (late,) = converted(tmp_path, row(1, UsageStartDate="2025-01-01T00:59:59.5Z")).rows
    key = "012345678901|i-1|SKU1.TERM.RATE:RunInstances|us-west-2|2025-01-01T00:00:00Z"
    assert charge_id_of(late) == f"usage:{md5(key.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"UsageAmount": "0.0963433897", "UnblendedRate": "0.09", "UnblendedCost": "0.0086709048",
          "UsageStartDate": "2024-12-31T00:00:00Z"}, "file_sums_rounded_hours"),
        ({"UnblendedCost": "0.0157"}, "file_cost_is_not_rate_times_amount"),
        ({"UsageAmount": "1.00000000005", "UnblendedRate": "1000",
          "UnblendedCost": "1000.00000005"}, "amount_rounded_to_10_decimals"),
    ],
)  # fmt: skip
def test_a_row_that_differs_has_a_reason(tmp_path, changes, reason):
    conversion = converted(tmp_path, row(1, **changes))
    (line,) = compare(conversion, rated(conversion))
    assert line.reason == reason
    assert not line.is_unexplained


def test_what_the_warehouse_lacks_or_prices_otherwise_is_unexplained(tmp_path):
    conversion = converted(tmp_path, row(1), row(2), row(3))
    charges = rated(conversion)
    first, second, _ = (charge_id_of(r) for r in conversion.rows)
    del charges[first]
    known = charges[second]
    charges[second] = Charge(known.owner_account_id, known.sku_id, "USD", Decimal("0.5"))
    charges["usage:other"] = Charge("012345678901", "other", "USD", Decimal(2))
    lines = compare(conversion, charges)
    assert [(line.reason, line.list_cost) for line in lines if line.is_unexplained] == [
        ("charge_missing", Decimal(0)),
        ("charge_priced_otherwise", Decimal("0.4844")),
        ("charge_without_row", Decimal(2)),
    ]


amounts = st.decimals(0, 100, places=10).map(plain)
rates = st.sampled_from(["0", "0.01", "0.0928", "0.0000004", "12.5"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), amounts, rates, amounts, st.sampled_from(["1", "2"])),
        min_size=1,
        max_size=12,
    )
)
def test_the_lines_sum_to_the_charges_and_every_gap_has_a_name(tmp_path_factory, drawn):
    rows = [
        row(hour, LineItemId=str(number), UsageAmount=amount, UnblendedRate=rate,
            UnblendedCost=cost, UsageAccountId=account)
        for number, (hour, amount, rate, cost, account) in enumerate(drawn)
    ]  # fmt: skip
    conversion = converted(tmp_path_factory.mktemp("cur"), *rows)
    charges = rated(conversion)
    lines = compare(conversion, charges)
    assert sum(line.list_cost for line in lines) == sum(c.list_cost for c in charges.values())
    assert sum(line.file_cost for line in lines) == sum(
        Decimal(r["lineItem/UnblendedCost"]) for r in rows
    )
    assert not [line for line in lines if line.is_unexplained]
    assert all(bool(line.reason) == bool(line.gap) for line in lines)
    for total in sku_totals(lines):
        assert total.reasons or total.list_cost == total.file_cost_at_8


def test_numbers_are_read_as_written():
    assert read_decimal("8.4E-9") == Decimal("0.0000000084")
    assert plain(Decimal("8.4E-9")) == "0.0000000084"
    assert plain(Decimal("-0.00")) == "0"
    assert plain(Decimal("1E+3")) == "1000"
    for text in ("", "\uff11\uff12", "1_000", "NaN", "Inf", "1e9999", " 1", "0x1"):
        assert read_decimal(text) is None


def test_the_seventh_digit_of_a_second_is_cut_and_reported():
    moment, lost = read_instant("2023-11-16 18:17:03.9799609")
    assert (moment, lost) == (datetime(2023, 11, 16, 18, 17, 3, 979960, UTC), "9")
    assert read_instant("2023-11-17T02:17:03+08:00")[0].hour == 18
    assert read_instant("2023-11-16") is None
    assert read_instant("0001-01-01T00:00:00Z") is None
