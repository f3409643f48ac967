"""The usage rows that each partner may see, made once for all usage reports.

A report shows its reader what the reader itself was billed (rules 11.8): `utility_cost` is the
cost of the leg whose buyer the reader is. For a first-level partner that is leg 1, as in the
marts; a second-level reseller never sees the distributor's cost.
"""

from __future__ import annotations

from datetime import date

import duckdb

from tierbill.disclosure.exported_marts import (
    ACCOUNTS,
    CHANNEL_USAGE,
    CHANNELS,
    GROUP_USAGE,
    GROUPS,
)

_SUMS = """
    sum(quantity)::decimal(38, 10) as quantity,
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(utility_cost)::decimal(38, 8) as utility_cost,
    sum(customer_cost)::decimal(38, 8) as customer_cost
"""

# One row per reader, channel, day, product, unit and currency.
_VISIBLE_USAGE = f"""
create or replace temporary table visible_usage as
with customer_legs as (
    select charge_id, pretax_cost as customer_cost
    from marts.fct_rated_legs
    where channel_code is not null and buyer_account_id = owner_account_id
),

visible_rows as (
    select
        legs.buyer_account_id as reader_account_id,
        legs.channel_code,
        legs.billing_group_code,
        legs.reseller_account_id,
        timezone($zone, if(
            charges.charge_category = 'usage',
            charges.charge_period_start, charges.transaction_at
        ))::date as usage_date,
        skus.product_code,
        skus.product_name,
        if(charges.charge_category = 'usage', skus.usage_unit, skus.pricing_unit) as unit,
        case charges.charge_category
            when 'usage' then charges.consumed_quantity
            when 'purchase' then charges.pricing_quantity
            else 0
        end as quantity,
        charges.list_cost,
        legs.pretax_cost as utility_cost,
        customer_legs.customer_cost,
        legs.currency_code,
        charges.recorded_at
    from marts.fct_rated_legs as legs
    inner join marts.fct_charges as charges on legs.charge_id = charges.charge_id
    inner join marts.dim_skus as skus on charges.sku_id = skus.sku_id
    left join customer_legs on legs.charge_id = customer_legs.charge_id
    where
        legs.channel_code is not null
        and legs.buyer_account_id <> legs.owner_account_id
        and charges.charge_category <> 'adjustment'
        and ($month is null or legs.billing_month = $month)
)

select
    reader_account_id, channel_code, billing_group_code, usage_date, product_code,
    max(product_name) as product_name, unit, {_SUMS}, currency_code,
    max(recorded_at) as recorded_at, max(reseller_account_id) as reseller_account_id
from visible_rows
group by
    reader_account_id, channel_code, billing_group_code, usage_date, product_code, unit,
    currency_code
"""

# Who reads a channel's folder: its owner by the channel record; a channel without a
# record belongs to the partner that last sold through it.
_CHANNEL_READERS = """
create or replace temporary table channel_readers as
select channel_code, reseller_account_id as reader_account_id
from marts.dim_channels
union all
select channel_code, arg_max(reseller_account_id, (usage_date, reseller_account_id))
from visible_usage
where channel_code not in (select channel_code from marts.dim_channels)
group by channel_code
"""


def prepare_usage(database: duckdb.DuckDBPyConnection, zone: str, month: date | None) -> None:
    """Make the temporary tables that the usage queries read.

    Days are those of `zone`; `month` is the first day of the one month read, None for all."""
    database.execute(_VISIBLE_USAGE, {"zone": zone, "month": month})
    database.execute(_CHANNEL_READERS)


def _report(folder_code: str, report_code: str, condition: str) -> str:
    return f"""
        select
            {folder_code} as _code, {report_code}, usage_date, product_code,
            max(product_name) as product_name, unit, {_SUMS}, currency_code,
            max(recorded_at) as _recorded_at
        from visible_usage {condition}
        group by {folder_code}, {report_code}, usage_date, product_code, unit, currency_code
    """


_OWNED_CHANNELS = """
    where (channel_code, reader_account_id) in (
        select (channel_code, reader_account_id) from channel_readers
    )
"""
_OWNED_GROUPS = """
    where (billing_group_code, reader_account_id) in (
        select (billing_group_code, distributor_account_id) from marts.dim_billing_groups
    )
"""

# Folder kind and report -> rows with the folder's code in `_code`, and `_recorded_at`.
USAGE_QUERIES = {
    (ACCOUNTS, CHANNEL_USAGE): _report("reader_account_id", "channel_code", ""),
    (ACCOUNTS, GROUP_USAGE): _report("reader_account_id", "billing_group_code", _OWNED_GROUPS),
    (CHANNELS, CHANNEL_USAGE): _report("channel_code", "channel_code", _OWNED_CHANNELS),
    (GROUPS, GROUP_USAGE): _report("billing_group_code", "billing_group_code", _OWNED_GROUPS),
}
