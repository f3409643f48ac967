with

lines as (

    select * from {{ ref('int_bill_lines') }}
    where {{ is_touched_month('billing_month') }}

),

-- a leg can be corrected more than once in a month
corrections_ranked as (

    select
        seller_account_id,
        line_id,
        row_number() over (
            partition by seller_account_id, leg_id, billing_month, line_kind
            order by line_number
        ) as correction_rank

    from lines
    where line_kind != 'original'

),

lines_ranked as (

    select
        lines.*,
        coalesce(corrections_ranked.correction_rank, 1) as correction_rank

    from lines

    left join corrections_ranked
        on
            lines.seller_account_id = corrections_ranked.seller_account_id
            and lines.line_id = corrections_ranked.line_id

),

-- allowlist (b) as the month was billed
allowed_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_billing_months') }}
    where shows_reseller_costs

),

-- the cost of a sale is what the reseller was billed for the same charge in the same
-- month: original by original, reversal by reversal, correction by correction
reseller_lines as (

    select
        bill_lines.line_id,
        bill_lines.line_kind,
        bill_lines.corrects_line_id,
        bill_lines.corrects_billing_month,
        bill_lines.leg_id,
        bill_lines.charge_id,
        bill_lines.billing_month,
        {{ billing_month_of('bill_lines.transaction_at') }} as deduction_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.operator_account_id,
        bill_lines.reseller_account_id,
        bill_lines.charge_category,
        bill_lines.order_type,
        bill_lines.order_id,
        bill_lines.transaction_type,
        bill_lines.billing_mode,
        bill_lines.settlement_cycle,
        bill_lines.product_code,
        bill_lines.product_name,
        bill_lines.subproduct_code,
        bill_lines.component_type_code,
        bill_lines.component_code,
        bill_lines.resource_id,
        bill_lines.resource_name,
        bill_lines.sku_id,
        bill_lines.region_id,
        bill_lines.zone_id,
        bill_lines.project,
        bill_lines.tags,
        bill_lines.charge_period_start,
        bill_lines.charge_period_end,
        bill_lines.transaction_at,
        bill_lines.first_used_at,
        bill_lines.last_used_at,
        bill_lines.consumed_quantity,
        bill_lines.usage_unit,
        bill_lines.package_usage,
        bill_lines.reserved_usage,
        bill_lines.pricing_quantity,
        bill_lines.pricing_unit,
        bill_lines.list_unit_price,
        bill_lines.list_cost,
        bill_lines.reserved_cost,
        bill_lines.discount_multiplier,
        bill_lines.contract_unit_price,
        bill_lines.discount_cost,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.pretax_cost,
        bill_lines.tax_rate,
        bill_lines.tax_cost,
        bill_lines.billed_cost,
        bill_lines.currency_code,
        purchases.list_cost as reseller_list_cost,
        purchases.discount_multiplier as reseller_discount_multiplier,
        purchases.contracted_cost as reseller_contracted_cost,
        purchases.voucher_cost as reseller_voucher_cost,
        purchases.pretax_cost as reseller_pretax_cost,
        purchases.tax_cost as reseller_tax_cost,
        purchases.billed_cost as reseller_billed_cost,
        bill_lines.pretax_cost - purchases.pretax_cost as margin_cost

    from lines_ranked as bill_lines

    inner join allowed_months
        on
            bill_lines.seller_account_id = allowed_months.seller_account_id
            and bill_lines.billing_month = allowed_months.billing_month

    left join lines_ranked as purchases
        on
            bill_lines.charge_id = purchases.charge_id
            and bill_lines.leg_number - 1 = purchases.leg_number
            and bill_lines.seller_account_id = purchases.buyer_account_id
            and bill_lines.billing_month = purchases.billing_month
            and bill_lines.line_kind = purchases.line_kind
            and bill_lines.correction_rank = purchases.correction_rank

    where bill_lines.leg_kind = 'bill_b' and bill_lines.leg_number > 1

)

select * from reseller_lines
