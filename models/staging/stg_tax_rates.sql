with

delivered as (

    select * from {{ delivered_records('tax_rates') }}

),

tax_rates as (

    select
        tax_region,
        tax_component,
        cast(valid_from as {{ type_instant() }}) as valid_from,
        cast(valid_to as {{ type_instant() }}) as valid_to,
        cast(tax_rate as decimal(9, 6)) as tax_rate,
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

select * from tax_rates
