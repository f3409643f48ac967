with

entitlements as (

    select *
    from
        {{ referenced_records(
            'entitlements', ['owner_account_id']
        ) }} as entitlements_referenced

),

entitlements_checked as (

    select
        *,
        reference_reason as rejection_reason

    from entitlements

)

select * from entitlements_checked
