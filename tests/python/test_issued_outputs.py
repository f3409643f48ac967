"""Every output of an issued month stays as it was, whatever is restated later (rules 8.2).

Random histories with issues: names, tags, units, texts and skus are restated after the issue,
usage is withdrawn by a sku that does not exist. The same landing is built as of a day after the
issues and as of now; what both show of the months issued by then must be the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from merged_datasets import write_merged

AS_OF = "2025-09-14T00:00:00Z"
BILLS = {"bill_a": "bill_a", "channel_bill": "channel", "bill_b": "bill_b", "direct_bill": "direct"}
LEVELS = ("details", "details_monthly", "resources", "summary", "statements")
LAYOUTS = ("focus_1_2", "focus_1_4", "tencent_detail_a", "tencent_detail_b", "tencent_resource")
OUTPUTS = (
    *(f"{bill}_{level}" for bill in BILLS for level in LEVELS),
    *(*LAYOUTS, "huawei_partner_bill", "bill_line_vouchers", "bill_b_reseller_view"),
)
# What is no part of the bill: a later version of the issue, what was paid since, and what the
# reseller itself was billed, in a month that its own seller may not have issued.
NOT_BILLED = {"version", "payment_status", "margin_cost"}
ADDED_UP = (
    *("consumed_quantity", "package_usage", "reserved_usage", "pricing_quantity"),
    *("list_cost", "reserved_cost", "contracted_cost", "voucher_cost"),
    *("pretax_cost", "tax_cost", "billed_cost"),
)


@dataclass(frozen=True)
class History:
    """One landing, built as of a day after the issues and as of now."""

    early: Path
    late: Path


def built(home: Path, seeds: range) -> History:
    merged = write_merged([("periods", seed) for seed in seeds], home / "dataset")
    landing = home / "landing"
    tierbill("load", merged.folder, "--landing", landing)
    for name, options in (("early", ["--as-of", AS_OF]), ("late", [])):
        warehouse = home / f"{name}.duckdb"
        tierbill("build", "--landing", landing, "--warehouse", warehouse, *options)
    return History(home / "early.duckdb", home / "late.duckdb")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> History:
    return built(tmp_path_factory.mktemp("histories"), range(401, 402))


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> History:
    return built(tmp_path_factory.mktemp("sixty"), range(410, 470))


@pytest.fixture(params=["few", pytest.param("sixty", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    history: History = request.getfixturevalue(request.param)
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    for name in ("early", "late"):
        connection.execute(f"attach '{getattr(history, name)}' as {name} (read_only)")
    connection.execute(
        "create table issued as select seller_account_id, billing_month "
        "from early.marts.dim_billing_months where state = 'issued'"
    )
    return connection


def rows(database: duckdb.DuckDBPyConnection, query: str) -> int:
    return database.execute(f"select count(*) from ({query})").fetchone()[0]


def test_every_output_of_an_issued_month_stays_as_it_was(database):
    changed = {}
    for mart in OUTPUTS:
        described = database.execute(f"describe late.marts.{mart}").fetchall()
        columns = ", ".join(
            f'"{name}"'
            for name, *_ in described
            if name not in NOT_BILLED
            and not (name.startswith("reseller_") and name.endswith(("_cost", "_rate")))
            and name != "reseller_discount_multiplier"
        )
        then, now = (
            f"select {columns} from {name}.marts.{mart} "
            "where (seller_account_id, billing_month) in "
            "(select (seller_account_id, billing_month) from issued)"
            for name in ("early", "late")
        )
        lost, new = (
            rows(database, f"{then} except all {now}"),
            rows(database, f"{now} except all {then}"),
        )
        if lost or new:
            changed[mart] = (lost, new)
        assert mart == "direct_bill_resources" or rows(database, then) > 0, mart
    assert changed == {}


def test_the_tag_costs_of_issued_months_stay_as_they_were(database):
    open_bills = " union all ".join(
        f"select buyer_account_id, seller_account_id, billing_month from late.marts.{bill}_details"
        for bill in BILLS
    )
    queries = [
        f"select viewer_account_id, tag_key, tag_value, billing_month, currency_code, line_count, "
        f"billed_cost from {name}.marts.tag_costs where (viewer_account_id, billing_month) not in "
        f"(select (buyer_account_id, billing_month) from ({open_bills}) where "
        "(seller_account_id, billing_month) not in "
        "(select (seller_account_id, billing_month) from issued)) and (viewer_account_id, tag_key) "
        "in (select (viewer_account_id, tag_key) from early.marts.tag_costs) and "
        "billing_month <= date '2025-08-01'"
        for name in ("early", "late")
    ]
    assert rows(database, queries[0]) > 0
    assert rows(database, f"{queries[0]} except all {queries[1]}") == 0


def test_focus_ties_to_every_bill(database):
    statements = " union all ".join(
        f"select seller_account_id, buyer_account_id, billing_month, currency_code, billed_cost "
        f"from late.marts.{bill}_statements"
        for bill in BILLS
    )
    for focus in ("focus_1_2", "focus_1_4"):
        differing = f"""
            select * from (
                select seller_account_id, buyer_account_id, billing_month, currency_code,
                    sum(billed_cost) as billed_cost
                from ({statements}) group by all
            ) as bills
            full outer join (
                select seller_account_id, buyer_account_id, billing_month, currency_code,
                    sum(billed_cost) as billed_cost
                from late.marts.{focus} group by all
            ) as shown
            using (seller_account_id, buyer_account_id, billing_month, currency_code)
            where bills.billed_cost is distinct from shown.billed_cost
        """
        assert rows(database, differing) == 0


def test_lines_add_up_to_the_present_rating_in_costs_and_quantities(database):
    """Only `corrections of nothing` are alike: what was not rated then and is not now."""
    charged = {"consumed_quantity", "package_usage", "reserved_usage", "pricing_quantity"}
    charged |= {"reserved_cost"}
    sums = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in ADDED_UP)
    differ = " or ".join(f"lines.{name} is distinct from legs.{name}" for name in ADDED_UP)
    for bill, kind in BILLS.items():
        plan = "" if bill == "bill_b" else ", coalesce(sum(plan_cost), 0) as plan_cost"
        fresh = ", ".join(
            f"coalesce({'charges' if name in charged else 'legs'}.{name}, 0) as {name}"
            for name in ADDED_UP
        )
        differing = f"""
            with lines as (
                select seller_account_id, leg_id, {sums} {plan}
                from late.marts.{bill}_details group by all
                having count(*) > 1
            ), legs as (
                select legs.seller_account_id, legs.leg_id, {fresh}, charges.plan_cost
                from late.marts.fct_rated_legs as legs
                inner join late.marts.fct_charges as charges using (charge_id)
                where legs.leg_kind = '{kind}'
            ), gone as (
                select lines.* from lines anti join legs using (seller_account_id, leg_id)
            )
            select leg_id from lines inner join legs using (seller_account_id, leg_id)
            where {differ} {"" if bill == "bill_b" else "or lines.plan_cost <> legs.plan_cost"}
            union all
            select leg_id from gone
            where {" or ".join(f"{name} <> 0" for name in ADDED_UP)}
        """
        assert database.execute(differing).fetchall() == []
    assert (
        rows(database, "select * from late.marts.bill_a_details where line_kind = 'reversal'") > 0
    )
