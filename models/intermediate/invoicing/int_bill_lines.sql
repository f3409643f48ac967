with

issued_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}

),

ledger_lines as (

    select * from {{ ref('int_ledger_lines') }}

),

billed_legs as (

    select
        seller_account_id,
        leg_id

    from ledger_lines
    group by seller_account_id, leg_id

),

-- a leg is billed for the first time in its own month, while that is not issued
open_lines as (

    select lines.*

    from {{ ref('int_pro_forma_lines') }} as lines

    left join issued_months
        on
            lines.seller_account_id = issued_months.seller_account_id
            and lines.billing_month = issued_months.billing_month

    left join billed_legs
        on
            lines.seller_account_id = billed_legs.seller_account_id
            and lines.leg_id = billed_legs.leg_id

    where issued_months.billing_month is null and billed_legs.leg_id is null

),

bill_lines_unioned as (

    select * from ledger_lines
    union all
    select * from {{ ref('int_correction_lines') }}
    union all
    select * from open_lines

),

bill_lines as (

    select
        line_id,
        line_number,
        line_kind,
        corrects_line_id,
        corrects_billing_month,
        leg_id,
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        operator_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code,
        billing_month,
        charge_billing_month,
        charge_category,
        order_type,
        order_id,
        transaction_type,
        billing_mode,
        settlement_cycle,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        resource_id,
        resource_name,
        sku_id,
        region_id,
        zone_id,
        project,
        tags,
        charge_period_start,
        charge_period_end,
        transaction_at,
        first_used_at,
        last_used_at,
        consumed_quantity,
        usage_unit,
        package_usage,
        reserved_usage,
        pricing_quantity,
        pricing_unit,
        list_unit_price,
        list_cost,
        reserved_cost,
        plan_cost,
        discount_id,
        discount_kind,
        discount_multiplier,
        contract_unit_price,
        discount_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost,
        currency_code

    from bill_lines_unioned

)

select * from bill_lines
order by
    billing_month, leg_kind, seller_account_id, buyer_account_id, owner_account_id
