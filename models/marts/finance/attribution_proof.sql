with

bills as (

    select
        seller_account_id as provider_account_id,
        billing_month,
        currency_code,
        sum(billed_cost) as bill_cost

    from {{ ref('int_bill_statements') }}
    where leg_kind in ('bill_a', 'direct')
    group by seller_account_id, billing_month, currency_code

),

owners as (

    select
        seller_account_id as provider_account_id,
        owner_account_id,
        billing_month,
        currency_code,
        sum(billed_cost) as owner_cost

    from {{ ref('int_bill_details_monthly') }}
    where leg_kind in ('bill_a', 'direct')
    group by seller_account_id, owner_account_id, billing_month, currency_code

),

attributed as (

    select
        provider_account_id,
        billing_month,
        currency_code,
        sum(owner_cost) as attributed_cost

    from owners
    group by provider_account_id, billing_month, currency_code

),

attribution_proof as (

    select
        coalesce(bills.provider_account_id, attributed.provider_account_id)
            as provider_account_id,
        coalesce(bills.billing_month, attributed.billing_month) as billing_month,
        coalesce(bills.bill_cost, cast(0 as decimal(38, 8))) as bill_cost,
        coalesce(attributed.attributed_cost, cast(0 as decimal(38, 8)))
            as attributed_cost,
        coalesce(bills.bill_cost, cast(0 as decimal(38, 8)))
        - coalesce(attributed.attributed_cost, cast(0 as decimal(38, 8)))
            as remainder_cost,
        coalesce(bills.currency_code, attributed.currency_code) as currency_code

    from bills

    full outer join attributed
        on
            bills.provider_account_id = attributed.provider_account_id
            and bills.billing_month = attributed.billing_month
            and bills.currency_code = attributed.currency_code

)

select * from attribution_proof
