with

changed_legs as (

    select * from {{ ref('int_changed_legs') }}

),

correction_lines as (

    select
        {{ changed_line('correction') }}

    from changed_legs as changes

    inner join {{ ref('int_pro_forma_lines') }} as lines
        on
            changes.seller_account_id = lines.seller_account_id
            and changes.leg_id = lines.leg_id

    where changes.is_corrected

)

select * from correction_lines
