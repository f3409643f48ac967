with delivered as (

    select * from {{ raw_records('bill_issues') }}

),

renamed as (

    select
        seller_account_id,
        billing_month,
        version,
        issued_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
