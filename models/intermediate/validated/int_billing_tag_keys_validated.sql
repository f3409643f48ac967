with

billing_tag_keys as (

    select *
    from
        {{ referenced_records(
            'billing_tag_keys', ['account_id']
        ) }} as billing_tag_keys_referenced

),

billing_tag_keys_checked as (

    select
        *,
        reference_reason as rejection_reason

    from billing_tag_keys

)

select * from billing_tag_keys_checked
