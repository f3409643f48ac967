{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_charge_legs') }}
    where tax_rate is not null

),

buyers as (

    select
        account_id,
        tax_region

    from {{ ref('int_accounts_validated') }}

),

components as (

    select * from {{ ref('int_tax_components_dated') }}

),

-- each component rounded on its own, as the tax of the leg is the sum of them
leg_taxes_split as (

    select
        legs.leg_id,
        legs.charge_id,
        legs.leg_kind,
        legs.seller_account_id,
        legs.buyer_account_id,
        legs.owner_account_id,
        legs.billing_month,
        legs.transaction_at,
        components.tax_region,
        components.tax_component,
        components.tax_rate_id,
        components.tax_rate,
        legs.pretax_cost,
        {{ cost_at_rate('legs.pretax_cost', 'components.tax_rate') }} as tax_cost,
        legs.currency_code

    from legs

    inner join buyers
        on legs.buyer_account_id = buyers.account_id

    inner join components
        on
            buyers.tax_region = components.tax_region
            and {{ is_in_force('components', 'legs.transaction_at') }}

)

select * from leg_taxes_split
