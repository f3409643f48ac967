with recursive

-- every party that was ever above an account, and the account itself
uplines as (

    select
        account_id,
        account_role,
        account_id as upline_account_id

    from {{ ref('int_accounts_validated') }}

    union

    select
        uplines.account_id,
        uplines.account_role,
        bindings.parent_account_id as upline_account_id

    from uplines

    inner join {{ ref('int_account_bindings_validated') }} as bindings
        on uplines.upline_account_id = bindings.account_id

    where bindings.rejection_reason is null

),

-- only these can make a leg cost more than the list price
raising_discounts as (

    select *
    from {{ current_records('discounts') }} as current_records
    where contract_unit_price is not null or multiplier > 1

),

regional_rates as (

    select
        tax_region,
        sum(tax_rate) as tax_rate

    from {{ ref('int_tax_rates_validated') }}
    where rejection_reason is null
    group by tax_region

),

-- the maintained rates are below 50 %
highest_tax as (

    select
        cast(
            1 + greatest(cast(0.5 as decimal(18, 6)), coalesce(max(tax_rate), 0))
            as decimal(18, 6)
        ) as tax_factor

    from regional_rates

),

discount_reach as (

    select
        uplines.account_id,
        uplines.account_role,
        raising_discounts.discount_id,
        raising_discounts.product_code,
        raising_discounts.subproduct_code,
        raising_discounts.component_type_code,
        raising_discounts.component_code,
        coalesce(raising_discounts.multiplier, cast(1 as decimal(18, 10)))
            as discount_multiplier,
        coalesce(raising_discounts.contract_unit_price, cast(0 as decimal(28, 10)))
            as contract_unit_price,
        highest_tax.tax_factor

    from uplines

    left join raising_discounts
        on uplines.upline_account_id = raising_discounts.buyer_account_id

    cross join highest_tax

    where
        raising_discounts.discount_id is not null
        or uplines.account_id = uplines.upline_account_id

)

select * from discount_reach
