with

legs as (

    select * from {{ ref('int_legs_aggregated') }}
    where charge_category != 'adjustment'

),

-- a partner sells leg n and buys leg n - 1 of the same charge
tiers as (

    select
        seller_account_id as tier_account_id,
        leg_number,
        owner_account_id,
        product_code,
        billing_month,
        currency_code,
        sum(contracted_cost) as revenue_cost,
        sum(voucher_cost) as sold_voucher_cost,
        cast(0 as decimal(38, 8)) as purchase_cost,
        cast(0 as decimal(38, 8)) as bought_voucher_cost

    from legs
    where leg_number > 1
    group by
        seller_account_id,
        leg_number,
        owner_account_id,
        product_code,
        billing_month,
        currency_code

    union all

    select
        buyer_account_id as tier_account_id,
        leg_number + 1 as leg_number,
        owner_account_id,
        product_code,
        billing_month,
        currency_code,
        cast(0 as decimal(38, 8)) as revenue_cost,
        cast(0 as decimal(38, 8)) as sold_voucher_cost,
        sum(contracted_cost) as purchase_cost,
        sum(voucher_cost) as bought_voucher_cost

    from legs
    where buyer_account_id != owner_account_id
    group by
        buyer_account_id,
        leg_number,
        owner_account_id,
        product_code,
        billing_month,
        currency_code

),

margins as (

    select
        tier_account_id,
        cast(leg_number as bigint) as leg_number,
        owner_account_id,
        product_code,
        billing_month,
        sum(revenue_cost) as revenue_cost,
        sum(sold_voucher_cost) as sold_voucher_cost,
        sum(purchase_cost) as purchase_cost,
        sum(bought_voucher_cost) as bought_voucher_cost,
        sum(revenue_cost - sold_voucher_cost)
        - sum(purchase_cost - bought_voucher_cost) as margin_cost,
        currency_code

    from tiers
    group by
        tier_account_id,
        leg_number,
        owner_account_id,
        product_code,
        billing_month,
        currency_code

)

select * from margins
