with delivered as (

    select * from {{ raw_records('accounts') }}

),

renamed as (

    select
        account_id,
        account_name,
        account_role,
        tax_region,
        currency_code,
        shows_customer_discounts,
        shows_reseller_costs,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
