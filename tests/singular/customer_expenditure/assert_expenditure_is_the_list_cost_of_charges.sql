-- The expenditure of customers is the list cost of all charges that customers own, as
-- they were then, without adjustments.
-- If it fails, a product or a customer is missing from the report, or a join to
-- names counts a charge twice.
-- It does not compare what a tier pays.
with

expenditure as (

    select
        owner_account_id,
        currency_code,
        sum(list_cost) as list_cost

    from {{ ref('customer_expenditure') }}
    group by owner_account_id, currency_code

),

-- charges whose owner was a customer then: it buys its last leg, and no partner does
customer_charges as (

    select charge_id
    from {{ ref('fct_rated_legs') }}
    where leg_kind in ('bill_b', 'direct')

),

charges as (

    select
        charge_id,
        owner_account_id,
        currency_code,
        list_cost

    from {{ ref('fct_charges') }}
    where charge_category != 'adjustment'

),

charged as (

    select
        charges.owner_account_id,
        charges.currency_code,
        sum(charges.list_cost) as list_cost

    from charges

    inner join customer_charges
        on charges.charge_id = customer_charges.charge_id

    group by charges.owner_account_id, charges.currency_code

),

owners_that_differ as (

    select
        coalesce(charged.owner_account_id, expenditure.owner_account_id)
            as owner_account_id,
        coalesce(charged.currency_code, expenditure.currency_code) as currency_code,
        charged.list_cost as charged_cost,
        expenditure.list_cost as reported_cost

    from charged

    full outer join expenditure
        on
            charged.owner_account_id = expenditure.owner_account_id
            and charged.currency_code = expenditure.currency_code

    where charged.list_cost is distinct from expenditure.list_cost

)

select * from owners_that_differ
