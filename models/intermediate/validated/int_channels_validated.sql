with

channels as (

    select * from {{ current_records('channels') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

channels_validated as (

    select
        channels.*,
        case
            when resellers.account_id is null then 'unknown_account'
        end as rejection_reason

    from channels

    left join accounts as resellers
        on channels.reseller_account_id = resellers.account_id

)

select * from channels_validated
