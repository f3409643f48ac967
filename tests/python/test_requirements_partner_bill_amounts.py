"""Requirements of the partner bill and of expenditures (S001, S002), on the demo: amounts.

What is consumed, what of it is billed, at which discount, and what is due in the end.
"""

from __future__ import annotations

from decimal import Decimal

from mart_queries import found, rows

D = Decimal
LARS, LOTTE, LINUS, GINA = "055012", "0055012", "800000400034", "800000400033"
INDIRA, CONRAD = "400000000016", "400000000004"
SETTLEMENT_TYPES = {"common", "promotional", "no_discount", "special_request"}


def test_units_are_converted_before_they_are_priced(database):
    """R112, R116, R121, R122: 46,800 calls are 4.68 of ten thousand; 1000 GB for 25,874
    seconds are 7187.2222222222 GB-hours at a fixed price."""
    lotte = rows(
        database,
        "select c.pricing_quantity, l.contracted_cost from marts.fct_charges c "
        "join marts.fct_rated_legs l on c.charge_id = l.charge_id and l.leg_number = 1 "
        "where c.owner_account_id = ?",
        LOTTE,
    )
    assert lotte == [(D("4.68"), D("0.702"))]
    lars = rows(
        database,
        "select c.pricing_quantity, c.list_cost, l.contracted_cost from marts.fct_charges c "
        "join marts.fct_rated_legs l on c.charge_id = l.charge_id and l.leg_number = 1 "
        "where c.owner_account_id = ?",
        LARS,
    )
    assert lars == [(D("7187.2222222222"), D("0.45998222"), D("0.35936111"))]


def test_what_a_package_covers_is_not_billed(database):
    """R113, R114, R115: consumption is usage, package and reserved usage together; only usage
    is priced."""
    for owner, quantities in (
        (GINA, (1500, 1200, 300)),
        (LINUS, (48_000, 1_200, D("4.68"))),
    ):
        charge = rows(
            database,
            "select consumed_quantity, package_usage, pricing_quantity from marts.fct_charges "
            "where owner_account_id = ?",
            owner,
        )
        assert charge == [quantities]
    covered = rows(
        database,
        "select count(*), sum(contracted_cost) from marts.bill_a_details "
        "where reserved_usage = consumed_quantity and consumed_quantity > 0",
    )
    assert covered == [(4, 0)]


def test_expenditure_is_the_customers_list_cost(database):
    """R85, R86, R88, R92, R117: it ties to the charges, without tax, whatever anybody pays."""
    wrong = rows(
        database,
        "with e as (select owner_account_id, currency_code, sum(list_cost) c "
        "from marts.customer_expenditure group by all), "
        "l as (select owner_account_id, f.currency_code, sum(list_cost) c from marts.fct_charges f "
        "join marts.dim_accounts on owner_account_id = account_id "
        "where account_role = 'customer' and charge_category != 'adjustment' group by all) "
        "select count(*) from e full join l using (owner_account_id, currency_code) "
        "where e.c is distinct from l.c",
    )
    assert wrong == [(0,)]


def test_settlement_types_and_their_discounts(database):
    """R118, R119, R120: 25 % off 1000 is 750; a fixed price is shown as a price."""
    assert found(database, "settlement_type", "dim_skus", "true") <= SETTLEMENT_TYPES
    indira = rows(
        database,
        "select list_cost, discount_multiplier, contracted_cost from marts.bill_a_details "
        "where payer_account_id = ?",
        INDIRA,
    )
    assert indira == [(1000, D("0.75"), 750)]
    shown = rows(
        database,
        "select distinct settlement_discount from marts.huawei_partner_bill "
        "where buyer_account_id in (?, ?) order by all",
        *(INDIRA, CONRAD),
    )
    assert shown == [("0.0000025",), ("25%",)]


def test_coupons_tie_to_the_bill_and_are_not_given_back(database):
    """R123, R124, R125: what partner vouchers gave is what Bill A took off; a refund gives
    back money, never voucher money."""
    ledger, bill = rows(
        database,
        "select (select sum(voucher_cost) from marts.voucher_ledger where entry_kind = 'draw' "
        "and voucher_type != 'customer'), "
        "(select sum(voucher_cost) from marts.fct_rated_legs where leg_kind = 'bill_a')",
    )[0]
    assert ledger == bill > 0
    refunds = rows(
        database,
        "select count(*), sum(voucher_cost) from marts.fct_rated_legs l "
        "join marts.fct_charges c on l.charge_id = c.charge_id "
        "where c.charge_category = 'refund'",
    )
    assert refunds[0][0] > 0
    assert refunds[0][1] == 0


def test_due_is_settlement_less_coupons_plus_tax(database):
    """R126, R127, R128: 750 - 100 = 650, plus 117.00 in two components or in one."""
    due = rows(
        database,
        "select contracted_cost, voucher_cost, pretax_cost, tax_cost, due_amount "
        "from marts.bill_a_statements where buyer_account_id = ?",
        INDIRA,
    )
    assert due == [(750, 100, 650, 117, 767)]


def test_bandwidth_counts_days_of_traffic(database):
    """Rules 10.2, R121, R129, R130: 4,320 points of September are half a month, so 10 x 200 x
    0.5 = 1000."""
    bella = rows(
        database,
        "select usage_days_share, payment_cost from marts.huawei_partner_bill "
        "where usage_days_share is not null",
    )
    assert [(share, D(str(cost))) for share, cost in bella] == [("50%", 1000)]


def test_reserved_hours_are_those_of_reserved_instances(database):
    """R132: only purchases of reserved instances show hours, in whole years of 8760."""
    hours = rows(
        database,
        "select distinct reserved_hour_count from marts.huawei_partner_bill "
        "where reserved_hour_count is not null",
    )
    assert all(int(count) % 8760 == 0 for (count,) in hours)
