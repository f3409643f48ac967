with

delivered as (

    select * from {{ delivered_records('usage') }}

),

usage as (

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
        cast(usage_started_at as {{ type_instant() }}) as usage_started_at,
        cast(usage_ended_at as {{ type_instant() }}) as usage_ended_at,
        cast(usage_quantity as decimal(28, 10)) as usage_quantity,
        cast(linear_size as decimal(18, 6)) as linear_size,
        tags,
        cast(recorded_at as {{ type_instant() }}) as recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        rejection_detail,
        unreadable_tags,
        record_file,
        record_line

    from delivered
    -- a record whose recorded_at cannot be read is rejected at every moment
    where {{ is_known('recorded_at') }} or recorded_at is null

)

select * from usage
