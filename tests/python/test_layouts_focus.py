"""Bills in the open format, FOCUS: complete rows that add up to the bills."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from exported_layouts import bills, read
from exporting import query

# What FOCUS wants in every row of both versions.
NEVER_EMPTY = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingCurrency",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
]


@pytest.mark.parametrize(("layout", "count"), [("focus-1.4", 65), ("focus-1.2", 57)])
def test_focus_rows_are_complete_and_add_up_to_the_bills(warehouse, exported, layout, count):
    found: dict[tuple, Decimal] = {}
    categories = set()
    for path in bills(exported, layout):
        headings, rows = read(path)
        assert len(headings) == count
        assert headings == sorted(headings)
        for row in rows:
            assert all(row[name] for name in NEVER_EMPTY)
            assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", row["ChargePeriodStart"])
            assert row["ChargePeriodStart"] <= row["ChargePeriodEnd"]
            assert row["ChargeClass"] in ("", "Correction")
            categories.add(row["ChargeCategory"])
            key = (path.parent.name, row["BillingCurrency"])
            found[key] = found.get(key, Decimal(0)) + Decimal(row["BilledCost"])
    assert categories == {"Usage", "Purchase", "Adjustment", "Credit", "Tax"}
    expected = query(
        warehouse,
        """
        select buyer_account_id, currency_code, sum(billed_cost) from (
            from marts.bill_a_statements union all by name from marts.channel_bill_statements
            union all by name from marts.bill_b_statements
            union all by name from marts.direct_bill_statements
        ) group by all
        """,
    )
    assert found == {(account, currency): total for account, currency, total in expected}


def test_focus_months_are_those_of_the_billing_zone_in_utc(exported):
    (path,) = (exported / "focus-1.4/accounts/400000000001").glob("2025-08*.csv")
    (row,) = read(path)[1]
    assert (row["BillingPeriodStart"], row["BillingPeriodEnd"]) == (
        "2025-07-31T16:00:00Z",
        "2025-08-31T16:00:00Z",
    )
    assert (row["ListCost"], row["ContractedCost"]) == ("0.044784", "0.0313488")
    assert row["ContractedUnitPrice"] == "0.000002177"
    assert row["ServiceProviderName"] == "Northcloud, provider"
