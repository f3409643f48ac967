{#
    A condition that leaves of usage what this build rates: true if it rates all usage.
    bucket_started_at: the bucket of the charge, with the name of its relation
    Usage: where {{ is_touched_usage('parts', 'parts.bucket_started_at') }}
#}
{% macro is_touched_usage(usage, bucket_started_at) -%}
    {%- if goes_on() or not execute -%}
    exists (
        select 1
        from {{ ref('int_touched_usage') }} as touched_usage
        where
            {{ usage }}.owner_account_id = touched_usage.owner_account_id
            and {{ usage }}.resource_id = touched_usage.resource_id
            and {{ usage }}.sku_id = touched_usage.sku_id
            and coalesce({{ usage }}.region_id, '')
            = coalesce(touched_usage.region_id, '')
            and coalesce({{ bucket_started_at }}, {{ beginning_of_time() }})
            = coalesce(touched_usage.bucket_started_at, {{ beginning_of_time() }})
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
