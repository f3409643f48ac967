with delivered as (

    select * from {{ raw_records('orders') }}

),

renamed as (

    select
        order_line_id,
        order_id,
        original_order_line_id,
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
        placed_at,
        paid_at,
        service_from,
        service_to,
        term_count,
        term_unit,
        quantity,
        linear_size,
        list_cost,
        currency_code,
        refunded_share,
        unsubscription_reason,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
