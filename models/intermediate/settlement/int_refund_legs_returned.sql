{{ config(materialized='view') }}

with

refunds as (

    select * from {{ ref('int_charges_listed') }}
    where charge_category = 'refund'

),

original_legs as (

    select
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        contracted_cost - voucher_cost as paid_cost

    from {{ ref('int_legs_vouchered') }}
    where charge_category = 'purchase'

),

-- each tier gets back its share of what it paid; voucher money is not refunded
refund_legs_returned as (

    select
        refunds.charge_id,
        original_legs.leg_kind,
        original_legs.leg_number,
        original_legs.seller_account_id,
        original_legs.buyer_account_id,
        refunds.owner_account_id,
        original_legs.reseller_account_id,
        original_legs.distributor_account_id,
        original_legs.channel_code,
        refunds.charge_category,
        refunds.order_type,
        refunds.transaction_type,
        refunds.billing_mode,
        refunds.settlement_cycle,
        refunds.resource_id,
        refunds.sku_id,
        refunds.region_id,
        refunds.project,
        refunds.billing_month,
        refunds.charge_period_start,
        refunds.charge_period_end,
        refunds.transaction_at,
        refunds.consumed_quantity,
        refunds.package_usage,
        refunds.reserved_usage,
        refunds.pricing_quantity,
        refunds.list_unit_price,
        refunds.reserved_cost,
        refunds.plan_cost,
        refunds.currency_code,
        refunds.list_cost as charge_list_cost,
        -{{ as_cost('refunds.refunded_share * original_legs.paid_cost') }}
            as contracted_cost

    from refunds

    inner join original_legs
        on refunds.original_charge_id = original_legs.charge_id

)

select * from refund_legs_returned
