-- most usage is billed to both sides from one rating: only the rest is looked at singly
with

bill_charges_told_apart as (

    select charge_id

    from {{ ref('int_bill_lines_billed') }}
    where
        leg_kind in ('bill_a', 'bill_b')
        and (
            line_kind != 'original'
            or charge_category != 'usage'
            or list_cost is null
        )
    group by charge_id

)

select * from bill_charges_told_apart
