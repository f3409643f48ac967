{{ config(materialized='view') }}

with

bill_lines as (

    select
        *,
        charge_category in ('purchase', 'refund') as is_order

    from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_a'

),

-- a year of reserved hours has 365 days (d3.17)
partner_bill_lines as (

    select
        *,
        owner_name as customer_name,
        reseller_name as partner_name,
        cast(
            case
                when not is_order then 0
                when line_kind = 'reversal' then -1
                else 1
            end as bigint
        ) as order_count,
        case
            when
                billing_mode = 'reserved_upfront'
                and term_unit = 'year'
                and charge_category = 'purchase'
                then cast(8760 * term_count * order_quantity as bigint)
        end as reserved_hour_count,
        {{ plain_number('usage_days_ratio * 100') }} || '%' as usage_days_share

    from bill_lines

),

labels as (

    select * from {{ ref('layout_labels') }}
    where layout_family = 'huawei'

),

policies as (

    select * from {{ ref('int_rounding_policies') }}

),

-- amounts follow the rounding of their month (d3.23); usage leaves out what
-- packages and reserved instances covered (R113)
huawei_partner_bill as (

    select
        bill_lines.line_id,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.billing_month,
        bill_lines.currency_code,
        bill_lines.owner_account_id,
        {{ billing_month_text('bill_lines.billing_month') }} as billing_cycle,
        bill_lines.customer_name,
        bill_lines.customer_name as customer_account_name,
        bill_lines.reseller_account_id,
        bill_lines.partner_name,
        bill_lines.partner_name as partner_account_name,
        case
            when
                bill_lines.charge_category = 'adjustment'
                or bill_lines.line_kind != 'original'
                then 'Adjustment'
            when bill_lines.charge_category = 'refund' then 'Refund'
            else 'Expenditure'
        end as bill_type,
        {{ layout_label('billing_mode', 'bill_lines.billing_mode') }}
            as billing_mode_label,
        bill_lines.product_name as product_type_name,
        bill_lines.product_code,
        bill_lines.subproduct_name as product_name,
        bill_lines.sku_id,
        cast(null as {{ type_text() }}) as application_name,
        bill_lines.specification,
        bill_lines.resource_type_name,
        bill_lines.resource_type_code,
        bill_lines.region_id as region_name,
        bill_lines.region_id,
        case
            when bill_lines.billing_mode in ('subscription', 'reserved_upfront')
                then bill_lines.order_id
            else bill_lines.line_id
        end as transaction_id,
        bill_lines.original_order_id,
        {{ billing_time_text(
            'coalesce(bill_lines.last_used_at, bill_lines.transaction_at)'
        ) }} || ' ' || {{ billing_zone_text() }} as transaction_time,
        {{ layout_label('order_type', 'bill_lines.order_type') }} as order_type_label,
        bill_lines.term_count,
        {{ layout_label('term_unit', 'bill_lines.term_unit') }} as term_unit,
        case bill_lines.billing_mode when 'spot' then 'Y' else 'N' end as spot_flag,
        case when bill_lines.charge_category = 'usage' then bill_lines.component_code
        end as billing_item_code,
        case when bill_lines.charge_category = 'usage' then bill_lines.component_name
        end as billing_item_name,
        bill_lines.list_unit_price,
        bill_lines.currency_code || '/' || bill_lines.pricing_unit as price_unit,
        bill_lines.consumed_quantity
        - bill_lines.package_usage
        - bill_lines.reserved_usage as billed_usage,
        case when bill_lines.consumed_quantity is not null then bill_lines.usage_unit
        end as usage_unit,
        bill_lines.package_usage,
        case when bill_lines.package_usage is not null then bill_lines.usage_unit
        end as package_usage_unit,
        bill_lines.reserved_usage,
        case when bill_lines.reserved_usage is not null then bill_lines.usage_unit
        end as reserved_usage_unit,
        bill_lines.list_cost,
        {{ layout_label('settlement_type', 'bill_lines.settlement_type') }}
            as settlement_type_label,
        case
            when bill_lines.charge_category not in ('usage', 'purchase') then null
            when bill_lines.contract_unit_price is not null
                then {{ plain_number('bill_lines.contract_unit_price') }}
            else
                {{ plain_number('(1 - bill_lines.discount_multiplier) * 100') }} || '%'
        end as settlement_discount,
        {{ rounded_line_cost('bill_lines.contracted_cost', 'policies') }}
            as payment_cost,
        {{ rounded_line_cost('bill_lines.voucher_cost', 'policies') }} as coupon_cost,
        case when bill_lines.charge_category = 'refund' then 'No' end
            as coupon_refund_flag,
        {{ rounded_line_cost('bill_lines.pretax_cost', 'policies') }} as pretax_cost,
        {{ rounded_line_cost('bill_lines.tax_cost', 'policies') }} as tax_cost,
        {{ rounded_line_cost('bill_lines.billed_cost', 'policies') }} as due_cost,
        bill_lines.usage_days_share,
        bill_lines.order_count,
        bill_lines.reserved_hour_count,
        bill_lines.unsubscription_reason

    from partner_bill_lines as bill_lines

    inner join policies
        on
            bill_lines.seller_account_id = policies.seller_account_id
            and bill_lines.currency_code = policies.currency_code
            and bill_lines.billing_month >= policies.valid_from_month
            and (
                bill_lines.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

)

select * from huawei_partner_bill
