with

confirmations as (

    select * from {{ ref('int_bill_confirmations_examined') }}

),

judged as (

    select
        confirmation_id,
        rejection_reason,
        confirmed_cost

    from {{ ref('int_bill_confirmations_judged') }}

),

bill_confirmations_checked as (

    select
        confirmations.*,
        judged.confirmed_cost,
        coalesce(confirmations.reason_alone, judged.rejection_reason)
            as rejection_reason

    from confirmations

    left join judged
        on confirmations.confirmation_id = judged.confirmation_id

)

select * from bill_confirmations_checked
