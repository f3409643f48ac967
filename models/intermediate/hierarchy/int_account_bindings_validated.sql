with

bindings as (

    select * from {{ ref('int_account_bindings_screened') }}

),

cycles as (

    select binding_id

    from {{ ref('int_hierarchy_cycles') }}

),

account_bindings_checked as (

    select
        bindings.*,
        case
            when bindings.screening_reason is not null then bindings.screening_reason
            when cycles.binding_id is not null then 'hierarchy_cycle'
        end as rejection_reason

    from bindings

    left join cycles
        on bindings.binding_id = cycles.binding_id

)

select * from account_bindings_checked
