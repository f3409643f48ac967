{{ config(tags=['closing']) }}

with

changed_legs as (

    select * from {{ ref('int_changed_legs') }}

),

correction_lines as (

    select
        changes.leg_id || ':' || changes.line_number as line_id,
        changes.line_number,
        'correction' as line_kind,
        changes.corrects_line_id,
        changes.charge_billing_month as corrects_billing_month,
        lines.leg_id,
        lines.charge_id,
        lines.leg_kind,
        lines.leg_number,
        lines.seller_account_id,
        lines.buyer_account_id,
        lines.owner_account_id,
        lines.operator_account_id,
        lines.reseller_account_id,
        lines.distributor_account_id,
        lines.channel_code,
        lines.billing_group_code,
        lines.seller_name,
        lines.buyer_name,
        lines.owner_name,
        lines.reseller_name,
        lines.provider_name,
        lines.shows_customer_discounts,
        lines.shows_reseller_costs,
        changes.correction_month as billing_month,
        changes.charge_billing_month,
        lines.charge_category,
        lines.order_type,
        lines.order_id,
        lines.transaction_type,
        lines.billing_mode,
        lines.settlement_cycle,
        lines.original_order_id,
        lines.term_count,
        lines.term_unit,
        lines.order_quantity,
        lines.unsubscription_reason,
        lines.product_code,
        lines.product_name,
        lines.subproduct_code,
        lines.component_type_code,
        lines.component_code,
        lines.subproduct_name,
        lines.component_type_name,
        lines.component_name,
        lines.specification,
        lines.resource_type_code,
        lines.resource_type_name,
        lines.settlement_type,
        lines.resource_id,
        lines.resource_name,
        lines.sku_id,
        lines.region_id,
        lines.zone_id,
        lines.project,
        lines.tags,
        lines.charge_period_start,
        lines.charge_period_end,
        lines.transaction_at,
        lines.first_used_at,
        lines.last_used_at,
        lines.consumed_quantity,
        lines.usage_days_ratio,
        lines.usage_unit,
        lines.package_usage,
        lines.reserved_usage,
        lines.pricing_quantity,
        lines.pricing_unit,
        lines.list_unit_price,
        lines.list_cost,
        lines.charge_list_cost,
        lines.reserved_cost,
        lines.plan_cost,
        lines.discount_id,
        lines.discount_kind,
        lines.discount_multiplier,
        lines.contract_unit_price,
        lines.discount_cost,
        lines.contracted_cost,
        lines.voucher_cost,
        lines.voucher_draws,
        lines.pretax_cost,
        lines.tax_rate,
        lines.tax_cost,
        lines.billed_cost,
        lines.currency_code,
        lines.recorded_at

    from changed_legs as changes

    inner join {{ ref('int_pro_forma_lines') }} as lines
        on
            changes.seller_account_id = lines.seller_account_id
            and changes.leg_id = lines.leg_id

    where changes.is_corrected

)

select * from correction_lines
