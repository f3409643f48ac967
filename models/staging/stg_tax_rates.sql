with delivered as (

    select * from {{ raw_records('tax_rates') }}

),

renamed as (

    select
        tax_region,
        tax_component,
        valid_from,
        valid_to,
        tax_rate,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
