with

delivered as (

    select * from {{ delivered_records('provider_bill_lines') }}

),

provider_bill_lines as (

    select
        source_format,
        source_file,
        cast(source_line as integer) as source_line,
        provider_line_id,
        cast(billing_month as date) as billing_month,
        payer_account_id,
        owner_account_id,
        resource_id,
        sku_id,
        component_code,
        charge_category,
        transaction_type,
        transaction_id,
        cast(usage_started_at as {{ type_instant() }}) as usage_started_at,
        cast(usage_ended_at as {{ type_instant() }}) as usage_ended_at,
        cast(transaction_at as {{ type_instant() }}) as transaction_at,
        cast(usage_quantity as decimal(28, 10)) as usage_quantity,
        usage_unit,
        cast(list_cost as decimal(28, 8)) as list_cost,
        cast(discount_cost as decimal(28, 8)) as discount_cost,
        cast(contracted_cost as decimal(28, 8)) as contracted_cost,
        cast(voucher_cost as decimal(28, 8)) as voucher_cost,
        cast(tax_cost as decimal(28, 8)) as tax_cost,
        cast(billed_cost as decimal(28, 8)) as billed_cost,
        currency_code,
        original_record,
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

select * from provider_bill_lines
