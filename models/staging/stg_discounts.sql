with delivered as (

    select * from {{ raw_records('discounts') }}

),

renamed as (

    select
        discount_id,
        seller_account_id,
        buyer_account_id,
        based_on_discount_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        discount_kind,
        multiplier,
        contract_unit_price,
        submitted_at,
        effective_at,
        expires_at,
        auto_renew,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
