with

changed_legs as (

    select * from {{ ref('int_changed_legs') }}

),

reversal_lines as (

    select
        {{ changed_line('reversal') }}

    from changed_legs as changes

    inner join {{ ref('int_ledger_lines') }} as lines
        on
            changes.seller_account_id = lines.seller_account_id
            and changes.corrects_line_id = lines.line_id

    where changes.is_reversed

)

select * from reversal_lines
