{{ config(materialized='view') }}

with

usage_listed as (

    select * from {{ ref('int_usage_priced') }}

),

savings_plans as (

    select
        charge_id,
        sum(drawn_cost) as plan_cost

    from {{ ref('int_savings_plan_draws') }}
    group by charge_id

),

usage_charged as (

    select
        usage_listed.charge_id,
        'usage' as charge_category,
        cast(null as {{ type_text() }}) as order_type,
        case
            when usage_listed.billing_mode = 'spot' then 'spot'
            else usage_listed.settlement_cycle || '_settlement'
        end as transaction_type,
        usage_listed.billing_mode,
        usage_listed.settlement_cycle,
        usage_listed.provider_account_id,
        usage_listed.owner_account_id,
        coalesce(
            usage_listed.operator_account_id, usage_listed.owner_account_id
        ) as operator_account_id,
        usage_listed.resource_id,
        usage_listed.resource_name,
        usage_listed.sku_id,
        usage_listed.region_id,
        usage_listed.zone_id,
        usage_listed.project,
        usage_listed.tags,
        usage_listed.bucket_started_at as charge_period_start,
        usage_listed.bucket_ended_at as charge_period_end,
        {{ settled_at('usage_listed.bucket_ended_at') }} as settled_at,
        {{ settled_at('usage_listed.bucket_ended_at') }} as transaction_at,
        {{ settled_at('usage_listed.bucket_ended_at') }} as identity_at,
        usage_listed.bucket_started_at as price_at,
        usage_listed.billing_month,
        usage_listed.first_used_at,
        usage_listed.last_used_at,
        usage_listed.consumed_quantity,
        usage_listed.package_usage,
        usage_listed.reserved_usage,
        usage_listed.reserved_quantity,
        usage_listed.pricing_quantity,
        usage_listed.list_unit_price,
        usage_listed.list_cost,
        usage_listed.reserved_cost,
        coalesce(savings_plans.plan_cost, cast(0 as decimal(38, 8))) as plan_cost,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as {{ type_text() }}) as original_charge_id,
        cast(null as decimal(18, 10)) as refunded_share,
        usage_listed.currency_code,
        usage_listed.recorded_at,
        usage_listed.record_count

    from usage_listed

    left join savings_plans
        on usage_listed.charge_id = savings_plans.charge_id

)

select * from usage_charged
