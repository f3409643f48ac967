with delivered as (

    select * from {{ raw_records('billing_groups') }}

),

renamed as (

    select
        billing_group_code,
        billing_group_name,
        distributor_account_id,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
