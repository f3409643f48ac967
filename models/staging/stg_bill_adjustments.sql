with delivered as (

    select * from {{ raw_records('bill_adjustments') }}

),

renamed as (

    select
        adjustment_id,
        provider_account_id,
        reseller_account_id,
        owner_account_id,
        adjustment_kind,
        amount,
        currency_code,
        occurred_at,
        reason,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
