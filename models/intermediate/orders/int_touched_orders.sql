with

orders as (

    select * from {{ ref('int_order_charges') }}
    union all
    select * from {{ ref('int_adjustment_charges') }}

),

-- as int_charges keeps them
order_charges as (

    select
        *,
        {{ billing_month_of('transaction_at') }} as deduction_month,
        cast(0 as decimal(38, 8)) as plan_cost

    from orders

),

stored_charges as (

    select *
    from {{ rows_before('charges', ['*'], 'order_charges') }} as kept
    where charge_category != 'usage'

),

-- what was ordered, restated, rejected or withdrawn since, as it was and as it is
changed_charges as (

    select * from {{ differing_rows('order_charges', 'stored_charges') }} as differing

),

touched_orders as (

    select distinct
        charge_id,
        owner_account_id,
        billing_month,
        charge_category

    from changed_charges

)

select * from touched_orders
