{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='fail'
    )
}}

with

-- dbt makes the empty table and keeps its rows: `tierbill build` appends
-- int_closing_lines to it, once for each step of issues
ledger_columns as (

    select
        cast(null as {{ type_text() }}) as line_id,
        cast(null as bigint) as line_number,
        cast(null as {{ type_text() }}) as line_kind,
        cast(null as {{ type_text() }}) as corrects_line_id,
        cast(null as date) as corrects_billing_month,
        cast(null as {{ type_text() }}) as leg_id,
        cast(null as {{ type_text() }}) as charge_id,
        cast(null as {{ type_text() }}) as leg_kind,
        cast(null as bigint) as leg_number,
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as {{ type_text() }}) as buyer_account_id,
        cast(null as {{ type_text() }}) as owner_account_id,
        cast(null as {{ type_text() }}) as operator_account_id,
        cast(null as {{ type_text() }}) as reseller_account_id,
        cast(null as {{ type_text() }}) as distributor_account_id,
        cast(null as {{ type_text() }}) as channel_code,
        cast(null as {{ type_text() }}) as billing_group_code,
        cast(null as date) as billing_month,
        cast(null as date) as charge_billing_month,
        cast(null as {{ type_text() }}) as charge_category,
        cast(null as {{ type_text() }}) as order_type,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as {{ type_text() }}) as transaction_type,
        cast(null as {{ type_text() }}) as billing_mode,
        cast(null as {{ type_text() }}) as settlement_cycle,
        cast(null as {{ type_text() }}) as product_code,
        cast(null as {{ type_text() }}) as product_name,
        cast(null as {{ type_text() }}) as subproduct_code,
        cast(null as {{ type_text() }}) as component_type_code,
        cast(null as {{ type_text() }}) as component_code,
        cast(null as {{ type_text() }}) as resource_id,
        cast(null as {{ type_text() }}) as resource_name,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as {{ type_text() }}) as region_id,
        cast(null as {{ type_text() }}) as zone_id,
        cast(null as {{ type_text() }}) as project,
        cast(null as {{ type_text() }}) as tags,
        cast(null as {{ type_instant() }}) as charge_period_start,
        cast(null as {{ type_instant() }}) as charge_period_end,
        cast(null as {{ type_instant() }}) as transaction_at,
        cast(null as {{ type_instant() }}) as first_used_at,
        cast(null as {{ type_instant() }}) as last_used_at,
        cast(null as decimal(38, 10)) as consumed_quantity,
        cast(null as {{ type_text() }}) as usage_unit,
        cast(null as decimal(38, 10)) as package_usage,
        cast(null as decimal(38, 10)) as reserved_usage,
        cast(null as decimal(38, 10)) as pricing_quantity,
        cast(null as {{ type_text() }}) as pricing_unit,
        cast(null as decimal(28, 10)) as list_unit_price,
        cast(null as decimal(38, 8)) as list_cost,
        cast(null as decimal(38, 8)) as reserved_cost,
        cast(null as decimal(38, 8)) as plan_cost,
        cast(null as {{ type_text() }}) as discount_id,
        cast(null as {{ type_text() }}) as discount_kind,
        cast(null as decimal(18, 10)) as discount_multiplier,
        cast(null as decimal(28, 10)) as contract_unit_price,
        cast(null as decimal(38, 8)) as discount_cost,
        cast(null as decimal(38, 8)) as contracted_cost,
        cast(null as decimal(38, 8)) as voucher_cost,
        cast(null as decimal(38, 8)) as pretax_cost,
        cast(null as decimal(38, 6)) as tax_rate,
        cast(null as decimal(38, 8)) as tax_cost,
        cast(null as decimal(38, 8)) as billed_cost,
        cast(null as {{ type_text() }}) as currency_code

),

ledger_lines as (

    select * from ledger_columns
    where line_id is not null

)

select * from ledger_lines
