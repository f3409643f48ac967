"""Requirements of the partner bill and of expenditures (S001, S002), on the demo."""

from __future__ import annotations

from decimal import Decimal

import duckdb

D = Decimal
LARS, LOTTE, LINUS, GINA, MILA = "055012", "0055012", "800000400034", "800000400033", "800000400014"
INDIRA, CONRAD, LENA = "400000000016", "400000000004", "00008400000017"
BILL_TYPES = {"Expenditure", "Refund", "Adjustment"}
BILLING_MODES = {"pay_per_use", "spot", "subscription", "reserved_upfront", "reserved_hourly"}
ORDER_TYPES = {"new_purchase", "renewal", "change", "unsubscription", "price_adjustment"}
SETTLEMENT_TYPES = {"common", "promotional", "no_discount", "special_request"}


def rows(database: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return database.execute(query, list(values)).fetchall()


def found(database: duckdb.DuckDBPyConnection, column: str, mart: str, where: str) -> set:
    return {row[0] for row in rows(database, f"select {column} from marts.{mart} where {where}")}


def reason(database: duckdb.DuckDBPyConnection, table: str, key: str) -> str:
    return rows(
        database,
        "select reason from marts.rejected_records where source_table = ? and record_key = ?",
        *(table, key),
    )[0][0]


def test_the_partner_bill_has_its_49_columns_described(database):
    """R95, R96: the headings are numbered 1 to 49 and each has a column of the mart."""
    layout = rows(
        database,
        "select column_number, heading, column_name from marts.dim_file_layouts "
        "where layout_code = 'huawei-partner-bill' order by column_number",
    )
    assert [int(number) for number, _, _ in layout] == list(range(1, 50))
    assert layout[0][1] == "Customer ID"
    assert layout[-1][1] == "Unsubscription Reason"
    there = {row[0] for row in rows(database, "describe marts.huawei_partner_bill")}
    assert {column for _, _, column in layout} <= there


def test_a_customer_has_one_id_and_names_that_may_change(database):
    """R97: ids are unique; Paula's first name was superseded and is on no bill."""
    twice = rows(
        database, "select account_id from marts.dim_accounts group by all having count(*) > 1"
    )
    assert twice == []
    superseded = rows(
        database,
        "select superseded from marts.load_accounting where source_table = 'accounts'",
    )
    assert superseded == [(1,)]
    names = rows(
        database,
        "select count(distinct customer_name) from marts.huawei_partner_bill "
        "group by owner_account_id",
    )
    assert set(names) == {(1,)}


def test_the_cycle_is_the_calendar_month_of_the_line(database):
    """R98: of orders and adjustments the month of the transaction, of usage the month it began
    in; corrections stand in a later one."""
    wrong = rows(
        database,
        "select count(*) from marts.bill_a_details where billing_month != date_trunc('month', "
        "(case charge_category when 'usage' then charge_period_start else transaction_at end) "
        "at time zone 'Etc/GMT-8') and line_kind = 'original'",
    )
    assert wrong == [(0,)]
    early = rows(
        database,
        "select count(*) from marts.bill_a_details where line_kind != 'original' "
        "and billing_month <= corrects_billing_month",
    )
    assert early == [(0,)]


def test_partner_columns_name_the_second_level(database):
    """R99: the partner of Xenia's row is Xavier, his parent is Diana, who pays."""
    partner = rows(
        database,
        "select distinct p.reseller_account_id, p.buyer_account_id, a.parent_account_id "
        "from marts.huawei_partner_bill p join marts.dim_accounts a "
        "on p.reseller_account_id = a.account_id where p.owner_account_id = '9007199254740992'",
    )
    assert partner == [("400000000002", "300000000001", "300000000001")]


def test_bill_types_and_modes_are_known_ones(database):
    """R100, R101: refunds are not positive; a new billing mode is refused by name."""
    assert found(database, "bill_type", "huawei_partner_bill", "true") <= BILL_TYPES
    positive = rows(
        database,
        "select count(*) from marts.bill_a_details where charge_category = 'refund' "
        "and line_kind = 'original' and contracted_cost > 0",
    )
    assert positive == [(0,)]
    assert found(database, "billing_mode", "fct_charges", "charge_category != 'adjustment'") <= (
        BILLING_MODES
    )
    assert reason(database, "skus", "bad-billing-mode") == "invalid_billing_mode"


def test_products_and_their_codes_go_together(database):
    """R102, R103, R111: a code has one name at each level, specifications are kept whole with
    their bars, and every charge of usage has its component."""
    for level in ("product", "subproduct", "component_type", "component", "resource_type"):
        twice = rows(
            database,
            f"select {level}_code from marts.dim_skus group by all "
            f"having count(distinct {level}_name) > 1",
        )
        assert twice == [], level
    parts = rows(
        database,
        "select distinct string_split(specification, ' | ') from marts.dim_skus "
        "where specification like '%10.0 GB'",
    )
    assert all(len(split) > 1 and split[-1] == "10.0 GB" for (split,) in parts)
    nameless = rows(
        database,
        "select count(*) from marts.bill_a_details where charge_category = 'usage' "
        "and (component_code is null or component_type_code is null)",
    )
    assert nameless == [(0,)]


def test_order_ids_are_of_orders_and_refunds_know_their_purchase(database):
    """R104, R105, R106: usage has no order, prepaid lines have one and its payment time; a
    refund finds the purchase of its owner and component."""
    wrong = rows(
        database,
        "select count(*) from marts.fct_charges where (order_id is not null) "
        "!= (charge_category in ('purchase', 'refund'))",
    )
    assert wrong == [(0,)]
    refunds, matched = rows(
        database,
        "select count(*), count(p.charge_id) from marts.fct_charges r "
        "left join marts.fct_charges p on r.original_charge_id = p.charge_id "
        "and p.charge_category = 'purchase' and p.owner_account_id = r.owner_account_id "
        "and p.sku_id = r.sku_id where r.charge_category = 'refund'",
    )[0]
    assert refunds == matched > 0
    paid = rows(
        database,
        "select transaction_at at time zone 'Etc/GMT-8' from marts.fct_charges "
        "where charge_id = 'order:prepaid-boundary'",
    )
    assert str(paid[0][0]) == "2025-08-01 00:03:00"


def test_usage_is_billed_when_it_ends(database):
    """R107: the transaction follows the end of the bucket, the last instant of consumption is
    kept beside it: Mila's ended on 28 September 09:00:00."""
    wrong = rows(
        database,
        "select count(*) from marts.fct_charges where charge_category = 'usage' "
        "and transaction_at != charge_period_end",
    )
    assert wrong == [(0,)]
    last = rows(
        database,
        "select max(last_used_at) at time zone 'Etc/GMT-8' from marts.fct_charges "
        "where owner_account_id = ?",
        MILA,
    )
    assert str(last[0][0]) == "2025-09-28 09:00:00"


def test_order_types_and_terms_are_of_orders_only(database):
    """R108, R109, R131, R133: five types; terms, quantity and reason are those of prepaid
    lines."""
    types = found(database, "order_type", "fct_charges", "order_type is not null")
    assert types <= ORDER_TYPES
    usage = rows(
        database,
        "select count(*) from marts.huawei_partner_bill where order_type_label is null "
        "and (term_count is not null or term_unit is not null "
        "or unsubscription_reason is not null or order_count > 0)",
    )
    assert usage == [(0,)]
    terms = rows(
        database,
        "select term_count, term_unit, order_count from marts.huawei_partner_bill "
        "where line_id = 'order:refund-buy:1'",
    )
    assert [(int(count), unit.lower(), int(orders)) for count, unit, orders in terms] == [
        (12, "month", 1)
    ]
    why = rows(
        database,
        "select unsubscription_reason from marts.huawei_partner_bill "
        "where line_id = 'order:refund-back:1'",
    )
    assert why == [('Half of the package unused, "wrong size" chosen',)]


def test_spot_is_flagged_and_takes_no_voucher(database):
    """R110: Silke's compute and disk; the voucher stays whole."""
    spot = rows(
        database,
        "select charge_category, sum(voucher_cost) from marts.bill_b_details "
        "where billing_mode = 'spot' group by all",
    )
    assert spot == [("usage", 0)]
    flags = found(database, "spot_flag", "huawei_partner_bill", "order_type_label is null")
    assert flags <= {"Y", "N", None}


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


def test_every_row_has_one_currency(database):
    """R134: no bill adds currencies; two of Erik's are two bills."""
    mixed = rows(
        database,
        "select seller_account_id, buyer_account_id, billing_month from marts.direct_bill_details "
        "where currency_code is null",
    )
    assert mixed == []
    erik = rows(
        database,
        "select count(distinct s.currency_code) from marts.direct_bill_statements s "
        "join marts.dim_accounts a on s.buyer_account_id = a.account_id "
        "where starts_with(a.account_name, 'Erik')",
    )
    assert erik == [(2,)]
