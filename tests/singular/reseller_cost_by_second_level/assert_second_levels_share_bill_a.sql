-- The costs of a distributor's second-level resellers are the lines of its Bill A
-- that were sold on, without adjustments.
-- If it fails, a second-level reseller's cost is missing, or is under another
-- distributor.
-- It does not compare the distributor's own customers.
{{ config(tags=['deep']) }}

with

reported as (

    select
        distributor_account_id,
        reseller_account_id,
        billing_month,
        currency_code,
        billed_cost

    from {{ ref('reseller_cost_by_second_level') }}

),

billed as (

    select
        buyer_account_id as distributor_account_id,
        reseller_account_id,
        billing_month,
        currency_code,
        sum(billed_cost) as billed_cost

    from {{ ref('bill_a_details') }}
    where
        reseller_account_id != buyer_account_id
        and charge_category != 'adjustment'
    group by buyer_account_id, reseller_account_id, billing_month, currency_code

),

resellers_that_differ as (

    select
        coalesce(reported.distributor_account_id, billed.distributor_account_id)
            as distributor_account_id,
        coalesce(reported.reseller_account_id, billed.reseller_account_id)
            as reseller_account_id,
        coalesce(reported.billing_month, billed.billing_month) as billing_month,
        reported.billed_cost as reported_cost,
        billed.billed_cost

    from reported

    full outer join billed
        on
            reported.distributor_account_id = billed.distributor_account_id
            and reported.reseller_account_id = billed.reseller_account_id
            and reported.billing_month = billed.billing_month
            and reported.currency_code = billed.currency_code

    where reported.billed_cost is distinct from billed.billed_cost

)

select * from resellers_that_differ
