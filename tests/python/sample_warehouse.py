"""A small warehouse with the public marts that export and show read, made without dbt.

Shape of the market: provider P1 sells to distributor D1; D1 to its own customers and to the
second-level reseller R1, which sells to its own. P1 also sells to the direct customer C-direct.
Numbers follow from the row number alone, so that every run gives the same file.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

DETAIL_COLUMNS = """
    seller_account_id, line_id, line_kind, charge_id, leg_id, buyer_account_id,
    owner_account_id, reseller_account_id, distributor_account_id, channel_code,
    billing_group_code, billing_month, transaction_type, billing_mode, product_code,
    product_name, sku_id, region_id, project, resource_id, resource_name, tags,
    charge_period_start, charge_period_end, transaction_at, pricing_quantity,
    pricing_unit, discount_multiplier, list_cost, contracted_cost, voucher_cost, pretax_cost,
    tax_cost, billed_cost, currency_code, recorded_at
"""

LEGS = {"bill_a": "bill_a", "channel_bill": "channel", "bill_b": "bill_b", "direct_bill": "direct"}

SETUP = """
set TimeZone = 'UTC';
create schema marts;
create schema meta;
create table meta.build as select
    'build-1' as build_id, '0.1.0+0123456789ab' as code_version,
    map {{'billing_timezone': 'Etc/GMT-8'}} as settings;

create table marts.dim_accounts as
select * from (values
    ('P1', 'Provider', 'provider', 'USD', null, null, null, false),
    ('D1', 'Distributor', 'distributor', 'USD', 'P1', 'D1', 'P1', false),
    ('R1', 'Reseller', 'reseller', 'USD', 'D1', 'D1', 'P1', false),
    ('C-direct', 'Direct customer', 'customer', 'USD', 'P1', null, 'P1', true)
) as listed (
    account_id, account_name, account_role, currency_code, parent_account_id,
    distributor_account_id, provider_account_id, is_direct_customer
)
union all
select
    'c' || lpad(n::varchar, 5, '0'), 'Customer ' || n, 'customer', 'USD',
    if(n % 2 = 0, 'D1', 'R1'), 'D1', 'P1', false
from range({customers}) as counted (n);

create table marts.dim_channels as select * from (values
    ('north', 'North', 'D1', 'group-1'), ('south', 'South', 'R1', 'group-1')
) as listed (channel_code, channel_name, reseller_account_id, billing_group_code);
create table marts.dim_billing_groups as select * from (values
    ('group-1', 'Group 1', 'D1')
) as listed (billing_group_code, billing_group_name, distributor_account_id);
create table marts.dim_skus as select * from (values
    ('sku-1', 'ecs', 'Servers', 'Second', 'Hour'), ('sku-2', 'obs', 'Storage', 'GB', 'GB')
) as listed (sku_id, product_code, product_name, usage_unit, pricing_unit);

create table marts.fct_charges as
select
    'usage:' || md5(n::varchar) as charge_id,
    'usage' as charge_category,
    if(n % 101 = 100, 'C-direct', 'c' || lpad((n % {customers})::varchar, 5, '0'))
        as owner_account_id,
    'res-' || (n % 97) as resource_id,
    'sku-' || (n % 2 + 1) as sku_id,
    'region-1' as region_id,
    timestamptz '2025-08-01 00:00:00+00' + to_hours((n * 5 % 1400)::integer) as charge_period_start,
    charge_period_start + interval 1 hour as transaction_at,
    (n % 977)::decimal(38, 10) as consumed_quantity,
    (n % 977)::decimal(38, 10) as pricing_quantity,
    (n % 977 * 0.12345678)::decimal(38, 8) as list_cost,
    'USD' as currency_code,
    null::varchar as order_type, 'hourly_settlement' as transaction_type,
    'pay_per_use' as billing_mode, 'hourly' as settlement_cycle,
    null::varchar as operator_account_id, null::varchar as resource_name,
    null::varchar as zone_id, null::varchar as project, null::varchar as tags,
    charge_period_start + interval 1 hour as charge_period_end,
    date_trunc('month', timezone('Etc/GMT-8', charge_period_start))::date as billing_month,
    0::decimal(38, 10) as package_usage, 0::decimal(38, 10) as reserved_usage,
    null::decimal(28, 10) as list_unit_price, 0::decimal(38, 8) as reserved_cost,
    0::decimal(38, 8) as plan_cost, null::varchar as order_id,
    null::varchar as original_charge_id, null::varchar as adjusted_charge_id,
    timestamptz '2025-10-01 00:00:00+00' + to_seconds(n % 5000) as recorded_at,
    n
from range({charges}) as counted (n);

create table marts.fct_rated_legs as
with chains as (
    select
        *,
        case
            when owner_account_id = 'C-direct' then [['direct', 'P1', owner_account_id]]
            when substr(owner_account_id, 2)::integer % 2 = 0
                then [['bill_a', 'P1', 'D1'], ['bill_b', 'D1', owner_account_id]]
            else [
                ['bill_a', 'P1', 'D1'], ['channel', 'D1', 'R1'], ['bill_b', 'R1', owner_account_id]
            ]
        end as chain
    from marts.fct_charges
),

legs as (
    select
        charge_id, n, owner_account_id, list_cost, currency_code, charge_period_start,
        unnest(chain) as leg, generate_subscripts(chain, 1) as leg_number, len(chain) as depth
    from chains
)

