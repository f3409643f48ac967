{{ config(materialized='view') }}

with

closed_months as (

    select
        seller_account_id,
        billing_month,
        close_sequence

    from {{ ref('int_issued_months') }}
    where is_closed

),

ledger_lines as (

    select lines.*

    from {{ ref('stg_ledger_lines') }} as lines

    inner join closed_months
        on lines.close_sequence = closed_months.close_sequence

),

-- a leg is billed for the first time in its own month, until that is closed
open_lines as (

    select
        cast(null as bigint) as close_sequence,
        {{ original_line() }}

    from {{ ref('int_charge_legs') }} as legs

    left join closed_months
        on
            legs.seller_account_id = closed_months.seller_account_id
            and legs.billing_month = closed_months.billing_month

    left join {{ ref('int_moved_legs') }} as moved_legs
        on
            legs.seller_account_id = moved_legs.seller_account_id
            and legs.leg_id = moved_legs.leg_id

    where closed_months.billing_month is null and moved_legs.leg_id is null

),

bill_lines as (

    select * from ledger_lines
    union all
    select * from {{ ref('int_reversal_lines') }}
    union all
    select * from {{ ref('int_correction_lines') }}
    union all
    select * from open_lines

)

select * from bill_lines
