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


def test_a_setting_of_an_unknown_leg_kind_is_refused(tmp_path):
    case = CASES / "second-program/unknown-leg-kind-in-setting"
    tierbill("load", case, "--landing", tmp_path / "landing")
    for value in ("[bill_a]", "bill-a", "[bill_a,bill_b,direct,channel]"):
        with pytest.raises(AssertionError) as refused:
            tierbill(
                *("build", "--landing", tmp_path / "landing", "--warehouse", tmp_path / "w.duckdb"),
                *("--set", f"taxed_leg_kinds={value}"),
            )
        assert "write one or more of bill_a, channel, bill_b, direct." in str(refused.value)
    assert not (tmp_path / "w.duckdb").exists()


def test_a_local_time_that_is_twice_is_named(tmp_path):
    case = CASES / "hunt1/autumn-night-in-local-time"
    options = ("--timezone", "Europe/Berlin", "--allow-rejected")
    said = " ".join(tierbill("load", case, "--landing", tmp_path / "landing", *options).split())
    assert "usage: ambiguous_local_time, 3 records" in said
    assert (
        "usage_ended_at 2025-10-26 02:00:00 is twice in Europe/Berlin: 2025-10-26T00:00:00Z and "
        "2025-10-26T01:00:00Z" in said
    )
    assert "`--fold earlier` or `--fold later`" in said


def test_times_of_parquet_in_nanoseconds_or_a_told_zone_are_read(tmp_path):
    for name, options in (("a-nanoseconds", ()), ("c-no-zone", ("--timezone", "UTC"))):
        landing = tmp_path / name
        tierbill(
            *("load", CASES / "hunt1/parquet-written-by-pandas" / name, "--landing", landing),
            *options,
        )
        query = f"select sum(usage_quantity) from read_parquet('{landing}/usage/*.parquet')"
        assert duckdb.sql(query).fetchall() == [(Decimal("3.5"),)]


def test_bills_of_other_formats_say_that_there_is_no_converter(tmp_path):
    for bill in sorted((CASES / "hunt1/bills-of-other-formats").glob("*.csv")):
        with pytest.raises(AssertionError) as refused:
            tierbill("convert", "aws-cur", bill, "--out", tmp_path / "out")
        assert f"{bill.name}: is no AWS cost and usage report" in str(refused.value)
        assert "have no converter: bring them to the tables of docs/inputs.md" in str(refused.value)


def test_money_that_a_converter_leaves_out_is_named(tmp_path):
    report = CASES / "hunt1/cost-report-with-credits/2025-08.csv"
    said = tierbill("convert", "aws-cur", report, "--out", tmp_path / "out")
    assert "4 rows delivered = 1 converted + 3 not converted" in said
    for left_out, cost in (("credit", "-8.44161"), ("refund", "-1.5"), ("negative_usage", "-2")):
        assert any(left_out in line and cost in line for line in said.splitlines()), said


MONTH = CASES / "hunt1/month-file-sent-again"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("second", "options", "billed", "found"),
    [
        ("second-delivery", (), "105", []),
        ("second-delivery", ("--replace", "usage:2025-08"), "85", []),
        ("second-delivery-new-ids", ("--replace", "usage:2025-08", "--yes"), "85", []),
        ("second-delivery-new-ids", (), "185", [("same_usage_twice", 40)] * 2),
    ],
)
def test_a_month_that_is_sent_again(tmp_path, second, options, billed, found):
    tierbill("load", MONTH / "first-delivery", "--landing", tmp_path / "landing")
    warehouse = build(tmp_path, MONTH / second, options=options)
    assert bills(warehouse) == in_numbers(on_each_tier(("08", billed)))
    query = "select finding_kind, money_at_stake from marts.findings"
    assert rows(warehouse, query) == found


@pytest.mark.slow
def test_cost_reports_that_are_converted_month_by_month(tmp_path):
    datasets = []
    for month in ("2025-08", "2025-09"):
        report = CASES / "hunt1/cost-reports-converted-month-by-month" / f"{month}.csv"
        tierbill("convert", "aws-cur", report, "--out", tmp_path / month)
        datasets.append(tmp_path / month)
    warehouse = build(tmp_path, *datasets)
    found = defaultdict(Decimal)
    for kind, _, month, billed, _ in bills(warehouse):
        found[kind, month] += billed
    for month in ("08", "09"):
        costs = [found[kind, month] for kind in ("bill_a", "channel", "bill_b")]
        assert costs == [Decimal("2.00"), Decimal("2.20"), Decimal("2.38")]


@pytest.mark.slow
def test_what_a_load_or_a_sku_may_say_of_time(tmp_path):
    """Ends that are the last second, and started hours that are paid."""
    names = ["hunt1/ends-at-59-59", "hunt1/every-started-hour-is-paid"]
    dataset = write_merged_cases(names, tmp_path / "dataset")
    skus = dataset / "skus.csv"
    text = skus.read_text("utf-8")
    assert ",Hour,3600,," in text
    skus.write_text(text.replace(",Hour,3600,,", ",Hour,3600,1,"), "utf-8")
    warehouse = build(tmp_path, dataset, options=("--inclusive-ends", "1s"))
    ends, started = map(prefix, names)
    assert bills(warehouse, ends) == in_numbers(on_each_tier(("08", "86.40")))
    assert bills(warehouse, started) == in_numbers(on_each_tier(("08", "2.40")))
