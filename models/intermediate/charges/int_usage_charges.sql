{{ config(materialized='view') }}

with

usage_quantities as (

    select
        *,
        {{ settled_at('bucket_ended_at') }} as settled_at

    from {{ ref('int_usage_quantities') }}

),

-- always true: it tells the engine that these are fewer than all charges, so that it
-- keeps these in memory and lets the others pass
tiered_costs as (

    select
        charge_id,
        sum(whole_cost) + {{ as_cost('sum(rest_cost)') }} as list_cost,
        sum(whole_reserved_cost) + {{ as_cost('sum(rest_reserved_cost)') }}
            as reserved_cost,
        case when count(*) = 1 then max(unit_price) end as list_unit_price

    from {{ ref('int_usage_tiers') }}
    group by charge_id
    having count(*) > 0

),

usage_charges as (

    select
        usage_quantities.charge_id,
        'usage' as charge_category,
        cast(null as {{ type_text() }}) as order_type,
        case
            when usage_quantities.billing_mode = 'spot' then 'spot'
            else usage_quantities.settlement_cycle || '_settlement'
        end as transaction_type,
        usage_quantities.billing_mode,
        usage_quantities.settlement_cycle,
        usage_quantities.provider_account_id,
        usage_quantities.owner_account_id,
        coalesce(
            usage_quantities.operator_account_id, usage_quantities.owner_account_id
        ) as operator_account_id,
        usage_quantities.resource_id,
        usage_quantities.resource_name,
        usage_quantities.sku_id,
        usage_quantities.region_id,
        usage_quantities.zone_id,
        usage_quantities.project,
        usage_quantities.tags,
        usage_quantities.bucket_started_at as charge_period_start,
        usage_quantities.bucket_ended_at as charge_period_end,
        cast(null as {{ type_instant() }}) as service_from,
        cast(null as {{ type_instant() }}) as service_to,
        usage_quantities.settled_at,
        usage_quantities.settled_at as transaction_at,
        usage_quantities.settled_at as identity_at,
        usage_quantities.bucket_started_at as price_at,
        usage_quantities.billing_month,
        usage_quantities.first_used_at,
        usage_quantities.last_used_at,
        usage_quantities.consumed_quantity,
        usage_quantities.usage_days_ratio,
        usage_quantities.package_usage,
        usage_quantities.reserved_usage,
        usage_quantities.reserved_quantity,
        usage_quantities.pricing_quantity,
        case
            when usage_quantities.tier_model != 'flat'
                then tiered_costs.list_unit_price
            when usage_quantities.pricing_quantity != 0
                then usage_quantities.unit_price
        end as list_unit_price,
        usage_quantities.tier_model,
        case
            when usage_quantities.tier_model = 'flat'
                then
                    {{ cost_of(
                        'usage_quantities.pricing_quantity',
                        'usage_quantities.unit_price'
                    ) }}
            else coalesce(tiered_costs.list_cost, cast(0 as decimal(38, 8)))
        end as list_cost,
        case
            when usage_quantities.reserved_quantity = 0 then cast(0 as decimal(38, 8))
            when usage_quantities.tier_model = 'flat'
                then
                    {{ cost_of(
                        'usage_quantities.reserved_quantity',
                        'usage_quantities.unit_price'
                    ) }}
            else coalesce(tiered_costs.reserved_cost, cast(0 as decimal(38, 8)))
        end as reserved_cost,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as {{ type_text() }}) as original_charge_id,
        cast(null as {{ type_text() }}) as adjusted_charge_id,
        cast(null as decimal(18, 10)) as refunded_share,
        cast(null as {{ type_text() }}) as original_order_id,
        cast(null as bigint) as term_count,
        cast(null as {{ type_text() }}) as term_unit,
        cast(null as decimal(28, 10)) as order_quantity,
        cast(null as {{ type_text() }}) as unsubscription_reason,
        usage_quantities.currency_code,
        usage_quantities.recorded_at,
        usage_quantities.record_count

    from usage_quantities

    left join tiered_costs
        on usage_quantities.charge_id = tiered_costs.charge_id

)

select * from usage_charges
