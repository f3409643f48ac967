with

channels as (

    select *
    from
        {{ referenced_records(
            'channels', ['reseller_account_id']
        ) }} as channels_referenced

),

channels_checked as (

    select
        *,
        reference_reason as rejection_reason

    from channels

)

select * from channels_checked
