"""Rules 3.8 and 3.9 by the reference: records over several buckets, and started units."""

from decimal import Decimal as D

import pytest
from random_datasets import Dataset
from random_datasets.scenes import one_reseller, only
from reference import rate


@pytest.fixture
def data() -> Dataset:
    return one_reseller()


@pytest.fixture
def rated(data: Dataset, tmp_path):
    return lambda **options: rate(data.write(tmp_path), **options)


def hourly(data, **values):
    """A sku that is settled by the hour and measured by duration, priced per hour."""
    data.sku("vm", None, metering="duration", usage_per_pricing_unit="3600", **values)


def used(data, start: str, end: str, **values) -> None:
    data.add(
        "usage",
        owner_account_id="C",
        sku_id="vm",
        usage_started_at=start,
        usage_ended_at=end,
        **values,
    )


def price(data, valid_from: str, unit_price: str, valid_to: str | None = None) -> None:
    data.add(
        "list_prices",
        sku_id="vm",
        valid_from=valid_from,
        valid_to=valid_to,
        unit_price=unit_price,
    )


def test_each_part_of_a_day_takes_the_price_the_reservation_and_the_month_of_its_hour(data, rated):
    """1.00 an hour, from 10 August 12:00 on 2.00; 5 August is reserved."""
    hourly(data)
    price(data, "2025-01-01T00:00:00+08:00", "1")
    price(data, "2025-08-10T12:00:00+08:00", "2")
    data.add(
        "entitlements",
        entitlement_kind="reserved_instance",
        owner_account_id="C",
        valid_from="2025-08-05T00:00:00+08:00",
        valid_to="2025-08-06T00:00:00+08:00",
    )
    used(data, "2025-08-05T00:00:00+08:00", "2025-08-06T00:00:00+08:00")
    used(data, "2025-08-10T00:00:00+08:00", "2025-08-11T00:00:00+08:00")
    used(data, "2025-08-31T22:00:00+08:00", "2025-09-01T06:00:00+08:00")
    charges = rated().fct_charges
    assert len(charges) == 24 + 24 + 8
    to_pay = {
        month: sum(
            charge["list_cost"] - charge["reserved_cost"]
            for charge in charges
            if charge["billing_month"].month == month
        )
        for month in (8, 9)
    }
    assert to_pay == {8: D("40"), 9: D("12")}


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("2025-08-20T00:00:00+08:00", None),
        ("2025-08-20T00:00:00.000001+08:00", "no_list_price"),
        ("9999-12-31T23:59:59Z", "spans_too_many_buckets"),
    ],
)
def test_a_record_is_rejected_as_a_whole(data, rated, end, reason):
    hourly(data)
    price(data, "2025-01-01T00:00:00+08:00", "1", "2025-08-20T00:00:00+08:00")
    used(data, "2025-08-19T22:30:00+08:00", end)
    rating = rated()
    assert [row["reason"] for row in rating.rejected_records] == ([reason] if reason else [])
    assert len(rating.fct_charges) == (0 if reason else 2)


def test_every_started_hour_is_paid(data, rated):
    hourly(data, pricing_increment="1")
    price(data, "2025-01-01T00:00:00+08:00", "1.2")
    used(data, "2025-08-05T09:59:00+08:00", "2025-08-05T10:00:00+08:00")
    used(data, "2025-08-05T10:00:00+08:00", "2025-08-05T10:01:00+08:00")
    assert [charge["list_cost"] for charge in rated().fct_charges] == [D("1.2")] * 2


def test_blocks_are_rounded_up_after_packages(data, rated):
    """46,800 calls left by a package are 4.68 blocks of 10,000, so 5."""
    data.sku("calls", "0.15", usage_per_pricing_unit="10000", pricing_increment="1")
    data.add(
        "entitlements",
        entitlement_kind="package",
        owner_account_id="C",
        included_quantity="1200",
        valid_from="2025-08-01T00:00:00+08:00",
        valid_to="2025-09-01T00:00:00+08:00",
    )
    data.add(
        "usage",
        owner_account_id="C",
        sku_id="calls",
        usage_quantity="48000",
        usage_started_at="2025-08-05T10:00:00+08:00",
        usage_ended_at="2025-08-05T10:30:00+08:00",
    )
    charge = only(rated().fct_charges)
    assert (charge["pricing_quantity"], charge["list_cost"]) == (D("5"), D("0.75"))
