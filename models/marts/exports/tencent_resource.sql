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
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code,
        max_by(
            resource_name,
            (charge_period_start, line_id)
        ) as resource_name,
        min_by(
            product_name, (product_code, line_id)
        ) as product_name,
        min_by(
            subproduct_name,
            (product_code, subproduct_code, line_id)
        ) as subproduct_name,
        max_by(
            project,
            (charge_period_start, line_id)
        ) as project,
        min(region_id) as region_id,
        max_by(
            zone_id,
            (charge_period_start, line_id)
        ) as zone_id,
        min(charge_period_start) as started_at,
        max({{ last_second_of(
            'charge_period_start', 'charge_period_end'
        ) }}) as last_second_at

    from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_a'
    group by
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code

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
