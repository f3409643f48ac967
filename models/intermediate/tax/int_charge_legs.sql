with

voucher_draws as (

    select
        draws.charge_id,
        draws.leg_number,
        draws.voucher_id,
        vouchers.voucher_type,
        draws.voucher_cost

    from {{ ref('int_voucher_draws') }} as draws

    left join {{ ref('int_vouchers_validated') }} as vouchers
        on draws.voucher_id = vouchers.voucher_id

),

-- known only after the draws: what vouchers pay for a leg, what a refund gives back.
-- No leg has both
draw_results as (

    select
        charge_id,
        leg_number,
        cast(null as decimal(38, 8)) as refund_cost,
        sum(voucher_cost) as voucher_cost,
        {{ list_of(
            struct_of(['voucher_id', 'voucher_type', 'voucher_cost']), 'voucher_id'
        ) }} as voucher_draws

    from voucher_draws
    group by charge_id, leg_number

    union all

    select
        charge_id,
        leg_number,
        contracted_cost as refund_cost,
        cast(0 as decimal(38, 8)) as voucher_cost,
        null as voucher_draws

    from {{ ref('int_refund_legs') }}

),

-- the components of a region in one list: a leg joins them once
regional_taxes as (

    select
        tax_region,
        valid_from,
        valid_to,
        sum(tax_rate) as tax_rate,
        {{ list_of('tax_rate', 'tax_component') }} as component_rates

    from {{ ref('int_tax_rates') }}
    group by tax_region, valid_from, valid_to

),

legs as (

    select
        legs_priced.charge_id || ':' || legs_priced.leg_number as leg_id,
        legs_priced.charge_id,
        legs_priced.leg_number,
        legs_priced.leg_kind,
        legs_priced.seller_account_id,
        legs_priced.buyer_account_id,
        legs_priced.owner_account_id,
        legs_priced.operator_account_id,
        legs_priced.reseller_account_id,
        legs_priced.distributor_account_id,
        legs_priced.channel_code,
        legs_priced.billing_group_code,
        legs_priced.charge_category,
        legs_priced.order_type,
        legs_priced.order_id,
        legs_priced.transaction_type,
        legs_priced.billing_mode,
        legs_priced.settlement_cycle,
        legs_priced.resource_id,
        legs_priced.resource_name,
        legs_priced.sku_id,
        legs_priced.product_code,
        legs_priced.product_name,
        legs_priced.subproduct_code,
        legs_priced.component_type_code,
        legs_priced.component_code,
        legs_priced.region_id,
        legs_priced.zone_id,
        legs_priced.project,
        legs_priced.tags,
        legs_priced.billing_month,
        legs_priced.charge_period_start,
        legs_priced.charge_period_end,
        legs_priced.transaction_at,
        legs_priced.first_used_at,
        legs_priced.last_used_at,
        legs_priced.consumed_quantity,
        legs_priced.usage_days_ratio,
        legs_priced.usage_unit,
        legs_priced.package_usage,
        legs_priced.reserved_usage,
        legs_priced.pricing_quantity,
        legs_priced.pricing_unit,
        legs_priced.list_unit_price,
        legs_priced.list_cost as charge_list_cost,
        legs_priced.reserved_cost,
        legs_priced.plan_cost,
        legs_priced.is_net,
        legs_priced.is_discount_shown,
        legs_priced.discount_id,
        legs_priced.discount_kind,
        legs_priced.discount_multiplier,
        legs_priced.contract_unit_price,
        coalesce(draw_results.refund_cost, legs_priced.base_cost) as base_cost,
        coalesce(draw_results.refund_cost, legs_priced.contracted_cost)
            as contracted_cost,
        coalesce(draw_results.voucher_cost, cast(0 as decimal(38, 8))) as voucher_cost,
        draw_results.voucher_draws,
        case
            when {{ is_taxed('legs_priced.leg_kind') }}
                then legs_priced.buyer_tax_region
        end as tax_region,
        legs_priced.currency_code,
        legs_priced.seller_name,
        legs_priced.buyer_name,
        legs_priced.owner_name,
        legs_priced.reseller_name,
        legs_priced.provider_name,
        legs_priced.shows_customer_discounts,
        legs_priced.shows_reseller_costs,
        legs_priced.original_order_id,
        legs_priced.term_count,
        legs_priced.term_unit,
        legs_priced.order_quantity,
        legs_priced.unsubscription_reason,
        legs_priced.subproduct_name,
        legs_priced.component_type_name,
        legs_priced.component_name,
        legs_priced.specification,
        legs_priced.resource_type_code,
        legs_priced.resource_type_name,
        legs_priced.settlement_type,
        legs_priced.recorded_at

    from {{ ref('int_legs_priced') }} as legs_priced

    left join draw_results
        on
            legs_priced.charge_id = draw_results.charge_id
            and legs_priced.leg_number = draw_results.leg_number

),

legs_with_tax as (

    select
        legs.*,
        regional_taxes.tax_rate,
        {{ tax_of(
            '(legs.contracted_cost - legs.voucher_cost)',
            'regional_taxes.component_rates'
        ) }} as tax_cost

    from legs

    left join regional_taxes
        on
            legs.tax_region = regional_taxes.tax_region
            and {{ is_in_force('regional_taxes', 'legs.transaction_at') }}

),

-- a contract price shows no list cost; a refund or an adjustment shows its net amount
charge_legs as (

    select
        *,
        case
            when is_net then contracted_cost
            when contract_unit_price is null then charge_list_cost
        end as list_cost,
        case when contract_unit_price is null then base_cost - contracted_cost end
            as discount_cost,
        contracted_cost - voucher_cost as pretax_cost,
        contracted_cost - voucher_cost + tax_cost as billed_cost

    from legs_with_tax

)

select * from charge_legs
