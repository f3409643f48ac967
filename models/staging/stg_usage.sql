with delivered as (

    select * from {{ raw_records('usage') }}

),

renamed as (

    select
        usage_id,
        owner_account_id,
        operator_account_id,
        resource_id,
        resource_name,
        project,
        sku_id,
        region_id,
        zone_id,
        usage_started_at,
        usage_ended_at,
        usage_quantity,
        linear_size,
        tags,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
