with delivered as (

    select * from {{ raw_records('bill_confirmations') }}

),

renamed as (

    select
        confirmation_id,
        batch_id,
        confirmed_by_account_id,
        customer_account_id,
        billing_month,
        charge_id,
        amount,
        confirmed_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
