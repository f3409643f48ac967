with

legs as (

    select
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        channel_code,
        product_code,
        product_name,
        case charge_category
            when 'usage' then usage_unit
            else pricing_unit
        end as unit,
        charge_category,
        billing_month,
        {{ billing_date_of('case
            when charge_category = \'usage\' then charge_period_start
            else transaction_at
        end') }} as usage_date,
        case charge_category
            when 'usage' then consumed_quantity
            when 'purchase' then pricing_quantity
        end as quantity,
        charge_list_cost as list_cost,
        contracted_cost,
        voucher_cost,
        billed_cost,
        currency_code

    from {{ ref('int_charge_legs') }}
    where {{ is_touched_month('billing_month') }}

),

-- summed by day once, for everything that compares legs and not bills
legs_aggregated as (

    select
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        channel_code,
        product_code,
        max(product_name) as product_name,
        unit,
        charge_category,
        billing_month,
        usage_date,
        {{ quantity_sum('quantity') }} as quantity,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(billed_cost) as billed_cost,
        currency_code

    from legs
    group by
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        channel_code,
        product_code,
        unit,
        charge_category,
        billing_month,
        usage_date,
        currency_code

)

select * from legs_aggregated
