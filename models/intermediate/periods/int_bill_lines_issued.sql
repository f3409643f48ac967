{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='fail',
        tags=['closing']
    )
}}

with

-- appended to once at each step of issues, in their order, with what was known at its
-- instant (variables as_of and issue_step); a build without a step appends nothing
months_closing as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_bill_months_issued') }}
    where step_number = {{ var('issue_step') }}

),

sellers_closing as (

    select seller_account_id

    from months_closing
    group by seller_account_id

),

months_issued as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_bill_months_issued') }}
    where step_number < {{ var('issue_step') }}

),

fresh_lines as (

    select bill_lines.*

    from {{ ref('int_bill_lines_opened') }} as bill_lines

    inner join sellers_closing
        on bill_lines.seller_account_id = sellers_closing.seller_account_id

),

billed_lines as (

    {% if is_incremental() -%}
    select bill_lines.*

    from {{ this }} as bill_lines

    inner join sellers_closing
        on bill_lines.seller_account_id = sellers_closing.seller_account_id
    {%- else -%}
    select * from fresh_lines
    where false
    {%- endif %}

),

originals as (

    select bill_lines.*

    from {{ bill_lines_original('fresh_lines', 'billed_lines', 'months_issued') }}
        as bill_lines

    inner join months_closing
        on
            bill_lines.seller_account_id = months_closing.seller_account_id
            and bill_lines.billing_month = months_closing.billing_month

),

bill_lines_issued as (

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

    from originals

    union all

    select *
    from {{ bill_lines_corrected('fresh_lines', 'billed_lines', 'months_issued') }}
        as corrections

)

select * from bill_lines_issued
