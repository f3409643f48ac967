{%- set charge_columns = [
    'charge_id', 'owner_account_id', 'sku_id', 'billing_month', 'charge_category',
    'identity_at', 'price_at', 'transaction_at'
] -%}

with recursive

charges as (

    select
        *,
        coalesce(sku_id, charge_id) as sku_key

    from {{ rows_before(
        'charges', charge_columns, ref('int_order_charges')
    ) }} as kept

),

inputs as (

    select * from {{ ref('int_leg_inputs') }}

),

stored_inputs as (

    select * from {{ rows_before('rated_inputs', ['*'], 'inputs') }} as kept
    where input_kind in ('leg', 'tax', 'voucher')

),

-- of what legs are rated by, the old rows and the new ones
changed_inputs as (

    select * from {{ differing_rows('inputs', 'stored_inputs') }} as differing

),

-- terms count at the price moment, taxes when the charge is paid or settled
changed_terms as (

    select
        owner_account_id,
        coalesce(sku_id, charge_id) as sku_key,
        identity_from,
        identity_to,
        valid_from,
        valid_to,
        false as is_tax

    from changed_inputs
    where input_kind = 'leg'

    union

    select
        legs.owner_account_id,
        coalesce(legs.sku_id, legs.charge_id) as sku_key,
        taxes.identity_from,
        taxes.identity_to,
        taxes.valid_from,
        taxes.valid_to,
        true as is_tax

    from changed_inputs as taxes

    inner join inputs as legs
        on taxes.tax_region = legs.tax_region and legs.input_kind = 'leg'

    where taxes.input_kind = 'tax'

),

inputs_then_and_now as (

    select * from inputs
    union all
    select * from stored_inputs

),

-- whose charges a voucher of an account pays or paid: all owners that it was billed for
voucher_owners as (

    select distinct
        owner_account_id,
        buyer_account_id

    from inputs_then_and_now
    where
        input_kind = 'leg'
        and buyer_account_id in (
            select vouchers.buyer_account_id
            from inputs_then_and_now as vouchers
            where vouchers.input_kind = 'voucher'
        )

),

first_touched as (

    select
        charge_id,
        owner_account_id,
        billing_month,
        'usage' as charge_category

    from {{ ref('int_touched_usage') }}

    union

    select * from {{ ref('int_touched_orders') }}

    union

    select
        charges.charge_id,
        charges.owner_account_id,
        charges.billing_month,
        charges.charge_category

    from charges

    inner join changed_terms as terms
        on
            charges.owner_account_id = terms.owner_account_id
            and charges.sku_key = terms.sku_key
            and charges.identity_at >= terms.identity_from
            and charges.identity_at < terms.identity_to
            and {{ is_in_force(
                'terms',
                'case when terms.is_tax then charges.transaction_at '
                'else charges.price_at end'
            ) }}

),

-- vouchers are drawn on all charges of all these owners in order
drawn_owners as (

    select owner_account_id from first_touched

    union

    select voucher_owners.owner_account_id

    from voucher_owners

    inner join changed_inputs as vouchers
        on
            voucher_owners.buyer_account_id = vouchers.buyer_account_id
            and vouchers.input_kind = 'voucher'

    union

    select others.owner_account_id

    from drawn_owners

    inner join voucher_owners
        on drawn_owners.owner_account_id = voucher_owners.owner_account_id

    inner join voucher_owners as others
        on voucher_owners.buyer_account_id = others.buyer_account_id

),

touched_charges as (

    select
        charge_id,
        billing_month

    from first_touched

    union

    select
        charge_id,
        billing_month

    from charges
    where
        -- a refund is rated with the lines that it gives back
        (charge_category != 'usage' and owner_account_id in (
            select first_touched.owner_account_id
            from first_touched
            where first_touched.charge_category != 'usage'
        ))
        or owner_account_id in (
            select drawn_owners.owner_account_id from drawn_owners
            intersect
            select voucher_owners.owner_account_id from voucher_owners
        )

)

select * from touched_charges
