with

forbidden_purchases as (

    select
        charge_id,
        owner_account_id,
        order_id,
        order_type,
        billing_mode,
        resource_id,
        sku_id,
        placed_at,
        reasons,
        list_cost,
        currency_code

    from {{ ref('int_forbidden_purchases') }}

)

select * from forbidden_purchases
