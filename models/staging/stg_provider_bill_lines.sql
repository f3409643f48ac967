with delivered as (

    select * from {{ raw_records('provider_bill_lines') }}

),

renamed as (

    select
        source_format,
        source_file,
        source_line,
        provider_line_id,
        billing_month,
        payer_account_id,
        owner_account_id,
        resource_id,
        sku_id,
        component_code,
        charge_category,
        transaction_type,
        transaction_id,
        usage_started_at,
        usage_ended_at,
        transaction_at,
        usage_quantity,
        usage_unit,
        list_cost,
        discount_cost,
        contracted_cost,
        voucher_cost,
        tax_cost,
        billed_cost,
        currency_code,
        original_record,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
