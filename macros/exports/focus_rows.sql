{#
    What FOCUS shows as a row of its own, as a relation: the charge of a bill line, the
    voucher taken off it or the tax on it, with the FOCUS words for category, class and
    frequency. The rows of a line add up to what it bills. row_kind is charge, voucher or
    tax; invoice_id is null until the bill is issued; owner_tags are null on the lines of
    other parties.
    Usage: select * from {{ focus_rows() }} as focus_rows
#}
{% macro focus_rows() %}
(
    with

    months as (

        select * from {{ ref('int_billing_months') }}

    ),

    -- a line is a charge, the voucher taken off it and the tax on it: up to three rows that
    -- add up to what the line bills
    row_kinds as (

        select 'charge' as row_kind
        union all
        select 'voucher' as row_kind
        union all
        select 'tax' as row_kind

    ),

    line_parts as (

        select
            bill_lines.*,
            row_kinds.row_kind,
            case row_kinds.row_kind
                when 'charge' then bill_lines.contracted_cost
                when 'voucher' then cast(-bill_lines.voucher_cost as decimal(38, 8))
                else bill_lines.tax_cost
            end as row_cost

        from {{ ref('int_bill_lines') }} as bill_lines

        inner join row_kinds
            on
                row_kinds.row_kind = 'charge'
                or (row_kinds.row_kind = 'voucher' and bill_lines.voucher_cost != 0)
                or (row_kinds.row_kind = 'tax' and bill_lines.tax_cost != 0)

    ),

    -- where no list price is shown the format wants the billed cost; tags are the owner's
    focus_rows as (

        select
            parts.*,
            months.month_started_at,
            months.month_ended_at,
            coalesce(parts.provider_name, parts.seller_name) as host_name,
            case when parts.buyer_account_id = parts.owner_account_id then parts.tags end
                as owner_tags,
            parts.component_name as sku_meter,
            coalesce(parts.product_name, 'Bill adjustment') as service_name,
            case
                when parts.row_kind = 'voucher' then 'Credit'
                when parts.row_kind = 'tax' then 'Tax'
                when parts.charge_category = 'usage' then 'Usage'
                when parts.charge_category = 'adjustment' then 'Adjustment'
                else 'Purchase'
            end as focus_category,
            case when parts.line_kind != 'original' then 'Correction' end as focus_class,
            case
                when parts.row_kind != 'charge' then 'One-Time'
                when parts.charge_category = 'usage' then 'Usage-Based'
                when parts.order_type = 'renewal' then 'Recurring'
                else 'One-Time'
            end as focus_frequency,
            case
                when parts.row_kind != 'charge' then null
                when parts.billing_mode = 'spot' then 'Dynamic'
                when parts.billing_mode like 'reserved%' then 'Committed'
                when parts.billing_mode is not null then 'Standard'
            end as focus_pricing,
            coalesce(parts.component_name, 'Bill adjustment')
            || ', ' || replace(parts.transaction_type, '_', ' ')
            || case parts.row_kind
                when 'charge' then ''
                else ', ' || parts.row_kind
            end as row_description,
            case
                when parts.row_kind = 'charge'
                    then coalesce(parts.list_cost, parts.row_cost)
                else parts.row_cost
            end as row_list_cost,
            case when parts.list_cost is not null then parts.list_unit_price end
                as row_list_unit_price,
            coalesce(
                parts.contract_unit_price,
                cast(
                    round(parts.list_unit_price * parts.discount_multiplier, 10)
                    as decimal(28, 10)
                )
            ) as contracted_unit_price,
            case when parts.charge_category = 'usage' then parts.usage_unit end
                as consumed_unit,
            case when parts.pricing_quantity is not null then parts.pricing_unit end
                as priced_unit,
            case
                when months.state = 'issued'
                    then
                        {{ billing_month_text('parts.billing_month') }}
                        || '-' || parts.seller_account_id
                        || '-' || parts.buyer_account_id
                        || '-' || parts.currency_code
            end as invoice_id

        from line_parts as parts

        inner join months
            on
                parts.seller_account_id = months.seller_account_id
                and parts.billing_month = months.billing_month

    )

    select * from focus_rows
)
{% endmacro %}
