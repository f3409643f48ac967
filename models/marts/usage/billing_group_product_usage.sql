with

channel_usage as (

    select * from {{ ref('channel_product_usage') }}

),

channels as (

    select
        channel_code,
        billing_group_code

    from {{ ref('dim_channels') }}
    where billing_group_code is not null

),

billing_group_product_usage as (

    select
        channels.billing_group_code,
        channel_usage.usage_date,
        channel_usage.product_code,
        max(channel_usage.product_name) as product_name,
        channel_usage.unit,
        case
            when count(*) = count(channel_usage.quantity)
                then {{ quantity_sum('channel_usage.quantity') }}
        end as quantity,
        sum(channel_usage.list_cost) as list_cost,
        sum(channel_usage.utility_cost) as utility_cost,
        sum(channel_usage.customer_cost) as customer_cost,
        channel_usage.currency_code

    from channel_usage

    inner join channels
        on channel_usage.channel_code = channels.channel_code

    group by
        channels.billing_group_code,
        channel_usage.usage_date,
        channel_usage.product_code,
        channel_usage.unit,
        channel_usage.currency_code

)

select * from billing_group_product_usage
