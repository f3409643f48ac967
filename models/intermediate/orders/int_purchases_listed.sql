{{ config(materialized='view') }}

with

purchases as (

    select
        *,
        cast(coalesce(term_count, 1) as decimal(10, 0)) as terms,
        coalesce(linear_size, cast(1 as decimal(18, 6))) as size_factor

    from {{ ref('int_orders_validated') }}
    where rejection_reason is null and not is_refund

),

skus as (

    select
        sku_id,
        provider_account_id

    from {{ ref('int_skus_validated') }}

),

accounts as (

    select
        account_id,
        currency_code

    from {{ ref('int_accounts_validated') }}

),

tiered_prices as (

    select
        order_line_id,
        sum(unrounded_price) as unrounded_price,
        case when count(*) = 1 then max(unit_price) end as list_unit_price

    from {{ ref('int_purchase_tiers') }}
    group by order_line_id

),

purchases_listed as (

    select
        purchases.order_line_id,
        coalesce(
            purchases.list_cost,
            case
                when purchases.linear_size is null
                    then
                        {{ as_cost('tiered_prices.unrounded_price * purchases.terms') }}
                else
                    {{ as_cost(
                        'tiered_prices.unrounded_price'
                        ' * purchases.terms * purchases.size_factor'
                    ) }}
            end,
            cast(0 as decimal(38, 8))
        ) as purchase_list_cost,
        case
            when purchases.linear_size is null
                then cast(purchases.quantity * purchases.terms as decimal(38, 10))
            else
                {{ truncated_quantity(
                    'purchases.quantity * purchases.terms * purchases.size_factor'
                ) }}
        end as pricing_quantity,
        tiered_prices.list_unit_price,
        case
            when purchases.list_cost is null then purchases.price_currency_code
            else
                coalesce(
                    purchases.currency_code,
                    purchases.price_currency_code,
                    accounts.currency_code
                )
        end as charge_currency_code

    from purchases

    inner join skus
        on purchases.sku_id = skus.sku_id

    inner join accounts
        on skus.provider_account_id = accounts.account_id

    left join tiered_prices
        on purchases.order_line_id = tiered_prices.order_line_id

)

select * from purchases_listed
