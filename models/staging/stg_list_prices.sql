with delivered as (

    select * from {{ raw_records('list_prices') }}

),

renamed as (

    select
        sku_id,
        region_id,
        valid_from,
        tier_lower_bound,
        valid_to,
        tier_model,
        unit_price,
        currency_code,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
