"""Requirements of the partner bill (S001, S002), on the demo: columns, types, orders, times."""

from __future__ import annotations

from mart_queries import found, reason, rows

MILA = "800000400014"
BILL_TYPES = {"Expenditure", "Refund", "Adjustment"}
BILLING_MODES = {"pay_per_use", "spot", "subscription", "reserved_upfront", "reserved_hourly"}
ORDER_TYPES = {"new_purchase", "renewal", "change", "unsubscription", "price_adjustment"}


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
    kept next to it: Mila's ended on 28 September 09:00:00."""
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
