{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_legs_taxed') }}

),

channels as (

    select
        channel_code,
        billing_group_code

    from {{ ref('int_channels_checked') }}
    where rejection_reason is null

),

skus as (

    select
        sku_id,
        billing_mode

    from {{ ref('int_skus_checked') }}

),

-- what a leg says of itself follows from its cost, its terms and its charge
legs_settled as (

    select
        legs.*,
        legs.charge_id || ':' || legs.leg_number as leg_id,
        channels.billing_group_code,
        skus.billing_mode,
        case
            when legs.charge_category in ('purchase', 'refund')
                then legs.transaction_type
        end as order_type,
        case
            when legs.discount_id is null then null
            when legs.contract_unit_price is null then 'multiplier'
            else 'contract_price'
        end as discount_kind,
        case
            when legs.charge_category in ('refund', 'adjustment')
                then legs.contracted_cost
            when legs.contract_unit_price is null then legs.charge_list_cost
        end as list_cost,
        case
            when legs.contract_unit_price is null
                then legs.base_cost - legs.contracted_cost
        end as discount_cost,
        legs.contracted_cost - legs.voucher_cost as pretax_cost,
        legs.contracted_cost - legs.voucher_cost + legs.tax_cost as billed_cost

    from legs

    left join channels
        on legs.channel_code = channels.channel_code

    left join skus
        on legs.sku_id = skus.sku_id

)

select * from legs_settled
