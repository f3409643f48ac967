{{ config(materialized='view') }}

with

resources as (

    select * from {{ ref('bill_a_resources') }}

),

labels as (

    select * from {{ ref('layout_labels') }}
    where layout_family = 'tencent'

),

-- what the lines of a resource have in common, or the latest or lowest of it
resources_described as (

    select
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.resource_id,
        bill_lines.billing_mode,
        bill_lines.transaction_type,
        bill_lines.currency_code,
        max_by(
            bill_lines.resource_name,
            (bill_lines.charge_period_start, bill_lines.line_id)
        ) as resource_name,
        min_by(
            bill_lines.product_name, (bill_lines.product_code, bill_lines.line_id)
        ) as product_name,
        min_by(
            bill_lines.subproduct_name,
            (bill_lines.product_code, bill_lines.subproduct_code, bill_lines.line_id)
        ) as subproduct_name,
        max_by(
            bill_lines.project,
            (bill_lines.charge_period_start, bill_lines.line_id)
        ) as project,
        min(bill_lines.region_id) as region_id,
        max_by(
            bill_lines.zone_id,
            (bill_lines.charge_period_start, bill_lines.line_id)
        ) as zone_id,
        min(bill_lines.charge_period_start) as started_at,
        max({{ last_second_of(
            'bill_lines.charge_period_start', 'bill_lines.charge_period_end'
        ) }}) as last_second_at

    from {{ ref('int_bill_lines') }} as bill_lines
    where bill_lines.leg_kind = 'bill_a'
    group by
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.resource_id,
        bill_lines.billing_mode,
        bill_lines.transaction_type,
        bill_lines.currency_code

),

tencent_resource as (

    select
        resources.billing_month,
        resources.seller_account_id,
        resources.buyer_account_id,
        resources.billing_mode,
        resources.transaction_type,
        resources.buyer_account_id as payer_account_id,
        resources.owner_account_id,
        {{ billing_month_text('resources.billing_month') }} as bill_month,
        resources.resource_id,
        described.resource_name,
        described.product_name,
        described.subproduct_name,
        {{ layout_label('billing_mode', 'resources.billing_mode') }}
            as billing_mode_label,
        {{ layout_label('transaction_type', 'resources.transaction_type') }}
            as transaction_type_label,
        described.project,
        described.region_id,
        described.zone_id,
        {{ billing_time_text('described.started_at') }} as usage_start_time,
        {{ billing_time_text('described.last_second_at') }} as usage_end_time,
        resources.currency_code,
        resources.list_amount,
        resources.contracted_amount,
        resources.voucher_amount,
        resources.pretax_amount,
        resources.tax_amount,
        resources.billed_amount

    from resources

    inner join resources_described as described
        on
            resources.billing_month = described.billing_month
            and resources.seller_account_id = described.seller_account_id
            and resources.buyer_account_id = described.buyer_account_id
            and resources.owner_account_id = described.owner_account_id
            and resources.resource_id is not distinct from described.resource_id
            and resources.billing_mode is not distinct from described.billing_mode
            and resources.transaction_type = described.transaction_type
            and resources.currency_code = described.currency_code

)

select * from tencent_resource
