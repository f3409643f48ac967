-- most usage is billed to both sides from one rating: only the rest is looked at singly
with

hidden_terms as (

    select terms_number

    from {{ ref('int_leg_terms') }}
    where contract_unit_price is not null and leg_kind in ('bill_a', 'bill_b')

),

bill_charges_told_apart as (

    select charge_id

    from {{ ref('int_charges') }}
    where charge_category != 'usage'

    union

    select legs.charge_id

    from {{ ref('int_legs_taxed') }} as legs

    inner join hidden_terms
        on legs.terms_number = hidden_terms.terms_number

    union

    select charge_id

    from {{ ref('int_ledger_lines') }}
    where line_kind != 'original' or charge_category != 'usage' or list_cost is null

    union

    select charge_id

    from {{ ref('int_correction_lines') }}

)

select * from bill_charges_told_apart
