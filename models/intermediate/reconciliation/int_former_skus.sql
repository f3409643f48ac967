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

-- the last of its records that was readable; one in conflict if there is no other
records_ranked as (

    select
        records.*,
        former_skus.provider_account_id as billed_provider_account_id,
        replaced.retracted_at,
        row_number() over (
            partition by records.sku_id
            order by
                coalesce(replaced.record_status = 'rejected', false) asc,
                records.recorded_at desc,
                records.record_file asc,
                records.record_line asc
        ) as newness_rank

    from {{ ref('stg_skus') }} as records

    inner join former_skus
        on records.sku_id = former_skus.sku_id

    left join {{ ref('int_records_deduplicated') }} as replaced
        on
            replaced.source_table = 'skus'
            and records.record_file = replaced.record_file
            and records.record_line = replaced.record_line

    where records.rejection_reason is null

),

former_sku_records as (

    select
        sku_id,
        coalesce(billed_provider_account_id, provider_account_id)
            as provider_account_id,
        product_code,
        product_name,
        subproduct_code,
        subproduct_name,
        component_type_code,
        component_type_name,
        component_code,
        component_name,
        resource_type_code,
        resource_type_name,
        specification,
        billing_mode,
        settlement_cycle,
        metering,
        usage_unit,
        pricing_unit,
        usage_per_pricing_unit,
        pricing_increment,
        settlement_type,
        recorded_at,
        retracted_at

    from records_ranked
    where newness_rank = 1

)

select * from former_sku_records
