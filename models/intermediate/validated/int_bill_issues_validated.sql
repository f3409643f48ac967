with

bill_issues as (

    select *
    from
        {{ referenced_records('bill_issues', ['seller_account_id']) }}
            as bill_issues_referenced

),

bill_issues_checked as (

    select
        *,
        coalesce(
            reference_reason,
            case
                when
                    issued_at
                    < {{ billing_instant(
                        "(cast(billing_month as timestamp) + interval '1' month)"
                    ) }}
                    then 'issued_before_end'
            end
        ) as rejection_reason

    from bill_issues

)

select * from bill_issues_checked
