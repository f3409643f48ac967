{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_b'

),

-- only sellers on allowlist (b) are in the view
reseller_lines as (

    select * from {{ ref('bill_b_reseller_view') }}

),

months as (

    select * from {{ ref('int_billing_months') }}

),

-- the tax of a first-level partner; no tier below is taxed above its customers
reseller_taxes as (

    select
        buyer_account_id,
        charge_id,
        tax_rate

    from {{ ref('int_bill_lines') }}
    where
        leg_kind = 'bill_a' and line_kind = 'original' and tax_rate is not null

),

labels as (

    select * from {{ ref('layout_labels') }}
    where layout_family = 'tencent'

),

tencent_detail_b as (

    select
        bill_lines.line_id,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.billing_month,
        months.shows_customer_discounts,
        months.shows_reseller_costs,
        {{ billing_month_text('bill_lines.billing_month') }} as bill_month,
        bill_lines.resource_id,
        bill_lines.resource_name,
        bill_lines.product_name,
        bill_lines.seller_account_id as payer_account_id,
        bill_lines.owner_account_id,
        bill_lines.operator_account_id,
        bill_lines.reseller_account_id as admin_account_id,
        {{ layout_label('billing_mode', 'bill_lines.billing_mode') }}
            as billing_mode_label,
        case
            when bill_lines.billing_mode not in ('pay_per_use', 'subscription')
                then {{ layout_label('instance_type', 'bill_lines.billing_mode') }}
        end as instance_type,
        bill_lines.project,
        bill_lines.region_id,
        bill_lines.zone_id,
        bill_lines.subproduct_name,
        {{ layout_label('transaction_type', 'bill_lines.transaction_type') }}
            as transaction_type_label,
        {{ billing_time_text('bill_lines.transaction_at') }} as transaction_time,
        {{ billing_time_text('bill_lines.charge_period_start') }} as usage_start_time,
        {{ billing_time_text(last_second_of(
            'bill_lines.charge_period_start', 'bill_lines.charge_period_end'
        )) }} as usage_end_time,
        bill_lines.component_type_name,
        bill_lines.component_name,
        case when bill_lines.list_cost is not null then bill_lines.list_unit_price end
            as list_unit_price,
        bill_lines.currency_code || '/' || bill_lines.pricing_unit as price_unit,
        bill_lines.pricing_quantity as component_usage,
        bill_lines.pricing_unit as component_usage_unit,
        cast(null as decimal(38, 10)) as usage_duration,
        cast(null as {{ type_text() }}) as duration_unit,
        bill_lines.list_cost,
        bill_lines.reserved_usage,
        bill_lines.reserved_cost,
        case
            when bill_lines.charge_category in ('usage', 'purchase')
                then bill_lines.discount_multiplier
        end as discount_multiplier,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.pretax_cost,
        bill_lines.currency_code,
        {{ layout_label('payment_status', 'confirmations.status') }} as payment_status,
        reseller_lines.reseller_discount_multiplier,
        reseller_lines.reseller_contracted_cost,
        reseller_lines.reseller_voucher_cost,
        reseller_lines.reseller_pretax_cost,
        case when months.shows_reseller_costs then reseller_taxes.tax_rate end
            as reseller_tax_rate,
        reseller_lines.reseller_tax_cost,
        reseller_lines.reseller_billed_cost

    from bill_lines

    inner join months
        on
            bill_lines.seller_account_id = months.seller_account_id
            and bill_lines.billing_month = months.billing_month

    left join {{ ref('bill_confirmation_status') }} as confirmations
        on
            bill_lines.seller_account_id = confirmations.seller_account_id
            and bill_lines.buyer_account_id = confirmations.buyer_account_id
            and bill_lines.billing_month = confirmations.billing_month
            and bill_lines.currency_code = confirmations.currency_code

    left join reseller_lines
        on
            bill_lines.seller_account_id = reseller_lines.seller_account_id
            and bill_lines.line_id = reseller_lines.line_id

    left join reseller_taxes
        on
            bill_lines.seller_account_id = reseller_taxes.buyer_account_id
            and bill_lines.charge_id = reseller_taxes.charge_id

)

select * from tencent_detail_b