select
    charge_id || ':' || leg_number as leg_id, charge_id, leg[1] as leg_kind,
    leg_number::integer as leg_number, leg[2] as seller_account_id, leg[3] as buyer_account_id,
    owner_account_id,
    case depth when 3 then 'R1' when 2 then 'D1' end as reseller_account_id,
    if(depth > 1, 'D1', null) as distributor_account_id,
    case depth when 3 then 'south' when 2 then 'north' end as channel_code,
    if(depth > 1, 'group-1', null) as billing_group_code,
    date_trunc('month', timezone('Etc/GMT-8', charge_period_start))::date as billing_month,
    list_cost,
    null::varchar as discount_id,
    null::decimal(28, 10) as contract_unit_price,
    (0.6 + leg_number * 0.1)::decimal(18, 10) as discount_multiplier,
    (list_cost::decimal(38, 8) * (0.6 + leg_number * 0.1)::decimal(4, 1))::decimal(38, 8)
        as contracted_cost,
    0::decimal(38, 8) as voucher_cost,
    contracted_cost as pretax_cost,
    0::decimal(38, 8) as tax_cost,
    pretax_cost as billed_cost,
    currency_code
from legs;

create table marts.fct_leg_discounts as
select
    leg_id, 1 as step_number, 'discount' as step, discount_id as rule_id,
    list_cost as cost_before, contracted_cost as cost_after, currency_code
from marts.fct_rated_legs;
create table marts.fct_charge_tiers as
select
    charge_id, 1 as tier_number, pricing_quantity as quantity,
    0.12345678::decimal(28, 10) as unit_price, list_cost::decimal(38, 18) as unrounded_cost
from marts.fct_charges;
create table marts.rejected_records as select * from (values
    ('usage', 'u-1', 'unknown_sku', '{{"usage_id":"u-1","sku_id":"sku-9"}}', 'usage.csv', 7,
        timestamptz '2025-09-01 00:00:00+00'),
    ('orders', 'o-1', 'missing_paid_at', '{{"order_line_id":"o-1"}}', 'orders.csv', 2,
        timestamptz '2025-09-01 00:00:00+00')
) as listed (source_table, record_key, reason, record, source_file, source_line, recorded_at);
alter table marts.rejected_records add column is_mended boolean default false;
alter table marts.rejected_records add column reason_detail varchar;
create table marts.discount_register as select 'd-1' as discount_id;
"""

BILL = """
create table marts.{bill}_details as
select {columns}
from (
    select
        legs.* exclude (list_cost), legs.list_cost, legs.leg_id as line_id, 'original' as line_kind,
        'hourly_settlement' as transaction_type, 'pay_per_use' as billing_mode,
        skus.product_code, skus.product_name, charges.sku_id, charges.region_id,
        if(charges.n % 3 = 0, null, 'project-' || (charges.n % 3)) as project,
        charges.resource_id, null::varchar as resource_name,
        '{{"team":"a, b"}}' as tags, charges.charge_period_start,
        charges.charge_period_start + interval 1 hour as charge_period_end,
        charges.charge_period_start + interval 1 hour as transaction_at,
        charges.pricing_quantity, skus.pricing_unit, charges.recorded_at
    from marts.fct_rated_legs as legs
    inner join marts.fct_charges as charges on legs.charge_id = charges.charge_id
    inner join marts.dim_skus as skus on charges.sku_id = skus.sku_id
    where legs.leg_kind = '{leg_kind}'
) as joined;

create table marts.{bill}_details_monthly as
select
    billing_month, seller_account_id, buyer_account_id, owner_account_id, sku_id, currency_code,
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(contracted_cost)::decimal(38, 8) as contracted_cost,
    sum(billed_cost)::decimal(38, 8) as billed_cost
from marts.{bill}_details
group by all;

create table marts.{bill}_resources as
select
    billing_month, seller_account_id, buyer_account_id, owner_account_id, resource_id,
    currency_code, round(sum(billed_cost), 2)::decimal(38, 2) as billed_amount
from marts.{bill}_details
group by all;

create table marts.{bill}_summary as
select
    billing_month, seller_account_id, buyer_account_id, product_code, product_name, project,
    currency_code, sum(list_cost)::decimal(38, 8) as list_cost,
    sum(contracted_cost)::decimal(38, 8) as contracted_cost,
    0::decimal(38, 8) as voucher_cost, 0::decimal(38, 8) as tax_cost,
    sum(billed_cost)::decimal(38, 8) as billed_cost
from marts.{bill}_details
group by all;

create table marts.{bill}_statements as
select
    billing_month, seller_account_id, buyer_account_id, currency_code,
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(contracted_cost)::decimal(38, 8) as contracted_cost,
    0::decimal(38, 8) as voucher_cost, 0::decimal(38, 8) as tax_cost,
    sum(billed_cost)::decimal(38, 8) as billed_cost,
    (round(sum(billed_cost), 2) - sum(billed_cost))::decimal(38, 8) as precision_difference,
    round(sum(billed_cost), 2)::decimal(38, 2) as billed_amount,
    0::decimal(38, 2) as carried_in_amount,
    greatest(round(sum(billed_cost), 2), 0)::decimal(38, 2) as due_amount,
    0::decimal(38, 2) as carried_out_amount,
    null::varchar as negative_causes, 'verifying' as state, 1 as version
from marts.{bill}_details
group by all;
"""

REPORTS = """
create table marts.bill_b_reseller_view as
select details.*, upstream.pretax_cost as reseller_cost
from marts.bill_b_details as details
inner join marts.fct_rated_legs as upstream
    on details.charge_id = upstream.charge_id
    and details.seller_account_id = upstream.buyer_account_id;
"""


def make_sample(file: Path, *, customers: int = 6, charges: int = 400) -> Path:
    """Write the sample warehouse to `file`, a new file, and return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as database:
        database.execute(SETUP.format(customers=customers, charges=charges))
        for bill, leg_kind in LEGS.items():
            database.execute(BILL.format(bill=bill, leg_kind=leg_kind, columns=DETAIL_COLUMNS))
        database.execute(REPORTS)
    return file
