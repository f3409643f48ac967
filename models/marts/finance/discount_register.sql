with

discount_register as (

    select
        discount_id,
        discount_type,
        seller_account_id,
        buyer_account_id,
        based_on_discount_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        discount_kind,
        discount_multiplier,
        contract_unit_price,
        approved_multiplier,
        approved_unit_price,
        submitted_at,
        effective_at,
        expires_at,
        is_auto_renewed,
        state,
        rejection_reason,
        recorded_at

    from {{ ref('int_discount_register') }}

)

select * from discount_register
