"""Requirements of channels and their usage (S004), and of coupons before settlement."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

DIANA, XAVIER = "300000000001", "400000000002"


def rows(database: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return database.execute(query, list(values)).fetchall()


def test_a_customer_has_its_reseller_and_the_instant_it_came(database):
    """R67, R164: provider, distributor, reseller, channel and customer of `dim_account_paths`."""
    (path,) = rows(
        database,
        "select provider_account_id, distributor_account_id, reseller_account_id, channel_code, "
        "valid_from is not null, valid_to from marts.dim_account_paths "
        "where account_id = '9007199254740992' and reseller_account_id = ?",
        XAVIER,
    )
    assert path == ("100000000001", DIANA, XAVIER, "xavier-retail", True, None)


def test_a_reseller_may_have_two_channels_and_a_channel_has_one_reseller(database):
    """R165: two of Xavier in `dim_channels`, and no code twice."""
    assert rows(
        database,
        "select channel_code from marts.dim_channels where reseller_account_id = ? order by all",
        XAVIER,
    ) == [("xavier-online",), ("xavier-retail",)]
    assert rows(database, "select count(*) = count(distinct channel_code) from marts.dim_channels")[
        0
    ] == (True,)


@pytest.mark.parametrize("channel", ["xavier-retail", "xavier-online", "yara-retail"])
def test_what_a_provider_asks_and_what_tenants_pay_stand_apart(database, channel):
    """R166, R167, R169: `channel_product_usage` ties to the first and last legs of
    `fct_rated_legs`, the utility costs to the bill of the provider."""
    ((utility, tenants),) = rows(
        database,
        "select sum(utility_cost), sum(customer_cost) from marts.channel_product_usage "
        "where channel_code = ?",
        channel,
    )
    costs = dict(
        rows(
            database,
            "select leg_kind, sum(pretax_cost) from marts.fct_rated_legs "
            "where channel_code = ? group by leg_kind",
            channel,
        )
    )
    assert (utility, tenants) == (costs["bill_a"], costs["bill_b"])
    assert utility < tenants


def test_the_channels_of_a_group_add_up_to_it(database):
    """R171, R172: `channel_product_usage` by group is `billing_group_product_usage`, and the
    accounts of a channel in `fct_rated_legs` add up to the channel."""
    measures = "sum(quantity), sum(list_cost), sum(utility_cost), sum(customer_cost)"
    of_channels = rows(
        database,
        f"select billing_group_code, usage_date, product_code, {measures} "
        "from marts.channel_product_usage join marts.dim_channels using (channel_code) "
        "where billing_group_code is not null group by all order by all",
    )
    assert of_channels
    assert of_channels == rows(
        database,
        f"select billing_group_code, usage_date, product_code, {measures} "
        "from marts.billing_group_product_usage group by all order by all",
    )
    by_account = rows(
        database,
        "select channel_code, owner_account_id, sum(list_cost) from marts.fct_rated_legs "
        "where channel_code = 'yara-retail' and leg_kind = 'bill_a' group by all",
    )
    assert len(by_account) == 2
    ((of_channel,),) = rows(
        database,
        "select sum(list_cost) from marts.channel_product_usage where channel_code = 'yara-retail'",
    )
    assert sum((cost for _, _, cost in by_account), Decimal(0)) == of_channel


def test_coupons_of_orders_are_told_from_those_of_usage(database):
    """R93, R94: before settlement only coupons of paid orders count; coupons are drawn in the
    order of time (rules 12), and `voucher_ledger` says by the charge in `fct_charges` which."""
    drawn = rows(
        database,
        "select charges.charge_category, charges.transaction_at = ledger.transaction_at, count(*) "
        "from marts.voucher_ledger as ledger "
        "join marts.fct_rated_legs as legs using (leg_id) "
        "join marts.fct_charges as charges on legs.charge_id = charges.charge_id "
        "where ledger.entry_kind = 'draw' group by all",
    )
    assert drawn == [("purchase", True, 12)]
    ((on_bills,),) = rows(
        database,
        "select sum(voucher_cost) from marts.fct_rated_legs join marts.fct_charges "
        "using (charge_id) where charge_category = 'usage'",
    )
    assert on_bills == 0
