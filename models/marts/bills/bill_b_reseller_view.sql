{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('bill_b_details') }}

),

lines as (

    select
        line_id,
        line_number,
        line_kind,
        leg_id,
        charge_id,
        leg_number,
        seller_account_id,
        buyer_account_id,
        billing_month,
        list_cost,
        discount_multiplier,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost

    from {{ ref('int_bill_lines_billed') }}

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

accounts as (

    select account_id

    from {{ ref('int_accounts_checked') }}
    where shows_reseller_costs

),

-- the reseller's cost is what it was billed for the same charge, in the same month
bill_b_reseller_view as (

    select
        bill_lines.line_id,
        bill_lines.line_kind,
        bill_lines.corrects_line_id,
        bill_lines.corrects_billing_month,
        bill_lines.leg_id,
        bill_lines.charge_id,
        bill_lines.billing_month,
        bill_lines.deduction_month,
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
        reseller_lines.list_cost as reseller_list_cost,
        reseller_lines.discount_multiplier as reseller_discount_multiplier,
        reseller_lines.contracted_cost as reseller_contracted_cost,
        reseller_lines.voucher_cost as reseller_voucher_cost,
        reseller_lines.pretax_cost as reseller_pretax_cost,
        reseller_lines.tax_cost as reseller_tax_cost,
        reseller_lines.billed_cost as reseller_billed_cost,
        bill_lines.pretax_cost - reseller_lines.pretax_cost as margin_cost

    from bill_lines

    inner join accounts
        on bill_lines.seller_account_id = accounts.account_id

    inner join lines_ranked as customer_lines
        on
            bill_lines.seller_account_id = customer_lines.seller_account_id
            and bill_lines.line_id = customer_lines.line_id

    left join lines_ranked as reseller_lines
        on
            customer_lines.charge_id = reseller_lines.charge_id
            and customer_lines.leg_number - 1 = reseller_lines.leg_number
            and customer_lines.seller_account_id = reseller_lines.buyer_account_id
            and customer_lines.billing_month = reseller_lines.billing_month
            and customer_lines.line_kind = reseller_lines.line_kind
            and customer_lines.correction_rank = reseller_lines.correction_rank

)

select * from bill_b_reseller_view
