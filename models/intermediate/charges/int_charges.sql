{{ made_after('int_touched_orders') }}
with

rated_charges as (

    select * from {{ ref('int_usage_charges') }}
    union all
    select * from {{ ref('int_order_charges') }}
    union all
    select * from {{ ref('int_adjustment_charges') }}

),

plan_costs as (

    select
        charge_id,
        sum(drawn_cost) as plan_cost

    from {{ ref('int_savings_plan_draws') }}
    group by charge_id

),

charges as (

    select
        rated_charges.*,
        {{ billing_month_of('rated_charges.transaction_at') }} as deduction_month,
        cast(coalesce(plan_costs.plan_cost, 0) as decimal(38, 8)) as plan_cost

    from rated_charges

    left join plan_costs
        on rated_charges.charge_id = plan_costs.charge_id

)

select * from charges
-- a reader of one owner's bill reads little
order by billing_month, owner_account_id, resource_id, charge_period_start
