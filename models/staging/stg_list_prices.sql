with

delivered as (

    select * from {{ delivered_records('list_prices') }}

),

list_prices as (

    select
        sku_id,
        region_id,
        cast(valid_from as {{ type_instant() }}) as valid_from,
        cast(tier_lower_bound as decimal(28, 10)) as tier_lower_bound,
        cast(valid_to as {{ type_instant() }}) as valid_to,
        tier_model,
        cast(unit_price as decimal(28, 10)) as unit_price,
        currency_code,
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

select * from list_prices
