with

delivered as (

    select * from {{ delivered_records('discounts') }}

),

discounts as (

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
        cast(multiplier as decimal(18, 10)) as multiplier,
        cast(contract_unit_price as decimal(28, 10)) as contract_unit_price,
        cast(submitted_at as {{ type_instant() }}) as submitted_at,
        cast(effective_at as {{ type_instant() }}) as effective_at,
        cast(expires_at as {{ type_instant() }}) as expires_at,
        cast(auto_renew as boolean) as auto_renew,
        cast(recorded_at as {{ type_instant() }}) as recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        rejection_detail,
        record_file,
        record_line

    from delivered
    -- a record whose recorded_at cannot be read is rejected at every moment
    where {{ is_known('recorded_at') }} or recorded_at is null

)

select * from discounts
