with

accounts as (

    select
        account_id,
        tax_region

    from {{ ref('int_accounts_validated') }}

),

legs as (

    select
        legs_unioned.*,
        case when {{ is_taxed('legs_unioned.leg_kind') }} then accounts.tax_region end
            as taxed_region

    from {{ ref('int_legs_unioned') }} as legs_unioned

    left join accounts
        on legs_unioned.buyer_account_id = accounts.account_id

),

tax_rates as (

    select * from {{ ref('int_tax_rates_in_force') }}

),

-- the money of a leg; int_charge_legs adds what its charge and its terms say of it
legs_taxed as (

    select
        legs.charge_id,
        legs.leg_number,
        legs.terms_number,
        legs.contracted_cost,
        legs.voucher_cost,
        tax_rates.tax_rate,
        {{ tax_of(
            '(legs.contracted_cost - legs.voucher_cost)', 'tax_rates.component_rates'
        ) }} as tax_cost

    from legs

    left join tax_rates
        on
            legs.taxed_region = tax_rates.tax_region
            and {{ is_in_force('tax_rates', 'legs.transaction_at') }}

)

select * from legs_taxed
