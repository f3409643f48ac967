with

lines_to_close as (

    select * from {{ ref('int_pro_forma_lines') }}
    where close_sequence is not null

),

billed_legs as (

    select
        lines_to_close.seller_account_id,
        lines_to_close.leg_id

    from lines_to_close

    inner join {{ ref('stg_ledger_lines') }} as billed_lines
        on
            lines_to_close.seller_account_id = billed_lines.seller_account_id
            and lines_to_close.leg_id = billed_lines.leg_id

    inner join {{ ref('stg_closed_months') }} as closed_months
        on billed_lines.close_sequence = closed_months.close_sequence

    group by lines_to_close.seller_account_id, lines_to_close.leg_id

),

originals as (

    select lines_to_close.*

    from lines_to_close

    left join billed_legs
        on
            lines_to_close.seller_account_id = billed_legs.seller_account_id
            and lines_to_close.leg_id = billed_legs.leg_id

    where billed_legs.leg_id is null

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
order by close_sequence
