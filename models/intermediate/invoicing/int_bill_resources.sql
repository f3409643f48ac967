with

bill_lines as (

    select * from {{ ref('int_bill_details_monthly') }}
    where {{ is_touched_month('billing_month') }}

),

policies as (

    select * from {{ ref('int_rounding_policies') }}

),

resources_summed as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from bill_lines
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code

),

bill_resources as (

    select
        resources.leg_kind,
        resources.billing_month,
        resources.seller_account_id,
        resources.buyer_account_id,
        resources.owner_account_id,
        resources.resource_id,
        resources.billing_mode,
        resources.transaction_type,
        resources.currency_code,
        {{ as_amount('resources.list_cost', 'policies.rounding_digits') }}
            as list_amount,
        {{ as_amount('resources.contracted_cost', 'policies.rounding_digits') }}
            as contracted_amount,
        {{ as_amount('resources.voucher_cost', 'policies.rounding_digits') }}
            as voucher_amount,
        {{ as_amount('resources.pretax_cost', 'policies.rounding_digits') }}
            as pretax_amount,
        {{ as_amount('resources.tax_cost', 'policies.rounding_digits') }}
            as tax_amount,
        {{ as_amount('resources.billed_cost', 'policies.rounding_digits') }}
            as billed_amount

    from resources_summed as resources

    inner join policies
        on
            resources.seller_account_id = policies.seller_account_id
            and resources.currency_code = policies.currency_code
            and resources.billing_month >= policies.valid_from_month
            and (
                resources.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

)

select * from bill_resources
