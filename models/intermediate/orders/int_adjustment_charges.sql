{{ config(materialized='view') }}

with

adjustments as (

    select * from {{ ref('int_bill_adjustments_validated') }}
    where rejection_reason is null

),

adjustment_charges as (

    select
        'adjustment:' || adjustment_id as charge_id,
        'adjustment' as charge_category,
        cast(null as {{ type_text() }}) as order_type,
        adjustment_kind as transaction_type,
        cast(null as {{ type_text() }}) as billing_mode,
        cast(null as {{ type_text() }}) as settlement_cycle,
        provider_account_id,
        coalesce(owner_account_id, reseller_account_id) as owner_account_id,
        coalesce(owner_account_id, reseller_account_id) as operator_account_id,
        cast(null as {{ type_text() }}) as resource_id,
        cast(null as {{ type_text() }}) as resource_name,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as {{ type_text() }}) as region_id,
        cast(null as {{ type_text() }}) as zone_id,
        cast(null as {{ type_text() }}) as project,
        cast(null as {{ type_text() }}) as tags,
        occurred_at as charge_period_start,
        occurred_at as charge_period_end,
        cast(null as {{ type_instant() }}) as service_from,
        cast(null as {{ type_instant() }}) as service_to,
        cast(null as {{ type_instant() }}) as settled_at,
        occurred_at as transaction_at,
        occurred_at as identity_at,
        occurred_at as price_at,
        {{ billing_month_of('occurred_at') }} as billing_month,
        cast(null as {{ type_instant() }}) as first_used_at,
        cast(null as {{ type_instant() }}) as last_used_at,
        cast(null as decimal(38, 10)) as consumed_quantity,
        cast(null as decimal(18, 10)) as usage_days_ratio,
        cast(null as decimal(38, 10)) as package_usage,
        cast(null as decimal(38, 10)) as reserved_usage,
        cast(null as decimal(38, 10)) as reserved_quantity,
        cast(null as decimal(38, 10)) as pricing_quantity,
        cast(null as decimal(28, 10)) as list_unit_price,
        cast(null as {{ type_text() }}) as tier_model,
        cast(
            case adjustment_kind when 'compensation' then -amount else amount end
            as decimal(38, 8)
        ) as list_cost,
        cast(0 as decimal(38, 8)) as reserved_cost,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as {{ type_text() }}) as original_charge_id,
        cast(null as {{ type_text() }}) as adjusted_charge_id,
        cast(null as decimal(18, 10)) as refunded_share,
        cast(null as {{ type_text() }}) as original_order_id,
        cast(null as bigint) as term_count,
        cast(null as {{ type_text() }}) as term_unit,
        cast(null as decimal(28, 10)) as order_quantity,
        cast(null as {{ type_text() }}) as unsubscription_reason,
        currency_code,
        recorded_at,
        1 as record_count

    from adjustments

)

select * from adjustment_charges
