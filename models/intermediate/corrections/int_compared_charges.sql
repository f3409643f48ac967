with

-- months that are closed now and were not, or the other way round
changed_closes as (

    select
        seller_account_id,
        valid_from_month as billing_month

    from {{ ref('int_changed_bill_inputs') }}
    where input_kind = 'close'

),

changed_legs as (

    select charge_id
    from {{ rows_before(
        'changed_legs', ['charge_id'], ref('int_touched_charges'), of_bills=true
    ) }} as kept

),

moved_legs as (

    select charge_id
    from {{ rows_before(
        'moved_legs', ['charge_id'], ref('int_touched_charges'), of_bills=true
    ) }} as kept

),

-- any other charge is billed as it is rated, or its month is not closed
charges as (

    select charge_id from {{ ref('int_touched_charges') }}

    union

    select charge_id from changed_legs

    union

    select charge_id from moved_legs

    union

    select lines.charge_id

    from {{ ref('stg_ledger_lines') }} as lines

    inner join changed_closes
        on
            lines.seller_account_id = changed_closes.seller_account_id
            and lines.billing_month = changed_closes.billing_month

),

compared_charges as (

    select
        charge_id,
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as date) as billing_month

    from charges

    union all

    -- all that the seller billed in the month
    select
        cast(null as {{ type_text() }}) as charge_id,
        seller_account_id,
        billing_month

    from changed_closes

)

select * from compared_charges
