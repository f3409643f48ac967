with

allocations as (

    select * from {{ ref('int_credit_allocations_examined') }}

),

judged as (

    select
        allocation_id,
        rejection_reason

    from {{ ref('int_credit_allocations_judged') }}

),

credit_allocations_checked as (

    select
        allocations.*,
        coalesce(allocations.reason_alone, judged.rejection_reason)
            as rejection_reason

    from allocations

    left join judged
        on allocations.allocation_id = judged.allocation_id

)

select * from credit_allocations_checked
