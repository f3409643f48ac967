-- the last step of a rating: what a later build compares its own inputs with
-- depends_on: {{ ref('int_charge_legs') }}
-- depends_on: {{ ref('int_billed_inputs') }}

with

usage_inputs as (

    select
        input_kind,
        owner_account_id,
        sku_id,
        valid_from,
        valid_to,
        digest

    from {{ ref('int_usage_inputs') }}

    union all

    select
        'settings' as input_kind,
        cast(null as {{ type_text() }}) as owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as {{ type_instant() }}) as valid_from,
        cast(null as {{ type_instant() }}) as valid_to,
        '{{ rated_settings() }}' as digest

),

rated_inputs as (

    select
        input_kind,
        charge_id,
        owner_account_id,
        sku_id,
        buyer_account_id,
        tax_region,
        identity_from,
        identity_to,
        valid_from,
        valid_to,
        digest

    from {{ ref('int_leg_inputs') }}

    union all

    select
        input_kind,
        cast(null as {{ type_text() }}) as charge_id,
        owner_account_id,
        sku_id,
        cast(null as {{ type_text() }}) as buyer_account_id,
        cast(null as {{ type_text() }}) as tax_region,
        cast(null as {{ type_instant() }}) as identity_from,
        cast(null as {{ type_instant() }}) as identity_to,
        valid_from,
        valid_to,
        digest

    from usage_inputs

)

select * from rated_inputs
