with

reconciliation as (

    select * from {{ ref('provider_bill_reconciliation') }}

),

provider_bill_differences as (

    select
        payer_account_id,
        billing_month,
        cause,
        count(*) as item_count,
        cast(sum(coalesce(provider_cost, 0)) as decimal(38, 8)) as provider_cost,
        cast(sum(coalesce(own_cost, 0)) as decimal(38, 8)) as own_cost,
        cast(sum(difference_cost) as decimal(38, 8)) as difference_cost,
        currency_code

    from reconciliation
    group by payer_account_id, billing_month, cause, currency_code

)

select * from provider_bill_differences
