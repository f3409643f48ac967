{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_charge_legs') }}
    where tax_rate is not null

),

tax_rates as (

    select * from {{ ref('int_tax_rates') }}

),

-- each component is rounded on its own; the tax of the leg is their sum
leg_taxes as (

    select
        legs.leg_id,
        legs.charge_id,
        legs.leg_kind,
        legs.seller_account_id,
        legs.buyer_account_id,
        legs.owner_account_id,
        legs.billing_month,
        legs.transaction_at,
        tax_rates.tax_region,
        tax_rates.tax_component,
        tax_rates.tax_rate_id,
        tax_rates.tax_rate,
        legs.pretax_cost,
        {{ cost_at_rate('legs.pretax_cost', 'tax_rates.tax_rate') }} as tax_cost,
        legs.currency_code

    from legs

    inner join tax_rates
        on
            legs.tax_region = tax_rates.tax_region
            and {{ is_in_force('tax_rates', 'legs.transaction_at') }}

)

select * from leg_taxes
