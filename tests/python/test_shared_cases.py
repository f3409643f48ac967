"""The cases of `../shared/cases`: figures and words are those of their EXPECTED.md.

Cases of one load are one build, see merged_cases.py. Where a case has a literal answer and one that
users expect, the rules decide and DECISIONS.md says why. Skipped where `../shared/cases` is absent.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from merged_cases import CASES, prefix, write_merged_cases

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not there")

# Of each case what its bills ask: kind, buyer, month, billed, due.
THREE_TIERS = (("bill_a", "dist"), ("channel", "res"), ("bill_b", "cust"))


def on_each_tier(*months: tuple[str, str]) -> list[tuple[str, str, str, str, str]]:
    return [(*tier, month, cost, cost) for month, cost in months for tier in THREE_TIERS]


def on_both_tiers(*months: tuple[str, str], due: str | None = None):
    tiers = (("bill_a", "R"), ("bill_b", "C"))
    return [(*tier, month, cost, due or cost) for month, cost in months for tier in tiers]


TWO_RESELLERS = [
    ("bill_a", "D1", "08", "1.00", "1.00"),
    ("bill_a", "R1", "08", "1.00", "1.00"),
    ("channel", "R2", "08", "1.00", "1.00"),
    ("bill_b", "C1", "08", "1.00", "1.00"),
    ("bill_b", "C2", "08", "1.00", "1.00"),
]
ABSURD = "2410560000000000000000000000"
BILLS = {
    "hunt1/day-long-record-on-hourly-sku": on_each_tier(("08", "40.00"), ("09", "12.00")),
    "hunt1/ends-at-59-59": on_each_tier(("08", "86.38")),
    "hunt1/every-started-hour-is-paid": on_each_tier(("08", "0.04")),
    "hunt1/folder-written-by-spark/with-success-file": on_each_tier(("08", "3.00")),
    "hunt1/four-credit-notes-one-cent": [
        ("bill_a", "dist", "01", "334.99", "334.99"),
        ("bill_a", "dist", "02", "-82.00", "0.00"),
        ("bill_a", "dist", "03", "-82.00", "0.00"),
        ("bill_a", "dist", "04", "-69.00", "0.00"),
        ("bill_a", "dist", "05", "-102.00", "0.00"),
    ],
    "hunt1/minor-units-jpy-kwd": [
        ("bill_a", "dist", "08", "1234", "1234"),
        ("bill_b", "cust", "08", "1234", "1234"),
        ("bill_a", "dist-kw", "08", "12.346", "12.346"),
        ("bill_b", "cust-kw", "08", "12.346", "12.346"),
    ],
    "hunt1/minute-records-below-a-cent": [
        ("bill_a", "dist", "08", "0.05", "0.05"),
        ("bill_b", "cust", "08", "0.05", "0.05"),
    ],
    "hunt1/old-binding-left-open": [
        *on_each_tier(("08", "100.00")),
        ("bill_a", "dist", "09", "30.00", "30.00"),
        ("channel", "res", "09", "10.00", "10.00"),
        ("channel", "res-2", "09", "20.00", "20.00"),
        ("bill_b", "cust", "09", "10.00", "10.00"),
        ("bill_b", "cust", "09", "20.00", "20.00"),
    ],
    "hunt1/one-absurd-meter-reading": [
        ("bill_a", "dist", "08", f"{ABSURD[:-1]}5", f"{ABSURD[:-1]}5"),
        ("channel", "res", "08", f"{ABSURD[:-1]}5", f"{ABSURD[:-1]}5"),
        ("bill_b", "cust", "08", ABSURD, ABSURD),
        ("bill_b", "cust-2", "08", "5.00", "5.00"),
    ],
    "hunt1/petabyte-in-byte-seconds/already-multiplied": on_each_tier(("08", "0.02")),
    "hunt1/petabyte-in-byte-seconds/metered-by-duration": on_each_tier(("08", "31457.28")),
    "hunt1/price-of-minus-one": on_each_tier(("08", "2.00")),
    "hunt1/tags-that-are-not-strings": on_each_tier(("08", "80.00")),
    "hunt1/tax-region-changed-after-issue": [
        ("bill_a", "dist", "07", "109.00", "109.00"),
        ("bill_a", "dist", "08", "218.00", "218.00"),
        ("bill_a", "dist", "10", "23.00", "23.00"),
        ("bill_b", "cust", "07", "100.00", "100.00"),
        ("bill_b", "cust", "08", "200.00", "200.00"),
        ("bill_b", "cust", "10", "50.00", "50.00"),
    ],
    "hunt1/tiers-pooled-over-linked-accounts": [
        ("bill_a", "payer", "08", "1648.64", "1648.64"),
        ("bill_b", "a1", "08", "706.56", "706.56"),
        ("bill_b", "a2", "08", "706.56", "706.56"),
        ("bill_b", "a3", "08", "235.52", "235.52"),
    ],
    "reliability/base": TWO_RESELLERS,
    "reliability/far-usage": TWO_RESELLERS,
    "reliability/issued-bill-changes/first": [
        ("bill_a", "R1", "08", "200.00", "200.00"),
        ("bill_b", "C1", "08", "200.00", "200.00"),
    ],
    "reliability/one-glitch-stops-all": [
        ("bill_a", "D1", "08", "1.00", "1.00"),
        ("bill_a", "R1", "08", "1999999999999999999", "1999999999999999999"),
        ("channel", "R2", "08", "1.00", "1.00"),
        ("bill_b", "C1", "08", "1999999999999999999", "1999999999999999999"),
        ("bill_b", "C2", "08", "1.00", "1.00"),
    ],
    "reliability/perpetual-order": [
        ("bill_a", "D1", "08", "1.00", "1.00"),
        ("bill_a", "R1", "08", "11.00", "11.00"),
        ("channel", "R2", "08", "1.00", "1.00"),
        ("bill_b", "C1", "08", "11.00", "11.00"),
        ("bill_b", "C2", "08", "1.00", "1.00"),
    ],
    "second-program/budget-counts-bill-a-adjustment": [
        ("bill_a", "R", "08", "100.00", "100.00"),
        ("bill_b", "C", "08", "10.00", "10.00"),
    ],
    "second-program/byte-seconds": on_both_tiers(("08", "334.07")),
    "second-program/focus-loses-lines-of-vanished-charges": [
        *on_both_tiers(("08", "30.00")),
        *on_both_tiers(("09", "-10.00"), due="0"),
    ],
    "second-program/overflow-list-cost": on_both_tiers(("08", "1234567890246913578.01")),
    "second-program/provider-layouts-change-after-issue": on_both_tiers(("08", "15.00")),
    "second-program/reversal-keeps-reserved-and-plan-cost": [
        ("bill_a", "R", "08", "9.10", "9.10"),
        ("bill_a", "R", "09", "2.45", "2.45"),
        ("bill_b", "C", "08", "15.00", "15.00"),
        ("bill_b", "C", "09", "2.50", "2.50"),
    ],
    "second-program/tag-costs-of-an-issued-month-change": [
        *on_both_tiers(("08", "30.00")),
        *on_both_tiers(("09", "-10.00"), due="0"),
    ],
    "second-program/voucher-on-order-with-negative-total": [
        ("bill_a", "R", "08", "-200.00", "0"),
        ("bill_b", "C", "08", "-220.00", "0"),
    ],
}
LONG_IDS = "hunt1/ids-of-three-hundred-characters"
KINDS = ("bill_a", "channel_bill", "bill_b", "direct_bill")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cases")
    dataset = write_merged_cases([*BILLS, LONG_IDS], home / "dataset")
    return build(home, dataset)


def build(home: Path, *deliveries: Path, options: tuple[str, ...] = ()) -> Path:
    for delivery in deliveries:
        tierbill("load", delivery, "--landing", home / "landing", *options)
    tierbill("build", "--landing", home / "landing", "--warehouse", home / "w.duckdb")
    return home / "w.duckdb"


def rows(warehouse: Path, query: str, *values: object) -> list[tuple]:
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return database.execute(query, values).fetchall()


def bills(warehouse: Path, before: str = "") -> list[tuple]:
    """Kind, buyer, month, billed and due of the bills whose seller begins so."""
    every = " union all ".join(
        f"select '{kind.removesuffix('_bill')}', buyer_account_id, strftime(billing_month, '%m'), "
        f"billed_amount, due_amount, seller_account_id from marts.{kind}_statements"
        for kind in KINDS
    )
    query = f"select * from ({every}) where starts_with(seller_account_id, ?)"
    return sorted(
        (kind, buyer.removeprefix(before), month, billed, due)
        for kind, buyer, month, billed, due, _ in rows(warehouse, query, before)
    )


def in_numbers(expected: list[tuple[str, str, str, str, str]]) -> list[tuple]:
    return sorted(
        (kind, buyer, month, Decimal(billed), Decimal(due))
        for kind, buyer, month, billed, due in expected
    )


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


REFUSED = [
    (
        "hunt1/folder-written-by-spark/partitioned",
        "usage: it holds the folder 'billing_month=2025-08'. Put the files of a table side by "
        "side.",
    ),
    (
        "hunt1/folder-written-by-spark/split-without-header",
        "usage/part-ab.csv: its first line is data, not the names of the columns.",
    ),
    (
        "hunt1/semicolon-csv-from-excel",
        "usage.csv: its fields are separated by semicolons. Separate them by commas and write "
        "decimal points;",
    ),
    (
        "hunt1/parquet-written-by-pandas/b-double",
        "usage.parquet: column 'usage_quantity' is DOUBLE, the contract says decimal(28,10).",
    ),
    (
        "hunt1/parquet-written-by-pandas/c-no-zone",
        "usage.parquet: the times in 'usage_started_at' have no zone. Write instants in UTC, or "
        "name their zone with --timezone.",
    ),
    (
        "hunt1/parquet-written-by-pandas/d-integer-ids",
        "usage.parquet: column 'owner_account_id' is BIGINT, the contract says varchar.",
    ),
    (
        "reliability/parquet-types",
        "list_prices.parquet: column 'unit_price' is duration[us], the contract says "
        "decimal(28,10).",
    ),
]


@pytest.mark.parametrize(("case", "message"), REFUSED)
def test_what_is_refused_names_cause_and_remedy(tmp_path, case, message):
    with pytest.raises(AssertionError) as refused:
        tierbill("load", CASES / case, "--landing", tmp_path / "landing")
    assert "Nothing was loaded, 1 refused:" in str(refused.value)
    assert message in str(refused.value)
