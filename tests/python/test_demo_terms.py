"""The figures that docs/demo.md prints for the reports of commercial terms."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

D = Decimal
RENE, CARLO, CESAR = "400000000011", "400000000013", "400000000014"
PAULA, ADA, DIANA, CONRAD = "400000000009", "400000000015", "300000000001", "400000000004"


def months(database: duckdb.DuckDBPyConnection, charge_id: str) -> list[Decimal]:
    rows = database.execute(
        "select list_cost from marts.amortised_costs where charge_id = ? order by billing_month",
        [charge_id],
    )
    return [cost for (cost,) in rows.fetchall()]


def differences(
    database: duckdb.DuckDBPyConnection, reseller: str, month: str = "2025-08-01"
) -> dict[str, tuple]:
    """By cause: difference in lines, in list totals and in what is billed."""
    rows = database.execute(
        "select cause, difference_line_count, difference_list_cost, difference_billed_cost "
        "from marts.bill_a_to_bill_b where reseller_account_id = ? and billing_month = ?",
        [reseller, month],
    )
    return {cause: tuple(figures) for cause, *figures in rows.fetchall()}


def steps(database: duckdb.DuckDBPyConnection, leg_id: str) -> list[tuple]:
    return database.execute(
        "select step, rule_id, cost_before, cost_after from marts.fct_leg_discounts "
        "where leg_id = ? order by step_number",
        [leg_id],
    ).fetchall()


def test_d3_1_and_3_24_list_price_and_late_usage(database):
    """Rules 2.2, d3.1, d3.24: 0.00000311 x 4 x 3600; usage keeps the month it was used in,
    however late it is known."""
    dora = database.execute(
        "select list_cost from marts.fct_charges where owner_account_id = '800000400001'"
    ).fetchall()
    assert dora == [(D("0.044784"),)]
    lilo = database.execute(
        "select distinct billing_month::varchar from marts.fct_charges "
        "where owner_account_id = '800000400039'"
    ).fetchall()
    assert lilo == [("2025-08-01",)]


def test_d3_7_cash_expenditure(database):
    """Rules 7.6, R46, d3.7: 700 less a partner voucher of 300."""
    cash = database.execute(
        "select pretax_cost from marts.bill_a_details where line_id = 'order:voucher-september:1'"
    ).fetchall()
    assert cash == [(400,)]


def test_d3_17_prepaid_lines_are_spread_over_their_days(database):
    """Rules 3.7, d3.17: 31, 30, 31, 30, 31, 31; 366 for the same days adds up."""
    assert months(database, "order:prepaid-184") == [31, 30, 31, 30, 31, 31]
    spread = months(database, "order:prepaid-366")
    assert spread[:2] == [D("61.66304348"), D("59.67391304")]
    assert sum(spread) == 366
    assert months(database, "order:prepaid-boundary") == [100]
    assert months(database, "order:prepaid-renewal") == [
        D("98.90109890"),
        D("102.19780220"),
        D("98.90109890"),
    ]


def test_d3_17_what_is_left_belongs_to_the_month_of_the_refund(database):
    """d3.8, d3.17: given back in August, all of Regina's year is August's."""
    rows = database.execute(
        "select charge_id, billing_month::varchar, list_cost, utility_cost, customer_cost "
        "from marts.amortised_costs where charge_id in ('order:refund-buy', 'order:refund-back') "
        "order by charge_id desc"
    ).fetchall()
    assert rows == [
        ("order:refund-buy", "2025-08-01", 1200, 840, 1020),
        ("order:refund-back", "2025-08-01", -600, -420, -510),
    ]


def test_d3_8_the_refund_explains_the_90(database):
    """R28-R30, d3.8: 780 - 690 = 90."""
    found = differences(database, RENE)
    assert found == {
        "refund": (0, 90, 90),
        "discount": (0, 0, -180),
        "unexplained": (0, 0, 0),
    }


@pytest.mark.parametrize(("reseller", "billed"), [(CARLO, -45), (CESAR, 45)])
def test_d3_9_a_change_explains_the_90(database, reseller, billed):
    """Rules 6.5, R31, R32, d3.9: 480 - 390, and -120 less -210."""
    assert differences(database, reseller) == {
        "configuration_change": (0, 90, billed),
        "unexplained": (0, 0, 0),
    }


def test_d3_9_both_lines_of_a_change_are_netted(database):
    """Rules 6.5, R31, d3.9: A 210 and B 255."""
    netted = database.execute(
        "select bill_a_list_cost, bill_b_list_cost, bill_a_billed_cost, bill_b_billed_cost "
        "from marts.bill_a_to_bill_b "
        "where reseller_account_id = ? and cause = 'configuration_change'",
        [CARLO],
    ).fetchall()
    assert netted == [(480, 390, 210, 255)]


def test_d3_10_an_adjustment_is_one_line_more_on_bill_a(database):
    """R33-R36, d3.10: 101 lines and 100, 9,850 and 10,000."""
    assert differences(database, ADA) == {
        "adjustment": (1, -150, -150),
        "unexplained": (0, 0, 0),
    }
    assert differences(database, ADA, "2025-09-01")["adjustment"] == (1, 40, 40)


def test_d3_4_3_5_own_usage_vouchers_and_contract_prices_are_named(database):
    """R28, R48, d3.4, d3.5: each has a row of its own."""
    assert differences(database, DIANA)["own_usage"][:2] == (2, D("0.089568"))
    assert differences(database, PAULA)["voucher"] == (0, 0, 200)
    assert differences(database, PAULA, "2025-09-01")["voucher"] == (0, 0, -100)
    assert differences(database, CONRAD)["contract_price"] == (
        0,
        D("-0.044784"),
        D("-0.008784"),
    )


def test_d3_13_each_step_names_the_record_that_made_it(database):
    """Rules 11.7, d3.5, d3.13: 1000, 700, 400, 436, and 1000, 850, 650."""
    assert steps(database, "order:voucher-september:1") == [
        ("discount", "sa-paula", 1000, 700),
        ("voucher", "pv-paula-september", 700, 400),
        ("tax", "SG|GST|2023-12-31T16:00:00Z", 400, 436),
    ]
    assert steps(database, "order:voucher-september:2") == [
        ("discount", "cd-pia", 1000, 850),
        ("voucher", "cv-pia-september", 850, 650),
    ]


def test_d3_14_taxes_by_component(database):
    """Rules 7.3, R127, d3.14: 58.50 twice, or 117.00."""
    rows = database.execute(
        "select leg_id, tax_component, tax_cost from marts.fct_leg_taxes "
        "where leg_id in ('order:tax-indira:1', 'order:tax-ishan:1') order by all"
    ).fetchall()
    assert rows == [
        ("order:tax-indira:1", "CGST", D("58.5")),
        ("order:tax-indira:1", "SGST", D("58.5")),
        ("order:tax-ishan:1", "IGST", 117),
    ]


def test_d3_19_entitlements_are_named(database):
    """Rules 4.2, 4.3, d3.19: the plan covers 10, the instance an hour of 0.50."""
    plan = database.execute(
        "select cost_before, cost_after from marts.fct_leg_discounts "
        "where step = 'plan' and rule_id = 'plan-sigrid'"
    ).fetchall()
    assert plan == [(100, 90)]
    reserved = database.execute(
        "select cost_before - cost_after from marts.fct_leg_discounts "
        "where step = 'reserved' and rule_id = 'ri-ines' and leg_id like '%:1' order by all"
    ).fetchall()
    assert reserved == [(D("0.16666667"),)] * 3 + [(D("0.5"),)]


def test_margins_lost_are_found(database):
    rows = database.execute(
        "select finding, owner_account_id, rule_id, margin_cost from marts.margin_leaks "
        "where finding in ('negative_margin', 'special_approval_never_taken') order by all"
    ).fetchall()
    assert ("negative_margin", "00301", None, D("-0.0067176")) in rows
    assert ("negative_margin", "800000400019", None, -50) in rows
    assert ("special_approval_never_taken", None, "sa-becky-never", None) in rows
