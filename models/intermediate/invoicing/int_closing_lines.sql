with

billed_legs as (

    select
        lines.seller_account_id,
        lines.leg_id

    from {{ ref('stg_ledger_lines') }} as lines

    inner join {{ ref('stg_closed_months') }} as closed_months
        on lines.close_sequence = closed_months.close_sequence

    group by lines.seller_account_id, lines.leg_id

),

originals as (

    select lines.*

    from {{ ref('int_pro_forma_lines') }} as lines

    left join billed_legs
        on
            lines.seller_account_id = billed_legs.seller_account_id
            and lines.leg_id = billed_legs.leg_id

    where lines.close_sequence is not null and billed_legs.leg_id is null

),

closing_lines as (

    select * from originals
    union all
    select * from {{ ref('int_reversal_lines') }}
    where close_sequence is not null
    union all
    select * from {{ ref('int_correction_lines') }}
    where close_sequence is not null

)

select * from closing_lines
order by close_sequence, leg_kind, buyer_account_id, owner_account_id, line_id
