with

discount_changes as (

    select *
    from
        {{ referenced_records('discount_changes', ['changed_by']) }} as discount_changes_referenced

),

discount_changes_checked as (

    select
        *,
        reference_reason as rejection_reason

    from discount_changes

)

select * from discount_changes_checked
