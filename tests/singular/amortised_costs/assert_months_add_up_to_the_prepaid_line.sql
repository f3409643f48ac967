-- The months of a prepaid line add up to the line, on its first and its last leg, to
-- the last digit, and every prepaid line is spread (d3.17).
-- If it fails, a cent of a prepaid line belongs to no month or to two.
-- It does not say that a month has the right share.
with

spread as (

    select
        charge_id,
        sum(list_cost) as list_cost,
        sum(utility_cost) as utility_cost,
        sum(customer_cost) as customer_cost

    from {{ ref('amortised_costs') }}
    group by charge_id

),

charges as (

    select
        charge_id,
        list_cost

    from {{ ref('fct_charges') }}
    where charge_category in ('purchase', 'refund')

),

legs as (

    select
        fct_rated_legs.charge_id,
        sum(
            case
                when fct_rated_legs.leg_number = 1 then fct_rated_legs.pretax_cost
                else 0
            end
        ) as utility_cost,
        sum(
            case
                when
                    fct_rated_legs.buyer_account_id = fct_rated_legs.owner_account_id
                    then fct_rated_legs.pretax_cost
                else 0
            end
        ) as customer_cost

    from {{ ref('fct_rated_legs') }} as fct_rated_legs

    inner join charges
        on fct_rated_legs.charge_id = charges.charge_id

    group by fct_rated_legs.charge_id

),

lines_that_differ as (

    select
        coalesce(spread.charge_id, charges.charge_id) as charge_id,
        spread.list_cost,
        spread.utility_cost,
        spread.customer_cost

    from spread

    full outer join charges
        on spread.charge_id = charges.charge_id

    left join legs
        on charges.charge_id = legs.charge_id

    where
        spread.charge_id is null
        or charges.charge_id is null
        or spread.list_cost != charges.list_cost
        or spread.utility_cost != legs.utility_cost
        or spread.customer_cost != legs.customer_cost

)

select * from lines_that_differ
