{{ config(materialized='view') }}

with

closed_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}
    where is_closed

),

-- a leg is billed for the first time in its own month, until that is closed
open_lines as (

    select lines.*

    from {{ ref('int_pro_forma_lines') }} as lines

    left join closed_months
        on
            lines.seller_account_id = closed_months.seller_account_id
            and lines.billing_month = closed_months.billing_month

    left join {{ ref('int_moved_legs') }} as moved_legs
        on
            lines.seller_account_id = moved_legs.seller_account_id
            and lines.leg_id = moved_legs.leg_id

    where closed_months.billing_month is null and moved_legs.leg_id is null

),

bill_lines as (

    select * from {{ ref('int_ledger_lines') }}
    union all
    select * from {{ ref('int_reversal_lines') }}
    union all
    select * from {{ ref('int_correction_lines') }}
    union all
    select * from open_lines

)

select * from bill_lines
