with

delivered as (

    select * from {{ delivered_records('payments') }}

),

payments as (

    select
        payment_id,
        account_id,
        payee_account_id,
        payment_kind,
        cast(amount as decimal(28, 8)) as amount,
        currency_code,
        status,
        failure_code,
        cast(occurred_at as {{ type_instant() }}) as occurred_at,
        memo,
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

select * from payments
