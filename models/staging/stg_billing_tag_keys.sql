with delivered as (

    select * from {{ raw_records('billing_tag_keys') }}

),

renamed as (

    select
        account_id,
        tag_key,
        enabled_at,
        disabled_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
