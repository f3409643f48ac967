with

-- the provider is the seller of the first leg
billed_skus as (

    select
        sku_id,
        max(case when leg_number = 1 then seller_account_id end) as provider_account_id

    from {{ ref('int_ledger_lines') }}
    where sku_id is not null
    group by sku_id

),

former_skus as (

    select billed_skus.*

    from billed_skus

    left join {{ ref('int_skus_validated') }} as skus
        on billed_skus.sku_id = skus.sku_id and skus.rejection_reason is null

    where skus.sku_id is null

),

former_sku_records as (

    select
        records.sku_id,
        coalesce(former_skus.provider_account_id, records.provider_account_id)
            as provider_account_id,
        records.product_code,
        records.product_name,
        records.subproduct_code,
        records.subproduct_name,
        records.component_type_code,
        records.component_type_name,
        records.component_code,
        records.component_name,
        records.resource_type_code,
        records.resource_type_name,
        records.specification,
        records.billing_mode,
        records.settlement_cycle,
        records.metering,
        records.usage_unit,
        records.pricing_unit,
        records.usage_per_pricing_unit,
        records.pricing_increment,
        records.settlement_type,
        records.recorded_at,
        records.retracted_at

    from {{ last_records('skus', 'sku_id', 'former_skus') }} as records

    inner join former_skus
        on records.sku_id = former_skus.sku_id

)

select * from former_sku_records
