with delivered as (

    select * from {{ raw_records('payments') }}

),

renamed as (

    select
        payment_id,
        account_id,
        payee_account_id,
        payment_kind,
        amount,
        currency_code,
        status,
        failure_code,
        occurred_at,
        memo,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
