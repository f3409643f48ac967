-- A channel's utility spend is the first legs of its charges and its customer spend
-- is the last ones, without adjustments.
-- If it fails, a charge of a channel is missing from the report, or a join to names
-- counts it twice.
-- It does not compare days, products and quantities.
{{ config(tags=['deep']) }}
with

reported as (

    select
        channel_code,
        currency_code,
        sum(utility_cost) as utility_cost,
        sum(customer_cost) as customer_cost

    from {{ ref('channel_product_usage') }}
    group by channel_code, currency_code

),

legs as (

    select
        channel_code,
        currency_code,
        case when leg_number = 1 then pretax_cost end as utility_cost,
        case when buyer_account_id = owner_account_id then pretax_cost end
            as customer_cost

    from {{ ref('fct_rated_legs') }}
    where channel_code is not null and not starts_with(charge_id, 'adjustment:')

),

rated as (

    select
        channel_code,
        currency_code,
        sum(utility_cost) as utility_cost,
        sum(customer_cost) as customer_cost

    from legs
    group by channel_code, currency_code

),

channels_that_differ as (

    select
        coalesce(reported.channel_code, rated.channel_code) as channel_code,
        reported.utility_cost,
        rated.utility_cost as rated_utility_cost,
        reported.customer_cost,
        rated.customer_cost as rated_customer_cost

    from reported

    full outer join rated
        on
            reported.channel_code = rated.channel_code
            and reported.currency_code = rated.currency_code

    where
        reported.utility_cost is distinct from rated.utility_cost
        or reported.customer_cost is distinct from rated.customer_cost

)

select * from channels_that_differ
