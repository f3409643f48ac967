with

bill_lines as (

    select
        *,
        case
            when
                line_kind = 'original'
                and charge_category = 'usage'
                and settlement_cycle in ('hourly', 'daily')
                then cast(null as {{ type_text() }})
            else line_id
        end as own_line_id

    from {{ ref('int_bill_lines') }}
    where {{ is_touched_month('billing_month') }}

),

policies as (

    select * from {{ ref('int_rounding_policies') }}

),

-- the merge key of d2.5: only hourly and daily settled usage merges, any other line
-- stays a row of its own
bill_details_monthly as (

    select
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.reseller_account_id,
        bill_lines.billing_mode,
        bill_lines.transaction_type,
        bill_lines.product_code,
        bill_lines.subproduct_code,
        bill_lines.component_type_code,
        bill_lines.component_code,
        bill_lines.resource_id,
        bill_lines.region_id,
        bill_lines.discount_multiplier,
        bill_lines.contract_unit_price,
        bill_lines.list_unit_price,
        bill_lines.tax_rate,
        bill_lines.currency_code,
        bill_lines.line_kind,
        bill_lines.own_line_id as line_id,
        max(bill_lines.product_name) as product_name,
        min(bill_lines.component_name) as component_name,
        min(bill_lines.pricing_unit) as pricing_unit,
        min(bill_lines.seller_name) as seller_name,
        min(bill_lines.buyer_name) as buyer_name,
        count(*) as line_count,
        min(bill_lines.charge_period_start) as charge_period_start,
        max(bill_lines.charge_period_end) as charge_period_end,
        {{ quantity_sum('bill_lines.consumed_quantity') }} as consumed_quantity,
        {{ quantity_sum('bill_lines.package_usage') }} as package_usage,
        {{ quantity_sum('bill_lines.reserved_usage') }} as reserved_usage,
        {{ quantity_sum('bill_lines.pricing_quantity') }} as pricing_quantity,
        sum(bill_lines.list_cost) as list_cost,
        sum(bill_lines.reserved_cost) as reserved_cost,
        sum(bill_lines.plan_cost) as plan_cost,
        sum(bill_lines.discount_cost) as discount_cost,
        sum(bill_lines.contracted_cost) as contracted_cost,
        sum(bill_lines.voucher_cost) as voucher_cost,
        sum(bill_lines.pretax_cost) as pretax_cost,
        sum(bill_lines.tax_cost) as tax_cost,
        sum(bill_lines.billed_cost) as billed_cost,
        sum({{ rounded_line_cost('bill_lines.billed_cost', 'policies') }})
            as cost_to_round

    from bill_lines

    left join policies
        on
            bill_lines.seller_account_id = policies.seller_account_id
            and bill_lines.currency_code = policies.currency_code
            and bill_lines.billing_month >= policies.valid_from_month
            and (
                bill_lines.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

    group by
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.reseller_account_id,
        bill_lines.billing_mode,
        bill_lines.transaction_type,
        bill_lines.product_code,
        bill_lines.subproduct_code,
        bill_lines.component_type_code,
        bill_lines.component_code,
        bill_lines.resource_id,
        bill_lines.region_id,
        bill_lines.discount_multiplier,
        bill_lines.contract_unit_price,
        bill_lines.list_unit_price,
        bill_lines.tax_rate,
        bill_lines.currency_code,
        bill_lines.line_kind,
        bill_lines.own_line_id

)

select * from bill_details_monthly
