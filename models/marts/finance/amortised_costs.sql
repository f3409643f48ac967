with

amortised_costs as (

    select
        charge_id,
        billing_month,
        paid_month,
        order_id,
        original_charge_id,
        charge_category,
        order_type,
        provider_account_id,
        distributor_account_id,
        reseller_account_id,
        owner_account_id,
        resource_id,
        sku_id,
        product_code,
        service_from,
        service_to,
        ended_month,
        list_cost,
        utility_cost,
        customer_cost,
        currency_code

    from {{ ref('int_amortised_costs') }}

)

select * from amortised_costs
