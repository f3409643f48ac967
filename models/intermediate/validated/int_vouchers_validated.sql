with

vouchers as (

    select *
    from
        {{
        referenced_records(
            'vouchers',
            ['funded_by_account_id', 'holder_account_id', 'designated_account_id']
        )
    }} as vouchers_referenced

),

vouchers_checked as (

    select
        *,
        reference_reason as rejection_reason

    from vouchers

)

select * from vouchers_checked
