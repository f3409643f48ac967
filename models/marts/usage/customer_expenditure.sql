with

charges as (

    select * from {{ ref('int_charges') }}
    where charge_category != 'adjustment'

),

customers as (

    select
        account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_chains') }}
    where not is_partner

),

skus as (

    select
        sku_id,
        product_code,
        product_name

    from {{ ref('int_skus_validated') }}

),

customer_expenditure as (

    select
        charges.owner_account_id,
        skus.product_code,
        max(skus.product_name) as product_name,
        charges.billing_month,
        sum(charges.list_cost) as list_cost,
        charges.currency_code

    from charges

    inner join customers
        on
            charges.owner_account_id = customers.account_id
            and {{ is_in_force('customers', 'charges.identity_at') }}

    inner join skus
        on charges.sku_id = skus.sku_id

    group by
        charges.owner_account_id,
        skus.product_code,
        charges.billing_month,
        charges.currency_code

)

select * from customer_expenditure
