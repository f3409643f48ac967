with

delivered as (

    select * from {{ delivered_records('bill_confirmations') }}

),

bill_confirmations as (

    select
        confirmation_id,
        batch_id,
        confirmed_by_account_id,
        customer_account_id,
        cast(billing_month as date) as billing_month,
        charge_id,
        cast(amount as decimal(28, 8)) as amount,
        cast(confirmed_at as {{ type_instant() }}) as confirmed_at,
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

select * from bill_confirmations
