{{ config(materialized='view') }}

with

charges as (

    select * from {{ ref('int_charges') }}

),

accounts as (

    select * from {{ ref('int_accounts_validated') }}

),

skus as (

    select * from {{ ref('int_skus_validated') }}

),

months as (

    select * from {{ ref('int_billing_months') }}

),

lines_split as (

    select * from {{ ref('int_bill_lines_split') }}

),

-- where no list price is shown the format wants the billed cost; tags are the owner's
focus_rows_described as (

    select
        lines_split.*,
        months.month_started_at,
        months.month_ended_at,
        sellers.account_name as seller_name,
        buyers.account_name as buyer_name,
        owners.account_name as owner_name,
        coalesce(providers.account_name, sellers.account_name) as provider_name,
        charges.resource_name,
        charges.zone_id,
        case
            when lines_split.buyer_account_id = lines_split.owner_account_id
                then charges.tags
        end as owner_tags,
        skus.resource_type_name,
        skus.component_name as sku_meter,
        coalesce(lines_split.product_name, 'Bill adjustment') as service_name,
        case
            when lines_split.row_kind = 'voucher' then 'Credit'
            when lines_split.row_kind = 'tax' then 'Tax'
            when lines_split.charge_category = 'usage' then 'Usage'
            when lines_split.charge_category = 'adjustment' then 'Adjustment'
            else 'Purchase'
        end as focus_category,
        case when lines_split.line_kind != 'original' then 'Correction' end
            as focus_class,
        case
            when lines_split.row_kind != 'charge' then 'One-Time'
            when lines_split.charge_category = 'usage' then 'Usage-Based'
            when lines_split.order_type = 'renewal' then 'Recurring'
            else 'One-Time'
        end as focus_frequency,
        case
            when lines_split.row_kind != 'charge' then null
            when lines_split.billing_mode = 'spot' then 'Dynamic'
            when lines_split.billing_mode like 'reserved%' then 'Committed'
            when lines_split.billing_mode is not null then 'Standard'
        end as focus_pricing,
        coalesce(skus.component_name, 'Bill adjustment')
        || ', ' || replace(lines_split.transaction_type, '_', ' ')
        || case lines_split.row_kind
            when 'charge' then ''
            else ', ' || lines_split.row_kind
        end as row_description,
        case
            when lines_split.row_kind = 'charge'
                then coalesce(lines_split.list_cost, lines_split.row_cost)
            else lines_split.row_cost
        end as row_list_cost,
        case when lines_split.list_cost is not null then lines_split.list_unit_price end
            as row_list_unit_price,
        coalesce(
            lines_split.contract_unit_price,
            cast(
                round(lines_split.list_unit_price * lines_split.discount_multiplier, 10)
                as decimal(28, 10)
            )
        ) as contracted_unit_price,
        case when lines_split.charge_category = 'usage' then skus.usage_unit end
            as consumed_unit,
        case
            when lines_split.pricing_quantity is not null then skus.pricing_unit
        end as priced_unit,
        case
            when months.state = 'issued'
                then
                    {{ billing_month_text('lines_split.billing_month') }}
                    || '-' || lines_split.seller_account_id
                    || '-' || lines_split.buyer_account_id
                    || '-' || lines_split.currency_code
        end as invoice_id

    from lines_split

    inner join months
        on
            lines_split.seller_account_id = months.seller_account_id
            and lines_split.billing_month = months.billing_month

    inner join charges
        on lines_split.charge_id = charges.charge_id

    left join skus
        on lines_split.sku_id = skus.sku_id

    left join accounts as sellers
        on lines_split.seller_account_id = sellers.account_id

    left join accounts as buyers
        on lines_split.buyer_account_id = buyers.account_id

    left join accounts as owners
        on lines_split.owner_account_id = owners.account_id

    left join accounts as providers
        on skus.provider_account_id = providers.account_id

)

select * from focus_rows_described
