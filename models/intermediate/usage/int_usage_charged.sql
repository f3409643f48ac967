{{ config(materialized='view') }}

with

usage_listed as (

    select * from {{ ref('int_usage_listed') }}

),

usage_charged as (

    select
        charge_id,
        'usage' as charge_category,
        cast(null as varchar) as order_type,
        case
            when billing_mode = 'spot' then 'spot'
            else settlement_cycle || '_settlement'
        end as transaction_type,
        billing_mode,
        settlement_cycle,
        provider_account_id,
        owner_account_id,
        coalesce(operator_account_id, owner_account_id) as operator_account_id,
        resource_id,
        resource_name,
        sku_id,
        region_id,
        zone_id,
        project,
        tags,
        bucket_started_at as charge_period_start,
        bucket_ended_at as charge_period_end,
        {{ settled_at('bucket_ended_at') }} as settled_at,
        {{ settled_at('bucket_ended_at') }} as transaction_at,
        {{ settled_at('bucket_ended_at') }} as identity_at,
        bucket_started_at as price_at,
        billing_month,
        first_used_at,
        last_used_at,
        consumed_quantity,
        package_usage,
        cast(0 as decimal(38, 10)) as reserved_usage,
        cast(0 as decimal(38, 10)) as reserved_quantity,
        pricing_quantity,
        list_unit_price,
        list_cost,
        cast(0 as decimal(38, 8)) as reserved_cost,
        cast(0 as decimal(38, 8)) as plan_cost,
        cast(null as varchar) as order_id,
        cast(null as varchar) as original_charge_id,
        cast(null as decimal(18, 10)) as refunded_share,
        currency_code,
        recorded_at,
        record_count

    from usage_listed

)

select * from usage_charged
