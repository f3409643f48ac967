with

accounts as (

    select
        account_id,
        tax_region

    from {{ ref('int_accounts_checked') }}

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

    select * from {{ ref('int_tax_rates_dated') }}

),

-- what follows from other columns is left to int_legs_settled: fewer columns to write
legs_taxed as (

    select
        legs.charge_id,
        legs.leg_kind,
        legs.leg_number,
        legs.seller_account_id,
        legs.buyer_account_id,
        legs.owner_account_id,
        legs.reseller_account_id,
        legs.distributor_account_id,
        legs.channel_code,
        legs.charge_category,
        legs.transaction_type,
        legs.settlement_cycle,
        legs.resource_id,
        legs.sku_id,
        legs.region_id,
        legs.project,
        legs.billing_month,
        legs.charge_period_start,
        legs.charge_period_end,
        legs.transaction_at,
        legs.consumed_quantity,
        legs.package_usage,
        legs.reserved_usage,
        legs.pricing_quantity,
        legs.list_unit_price,
        legs.reserved_cost,
        legs.plan_cost,
        legs.currency_code,
        legs.charge_list_cost,
        legs.base_cost,
        legs.discount_id,
        legs.discount_multiplier,
        legs.contract_unit_price,
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
