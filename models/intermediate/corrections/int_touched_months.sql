with

changed_legs as (

    select
        charge_id,
        correction_month

    from {{ ref('int_changed_legs') }}

),

stored_changed_legs as (

    select *
    from {{ rows_before(
        'changed_legs', ['charge_id', 'correction_month'], 'changed_legs', of_bills=true
    ) }} as kept

),

moved_legs as (

    select
        charge_id,
        billing_month

    from {{ ref('int_moved_legs') }}

),

stored_moved_legs as (

    select *
    from {{ rows_before(
        'moved_legs', ['charge_id', 'billing_month'], 'moved_legs', of_bills=true
    ) }} as kept

),

months as (

    select billing_month

    from {{ ref('int_charge_legs') }}
    group by billing_month

),

-- where lines can differ: of touched charges, of what is corrected, of months closed
-- since, of sellers that round otherwise
touched_months as (

    select billing_month from {{ ref('int_touched_charges') }}

    union

    select correction_month as billing_month from changed_legs

    union

    select correction_month as billing_month from stored_changed_legs

    union

    select billing_month from moved_legs

    union

    select billing_month from stored_moved_legs

    union

    select months.billing_month

    from months

    inner join {{ ref('int_changed_bill_inputs') }} as inputs
        on
            months.billing_month >= inputs.valid_from_month
            and (
                months.billing_month < inputs.valid_to_month
                or inputs.valid_to_month is null
            )

    union

    select valid_from_month as billing_month

    from {{ ref('int_changed_bill_inputs') }}
    where input_kind = 'close'

    union

    -- a build that rates everything touches every month
    select billing_month
    from months
    where {{ 'false' if bills_go_on() else 'true' }}

)

select * from touched_months
where billing_month is not null
