-- most usage is billed to both sides from one rating: only the rest is looked at singly
with

bill_charges_told_apart as (

    select charge_id

    from {{ ref('int_charges') }}
    where charge_category != 'usage'

    union

    select charge_id

    from {{ ref('int_charge_legs') }}
    where contract_unit_price is not null and leg_kind in ('bill_a', 'bill_b')

    union

    select charge_id

    from {{ ref('int_ledger_lines') }}
    where line_kind != 'original' or charge_category != 'usage' or list_cost is null

    union

    select charge_id

    from {{ ref('int_correction_lines') }}

)

select * from bill_charges_told_apart
