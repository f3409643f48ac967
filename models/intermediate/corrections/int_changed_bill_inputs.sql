{%- set columns = [
    'input_kind', 'seller_account_id', 'valid_from_month', 'valid_to_month', 'digest'
] -%}

with

inputs as (

    select * from {{ ref('int_bill_inputs') }}
    -- a build that rates everything asks for none
    where {{ 'true' if bills_go_on() else 'false' }}

),

stored_inputs as (

    select *
    from {{ rows_before(
        'billed_inputs', columns, 'inputs', of_bills=true
    ) }} as kept

),

-- of what bills are made by, the old rows and the new ones
changed_inputs as (

    select * from {{ differing_rows('inputs', 'stored_inputs') }} as differing

)

select distinct
    input_kind,
    seller_account_id,
    valid_from_month,
    valid_to_month

from changed_inputs
