with

provider_bill_lines as (

    select *
    from
        {{
        referenced_records(
            'provider_bill_lines',
            ['payer_account_id', 'owner_account_id'],
            sku=true
        )
    }} as provider_bill_lines_referenced

),

provider_bill_lines_checked as (

    select
        *,
        reference_reason as rejection_reason

    from provider_bill_lines

)

select * from provider_bill_lines_checked
