with

delivered as (

    select * from {{ delivered_records('accounts') }}

),

accounts as (

    select
        account_id,
        account_name,
        account_role,
        tax_region,
        currency_code,
        cast(shows_customer_discounts as boolean) as shows_customer_discounts,
        cast(shows_reseller_costs as boolean) as shows_reseller_costs,
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

select * from accounts
