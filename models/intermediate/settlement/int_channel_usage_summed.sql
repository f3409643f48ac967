{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_legs_settled') }}
    where channel_code is not null and charge_category != 'adjustment'

),

skus as (

    select
        sku_id,
        product_code,
        product_name,
        usage_unit,
        pricing_unit

    from {{ ref('int_skus_checked') }}

),

-- usage and list price stand on the first leg, the customer's price on the last
channel_legs as (

    select
        legs.channel_code,
        {{ billing_date_of('case
            when legs.charge_category = \'usage\' then legs.charge_period_start
            else legs.transaction_at
        end') }} as usage_date,
        skus.product_code,
        skus.product_name,
        case
            when legs.charge_category = 'usage' then skus.usage_unit
            else skus.pricing_unit
        end as unit,
        case
            when legs.leg_number > 1 or legs.charge_category = 'refund' then null
            when legs.charge_category = 'usage' then legs.consumed_quantity
            else legs.pricing_quantity
        end as quantity,
        case when legs.leg_number = 1 then legs.charge_list_cost end as list_cost,
        case when legs.leg_number = 1 then legs.pretax_cost end as utility_cost,
        case
            when legs.buyer_account_id = legs.owner_account_id then legs.pretax_cost
        end as customer_cost,
        legs.currency_code

    from legs

    inner join skus
        on legs.sku_id = skus.sku_id

),

channel_usage_summed as (

    select
        channel_code,
        usage_date,
        product_code,
        max(product_name) as product_name,
        unit,
        coalesce(sum(quantity), cast(0 as decimal(38, 10))) as quantity,
        sum(list_cost) as list_cost,
        sum(utility_cost) as utility_cost,
        sum(customer_cost) as customer_cost,
        currency_code

    from channel_legs
    group by channel_code, usage_date, product_code, unit, currency_code

)

select * from channel_usage_summed
