with

closed_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}
    where is_closed

),

moved_legs as (

    select
        lines.seller_account_id,
        lines.leg_id,
        lines.charge_id,
        lines.billing_month

    from {{ ref('int_charge_legs') }} as lines

    inner join {{ ref('int_ledger_lines') }} as billed_lines
        on
            lines.seller_account_id = billed_lines.seller_account_id
            and lines.leg_id = billed_lines.leg_id

    left join closed_months
        on
            lines.seller_account_id = closed_months.seller_account_id
            and lines.billing_month = closed_months.billing_month

    where
        closed_months.billing_month is null
        and {{ is_compared_leg('lines') }}
    group by
        lines.seller_account_id, lines.leg_id, lines.charge_id, lines.billing_month

)

select * from moved_legs
