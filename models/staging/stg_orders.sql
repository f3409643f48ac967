with

delivered as (

    select * from {{ delivered_records('orders') }}

),

orders as (

    select
        order_line_id,
        order_id,
        original_order_line_id,
        adjusts_order_line_id,
        owner_account_id,
        operator_account_id,
        resource_id,
        resource_name,
        project,
        sku_id,
        region_id,
        zone_id,
        tags,
        order_type,
        cast(placed_at as {{ type_instant() }}) as placed_at,
        cast(paid_at as {{ type_instant() }}) as paid_at,
        cast(service_from as {{ type_instant() }}) as service_from,
        cast(service_to as {{ type_instant() }}) as service_to,
        cast(term_count as integer) as term_count,
        term_unit,
        cast(quantity as decimal(28, 10)) as quantity,
        cast(linear_size as decimal(18, 6)) as linear_size,
        cast(list_cost as decimal(28, 8)) as list_cost,
        currency_code,
        cast(refunded_share as decimal(18, 10)) as refunded_share,
        unsubscription_reason,
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

select * from orders
