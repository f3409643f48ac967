with

-- the only records that are read once more
suspected_records as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    inner join {{ ref('int_suspected_spans') }} as suspected_spans
        on
            usage_records.owner_account_id = suspected_spans.owner_account_id
            and usage_records.resource_id = suspected_spans.resource_id
            and usage_records.sku_id = suspected_spans.sku_id
            and usage_records.usage_started_at >= suspected_spans.started_from
            and usage_records.usage_started_at <= suspected_spans.started_until

)

select *
from {{ current_records('usage', among='suspected_records') }} as current_suspected
