with

leg_terms as (

    select
        'leg' as input_kind,
        charge_id,
        owner_account_id,
        sku_id,
        buyer_account_id,
        buyer_tax_region as tax_region,
        path_from as identity_from,
        path_to as identity_to,
        valid_from,
        valid_to,
        {{ digest_text_of([
            'leg_number', 'leg_kind', 'seller_account_id', 'reseller_account_id',
            'distributor_account_id', 'channel_code', 'billing_group_code', 'discount_id',
            'discount_kind', 'discount_multiplier', 'contract_unit_price', 'product_code',
            'product_name', 'subproduct_code', 'subproduct_name', 'component_type_code',
            'component_type_name', 'component_code', 'component_name', 'specification',
            'resource_type_code', 'resource_type_name', 'usage_unit', 'pricing_unit',
            'settlement_type', 'seller_name', 'buyer_name', 'owner_name', 'reseller_name',
            'provider_name', 'shows_customer_discounts', 'shows_reseller_costs',
            'is_discount_shown'
        ]) }} as digest

    from {{ ref('int_leg_terms') }}

),

tax_rates as (

    select
        'tax' as input_kind,
        cast(null as {{ type_text() }}) as charge_id,
        cast(null as {{ type_text() }}) as owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as {{ type_text() }}) as buyer_account_id,
        tax_region,
        {{ beginning_of_time() }} as identity_from,
        {{ end_of_time() }} as identity_to,
        valid_from,
        valid_to,
        {{ digest_text_of(['tax_component', 'tax_rate', 'tax_rate_id']) }} as digest

    from {{ ref('int_tax_rates') }}

),

-- what a voucher pays of one leg it does not pay of another: all legs of its holder
vouchers as (

    select
        'voucher' as input_kind,
        cast(null as {{ type_text() }}) as charge_id,
        cast(null as {{ type_text() }}) as owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        holder_account_id as buyer_account_id,
        cast(null as {{ type_text() }}) as tax_region,
        {{ beginning_of_time() }} as identity_from,
        {{ end_of_time() }} as identity_to,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        {{ digest_text_of([
            'voucher_id', 'voucher_type', 'currency_code', 'designated_account_id',
            'payment_mode', 'product_codes', 'product_codes_are_excluded', 'face_value',
            'minimum_spend', 'is_reusable', 'valid_from', 'valid_to'
        ]) }} as digest

    from {{ ref('int_vouchers_validated') }}
    where rejection_reason is null

),

leg_inputs as (

    select * from leg_terms
    union all
    select * from tax_rates
    union all
    select * from vouchers

)

select * from leg_inputs
