with

lines as (

    select * from {{ ref('int_prepaid_lines_opened') }}

),

months as (

    select * from {{ ref('int_amortised_costs') }}

),

skus as (

    select
        sku_id,
        product_code

    from {{ ref('int_skus_validated') }}

),

amortised_costs as (

    select
        months.charge_id,
        months.billing_month,
        lines.paid_month,
        lines.order_id,
        lines.original_charge_id,
        lines.charge_category,
        lines.order_type,
        lines.provider_account_id,
        lines.distributor_account_id,
        lines.reseller_account_id,
        lines.owner_account_id,
        lines.resource_id,
        lines.sku_id,
        skus.product_code,
        lines.service_from,
        lines.service_to,
        lines.ended_month,
        months.list_cost,
        months.utility_cost,
        months.customer_cost,
        lines.currency_code

    from months

    inner join lines
        on months.charge_id = lines.charge_id

    inner join skus
        on lines.sku_id = skus.sku_id

)

select * from amortised_costs
