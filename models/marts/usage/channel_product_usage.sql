with

legs as (

    select
        *,
        contracted_cost - voucher_cost as pretax_cost

    from {{ ref('int_legs_aggregated') }}
    where channel_code is not null

),

-- usage and list cost are those of the first leg, the customer's cost that of the last
channel_legs as (

    select
        channel_code,
        usage_date,
        product_code,
        product_name,
        unit,
        case
            when leg_number = 1 and charge_category != 'refund' then quantity
            else 0
        end as quantity,
        case when leg_number = 1 then list_cost end as list_cost,
        case when leg_number = 1 then pretax_cost end as utility_cost,
        case
            when buyer_account_id = owner_account_id then pretax_cost
        end as customer_cost,
        currency_code

    from legs

),

channel_product_usage as (

    select
        channel_code,
        usage_date,
        product_code,
        max(product_name) as product_name,
        unit,
        case
            when count(*) = count(quantity)
                then {{ quantity_sum('quantity') }}
        end as quantity,
        sum(list_cost) as list_cost,
        sum(utility_cost) as utility_cost,
        sum(customer_cost) as customer_cost,
        currency_code

    from channel_legs
    group by channel_code, usage_date, product_code, unit, currency_code

)

select * from channel_product_usage
