with delivered as (

    select * from {{ raw_records('channels') }}

),

renamed as (

    select
        channel_code,
        channel_name,
        reseller_account_id,
        billing_group_code,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
