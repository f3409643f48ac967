with

tiers as (

    select
        *,
        revenue_cost - sold_voucher_cost as net_revenue_cost,
        purchase_cost - bought_voucher_cost as net_purchase_cost

    from {{ ref('margins') }}

),

-- a refund of everything gives back on both sides what the sale had earned
tier_findings as (

    select
        *,
        case
            when net_purchase_cost > 0 and net_revenue_cost = 0
                then 'cost_without_revenue'
            when net_purchase_cost = 0 and net_revenue_cost > 0
                then 'revenue_without_cost'
            when net_purchase_cost >= 0 and margin_cost < 0 then 'negative_margin'
        end as finding

    from tiers

),

margin_leaks as (

    select
        finding,
        tier_account_id as account_id,
        leg_number,
        owner_account_id,
        product_code,
        billing_month,
        cast(null as {{ type_text() }}) as rule_id,
        cast(null as {{ type_text() }}) as other_rule_id,
        cast(null as {{ type_instant() }}) as since_at,
        net_revenue_cost as revenue_cost,
        net_purchase_cost as purchase_cost,
        margin_cost,
        currency_code

    from tier_findings
    where finding is not null

    union all

    -- a deduction is on Bill A and nowhere downstream
    select
        'cost_without_revenue' as finding,
        buyer_account_id as account_id,
        cast(null as bigint) as leg_number,
        owner_account_id,
        cast(null as {{ type_text() }}) as product_code,
        billing_month,
        charge_id as rule_id,
        cast(null as {{ type_text() }}) as other_rule_id,
        transaction_at as since_at,
        cast(0 as decimal(38, 8)) as revenue_cost,
        pretax_cost as purchase_cost,
        -pretax_cost as margin_cost,
        currency_code

    from {{ ref('int_charge_legs') }}
    where charge_category = 'adjustment' and pretax_cost > 0

    union all

    select
        finding,
        account_id,
        cast(null as bigint) as leg_number,
        owner_account_id,
        cast(null as {{ type_text() }}) as product_code,
        cast(null as date) as billing_month,
        discount_id as rule_id,
        other_discount_id as other_rule_id,
        since_at,
        cast(null as decimal(38, 8)) as revenue_cost,
        cast(null as decimal(38, 8)) as purchase_cost,
        cast(null as decimal(38, 8)) as margin_cost,
        cast(null as {{ type_text() }}) as currency_code

    from {{ ref('int_discount_leaks') }}

    union all

    select
        'voucher_given_twice' as finding,
        funded_by_account_id as account_id,
        cast(null as bigint) as leg_number,
        holder_account_id as owner_account_id,
        cast(null as {{ type_text() }}) as product_code,
        cast(null as date) as billing_month,
        voucher_id as rule_id,
        earlier_voucher_id as other_rule_id,
        since_at,
        cast(null as decimal(38, 8)) as revenue_cost,
        cast(null as decimal(38, 8)) as purchase_cost,
        -used_cost as margin_cost,
        currency_code

    from {{ ref('int_duplicate_vouchers') }}

)

select * from margin_leaks
