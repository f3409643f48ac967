"""The cases of `../shared/cases`: figures and words are those of their EXPECTED.md.

Cases of one load are one build, see merged_cases.py. Where a case has a literal answer and one that
users expect, the rules decide and DECISIONS.md says why. Skipped where `../shared/cases` is absent.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from case_bills import BILLS, bills, build, in_numbers, rows
from merged_cases import CASES, prefix, write_merged_cases

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not there")

LONG_IDS = "hunt1/ids-of-three-hundred-characters"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cases")
    dataset = write_merged_cases([*BILLS, LONG_IDS], home / "dataset")
    return build(home, dataset)


@pytest.mark.parametrize("case", BILLS)
def test_the_bills_of_a_case(merged, case):
    assert bills(merged, prefix(case)) == in_numbers(BILLS[case])


def test_long_ids_in_three_spellings_are_kept_apart(merged):
    before = prefix(LONG_IDS)
    found = sorted((kind, billed) for kind, _, _, billed, _ in bills(merged, before))
    assert found == [("bill_a", 7), ("bill_b", 2), ("bill_b", 5), ("channel", 7)]


def test_what_is_rejected_says_why(merged):
    found = rows(merged, "select record_key, reason, reason_detail from marts.rejected_records")
    assert sorted(found) == [
        ("already-multiplied.pib", "invalid_usage_quantity", TOO_MANY_DIGITS),
        ("far-usage.far", "no_list_price", None),
        ("focus-loses-lines-of-vanished-charges.u2", "unknown_sku", None),
        (
            "price-of-minus-one.s-auto||2023-12-31T16:00:00Z|0",
            "invalid_unit_price",
            "unit_price -1 is below 0",
        ),
        ("price-of-minus-one.u1", "no_list_price", None),
        ("tag-costs-of-an-issued-month-change.u2", "unknown_sku", None),
    ]


TOO_MANY_DIGITS = "usage_quantity 3015610310487284121600 has more than 18 digits before the point"


def test_findings_say_what_to_do(merged):
    found = dict(rows(merged, "select record_key, description from marts.findings"))
    binding = found["old-binding-left-open.b-cust-new"]
    assert "while the older binding old-binding-left-open.b-cust has not ended." in binding
    assert "Charges in this time: 1, list cost 20.00000000 USD." in binding
    assert binding.endswith(
        "If the older binding ended, deliver it again with unbound_at; if the later one is wrong, "
        "retract it."
    )
    assert {key.rpartition(".")[2] for key in found if key.startswith("tags-")} == {
        "u3",
        "u4",
        "u7",
    }
    assert "so the record is billed without tags: []." in found["tags-that-are-not-strings.u7"]


def test_tags_are_kept_as_texts(merged):
    query = "select usage_id[-2:], tags from staging.stg_usage where starts_with(usage_id, 'tags-')"
    assert dict(rows(merged, query)) == {
        "u0": '{"vpc":"true"}',
        "u1": '{"cost-center":"1042"}',
        "u2": '{"team":"null"}',
        "u3": None,
        "u4": None,
        "u5": '{"a.b/c:d":"x=y;z","emoji \U0001f680":"é\\n"}',
        "u6": "{}",
        "u7": None,
    }


def test_precision_differences_are_explained(merged):
    query = (
        "select split_part(seller_account_id, '.', 1), precision_difference "
        "from marts.bill_a_statements where precision_difference != 0"
    )
    found = defaultdict(set)
    for case, difference in rows(merged, query):
        found[case].add(str(difference))
    assert found["minor-units-jpy-kwd"] == {"-0.46010000", "0.00049000"}
    assert found["four-credit-notes-one-cent"] == {"-0.00200000", "-0.00400000"}
    assert found["minute-records-below-a-cent"] == {"0.00392000"}
    assert found["ends-at-59-59"] == {"0.00400000"}


def test_byte_seconds_are_exact(merged):
    query = (
        "select consumed_quantity, pricing_quantity, list_cost from marts.fct_charges "
        "where starts_with(owner_account_id, 'byte-seconds.') order by charge_period_start"
    )
    assert rows(merged, query) == [
        (86400000000000000, Decimal("33.3333333333"), Decimal("0.66666667")),
        (8640000000000000, Decimal("3.3333333333"), Decimal("0.06666667")),
        (43200000000000000000, Decimal("16666.6666666666"), Decimal("333.33333333")),
    ]


def test_a_reversal_takes_everything_back(merged):
    query = (
        "select line_kind, list_cost, reserved_cost, plan_cost, discount_cost, contracted_cost, "
        "consumed_quantity from marts.bill_a_details "
        "where starts_with(seller_account_id, 'reversal-keeps') "
        "order by charge_period_start, line_kind desc"
    )
    costs = [tuple(map(float, row[1:6])) for row in rows(merged, query)]
    hour = (10.00, 2.50, 1.00, 1.95, 4.55)
    back = tuple(-cost for cost in hour)
    assert costs == [back, hour, (20.00, 2.50, 1.00, 4.95, 11.55), back, hour, (0,) * 5]
    assert sum(row[6] for row in rows(merged, query)) == 2 * 3600


def test_outputs_of_issued_months_are_what_was_billed(merged):
    focus = "select strftime(billing_month, '%m'), count(*), sum(billed_cost) from marts.{} where "
    focus += "starts_with(seller_account_id, 'focus-loses') and ends_with(seller_account_id, 'P') "
    for mart in ("focus_1_2", "focus_1_4"):
        found = rows(merged, focus.format(mart) + "group by all order by 1")
        assert found == [("08", 3, Decimal(30)), ("09", 1, Decimal(-10))]
    tags = (
        "select strftime(billing_month, '%m'), tag_value, line_count, billed_cost "
        "from marts.tag_costs where starts_with(viewer_account_id, 'tag-costs') order by 1"
    )
    assert rows(merged, tags) == [("08", "red", 3, Decimal(30)), ("09", "red", 1, Decimal(-10))]
    names = (
        "select customer_name, product_name, specification, term_unit, usage_unit "
        "from marts.huawei_partner_bill where starts_with(seller_account_id, 'provider-layouts') "
        "order by product_name"
    )
    assert rows(merged, names) == [("C", "o", None, "Year", None), ("C", "s", None, None, "u")]


def test_an_adjustment_of_bill_a_is_not_in_the_budget(merged):
    query = (
        "select used_cost, remaining_cost, used_percent, is_used_up from marts.budget_utilisation "
        "where starts_with(customer_account_id, 'budget-') and billing_month = '2025-08-01'"
    )
    assert rows(merged, query) == [(10, 90, 10, False)]
    for mart in ("budget_alerts where starts_with(customer_", "account_states where starts_with("):
        assert rows(merged, f"from marts.{mart}account_id, 'budget-')") == []


def test_a_voucher_without_a_minimum_is_drawn(merged):
    query = (
        "select voucher_cost, balance_after from marts.voucher_ledger "
        "where starts_with(voucher_id, 'voucher-on') and entry_kind = 'draw'"
    )
    assert rows(merged, query) == [(20, 0)]
