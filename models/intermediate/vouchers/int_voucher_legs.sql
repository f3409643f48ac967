{{ config(materialized='view') }}

with

voucher_holders as (

    select
        holder_account_id,
        leg_kind,
        currency_code

    from {{ ref('int_voucher_terms') }}
    group by holder_account_id, leg_kind, currency_code

),

legs as (

    select * from {{ ref('int_legs_priced') }}
    where
        charge_category in ('usage', 'purchase')
        and contracted_cost > 0
        and billing_mode != 'spot'

),

-- an order spends what all its purchase lines cost on a kind of leg and a buyer,
-- negative ones included
order_spending as (

    select
        order_id,
        leg_kind,
        buyer_account_id,
        currency_code,
        sum(contracted_cost) as spent_cost

    from {{ ref('int_legs_priced') }}
    where charge_category = 'purchase'
    group by order_id, leg_kind, buyer_account_id, currency_code

),

-- the legs that a voucher of their buyer may reduce, each with what is spent on it
voucher_legs as (

    select
        legs.leg_kind,
        legs.buyer_account_id as holder_account_id,
        legs.currency_code,
        legs.charge_id,
        legs.charge_category,
        legs.leg_number,
        legs.owner_account_id,
        legs.product_code,
        case legs.charge_category when 'usage' then 'postpaid' else 'prepaid' end
            as payment_mode,
        legs.transaction_at,
        legs.billing_month,
        legs.contracted_cost,
        coalesce(order_spending.spent_cost, legs.contracted_cost) as spent_cost

    from legs

    inner join voucher_holders
        on
            legs.buyer_account_id = voucher_holders.holder_account_id
            and legs.leg_kind = voucher_holders.leg_kind
            and legs.currency_code = voucher_holders.currency_code

    left join order_spending
        on
            legs.order_id = order_spending.order_id
            and legs.leg_kind = order_spending.leg_kind
            and legs.buyer_account_id = order_spending.buyer_account_id
            and legs.currency_code = order_spending.currency_code

)

select * from voucher_legs
