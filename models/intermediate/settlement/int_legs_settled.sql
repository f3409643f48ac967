with

legs as (

    select * from {{ ref('int_legs_unioned') }}

),

accounts as (

    select
        account_id,
        tax_region

    from {{ ref('int_accounts_checked') }}

),

tax_rates as (

    select * from {{ ref('int_tax_rates_dated') }}

),

channels as (

    select
        channel_code,
        billing_group_code

    from {{ ref('int_channels_checked') }}
    where rejection_reason is null

),

legs_taxed as (

    select
        legs.*,
        channels.billing_group_code,
        legs.contracted_cost - legs.voucher_cost as pretax_cost,
        tax_rates.tax_rate,
        {{ tax_of(
            '(legs.contracted_cost - legs.voucher_cost)', 'tax_rates.component_rates'
        ) }} as tax_cost

    from legs

    left join accounts
        on legs.buyer_account_id = accounts.account_id

    left join tax_rates
        on
            accounts.tax_region = tax_rates.tax_region
            and {{ is_taxed('legs.leg_kind') }}
            and {{ is_in_force('tax_rates', 'legs.transaction_at') }}

    left join channels
        on legs.channel_code = channels.channel_code

),

legs_settled as (

    select
        *,
        charge_id || ':' || leg_number as leg_id,
        pretax_cost + tax_cost as billed_cost

    from legs_taxed

)

select * from legs_settled
