with

legs as (

    select * from {{ ref('int_legs_taxed') }}

),

skus as (

    select * from {{ ref('int_skus_validated') }}

),

accounts as (

    select * from {{ ref('int_accounts_validated') }}

),

orders as (

    select
        *,
        'order:' || order_line_id as charge_id

    from {{ ref('int_orders_validated') }}
    where rejection_reason is null

),

order_terms as (

    select
        orders.charge_id,
        originals.order_id as original_order_id,
        cast(orders.term_count as bigint) as term_count,
        orders.term_unit,
        orders.quantity as order_quantity,
        orders.unsubscription_reason

    from orders

    left join orders as originals
        on orders.original_order_line_id = originals.order_line_id

),

-- a leg keeps all that a bill line says of it: bills are read without a join
charge_legs as (

    select
        legs.*,
        sellers.account_name as seller_name,
        buyers.account_name as buyer_name,
        owners.account_name as owner_name,
        resellers.account_name as reseller_name,
        providers.account_name as provider_name,
        coalesce(sellers.shows_customer_discounts, false) as shows_customer_discounts,
        coalesce(sellers.shows_reseller_costs, false) as shows_reseller_costs,
        order_terms.original_order_id,
        order_terms.term_count,
        order_terms.term_unit,
        order_terms.order_quantity,
        order_terms.unsubscription_reason,
        skus.subproduct_name,
        skus.component_type_name,
        skus.component_name,
        skus.specification,
        skus.resource_type_code,
        skus.resource_type_name,
        skus.settlement_type

    from legs

    left join skus
        on legs.sku_id = skus.sku_id

    left join order_terms
        on legs.charge_id = order_terms.charge_id

    left join accounts as sellers
        on legs.seller_account_id = sellers.account_id

    left join accounts as buyers
        on legs.buyer_account_id = buyers.account_id

    left join accounts as owners
        on legs.owner_account_id = owners.account_id

    left join accounts as resellers
        on legs.reseller_account_id = resellers.account_id

    left join accounts as providers
        on skus.provider_account_id = providers.account_id

)

select * from charge_legs
