"""Each singular test passes on the demo and fails once its invariant is broken on purpose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from building import ROOT
from conftest import Demo
from control_faults import CONTROL_FAULTS

SINGULAR = ROOT / "tests" / "singular"
TESTS = sorted(path.stem for path in SINGULAR.glob("*/*.sql"))
CENT = "0.00000001"
ONE_LEG = "leg_id = 'order:refund-buy:1'"
ONE_LINE = "line_id = 'order:refund-buy:2'"

# What is spoilt, by test: a relation of the warehouse and statements on a table of its rows.
FAULTS: dict[str, list[tuple[str, str]]] = {
    "assert_billed_lines_add_up_to_the_rated_legs": [
        ("marts.bill_b_details", f"update {{}} set tax_cost = {CENT} where {ONE_LINE}"),
        ("marts.bill_b_details", f"delete from {{}} where {ONE_LINE}"),
        ("marts.bill_b_details", f"insert into {{}} select * from {{}} where {ONE_LINE}"),
        ("marts.fct_rated_legs", f"delete from {{}} where {ONE_LEG}"),
        ("marts.fct_rated_legs", f"update {{}} set billed_cost = 0 where {ONE_LEG}"),
    ],
    "assert_carried_amounts_roll": [
        ("marts.bill_b_statements", "update {} set carried_out_amount = 0 where billed_amount < 0"),
        ("marts.bill_a_statements", "update {} set carried_in_amount = -1"),
        ("marts.direct_bill_statements", "update {} set due_amount = due_amount + 0.01"),
    ],
    "assert_causes_add_up_to_the_difference_of_the_statements": [
        ("marts.bill_a_to_bill_b", "delete from {} where cause = 'refund'"),
        ("marts.bill_b_statements", f"update {{}} set billed_cost = billed_cost + {CENT}"),
        ("marts.bill_a_statements", f"update {{}} set list_cost = list_cost + {CENT}"),
    ],
    "assert_channels_report_every_leg_once": [
        ("marts.channel_product_usage", f"update {{}} set customer_cost = customer_cost + {CENT}"),
        ("marts.channel_product_usage", "delete from {} where channel_code = 'xavier-retail'"),
        ("marts.fct_rated_legs", "delete from {} where channel_code = 'xavier-retail'"),
    ],
    "assert_components_add_up_to_the_tax_of_the_leg": [
        ("marts.fct_leg_taxes", "delete from {} where tax_component = 'SGST'"),
        ("marts.fct_leg_taxes", f"update {{}} set tax_cost = tax_cost + {CENT}"),
        ("marts.fct_rated_legs", "update {} set tax_cost = 0"),
    ],
    "assert_current_usage_is_all_charged": [
        (
            "intermediate.int_charges",
            "delete from {} where charge_category = 'usage' and record_count = 1",
        ),
        ("marts.load_accounting", 'update {} set "current" = "current" + 1'),
    ],
    "assert_every_cent_has_one_owner": [
        ("intermediate.int_legs_aggregated", "update {} set billed_cost = 0 where leg_number = 1"),
        ("marts.direct_bill_statements", f"update {{}} set billed_cost = billed_cost + {CENT}"),
    ],
    "assert_every_charge_has_one_first_leg": [
        ("marts.fct_rated_legs", f"delete from {{}} where {ONE_LEG}"),
        ("marts.fct_rated_legs", f"insert into {{}} select * from {{}} where {ONE_LEG}"),
        ("marts.fct_charges", "delete from {} where charge_id = 'order:refund-buy'"),
    ],
    "assert_every_current_adjustment_is_charged": [
        ("marts.fct_charges", "delete from {} where charge_category = 'adjustment'"),
        (
            "intermediate.int_bill_adjustments_validated",
            "update {} set rejection_reason = null where rejection_reason is not null",
        ),
    ],
    "assert_every_current_order_is_charged": [
        ("marts.fct_charges", "delete from {} where charge_category = 'refund'"),
        ("intermediate.int_orders_validated", "delete from {} where order_line_id = 'prepaid-184'"),
    ],
    "assert_expenditure_is_the_list_cost_of_charges": [
        ("marts.customer_expenditure", f"update {{}} set list_cost = list_cost + {CENT}"),
        ("marts.customer_expenditure", "delete from {}"),
        ("marts.fct_charges", "insert into {} select * from {}"),
    ],
    "assert_ledger_records_are_all_delivered": [
        (
            "staging.stg_landing_files",
            "update {} set record_count = 1 where source_table = 'tax_rates'",
        ),
    ],
    "assert_legs_form_a_chain_to_the_owner": [
        ("marts.fct_rated_legs", f"update {{}} set buyer_account_id = 'nobody' where {ONE_LEG}"),
        ("marts.fct_rated_legs", "delete from {} where leg_number = 2"),
        ("marts.fct_rated_legs", "update {} set leg_number = 4 where leg_number = 3"),
        (
            "marts.fct_rated_legs",
            "insert into {} select * replace (2 as leg_number) from {} "
            "where starts_with(charge_id, 'adjustment:')",
        ),
    ],
    "assert_levels_add_up_to_the_statement": [
        ("marts.bill_a_details", f"update {{}} set list_cost = {CENT} where list_cost is null"),
        ("marts.channel_bill_details_monthly", "delete from {} where billing_month = '2025-09-01'"),
        ("marts.bill_b_summary", f"update {{}} set voucher_cost = voucher_cost + {CENT}"),
        ("marts.direct_bill_statements", f"update {{}} set tax_cost = tax_cost + {CENT}"),
    ],
    "assert_margins_lie_between_first_and_last_leg": [
        ("marts.margins", f"update {{}} set margin_cost = margin_cost + {CENT}"),
        ("marts.margins", "delete from {} where leg_number = 2"),
    ],
    "assert_months_add_up_to_the_prepaid_line": [
        ("marts.amortised_costs", "delete from {} where charge_id = 'order:prepaid-boundary'"),
        ("marts.amortised_costs", f"update {{}} set list_cost = list_cost + {CENT}"),
        ("marts.amortised_costs", f"update {{}} set customer_cost = customer_cost + {CENT}"),
        ("marts.fct_rated_legs", f"update {{}} set pretax_cost = pretax_cost + {CENT}"),
        ("marts.fct_charges", "delete from {} where charge_id = 'order:prepaid-366'"),
    ],
    "assert_paths_cover_all_time_once": [
        ("marts.dim_account_paths", "delete from {} where valid_from is null"),
        ("marts.dim_account_paths", "delete from {} where valid_to is null"),
        (
            "marts.dim_account_paths",
            "update {} set valid_to = valid_to + interval 1 microsecond where valid_to is not null",
        ),
        ("marts.dim_accounts", "delete from {} where account_role = 'reseller'"),
    ],
    "assert_rejected_records_are_kept": [
        ("marts.rejected_records", "delete from {} where source_table = 'vouchers'"),
        ("marts.load_accounting", "update {} set rejected = rejected + 1"),
    ],
    "assert_resource_amounts_are_rounded_sums": [
        ("marts.bill_a_resources", "update {} set list_amount = 0 where list_amount is null"),
        ("marts.channel_bill_resources", "delete from {}"),
        ("marts.direct_bill_details", "update {} set tax_cost = 0.005"),
    ],
    "assert_second_levels_share_bill_a": [
        ("marts.reseller_cost_by_second_level", f"update {{}} set billed_cost = {CENT}"),
        ("marts.bill_a_details", "delete from {} where reseller_account_id != buyer_account_id"),
    ],
    "assert_statements_are_rounded_once": [
        (
            "marts.bill_b_statements",
            "update {} set billed_amount = billed_amount + 0.01, "
            "precision_difference = precision_difference + 0.01",
        ),
        ("marts.bill_a_statements", f"update {{}} set precision_difference = {CENT}"),
    ],
    "assert_steps_lead_from_list_to_billed": [
        ("marts.fct_leg_discounts", "delete from {} where step = 'tax'"),
        ("marts.fct_leg_discounts", f"update {{}} set cost_before = cost_before + {CENT}"),
        ("marts.fct_leg_discounts", "update {} set cost_after = 0 where step = 'discount'"),
    ],
}
FAULTS |= CONTROL_FAULTS
CASES = [(name, *fault) for name in TESTS for fault in FAULTS.get(name, [])]


@pytest.fixture(scope="module")
def compiled(demo: Demo) -> dict[str, str]:
    folder = demo.folder.target / "compiled" / "tierbill" / "tests" / "singular"
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*/*.sql")}


@pytest.fixture
def copy(demo: Demo, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shutil.copy(demo.folder.database, tmp_path))) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def test_every_singular_test_has_a_fault_that_it_finds():
    assert [name for name in TESTS if not FAULTS.get(name)] == []
    assert sorted(set(FAULTS) - set(TESTS)) == []


def test_every_singular_test_says_what_it_guards():
    for path in SINGULAR.glob("*/*.sql"):
        head = path.read_text(encoding="utf-8").split("\nwith\n")[0]
        assert "If it fails" in head, f"{path}: say what breaks when it fails"
        assert "It does not" in head, f"{path}: say what it does not claim"


@pytest.mark.parametrize(
    ("name", "relation", "statement"),
    CASES,
    ids=[f"{name}-{number}" for number, (name, *_) in enumerate(CASES)],
)
def test_a_planted_fault_is_found(name, relation, statement, compiled, copy):
    assert copy.execute(compiled[name]).fetchall() == []
    before = digest(copy, relation)
    make_table(copy, relation)
    copy.execute(statement.replace("{}", relation))
    assert digest(copy, relation) != before, f"{statement} changes nothing"
    assert copy.execute(compiled[name]).fetchall() != []


def make_table(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Turn a view or table into a table of its rows without types that refuse a fault."""
    schema, name = relation.split(".")
    kind = connection.execute(
        "select table_type from information_schema.tables "
        "where table_schema = ? and table_name = ?",
        [schema, name],
    ).fetchone()[0]
    connection.execute(f"create table {schema}.spoilt_rows as from {relation}")
    connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {relation}")
    connection.execute(f"alter table {schema}.spoilt_rows rename to {name}")


def digest(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, int]:
    return connection.execute(
        f"select count(*), coalesce(sum(hash(r)), 0) from {relation} as r"
    ).fetchone()
