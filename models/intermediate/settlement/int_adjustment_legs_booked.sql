{{ config(materialized='view') }}

with

adjustments as (

    select
        'adjustment:' || adjustment_id as charge_id,
        reseller_account_id

    from {{ ref('int_bill_adjustments_checked') }}
    where rejection_reason is null

),

charges as (

    select * from {{ ref('int_charges_listed') }}
    where charge_category = 'adjustment'

),

-- only between the provider and the partner, never downstream
adjustment_legs_booked as (

    select
        charges.charge_id,
        'bill_a' as leg_kind,
        cast(1 as bigint) as leg_number,
        charges.provider_account_id as seller_account_id,
        adjustments.reseller_account_id as buyer_account_id,
        charges.owner_account_id,
        adjustments.reseller_account_id,
        adjustments.reseller_account_id as distributor_account_id,
        cast(null as varchar) as channel_code,
        charges.charge_category,
        charges.order_type,
        charges.transaction_type,
        charges.billing_mode,
        charges.settlement_cycle,
        charges.resource_id,
        charges.sku_id,
        charges.region_id,
        charges.project,
        charges.billing_month,
        charges.charge_period_start,
        charges.charge_period_end,
        charges.transaction_at,
        charges.consumed_quantity,
        charges.package_usage,
        charges.reserved_usage,
        charges.pricing_quantity,
        charges.list_unit_price,
        charges.reserved_cost,
        charges.plan_cost,
        charges.currency_code,
        charges.list_cost as charge_list_cost,
        charges.list_cost as contracted_cost

    from charges

    inner join adjustments
        on charges.charge_id = adjustments.charge_id

)

select * from adjustment_legs_booked
